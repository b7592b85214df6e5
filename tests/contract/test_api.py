# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Any operation of the API: found by name or path, sent or not, and nothing secret comes back unasked."""

from __future__ import annotations

import json
from typing import Any

import pytest
from contract.contract import refused
from contract.harness import Looker, Outcome

from ansible_collections.biops.looker.plugins.module_utils._api_version import operation
from ansible_collections.biops.looker.plugins.module_utils._field import HIDDEN
from ansible_collections.biops.looker.plugins.module_utils._raw_call import masked

ADA = "ada@acme.example"


def _called(looker: Looker, **options: Any) -> Outcome:
    outcome = looker.run("api", **options)
    assert not outcome.failed, outcome.message
    return outcome


def _ada(looker: Looker) -> str:
    found = _called(looker, operation="search_users", query={"email": ADA, "fields": "id"})
    return str(found.result["response"][0]["id"])


def test_reads(any_looker: Looker) -> None:
    identifier = _ada(any_looker)
    by_path = _called(any_looker, method="GET", path=f"/users/{identifier}", query={"fields": ["id", "email"]})
    assert by_path.result["response"]["email"] == ADA
    assert not by_path.result["changed"]
    assert (by_path.result["status"], by_path.result["operation"]) == (200, "user")
    prefix = f"/api/{any_looker.version}"
    ways: tuple[dict[str, Any], ...] = (
        {"method": "GET", "path": f"{prefix}/users/{identifier}/"},
        {"method": "GET", "path": "/users/{user_id}", "path_parameters": {"user_id": identifier}},
        {"method": "GET", "path": "users/{anything}", "path_parameters": {"anything": identifier}},
        {"operation": "user", "path_parameters": {"user_id": identifier}},
    )
    for way in ways:
        outcome = _called(any_looker, query={"fields": "id,email"}, check=True, **way)
        assert outcome.result["response"] == by_path.result["response"]


def test_a_word_of_the_path_wins_over_a_parameter(looker: Looker) -> None:
    found = _called(looker, method="GET", path="/groups/search", query={"name": "North"})
    assert found.result["operation"] == "search_groups"
    assert [group["name"] for group in found.result["response"]] == ["North"]


def test_writes(any_looker: Looker) -> None:
    options = {"method": "POST", "path": "/groups", "body": {"name": "East"}}
    checked = _called(any_looker, check=True, **options)
    assert (checked.result["changed"], checked.result["skipped"], checked.writes) == (True, True, [])
    assert "response" not in checked.result
    assert "create_group" in checked.message
    made = _called(any_looker, **options)
    assert made.result["changed"]
    assert "skipped" not in made.result
    assert len(made.writes) == 1
    assert [group["name"] for group in any_looker.run("group_info", name="East").result["groups"]] == ["East"]
    gone = _called(any_looker, method="DELETE", path=f"/groups/{made.result['response']['id']}")
    assert (gone.result["response"], gone.result["status"]) == (None, 204)


def test_body_as_text(looker: Looker) -> None:
    group = _called(looker, operation="create_group", body=json.dumps({"name": "East"}))
    assert group.result["response"]["name"] == "East"
    assert "JSON" in looker.run("api", operation="create_group", body='{"name": ').message


def test_whole_lists(looker: Looker) -> None:
    whole = _called(looker, operation="all_groups", query={"fields": "id,name"})
    paged = _called(looker, operation="all_groups", query={"fields": "id,name"}, paginate=True, page_size=1)
    key = str  # the order may differ
    assert sorted(paged.result["response"], key=key) == sorted(whole.result["response"], key=key)
    assert len(paged.requests) > len(whole.requests)
    assert "status" not in paged.result


def test_secrets_are_masked(looker: Looker) -> None:
    path = {"operation": "create_user_credentials_api3", "path_parameters": {"user_id": _ada(looker)}}
    key = _called(looker, **path).result["response"]
    assert key["client_secret"] == HIDDEN
    assert key["client_id"] != HIDDEN
    shown = _called(looker, return_secrets=True, **path)
    secret = shown.result["response"]["client_secret"]
    assert secret != HIDDEN
    assert shown.output.count(secret) == 1


