# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Alerts: made, changed, followed and deleted. They are never triggered, so that nobody is notified.

Who may see and change which alert is not documented in full: here it is everybody for public ones and one's own, to be
changed by their owners and by admins.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from looker_sandbox.call import Call
from looker_sandbox.errors import Problem, invalid, missing, not_found
from looker_sandbox.instance import full_name
from looker_sandbox.operations import Operations
from looker_sandbox.resources.scheduled_plan_model import crontab_problem
from looker_sandbox.schema import ONLY_4, Field, Model
from looker_sandbox.search import Row, flag_filter, parse_number

operations = Operations()

COMPARISONS = (
    "EQUAL_TO GREATER_THAN GREATER_THAN_OR_EQUAL_TO LESS_THAN LESS_THAN_OR_EQUAL_TO"
    " INCREASES_BY DECREASES_BY CHANGES_BY"
).split()
REQUIRED = ("field", "destinations", "comparison_type", "threshold", "cron")
# What ``PATCH`` takes, unlike ``PUT`` (the API's description of ``update_alert_field``).
PATCHED = ("owner_id", "is_disabled", "disabled_reason", "is_public", "threshold", "enhancements")


def _open(name: str, kind: type | tuple[type, ...] = str, default: Any = None, **more: Any) -> Field:
    return Field(name, default, writable=True, kind=kind, **more)


def _list(name: str) -> Field:
    return _open(name, list, value=lambda call, row: row.get(name, []))


def _owner_name(call: Call, row: Row) -> str | None:
    owner = call.instance.users.get(row.get("owner_id") or 0)
    return full_name(owner) if owner else None


def _investigated(call: Call, row: Row) -> str | None:
    wanted = row.get("investigative_content_id")
    return next((d.get("title") for d in call.instance.dashboards if str(d["id"]) == wanted), None)


ALERT = Model(
    "Alert",
    _list("applied_dashboard_filters"),
    _open("comparison_type", default="GREATER_THAN"),  # such defaults are for seeds, which need not say everything
    _open("cron", default="0 5 * * *"),
    _open("query_id", is_id=True),
    *(_open(name) for name in ("custom_url_base", "custom_url_params", "custom_url_label")),
    _open("show_custom_url", bool, False),
    _open("custom_title"),
    _open("dashboard_element_id", is_id=True),
    _open("description"),
    _open("enhancements", default="NONE", null_as="NONE"),
    _list("destinations"),
    _open("field", dict, {"title": "Orders Count", "name": "orders.count", "filter": []}),
    Field("followed", value=lambda call, row: call.caller["id"] in row.get("followers", ())),
    Field("followable", value=lambda call, row: bool(row.get("is_public"))),
    Field("id", is_id=True),
    _open("is_disabled", bool, False),
    _open("disabled_reason"),
    _open("is_public", bool, False),
    _open("investigative_content_type"),
    _open("investigative_content_id"),
    Field("investigative_content_title", value=_investigated),
    _open("lookml_dashboard_id"),
    _open("lookml_link_id"),
    _open("owner_id", is_id=True),
    Field("owner_display_name", value=_owner_name),
    _open("threshold", (int, float), 0),
    _open("time_series_condition_state", dict, value=lambda call, row: None),  # all in it is write-only
)


def _is_own(call: Call, row: Row) -> bool:
    return bool(row.get("owner_id") == call.caller["id"])


@operations.add("GET", "/alerts/search", versions=ONLY_4)
def search_alerts(call: Call) -> Any:
    """The caller's alerts, or for admins everybody's by ``all_owners`` (facts 13.8). No alert here has ever run."""
    rows = list(call.instance.alerts)
    if not call.flag("all_owners") or not call.is_admin:
        rows = [row for row in rows if _is_own(call, row)]
    filters = {
        "disabled": flag_filter(lambda r: r.get("is_disabled", False)),
        "condition_met": flag_filter(lambda r: False),
    }
    by = {"dashboard": "dashboard_element_id", "owner": "owner_id"}.get(call.query.get("group_by", ""))
    return call.show_list(ALERT, call.selected(rows, filters), by_limit=True, sorts=by)


def _find(call: Call, *, to_write: bool) -> Row:
    row = call.instance.alerts.get(call.argument("alert_id"))
    if row is None or not (call.is_admin or _is_own(call, row) or (row.get("is_public") and not to_write)):
        raise not_found()
    return row


@operations.add("GET", "/alerts/{alert_id}", versions=ONLY_4)
def get_alert(call: Call) -> Any:
    """One alert."""
    return call.show(ALERT, _find(call, to_write=False))


