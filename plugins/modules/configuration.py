#!/usr/bin/python
# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: configuration
short_description: Manage users, access, schedules and settings of a Looker instance together
version_added: 0.1.0
description:
  - Makes a Looker instance agree with a configuration, given in files, in the task, or in both.
  - All objects are compared and changed in one go. They can refer to each other by name, also when they are only just
    being created.
  - What is not declared is left alone, be it an object or an option of one.
  - Problems of the configuration are reported all at once, with file and line, before anything is changed.
options:
  src:
    description:
      - Files and directories with the configuration, on the controller. Of a directory, all files that end in C(.yml),
        C(.yaml) or C(.csv) are read, at any depth, except hidden ones.
      - Relative paths are searched like those of other actions, in C(files) of the role, then next to the playbook.
        Environment variables and C(~) are expanded.
      - A YAML file is a mapping of lists with the keys of this module's lists, such as V(groups) and V(users). If the
        file is named after one of them, a bare list will do. Files and single values can be encrypted with Ansible
        Vault. Nothing in them is templated.
      - A CSV file is named after what it lists, such as C(users.csv) or C(users-emea.csv). Its first line names the
        options. A column such as C(attributes.region) gives one entry of a mapping. The delimiter is a comma, a
        semicolon or a tab, several values in a cell are separated by semicolons, and a blank cell means not given. The
        text is UTF-8, UTF-16 with a byte order mark, or Windows-1252.
      - It is an error if two places declare the same object.
    type: list
    elements: path
  csv_columns:
    description:
      - Which option each column of the CSV files gives, for files that another program exports with headers of its own.
      - Columns that have the name of an option need no mention. All other columns are then ignored, and named in the
        result. A column that is mapped to V(null) is left out in any case, also one with the name of an option.
      - This is about files that have at least one of these columns. In all others, an unknown column is an error.
    type: dict
  types:
    description:
      - The parts of the configuration to apply. By default all of it.
      - The rest is checked, and not compared with the instance. Links that it declares are not taken away either. So
        with V(groups) alone, the exact list of members of a group leaves everybody in it whose own list of groups
        names it.
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
  purge:
    description:
      - Types whose objects are removed if nothing declares them, by their keys in a configuration.
      - Each of them has to be declared, if only as an empty list. Users and schedules need patterns in O(scope), too.
        With O(scope), only what it owns is removed, with O(types), only what is of these types.
      - Users are disabled, see O(purge_users). Users with a login by single sign-on, users without an address, embed
        users, service accounts, Looker's support staff and the user that this runs as are never purged.
      - What is built into Looker or managed by an identity provider stays. An object that a declaration names without
        declaring it is an error.
      - Everything that goes counts for O(max_removals). Check mode shows it, with what goes along with it.
    type: list
    elements: str
    choices: [permission_sets, model_sets, roles, groups, user_attributes, users, schedules]
    default: []
  purge_users:
    description:
      - What purging does to users. V(disable) keeps their content and memberships, and Looker stops their schedules.
        V(delete) also removes their content and the schedules on it.
    type: str
    choices: [disable, delete]
    default: disable
  fail_fast:
    description:
      - Whether to stop at the first change that fails. What is being written then is finished, nothing more is
        started, and RV(not_tried) lists the rest.
      - Without it, everything is done that does not depend on what failed.
    type: bool
    default: false
  document:
    description:
      - For internal use. The action plugin passes the whole configuration to the module in this option, and replaces
        whatever a task gives here.
    type: str
extends_documentation_fragment:
  - biops.looker._configuration
  - biops.looker.scope
  - biops.looker.guards
  - biops.looker.guards.secrets
  - biops.looker.connection
  - biops.looker.attributes
notes:
  - The files are validated on the controller, with the Python library C(jsonschema).
  - Editors complete and check YAML files of a configuration with C(docs/configuration.schema.json) of this collection.
seealso:
  - module: biops.looker.user
  - module: biops.looker.group
  - module: biops.looker.role
  - module: biops.looker.user_attribute
  - module: biops.looker.setting
author:
  - biops.looker contributors (@biops)
"""

EXAMPLES = r"""
- name: Make the instance agree with all files in a directory
  biops.looker.configuration:
    src: looker/

- name: Create two groups and a user who is in one of them
  biops.looker.configuration:
    groups:
      - name: Finance
      - name: Sales
        users: [bob@acme.example]
    users:
      - email: bob@acme.example
        first_name: Bob
        last_name: Kahn

- name: Have the settings of the instance as they should be
  biops.looker.configuration:
    settings:
      setting:
        timezone: Europe/Berlin
      password_policy:
        min_length: 14

- name: Use the same files as production, but without Ada
  biops.looker.configuration:
    src: looker/
    users:
      - email: ada@acme.example
        is_disabled: true

- name: Apply only a part of what is declared
  biops.looker.configuration:
    src: looker/
    types: [permission_sets, model_sets, roles]

- name: Manage the groups of one department, and who of the company is in them
  biops.looker.configuration:
    src: finance/
    scope:
      groups: [fin-*]
      users: ["*@acme.example"]

