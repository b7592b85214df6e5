# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Groups."""

from __future__ import annotations

import pytest
from sandbox.conftest import Client, Start
from sandbox.test_users import add, problems


def add_group(client: Client, name: str) -> str:
    """A group; its id."""
    found: str = client.json("POST", "/groups?fields=id", {"name": name})["id"]
    return found


def test_a_new_group(client: Client) -> None:
    group = client.json("POST", "/groups", {"name": "Finance"})
    assert list(group) == [
        "can_add_to_content_metadata",
        "external_group_id",
        "id",
        "name",
        "user_count",
        "externally_managed",
        "include_by_default",
        "contains_current_user",
        "can",
    ]
    changed = client.json("PATCH", "/groups/2", {"name": "Controlling", "can_add_to_content_metadata": False})
    assert (changed["name"], changed["can_add_to_content_metadata"]) == ("Controlling", False)
    assert client.status("DELETE", "/groups/2") == 204
    assert client.status("GET", "/groups/2") == 404
    assert add_group(client, "Finance") == "3"


def test_a_group_needs_a_name(client: Client) -> None:
    add_group(client, "Finance")
    for method, path, body in (("POST", "/groups", {}), ("PATCH", "/groups/2", {"name": ""})):
        assert problems(client(method, path, body)) == [("name", "missing_field")]


@pytest.mark.parametrize("status", ["422", "409"])
def test_a_name_that_is_taken(start: Start, status: str) -> None:
    client = start(quirks={"duplicate_group": status})
    add_group(client, "Finance")
    add_group(client, "Sales")
    assert client.status("POST", "/groups", {"name": "Finance"}) == int(status)
    assert client.status("PATCH", "/groups/3", {"name": "Finance"}) == 422
    assert client.status("PATCH", "/groups/3", {"name": "Sales"}) == 200


def test_all_users(client: Client) -> None:
    add(client, "Ada")
    add_group(client, "Finance")
    everybody = client.json("GET", "/groups/1")
    assert (everybody["name"], everybody["user_count"], everybody["contains_current_user"]) == ("All Users", 2, True)
    assert (everybody["externally_managed"], everybody["include_by_default"]) == (True, True)
    assert [everybody["can"][key] for key in ("update", "delete", "edit_in_ui")] == [False, False, False]
    assert [u["id"] for u in client.json("GET", "/groups/1/users")] == ["1", "2"]
    for method, path, body in (
        ("PATCH", "/groups/1", {"name": "x"}),
        ("DELETE", "/groups/1", None),
        ("DELETE", "/groups/1/users/2", None),
    ):
        assert client.status(method, path, body) == 403


def test_members(client: Client) -> None:
    add(client, "Ada")
    add_group(client, "Finance")
    assert client.json("POST", "/groups/2/users", {"user_id": 2})["group_ids"] == ["1", "2"]
    assert [u["id"] for u in client.json("GET", "/groups/2/users?fields=id")] == ["2"]
    assert client.json("GET", "/groups/2")["user_count"] == 1
    assert client.status("DELETE", "/groups/2/users/2") == 204
    assert client.status("DELETE", "/groups/2/users/2") == 404
    assert client.status("POST", "/groups/2/users", {"user_id": "77"}) == 404
    assert client.status("POST", "/groups/77/users", {"user_id": "2"}) == 404
    assert client.status("POST", "/groups/2/users", {}) == 400
    client.json("POST", "/groups/2/users", {"user_id": "2"})
    assert client.status("DELETE", "/users/2") == 204
    assert client.json("GET", "/groups/2/users") == []


@pytest.mark.parametrize("status", ["200", "409", "422"])
def test_a_member_twice(start: Start, status: str) -> None:
    client = start(quirks={"member_twice": status})
    add(client, "Ada")
    add_group(client, "Finance")
    add_group(client, "EMEA")
    for path, body in (("/groups/2/users", {"user_id": "2"}), ("/groups/2/groups", {"group_id": "3"})):
        assert [client.status("POST", path, body) for _unused in range(2)] == [200, int(status)]
    assert client.status("POST", "/groups/1/users", {"user_id": "2"}) == int(status)


