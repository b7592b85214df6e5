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


def test_all_values_on_the_way_to_the_one_that_counts(start: Start) -> None:
    region = {"name": "region", "label": "Region", "type": "string", "default_value": "none"}
    values = [
        {"group": "Finance", "value": "emea"},
        {"group": "Sales", "value": "us"},
        {"group": "Other", "value": "x"},
    ]
    client = start(
        seed={
            "groups": [{"name": "Finance"}, {"name": "Sales"}, {"name": "Other"}],
            "users": [{"first_name": "Ada", "groups": ["Finance", "Sales"], "attribute_values": {"region": "own"}}],
            "user_attributes": [{**region, "group_values": values}],
        }
    )

    def found(query: str) -> list[tuple[str, str]]:
        rows = client.json("GET", f"/users/2/attribute_values?user_attribute_ids=14{query}")
        return [(row["source"], row["value"]) for row in rows]

    assert found("&all_values=false") == [("User Setting", "own")]
    assert found("&all_values=true") == [
        ("User Setting", "own"),
        ("Finance", "emea"),
        ("Sales", "us"),
        ("Default", "none"),
    ]


def test_callers_without_the_right_to_see_details_do_not_search_by_them(start: Start) -> None:
    key = {"client_id": "ada", "client_secret": "s3cret"}
    people = [
        {"first_name": "Ada", "groups": ["Finance"], "credentials": {"api3": [key]}},
        {"first_name": "Bob", "groups": ["Finance"], "email": "bob@acme.example", "is_disabled": True},
    ]
    client = start(seed={"groups": [{"name": "Finance"}], "users": people})
    queries = ("email=bob@acme.example", "is_disabled=true", "first_name=Bob")
    assert [len(client.json("GET", f"/users/search?{query}")) for query in queries] == [1, 1, 1]
    client.log_in("ada", "s3cret")
    assert [len(client.json("GET", f"/users/search?{query}")) for query in queries] == [2, 2, 1]


@pytest.mark.parametrize("address", [None, "", "ada", {"a": 1}, "EVE@acme.example"])
def test_all_addresses_become_one_that_is_valid_and_free(start: Start, address: Any) -> None:
    eve = {"first_name": "Eve", "email": "eve@acme.example", "is_disabled": True}
    client = start(seed={"users": [{**ADA["users"][0], "is_disabled": True}, eve]})
    assert client.status("POST", "/users/2/update_emails", {"email": address}) == 422
    assert client.json("GET", "/users/2")["email"] == "ada@acme.example"


@pytest.mark.parametrize("path", ["/alive", "/versions", "/api/4.0/groups/1", "/api/4.0/groups/2"])
def test_head_is_get_without_a_body(client: Client, path: str) -> None:
    address = f"{client.sandbox.base_url}{path}"
    head, get = client.session.head(address), client.session.get(address)
    assert (head.status_code, head.content) == (get.status_code, b"")
    assert head.headers["Content-Length"] == get.headers["Content-Length"]


def test_a_base_url_with_a_slash_at_its_end(client: Client) -> None:
    answer = client.session.get(f"{client.sandbox.base_url}//api/4.0/user")
    assert (answer.status_code, answer.json()["message"]) == (401, "Requires authentication.")


def test_no_filters_may_be_an_empty_list(client: Client) -> None:
    body = {"model": "thelook", "view": "orders", "fields": ["orders.count"]}
    assert client.json("POST", "/queries", {**body, "filters": []})["filters"] == {}
    assert client.json("POST", "/queries/run/json", {**body, "filters": []}) == [{"orders.count": 600}]
    assert client.status("POST", "/queries", {**body, "filters": ["orders.id"]}) == 422


@pytest.mark.parametrize("version", ["3.0", "3.1"])
def test_the_home_folder_by_its_older_name(start: Start, version: str) -> None:
    client = start(version, api_versions=(version,), seed=ADA)
    assert client.json("PATCH", "/users/2", {"home_space_id": "2"})["home_space_id"] == "2"
    assert client.json("PATCH", "/users/2", {"home_space_id": None})["home_space_id"] == "1"


def test_json_by_labels(client: Client) -> None:
    body = {"model": "thelook", "view": "orders", "fields": ["orders.status", "orders.count"], "limit": "1"}
    by_name, by_label = (client.json("POST", f"/queries/run/{form}", body)[0] for form in ("json", "json_label"))
    assert by_label == {"Orders Status": by_name["orders.status"], "Orders Count": by_name["orders.count"]}


def test_users_of_a_role_come_in_one_page(start: Start) -> None:
    client = start(seed={"users": [{"first_name": name, "roles": ["Viewer"]} for name in ("Ada", "Bob")]})
    role = client.json("GET", "/roles/search?name=viewer")[0]["id"]
    answer = client("GET", f"/roles/{role}/users?limit=1&per_page=1")
    assert (len(answer.json()), "Link" in answer.headers) == (2, False)


def test_searching_by_names_combines_with_and_only(start: Start) -> None:
    client = start(seed={"users": [{"first_name": "Ada", "last_name": name} for name in ("Lovelace", "Byron")]})
    query = "first_name=Ada&last_name=Byron&filter_or=true"
    assert len(client.json("GET", f"/users/search/names/Ada?{query}")) == 1
    assert len(client.json("GET", f"/users/search?{query}")) == 2


@pytest.mark.parametrize(("text", "found"), [("true", 2), ("True", 2), ("1", 1), ("", 1)])
def test_true_is_true_in_whatever_case(client: Client, text: str, found: int) -> None:
    assert len(client.json("GET", f"/lookml_models?include_internal={text}")) == found


def test_what_is_written_comes_with_a_cookie_that_means_nothing(client: Client) -> None:
    for method, path, body in (("POST", "/groups", {"name": "x"}), ("DELETE", "/groups/2", None)):
        cookie = client(method, path, body).headers["Set-Cookie"]
        assert cookie.startswith("looker.browser=")
        assert cookie.endswith("; HttpOnly")
    for answer in (client("GET", "/groups"), client.log_in()):
        assert "Set-Cookie" not in answer.headers


def test_a_set_with_all_access_has_the_models_of_projects(client: Client) -> None:
    assert client.json("GET", "/model_sets/1")["models"] == ["thelook"]
