# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """The options of a user attribute, on its own and in a list of a configuration."""

    DOCUMENTATION = r"""
options:
  name:
    description:
      - The name of the user attribute, which has to match exactly. Lower-case letters, digits and underscores.
      - It is required unless O(id) is given. Given together with O(id), it is the name that the attribute is to have.
    type: str
  id:
    description:
      - Looker's id of the user attribute.
    type: str
  previous_name:
    description:
      - The name that the user attribute had before. If one with it exists, it is renamed to O(name).
      - It is fine if the old name is gone, so the option may stay. It is an error if both names exist.
    type: str
  label:
    description:
      - The name that people see. A new attribute gets one made of O(name) if it is not given.
      - No two attributes may have the same.
    type: str
  type:
    description:
      - The type of the values. A new attribute gets V(string) if it is not given.
      - Changing it is a warning, because Looker does not say what becomes of values that do not fit the new type.
    type: str
    choices: [string, number, datetime, yesno, zipcode, advanced_filter_string, advanced_filter_number]
  default_value:
    description:
      - The value for users who have none of their own and are in no group with one. An empty string is a value.
      - The default of a hidden attribute is a secret. It cannot be compared and is never shown.
    type: str
  value_is_hidden:
    description:
      - Whether the values are hidden from everybody. Needs O(hidden_value_domain_whitelist).
      - Looker cannot show again what is hidden once, so V(false) is an error for an attribute that is.
    type: bool
  user_can_view:
    description:
      - Whether users can see their value.
    type: bool
  user_can_edit:
    description:
      - Whether users can change their value.
    type: bool
  hidden_value_domain_whitelist:
    description:
      - The addresses that the values of a hidden attribute may be sent to, separated by commas, with C(*) for any part.
      - Of an attribute that is hidden already, the list can only be narrowed.
    type: str
  needed_for_ci_run:
    description:
      - Whether continuous integration of LookML needs a value of the attribute. Needs Looker 26.0.
    type: bool
  value_for_ci_run:
    description:
      - The value that continuous integration of LookML uses. Needs Looker 26.0.
      - That of a hidden attribute is a secret. It cannot be compared and is never shown.
    type: str
  group_values:
    description:
      - The values that groups give their members. If somebody is in several of the groups, the first one counts.
      - The list and its order are the whole truth unless O(list_mode) says otherwise. An empty list takes all away.
      - Taking a value away can let people see more than before, because the default then holds.
    type: list
    elements: dict
    suboptions:
      group:
        description:
          - The group, by name. Write an id as V(id:4711).
        type: str
        required: true
      value:
        description:
          - The value of its members. That of a hidden attribute is a secret.
          - Required unless O(list_mode) is V(remove). Truth values of YAML count as V(yes) and V(no).
        type: raw
  list_mode:
    description:
      - What O(group_values) means. V(exact) makes the list the whole truth. V(add) sets the values that it names and
        leaves those of other groups, and the order, as they are. V(remove) takes away the values of the groups that it
        names, whatever they are.
    type: str
    choices: [exact, add, remove]
    default: exact
  state:
    description:
      - Whether the user attribute is to exist. V(absent) deletes it, with everybody's values.
      - Looker's own attributes can be neither changed nor deleted, but values of them can be given.
    type: str
    choices: [present, absent]
    default: present
"""
