# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls: what is sent, what comes back, what is refused before anything is sent, and how it is counted."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from unit.client.fake_network import NOT_FOUND_PAGE, URL, Network, Reply, Seen, versions_body

from ansible_collections.biops.looker.plugins.module_utils._client import Call, Client
from ansible_collections.biops.looker.plugins.module_utils._errors import (
    ConnectionProblem,
    LookerError,
    NotOffered,
    OutcomeUnknown,
    ReadOnly,
)

MakeClient = Callable[..., Client]


def test_nothing_is_sent_before_the_first_use(network: Network, client: MakeClient) -> None:
    with client() as looker:
        assert looker.usage()["calls"]["total"] == 0
        assert looker.usage()["url"] == URL
    assert network.seen == []


def test_one_call_is_probe_login_call_logout(network: Network, client: MakeClient) -> None:
    network.api = lambda _seen: Reply(200, {"id": "1"})
    with client() as looker:
        assert looker.send(Call("me")) == {"id": "1"}
    assert network.calls() == ["GET /versions", "POST /api/4.0/login", "GET /api/4.0/user", "DELETE /api/4.0/logout"]
    probe, login, call, logout = network.seen
    assert "Authorization" not in probe.headers
    assert (login.query, login.body) == ({}, "client_id=id&client_secret=s3cret")
    assert call.headers["Authorization"] == logout.headers["Authorization"] == "Bearer token1"


def test_values_in_path_are_encoded(network: Network, client: MakeClient) -> None:
    with client() as looker:
        looker.send(Call("user_for_credential", {"credential_type": "email", "credential_id": "a/b c?d%é@x.io"}))
    assert network.seen[2].url == f"{URL}/api/4.0/users/credential/email/a%2Fb%20c%3Fd%25%C3%A9%40x.io"


@pytest.mark.parametrize("value", ["", ".", ".."])
def test_values_that_would_name_another_path_are_refused(client: MakeClient, value: str) -> None:
    with client() as looker, pytest.raises(ValueError, match="group_id cannot be"):
        looker.send(Call("delete_group", {"group_id": value}))


def test_query_values(network: Network, client: MakeClient) -> None:
    query = {"id": ["1", "2"], "filter_or": True, "is_disabled": False, "email": None, "first_name": "A & B%", "x": ""}
    with client() as looker:
        looker.send(Call("search_users", query=query))
    assert network.seen[2].query == {
        "id": "1,2",
        "filter_or": "true",
        "is_disabled": "false",
        "first_name": "A & B%",
        "x": "",
    }


@pytest.mark.parametrize("body", [{"name": "Ä"}, {}, [], ["1"], False])
def test_body_is_json(network: Network, client: MakeClient, body: Any) -> None:
    with client() as looker:
        looker.send(Call("set_role_users", {"role_id": "2"}, body=body))
    sent = network.seen[2]
    assert (sent.json, sent.headers["Content-Type"]) == (body, "application/json")


def test_no_body_is_no_body(network: Network, client: MakeClient) -> None:
    with client() as looker:
        looker.send(Call("create_user_credentials_api3", {"user_id": "2"}))
    assert network.seen[2].body == ""


def test_empty_answer_is_none(network: Network, client: MakeClient) -> None:
    network.api = lambda _seen: Reply(204)
    with client() as looker:
        assert looker.send(Call("delete_group", {"group_id": "3"})) is None


def test_text_answer_is_text(network: Network, client: MakeClient) -> None:
    network.api = lambda _seen: Reply(200, b"a,b\n1,2\n", {"Content-Type": "text/csv"})
    with client() as looker:
        assert looker.send(Call("run_query", {"query_id": "3", "result_format": "csv"})) == "a,b\n1,2\n"


def test_validation_error_has_all_entries(network: Network, client: MakeClient) -> None:
    entries = [
        {"field": "name", "code": "missing_field", "message": "'name' is required.", "documentation_url": "u"},
        {"field": "x", "code": "invalid", "documentation_url": "u"},
    ]
    network.api = lambda _seen: Reply(
        422, {"message": "Validation Failed", "errors": entries, "documentation_url": "https://docs"}
    )
    with client() as looker, pytest.raises(LookerError) as caught:
        looker.send(Call("create_group", body={}))
    error = caught.value
    assert str(error) == "create_group (HTTP 422): Validation Failed (name: 'name' is required.; x: invalid)"
    assert error.as_result() == {
        "status": 422,
        "message": "Validation Failed",
        "errors": entries,
        "documentation_url": "https://docs",
    }