def test_groups_in_groups(client: Client) -> None:
    for name in ("World", "EMEA", "UK"):
        add_group(client, name)
    client.json("POST", "/groups/2/groups", {"group_id": "3"})
    client.json("POST", "/groups/3/groups", {"group_id": "4"})
    assert [g["name"] for g in client.json("GET", "/groups/2/groups")] == ["EMEA"]
    assert client.status("POST", "/groups/4/groups", {"group_id": "2"}) == 400
    assert client.status("POST", "/groups/4/groups", {"group_id": "4"}) == 400
    found = client.json("GET", "/groups/search/with_hierarchy?fields=id,parent_group_ids,role_ids&sorts=id")
    assert found == [
        {"id": "1", "parent_group_ids": [], "role_ids": []},
        {"id": "2", "parent_group_ids": ["1"], "role_ids": []},
        {"id": "3", "parent_group_ids": ["1", "2"], "role_ids": []},
        {"id": "4", "parent_group_ids": ["1", "3"], "role_ids": []},
    ]
    assert client.status("DELETE", "/groups/3") == 204
    assert client.json("GET", "/groups/2/groups") == []


@pytest.mark.parametrize(("quirk", "ids"), [("direct", ["1", "3"]), ("all", ["1", "2", "3"])])
def test_group_ids_of_a_user(start: Start, quirk: str, ids: list[str]) -> None:
    client = start(quirks={"user_group_ids": quirk})
    add(client, "Ada")
    for name in ("World", "EMEA"):
        add_group(client, name)
    client.json("POST", "/groups/2/groups", {"group_id": "3"})
    assert client.json("POST", "/groups/3/users", {"user_id": "2"})["group_ids"] == ids


SSO = {"name": "SSO", "externally_managed": True, "external_group_id": "x-1", "users": ["2"], "roles": ["Viewer"]}
MIRRORED = {
    "groups": [SSO],
    "users": [{"first_name": "Ada"}, {"first_name": "Eve"}],
}


def test_mirrored_groups_are_not_changed_by_hand(start: Start) -> None:
    client = start(seed=MIRRORED)
    group = client.json("GET", "/groups/search?externally_managed=true&external_group_id=x-1")[0]
    assert (group["name"], group["can"]["update"]) == ("SSO", False)
    assert client.status("POST", f"/groups/{group['id']}/users", {"user_id": "3"}) == 403
    assert client.status("DELETE", f"/groups/{group['id']}/users/2") == 403
    assert client.status("PATCH", f"/groups/{group['id']}", {"name": "x"}) == 403


@pytest.mark.parametrize(("quirk", "status"), [("422", 422), ("accepted", 200)])
def test_leaving_a_mirrored_group_out_of_a_role(start: Start, quirk: str, status: int) -> None:
    client = start(seed=MIRRORED, quirks={"external_group_left_out": quirk})
    viewer = client.json("GET", "/roles/search?name=viewer")[0]["id"]
    assert client.status("PUT", f"/roles/{viewer}/groups", []) == status


def test_listing_groups(client: Client) -> None:
    for name in ("Finance", "Finance EMEA", "Sales"):
        add_group(client, name)
    assert [g["id"] for g in client.json("GET", "/groups?ids=2,4")] == ["2", "4"]
    assert [g["name"] for g in client.json("GET", "/groups?sorts=name desc&limit=2")] == ["Sales", "Finance EMEA"]
    assert [g["id"] for g in client.json("GET", "/groups/search?name=finance%25")] == ["2", "3"]
    assert client("GET", "/groups/search?limit=1").headers["X-Total-Count"] == "4"
    client.json("PUT", "/roles/3/groups", ["2"])
    assert client.json("GET", "/groups/search/with_roles?name=finance&fields=roles(name)") == [
        {"roles": [{"name": "Developer"}]}
    ]
