#!/usr/bin/python
# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: api_credential
short_description: Manage the API keys of a Looker user
version_added: 0.1.0
description:
  - Makes and removes API keys (client id and client secret) of a user or service account.
  - A key is known by its purpose, a text that Looker keeps with it, or by its client id.
  - Looker shows the secret of a key once, when it makes it. Put it into a vault in the same play, and set C(no_log).
  - Rotation is two steps that can each be run again. O(max_age_days) makes a new key beside one that got old, and the
    old one keeps working. When everybody has the new one, O(state=absent) with O(replaced_by) or O(older_than_days)
    removes what it replaces.
  - Keys are no part of M(biops.looker.configuration). Looker makes client id and secret itself, so a file cannot
    declare them, and each new secret needs a task of its own that stores it at once.
author:
  - biops.looker contributors (@biops)
options:
  user:
    description:
      - Whose keys they are, an email address, the name of a service account, or V(id:4711).
    type: str
    required: true
  purpose:
    description:
      - What the key is for. With O(state=present) one key with this purpose is enough. Needs Looker 25.14 or newer.
      - If it is not given, every key of the user counts.
    type: str
  key_client_id:
    description:
      - The client id of the one key that is meant. (O(client_id) is that of the key with which the task logs in.)
    type: str
  max_age_days:
    description:
      - With O(state=present), makes a new key when the newest one is older than this.
    type: int
  older_than_days:
    description:
      - With O(state=absent), removes only keys that are older than this.
    type: int
  replaced_by:
    description:
      - With O(state=absent), the client id of the key that stays. It has to be there and usable, or nothing is removed.
    type: str
  state:
    description:
      - V(present) makes a key if none is there, V(absent) removes those that are meant.
      - The key with which the task itself logs in is never removed.
    type: str
    choices: [present, absent]
    default: present
  max_removals:
    description:
      - How many keys a run may remove. If more than this would go, nothing is changed at all.
    type: int
    default: 50
extends_documentation_fragment:
  - biops.looker.attributes
  - biops.looker.connection
seealso:
  - module: biops.looker.api_credential_info
  - module: biops.looker.service_account
"""

EXAMPLES = r"""
- name: A key for the nightly export, renewed when it is older than 90 days, and put into a vault
  block:
    - name: Make the key
      biops.looker.api_credential:
        user: export@acme.example
        purpose: nightly export
        max_age_days: 90
      register: key
      no_log: true

    - name: Encrypt it with the vault password of the play
      ansible.builtin.copy:
        dest: ./looker_export_key.yml
        content: "{{ key.api_credential | to_nice_yaml | ansible.builtin.vault(vault_password) }}"
        mode: "0600"
      when: key is changed
      no_log: true
  rescue:
    - name: Take a key back that could not be stored, since nobody can read its secret again
      biops.looker.api_credential:
        user: export@acme.example
        key_client_id: "{{ key.api_credential.client_id }}"
        state: absent
      when: key is changed

- name: Later, when everybody uses the new key, remove the old ones
  biops.looker.api_credential:
    user: export@acme.example
    purpose: nightly export
    older_than_days: 90
    state: absent
"""

RETURN = r"""
api_credential:
  description: The key. With O(state=absent) only the user and the purpose.
  returned: success
  type: dict
  contains:
    user:
      description: Whose key it is.
      type: str
    purpose:
      description: What it is for.
      type: str
    id:
      description: Looker's id of the key.
      type: str
    client_id:
      description: The client id. Missing in check mode for a key that does not exist yet.
      type: str
    client_secret:
      description: The secret, only of a key that this task made. Nobody can read it again.
      type: str
    created_at:
      description: When Looker made the key.
      type: str
    is_disabled:
      description: Whether the key is switched off.
      type: bool
  sample:
    client_id: 7nbw8Qd5xT2cVhJkRzGp
    created_at: "2026-03-02T08:00:00.000+00:00"
    id: "12"
    is_disabled: false
    purpose: nightly export
    user: export@acme.example
removed:
  description: The client ids of the keys that were removed, or in check mode would be.
  returned: changed
  type: list
  elements: str
  sample: []
remaining:
  description: The client ids of the keys that could not be removed. Running the task again completes it.
  returned: when some of several keys could not be removed
  type: list
  elements: str
  sample: [7nbw8Qd5xT2cVhJkRzGp]
"""

from typing import TYPE_CHECKING, Any

from ansible_collections.biops.looker.plugins.module_utils._api_credential import WantedKey
from ansible_collections.biops.looker.plugins.module_utils._api_keys import converge_key
from ansible_collections.biops.looker.plugins.module_utils._module import run_work
from ansible_collections.biops.looker.plugins.module_utils._resources._types import ACCESS

if TYPE_CHECKING:
    from ansible_collections.biops.looker.plugins.module_utils._client import Client
    from ansible_collections.biops.looker.plugins.module_utils._connection import Connection

SPEC = {
    "user": {"type": "str", "required": True},
    "purpose": {"type": "str"},
    "key_client_id": {"type": "str", "no_log": False},
    "max_age_days": {"type": "int"},
    "older_than_days": {"type": "int"},
    "replaced_by": {"type": "str"},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "max_removals": {"type": "int", "default": 50},
}


def work(client: Client, connection: Connection, module: Any) -> dict[str, Any]:
    given = {name: module.params[name] for name in SPEC if name != "key_client_id"}
    wanted = WantedKey(client_id=module.params["key_client_id"], **given)
    return converge_key(client, ACCESS, wanted, connection.client_id, module.check_mode)


def main() -> None:
    needs_one = ["purpose", "key_client_id", "older_than_days", "replaced_by"]
    run_work(SPEC, work, required_if=[("state", "absent", needs_one, True)])


if __name__ == "__main__":
    main()
