# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles, sets, user attributes, API keys, service accounts, and what hangs on users."""

from __future__ import annotations

from typing import Any

import pytest
from sandbox.conftest import Client, Start
from sandbox.test_groups import add_group
from sandbox.test_users import add, problems

# Sets and roles


@pytest.mark.parametrize(("path", "members"), [("/permission_sets", "permissions"), ("/model_sets", "models")])
def test_sets(client: Client, path: str, members: str) -> None:
    built_in = client.json("GET", f"{path}/1")
    assert (built_in["built_in"], built_in["all_access"], len(built_in[members]) > 0) == (True, True, True)
    made = client.json("POST", path, {"name": "Mine", members: ["see_looks", "access_data", "see_looks"]})
    assert (made[members], made["built_in"], made["all_access"]) == (["access_data", "see_looks"], False, False)
    assert client.json("PATCH", f"{path}/{made['id']}", {members: []})[members] == []
    assert client.json("GET", f"{path}/search?name=min_&built_in=false&fields=name") == [{"name": "Mine"}]
    assert client.json("GET", f"{path}/search?{members}=nothing") == []
    assert problems(client("POST", path, {members: []})) == [("name", "missing_field")]
    assert problems(client("POST", path, {"name": "Mine"})) == [("name", "already_exists")]
    assert client.json("PATCH", f"{path}/{made['id']}", {"name": "Mine"})["name"] == "Mine"
    assert [client.status(method, f"{path}/1", {}) for method in ("PATCH", "DELETE")] == [405, 405]
    assert client.status("DELETE", f"{path}/{made['id']}") == 204
    assert client.status("GET", f"{path}/{made['id']}") == 404


def test_permissions_must_exist_and_models_need_not(client: Client) -> None:
    answer = client("POST", "/permission_sets", {"permissions": ["see_looks", "see_lokos"]})
    assert problems(answer) == [("name", "missing_field"), ("permissions", "invalid")]
    assert client.json("POST", "/model_sets", {"name": "Mine", "models": ["no_such_model"]})["models"] == [
        "no_such_model"
    ]
    known = {p["permission"]: p["parent"] for p in client.json("GET", "/permissions")}
    assert (known["develop"], known["administer"]) == ("see_lookml", None)
    assert [m["name"] for m in client.json("GET", "/lookml_models?fields=name")] == ["thelook"]
    both = client.json("GET", "/lookml_models?fields=name,explores(name)&include_internal=true")
    assert both == [
        {"explores": [{"name": "orders"}, {"name": "users"}], "name": "thelook"},
        {"explores": [], "name": "system__activity"},
    ]


@pytest.mark.parametrize("status", ["422", "405", "204"])
def test_a_set_that_a_role_uses(start: Start, status: str) -> None:
    client = start(quirks={"set_in_use": status})
    assert client.status("DELETE", "/permission_sets/2") == int(status)
    shown = client.json("GET", "/roles/3?fields=permission_set")
    assert (shown["permission_set"] is None) is (status == "204")


def test_roles(client: Client) -> None:
    assert client.json("GET", "/roles/2")["name"] == "Admin"
    role = client.json("POST", "/roles", {"name": "Mine", "permission_set_id": 6, "model_set_id": "1"})
    assert list(role) == ["id", "name", "permission_set", "model_set", "internal", "url", "users_url", "can"]
    assert client.json("PATCH", f"/roles/{role['id']}", {"permission_set_id": "3"})["permission_set"]["name"] == "User"
    assert problems(client("POST", "/roles", {"permission_set_id": "77"})) == [
        ("name", "missing_field"),
        ("permission_set", "invalid"),
        ("model_set", "invalid"),
    ]
    assert problems(client("PATCH", f"/roles/{role['id']}", {"name": "Admin"})) == [("name", "already_exists")]
    assert [client.status(method, "/roles/2", {"name": "x"}) for method in ("PATCH", "DELETE")] == [405, 405]
    assert [r["id"] for r in client.json("GET", "/roles?ids=2,3")] == ["2", "3"]
    assert [r["id"] for r in client.json("GET", "/roles/search?permission_set_ids=3")] == ["4", role["id"]]
    assert client.status("DELETE", f"/roles/{role['id']}") == 204


