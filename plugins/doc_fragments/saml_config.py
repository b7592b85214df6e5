# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """Login by SAML, on its own and in a configuration, besides what `sign_on` has."""

    DOCUMENTATION = r"""
options:
  idp_url:
    description:
      - The address of the identity provider that people are sent to.
    type: str
  idp_issuer:
    description:
      - How the identity provider calls itself.
    type: str
  idp_audience:
    description:
      - The audience that the identity provider has to name. Empty is any.
    type: str
  idp_cert:
    description:
      - The certificate of the identity provider.
    type: str
  idp_cert_multi:
    description:
      - Several certificates of the identity provider.
      - Needs Looker 26.2 or newer.
    type: dict
    suboptions:
      signing:
        description:
          - The certificates that sign its answers.
        type: list
        elements: str
  multi_certs_supported:
    description:
      - Whether O(idp_cert_multi) counts, or O(idp_cert).
      - Needs Looker 26.2 or newer.
    type: bool
  allowed_clock_drift:
    description:
      - How many seconds the clock of the identity provider may differ.
    type: int
  new_user_migration_types:
    description:
      - The kinds of logins, separated by commas, by which a first login finds the user who has
        the same email address, such as V(email,google).
    type: str
  groups_attribute:
    description:
      - The attribute of the identity provider that has all groups of a user.
    type: str
  groups_member_value:
    description:
      - The value of an attribute that says that a user is in the group of that name.
    type: str
  groups_finder_type:
    description:
      - Where the groups of a user are.
      - V(grouped_attribute_values) is all of them in O(groups_attribute).
      - V(individual_attributes) is one attribute for each group, with the value
        O(groups_member_value).
    type: str
    choices: [grouped_attribute_values, individual_attributes]
  bypass_login_page:
    description:
      - Whether people go to the identity provider at once, without a login page.
    type: bool
  metadata_url:
    description:
      - The address of the metadata of the identity provider. Looker fetches and reads them, so
        it has to be able to reach it.
      - They give O(idp_url), O(idp_issuer) and the certificates where these options are not
        given.
    type: str
  metadata_file:
    description:
      - A file with the metadata of the identity provider, which Looker reads. See
        O(metadata_url).
    type: path
  metadata_text:
    description:
      - The metadata of the identity provider as text, which Looker reads. See O(metadata_url).
    type: str
  list_mode:
    description:
      - How O(default_new_user_roles), O(default_new_user_groups), O(groups) and
        O(user_attributes) are meant. V(exact) is the whole list, V(add) adds the entries to what
        is there, V(remove) takes them away.
    type: str
    default: exact
    choices: [exact, add, remove]
"""
