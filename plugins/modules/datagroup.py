#!/usr/bin/python
# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: datagroup
short_description: Reset the cache of a Looker datagroup, or trigger it
version_added: 0.1.0
description:
  - Makes Looker forget the cached results of a datagroup, or triggers the datagroup, which rebuilds its persistent
    tables and sends the schedules that wait for it.
  - Datagroups themselves are defined in LookML. The API cannot make or remove them.
  - This is always done and always counts as changed, since there is nothing to compare.
author:
  - biops.looker contributors (@biops)
options:
  name:
    description:
      - The name of the datagroup.
    type: str
  model:
    description:
      - The LookML model with the datagroup. Needed where several models have one of this name.
    type: str
  id:
    description:
      - Looker's id of the datagroup, in place of O(name).
    type: str
  reset:
    description:
      - Makes all results that were cached until now stale.
    type: bool
  trigger:
    description:
      - Counts the datagroup as triggered now.
    type: bool
extends_documentation_fragment:
  - biops.looker.attributes
  - biops.looker.connection
attributes:
  idempotent:
    description: When run twice in a row with the same options, the second run changes nothing.
    support: none
seealso:
  - module: biops.looker.datagroup_info
"""

EXAMPLES = r"""
- name: Rebuild and send what waits for the nightly load
  biops.looker.datagroup:
    name: nightly_load
    model: ecommerce
    trigger: true

- name: Make dashboards show data that was corrected
  biops.looker.datagroup:
    name: nightly_load
    model: ecommerce
    reset: true
"""

RETURN = r"""
datagroup:
  description:
    - The datagroup as it is after the task, in check mode as it would be.
    - Has the keys that M(biops.looker.datagroup_info) returns. Times are in seconds since 1970.
  returned: success
  type: dict
  sample:
    created_at: 1760000000
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

from ansible_collections.biops.looker.plugins.module_utils._datagroup import reset_datagroup
from ansible_collections.biops.looker.plugins.module_utils._module import run_work

if TYPE_CHECKING:
    from ansible_collections.biops.looker.plugins.module_utils._client import Client
    from ansible_collections.biops.looker.plugins.module_utils._connection import Connection

SPEC = {
    "name": {"type": "str"},
    "model": {"type": "str"},
    "id": {"type": "str"},
    "reset": {"type": "bool"},
    "trigger": {"type": "bool"},
}


def work(client: Client, connection: Connection, module: Any) -> dict[str, Any]:
    return reset_datagroup(client, module.params, module.check_mode)


def main() -> None:
    run_work(
        SPEC,
        work,
        required_one_of=[("name", "id"), ("reset", "trigger")],
        mutually_exclusive=[("name", "id")],
    )


if __name__ == "__main__":
    main()
