#!/usr/bin/python
# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: role
short_description: Manage a Looker role
version_added: 0.1.0
description:
  - Creates, changes and deletes a role of a Looker instance, and says which groups and users have it.
  - A role joins a permission set and a model set. It can be given to groups and to single users.
  - Roles are known by their name. Whatever is not given is left as it is.
  - Looker writes the groups and the users of a role as a whole. The list is read again right before, so that what
    somebody else changes at the same time is kept.
author:
  - biops.looker contributors (@biops)
extends_documentation_fragment:
  - biops.looker.attributes
  - biops.looker.role
  - biops.looker.guards
  - biops.looker.connection
seealso:
  - module: biops.looker.role_info
  - module: biops.looker.permission_set
  - module: biops.looker.model_set
  - module: biops.looker.group
  - module: biops.looker.user
  - module: biops.looker.configuration
"""

EXAMPLES = r"""
- name: A role for a group
  biops.looker.role:
    name: Finance explorer
    permission_set: Explorer
    model_set: Finance
    groups: [Finance]

- name: Give a role of Looker's own to one more user, and leave all others
  biops.looker.role:
    name: Admin
    users: [ada@acme.example]
    list_mode: add

- name: No such role
  biops.looker.role:
    name: Trial
    state: absent
"""

RETURN = r"""
role:
  description:
    - The role as it is after the task, in check mode as it would be.
    - Has the keys that M(biops.looker.role_info) returns, as far as they were read or given.
    - The C(id) of a role that does not exist yet is missing in check mode.
  returned: success
  type: dict
  sample:
    groups: [Finance]
    id: "9"
    internal: false
    model_set: Finance
    name: Finance explorer
    permission_set: Explorer
"""

from ansible_collections.biops.looker.plugins.module_utils._module import run
from ansible_collections.biops.looker.plugins.module_utils._resources._types import ACCESS
from ansible_collections.biops.looker.plugins.module_utils._resources.role import ROLE


def main() -> None:
    run(ROLE, ACCESS)


if __name__ == "__main__":
    main()
