# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """What a configuration owns. The types are the keys of a configuration."""

    DOCUMENTATION = r"""
options:
  scope:
    description:
      - What this configuration owns, so that several teams can each manage a part of one instance. Without it, that is
        everything.
      - For each type, patterns for the names of the objects. V(*) stands for any characters and V(?) for any one
        character. Case counts where it does in Looker, so not in the addresses of users. A type that is not named here
        is not owned; V(*) owns all of it.
      - Declaring an object that is not owned is an error, also if it would only get another name, owner or place.
      - A membership or another link is removed only if the objects at both of its ends are owned. It is added if the
        one that declares it is. So to remove members from groups takes O(scope.users), too.
    type: dict
    suboptions:
      permission_sets:
        description: Patterns for the C(name) of permission sets.
        type: list
        elements: str
      model_sets:
        description: Patterns for the C(name) of model sets.
        type: list
        elements: str
      roles:
        description: Patterns for the C(name) of roles.
        type: list
        elements: str
      groups:
        description: Patterns for the C(name) of groups.
        type: list
        elements: str
      user_attributes:
        description: Patterns for the C(name) of user attributes.
        type: list
        elements: str
      users:
        description: Patterns for the C(email) of users.
        type: list
        elements: str
      service_accounts:
        description: Patterns for the C(service_account_name) of service accounts.
        type: list
        elements: str
      schedules:
        description: Schedules have no names that tell them apart. Where both are given, both have to hold.
        type: dict
        suboptions:
          folders:
            description: Patterns for the path of the folder of what is sent, such as V(Shared/Finance*).
            type: list
            elements: str
          owners:
            description: Patterns for the addresses of the schedules' owners.
            type: list
            elements: str
      legacy_features:
        description: Patterns for the C(name) of legacy features.
        type: list
        elements: str
      settings:
        description: Patterns for the keys of C(settings), such as V(password_policy).
        type: list
        elements: str
"""