def test_setup_urls_are_masked_at_any_depth(looker: Looker) -> None:
    identifier = _ada(looker)
    looker.run("api", operation="send_user_credentials_email_password_reset", path_parameters={"user_id": identifier})
    user = _called(looker, operation="user", path_parameters={"user_id": identifier}).result["response"]
    assert user["credentials_email"]["account_setup_url"] == HIDDEN
    assert user["credentials_email"]["password_reset_url"] == HIDDEN


def test_what_counts_as_a_secret() -> None:
    user = operation("user")
    plain = {
        "has_password": True,
        "token_type": "Bearer",
        "api_token_ttl": 30,
        "git_password": "",
        "secret": None,
        "secret_type": "SSO",
        "items": [{"name": "tokens of appreciation", "url": "https://acme.example/dashboards/1"}],
    }
    assert masked(user, plain) == plain
    secret = {
        "access_token": "x",
        "refresh_token": "x",
        "git_password": "x",
        "custom_s3_secret": "x",
        "secret_parameters": '{"password": "x"}',
        "link": "https://acme.example/login/embed/abc?signature=x",
    }
    hidden = {"deep": [{"deeper": dict.fromkeys(secret, HIDDEN)}]}
    assert masked(user, {"deep": [{"deeper": secret}]}) == hidden
    assert masked(operation("create_sso_embed_url"), {"url": "https://acme.example/x"}) == HIDDEN


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"method": "GET", "path": "/user/4711/role"}, "the nearest is GET /user"),
        ({"method": "PUT", "path": "/users/4711"}, "/users/{user_id} has DELETE, GET, PATCH"),
        ({"operation": "create_groups"}, "the nearest is create_group"),
        ({"operation": "user"}, "needs user_id"),
        ({"operation": ""}, "Looker has no operation"),
        ({"operation": "user", "path_parameters": {"user_id": ".."}}, "needs user_id"),
        ({"operation": "user", "path_parameters": {"user_id": None}}, "needs user_id"),
        ({"operation": "user", "path_parameters": {"user_id": "1", "group_id": "2"}}, "has no group_id"),
        ({"method": "GET", "path": "/users/{user_id}"}, "path_parameters lacks user_id"),
        ({"method": "GET", "path": "/users/.."}, "needs user_id"),
        ({"method": "GET", "path": "/users?fields=id"}, "query"),
        ({"method": "GET", "path": "/users", "body": {"a": 1}}, "body"),
        ({"method": "GET", "path": "/api/3.1/users"}, "speaks API 4.0"),
        ({"operation": "search_users", "query": {"email": {"a": 1}}}, "email is a mapping"),
        ({"operation": "all_groups", "paginate": True, "query": {"limit": 5}}, "limit"),
        ({"operation": "create_group", "paginate": True}, "does not read a list"),
        ({"operation": "user", "path_parameters": {"user_id": "1"}, "paginate": True}, "a list was expected"),
        ({"method": "DELETE", "path": "/logout"}, "biops.looker.logout"),
        ({"operation": "login"}, "biops.looker.login"),
        ({"operation": "parse_saml_idp_metadata", "body": "<xml>"}, "plain text"),
        ({"method": "GET", "path": "/queries/1/run/png"}, "file"),
        ({"operation": "spaces", "path_parameters": {}}, "no operation"),
        ({"operation": "search_scheduled_plans"}, "allow_beta"),
        ({"operation": "create_group", "body": {"name": "East"}, "read_only": True}, "read_only"),
        ({"operation": "create_group", "path": "/groups", "method": "POST"}, "mutually exclusive"),
        ({"path": "/groups"}, "method"),
        ({}, "one of"),
    ],
    ids=str,
)
@pytest.mark.parametrize("check", [True, False])
def test_bad_input(looker: Looker, check: bool, options: dict[str, Any], words: str) -> None:
    refused(looker, looker.run("api", check=check, **options), words)


def test_what_looker_refuses(looker: Looker) -> None:
    outcome = looker.run("api", method="GET", path="/users/4711")
    assert outcome.failed
    assert outcome.result["error"]["status"] == 404


def test_what_an_api_version_lacks(any_looker: Looker) -> None:
    name, words = {
        "3.0": ("search_groups", "needs API 4.0 or 3.1"),
        "3.1": ("get_setting", "needs API 4.0"),
        "4.0": ("all_spaces", "needs API 3.1"),
    }[any_looker.version]
    refused(any_looker, any_looker.run("api", operation=name), words)