def test_who_has_a_role(client: Client) -> None:
    ada, eve = add(client, "Ada"), add(client, "Eve")
    finance, emea = add_group(client, "Finance"), add_group(client, "EMEA")
    client.json("POST", f"/groups/{finance}/groups", {"group_id": emea})
    client.json("POST", f"/groups/{emea}/users", {"user_id": eve})
    assert [u["id"] for u in client.json("PUT", "/roles/3/users", [ada, ada])] == [ada]
    assert [g["id"] for g in client.json("PUT", "/roles/3/groups", [finance])] == [finance]
    assert [u["id"] for u in client.json("GET", "/roles/3/users")] == [ada, eve]
    assert [u["id"] for u in client.json("GET", "/roles/3/users?direct_association_only=true")] == [ada]
    assert [r["id"] for r in client.json("GET", f"/users/{eve}/roles?fields=id")] == ["3"]
    assert client.json("GET", f"/users/{eve}/roles?direct_association_only=true") == []
    assert client.json("GET", "/roles/search/with_user_count?id=3&fields=user_count") == [{"user_count": 2}]
    assert client.json("GET", "/groups/search/with_hierarchy?id=2&fields=role_ids") == [{"role_ids": ["3"]}]
    assert client.json("PUT", f"/users/{ada}/roles?fields=id", ["4", "5"]) == [{"id": "4"}, {"id": "5"}]
    assert problems(client("PUT", "/roles/3/users", ["77"])) == [("user", "invalid")]
    assert problems(client("PUT", f"/users/{ada}/roles", ["x"])) == [("role", "invalid")]
    assert client.status("PUT", "/roles/3/users", {"users": []}) == 400
    client("DELETE", f"/groups/{finance}")
    assert client.json("GET", f"/users/{eve}/roles") == []


@pytest.mark.parametrize(("quirk", "ids"), [("direct", []), ("all", ["3"])])
def test_role_ids_of_a_user(start: Start, quirk: str, ids: list[str]) -> None:
    client = start(quirks={"user_role_ids": quirk})
    add(client, "Ada")
    add_group(client, "Finance")
    client.json("POST", "/groups/2/users", {"user_id": "2"})
    client.json("PUT", "/roles/3/groups", ["2"])
    assert client.json("GET", "/users/2")["role_ids"] == ids


def test_the_last_admin_may_come_through_a_group(client: Client) -> None:
    add(client, "Ada")
    add_group(client, "Admins")
    client.json("POST", "/groups/2/users", {"user_id": "2"})
    client.json("PUT", "/roles/2/groups", ["2"])
    assert client.json("PUT", "/users/1/roles", []) == []
    assert client.status("PUT", "/roles/2/groups", []) == 404, "the caller is no admin any more"


# User attributes


def test_user_attributes(client: Client) -> None:
    system = client.json("GET", "/user_attributes?fields=id,name,is_system")
    assert [a["name"] for a in system][:3] == ["first_name", "last_name", "email"]
    assert all(a["is_system"] for a in system)
    body = {"name": "region", "label": "Region", "type": "string", "default_value": "world"}
    made = client.json("POST", "/user_attributes", body)
    assert {key: made[key] for key in body} == body
    assert (made["hidden_value_domain_whitelist"], made["can"]["destroy"]) == (None, True)
    assert problems(client("POST", "/user_attributes", {})) == [(n, "missing_field") for n in ("name", "label", "type")]
    assert problems(client("POST", "/user_attributes", {**body, "type": "text", "name": "Region!"})) == [
        ("name", "invalid"),
        ("label", "already_exists"),
        ("type", "invalid"),
    ]
    assert client.json("PATCH", "/user_attributes/14", {"label": "Where"})["label"] == "Where"
    assert problems(client("PATCH", "/user_attributes/3", {"label": "x"})) == [("is_system", "invalid")]
    assert client.status("DELETE", "/user_attributes/3") == 400
    assert client.status("DELETE", "/user_attributes/14") == 204
    assert client.status("GET", "/user_attributes/14") == 404


def test_hiding_values(client: Client) -> None:
    body = {"name": "token", "label": "Token", "type": "string", "default_value": "s3cret", "value_is_hidden": True}
    lists = "hidden_value_domain_whitelist"
    assert problems(client("POST", "/user_attributes", body)) == [(lists, "invalid")]
    assert problems(client("POST", "/user_attributes", {**body, "value_is_hidden": False, lists: ""})) == [
        (lists, "invalid")
    ]
    made = client.json("POST", "/user_attributes", {**body, lists: "a.example/*,b.example/*"})
    assert made["default_value"] == "DEFAULT_IS_SET"
    path = f"/user_attributes/{made['id']}"
    assert problems(client("PATCH", path, {"value_is_hidden": False})) == [("value_is_hidden", "invalid")]
    assert problems(client("PATCH", path, {lists: "c.example/*"})) == [(lists, "invalid")]
    assert client.json("PATCH", path, {lists: "b.example/*"})[lists] == "b.example/*"
    add(client, "Ada")
    client.json("PATCH", f"/users/2/attribute_values/{made['id']}", {"value": "other"})
    assert "s3cret" not in client("GET", "/users/1/attribute_values").text
    assert "other" not in client("GET", "/users/2/attribute_values").text


