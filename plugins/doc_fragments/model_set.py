# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """The options of a model set, on its own and in a list of a configuration."""

    DOCUMENTATION = r"""
options:
  name:
    description:
      - The name of the model set, which has to match exactly.
      - It is required unless O(id) is given. Given together with O(id), it is the name that the model set is to have.
    type: str
  id:
    description:
      - Looker's id of the model set, which settles which one is meant when several have the same name.
    type: str
  previous_name:
    description:
      - The name that the model set had before. If one with it exists, it is renamed to O(name).
      - It is fine if the old name is gone, so the option may stay. It is an error if both names exist.
    type: str
  models:
    description:
      - The names of the LookML models in the set. Their order does not matter.
      - The list is the whole truth unless O(list_mode) says otherwise.
      - A model that does not exist yet is fine, and a warning.
    type: list
    elements: str
  list_mode:
    description:
      - What O(models) means. V(exact) makes the list the whole truth, V(add) only adds what it names, and V(remove)
        only removes what it names.
    type: str
    choices: [exact, add, remove]
    default: exact
  state:
    description:
      - Whether the model set is to exist. V(absent) deletes it, which Looker may refuse while a role uses it.
      - Sets that are built into Looker can be neither changed nor deleted. One that a role uses is not deleted.
    type: str
    choices: [present, absent]
    default: present
"""