# Writing


@operations.add("POST", "/alerts", versions=ONLY_4)
def create_alert(call: Call) -> Any:
    """An alert of the caller, or of ``owner_id``."""
    values = _read(call, call.object, REQUIRED)
    owner = values.get("owner_id") or call.caller["id"]
    return call.show(ALERT, call.instance.alerts.insert({**values, "owner_id": owner}))


@operations.add("PUT", "/alerts/{alert_id}", versions=ONLY_4)
def update_alert(call: Call) -> Any:
    """Change an alert; the body has to have all that a new one needs, and its owner."""
    row = _find(call, to_write=True)
    call.instance.alerts.update(row, _read(call, call.object, (*REQUIRED, "owner_id")))
    return call.show(ALERT, row)


@operations.add("PATCH", "/alerts/{alert_id}", versions=ONLY_4)
def update_alert_field(call: Call) -> Any:
    """Change some of the fields of an alert: its owner, whether it is on, for whom, and its threshold."""
    row = _find(call, to_write=True)
    body = {name: value for name, value in call.object.items() if name in PATCHED}
    call.instance.alerts.update(row, _read(call, body, [name for name in body if name in (*REQUIRED, "owner_id")]))
    return call.show(ALERT, row)


@operations.add("DELETE", "/alerts/{alert_id}", versions=ONLY_4)
def delete_alert(call: Call) -> Any:
    """Delete an alert."""
    call.instance.alerts.delete(_find(call, to_write=True)["id"])


def _read(call: Call, body: Mapping[str, Any], required: Iterable[str]) -> Row:
    """The properties that a body sets. Raises ApiError 422 with all that is wrong."""
    values, problems = ALERT.parse_body(call, body)
    wrong = {problem.field for problem in problems}
    problems += [missing(name) for name in required if values.get(name) in (None, "", [], {}) and name not in wrong]
    for name in ("owner_id", "dashboard_element_id", "query_id"):
        if (number := parse_number(values.get(name))) is not None:
            values[name] = number
    comparison, cron, owner = values.get("comparison_type"), values.get("cron"), values.get("owner_id")
    if comparison and comparison not in COMPARISONS:
        problems.append(Problem("comparison_type", "invalid", f"'comparison_type' {comparison} is not one"))
    if cron and (sentence := crontab_problem(cron)):
        problems.append(Problem("cron", "invalid", sentence))
    if owner is not None and owner not in call.instance.users:
        problems.append(Problem("owner_id", "invalid", f"'owner_id' {owner} does not exist"))
    problems += [problem for row in values.get("destinations") or [] for problem in _destination(row)]
    if problems:
        raise invalid(*problems)
    if owner not in (None, call.caller["id"]) and not call.is_admin:
        raise not_found()  # nobody else makes alerts for others, or gives them away
    return values


def _destination(row: Any) -> list[Problem]:
    needed = {"EMAIL": "email_address", "ACTION_HUB": "action_hub_integration_id"}
    kind = str(row.get("destination_type")) if isinstance(row, Mapping) else None
    if kind not in needed:
        return [Problem("destination_type", "invalid", f"'destination_type' {kind} is not one of EMAIL, ACTION_HUB")]
    return [] if row.get(needed[kind]) else [missing(needed[kind])]


# Following and running


@operations.add("POST", "/alerts/{alert_id}/follow", versions=ONLY_4)
def follow_alert(call: Call) -> Any:
    """Be told too."""
    row = _find(call, to_write=False)
    row["followers"] = sorted({*row.get("followers", ()), call.caller["id"]})


@operations.add("DELETE", "/alerts/{alert_id}/follow", versions=ONLY_4)
def unfollow_alert(call: Call) -> Any:
    """Be told no longer."""
    row = _find(call, to_write=False)
    row["followers"] = [user for user in row.get("followers", ()) if user != call.caller["id"]]


@operations.add("POST", "/alerts/{alert_id}/enqueue", versions=ONLY_4)
def enqueue_alert(call: Call) -> Any:
    """Have an alert checked now, which here comes to nothing."""
    _find(call, to_write=True)


@operations.add("GET", "/alert_notifications", versions=ONLY_4)
def alert_notifications(call: Call) -> Any:
    """What the caller was told by alerts: nothing."""
    return []


@operations.add("PATCH", "/alert_notifications/{alert_notification_id}", versions=ONLY_4)
def read_alert_notification(call: Call) -> Any:
    """Mark a notification as read; there is none."""
    raise not_found()
