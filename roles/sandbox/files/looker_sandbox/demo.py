# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The seed ``demo``: a small company that has used Looker for a while."""

from __future__ import annotations

from typing import Any

_PEOPLE: tuple[tuple[str, str, list[str], list[str]], ...] = (
    ("Ada", "Lovelace", ["Finance"], ["Developer"]),
    ("Grace", "Hopper", ["Engineering"], ["Developer"]),
    ("Edsger", "Dijkstra", ["Engineering"], []),
    ("Katherine", "Johnson", ["Finance"], ["Viewer"]),
    ("Radia", "Perlman", ["Engineering", "Sales EMEA"], []),
    ("José", "Müller", ["Sales EMEA"], []),
)


def document() -> dict[str, Any]:
    """The state document of the demo."""
    users = [
        {
            "first_name": first,
            "last_name": last,
            "email": f"{first}.{last}@acme.example".lower().replace("é", "e").replace("ü", "u"),
            "groups": groups,
            "roles": roles,
        }
        for first, last, groups, roles in _PEOPLE
    ]
    groups = [
        {"name": "Finance", "roles": ["Viewer"]},
        {"name": "Engineering"},
        {"name": "Sales EMEA"},
        {"name": "Sales", "groups": ["Sales EMEA"], "roles": ["User"]},
        {"name": "Everyone from SSO", "externally_managed": True, "external_group_id": "acme-all"},
    ]
    return {"groups": groups, "users": users, **_content()}


def _content() -> dict[str, Any]:
    """What the company looks at, and has sent."""
    ada, grace = "ada.lovelace@acme.example", "grace.hopper@acme.example"
    weekly = {"type": "email", "format": "wysiwyg_pdf", "address": ada, "apply_formatting": True, "apply_vis": True}
    daily = {
        "type": "sftp",
        "format": "csv",
        "address": "sftp://files.acme.example/in",
        "parameters": '{"username": "looker"}',
        "secret_parameters": '{"password": "not-a-secret"}',
    }
    return {
        "folders": [{"name": "Finance", "parent_id": "1"}, {"name": "Reports", "parent_id": "Finance"}],
        "dashboards": [
            {"title": "Business overview", "user_id": ada, "folder_id": "Finance"},
            {"title": "Service levels", "user_id": grace, "folder_id": "1"},
        ],
        "queries": [
            {
                "id": "1",
                "model": "thelook",
                "view": "orders",
                "fields": ["orders.created_date", "users.country", "orders.total_amount"],
                "filters": {"orders.status": "complete"},
                "sorts": ["orders.created_date desc"],
            }
        ],
        "looks": [{"title": "Orders of yesterday", "user_id": ada, "folder_id": "Reports", "query_id": "1"}],
        "lookml_dashboards": [{"id": "thelook::business_pulse", "title": "Business pulse"}],
        "datagroups": [{"name": "nightly", "model_name": "thelook"}],
        "integrations": [{"id": "1::google_cloud_storage", "label": "Google Cloud Storage", "enabled": True}],
        "scheduled_plans": [
            {
                "name": "Weekly overview",
                "user_id": ada,
                "dashboard_id": "Business overview",
                "crontab": "0 6 * * 1",
                "timezone": "Europe/Paris",
                "scheduled_plan_destination": [weekly],
            },
            {
                "name": "Orders to the warehouse",
                "user_id": grace,
                "look_id": "Orders of yesterday",
                "datagroup": "nightly",
                "scheduled_plan_destination": [daily],
            },
        ],
    }
