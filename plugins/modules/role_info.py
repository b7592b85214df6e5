#!/usr/bin/python
# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: role_info
short_description: List Looker roles
version_added: 0.1.0
description:
  - Lists the roles of a Looker instance, with who has them, in the terms of M(biops.looker.role).
  - Without options, all roles are listed. A name or id that does not exist gives an empty list.
author:
  - biops.looker contributors (@biops)
options:
  name:
    description: Only the role with this name.
    type: str
  id:
    description: Only the role with this id.
    type: str
  include:
    description:
      - Which lists to return with each role. Leaving both out saves reading all groups and users.
    type: list
    elements: str
    choices: [groups, users]
    default: [groups, users]
extends_documentation_fragment:
  - biops.looker.attributes.info_module
  - biops.looker.connection
seealso:
  - module: biops.looker.role
"""

EXAMPLES = r"""
- name: Who is an administrator
  biops.looker.role_info:
    name: Admin
  register: admin

- name: All roles, without who has them
  biops.looker.role_info:
    include: []
"""

RETURN = r"""
roles:
  description: The roles that match, sorted by name.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: Looker's id of the role.
      type: str
    name:
      description: The name of the role.
      type: str
    permission_set:
      description: The name of the role's permission set.
      type: str
    model_set:
      description: The name of the role's model set.
      type: str
    internal:
      description: Whether this is a role of Looker's own. Looker tells it since 26.0.
      type: bool
    groups:
      description: The groups that have the role.
      type: list
      elements: str
    users:
      description:
        - The email addresses of users who have the role directly, not through a group. C(id:…) stands for a user
          without one.
      type: list
      elements: str
  sample:
    - groups: [Finance]
      id: "9"
      internal: false
      model_set: Finance
      name: Finance explorer
      permission_set: Explorer
      users: []
"""

from ansible_collections.biops.looker.plugins.module_utils._info_module import run_info
from ansible_collections.biops.looker.plugins.module_utils._resources._types import ACCESS
from ansible_collections.biops.looker.plugins.module_utils._resources.role import ROLE


def main() -> None:
    run_info(ROLE, ACCESS)


if __name__ == "__main__":
    main()
