# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """The options of a role, on its own and in a list of a configuration."""

    DOCUMENTATION = r"""
options:
  name:
    description:
      - The name of the role, which has to match exactly.
      - It is required unless O(id) is given. Given together with O(id), it is the name that the role is to have.
    type: str
  id:
    description:
      - Looker's id of the role, which settles which one is meant when several have the same name.
    type: str
  previous_name:
    description:
      - The name that the role had before. If one with it exists, it is renamed to O(name).
      - It is fine if the old name is gone, so the option may stay. It is an error if both names exist.
    type: str
  permission_set:
    description:
      - The permission set of the role, by name. Write an id as V(id:4711). Required for a new role.
    type: str
  model_set:
    description:
      - The model set of the role, by name. Write an id as V(id:4711). Required for a new role.
    type: str
  groups:
    description:
      - The groups that have the role, by name. Write an id as V(id:4711).
      - The list is the whole truth unless O(list_mode) says otherwise. An empty list takes the role from all groups.
      - The group C(All Users) and groups that the identity provider manages do not count and cannot be listed.
    type: list
    elements: str
  users:
    description:
      - The users who have the role directly, by email. Write an id as V(id:4711).
      - The list is the whole truth unless O(list_mode) says otherwise. An empty list takes the role from everybody.
      - Users who have the role through a group do not count. Neither do users of an embedding application and Looker's
        support staff, who cannot be listed.
    type: list
    elements: str
  list_mode:
    description:
      - What O(groups) and O(users) mean. V(exact) makes each given list the whole truth, V(add) only adds what it
        names, and V(remove) only removes what it names.
    type: str
    choices: [exact, add, remove]
    default: exact
  state:
    description:
      - Whether the role is to exist. V(absent) deletes it, and whoever had it loses what it gave them.
      - Looker's own roles, such as C(Admin), can be given and taken, but neither changed nor deleted.
    type: str
    choices: [present, absent]
    default: present
"""
