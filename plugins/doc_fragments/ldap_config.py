# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """Login by LDAP, on its own and in a configuration, besides what `sign_on` has."""

    DOCUMENTATION = r"""
options:
  connection_host:
    description:
      - The LDAP server.
    type: str
  connection_port:
    description:
      - The port of the LDAP server.
    type: str
  connection_tls:
    description:
      - Whether the connection is encrypted (TLS).
    type: bool
  connection_tls_no_verify:
    description:
      - Whether the certificate of the server is not verified.
    type: bool
  auth_username:
    description:
      - The distinguished name of the account by which Looker reads the directory.
    type: str
  auth_password:
    description:
      - The password of O(auth_username).
      - Looker never shows it, so it is written if there is none yet, with another O(auth_username),
        or with C(update_secrets=always).
    type: str
  force_no_page:
    description:
      - Whether results of searches are never read in pages, even if the server claims that it can.
    type: bool
  user_bind_base_dn:
    description:
      - Where in the directory users are looked for.
    type: str
  user_objectclass:
    description:
      - The object class of users.
    type: str
  user_id_attribute_names:
    description:
      - The attributes, separated by commas, that have what people type as their login.
    type: str
  user_custom_filter:
    description:
      - A further LDAP filter that users have to match.
    type: str
  user_attribute_map_ldap_id:
    description:
      - The attribute that tells users apart for good.
    type: str
  merge_new_users_by_email:
    description:
      - Whether a first login finds the user who has the same email address.
    type: bool
  groups_base_dn:
    description:
      - Where in the directory groups are looked for.
    type: str
  groups_finder_type:
    description:
      - How Looker finds the groups of a user, by Looker's name of the way.
    type: str
  groups_objectclasses:
    description:
      - The object classes of groups, separated by commas.
    type: str
  groups_member_attribute:
    description:
      - The attribute of a group that lists its members, such as V(member).
    type: str
  groups_user_attribute:
    description:
      - The attribute of a user by which a group lists them, such as V(dn).
    type: str
  test:
    description:
      - Whether Looker has to try the settings out before they are saved. What fails is not saved, and the error has
        Looker's words.
      - Looker connects to the server, logs in with O(auth_username), and looks for O(test_ldap_user) if that is given,
        with O(test_ldap_password) as a login.
      - The tests change nothing, so check mode makes them too. Where nothing differs, nothing is tested.
    type: bool
  test_ldap_user:
    description:
      - The login of a user that O(test) looks for. It is not saved.
    type: str
  test_ldap_password:
    description:
      - The password by which O(test) logs in as O(test_ldap_user). It is not saved.
    type: str
  list_mode:
    description:
      - How O(default_new_user_roles), O(default_new_user_groups), O(groups) and O(user_attributes) are meant.
        V(exact) is the whole list, V(add) adds the entries to what is there, V(remove) takes them away.
    type: str
    default: exact
    choices: [exact, add, remove]
"""
