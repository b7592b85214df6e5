# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever is sent, the sandbox refuses it as Looker would; it never breaks."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from looker_sandbox.dispatch import OPERATIONS, Incoming, answer
from looker_sandbox.operations import Operation
from looker_sandbox.world import Options, World

VALUES: tuple[Any, ...] = (None, "", "x", "1", 1, -1, 1.5, True, [], ["1"], [{}], {}, {"id": "1"}, "a" * 300, "ä\u0000")
FIELDS = (
    "name first_name email permissions models group_id user_id value is_disabled home_folder_id permission_set_id"
    " model_set_id type label value_is_hidden hidden_value_domain_whitelist external_user_id service_account_name"
    " workspace_id purpose rank locale ui_state can_add_to_content_metadata crontab timezone datagroup"
    " dashboard_id look_id query_id lookml_dashboard_id scheduled_plan_destination tab_ids filters_string enabled"
    " model view fields filters sorts limit sql connection_name result_format"
).split()
SEED = {
    "groups": [{"name": "Finance", "users": ["2"]}],
    "users": [{"first_name": "Ada", "email": "ada@acme.example"}],
    "user_attributes": [{"name": "region", "label": "Region", "type": "string", "value_is_hidden": False}],
    "queries": [{"model": "thelook", "view": "orders", "fields": ["orders.count"]}],
    "dashboards": [{"title": "Sales", "user_id": "1"}],
    "scheduled_plans": [
        {
            "name": "Weekly",
            "user_id": "1",
            "dashboard_id": "1",
            "crontab": "0 5 * * 1",
            "scheduled_plan_destination": [
                {"type": "email", "format": "wysiwyg_pdf", "address": "ada@acme.example", "parameters": "{}"}
            ],
        }
    ],
}


def _bodies() -> list[bytes]:
    """Every value as a whole body, and as the value of every field; and what is no JSON."""
    whole = [json.dumps(value) for value in VALUES]
    single = [json.dumps({name: value}) for name in FIELDS for value in VALUES]
    alike = [json.dumps(dict.fromkeys(FIELDS, value)) for value in VALUES]
    listed = [json.dumps([{"group_id": value, "value": value, "rank": value}]) for value in VALUES]
    return [text.encode() for text in (*whole, *single, *alike, *listed, "{", "\xff")]


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda o: f"{o.method} {o.route}")
def test_no_request_breaks_the_sandbox(operation: Operation) -> None:
    version = max(operation.versions)
    bodies = _bodies() if operation.method in ("POST", "PUT", "PATCH") else [b""]
    queries = [{}, {"fields": "id,((can,x", "limit": "-1", "offset": "x", "sorts": ",, id desc x", "ids": "1,x"}]
    queries += [{"limit": "0", "per_page": "0", "page": "0", "id": ",", "name": "%_", "email": "IS NULL"}]
    world = World(Options(seed=SEED, api_versions=("3.0", "3.1", "4.0")))
    for ids in ("1", "2", "x", "%20"):
        path = re.sub(r"\{[^}]*\}", ids, operation.route)
        for query in queries:
            for body in bodies if query == {} else bodies[:1]:
                token = f"Bearer {world.instance.issue_token(1)}"
                incoming = Incoming(
                    operation.method, version, path, query, body, "application/json", token, "http://x", "127.0.0.1"
                )
                given = answer(world.instance, incoming)
                assert given.status != 500, (path, query, body, given.body)