def test_page_instead_of_json_on_404(network: Network, client: MakeClient) -> None:
    network.api = lambda _seen: Reply(404, NOT_FOUND_PAGE)
    with client() as looker, pytest.raises(LookerError) as caught:
        looker.send(Call("group", {"group_id": "9"}))
    assert str(caught.value) == (
        "group (HTTP 404): https://acme.cloud.looker.com/api/4.0/groups/9 answered with an HTML page "
        '"Looker Not Found (404)"; Looker says so of what does not exist and of what the API user may not see'
    )


@pytest.mark.parametrize(("name", "kind"), [("me", ConnectionProblem), ("create_group", OutcomeUnknown)])
def test_page_instead_of_json_on_200(network: Network, client: MakeClient, name: str, kind: type[LookerError]) -> None:
    network.api = lambda _seen: Reply(200, "<html><title>Sign in to the network</title></html>")
    with client() as looker, pytest.raises(kind, match=r"something else than Looker answered .*Sign in to the network"):
        looker.send(Call(name))


def test_answer_that_repeats_a_secret_is_blotted_out(network: Network, client: MakeClient) -> None:
    network.api = lambda seen: Reply(400, {"message": f"bad {seen.headers['Authorization']} of s3cret"})
    with client() as looker, pytest.raises(LookerError, match=r"bad Bearer \*+ of \*+$"):
        looker.send(Call("me"))


def test_read_only_sends_nothing_that_changes(network: Network, client: MakeClient) -> None:
    with client(read_only=True) as looker:
        for name in ("create_group", "update_group", "delete_group", "set_role_users", "start_pdt_build"):
            assert not looker.offers(name)
            with pytest.raises(ReadOnly, match=f"^{name}: read_only is set"):
                looker.send(Call(name, {"group_id": "1"}))
        looker.send(Call("me"))
        looker.send(Call("parse_saml_idp_metadata", body="x"))
    assert all(call.split()[1] not in ("/api/4.0/groups", "/api/4.0/groups/1") for call in network.calls())


def test_operation_of_a_newer_version(network: Network, client: MakeClient) -> None:
    network.versions = Reply(200, versions_body("3.0", "3.1", release="21.0.25"))
    with client() as looker:
        assert not looker.offers("search_groups_with_roles")
        assert looker.offers("search_groups")
        with pytest.raises(NotOffered, match=r"^search_groups_with_roles: needs API 4.0; this instance speaks 3.1$"):
            looker.send(Call("search_groups_with_roles"))
        with pytest.raises(NotOffered):
            looker.rows(Call("search_groups_with_roles"))
    assert network.calls() == ["GET /versions"]


def test_operation_that_the_option_api_version_keeps_away(network: Network, client: MakeClient) -> None:
    network.versions = Reply(200, versions_body("3.1", "4.0", release="22.4.0"))
    with client(api_version="3.1") as looker, pytest.raises(NotOffered, match=r"needs API 4.0; api_version is 3.1"):
        looker.send(Call("get_setting"))


def test_stability_gate_names_the_option(network: Network, client: MakeClient) -> None:
    call = Call("search_scheduled_plans")
    with client() as looker:
        assert not looker.offers(call.operation)
        with pytest.raises(NotOffered, match=r"calls this operation alpha.*allow_beta: true"):
            looker.send(call)
    with client(allow_beta=True) as looker:
        assert looker.offers(call.operation)
        looker.send(call)
    network.versions = Reply(200, versions_body(release="24.16.2"))
    with (
        client(allow_beta=True) as looker,
        pytest.raises(NotOffered, match=r"needs Looker 24.18 or newer; this instance runs 24.16.2"),
    ):
        looker.send(call)


def test_unknown_operation_is_a_mistake_of_ours(client: MakeClient) -> None:
    with client() as looker, pytest.raises(KeyError):
        looker.send(Call("no_such_operation"))


