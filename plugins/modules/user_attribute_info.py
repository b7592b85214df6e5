#!/usr/bin/python
# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: user_attribute_info
short_description: List Looker user attributes
version_added: 0.1.0
description:
  - Lists the user attributes of a Looker instance, with the values of groups, in the terms of
    M(biops.looker.user_attribute).
  - Without options, all user attributes are listed. A name or id that does not exist gives an empty list.
  - Values that Looker hides are not returned.
author:
  - biops.looker contributors (@biops)
options:
  name:
    description: Only the user attribute with this name.
    type: str
  id:
    description: Only the user attribute with this id.
    type: str
  is_system:
    description: Only Looker's own attributes, or only all others.
    type: bool
  include:
    description:
      - Which lists to return with each user attribute. V(group_values) takes one call for each attribute.
    type: list
    elements: str
    choices: [group_values]
    default: [group_values]
extends_documentation_fragment:
  - biops.looker.attributes.info_module
  - biops.looker.connection
seealso:
  - module: biops.looker.user_attribute
"""

EXAMPLES = r"""
- name: The values that groups have of one attribute
  biops.looker.user_attribute_info:
    name: region
  register: region

- name: The definitions of all attributes but Looker's own
  biops.looker.user_attribute_info:
    is_system: false
    include: []
"""

RETURN = r"""
user_attributes:
  description: The user attributes that match, sorted by name.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: Looker's id of the user attribute.
      type: str
    name:
      description: The name of the user attribute.
      type: str
    label:
      description: The name that people see.
      type: str
    type:
      description: The type of the values.
      type: str
    default_value:
      description: The value for everybody who has no other. Missing if the attribute is hidden.
      type: str
    value_is_hidden:
      description: Whether the values are hidden from everybody.
      type: bool
    user_can_view:
      description: Whether users can see their value.
      type: bool
    user_can_edit:
      description: Whether users can change their value.
      type: bool
    hidden_value_domain_whitelist:
      description: The addresses that the values of a hidden attribute may be sent to.
      type: str
    needed_for_ci_run:
      description: Whether continuous integration of LookML needs a value.
      type: bool
    value_for_ci_run:
      description: The value for continuous integration of LookML. Missing if the attribute is hidden.
      type: str
    is_system:
      description: Whether this is one of Looker's own attributes.
      type: bool
    is_permanent:
      description: Whether the attribute cannot be deleted.
      type: bool
    group_values:
      description: The values that groups give their members, the one that counts first at the top.
      type: list
      elements: dict
      contains:
        group:
          description: The name of the group.
          type: str
        value:
          description: The value, C(VALUE_HIDDEN) if the attribute is hidden.
          type: str
  sample:
    - default_value: none
      group_values:
        - {group: Headquarters, value: "%"}
        - {group: Sales EMEA, value: EMEA}
      hidden_value_domain_whitelist: null
      id: "21"
      is_permanent: false
      is_system: false
      label: Region
      name: region
      type: string
      user_can_edit: false
      user_can_view: true
      value_is_hidden: false
"""

from ansible_collections.biops.looker.plugins.module_utils._info import Filters
from ansible_collections.biops.looker.plugins.module_utils._info_module import run_info
from ansible_collections.biops.looker.plugins.module_utils._resources._types import ACCESS
from ansible_collections.biops.looker.plugins.module_utils._resources.user_attribute import USER_ATTRIBUTE


def main() -> None:
    run_info(USER_ATTRIBUTE, ACCESS, Filters.equal(is_system="bool"))


if __name__ == "__main__":
    main()
