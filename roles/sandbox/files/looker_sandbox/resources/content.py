# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What hangs on a user besides access and schedules: dashboards, Looks and alerts. To be read and seeded only."""

from __future__ import annotations

from typing import Any

from looker_sandbox.call import Call
from looker_sandbox.instance import full_name
from looker_sandbox.operations import Operations
from looker_sandbox.schema import ONLY_4, Field, Model
from looker_sandbox.search import Row, flag_filter, number_filter, text_filter

operations = Operations()


def _can(call: Call, row: Row) -> dict[str, bool]:
    return {"show": True, "update": call.is_admin, "destroy": call.is_admin}


def _owner_name(call: Call, row: Row) -> str | None:
    owner = call.instance.users.get(row.get("user_id") or 0)
    return full_name(owner) if owner else None


DASHBOARD = Model(
    "Dashboard",
    Field("description"),
    Field("hidden", False),
    Field("id", is_id=True),
    Field("title"),
    Field("user_id", is_id=True),
    Field("slug"),
    Field("created_at"),
    Field("deleted", False),
    Field("deleted_at"),
    Field("user_name", value=_owner_name),
    Field("folder_id", is_id=True),
    Field("can", value=_can),
)

LOOK = Model(
    "Look",
    Field("id", is_id=True),
    Field("title"),
    Field("user_id", is_id=True),
    Field("created_at"),
    Field("deleted", False),
    Field("deleted_at"),
    Field("description"),
    Field("public", False),
    Field("folder_id", is_id=True),
    Field("user_name", value=_owner_name),
    Field("can", value=_can),
)

ALERT = Model(
    "Alert",
    Field("comparison_type", "GREATER_THAN"),
    Field("cron", "0 5 * * *"),
    Field("custom_title"),
    Field("dashboard_element_id", is_id=True),
    Field("destinations", value=lambda call, row: row.get("destinations", [])),
    Field("field", value=lambda call, row: row.get("field", {"title": "Count", "name": "orders.count"})),
    Field("id", is_id=True),
    Field("is_disabled", False),
    Field("owner_id", is_id=True),
    Field("owner_display_name", value=lambda call, row: _owner_name(call, {"user_id": row.get("owner_id")})),
    Field("threshold", 0),
)


@operations.add("GET", "/dashboards/search")
def search_dashboards(call: Call) -> Any:
    """Dashboards by owner, folder and title; those in the trash only when asked for."""
    return _search_content(call, DASHBOARD, list(call.instance.dashboards))


@operations.add("GET", "/looks/search")
def search_looks(call: Call) -> Any:
    """Looks by owner, folder and title; those in the trash only when asked for."""
    return _search_content(call, LOOK, list(call.instance.looks))


def _search_content(call: Call, model: Model, rows: list[Row]) -> Any:
    if "deleted" not in call.query:
        rows = [row for row in rows if not row.get("deleted")]
    filters = {
        "id": number_filter(lambda r: r["id"]),
        "title": text_filter(lambda r: r.get("title")),
        "user_id": number_filter(lambda r: r.get("user_id")),
        "folder_id": number_filter(lambda r: r.get("folder_id")),
        "deleted": flag_filter(lambda r: r.get("deleted", False)),
    }
    return call.show_list(model, call.selected(rows, filters), by_limit=True, by_page=True)


@operations.add("GET", "/alerts/search", versions=ONLY_4)
def search_alerts(call: Call) -> Any:
    """The caller's alerts, or everybody's by ``all_owners`` (facts 13.8)."""
    rows = list(call.instance.alerts)
    if call.query.get("all_owners") != "true" or not call.is_admin:
        rows = [row for row in rows if row.get("owner_id") == call.caller["id"]]
    return call.show_list(ALERT, rows, by_limit=True)
