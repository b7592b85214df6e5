#!/usr/bin/python
# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: permission_set
short_description: Manage a Looker permission set
version_added: 0.1.0
description:
  - Creates, changes and deletes a permission set of a Looker instance. Roles use permission sets to say what is
    allowed.
  - Permission sets are known by their name. Whatever is not given is left as it is.
author:
  - biops.looker contributors (@biops)
extends_documentation_fragment:
  - biops.looker.attributes
  - biops.looker.permission_set
  - biops.looker.guards
  - biops.looker.connection
seealso:
  - module: biops.looker.permission_set_info
  - module: biops.looker.model_set
  - module: biops.looker.role
  - module: biops.looker.configuration
"""

EXAMPLES = r"""
- name: A permission set with exactly these permissions
  biops.looker.permission_set:
    name: Explorer
    permissions:
      - access_data
      - see_looks
      - see_user_dashboards
      - explore

- name: Allow one thing more
  biops.looker.permission_set:
    name: Explorer
    permissions: [download_with_limit]
    list_mode: add

- name: Another name for the same set
  biops.looker.permission_set:
    name: Business user
    previous_name: Explorer

- name: No such set
  biops.looker.permission_set:
    name: Trial
    state: absent
"""

RETURN = r"""
permission_set:
  description:
    - The permission set as it is after the task, in check mode as it would be.
    - Has the keys that M(biops.looker.permission_set_info) returns, as far as they were read or given.
    - The C(id) of a permission set that does not exist yet is missing in check mode.
  returned: success
  type: dict
  sample:
    all_access: false
    built_in: false
    id: "7"
    name: Explorer
    permissions: [access_data, explore, see_looks, see_user_dashboards]
"""

from ansible_collections.biops.looker.plugins.module_utils._module import run
from ansible_collections.biops.looker.plugins.module_utils._resources._types import ACCESS
from ansible_collections.biops.looker.plugins.module_utils._resources.permission_set import PERMISSION_SET


def main() -> None:
    run(PERMISSION_SET, ACCESS)


if __name__ == "__main__":
    main()
