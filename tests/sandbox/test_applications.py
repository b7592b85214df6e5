# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What other applications come in with: embed secrets and OAuth clients."""

from __future__ import annotations

from typing import Any

import pytest
from sandbox.conftest import Client, Start
from sandbox.test_users import problems

LONG_AGO = "2020-01-01T00:00:00.000+00:00"
ADA = {"first_name": "Ada", "id": "2", "credentials": {"api3": [{"client_id": "ada", "client_secret": "s"}]}}
APP = {"redirect_uri": "https://app.acme.example/callback", "display_name": "App", "description": "Ours"}
SEEDED = {
    "groups": [{"id": "2", "name": "Finance"}],
    "users": [ADA],
    "oauth_client_apps": [
        {"client_guid": "app", **APP, "activated_users": ["2"], "group_id": "2", "tokens_invalid_before": LONG_AGO}
    ],
}


# Embed secrets


def test_an_embed_secret_is_told_once(client: Client) -> None:
    made = client.json("POST", "/embed_config/secrets", {"secret_type": "JWT", "secret": "mine"})
    assert (made["id"], made["algorithm"], made["secret_type"], made["enabled"], made["user_id"]) == (
        "1",
        "hmac/sha-256",
        "JWT",
        True,
        "1",
    )
    assert len(made["secret"]) == 64
    other = client.json("POST", "/embed_config/secrets", {"algorithm": "hmac/sha-1"})
    assert (other["id"], other["secret_type"]) == ("2", "SSO")
    assert client.status("GET", "/embed_config/secrets") == 404, "they cannot be listed"
    assert [s["secret"] for s in client.sandbox.state()["embed_secrets"]] == [made["secret"], other["secret"]]
    assert client.status("DELETE", "/embed_config/secrets/1") == 204
    assert client.status("DELETE", "/embed_config/secrets/1") == 404
    assert [s["id"] for s in client.sandbox.state()["embed_secrets"]] == ["2"]
    client.sandbox.set_state(client.sandbox.state())
    assert client.json("POST", "/embed_config/secrets", {})["id"] == "3"


@pytest.mark.parametrize(
    ("body", "field"), [({"algorithm": "md5"}, "algorithm"), ({"secret_type": "X"}, "secret_type")]
)
def test_wrong_secrets_are_refused(client: Client, body: Any, field: str) -> None:
    assert [p[0] for p in problems(client("POST", "/embed_config/secrets", body))] == [field]


@pytest.mark.parametrize("status", ["403", "404"])
def test_embedding_has_to_be_licensed(start: Start, status: str) -> None:
    client = start(seed={"settings": {"embed_enabled": False}}, quirks={"embedding_missing": status})
    assert client.status("POST", "/embed_config/secrets", {}) == int(status)
    embedding = client.json("GET", "/setting?fields=embed_enabled,embed_config(embed_enabled)")
    assert embedding == {"embed_enabled": False, "embed_config": {"embed_enabled": False}}


@pytest.mark.parametrize("status", ["403", "404", "405"])
def test_core_has_no_embed_secrets(start: Start, status: str) -> None:
    client = start(edition="core", quirks={"core_denial": status})
    assert client.status("POST", "/embed_config/secrets", {}) == int(status)
    assert client.status("DELETE", "/embed_config/secrets/1") == int(status)


# OAuth clients


def test_an_app_is_registered_changed_and_deleted(client: Client) -> None:
    path = "/oauth_client_apps/com.acme.app%2F1"
    assert client.status("GET", path) == client.status("PATCH", path, {}) == 404
    made = client.json("POST", path, APP)
    assert (made["client_guid"], made["enabled"], made["group_id"], made["activated_users"]) == (
        "com.acme.app/1",
        True,
        None,
        [],
    )
    assert {name: made[name] for name in APP} == APP
    assert "redirect_uris" not in made
    assert client.json("GET", path) == made
    assert client.json("GET", "/oauth_client_apps") == [made]
    assert client.json("GET", "/oauth_client_apps?fields=client_guid") == [{"client_guid": "com.acme.app/1"}]
    changed = client.json("PATCH", path, {"description": "", "group_id": "1", "client_guid": "other"})
    assert changed == {**made, "description": "", "group_id": "1"}
    assert client.json("PATCH", path, {"group_id": None})["group_id"] is None
    assert client.status("DELETE", path) == client.status("DELETE", path) == 204
    assert client.json("GET", "/oauth_client_apps") == []


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"redirect_uri", "display_name"}),
        ({**APP, "redirect_uri": "nowhere"}, {"redirect_uri"}),
        ({**APP, "group_id": "99"}, {"group_id"}),
        ({**APP, "enabled": "yes"}, {"enabled"}),
    ],
)
def test_wrong_apps_are_refused(client: Client, body: Any, fields: set[str]) -> None:
    assert {p[0] for p in problems(client("POST", "/oauth_client_apps/app", body))} == fields
    assert client.json("GET", "/oauth_client_apps") == []


