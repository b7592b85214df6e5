# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """The options of a group, on its own and in a list of a configuration."""

    DOCUMENTATION = r"""
options:
  name:
    description:
      - The name of the group, which has to match exactly.
      - It is required unless O(id) is given. Given together with O(id), it is the name that the group is to have.
    type: str
  id:
    description:
      - Looker's id of the group, which settles which one is meant when several have the same name.
    type: str
  previous_name:
    description:
      - The name that the group had before. If a group with it exists, it is renamed to O(name) and keeps its members.
      - It is fine if the old name is gone, so the option may stay. It is an error if both names exist.
    type: str
  can_add_to_content_metadata:
    description:
      - Whether the group can be given access to folders.
    type: bool
  users:
    description:
      - The members of the group, by email. Write an id as V(id:4711).
      - The list is the whole truth unless O(list_mode) says otherwise. An empty list takes everybody out.
      - Members that come in through a group in O(groups) do not count. Neither do users of an embedding application
        and Looker's support staff, who cannot be listed.
    type: list
    elements: str
  groups:
    description:
      - The groups directly inside this group, by name. Write an id as V(id:4711).
      - The list is the whole truth unless O(list_mode) says otherwise. An empty list takes all of them out.
      - Groups that the identity provider manages do not count and cannot be listed.
    type: list
    elements: str
  parents:
    description:
      - The groups that this group is directly inside, by name. Write an id as V(id:4711).
      - The list is the whole truth unless O(list_mode) says otherwise. An empty list takes the group out of all others.
    type: list
    elements: str
  roles:
    description:
      - The roles that are given to the group, by name. Write an id as V(id:4711).
      - The list is the whole truth unless O(list_mode) says otherwise. An empty list takes all roles away.
    type: list
    elements: str
  attribute_values:
    description:
      - Values of user attributes for the members of the group, as a mapping of the attribute's name to the value.
      - Attributes that are not named are left alone. To take a value away, use O(unset_attribute_values).
    type: dict
  unset_attribute_values:
    description:
      - User attributes, by name, of which the group is to have no value.
      - The value of another group or the default then holds, which can let the members see more than before.
    type: list
    elements: str
  list_mode:
    description:
      - What O(users), O(groups), O(parents) and O(roles) mean. V(exact) makes each given list the whole truth, V(add)
        only adds what it names, and V(remove) only removes what it names.
    type: str
    choices: [exact, add, remove]
    default: exact
  state:
    description:
      - Whether the group is to exist. V(absent) deletes the group, not its members.
      - A group that is deleted and made again has a new id, and access to folders that it had is gone.
    type: str
    choices: [present, absent]
    default: present
"""
