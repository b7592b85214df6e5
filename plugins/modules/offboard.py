#!/usr/bin/python
# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: offboard
short_description: Take Looker users who leave out of use, and hand over what they leave behind
version_added: 0.1.0
description:
  - Hands the schedules and alerts of users over to another one, removes their API keys, ends their sessions, takes them
    out of their groups and roles, and disables or deletes them, in this order.
  - Lists the content that they own, and the schedules that others have on it.
  - What fails keeps nothing else from being done. So somebody whose schedules cannot be handed over is disabled all the
    same. The task fails at the end and says what is missing, and running it again completes it.
  - Looker pauses the schedules of a user who gets disabled. One that is handed over only afterwards stays paused, since
    turning it on would send at once.
  - Groups and roles that an identity provider manages stay as they are. They are of no use to a disabled user.
author:
  - biops.looker contributors (@biops)
options:
  users:
    description:
      - Who leaves, by email. Write an id as V(id:4711).
      - Somebody who does not exist is reported, and is no error.
    type: list
    elements: str
    required: true
  owner:
    description:
      - Who gets the schedules and alerts, by email. Write an id as V(id:4711).
      - Schedules run with the rights of their owner. If this user sees less than the old owner, so do the recipients.
      - If it is not given, schedules and alerts stay where they are. Looker runs no schedules of a disabled user, and
        deletes those of a deleted one.
    type: str
  delete:
    description:
      - Whether to delete the users instead of disabling them. That cannot be undone.
      - Looker then puts their content into the trash, deletes their personal folders, and deletes all schedules on that
        content, those of others and those that were handed over too. All this is shown first, in check mode with
        C(--diff).
      - Their API keys, sessions, memberships and roles go with them, without calls of their own.
      - Somebody whose schedules or alerts could not be handed over, or whose deletion fails, is disabled instead.
    type: bool
    default: false
  max_removals:
    description:
      - How much a run may take away. Users, their API keys, memberships and roles count.
      - If more than this would go, nothing is changed at all, and the error lists what it would be.
    type: int
    default: 50
extends_documentation_fragment:
  - biops.looker.attributes
  - biops.looker.connection
notes:
  - The user whose API credentials are in use is never offboarded, and neither are the last admin, Looker's support
    users and users of an embedding application.
  - On Looker (Google Cloud core), users keep the access that Google Cloud IAM gives them. RV(iam_access_remains) and a
    warning say so.
seealso:
  - module: biops.looker.user
  - module: biops.looker.schedule_info
"""

EXAMPLES = r"""
- name: See what somebody who leaves would leave behind
  biops.looker.offboard:
    users: [bob@acme.example]
  check_mode: true
  register: leaving

- name: Hand over the schedules of two users, and disable them
  biops.looker.offboard:
    users: [bob@acme.example, cyd@acme.example]
    owner: ada@acme.example

- name: Delete somebody, with all content
  biops.looker.offboard:
    users: [bob@acme.example]
    owner: ada@acme.example
    delete: true
"""

RETURN = r"""
users:
  description: The users, in the order in which they are given. If something failed, the list says what was done.
  returned: success, and when something could not be done
  type: list
  elements: dict
  contains:
    email:
      description: The email address.
      type: str
    id:
      description: Looker's id, if the user exists.
      type: str
    status:
      description: What the user is now, V(disabled), V(deleted), V(absent) for one who did not exist, or V(enabled)
        where disabling failed.
      type: str
    schedules:
      description: The schedules that the user had.
      type: list
      elements: dict
      contains:
        id:
          description: Looker's id.
          type: str
        name:
          description: The name.
          type: str
        title:
          description: The title of what it sends.
          type: str
        enabled:
          description: Whether it was running. Looker pauses the schedules of a user who gets disabled.
          type: bool
        sends_own_content:
          description: Whether it sends content that the user owns, with which it would be deleted.
          type: bool
        owner:
          description: Whose it is now.
          type: str
    alerts:
      description: The alerts that the user had.
      type: list
      elements: dict
      contains:
        id:
          description: Looker's id.
          type: str
        title:
          description: The title, or the id if it has none.
          type: str
        owner:
          description: Whose it is now.
          type: str
    content:
      description: What the user owns. It stays theirs, or goes to the trash if they are deleted.
      type: dict
      contains:
        dashboards:
          description: Dashboards, each with C(id) and C(title).
          type: list
          elements: dict
        looks:
          description: Looks, each with C(id) and C(title).
          type: list
          elements: dict
        folders:
          description: Folders that the user made, each with C(id), C(name) and C(is_personal).
          type: list
          elements: dict
    schedules_of_others:
      description: Schedules of others that send content of the user, each with C(id), C(name), C(title) and C(owner).
      type: list
      elements: dict
    api_keys:
      description: The ids of the API keys that were removed.
      type: list
      elements: str
    sessions:
      description: How many sessions were ended.
      type: int
    groups:
      description: The groups that the user was taken out of. Empty if the user was deleted.
      type: list
      elements: str
    roles:
      description: The roles that were taken from the user. Empty if the user was deleted.
      type: list
      elements: str
  sample:
    - email: bob@acme.example
      id: "12"
      status: disabled
      schedules:
        - id: "7"
          name: Weekly revenue
          title: Revenue
          enabled: true
          sends_own_content: false
          owner: ada@acme.example
      alerts: []
      content:
        dashboards:
          - id: "31"
            title: Costs
        looks: []
        folders:
          - id: "40"
            name: Bob Kahn
            is_personal: true
      schedules_of_others:
        - id: "9"
          name: Costs of the month
          title: Costs
          owner: Cyd Charisse
      api_keys: ["3"]
      sessions: 1
      groups: [Finance]
      roles: [Viewer]
iam_access_remains:
  description: Whether this seems to be Looker (Google Cloud core), where access by Google Cloud IAM remains.
  returned: success, and when something could not be done
  type: bool
  sample: false
"""

from typing import TYPE_CHECKING, Any

from ansible_collections.biops.looker.plugins.module_utils._module import run_work
from ansible_collections.biops.looker.plugins.module_utils._offboard import Wanted, offboard

if TYPE_CHECKING:
    from ansible_collections.biops.looker.plugins.module_utils._client import Client
    from ansible_collections.biops.looker.plugins.module_utils._connection import Connection

SPEC = {
    "users": {"type": "list", "elements": "str", "required": True},
    "owner": {"type": "str"},
    "delete": {"type": "bool", "default": False},
    "max_removals": {"type": "int", "default": 50},
}


def work(client: Client, connection: Connection, module: Any) -> dict[str, Any]:
    given = module.params
    wanted = Wanted(tuple(given["users"]), given["owner"] or "", given["delete"], given["max_removals"])
    return offboard(client, wanted, module.check_mode, connection.max_concurrency, module.warn)


def main() -> None:
    run_work(SPEC, work)


if __name__ == "__main__":
    main()
