#!/usr/bin/python
# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: permission_set_info
short_description: List Looker permission sets
version_added: 0.1.0
description:
  - Lists the permission sets of a Looker instance, in the terms of M(biops.looker.permission_set).
  - Without options, all permission sets are listed. A name or id that does not exist gives an empty list.
author:
  - biops.looker contributors (@biops)
options:
  name:
    description: Only the permission set with this name.
    type: str
  id:
    description: Only the permission set with this id.
    type: str
  built_in:
    description: Only the sets that are built into Looker, or only all others.
    type: bool
extends_documentation_fragment:
  - biops.looker.attributes.info_module
  - biops.looker.connection
seealso:
  - module: biops.looker.permission_set
"""

EXAMPLES = r"""
- name: What one set holds
  biops.looker.permission_set_info:
    name: Explorer
  register: found

- name: The sets that are not built into Looker
  biops.looker.permission_set_info:
    built_in: false
"""

RETURN = r"""
permission_sets:
  description: The permission sets that match, sorted by name.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: Looker's id of the permission set.
      type: str
    name:
      description: The name of the permission set.
      type: str
    permissions:
      description: The permissions in the set.
      type: list
      elements: str
    built_in:
      description: Whether the set is built into Looker.
      type: bool
    all_access:
      description: Whether the set holds every permission that there is.
      type: bool
  sample:
    - all_access: false
      built_in: false
      id: "7"
      name: Explorer
      permissions: [access_data, explore, see_looks]
"""

from ansible_collections.biops.looker.plugins.module_utils._info import Filters
from ansible_collections.biops.looker.plugins.module_utils._info_module import run_info
from ansible_collections.biops.looker.plugins.module_utils._resources._types import ACCESS
from ansible_collections.biops.looker.plugins.module_utils._resources.permission_set import PERMISSION_SET


def main() -> None:
    run_info(PERMISSION_SET, ACCESS, Filters.equal(built_in="bool"))


if __name__ == "__main__":
    main()
