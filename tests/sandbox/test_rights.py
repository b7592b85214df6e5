# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What callers without the right to administer see and may do."""

from __future__ import annotations

from typing import Any

import pytest
from sandbox.conftest import Client, Start


def _attribute(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "label": name.title(), "type": "string", "default_value": "none", **more}


SEED: dict[str, Any] = {
    "groups": [{"name": "Finance", "groups": ["Clerks"]}, {"name": "Clerks"}, {"name": "Sales", "roles": ["Viewer"]}],
    "users": [
        {
            "first_name": "Ada",
            "groups": ["Clerks"],
            "roles": ["User"],
            "credentials": {"api3": [{"client_id": "ada", "client_secret": "s"}]},
        },
        {"first_name": "Eve", "groups": ["Clerks"], "email": "eve@acme.example", "roles": ["User"]},
        {"first_name": "Bob", "groups": ["Sales"], "email": "bob@acme.example", "roles": ["User"]},
    ],
    "model_sets": [{"name": "Shop", "models": ["thelook"]}],
    "user_attributes": [
        _attribute("open"),
        _attribute("fixed", user_can_edit=False),
        _attribute("covert", user_can_view=False, user_can_edit=False),
    ],
}


@pytest.fixture
def ada(start: Start) -> Client:
    """Somebody with a role and in a group that is in another."""
    client = start(seed=SEED)
    client.log_in("ada", "s")
    return client


@pytest.mark.parametrize("plural", ["users", "groups", "roles", "permission_sets", "model_sets", "user_attributes"])
def test_what_is_in_no_list_is_not_there_either(ada: Client, plural: str) -> None:
    listed = [row["id"] for row in ada.json("GET", f"/{plural}")]
    admin = Client(ada.sandbox)
    admin.log_in()
    everything = [row["id"] for row in admin.json("GET", f"/{plural}")]
    assert set(listed) < set(everything)
    for found in everything:
        assert ada.status("GET", f"/{plural}/{found}") == (200 if found in listed else 404)


def test_lists_of_members_hold_nobody_whom_the_caller_may_not_see(ada: Client) -> None:
    role = next(role["id"] for role in ada.json("GET", "/roles"))
    for path in ("/groups/1/users", f"/roles/{role}/users"):
        assert [user["first_name"] for user in ada.json("GET", path)] == ["Ada", "Eve"]
    assert [group["name"] for group in ada.json("GET", "/groups/1/groups")] == ["Finance", "Clerks"]


@pytest.mark.parametrize(
    "part", ["credentials_email", "credentials_api3", "credentials_embed", "roles", "sessions", "attribute_values"]
)
def test_of_others_there_are_names_only(ada: Client, part: str) -> None:
    assert ada.json("GET", "/users/3")["first_name"] == "Eve"
    assert ada.status("GET", f"/users/3/{part}") == 404
    assert ada.status("GET", f"/users/2/{part}") == (404 if part == "credentials_email" else 200)


def test_users_see_and_set_values_of_their_own_as_the_attribute_says(ada: Client) -> None:
    attributes = {row["name"]: row for row in ada.json("GET", "/user_attributes")}
    values = {row["name"] for row in ada.json("GET", "/users/2/attribute_values")}
    assert "covert" not in attributes.keys() | values
    assert attributes.keys() & values >= {"open", "fixed"}
    assert [attributes[name]["can"]["set_value"] for name in ("open", "fixed", "email")] == [True, False, False]
    ids = {name: row["id"] for name, row in attributes.items()}
    path = f"/users/2/attribute_values/{ids['open']}"
    assert ada.json("PATCH", path, {"value": "mine"})["source"] == "User Setting"
    assert ada.status("DELETE", path) == 204
    assert ada.status("PATCH", f"/users/2/attribute_values/{ids['fixed']}", {"value": "mine"}) == 404
    assert ada.status("PATCH", f"/users/3/attribute_values/{ids['open']}", {"value": "mine"}) == 404
    assert ada.status("GET", f"/user_attributes/{ids['open']}/group_values") == 404
