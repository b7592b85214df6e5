#!/usr/bin/python
# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: service_account
short_description: Manage a Looker service account
version_added: 0.1.0
description:
  - Creates, changes, disables and deletes a service account, a user that only programs log in as.
  - Looker calls the operations for this alpha, so they need O(allow_beta=true) and Looker 25.18 or newer.
  - Give it an API key with M(biops.looker.api_credential), where O(biops.looker.api_credential#module:user) takes its
    name. Groups and roles take the name among their users, too.
author:
  - biops.looker contributors (@biops)
extends_documentation_fragment:
  - biops.looker.attributes
  - biops.looker.service_account
  - biops.looker.guards
  - biops.looker.connection
seealso:
  - module: biops.looker.service_account_info
  - module: biops.looker.api_credential
"""

EXAMPLES = r"""
- name: A service account for the deployment pipeline
  biops.looker.service_account:
    service_account_name: deployment pipeline
    roles: [Developer]
    allow_beta: true

- name: No such service account
  biops.looker.service_account:
    service_account_name: old pipeline
    state: absent
    allow_beta: true
"""

RETURN = r"""
service_account:
  description:
    - The service account as it is after the task, in check mode as it would be.
    - The C(id) of one that does not exist yet is missing in check mode.
  returned: success
  type: dict
  sample:
    id: "71"
    is_disabled: false
    roles: [Developer]
    service_account_name: deployment pipeline
"""

from ansible_collections.biops.looker.plugins.module_utils._module import run
from ansible_collections.biops.looker.plugins.module_utils._resources._types import ACCESS
from ansible_collections.biops.looker.plugins.module_utils._resources.service_account import SERVICE_ACCOUNT


def main() -> None:
    run(SERVICE_ACCOUNT, ACCESS)


if __name__ == "__main__":
    main()
