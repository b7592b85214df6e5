#!/usr/bin/python
# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ldap_config_info
short_description: Tell how people log in by LDAP to a Looker instance
version_added: 0.1.0
description:
  - Returns the settings of login by LDAP, in the terms of M(biops.looker.ldap_config).
author:
  - biops.looker contributors (@biops)
extends_documentation_fragment:
  - biops.looker.attributes.info_module
  - biops.looker.connection
seealso:
  - module: biops.looker.ldap_config
notes:
  - Looker (Google Cloud core) may deny this.
"""

EXAMPLES = r"""
- name: How people log in by LDAP
  biops.looker.ldap_config_info:
  register: looker
"""

RETURN = r"""
ldap_config:
  description: The settings.
  returned: success
  type: dict
  contains:
    enabled:
      description: Whether people can log in this way.
      type: bool
    alternate_email_login_allowed:
      description: Whether admins, and users with the permission C(login_special_email), can still log in
        with email and password at C(/login/email).
      type: bool
    auth_requires_role:
      description: Whether only those can log in for whom a role is found.
      type: bool
    set_roles_from_groups:
      description: Whether users get the roles of the mapped C(groups) when they log in.
      type: bool
    allow_normal_group_membership:
      description: Whether these users can be members of groups that are not mirrored. Where not, Looker
        takes them out of such groups when they log in.
      type: bool
    allow_roles_from_normal_groups:
      description: Whether these users get roles from groups that are not mirrored.
      type: bool
    allow_direct_roles:
      description: Whether these users can be given roles directly.
      type: bool
    user_attribute_map_email:
      description: The attribute that has the email address.
      type: str
    user_attribute_map_first_name:
      description: The attribute that has the first name.
      type: str
    user_attribute_map_last_name:
      description: The attribute that has the last name.
      type: str
    default_new_user_roles:
      description: The roles that new users get at their first login, by name, or V(id:...).
      type: list
      elements: str
    default_new_user_groups:
      description: The groups that new users get into at their first login, by name, or V(id:...).
      type: list
      elements: str
    groups:
      description: The groups that come with a login and are mirrored in Looker, and the roles that go with them.
      type: list
      elements: dict
      contains:
        name:
          description: What the group is called where it comes from.
          type: str
        roles:
          description: The roles of the group, by name, or V(id:...).
          type: list
          elements: str
        looker_group_name:
          description: What the group is called in Looker. By default its name.
          type: str
    user_attributes:
      description: The attributes that come with a login and become user attributes of Looker.
      type: list
      elements: dict
      contains:
        name:
          description: What the attribute is called where it comes from.
          type: str
        user_attributes:
          description: The user attributes of Looker that get its value, by name, or V(id:...).
          type: list
          elements: str
        required:
          description: Whether only those can log in who have the attribute.
          type: bool
    connection_host:
      description: The LDAP server.
      type: str
    connection_port:
      description: The port of the LDAP server.
      type: str
    connection_tls:
      description: Whether the connection is encrypted (TLS).
      type: bool
    connection_tls_no_verify:
      description: Whether the certificate of the server is not verified.
      type: bool
    auth_username:
      description: The distinguished name of the account by which Looker reads the directory.
      type: str
    force_no_page:
      description: Whether results of searches are never read in pages, even if the server claims
        that it can.
      type: bool
    user_bind_base_dn:
      description: Where in the directory users are looked for.
      type: str
    user_objectclass:
      description: The object class of users.
      type: str
    user_id_attribute_names:
      description: The attributes, separated by commas, that have what people type as their login.
      type: str
    user_custom_filter:
      description: A further LDAP filter that users have to match.
      type: str
    user_attribute_map_ldap_id:
      description: The attribute that tells users apart for good.
      type: str
    merge_new_users_by_email:
      description: Whether a first login finds the user who has the same email address.
      type: bool
    groups_base_dn:
      description: Where in the directory groups are looked for.
      type: str
    groups_finder_type:
      description: How Looker finds the groups of a user, by Looker's name of the way.
      type: str
    groups_objectclasses:
      description: The object classes of groups, separated by commas.
      type: str
    groups_member_attribute:
      description: The attribute of a group that lists its members, such as V(member).
      type: str
    groups_user_attribute:
      description: The attribute of a user by which a group lists them, such as V(dn).
      type: str
    has_auth_password:
      description: Whether there is a password of C(auth_username).
      type: bool
    modified_at:
      description: When the configuration was changed last.
      type: str
    modified_by:
      description: The id of the user who changed the configuration last.
      type: str
  sample:
    enabled: true
    connection_host: ldap.acme.example
    connection_port: "636"
    groups:
      - name: cn=analysts,ou=groups,dc=acme,dc=example
        looker_group_name: Analysts
        roles:
          - Viewer
"""

from ansible_collections.biops.looker.plugins.module_utils._info_module import run_singleton_info
from ansible_collections.biops.looker.plugins.module_utils._resources.ldap_config import LDAP_CONFIG, TYPES


def main() -> None:
    run_singleton_info(LDAP_CONFIG, TYPES)


if __name__ == "__main__":
    main()
