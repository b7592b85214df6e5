#!/usr/bin/python
# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: user_attribute
short_description: Manage a Looker user attribute
version_added: 0.1.0
description:
  - Creates, changes and deletes a user attribute of a Looker instance, and says which values groups give their members.
  - LookML uses the values of user attributes, for example to say which rows somebody can see.
  - User attributes are known by their name. Whatever is not given is left as it is.
author:
  - biops.looker contributors (@biops)
extends_documentation_fragment:
  - biops.looker.attributes
  - biops.looker.user_attribute
  - biops.looker.guards
  - biops.looker.guards.secrets
  - biops.looker.connection
seealso:
  - module: biops.looker.user_attribute_info
  - module: biops.looker.group
  - module: biops.looker.user
  - module: biops.looker.configuration
"""

EXAMPLES = r"""
- name: Each region sees its own rows, and the first group counts
  biops.looker.user_attribute:
    name: region
    label: Region
    default_value: none
    user_can_view: true
    user_can_edit: false
    group_values:
      - group: Headquarters
        value: "%"
      - group: Sales EMEA
        value: EMEA
      - group: Sales APAC
        value: APAC

- name: A value for one more group, which comes last
  biops.looker.user_attribute:
    name: region
    group_values:
      - group: Sales LATAM
        value: LATAM
    list_mode: add

- name: A secret that is sent to one address only
  biops.looker.user_attribute:
    name: warehouse_token
    value_is_hidden: true
    hidden_value_domain_whitelist: https://warehouse.acme.example/*
    default_value: "{{ warehouse_token }}"

- name: No such attribute
  biops.looker.user_attribute:
    name: legacy_region
    state: absent
"""

RETURN = r"""
user_attribute:
  description:
    - The user attribute as it is after the task, in check mode as it would be.
    - Has the keys that M(biops.looker.user_attribute_info) returns, as far as they were read or given.
    - The C(id) of a user attribute that does not exist yet is missing in check mode.
  returned: success
  type: dict
  sample:
    default_value: none
    group_values:
      - {group: Headquarters, value: "%"}
      - {group: Sales EMEA, value: EMEA}
    id: "21"
    label: Region
    name: region
    type: string
    user_can_edit: false
    user_can_view: true
    value_is_hidden: false
not_compared:
  description: The options whose values Looker hides, so that nobody can say whether they agree.
  returned: if there are any
  type: list
  elements: str
  sample: [default_value, group_values.Finance]
"""

from ansible_collections.biops.looker.plugins.module_utils._module import run
from ansible_collections.biops.looker.plugins.module_utils._resources._types import ACCESS
from ansible_collections.biops.looker.plugins.module_utils._resources.user_attribute import USER_ATTRIBUTE


def main() -> None:
    run(USER_ATTRIBUTE, ACCESS)


if __name__ == "__main__":
    main()
