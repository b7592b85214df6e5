# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The client against the embedded Looker: faults on the wire, expiry, both API versions, quirks of paging."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ansible_collections.biops.looker.plugins.module_utils._client import Call, Client
from ansible_collections.biops.looker.plugins.module_utils._connection import connection_from
from ansible_collections.biops.looker.plugins.module_utils._errors import (
    CredentialsRefused,
    LookerError,
    OutcomeUnknown,
    is_absent,
    is_already_exists,
)

running = pytest.importorskip("looker_sandbox.running", reason="the sandbox's libraries are not installed")

Sandbox = Any
CREATE = Call("create_group", body={"name": "Finance"})


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with running.running_sandbox() as started:
        yield started


@pytest.fixture
def client(sandbox: Sandbox) -> Callable[..., Client]:
    return lambda **options: _client(sandbox, **options)


def _client(sandbox: Sandbox, **options: Any) -> Client:
    params = {"base_url": sandbox.base_url, "client_id": sandbox.client_id, "client_secret": sandbox.client_secret}
    return Client(connection_from({**params, **options}, {}), sleep=lambda _seconds: None)


def _group_names(looker: Client) -> list[str]:
    return [row["name"] for row in looker.rows(Call("all_groups", query={"fields": "id,name"}))]


def test_counts_agree_with_the_log_of_the_sandbox(sandbox: Sandbox, client: Callable[..., Client]) -> None:
    with client() as looker:
        looker.send(CREATE)
        assert "Finance" in _group_names(looker)
    log = sandbox.requests()
    assert looker.usage()["calls"]["total"] == len(log)
    assert looker.usage()["calls"]["writes"] == 1
    assert [entry["path"] for entry in log if "secret" in str(entry)] == []


FAULTS = [{"status": 503, "body": "html"}, {"status": 429}, {"reset": "before"}, {"reset": "after"}]


@pytest.mark.parametrize("fault", FAULTS)
def test_reading_survives_faults(sandbox: Sandbox, client: Callable[..., Client], fault: dict[str, Any]) -> None:
    sandbox.faults({"match": {"path": "/groups*"}, "when": {"nth": 1}, "do": fault})
    with client() as looker:
        assert _group_names(looker) == ["All Users"]
        assert looker.usage()["retries"] == 1


@pytest.mark.parametrize(("moment", "done"), [("before", False), ("after", True)])
def test_lost_create_is_not_repeated(sandbox: Sandbox, client: Callable[..., Client], moment: str, done: bool) -> None:
    sandbox.faults({"match": {"method": "POST", "path": "/groups"}, "do": {"reset": moment}})
    with client() as looker:
        with pytest.raises(OutcomeUnknown):
            looker.send(CREATE)
        assert ("Finance" in _group_names(looker)) is done
    assert sum(entry["method"] == "POST" and entry["path"] == "/groups" for entry in sandbox.requests()) <= 1


@pytest.mark.parametrize("seed", range(5))
def test_nothing_is_created_twice_whatever_goes_wrong(
    sandbox: Sandbox, client: Callable[..., Client], seed: int
) -> None:
    troubles = [{"status": 503}, {"status": 429}, {"reset": "before"}, {"reset": "after"}, {"expire_token": True}]
    rules = [{"match": {"path": "/users*"}, "when": {"probability": 0.08}, "do": trouble} for trouble in troubles]
    calls = [Call("create_user", body={"first_name": f"u{number}"}) for number in range(30)]
    with client() as looker:
        sandbox.faults(*rules, seed=seed)
        results = looker.send_all(calls)
        found = [row["first_name"] for row in looker.rows(Call("all_users", query={"fields": "id,first_name"}))]
    for number, result in enumerate(results):
        times = found.count(f"u{number}")
        if isinstance(result, OutcomeUnknown):
            assert times <= 1
        elif isinstance(result, LookerError):  # Two tokens in a row ran out under this call.
            assert (times, result.status) == (0, 401)
        else:
            assert times == 1


def test_lost_delete_is_told_from_one_that_found_nothing(sandbox: Sandbox, client: Callable[..., Client]) -> None:
    with client() as looker:
        group = looker.send(CREATE)["id"]
        sandbox.faults(
            {"match": {"method": "DELETE", "path": "/groups/*"}, "when": {"nth": 1}, "do": {"reset": "after"}}
        )
        for lost in (True, False):
            with pytest.raises(LookerError) as caught:
                looker.send(Call("delete_group", {"group_id": group}))
            assert (is_absent(caught.value), isinstance(caught.value, OutcomeUnknown)) == (True, lost)


def test_expired_token(sandbox: Sandbox, client: Callable[..., Client]) -> None:
    with client() as looker:
        looker.send(Call("me"))
        sandbox.faults({"match": {"path": "/groups*"}, "when": {"nth": 1}, "do": {"expire_token": True}})
        looker.send(CREATE)
    assert sum(entry["path"] == "/login" for entry in sandbox.requests()) == 2


def test_refused_credentials_are_sent_once(sandbox: Sandbox, client: Callable[..., Client]) -> None:
    with client(client_secret="wrong") as looker, pytest.raises(CredentialsRefused, match="credentials were refused"):
        looker.send(Call("me"))
    assert sum(entry["path"] == "/login" for entry in sandbox.requests()) == 1


def test_session_of_ones_own(sandbox: Sandbox, client: Callable[..., Client]) -> None:
    with client() as looker:
        token = looker.login()["access_token"]
    with client(access_token=token, client_id=None, client_secret=None) as looker:
        assert looker.send(Call("me"))["id"] == "1"
        assert looker.logout()
        assert not looker.logout()
        with pytest.raises(CredentialsRefused, match="access_token is no longer valid"):
            looker.send(Call("me"))


def test_errors_of_looker(client: Callable[..., Client]) -> None:
    with client() as looker:
        looker.send(CREATE)
        again, nameless = looker.send_all([CREATE, Call("create_group", body={})])
    assert is_already_exists(again)
    assert nameless.status == 422
    assert not is_already_exists(nameless)


@pytest.mark.parametrize("version", ["3.0", "3.1", "4.0"])
@pytest.mark.parametrize("limit", ["none", "100"])
@pytest.mark.parametrize("page_size", [0, 7, 500])
def test_lists(version: str, limit: str, page_size: int) -> None:
    names = [f"g{number}" for number in range(120)]
    options = {
        "api_versions": (version,),
        "quirks": {"page_limit": limit},
        "seed": {"groups": [{"name": name} for name in names]},
    }
    with running.running_sandbox(**options) as sandbox, _client(sandbox, page_size=page_size) as looker:
        assert sorted(_group_names(looker)) == sorted(["All Users", *names])


@pytest.mark.parametrize("value", ["404", "401", "204"])
def test_second_logout(value: str) -> None:
    with running.running_sandbox(quirks={"second_logout": value}) as sandbox, _client(sandbox) as looker:
        token = looker.login()["access_token"]
        assert looker.logout(token)
        assert looker.logout(token) is (value == "204")