@pytest.fixture
def region(client: Client) -> Client:
    """Ada in Finance (2) and EMEA (3), and the attribute region (14)."""
    add(client, "Ada", "Lovelace", "ada@acme.example")
    for group in ("Finance", "EMEA"):
        client.json("POST", f"/groups/{add_group(client, group)}/users", {"user_id": "2"})
    client.json("POST", "/user_attributes", {"name": "region", "label": "Region", "type": "string"})
    return client


def value(client: Client, query: str = "") -> Any:
    """Ada's value for region: value, source and rank, or None."""
    found = client.json("GET", f"/users/2/attribute_values?user_attribute_ids=14{query}")
    return (found[0]["value"], found[0]["source"], found[0]["rank"]) if found else None


def test_where_a_value_comes_from(region: Client) -> None:
    assert value(region) is None
    assert value(region, "&include_unset=true") == ("", "No Value", 1)
    region.json("PATCH", "/user_attributes/14", {"default_value": "world"})
    assert value(region) == ("world", "Default", 1)
    values = [{"group_id": "3", "value": "emea"}, {"group_id": 2, "value": "uk"}]
    shown = region.json("POST", "/user_attributes/14/group_values", values)
    assert [(v["group_id"], v["rank"], v["value"]) for v in shown] == [("3", 1, "emea"), ("2", 2, "uk")]
    assert region.json("GET", "/user_attributes/14/group_values") == shown
    assert value(region) == ("emea", "EMEA", 1)
    assert region.status("DELETE", "/groups/3/attribute_values/14") == 204
    assert region.status("DELETE", "/groups/3/attribute_values/14") == 404
    assert value(region) == ("uk", "Finance", 2)
    assert region.json("PATCH", "/groups/3/attribute_values/14", {"value": "fr"})["rank"] == 3
    assert value(region) == ("uk", "Finance", 2)
    own = region.json("PATCH", "/users/2/attribute_values/14", {"value": ""})
    assert (own["value"], own["source"], own["rank"], own["can"]) == ("", "User Setting", -1, {"show": True})
    assert value(region) == ("", "User Setting", -1)
    assert region.status("DELETE", "/users/2/attribute_values/14") == 204
    assert region.status("DELETE", "/users/2/attribute_values/14") == 404
    assert region.status("DELETE", "/groups/2") == 204
    assert value(region) == ("fr", "EMEA", 3)


def test_a_value_cannot_be_null(region: Client) -> None:
    for path in ("/users/2/attribute_values/14", "/groups/2/attribute_values/14"):
        answer = region("PATCH", path, {"value": None})
        assert problems(answer) == [("value", "invalid")]
        assert answer.json()["errors"][0]["message"] == "String value cannot be nil"


def test_values_of_the_system(region: Client) -> None:
    found = region.json("GET", "/users/2/attribute_values?user_attribute_ids=3,4,6,11&fields=value,source")
    assert found == [
        {"value": "ada@acme.example", "source": "System Setting"},
        {"value": "Ada Lovelace", "source": "System Setting"},
        {"value": "2", "source": "System Setting"},
        {"value": "en", "source": "Default"},
    ]
    assert len(region.json("GET", "/users/2/attribute_values?user_attribute_ids=%223%22")) == 13


# API keys and other credentials


def test_api_keys(client: Client) -> None:
    add(client, "Ada")
    made = client.json("POST", "/users/2/credentials_api3")
    assert (len(made["client_id"]), len(made["client_secret"]), made["can"]) == (20, 24, {})
    path = f"/users/2/credentials_api3/{made['id']}"
    assert "client_secret" not in client.json("GET", path)
    assert client.json("PATCH", path, {"purpose": "nightly"})["purpose"] == "nightly"
    assert client.json("GET", "/users/2")["credentials_api3"] == client.json("GET", "/users/2/credentials_api3")
    assert client.status("DELETE", path) == 204
    assert client.status("DELETE", path) == 404