@pytest.mark.parametrize("status", ["422", "409"])
def test_a_guid_that_is_taken(start: Start, status: str) -> None:
    client = start(seed=SEEDED, quirks={"duplicate_oauth_app": status})
    assert client.status("POST", "/oauth_client_apps/app", APP) == int(status)


def test_several_addresses(start: Start) -> None:
    client = start(release="26.22.0")
    addresses = ["https://a.example/cb", "looker-app://cb"]
    made = client.json("POST", "/oauth_client_apps/app", {"display_name": "A", "redirect_uris": addresses})
    assert (made["redirect_uris"], made["redirect_uri"]) == (addresses, addresses[0])
    older = client.json("PATCH", "/oauth_client_apps/app", {"redirect_uri": "https://b.example/cb"})
    assert older["redirect_uris"] == ["https://b.example/cb"]


def test_tokens_are_ended(start: Start) -> None:
    client = start(seed=SEEDED)

    def since() -> str:
        return str(client.json("GET", "/oauth_client_apps/app")["tokens_invalid_before"])

    assert since() == LONG_AGO
    client.json("PATCH", "/oauth_client_apps/app", {"display_name": "New"})
    assert since() == LONG_AGO
    client.json("PATCH", "/oauth_client_apps/app", {"enabled": False})
    assert since() > LONG_AGO
    client.sandbox.reset()
    assert client.status("DELETE", "/oauth_client_apps/app/tokens") == 204
    assert since() > LONG_AGO
    assert client.status("DELETE", "/oauth_client_apps/none/tokens") == 404


def test_users_of_an_app(start: Start) -> None:
    client = start(seed=SEEDED)

    def users() -> list[str]:
        return [user["id"] for user in client.json("GET", "/oauth_client_apps/app")["activated_users"]]

    assert users() == ["2"]
    for _unused in range(2):
        assert client("POST", "/oauth_client_apps/app/users/1").status_code == 200
        assert users() == ["1", "2"]
    assert client.status("POST", "/oauth_client_apps/app/users/99") == 404
    assert client.status("POST", "/oauth_client_apps/none/users/1") == 404
    client.sandbox.set_state(client.sandbox.state())
    assert users() == ["1", "2"]
    for _unused in range(2):
        assert client.status("DELETE", "/oauth_client_apps/app/users/1") == 204
        assert users() == ["2"]
    assert client.status("DELETE", "/oauth_client_apps/none/users/1") == 204
    assert client.status("DELETE", "/users/2") == 204
    assert users() == []


def test_others_see_no_apps_and_may_leave_them(start: Start) -> None:
    client = start(seed=SEEDED)
    ada = Client(client.sandbox)
    ada.log_in("ada", "s")
    assert ada.json("GET", "/oauth_client_apps") == []
    assert ada.status("GET", "/oauth_client_apps/app") == ada.status("POST", "/oauth_client_apps/x", APP) == 404
    assert ada.status("DELETE", "/oauth_client_apps/app/users/1") == 404
    assert ada.status("DELETE", "/oauth_client_apps/app/users/2") == 204
    assert client.json("GET", "/oauth_client_apps/app")["activated_users"] == []


def test_a_group_that_is_gone(start: Start) -> None:
    client = start(seed={**SEEDED, "oauth_client_apps": [{"client_guid": "app", **APP, "group_id": "Finance"}]})
    assert client.json("GET", "/oauth_client_apps/app")["group_id"] == "2"
    client("DELETE", "/groups/2")
    assert client.json("GET", "/oauth_client_apps/app")["group_id"] is None


def test_only_4_0_has_them(start: Start) -> None:
    client = start("3.1")
    assert client.status("GET", "/oauth_client_apps") == client.status("POST", "/embed_config/secrets", {}) == 404
