# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scheduled plans."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

from looker_sandbox.call import Call
from looker_sandbox.deliveries import deliver
from looker_sandbox.errors import ApiError, not_found
from looker_sandbox.instance import Instance, now
from looker_sandbox.operations import Operations
from looker_sandbox.resources.scheduled_plan_model import REQUIREMENTS, SCHEDULED_PLAN, content_row
from looker_sandbox.resources.scheduled_plan_rules import DESTINATIONS, read_plan
from looker_sandbox.schema import ONLY_4
from looker_sandbox.search import Filter, Row, any_text_filter, number_filter, parse_number, text_filter

operations = Operations()
RUNS_A_SECOND = 10  # facts 3.17


# Reading


def _listed(call: Call, rows: Iterable[Row]) -> list[Row]:
    """The caller's plans, another's by ``user_id``, or everybody's by ``all_users`` (facts 7.10).

    What somebody gets who may not see other people's is not documented: their own, or what ``partial_rights`` says.
    """
    everybody = call.flag("all_users") and call.version != "3.0"
    given = parse_number(call.query.get("user_id"))
    owner = call.caller["id"] if given is None else given
    if not _sees_all(call):
        if everybody or owner != call.caller["id"]:
            call.demand_whole_list()
        everybody, owner = False, call.caller["id"]
    return [row for row in rows if everybody or row.get("user_id") == owner]


def _sees_all(call: Call) -> bool:
    return call.is_admin or "see_schedules" in call.permissions


@operations.add("GET", "/scheduled_plans")
def all_scheduled_plans(call: Call) -> Any:
    """Plans, of one owner or of all."""
    return call.show_list(SCHEDULED_PLAN, _listed(call, call.instance.scheduled_plans))


def _plans_for(call: Call, name: str, wanted: Any) -> Any:
    rows = [row for row in call.instance.scheduled_plans if row.get(name) == wanted]
    return call.show_list(SCHEDULED_PLAN, _listed(call, rows))


@operations.add("GET", "/scheduled_plans/look/{look_id}")
def scheduled_plans_for_look(call: Call) -> Any:
    """Plans that send a Look."""
    return _plans_for(call, "look_id", call.argument("look_id"))


@operations.add("GET", "/scheduled_plans/dashboard/{dashboard_id}")
def scheduled_plans_for_dashboard(call: Call) -> Any:
    """Plans that send a dashboard."""
    return _plans_for(call, "dashboard_id", call.argument("dashboard_id"))


@operations.add("GET", "/scheduled_plans/lookml_dashboard/{lookml_dashboard_id}")
def scheduled_plans_for_lookml_dashboard(call: Call) -> Any:
    """Plans that send a LookML dashboard."""
    return _plans_for(call, "lookml_dashboard_id", call.arguments["lookml_dashboard_id"])


@operations.add("GET", "/scheduled_plans/space/{space_id}")
def scheduled_plans_for_space(call: Call) -> Any:
    """The caller's own plans on content of a folder."""
    wanted = call.argument("space_id")
    own = [row for row in call.instance.scheduled_plans if row.get("user_id") == call.caller["id"]]
    rows = [row for row in own if (content_row(call.instance, row) or {}).get("folder_id") == wanted]
    return call.show_list(SCHEDULED_PLAN, rows)


def _destination_filter(name: str) -> Filter:
    return any_text_filter(lambda plan: [d.get(name) or "" for d in plan.get(DESTINATIONS, [])])


@operations.add("GET", "/scheduled_plans/search", versions=ONLY_4)
def search_scheduled_plans(call: Call) -> Any:
    """Plans by search parameters; an alpha operation of 24.18."""

    def owner(plan: Row) -> Row:
        return call.instance.users.get(plan.get("user_id") or 0) or {}

    filters = {
        "name": text_filter(lambda p: p.get("name")),
        "user_first_name": text_filter(lambda p: owner(p).get("first_name")),
        "user_last_name": text_filter(lambda p: owner(p).get("last_name")),
        "dashboard_id": number_filter(lambda p: p.get("dashboard_id")),
        "look_id": number_filter(lambda p: p.get("look_id")),
        "lookml_dashboard_id": text_filter(lambda p: p.get("lookml_dashboard_id")),
        "recipient": _destination_filter("address"),
        "destination_type": _destination_filter("type"),
        "delivery_format": _destination_filter("format"),
    }
    rows = call.selected(_listed(call, call.instance.scheduled_plans), filters)
    return call.show_list(SCHEDULED_PLAN, rows, by_limit=True)


def _find(call: Call, *, to_write: bool) -> Row:
    """The plan that the path names. Others' are for admins, and to be seen with ``see_schedules``."""
    plan = call.instance.scheduled_plans.get(call.argument("scheduled_plan_id"))
    if plan is None:
        raise not_found()
    others = call.is_admin if to_write else _sees_all(call)
    if plan.get("user_id") != call.caller["id"] and not others:
        raise not_found()
    return plan


