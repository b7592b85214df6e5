# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sends a schedule once, now. No Ansible.

Note: this module_utils is private to the biops.looker collection and may change without notice.

What is meant and what is wrong with it is decided as for the module that manages schedules: the body of the call is
what that one would write. But nothing stays: Looker copies the plan, changes the copy, and runs it once.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Callable

from ansible_collections.biops.looker.plugins.module_utils._api_version import operation
from ansible_collections.biops.looker.plugins.module_utils._client import Client
from ansible_collections.biops.looker.plugins.module_utils._converge import plan_when_all_is_known
from ansible_collections.biops.looker.plugins.module_utils._declaration import declare, field_spec
from ansible_collections.biops.looker.plugins.module_utils._facts import Write
from ansible_collections.biops.looker.plugins.module_utils._needs import needs_of
from ansible_collections.biops.looker.plugins.module_utils._recover import Writer
from ansible_collections.biops.looker.plugins.module_utils._resource import Declared, Matches, Resource, Types
from ansible_collections.biops.looker.plugins.module_utils._resources._schedule_match import match
from ansible_collections.biops.looker.plugins.module_utils._resources._schedules import SCHEDULES
from ansible_collections.biops.looker.plugins.module_utils._resources.schedule import ONCE, TIMING
from ansible_collections.biops.looker.plugins.module_utils._snapshot import take_snapshot
from ansible_collections.biops.looker.plugins.module_utils._state import Change, Plan, PlanError, Want

PAUSE = 0.1  # seconds after a run: tasks one after the other stay under Looker's ten a second (facts 3.17)
_OTHER_RUNS = (*TIMING, "timezone", "enabled")  # options about when a plan is sent, which is now
OPTIONS = [item for item in ONCE.fields if not item.read_only and item.name not in (*_OTHER_RUNS, ONCE.key)]
# A plan that is there.
EXISTING = replace(ONCE, match=lambda items, plans: _found(items, match(items, plans)))
# A plan of which nothing is known and nothing stays.
AD_HOC = replace(ONCE, match=lambda items, plans: [None] * len(items))


def argument_spec() -> dict[str, dict[str, Any]]:
    """The options of the module."""
    spec: dict[str, dict[str, Any]] = {"name": {"type": "str"}, "id": {"type": "str"}}
    spec.update({item.name: field_spec(item) for item in OPTIONS})
    return {**spec, "ad_hoc": {"type": "bool", "default": False}}


def run_schedule(
    client: Client, options: Mapping[str, Any], check_mode: bool, sleep: Callable[[float], None] = time.sleep
) -> dict[str, Any]:
    """Runs the one plan that is meant, or what the options describe: the result of the module.

    Raises PlanError before anything is sent, and LookerError.
    """
    resource = AD_HOC if options["ad_hoc"] else EXISTING
    types = Types((*(other for other in SCHEDULES.values() if other.type != resource.type), resource), _kinds())
    given = {name: value for name, value in options.items() if name not in (*_OTHER_RUNS, "state", "list_mode")}
    want = Want((declare(types, resource, given),))
    snapshot = take_snapshot(client, needs_of(want, types), types)
    made = plan_when_all_is_known(client, want, snapshot, types)
    write = _run(made, resource, bool(options["ad_hoc"]))
    shown: dict[str, Any] = {"changed": True, "schedule": made.objects[0].record, "warnings": list(made.warnings)}
    if check_mode:
        client.permit(operation(write.operation))
        shown["warnings"] += [f"{sentence}; counted as if an earlier task had made it" for sentence in made.unknown]
        return shown
    if made.unknown:
        raise PlanError(made.unknown)
    answer = client.record(Writer(made, snapshot, client).call(write), "id")
    sleep(PAUSE)
    return {**shown, "run_id": str(answer["id"])}


def _found(items: Sequence[Declared], answers: Matches) -> Matches:
    return [
        f"there is no {item.ref}: say ad_hoc to send what has no schedule" if answer is None else answer
        for item, answer in zip(items, answers)
    ]


def _kinds() -> tuple[Any, ...]:
    return tuple(SCHEDULES.kinds.values())


def _run(made: Plan, resource: Resource, ad_hoc: bool) -> Write:
    """The call that runs what the plan would write."""
    (item,) = made.objects
    changes: dict[str, Change] = {change.verb: change for change in made.changes}
    if ad_hoc:
        return Write("scheduled_plan_run_once", body=changes["create"].write.body)
    # Without a body Looker failed once, and with an id in it another time (facts 7.12).
    body = changes["update"].write.body if "update" in changes else {"name": item.record["name"]}
    return Write("scheduled_plan_run_once_by_id", {resource.id_param: item.ref}, body=body)