def test_send_all_keeps_order_and_hands_errors_back(network: Network, client: MakeClient) -> None:
    def answer(seen: Seen) -> Reply:
        number = int(seen.path.rsplit("/", 1)[1])
        time.sleep(0.02 * (number % 3))
        return Reply(404, {"message": "Not found"}) if number == 4 else Reply(200, {"id": str(number)})

    network.api = answer
    with client() as looker:
        results = looker.send_all([Call("group", {"group_id": str(number)}) for number in range(12)])
    assert [result["id"] for result in results if not isinstance(result, LookerError)] == [
        str(number) for number in range(12) if number != 4
    ]
    assert isinstance(results[4], LookerError)
    assert network.logins == 1


def test_concurrency_is_bounded(network: Network, client: MakeClient) -> None:
    lock, running, most = threading.Lock(), [0], [0]

    def answer(_seen: Seen) -> Reply:
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        time.sleep(0.01)
        with lock:
            running[0] -= 1
        return Reply(200, {})

    network.api = answer
    with client(max_concurrency=3) as looker:
        looker.send_all([Call("group", {"group_id": str(number)}) for number in range(30)])
    assert most[0] == 3


def test_usage_counts_every_request(network: Network, client: MakeClient) -> None:
    network.api = lambda _seen: Reply(200, {})
    network.on["GET /api/4.0/user"] = [Reply(503), Reply(200, {})]
    with client() as looker:
        looker.send(Call("me"))
        looker.send(Call("update_group", {"group_id": "3"}, body={}))
        looker.send(Call("all_scheduled_plans"))
    assert looker.usage() == {
        "url": URL,
        "version": "4.0",
        "release": "26.12.3",
        "calls": {"total": 7, "writes": 1, "by_activity": {"none": 3, "non_query": 3, "db_query": 1}},
        "retries": 1,
    }
    assert looker.usage()["calls"]["total"] == len(network.seen)


def test_rows_refuses_to_be_paged_from_outside(client: MakeClient) -> None:
    with client() as looker, pytest.raises(ValueError, match="paging itself"):
        looker.rows(Call("search_users", query={"limit": 5}))


def test_rows_of_something_else_than_a_list(network: Network, client: MakeClient) -> None:
    network.api = lambda _seen: Reply(200, {"id": "1"})
    with client() as looker, pytest.raises(ConnectionProblem, match="a list was expected"):
        looker.rows(Call("search_users"))


STRANGE = [
    Reply(200),
    Reply(200, b"null", {"Content-Type": "application/json"}),
    Reply(200, []),
    Reply(200, {"name": "x"}),
    Reply(200, b'{"id": "5", "client_secret": "t0ld", "na', {"Content-Type": "text/plain"}),
    Reply(200, b'{"id": "5", "client_secret": "t0ld", "na', {"Content-Type": "text/html"}),
    Reply(200, "<title>Portal</title>"),
]


@pytest.mark.parametrize("reply", STRANGE)
@pytest.mark.parametrize(("name", "kind"), [("create_group", OutcomeUnknown), ("me", ConnectionProblem)])
def test_anything_else_than_the_object_expected(
    network: Network, client: MakeClient, name: str, kind: type[LookerError], reply: Reply
) -> None:
    network.api = lambda _seen: reply
    with client() as looker, pytest.raises(kind) as raised:
        looker.record(Call(name), "id")
    assert "t0ld" not in str(raised.value)


def test_the_object_expected(network: Network, client: MakeClient) -> None:
    network.api = lambda _seen: Reply(200, {"id": "5"})
    with client() as looker:
        assert looker.record(Call("me"), "id") == {"id": "5"}
        assert looker.record(Call("versions"))["looker_release_version"] == "26.12.3"


@pytest.mark.parametrize("body", [None, [None], ["x"], {"id": "1"}])
def test_anything_else_than_a_list_of_objects(network: Network, client: MakeClient, body: Any) -> None:
    network.api = lambda _seen: Reply(200, body)
    with client() as looker, pytest.raises(ConnectionProblem, match="a list was expected"):
        looker.rows(Call("all_roles"))


def test_half_an_answer_to_a_login_is_not_quoted(network: Network, client: MakeClient) -> None:
    network.on["POST /api/4.0/login"] = Reply(200, b'{"access_token": "t0ken', {"Content-Type": "text/plain"})
    with client() as looker, pytest.raises(ConnectionProblem, match="does not log in as Looker does") as raised:
        looker.send(Call("me"))
    assert "t0ken" not in str(raised.value)