@operations.add("GET", "/scheduled_plans/{scheduled_plan_id}")
def scheduled_plan(call: Call) -> Any:
    """One plan."""
    return call.show(SCHEDULED_PLAN, _find(call, to_write=False))


# Writing


def _demand_own(call: Call, values: Row) -> None:
    """Only admins make or change plans for others (facts 7.9). Nothing says which answer others get: 404, as
    wherever rights are missing (facts 3.9)."""
    if values.get("user_id") not in (None, call.caller["id"]) and not call.is_admin:
        raise not_found()


def _insert(call: Call, values: Row) -> Row:
    moment = now()
    # Null is no owner: the caller is.
    owner = values.get("user_id") or call.caller["id"]
    defaults: Row = {"timezone": call.instance.timezone, "created_at": moment, "updated_at": moment}
    defaults |= dict.fromkeys(REQUIREMENTS, False)
    given = {name: value for name, value in values.items() if value is not None}
    plan = call.instance.scheduled_plans.insert({**defaults, **given, "user_id": owner})
    number_destinations(call.instance, plan)
    return plan


def number_destinations(instance: Instance, plan: Row) -> None:
    """Give the destinations of a plan their ids. Whether they survive a PATCH that sends them again is not known: here
    they are new ones each time, as the API's word is that all are replaced."""
    for destination in plan.get(DESTINATIONS, []):
        destination["id"] = int(destination["id"]) if "id" in destination else instance.new_destination_id()
        instance.last_destination_id = max(instance.last_destination_id, destination["id"])
        destination["scheduled_plan_id"] = plan["id"]


@operations.add("POST", "/scheduled_plans")
def create_scheduled_plan(call: Call) -> Any:
    """A plan, of the caller or for ``user_id``."""
    values = read_plan(call, None)
    _demand_own(call, values)
    return call.show(SCHEDULED_PLAN, _insert(call, values))


@operations.add("PATCH", "/scheduled_plans/{scheduled_plan_id}")
def update_scheduled_plan(call: Call) -> Any:
    """Change a plan. Destinations are replaced as a whole (facts 7.3).

    Turning it on again sends at once (facts 7.11).
    """
    plan = _find(call, to_write=True)
    values = read_plan(call, plan)
    _demand_own(call, values)
    if "user_id" in values and values["user_id"] is None:
        del values["user_id"]  # a plan has an owner
    starts = values.get("enabled") and not plan.get("enabled", True)
    call.instance.scheduled_plans.update(plan, {**values, "updated_at": now()})
    number_destinations(call.instance, plan)
    if starts:
        deliver(call.instance, plan, "enabled")
    return call.show(SCHEDULED_PLAN, plan)


@operations.add("DELETE", "/scheduled_plans/{scheduled_plan_id}")
def delete_scheduled_plan(call: Call) -> Any:
    """Delete a plan."""
    call.instance.scheduled_plans.delete(_find(call, to_write=True)["id"])


# Running


def _demand_pace(call: Call) -> None:
    """Ten runs a second for each caller (facts 3.17). That refused ones do not count is a guess."""
    moment = time.monotonic()
    runs = call.instance.plan_runs.setdefault(call.caller["id"], [])
    runs[:] = [run for run in runs if moment - run < 1]
    if len(runs) >= RUNS_A_SECOND:
        raise ApiError(429, "Too many requests.")
    runs.append(moment)


def _run(call: Call, values: Row) -> Any:
    plan = _insert(call, {**values, "run_once": True})
    deliver(call.instance, plan, "run_once")
    if call.quirk("run_once_plan") == "gone":
        call.instance.scheduled_plans.delete(plan["id"])
    return call.show(SCHEDULED_PLAN, plan)


@operations.add("POST", "/scheduled_plans/run_once")
def scheduled_plan_run_once(call: Call) -> Any:
    """Make a plan that runs once, now."""
    _demand_pace(call)
    values = read_plan(call, None, timed=False)
    _demand_own(call, values)
    return _run(call, values)


@operations.add("POST", "/scheduled_plans/{scheduled_plan_id}/run_once")
def scheduled_plan_run_once_by_id(call: Call) -> Any:
    """Run a copy of a plan once, now, with what the body changes; the plan itself stays as it is."""
    _demand_pace(call)
    original = _find(call, to_write=True)
    if call.quirk("run_once_body") == "strict":  # facts 7.12
        if not call.content.strip():
            raise ApiError(500, "An error has occurred.")
        if "id" in call.object:
            raise not_found()
    values = read_plan(call, original, timed=False)
    _demand_own(call, values)
    if values.get("user_id", 0) is None:
        del values["user_id"]
    own = ("id", "created_at", "updated_at", "last_run_at")
    copied = {name: value for name, value in original.items() if name not in own}
    merged = {**copied, **values}
    merged[DESTINATIONS] = [
        {name: value for name, value in row.items() if name != "id"} for row in merged[DESTINATIONS]
    ]
    return _run(call, merged)
