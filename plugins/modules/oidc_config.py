#!/usr/bin/python
# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: oidc_config
short_description: Manage login by OpenID Connect to a Looker instance
version_added: 0.1.0
description:
  - Manages how people log in by OpenID Connect, what new users get, and which groups and attributes Looker takes
    over.
  - Only what differs is sent. What is not given is left as it is.
  - Turning the login off, where it is on, needs O(allow_self_lockout=true).
author:
  - biops.looker contributors (@biops)
extends_documentation_fragment:
  - biops.looker.attributes
  - biops.looker.sign_on
  - biops.looker.oidc_config
  - biops.looker.sign_on.test
  - biops.looker.guards
  - biops.looker.guards.secrets
  - biops.looker.connection
seealso:
  - module: biops.looker.oidc_config_info
  - module: biops.looker.configuration
notes:
  - Looker (Google Cloud core) may deny this.
"""

EXAMPLES = r"""
- name: Login by OpenID Connect
  biops.looker.oidc_config:
    enabled: true
    identifier: looker
    secret: "{{ oidc_secret }}"
    issuer: https://idp.acme.example
    authorization_endpoint: https://idp.acme.example/authorize
    token_endpoint: https://idp.acme.example/token
    userinfo_endpoint: https://idp.acme.example/userinfo
    scopes: [openid, email, profile, groups]
    user_attribute_map_email: email
    user_attribute_map_first_name: given_name
    user_attribute_map_last_name: family_name
    alternate_email_login_allowed: true

- name: Have Looker check settings, and keep them for a login that tests them; nothing is saved
  biops.looker.oidc_config:
    secret: "{{ oidc_secret }}"
    test: true
  register: tested

- name: Remove the test again
  biops.looker.oidc_config:
    test: absent
    test_slug: "{{ tested.oidc_config.test_slug }}"

- name: One more mirrored group with its roles
  biops.looker.oidc_config:
    set_roles_from_groups: true
    groups_attribute: groups
    groups:
      - name: bi-analysts
        looker_group_name: Analysts
        roles: [Viewer]
    list_mode: add

- name: The identity provider gave Looker a new secret
  biops.looker.oidc_config:
    secret: "{{ oidc_secret }}"
    update_secrets: always
"""

RETURN = r"""
oidc_config:
  description:
    - The settings as they are after the task, in check mode as they would be.
    - Has the keys that M(biops.looker.oidc_config_info) returns, as far as they were read.
    - With O(test=true) they are as they were, and C(test_slug) names the test configuration that was made.
  returned: success
  type: dict
  sample:
    enabled: true
    identifier: looker
    issuer: https://idp.acme.example
    groups:
      - name: bi-analysts
        looker_group_name: Analysts
        roles:
          - Viewer
not_compared:
  description: The options that Looker never shows, so that nobody can say whether they agree.
  returned: if there are any
  type: list
  elements: str
  sample:
    - secret
"""

from ansible_collections.biops.looker.plugins.module_utils._module import run
from ansible_collections.biops.looker.plugins.module_utils._resources.oidc_config import TESTED, TYPES


def main() -> None:
    run(TESTED, TYPES)


if __name__ == "__main__":
    main()
