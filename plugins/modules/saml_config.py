#!/usr/bin/python
# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: saml_config
short_description: Manage login by SAML to a Looker instance
version_added: 0.1.0
description:
  - Manages how people log in by SAML, what new users get, and which groups and attributes Looker takes
    over.
  - Only what differs is sent. What is not given is left as it is.
  - Turning the login off, where it is on, needs O(allow_self_lockout=true).
author:
  - biops.looker contributors (@biops)
extends_documentation_fragment:
  - biops.looker.attributes
  - biops.looker.sign_on
  - biops.looker.saml_config
  - biops.looker.sign_on.test
  - biops.looker.guards
  - biops.looker.connection
seealso:
  - module: biops.looker.saml_config_info
  - module: biops.looker.configuration
notes:
  - Looker (Google Cloud core) may deny this.
"""

EXAMPLES = r"""
- name: Login by SAML, from the metadata of the identity provider
  biops.looker.saml_config:
    enabled: true
    metadata_url: "https://{{ identity_provider }}/metadata"
    user_attribute_map_email: email
    user_attribute_map_first_name: first_name
    user_attribute_map_last_name: last_name
    alternate_email_login_allowed: true

- name: Have Looker check settings, and keep them for a login that tests them; nothing is saved
  biops.looker.saml_config:
    metadata_url: "https://{{ identity_provider }}/metadata"
    test: true
  register: tested

- name: Remove the test again
  biops.looker.saml_config:
    test: absent
    test_slug: "{{ tested.saml_config.test_slug }}"

- name: One more mirrored group with its roles
  biops.looker.saml_config:
    set_roles_from_groups: true
    groups_attribute: groups
    groups:
      - name: bi-analysts
        looker_group_name: Analysts
        roles: [Viewer]
    list_mode: add
"""

RETURN = r"""
saml_config:
  description:
    - The settings as they are after the task, in check mode as they would be.
    - Has the keys that M(biops.looker.saml_config_info) returns, as far as they were read.
    - With O(test=true) they are as they were, and C(test_slug) names the test configuration that was made.
  returned: success
  type: dict
  sample:
    enabled: true
    idp_url: https://idp.acme.example/sso
    idp_issuer: https://idp.acme.example
    groups:
      - name: bi-analysts
        looker_group_name: Analysts
        roles:
          - Viewer
"""

from ansible_collections.biops.looker.plugins.module_utils._module import run
from ansible_collections.biops.looker.plugins.module_utils._resources.saml_config import TESTED, TYPES


def main() -> None:
    run(TESTED, TYPES)


if __name__ == "__main__":
    main()
