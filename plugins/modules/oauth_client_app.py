#!/usr/bin/python
# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: oauth_client_app
short_description: Manage an application that people log in to Looker with by OAuth
version_added: 0.1.0
description:
  - Registers an application as an OAuth client of a Looker instance, changes it, and deletes it.
  - An application is known by its guid, which you choose and which cannot change.
  - What is not given stays as it is.
author:
  - biops.looker contributors (@biops)
options:
  client_guid:
    description:
      - The guid of the application, as it names itself when people log in.
    type: str
    required: true
  display_name:
    description:
      - What people see the application called. A new one needs it.
    type: str
  description:
    description:
      - What people are told about the application before they agree to it.
    type: str
  redirect_uri:
    description:
      - The address at which the application receives the code of a login. A new application needs it, or
        O(redirect_uris).
      - Where Looker has several addresses, this is compared with the first of them.
    type: str
  redirect_uris:
    description:
      - All such addresses. The list is the whole truth, and its order means nothing. Needs Looker 26.22 or newer.
    type: list
    elements: str
  enabled:
    description:
      - Whether the application may be used. Switching it off ends all logins by it.
    type: bool
  group:
    description:
      - The name of the group whose members may use the application. Write an id as V(id:4711). An empty text lets
        everybody use it.
    type: str
  activated_users:
    description:
      - The users who count as having agreed that the application uses their Looker account, by email address. Write an
        id as V(id:4711).
      - Looker asks others when they first log in with it. Name only people who were told and do agree.
      - The list is the whole truth unless O(list_mode) says otherwise. Who is taken out is logged out of the
        application, and is asked again.
      - Beta in Looker, so it needs O(allow_beta=true) where something has to change.
    type: list
    elements: str
  list_mode:
    description:
      - What O(activated_users) means. V(exact) makes the list the whole truth, V(add) only adds users, V(remove) takes
        those named out.
    type: str
    choices: [exact, add, remove]
    default: exact
  invalidate_tokens:
    description:
      - Ends all logins by the application that there are now, of all users. This is done each time and always counts as
        changed, unless the application is new.
      - Beta in Looker, so it needs O(allow_beta=true).
    type: bool
    default: false
  state:
    description:
      - V(present) registers the application if it is not there, V(absent) deletes it and ends all logins by it.
    type: str
    choices: [present, absent]
    default: present
  max_removals:
    description:
      - How many users a run may take out; a deleted application counts too. If more than this would go, nothing is
        changed at all.
    type: int
    default: 50
extends_documentation_fragment:
  - biops.looker.attributes
  - biops.looker.connection
attributes:
  idempotent:
    description: When run twice in a row with the same options, the second run changes nothing.
    support: partial
    details:
      - Not with O(invalidate_tokens=true).
seealso:
  - module: biops.looker.oauth_client_app_info
notes:
  - Needs API 4.0.
"""

EXAMPLES = r"""
- name: Let the finance portal log people in by Looker
  biops.looker.oauth_client_app:
    client_guid: com.acme.portal
    display_name: Finance portal
    description: Shows the figures of the month.
    redirect_uri: https://portal.acme.example/oauth/callback
    group: North

- name: Log everybody out of it after an incident
  biops.looker.oauth_client_app:
    client_guid: com.acme.portal
    display_name: Finance portal
    redirect_uri: https://portal.acme.example/oauth/callback
    invalidate_tokens: true
    allow_beta: true

- name: It is not used any more
  biops.looker.oauth_client_app:
    client_guid: com.acme.portal
    state: absent
"""

RETURN = r"""
oauth_client_app:
  description:
    - The application as it is after the task, in check mode as it would be. With O(state=absent) only its guid.
    - Has the keys that M(biops.looker.oauth_client_app_info) returns, as far as they are known.
    - C(tokens_invalid_before) is missing where the task changed it.
  returned: success
  type: dict
  sample:
    activated_users: []
    client_guid: com.acme.portal
    description: Shows the figures of the month.
    display_name: Finance portal
    enabled: true
    group: North
    redirect_uri: https://portal.acme.example/oauth/callback
    tokens_invalid_before: "2026-03-02T08:00:00.000+00:00"
"""

from typing import TYPE_CHECKING, Any

from ansible_collections.biops.looker.plugins.module_utils._module import run_work
from ansible_collections.biops.looker.plugins.module_utils._oauth_client_apps import converge_app
from ansible_collections.biops.looker.plugins.module_utils._resources._types import ACCESS

if TYPE_CHECKING:
    from ansible_collections.biops.looker.plugins.module_utils._client import Client
    from ansible_collections.biops.looker.plugins.module_utils._connection import Connection

SPEC = {
    "client_guid": {"type": "str", "required": True},
    "display_name": {"type": "str"},
    "description": {"type": "str"},
    "redirect_uri": {"type": "str"},
    "redirect_uris": {"type": "list", "elements": "str"},
    "enabled": {"type": "bool"},
    "group": {"type": "str"},
    "activated_users": {"type": "list", "elements": "str"},
    "list_mode": {"type": "str", "choices": ["exact", "add", "remove"], "default": "exact"},
    "invalidate_tokens": {"type": "bool", "default": False, "no_log": False},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "max_removals": {"type": "int", "default": 50},
}


def work(client: Client, connection: Connection, module: Any) -> dict[str, Any]:
    return converge_app(client, ACCESS, module.params, module.check_mode)


def main() -> None:
    run_work(SPEC, work, mutually_exclusive=[("redirect_uri", "redirect_uris")])


if __name__ == "__main__":
    main()
