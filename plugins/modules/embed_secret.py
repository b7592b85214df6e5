#!/usr/bin/python
# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: embed_secret
short_description: Make or delete a secret that signs embed addresses
version_added: 0.1.0
description:
  - Makes a secret with which an application signs the addresses of content that it embeds, or deletes one.
  - This is the one module that cannot be idempotent. Looker's API makes and deletes embed secrets, but it has no call
    that lists them or reads one. So nobody can tell whether there is a secret already, and O(state=present) makes
    another one each time. It is refused without O(force=true), so that a play that runs again makes none by accident.
  - Looker tells the secret once, in the answer to the call that makes it. Put it into a vault in the same play, and set
    C(no_log). Keep its id with it, without which it cannot be deleted here.
  - Secrets are no part of M(biops.looker.configuration), since a configuration states what should be there.
author:
  - biops.looker contributors (@biops)
options:
  id:
    description:
      - Looker's id of the secret that O(state=absent) deletes. Everything signed with it is refused from then on.
    type: str
  algorithm:
    description:
      - What the new secret signs with. Looker takes V(hmac/sha-256) where nothing is said.
    type: str
    choices: [hmac/sha-256, hmac/sha-1]
  secret_type:
    description:
      - Whether the new secret is for signed addresses or for tokens. Looker takes V(SSO) where nothing is said.
    type: str
    choices: [SSO, JWT]
  enabled:
    description:
      - Whether the new secret can be used. The API cannot change that later.
    type: bool
  force:
    description:
      - Makes a new secret, whatever secrets there are. O(state=present) needs it.
    type: bool
    default: false
  state:
    description:
      - V(present) makes a new secret, V(absent) deletes the one with O(id).
    type: str
    choices: [present, absent]
    default: present
extends_documentation_fragment:
  - biops.looker.attributes
  - biops.looker.connection
attributes:
  check_mode:
    description: Can run in check mode and report what would change, without changing anything.
    support: partial
    details:
      - Whether the secret with O(id) is there cannot be read. Check mode says that it would be deleted.
  idempotent:
    description: When run twice in a row with the same options, the second run changes nothing.
    support: partial
    details:
      - With O(state=absent) only. A new secret is made each time.
seealso:
  - module: biops.looker.setting
notes:
  - Embedding has to be licensed. Looker (Google Cloud core) may deny this.
  - Needs API 4.0.
"""

EXAMPLES = r"""
- name: A new embed secret, made only where none was stored yet
  when: not lookup('ansible.builtin.first_found', ['looker_embed.yml'], skip=true)
  block:
    - name: Make the secret
      biops.looker.embed_secret:
        secret_type: SSO
        force: true
      register: embed
      no_log: true

    - name: Encrypt it with the vault password of the play
      ansible.builtin.copy:
        dest: ./looker_embed.yml
        content: "{{ embed.embed_secret | to_nice_yaml | ansible.builtin.vault(vault_password) }}"
        mode: "0600"
      no_log: true

- name: Delete a secret that is not used any more
  biops.looker.embed_secret:
    id: "7"
    state: absent
"""

RETURN = r"""
embed_secret:
  description: The new secret. With O(state=absent) only its id. In check mode only what was given.
  returned: success
  type: dict
  contains:
    id:
      description: Looker's id of the secret.
      type: str
    algorithm:
      description: What it signs with.
      type: str
    secret_type:
      description: What it is for.
      type: str
    enabled:
      description: Whether it can be used.
      type: bool
    created_at:
      description: When Looker made it.
      type: str
    user_id:
      description: Looker's id of the user who made it.
      type: str
    secret:
      description: The secret, of one that this task made. Nobody can read it again.
      type: str
  sample:
    algorithm: hmac/sha-256
    created_at: "2026-03-02T08:00:00.000+00:00"
    enabled: true
    id: "7"
    secret: c0ffee…
    secret_type: SSO
    user_id: "12"
"""

from typing import TYPE_CHECKING, Any

from ansible_collections.biops.looker.plugins.module_utils._embed_secret import delete_secret, make_secret
from ansible_collections.biops.looker.plugins.module_utils._module import run_work

if TYPE_CHECKING:
    from ansible_collections.biops.looker.plugins.module_utils._client import Client
    from ansible_collections.biops.looker.plugins.module_utils._connection import Connection

SPEC = {
    "id": {"type": "str"},
    "algorithm": {"type": "str", "choices": ["hmac/sha-256", "hmac/sha-1"]},
    "secret_type": {"type": "str", "choices": ["SSO", "JWT"], "no_log": False},
    "enabled": {"type": "bool"},
    "force": {"type": "bool", "default": False},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
}
OF_A_NEW_ONE = ("algorithm", "secret_type", "enabled")


def work(client: Client, connection: Connection, module: Any) -> dict[str, Any]:
    if module.params["state"] == "absent":
        return delete_secret(client, module.params["id"], module.check_mode)
    return make_secret(client, module.params, module.check_mode)


def main() -> None:
    apart = [("id", name) for name in OF_A_NEW_ONE]
    run_work(SPEC, work, required_if=[("state", "absent", ["id"])], mutually_exclusive=[*apart, ("id", "force")])


if __name__ == "__main__":
    main()