- name: Have exactly these groups of one department, and nobody else with an address there
  biops.looker.configuration:
    src: finance/
    groups: []  # as the files have them; where they have none, all groups of the department go
    users: []
    scope:
      groups: [fin-*]
      users: ["*@finance.acme.example"]
    purge: [groups, users]
    max_removals: 10

- name: Manage users as the HR system exports them
  biops.looker.configuration:
    src: exports/users.csv
    csv_columns:
      E-Mail: email
      Given name: first_name
      Family name: last_name
      id: null  # the number of the employee, not that of the user in Looker
"""

RETURN = r"""
changes:
  description: What was changed, in check mode what would be. Objects that agree already are not listed.
  returned: success
  type: list
  elements: dict
  contains:
    type:
      description: Type of the object, such as V(user).
      type: str
    name:
      description: The natural key of the object, such as a user's email. Empty for settings.
      type: str
    action:
      description: What was done to the object, such as V(create), V(update) or V(delete). A user whom purging
        disables has V(update).
      type: str
    before:
      description: The managed options of the object before. Empty if it did not exist. Of an object that is deleted,
        C(takes_along) lists what goes with it.
      type: dict
    after:
      description: The managed options of the object after. Empty if it does not exist any more.
      type: dict
  sample:
    - type: user
      name: bob@acme.example
      action: update
      before: {email: bob@acme.example, last_name: Kahn}
      after: {email: bob@acme.example, last_name: Kahn-Meyer}
summary:
  description: How many objects of each type were changed in which way, and how many write calls that takes.
  returned: success
  type: dict
  sample:
    objects: {user: {create: 2, update: 1}}
    writes: 5
impact:
  description:
    - What the changes mean for people. For each set of permissions and models, how many get them or lose them who had
      not, or still have, the same in another way. In check mode, what it would be.
    - This is told from what was read anyway. Where that is not enough to know, an entry says so and counts nobody.
      Declaring roles, groups and users in one configuration usually is enough.
    - Only people who can log in count. Whether a filter by user attributes shows them any data is not looked at.
  returned: success
  type: list
  elements: dict
  contains:
    effect:
      description: V(gives), V(takes) or V(unknown). V(more) says how many further ones there are after 200.
      type: str
    permissions:
      description: The permissions, V(*) for all. With V(gives) and V(takes) only.
      type: list
      elements: str
    models:
      description: The models, V(*) for all. With V(gives) and V(takes) only.
      type: list
      elements: str
    count:
      description: How many people are concerned, as far as that is known.
      type: int
    users:
      description: Who they are, the first 20 of them.
      type: list
      elements: str
    text:
      description: The same as a sentence.
      type: str
  sample:
    - effect: gives
      permissions: [see_sql]
      models: [finance]
      count: 2
      users: [ada@acme.example, bob@acme.example]
      text: gives see_sql on model finance to ada@acme.example, bob@acme.example
done:
  description: The changes that were made, where others failed.
  returned: when something failed
  type: list
  elements: str
  sample: [create user 'bob@acme.example']
failures:
  description:
    - The changes that failed, each with what Looker said.
    - C(status) is the HTTP status, and C(errors) are the entries of Looker's answer, if it has any.
  returned: when something failed
  type: list
  elements: dict
  sample:
    - change: create group 'Sales'
      status: 500
      message: Internal Server Error
not_tried:
  description:
    - The changes that were left out because they depend on one that failed; with O(fail_fast), all that were not
      started before the first failure.
  returned: when something failed
  type: list
  elements: str
  sample: [link membership of user 'bob@acme.example' and group 'Sales']
ignored_columns:
  description: Columns that give nothing, for each CSV file, without those that O(csv_columns) maps to V(null).
  returned: if there are any
  type: dict
  sample:
    looker/users.csv: [Employee No, Cost centre]
not_compared:
  description: Options that Looker never shows, so that nobody can say whether they agree.
  returned: if there are any
  type: raw
tests:
  description: What Looker's own tests said before anything was changed, see M(biops.looker.ldap_config).
  returned: if tests were made
  type: list
  elements: dict
unmanageable:
  description: What differs and has no public endpoint that changes it, see M(biops.looker.api_host).
  returned: if there is any
  type: list
  elements: dict
api:
  description: How Looker was reached, and what it cost.
  returned: if Looker was reached
  type: dict
  sample:
    url: https://acme.cloud.looker.com
    version: "4.0"
    release: 26.12.0
    calls: {total: 6, writes: 1}
    retries: 0
"""

from ansible_collections.biops.looker.plugins.module_utils._document_module import run_configuration
from ansible_collections.biops.looker.plugins.module_utils._host import going_away
from ansible_collections.biops.looker.plugins.module_utils._impact import foresee
from ansible_collections.biops.looker.plugins.module_utils._resources._all import ALL, CONFIGURABLE


def main() -> None:
    run_configuration(ALL, CONFIGURABLE, {"api_host": going_away}, foresee)


if __name__ == "__main__":
    main()
