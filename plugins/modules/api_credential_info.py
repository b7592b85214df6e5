#!/usr/bin/python
# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: api_credential_info
short_description: List the API keys of Looker users
version_added: 0.1.0
description:
  - Lists API keys, with their age and purpose but never with their secrets, which nobody can read.
  - Without options, the keys of all users are listed. A user that does not exist gives an empty list.
author:
  - biops.looker contributors (@biops)
options:
  user:
    description:
      - Only the keys of this user, an email address, the name of a service account, or V(id:4711).
    type: str
  purpose:
    description:
      - Only keys with this purpose.
    type: str
extends_documentation_fragment:
  - biops.looker.attributes.info_module
  - biops.looker.connection
seealso:
  - module: biops.looker.api_credential
"""

EXAMPLES = r"""
- name: All API keys
  biops.looker.api_credential_info:
  register: keys

- name: Who has more than one key
  ansible.builtin.debug:
    msg: "{{ keys.api_credentials | map(attribute='user') | list }}"
"""

RETURN = r"""
api_credentials:
  description: The keys that match, sorted by user and date.
  returned: success
  type: list
  elements: dict
  contains:
    user:
      description: Whose key it is.
      type: str
    purpose:
      description: What it is for; empty where nobody said it.
      type: str
    id:
      description: Looker's id of the key.
      type: str
    client_id:
      description: The client id.
      type: str
    created_at:
      description: When Looker made the key.
      type: str
    is_disabled:
      description: Whether the key is switched off.
      type: bool
  sample:
    - client_id: 7nbw8Qd5xT2cVhJkRzGp
      created_at: "2026-03-02T08:00:00.000+00:00"
      id: "12"
      is_disabled: false
      purpose: nightly export
      user: export@acme.example
"""

from typing import TYPE_CHECKING, Any

from ansible_collections.biops.looker.plugins.module_utils._api_keys import list_keys
from ansible_collections.biops.looker.plugins.module_utils._module import run_work
from ansible_collections.biops.looker.plugins.module_utils._resources._types import ACCESS
from ansible_collections.biops.looker.plugins.module_utils._resources.user import USER

if TYPE_CHECKING:
    from ansible_collections.biops.looker.plugins.module_utils._client import Client
    from ansible_collections.biops.looker.plugins.module_utils._connection import Connection


def work(client: Client, connection: Connection, module: Any) -> dict[str, Any]:
    keys = list_keys(client, USER, ACCESS, module.params["user"], module.params["purpose"])
    return {"changed": False, "api_credentials": keys}


def main() -> None:
    run_work({"user": {"type": "str"}, "purpose": {"type": "str"}}, work)


if __name__ == "__main__":
    main()
