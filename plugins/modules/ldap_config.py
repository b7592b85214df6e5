#!/usr/bin/python
# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ldap_config
short_description: Manage login by LDAP to a Looker instance
version_added: 0.1.0
description:
  - Manages how people log in by LDAP, what new users get, and which groups and attributes Looker takes
    over.
  - Only what differs is sent. What is not given is left as it is.
  - Turning the login off, where it is on, needs O(allow_self_lockout=true).
author:
  - biops.looker contributors (@biops)
extends_documentation_fragment:
  - biops.looker.attributes
  - biops.looker.sign_on
  - biops.looker.ldap_config
  - biops.looker.guards
  - biops.looker.guards.secrets
  - biops.looker.connection
seealso:
  - module: biops.looker.ldap_config_info
  - module: biops.looker.configuration
notes:
  - Looker (Google Cloud core) may deny this.
"""

EXAMPLES = r"""
- name: Login by LDAP
  biops.looker.ldap_config:
    enabled: true
    connection_host: ldap.acme.example
    connection_port: "636"
    connection_tls: true
    auth_username: cn=looker,ou=services,dc=acme,dc=example
    auth_password: "{{ ldap_password }}"
    user_bind_base_dn: ou=people,dc=acme,dc=example
    alternate_email_login_allowed: true

- name: Another account, tested before it is saved
  biops.looker.ldap_config:
    auth_username: cn=bi,ou=services,dc=acme,dc=example
    auth_password: "{{ ldap_password }}"
    test: true
    test_ldap_user: ada

- name: One more mirrored group with its roles
  biops.looker.ldap_config:
    set_roles_from_groups: true
    groups_base_dn: ou=groups,dc=acme,dc=example
    groups:
      - name: cn=analysts,ou=groups,dc=acme,dc=example
        looker_group_name: Analysts
        roles: [Viewer]
    list_mode: add
"""

RETURN = r"""
ldap_config:
  description:
    - The settings as they are after the task, in check mode as they would be.
    - Has the keys that M(biops.looker.ldap_config_info) returns, as far as they were read.
  returned: success
  type: dict
  sample:
    enabled: true
    connection_host: ldap.acme.example
    connection_port: "636"
    groups:
      - name: cn=analysts,ou=groups,dc=acme,dc=example
        looker_group_name: Analysts
        roles:
          - Viewer
tests:
  description: What Looker's tests said. Those of users have what was found of the user.
  returned: if tests were made
  type: list
  elements: dict
  sample:
    - type: ldap_config
      test: connection
      status: success
      message: Connection succeeded.
not_compared:
  description: The options that Looker never shows, so that nobody can say whether they agree.
  returned: if there are any
  type: list
  elements: str
  sample:
    - auth_password
"""

from ansible_collections.biops.looker.plugins.module_utils._module import run
from ansible_collections.biops.looker.plugins.module_utils._resources.ldap_config import LDAP_CONFIG, TYPES


def main() -> None:
    run(LDAP_CONFIG, TYPES)


if __name__ == "__main__":
    main()
