#!/usr/bin/python
# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: datagroup_info
short_description: List the datagroups of a Looker instance
version_added: 0.1.0
description:
  - Lists datagroups, with the times at which they were checked and triggered.
  - Only those that the API user may see are listed.
author:
  - biops.looker contributors (@biops)
options:
  name:
    description:
      - Only datagroups with this name.
    type: str
  model:
    description:
      - Only datagroups of this LookML model.
    type: str
  id:
    description:
      - Only the datagroup with this id.
    type: str
extends_documentation_fragment:
  - biops.looker.attributes.info_module
  - biops.looker.connection
seealso:
  - module: biops.looker.datagroup
"""

EXAMPLES = r"""
- name: Datagroups of a model
  biops.looker.datagroup_info:
    model: ecommerce
  register: found

- name: No trigger has failed
  ansible.builtin.assert:
    that: found.datagroups | selectattr('trigger_error') | length == 0
"""

RETURN = r"""
datagroups:
  description: The datagroups, sorted by model and name. Times are in seconds since 1970.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: Looker's id.
      type: str
    model_name:
      description: The LookML model that defines it.
      type: str
    name:
      description: Its name.
      type: str
    created_at:
      description: When Looker first saw it.
      type: int
    stale_before:
      description: Results that were cached before are stale.
      type: int
    trigger_check_at:
      description: When Looker last checked its trigger.
      type: int
    trigger_error:
      description: What went wrong at that check.
      type: str
    trigger_value:
      description: The value of the trigger at that check.
      type: str
    triggered_at:
      description: When it was last triggered.
      type: int
  sample:
    - created_at: 1760000000
      id: "3"
      model_name: ecommerce
      name: nightly_load
      stale_before: 1764000000
      trigger_check_at: 1764003600
      trigger_error: null
      trigger_value: "2026-11-24"
      triggered_at: 1764000000
"""

from typing import TYPE_CHECKING, Any

from ansible_collections.biops.looker.plugins.module_utils._datagroup import list_datagroups
from ansible_collections.biops.looker.plugins.module_utils._module import run_work

if TYPE_CHECKING:
    from ansible_collections.biops.looker.plugins.module_utils._client import Client
    from ansible_collections.biops.looker.plugins.module_utils._connection import Connection


def work(client: Client, connection: Connection, module: Any) -> dict[str, Any]:
    return {"changed": False, "datagroups": list_datagroups(client, module.params)}


def main() -> None:
    run_work({"name": {"type": "str"}, "model": {"type": "str"}, "id": {"type": "str"}}, work)


if __name__ == "__main__":
    main()
