#!/usr/bin/python
# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: group
short_description: Manage a Looker group
version_added: 0.1.0
description:
  - Creates, changes and deletes a group of a Looker instance, and says who is in it, which roles it has, and which
    values of user attributes it gives its members.
  - Groups are known by their name. Whatever is not given is left as it is.
author:
  - biops.looker contributors (@biops)
extends_documentation_fragment:
  - biops.looker.attributes
  - biops.looker.group
  - biops.looker.guards
  - biops.looker.guards.secrets
  - biops.looker.connection
seealso:
  - module: biops.looker.group_info
  - module: biops.looker.user
  - module: biops.looker.role
  - module: biops.looker.user_attribute
  - module: biops.looker.configuration
"""

EXAMPLES = r"""
- name: A group with exactly these members
  biops.looker.group:
    name: Finance
    users:
      - ada@acme.example
      - bob@acme.example

- name: A group of groups
  biops.looker.group:
    name: Headquarters
    groups: [Finance]

- name: A group inside another one, with a role and the rows that its members see
  biops.looker.group:
    name: Sales EMEA
    parents: [Sales]
    roles: [Sales explorer]
    attribute_values:
      region: EMEA

- name: Take one user out, and leave all others
  biops.looker.group:
    name: Finance
    users: [bob@acme.example]
    list_mode: remove

- name: Another name for the same group
  biops.looker.group:
    name: Finance and Controlling
    previous_name: Finance

- name: No such group
  biops.looker.group:
    name: Interns
    state: absent
"""

RETURN = r"""
group:
  description:
    - The group as it is after the task, in check mode as it would be.
    - Has the keys that M(biops.looker.group_info) returns, as far as they were read or given.
    - The C(id) of a group that does not exist yet is missing in check mode.
  returned: success
  type: dict
  sample:
    can_add_to_content_metadata: true
    id: "7"
    name: Finance
    users: [ada@acme.example, bob@acme.example]
not_compared:
  description: The options whose values Looker hides, so that nobody can say whether they agree.
  returned: if there are any
  type: list
  elements: str
  sample: [attribute_values.warehouse_token]
"""

from ansible_collections.biops.looker.plugins.module_utils._module import run
from ansible_collections.biops.looker.plugins.module_utils._resources._types import ACCESS
from ansible_collections.biops.looker.plugins.module_utils._resources.group import GROUP


def main() -> None:
    run(GROUP, ACCESS)


if __name__ == "__main__":
    main()
