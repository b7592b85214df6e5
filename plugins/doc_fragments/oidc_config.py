# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """Login by OpenID Connect, on its own and in a configuration, besides what `sign_on` has."""

    DOCUMENTATION = r"""
options:
  identifier:
    description:
      - What the identity provider calls Looker (its client ID).
    type: str
  secret:
    description:
      - The secret that belongs to O(identifier) (the client secret).
      - Looker never shows it, so it is written if there is no O(identifier) yet or another one, or
        with C(update_secrets=always).
    type: str
  issuer:
    description:
      - How the identity provider calls itself.
    type: str
  audience:
    description:
      - The audience that the identity provider has to name.
    type: str
  authorization_endpoint:
    description:
      - The address of the identity provider that people are sent to.
    type: str
  token_endpoint:
    description:
      - The address of the identity provider where Looker gets tokens.
    type: str
  userinfo_endpoint:
    description:
      - The address of the identity provider where Looker asks who somebody is.
    type: str
  scopes:
    description:
      - What Looker asks the identity provider for, such as V(openid) and V(email).
    type: list
    elements: str
  new_user_migration_types:
    description:
      - The kinds of logins, separated by commas, by which a first login finds the user who has the
        same email address, such as V(email,google).
    type: str
  groups_attribute:
    description:
      - The attribute of the identity provider that has all groups of a user.
    type: str
  list_mode:
    description:
      - How O(default_new_user_roles), O(default_new_user_groups), O(groups), O(user_attributes)
        and O(scopes) are meant.
        V(exact) is the whole list, V(add) adds the entries to what is there, V(remove) takes them away.
    type: str
    default: exact
    choices: [exact, add, remove]
"""
