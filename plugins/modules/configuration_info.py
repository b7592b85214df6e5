#!/usr/bin/python
# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: configuration_info
short_description: Export a Looker instance as a configuration
version_added: 0.1.0
description:
  - Reads a Looker instance into the document that M(biops.looker.configuration) accepts, with names instead of ids.
    Applied to the same instance, it changes nothing.
  - Returns the document, or writes it as YAML files. The order is stable, so that two exports of one state are the
    same, byte by byte, and differences show in version control.
  - Every membership, role and value is written once, at the user rather than at the group or role, and at the group
    rather than at the role.
  - What belongs to Looker or to others is left out, such as built-in sets, the role V(Admin), the group V(All Users),
    Looker's support users, embed users and groups that the identity provider manages. The values that groups have for
    Looker's own attributes are exported.
  - The logins of users, forced password resets, home folders and API keys are not exported. Secrets cannot be read;
    RV(not_exported) says where some may be.
  - Dashboards and Looks of schedules are named by their titles, with their folders where the title alone does not tell
    which one is meant, and by id where both do not.
  - With O(scope), what it owns is exported, so that the document can be applied with the same scope. What that refers
    to outside is named. A link to something outside is written at the end that is inside.
author:
  - biops.looker contributors (@biops)
options:
  types:
    description:
      - The parts of the configuration to export. By default all that Looker shows to the API user.
      - What is named here has to be readable, and some of it inside of O(scope) if that is given. Without O(types),
        what Looker refuses to show is listed under RV(not_exported).
    type: list
    elements: str
    choices:
      - permission_sets
      - model_sets
      - roles
      - groups
      - user_attributes
      - users
      - service_accounts
      - schedules
      - legacy_features
      - settings
  include_user_values:
    description:
      - Whether to export lists that take a call for each object to read. These are the values that users have of their
        own for user attributes. If groups are exported without user attributes, they are also the groups' values.
    type: bool
    default: false
  include_builtin:
    description:
      - Whether to export also what belongs to Looker or to others. Such objects cannot be changed, so the document
        cannot be applied to an instance where they differ.
    type: bool
    default: false
  dest:
    description:
      - A directory, where the module runs, to write the configuration to, one file for each part, such as C(users.yml).
      - All files are written before the first old one is replaced. The file of a part that has nothing to export is
        removed; that of a part that is not named in O(types) or in O(scope) is left as it is.
      - New files can be read by their owner only, existing ones keep their mode. In check mode nothing is written.
      - The task fails where a CSV file of the same name, such as C(users.csv), would declare the same objects again.
    type: path
  users_format:
    description:
      - How users are written to O(dest).
      - V(yaml) writes C(users.yml).
      - V(csv) writes C(users.csv), with one line for each user. An empty list is a cell with V(;) alone. Users with
        something that a cell cannot hold, such as an empty text, are written to C(users.yml) beside it.
      - Cells are as Looker has them, to be read back. A spreadsheet may take one that begins with C(=) for a formula.
    type: str
    choices: [yaml, csv]
    default: yaml
extends_documentation_fragment:
  - biops.looker.attributes.info_module
  - biops.looker.scope
  - biops.looker.connection
seealso:
  - module: biops.looker.configuration
"""

EXAMPLES = r"""
- name: Write the whole instance as files
  biops.looker.configuration_info:
    dest: looker/
  register: exported

- name: Say what is not in the files
  ansible.builtin.debug:
    var: exported.not_exported

- name: Write what belongs to one team, users as CSV
  biops.looker.configuration_info:
    dest: finance/
    users_format: csv
    scope:
      groups: [fin-*]
      users: ["*@finance.example"]
      schedules:
        folders: [Shared/Finance*]

- name: Copy the permission sets of one instance to another one
  biops.looker.configuration_info:
    types: [permission_sets]
  register: sets

- name: Apply them
  biops.looker.configuration:
    permission_sets: "{{ sets.configuration.permission_sets }}"
    base_url: https://stage.example.com
"""

RETURN = r"""
configuration:
  description: What M(biops.looker.configuration) takes.
  returned: without O(dest)
  type: dict
  sample:
    groups:
      - {name: Finance, groups: [], roles: [Finance explorer]}
    users:
      - {email: ada@acme.example, first_name: Ada, groups: [Finance], roles: []}
files:
  description: The files with the configuration, in check mode those that would be there.
  returned: with O(dest)
  type: list
  elements: str
  sample: [/srv/looker/groups.yml, /srv/looker/users.yml]
summary:
  description: How many objects were exported, by part.
  returned: success
  type: dict
  sample: {groups: 1, users: 1}
not_exported:
  description: What the configuration lacks.
  returned: success
  type: list
  elements: dict
  contains:
    type:
      description: Type of the object, such as V(user).
      type: str
    name:
      description: Its name, or V(id:4711) where that says nothing. Empty where all objects of the type are meant.
      type: str
    options:
      description: The options that are left out. Empty where the whole object is.
      type: list
      elements: str
    reason:
      description: Why.
      type: str
  sample:
    - type: user_attribute
      name: warehouse_password
      options: [default_value]
      reason: Looker shows it to nobody
api:
  description: How Looker was reached, and what it cost.
  returned: success
  type: dict
  sample:
    url: https://acme.cloud.looker.com
    version: "4.0"
    release: 26.12.0
    calls: {total: 9, writes: 0}
    retries: 0
"""

from ansible_collections.biops.looker.plugins.module_utils._export_info import OPTIONS, configuration_info
from ansible_collections.biops.looker.plugins.module_utils._module import run_work


def main() -> None:
    run_work(OPTIONS, lambda client, connection, module: configuration_info(client, module.params, module.check_mode))


if __name__ == "__main__":
    main()
