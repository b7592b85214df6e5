#!/usr/bin/python
# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: group_info
short_description: List Looker groups
version_added: 0.1.0
description:
  - Lists the groups of a Looker instance, with members, nested groups and roles, in the terms of
    M(biops.looker.group).
  - Without options, all groups are listed. A name or id that does not exist gives an empty list.
author:
  - biops.looker contributors (@biops)
options:
  name:
    description: Only the group with this name.
    type: str
  id:
    description: Only the group with this id.
    type: str
  externally_managed:
    description: Only groups that the identity provider manages, or only those that it does not.
    type: bool
  include:
    description:
      - Which lists to return with each group. Leaving out V(users) saves reading all users.
      - V(attribute_values) takes one call for each user attribute.
    type: list
    elements: str
    choices: [users, groups, parents, roles, attribute_values]
    default: [users, groups, parents, roles]
extends_documentation_fragment:
  - biops.looker.attributes.info_module
  - biops.looker.connection
seealso:
  - module: biops.looker.group
"""

EXAMPLES = r"""
- name: All groups and who is in them
  biops.looker.group_info:
  register: all_groups

- name: The groups that come from the identity provider, without their members
  biops.looker.group_info:
    externally_managed: true
    include: []
"""

RETURN = r"""
groups:
  description: The groups that match, sorted by name.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: Looker's id of the group.
      type: str
    name:
      description: The name of the group.
      type: str
    can_add_to_content_metadata:
      description: Whether the group can be given access to folders.
      type: bool
    externally_managed:
      description: Whether the identity provider manages the group.
      type: bool
    external_group_id:
      description: The id of the group at the identity provider.
      type: str
    include_by_default:
      description: Whether new users are put in the group.
      type: bool
    user_count:
      description: How many users Looker counts in the group.
      type: int
    users:
      description: The members' email addresses; C(id:…) stands for a user without one.
      type: list
      elements: str
    groups:
      description: The groups that this group holds.
      type: list
      elements: str
    parents:
      description: The groups that hold this group.
      type: list
      elements: str
    roles:
      description: The roles that are given to the group.
      type: list
      elements: str
    attribute_values:
      description: The group's values of user attributes, C(VALUE_HIDDEN) for those that Looker hides.
      returned: if asked for with O(include)
      type: dict
  sample:
    - can_add_to_content_metadata: true
      external_group_id: null
      externally_managed: false
      groups: []
      id: "7"
      include_by_default: false
      name: Finance
      parents: [Headquarters]
      roles: [Finance explorer]
      user_count: 2
      users: [ada@acme.example, bob@acme.example]
"""

from ansible_collections.biops.looker.plugins.module_utils._info import Filters
from ansible_collections.biops.looker.plugins.module_utils._info_module import run_info
from ansible_collections.biops.looker.plugins.module_utils._resources._types import ACCESS
from ansible_collections.biops.looker.plugins.module_utils._resources.group import GROUP


def main() -> None:
    run_info(GROUP, ACCESS, Filters.equal(externally_managed="bool"))


if __name__ == "__main__":
    main()
