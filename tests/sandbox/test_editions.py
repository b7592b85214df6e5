# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""API 3.1 and 3.0, older releases, Looker (Google Cloud core)."""

from __future__ import annotations

import pytest
from sandbox.conftest import Client, Start
from sandbox.test_groups import add_group
from sandbox.test_users import add, problems


def test_ids_are_integers_in_3_1(start: Start) -> None:
    client = start("3.1")
    user = client.json("POST", "/users", {"first_name": "Ada"})
    assert (user["id"], user["group_ids"], user["personal_folder_id"]) == (2, [1], user["personal_space_id"])
    assert (user["home_folder_id"], user["home_space_id"], user["last_name"]) == ("1", "1", None)
    assert isinstance(user["personal_folder_id"], int)
    assert user["email"] is None
    login = client.json("POST", "/users/2/credentials_email", {"email": "ada@acme.example"})
    assert (login["logged_in_at"], login["password_reset_url"]) == (None, None)
    assert "account_setup_url" not in login
    group = client.json("POST", "/groups", {"name": "Finance"})
    assert client.json("POST", f"/groups/{group['id']}/users", {"user_id": 2})["group_ids"] == [1, 2]
    assert client.json("GET", "/roles/2")["permission_set"]["id"] == 1
    assert client.json("GET", "/user")["role_ids"] == [2]


def test_a_login_in_3_1_has_no_refresh_token(start: Start) -> None:
    assert list(start("3.1").log_in().json()) == ["access_token", "token_type", "expires_in"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/groups/search/with_hierarchy"),
        ("GET", "/groups/search/with_roles"),
        ("GET", "/roles/search/with_user_count"),
        ("GET", "/credentials_email/search"),
        ("POST", "/users/1/credentials_email/send_password_reset"),
        ("POST", "/users/service_accounts"),
        ("GET", "/alerts/search"),
    ],
)
@pytest.mark.parametrize("version", ["3.1", "3.0"])
def test_what_only_4_0_has(start: Start, version: str, method: str, path: str) -> None:
    assert start(version, api_versions=("3.0", "3.1", "4.0")).status(method, path) == 404


def test_3_1_pages_by_page(start: Start) -> None:
    client = start("3.1", seed={"users": [{} for _unused in range(4)]})
    assert len(client.json("GET", "/users?limit=2")) == 5
    answer = client("GET", "/users?per_page=2&page=2&fields=id")
    assert [u["id"] for u in answer.json()] == [3, 4]
    assert answer.headers["X-Total-Count"] == "5"
    assert len(client.json("GET", "/groups/search?limit=1")) == 1


def test_3_0(start: Start) -> None:
    client = start("3.0", api_versions=("3.0",))
    user = client.json("POST", "/users", {"first_name": "Ada"})
    assert list(user)[:5] == ["id", "first_name", "last_name", "email", "is_disabled"]
    assert (user["credentials_api"], user["access_filters"]) == (None, [])
    assert "locale" not in user
    for path in ("/groups/search", "/roles/search", "/permission_sets/search"):
        assert client.status("GET", path) == 404
    assert client.json("GET", "/users/search?first_name=ada&fields=id") == [{"id": 2}]
    assert add_group(client, "Finance") == 2
    made = client.json("POST", "/model_sets", {"name": "Everything", "models": "all"})
    assert (made["all_access"], made["models"]) == (True, ["thelook"])
    assert client.json("PATCH", f"/model_sets/{made['id']}", {"models": ["b", "a"]})["models"] == ["a", "b"]


def test_the_release_decides_on_fields(start: Start) -> None:
    keys = set(start(release="22.16.0").json("GET", "/user"))
    assert not keys & {"can_manage_api3_creds", "is_service_account", "credentials_workforce"}
    assert keys < set(start().json("GET", "/user"))


@pytest.mark.parametrize(
    ("release", "statuses"),
    [
        ("21.0.25", ["2.99 internal_test", "3.1 current", "4.0 experimental"]),
        ("21.20.30", ["2.99 internal_test", "3.1 current", "4.0 beta"]),
        ("22.8.32", ["2.99 internal_test", "3.1 legacy", "4.0 current"]),
    ],
)
def test_versions_over_time(start: Start, release: str, statuses: list[str]) -> None:
    found = start(release=release).json("GET", "/versions")
    assert found["looker_release_version"] == release
    assert [f"{v['version']} {v['status']}" for v in found["supported_versions"]] == statuses
    assert found["current_version"]["status"] == "current"


# Looker (Google Cloud core)

DENIED = [
    ("POST", "/users"),
    ("POST", "/users/2/credentials_email"),
    ("POST", "/users/2/credentials_email/send_password_reset"),
    ("GET", "/users/2/credentials_email"),
    ("GET", "/users/2/credentials_totp"),
    ("GET", "/users/2/credentials_ldap"),
    ("GET", "/users/2/credentials_looker_openid"),
    ("GET", "/users/credential/email/x@y.example"),
    ("GET", "/credentials_email/search"),
    ("POST", "/users/2/update_emails"),
    ("PUT", "/roles/3/groups"),
    ("POST", "/login/2"),
]


@pytest.mark.parametrize("status", ["403", "404", "405"])
def test_what_core_denies(start: Start, status: str) -> None:
    client = start(edition="core", seed={"users": [{"first_name": "Ada"}]}, quirks={"core_denial": status})
    assert {client.status(method, path, {}) for method, path in DENIED} == {int(status)}


def test_what_core_leaves(start: Start) -> None:
    client = start(edition="core", seed={"users": [{"first_name": "Ada"}]})
    client.json("POST", "/users/service_accounts", {"service_account_name": "Robot"})
    assert [r["id"] for r in client.json("PUT", "/users/2/roles", ["3"])] == ["3"]
    group = add_group(client, "Finance")
    client.json("POST", f"/groups/{group}/users", {"user_id": "2"})
    assert client.json("GET", "/user?fields=is_iam_admin") == {"is_iam_admin": True}


def test_core_lets_service_accounts_be_embed_users(start: Start) -> None:
    seed = {
        "users": [
            {
                "service_account_name": "Robot",
                "is_service_account": True,
                "roles": ["Admin"],
                "credentials": {"api3": [{"client_id": "robot", "client_secret": "s"}]},
            },
            {"credentials": {"embed": [{"external_user_id": "e-1"}]}},
            {"first_name": "Ada"},
        ]
    }
    robot = Client(start(edition="core", seed=seed).sandbox)
    robot.log_in("robot", "s")
    assert robot.status("POST", "/login/3") == 200
    assert robot.status("POST", "/login/4") == 403


def test_errors_over_time(start: Start) -> None:
    for release, prefix in (
        ("22.16.0", "https://docs.looker.com/"),
        ("26.12.0", "https://cloud.google.com/looker/docs/"),
    ):
        url = start(release=release)("GET", "/users/77").json()["documentation_url"]
        assert url == f"{prefix}r/err/4.0/404/get/users/:user_id"
    assert start("3.1")("GET", "/users/77").json()["documentation_url"] == "http://docs.looker.com/"


def test_all_problems_of_a_body_come_at_once(start: Start) -> None:
    client = start()
    add(client, "Ada")
    answer = client("POST", "/roles", {})
    assert len(problems(answer)) == 3
    assert answer.json()["message"] == "Validation Failed"