def test_purposes_came_later(start: Start) -> None:
    client = start(release="25.12.0")
    key = client.json("GET", "/users/1/credentials_api3")[0]
    assert "purpose" not in key
    assert client.status("PATCH", f"/users/1/credentials_api3/{key['id']}", {"purpose": "x"}) == 404


@pytest.mark.parametrize("kind", ["google", "ldap", "looker_openid", "oidc", "saml", "totp"])
def test_credentials_that_are_taken_away(start: Start, kind: str) -> None:
    client = start(seed={"users": [{"credentials": {kind: {}}}]})
    path = f"/users/2/credentials_{kind}"
    assert client.json("GET", path) == client.json("GET", "/users/2")[f"credentials_{kind}"]
    assert [client.status(method, path) for method in ("DELETE", "DELETE", "GET")] == [204, 404, 404]


def test_second_factor_embed_and_sessions(start: Start) -> None:
    seed = {"credentials": {"embed": [{"external_user_id": "e-1"}]}, "sessions": [{"id": "7", "browser": "Firefox"}]}
    client = start(seed={"users": [seed]})
    assert [client.status("POST", "/users/2/credentials_totp") for _unused in range(2)] == [200, 409]
    embed = client.json("GET", "/users/2/credentials_embed")[0]
    for path in (f"/users/2/credentials_embed/{embed['id']}", "/users/2/sessions/7"):
        assert [client.status(method, path) for method in ("GET", "DELETE", "GET")] == [200, 204, 404]


def test_embed_users(client: Client) -> None:
    made = client.json("POST", "/users/embed_user", {"external_user_id": "e-1"})
    assert client.json("GET", "/users/credential/embed/e-1")["id"] == made["id"]
    assert client.status("POST", "/users/embed_user", {}) == 400


def test_service_accounts(client: Client) -> None:
    made = client.json("POST", "/users/service_accounts", {"service_account_name": "Robot"})
    assert (made["is_service_account"], made["credentials_api3"]) == (True, [])
    assert client.json("GET", "/users/search?is_service_account=true&fields=service_account_name") == [
        {"service_account_name": "Robot"}
    ]
    path = f"/users/service_accounts/{made['id']}"
    assert client.json("PATCH", path, {"is_disabled": True})["is_disabled"] is True
    assert problems(client("POST", "/users/service_accounts", {})) == [("service_account_name", "missing_field")]
    assert client.status("PATCH", "/users/service_accounts/1", {}) == 404
    assert client.status("DELETE", path) == 204


# What hangs on a user

CONTENT = {
    "users": [{"first_name": "Ada"}, {"first_name": "Eve"}],
    "dashboards": [{"title": "Sales", "user_id": "2"}, {"title": "Other", "user_id": "3"}],
    "looks": [{"title": "Orders", "user_id": "2"}],
    "scheduled_plans": [
        {"name": "Of Ada", "user_id": "2", "dashboard_id": "2"},
        {"name": "On Ada's", "user_id": "3", "look_id": "1"},
        {"name": "Of Eve", "user_id": "3", "dashboard_id": "2"},
    ],
    "alerts": [{"custom_title": "Low", "owner_id": "2"}],
}


def test_content_of_a_user(start: Start) -> None:
    client = start(seed=CONTENT)

    def names(path: str, key: str) -> list[str]:
        return [row[key] for row in client.json("GET", path)]

    assert names("/dashboards/search?user_id=2", "title") == ["Sales"]
    assert names("/looks/search?user_id=2", "title") == ["Orders"]
    assert names("/scheduled_plans", "name") == []
    assert names("/scheduled_plans?user_id=2", "name") == ["Of Ada"]
    assert names("/scheduled_plans?all_users=true", "name") == ["Of Ada", "On Ada's", "Of Eve"]
    assert names("/alerts/search", "custom_title") == []
    assert names("/alerts/search?all_owners=true", "custom_title") == ["Low"]
    client.json("PATCH", "/users/3", {"is_disabled": True})
    assert [p["enabled"] for p in client.json("GET", "/scheduled_plans?all_users=true")] == [True, False, False]
    assert client.status("DELETE", "/users/2") == 204
    assert names("/dashboards/search?user_id=2", "title") == []
    assert names("/dashboards/search?user_id=2&deleted=true", "title") == ["Sales"]
    assert names("/scheduled_plans?all_users=true", "name") == ["Of Eve"]
    assert names("/alerts/search?all_owners=true", "custom_title") == ["Low"]
