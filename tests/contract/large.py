# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A company of 10,000 users, as the sandbox takes it and as a configuration; and schedules of a Look."""

from __future__ import annotations

from typing import Any

CONTENT: dict[str, Any] = {
    "queries": [{"model": "finance", "view": "orders", "fields": ["orders.count"]}],
    "looks": [{"title": "Revenue", "user_id": "1", "query_id": "1"}],
}


def plan(number: int, user: str, *addresses: str, **more: Any) -> dict[str, Any]:
    """A schedule of the Look, as the sandbox takes it."""
    return {
        "name": f"Schedule {number}",
        "user_id": user,
        "look_id": "1",
        "crontab": "0 8 * * 1",
        "scheduled_plan_destination": [{"type": "email", "format": "csv", "address": item} for item in addresses],
        **more,
    }


USERS = [{"email": f"user{n}@acme.example", "first_name": "User", "last_name": str(n)} for n in range(10_000)]
MEMBERS = {f"Group {n}": range(n * 20, n * 20 + 20) for n in range(500)}
ATTRIBUTES = [
    {
        "name": f"attribute_{n}",
        "label": f"Attribute {n}",
        "type": "string",
        "group_values": [{"group": "Group 1", "value": "emea"}],
    }
    for n in range(10)
]
LARGE: dict[str, Any] = {
    "users": USERS,
    "groups": [
        {"name": name, "users": [USERS[n]["email"] for n in members], "roles": [f"Role {members[0] // 20 % 50}"]}
        for name, members in MEMBERS.items()
    ],
    "roles": [{"name": f"Role {n}", "permission_set": "Viewer", "model_set": "All"} for n in range(50)],
    "user_attributes": ATTRIBUTES,
}


def large_state() -> dict[str, Any]:
    """The same for the sandbox, and schedules; members by id, which it finds faster than by address."""
    groups = [{**row, "users": [str(n + 2) for n in MEMBERS[row["name"]]]} for row in LARGE["groups"]]
    plans = [plan(n, str(n + 2), "x@evil.example") for n in range(2_000)]
    return {**LARGE, **CONTENT, "groups": groups, "scheduled_plans": plans}
