# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Alerts, and what becomes of them when their owner goes."""

from __future__ import annotations

from typing import Any

import pytest
from sandbox.conftest import Client, Start

SEED = {
    "users": [
        {
            "first_name": "Ada",
            "last_name": "Lovelace",
            "email": "ada@acme.example",
            "credentials": {"api3": [{"client_id": "ada", "client_secret": "ada"}]},
        },
        {
            "first_name": "Bob",
            "email": "bob@acme.example",
            "credentials": {"api3": [{"client_id": "bob", "client_secret": "bob"}]},
        },
    ],
    "alerts": [{"custom_title": "Too low", "owner_id": "ada@acme.example"}],
}
NEW = {
    "cron": "0 5 * * *",
    "custom_title": "Few orders",
    "dashboard_element_id": 103,
    "comparison_type": "LESS_THAN",
    "destinations": [{"destination_type": "EMAIL", "email_address": "ada@acme.example"}],
    "field": {"title": "Orders Count", "name": "orders.count"},
    "threshold": 1000,
}


@pytest.fixture
def client(start: Start) -> Client:
    """The admin of an instance with an alert of Ada's."""
    return start(seed=SEED)


def logged_in(client: Client, name: str) -> Client:
    """Another user of the same instance."""
    other = Client(client.sandbox)
    other.log_in(name, name)
    return other


def titles(client: Client, query: str = "") -> list[str]:
    """Of the alerts that a search finds."""
    return [row["custom_title"] for row in client.json("GET", f"/alerts/search{query}")]


def test_alerts_are_made_changed_and_deleted(client: Client) -> None:
    made = client.json("POST", "/alerts", {**NEW, "owner_id": None})
    assert {name: made[name] for name in NEW} == {**NEW, "dashboard_element_id": "103"}
    assert (made["owner_id"], made["is_disabled"], made["owner_display_name"]) == ("1", False, "Sandbox Admin")
    path = f"/alerts/{made['id']}"
    assert client.json("GET", path) == made
    changed = client.json("PATCH", path, {"is_disabled": True, "disabled_reason": "noise", "cron": "never"})
    assert changed == {**made, "is_disabled": True, "disabled_reason": "noise"}
    assert client.json("PATCH", path, {"is_disabled": False, "threshold": 5.5})["threshold"] == 5.5
    whole = {**NEW, "owner_id": "2", "comparison_type": "INCREASES_BY"}
    assert client.json("PUT", path, whole)["owner_display_name"] == "Ada Lovelace"
    assert client.status("DELETE", path) == 204
    for method in ("GET", "DELETE", "PATCH", "PUT"):
        assert client.status(method, path, {}) == 404


def test_searching(client: Client) -> None:
    client.json("POST", "/alerts", NEW)
    client.json("POST", "/alerts", {**NEW, "custom_title": "Off", "is_disabled": True})
    assert titles(client) == ["Few orders", "Off"]
    assert titles(client, "?all_owners=true") == ["Too low", "Few orders", "Off"]
    assert titles(client, "?all_owners=true&group_by=owner") == ["Few orders", "Off", "Too low"]
    assert titles(client, "?all_owners=true&disabled=true") == ["Off"]
    assert titles(client, "?all_owners=true&condition_met=true") == []
    assert titles(client, "?all_owners=true&limit=1&offset=1") == ["Few orders"]
    assert titles(logged_in(client, "ada"), "?all_owners=true") == ["Too low"]
    assert client.json("GET", "/alert_notifications") == []
    assert client.status("PATCH", "/alert_notifications/1", {"is_read": True}) == 404


def test_an_alert_is_its_owners(client: Client) -> None:
    ada, bob = logged_in(client, "ada"), logged_in(client, "bob")
    assert ada.json("PATCH", "/alerts/1", {"threshold": 3})["threshold"] == 3
    assert ada.status("PATCH", "/alerts/1", {"owner_id": "3"}) == 404
    assert bob.status("GET", "/alerts/1") == bob.status("POST", "/alerts/1/follow") == 404
    ada.json("PATCH", "/alerts/1", {"is_public": True})
    assert bob.status("POST", "/alerts/1/follow") == 204
    assert (bob.json("GET", "/alerts/1")["followed"], ada.json("GET", "/alerts/1")["followed"]) == (True, False)
    assert bob.status("DELETE", "/alerts/1/follow") == 204
    assert not bob.json("GET", "/alerts/1")["followed"]
    for method, path in (("PATCH", ""), ("DELETE", ""), ("POST", "/enqueue")):
        assert bob.status(method, f"/alerts/1{path}", {}) == 404
    assert ada.status("POST", "/alerts/1/enqueue") == 204
    assert client.json("PATCH", "/alerts/1", {"owner_id": "3"})["owner_display_name"] == "Bob"
    assert titles(bob) == ["Too low"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        *(({name: None}, name) for name in ("field", "destinations", "comparison_type", "threshold", "cron")),
        ({"comparison_type": "ABOUT"}, "comparison_type"),
        ({"cron": "often"}, "cron"),
        ({"owner_id": "4711"}, "owner_id"),
        ({"threshold": "many"}, "threshold"),
        ({"destinations": [{"destination_type": "EMAIL"}]}, "email_address"),
        ({"destinations": [{"destination_type": "FAX"}]}, "destination_type"),
    ],
)
def test_wrong_alerts(client: Client, wrong: dict[str, Any], field: str) -> None:
    answer = client("POST", "/alerts", {**NEW, **wrong})
    assert answer.status_code == 422
    assert [problem["field"] for problem in answer.json()["errors"]] == [field]
    if field not in ("owner_id", "threshold", "email_address"):
        assert client.status("PUT", "/alerts/1", {**NEW, "owner_id": "2", **wrong}) == 422
    assert client.json("GET", "/alerts/1")["threshold"] == 0


def test_a_whole_alert_needs_an_owner(client: Client) -> None:
    assert client("PUT", "/alerts/1", NEW).json()["errors"][0]["field"] == "owner_id"
    assert client("PATCH", "/alerts/1", {"owner_id": "x"}).json()["errors"][0]["field"] == "owner_id"


def test_alerts_of_a_deleted_user(start: Start) -> None:
    client = start(seed=SEED)
    assert client.status("DELETE", "/users/2") == 204
    (left,) = client.json("GET", "/alerts/search?all_owners=true")
    assert (left["owner_id"], left["owner_display_name"]) == ("2", None)
    assert client.json("PATCH", "/alerts/1", {"is_disabled": True})["is_disabled"] is True
    assert client.json("PATCH", "/alerts/1", {"owner_id": "1"})["owner_display_name"] == "Sandbox Admin"
    client = start(seed=SEED, quirks={"alerts_of_deleted": "deleted"})
    assert client.status("DELETE", "/users/2") == 204
    assert titles(client, "?all_owners=true") == []


def test_alerts_are_part_of_the_state(client: Client) -> None:
    client.json("POST", "/alerts", NEW)
    client.status("POST", "/alerts/1/follow")
    state = client.sandbox.state()
    client.sandbox.set_state(state)
    assert client.sandbox.state() == state
