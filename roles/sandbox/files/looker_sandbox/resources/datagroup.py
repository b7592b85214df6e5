# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Datagroups: when caches are stale, and schedules due. They come from LookML, so they are seeded here."""

from __future__ import annotations

import time
from typing import Any

from looker_sandbox.call import Call
from looker_sandbox.deliveries import deliver
from looker_sandbox.errors import Problem, invalid, not_found
from looker_sandbox.operations import Operations
from looker_sandbox.resources.scheduled_plan_rules import is_datagroup
from looker_sandbox.schema import Field, Model
from looker_sandbox.search import Row

operations = Operations()

DATAGROUP = Model(
    "Datagroup",
    Field("can", value=lambda call, row: {"show": True, "index": True, "update": _may_update(call)}),
    Field("created_at", 0),
    Field("id", is_id=True),
    Field("model_name"),
    Field("name"),
    Field("stale_before", writable=True, kind=int),
    Field("trigger_check_at"),
    Field("trigger_error"),
    Field("trigger_value"),
    Field("triggered_at", writable=True, kind=int),
)


def _may_update(call: Call) -> bool:
    return call.is_admin or "update_datagroups" in call.permissions


def _visible(call: Call) -> list[Row]:
    may_see = call.is_admin or "see_datagroups" in call.permissions
    return list(call.instance.datagroups) if may_see else []


def _find(call: Call) -> Row:
    wanted = call.argument("datagroup_id")
    row = next((row for row in _visible(call) if row["id"] == wanted), None)
    if row is None:
        raise not_found()
    return row


@operations.add("GET", "/datagroups")
def all_datagroups(call: Call) -> Any:
    """All datagroups, for those who may see them."""
    return call.show_list(DATAGROUP, _visible(call))


@operations.add("GET", "/datagroups/{datagroup_id}")
def datagroup(call: Call) -> Any:
    """One datagroup."""
    return call.show(DATAGROUP, _find(call))


@operations.add("PATCH", "/datagroups/{datagroup_id}")
def update_datagroup(call: Call) -> Any:
    """Reset it (``stale_before``) or trigger it (``triggered_at``), which sends the plans that wait for it.

    Both are seconds since 1970, and cannot be in the future. Which field the refusal of that names is a guess.
    """
    row = _find(call)
    if not _may_update(call):
        raise not_found()
    values = DATAGROUP.read_body(call, call.object)
    late = [name for name, value in values.items() if value is not None and value > time.time() + 60]
    if late:
        raise invalid(*(Problem(name, "invalid", f"'{name}' cannot be in the future") for name in late))
    call.instance.datagroups.update(row, values)
    if values.get("triggered_at") is not None:
        for plan in list(call.instance.scheduled_plans):
            waits = plan.get("datagroup") and is_datagroup(row, plan["datagroup"])
            if waits and plan.get("enabled", True) and not plan.get("run_once"):
                deliver(call.instance, plan, "datagroup")
    return call.show(DATAGROUP, row)
