# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the API's descriptions say of single properties and parameters."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sandbox.conftest import Client, Start

from looker_sandbox import instance
from looker_sandbox.resources import credentials

LOGIN = "/users/2/credentials_email"
ADA = {"users": [{"first_name": "Ada", "email": "ada@acme.example"}]}


def _expired(login: dict[str, Any]) -> tuple[bool, bool]:
    return login["password_reset_url_expired"], login["account_setup_url_expired"]


def test_a_url_that_is_not_there_counts_as_expired(start: Start) -> None:
    client = start(seed=ADA)
    assert _expired(client.json("GET", LOGIN)) == (True, True)
    assert _expired(client.json("POST", f"{LOGIN}/password_reset")) == (False, False)


@pytest.mark.parametrize(
    ("path", "ends"), [("send_password_reset", True), ("password_reset?expires=true", True), ("password_reset", False)]
)
def test_urls_expire_in_an_hour(start: Start, monkeypatch: pytest.MonkeyPatch, path: str, ends: bool) -> None:
    client = start(seed=ADA)
    client.json("POST", f"{LOGIN}/{path}")
    monkeypatch.setattr(credentials, "now", lambda: instance.now(timedelta(minutes=59)))
    assert _expired(client.json("GET", LOGIN)) == (False, False)
    monkeypatch.setattr(credentials, "now", lambda: instance.now(timedelta(minutes=61)))
    assert _expired(client.json("GET", LOGIN)) == (ends, ends)


def test_only_service_accounts_have_their_name(client: Client) -> None:
    account = client.json("POST", "/users/service_accounts", {"service_account_name": "robot"})
    admin, robot = client.json("GET", "/users")
    assert "service_account_name" not in admin
    assert (robot["id"], robot["service_account_name"]) == (account["id"], "robot")
    assert client.json("GET", "/users?fields=id,service_account_name")[0] == {"id": "1"}


@pytest.mark.parametrize(("version", "nothing"), [("4.0", ""), ("3.1", None)])
def test_a_display_name_needs_both_names(start: Start, version: str, nothing: str | None) -> None:
    client = start(version, seed=ADA)
    assert client.json("GET", "/users/2")["display_name"] == nothing
    assert client.json("PATCH", "/users/2", {"last_name": "Lovelace"})["display_name"] == "Ada Lovelace"
    assert client.json("PATCH", "/users/2", {"first_name": None})["display_name"] == nothing


@pytest.mark.parametrize(
    ("path", "name", "default"),
    [
        ("/users/2", "is_disabled", False),
        ("/users/2", "can_manage_api3_creds", True),
        (LOGIN, "forced_password_reset_at_next_login", False),
        ("/groups/2", "can_add_to_content_metadata", True),
        ("/user_attributes/14", "user_can_edit", True),
        ("/scheduled_plans/1", "include_links", True),
        ("/scheduled_plans/1", "require_change", False),
    ],
)
def test_a_switch_is_never_null(start: Start, path: str, name: str, default: bool) -> None:
    plan = {
        "name": "Weekly",
        "user_id": "1",
        "dashboard_id": "1",
        "crontab": "0 5 * * 1",
        "scheduled_plan_destination": [{"type": "email", "format": "csv_zip", "address": "ada@acme.example"}],
    }
    attribute = {"name": "region", "label": "Region", "type": "string"}
    more = {"groups": [{"name": "Finance"}], "user_attributes": [attribute], "dashboards": [{"title": "Sales"}]}
    client = start(seed={**ADA, **more, "scheduled_plans": [plan]})
    assert client.json("PATCH", path, {name: not default})[name] is not default
    assert client.json("PATCH", path, {name: None})[name] is default


@pytest.mark.parametrize("name", ["fields", "pivots", "fill_fields", "sorts", "subtotals"])
def test_lists_of_a_query_hold_texts(client: Client, name: str) -> None:
    body = {"model": "thelook", "view": "orders"}
    assert client.status("POST", "/queries", {**body, name: ["orders.count"]}) == 200
    assert client.status("POST", "/queries", {**body, name: [1]}) == 422
