# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """The options of a service account, on its own and in a list of a configuration."""

    DOCUMENTATION = r"""
options:
  service_account_name:
    description:
      - The name by which the service account is known. It must not look like an email address.
      - It is required unless O(id) is given. Given together with O(id), it is the name that the account is to have.
    type: str
  id:
    description:
      - Looker's id of the service account, which is the id of a user.
    type: str
  previous_service_account_name:
    description:
      - The name that the service account had before. If there is one with it, it gets the name O(service_account_name).
      - It is fine if nothing has the old name any more, so the option may stay.
    type: str
  is_disabled:
    description:
      - Whether the service account is kept from logging in.
    type: bool
  groups:
    description:
      - The groups that the service account is in, by name. Write an id as V(id:4711).
      - The list is the whole truth unless O(list_mode) says otherwise.
    type: list
    elements: str
  roles:
    description:
      - The roles that are given to the service account itself, by name. Roles that come through groups do not count.
      - The list is the whole truth unless O(list_mode) says otherwise.
    type: list
    elements: str
  list_mode:
    description:
      - What a list of this service account means. V(exact) makes it the whole truth, V(add) only adds what it names,
        and V(remove) only removes what it names.
    type: str
    choices: [exact, add, remove]
    default: exact
  state:
    description:
      - Whether the service account is to exist. V(absent) deletes it, together with its API keys.
    type: str
    choices: [present, absent]
    default: present
"""
