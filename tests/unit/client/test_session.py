# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logging in, again, and out."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests
from unit.client.fake_network import NOT_FOUND_PAGE, Network, Reply, Seen, versions_body

from ansible_collections.biops.looker.plugins.module_utils._client import Call, Client
from ansible_collections.biops.looker.plugins.module_utils._errors import (
    ConnectionProblem,
    CredentialsRefused,
    LookerError,
)

MakeClient = Callable[..., Client]

REFUSALS = [Reply(404, {"message": "Not found"}), Reply(404, NOT_FOUND_PAGE), Reply(401, {"message": "Requires auth"})]
ME = Call("me")
UNAUTHORIZED = Reply(401, {"message": "Requires authentication."})


@pytest.mark.parametrize("refusal", REFUSALS)
def test_refused_credentials_are_sent_once(network: Network, client: MakeClient, refusal: Reply) -> None:
    network.on["POST /api/4.0/login"] = refusal
    with client() as looker:
        for error in looker.send_all([ME] * 10):
            assert isinstance(error, CredentialsRefused)
            assert "the API credentials were refused" in str(error)
            assert "s3cret" not in str(error)
        with pytest.raises(CredentialsRefused):
            looker.login()
    assert network.calls() == ["GET /versions", "POST /api/4.0/login"]


def test_refusal_where_the_versions_are_not_known_names_the_address_too(network: Network, client: MakeClient) -> None:
    network.versions = Reply(404, NOT_FOUND_PAGE)
    network.on["GET /api/4.0/versions"] = Reply(404, NOT_FOUND_PAGE)
    network.on["POST /api/4.0/login"] = Reply(404, NOT_FOUND_PAGE)
    with (
        client(port="443") as looker,
        pytest.raises(CredentialsRefused, match=r"or https://acme.* is not the API host"),
    ):
        looker.send(ME)


def test_login_at_a_wrong_port(network: Network, client: MakeClient) -> None:
    network.versions = Reply(200, versions_body(api_server_url="https://acme.looker.com:19999"))
    network.on["POST /api/4.0/login"] = Reply(403, {"message": "Forbidden"})
    with client() as looker, pytest.raises(ConnectionProblem, match=r"names https://acme.looker.com:19999 as its API"):
        looker.send(ME)


def test_login_answered_by_something_else(network: Network, client: MakeClient) -> None:
    network.on["POST /api/4.0/login"] = Reply(200, "<title>Welcome</title>")
    with client() as looker, pytest.raises(ConnectionProblem, match="does not log in as Looker does"):
        looker.send(ME)


@pytest.mark.parametrize("trouble", [Reply(429), Reply(503), requests.exceptions.ReadTimeout()])
def test_login_is_repeated_when_it_was_not_refused(network: Network, client: MakeClient, trouble: Any) -> None:
    network.on["POST /api/4.0/login"] = [trouble, Reply(200, {"access_token": "t", "expires_in": 3600})]
    with client() as looker:
        looker.send(ME)


def test_threads_share_one_login(network: Network, client: MakeClient) -> None:
    def slow(_seen: Seen) -> Reply:
        time.sleep(0.05)
        return Reply(200, {"access_token": "t", "expires_in": 3600})

    network.on["POST /api/4.0/login"] = slow
    with client() as looker:
        looker.send_all([ME] * 20)
    assert network.calls().count("POST /api/4.0/login") == 1


def test_expired_token_is_replaced_once_for_all(network: Network, client: MakeClient) -> None:
    def answer(seen: Seen) -> Reply:
        return UNAUTHORIZED if seen.headers["Authorization"] == "Bearer token1" else Reply(200, {"id": "1"})

    network.api = answer
    with client() as looker:
        assert looker.send_all([ME] * 20) == [{"id": "1"}] * 20
    assert network.logins == 2
    # The first token is dead: only the second is logged out.
    assert [seen.headers["Authorization"] for seen in network.seen if seen.path.endswith("logout")] == ["Bearer token2"]


def test_creating_call_goes_on_after_expiry(network: Network, client: MakeClient) -> None:
    network.on["POST /api/4.0/groups"] = [UNAUTHORIZED, Reply(200, {"id": "5"})]
    with client() as looker:
        assert looker.send(Call("create_group", body={"name": "x"})) == {"id": "5"}


def test_token_that_never_works_is_not_replaced_for_ever(network: Network, client: MakeClient) -> None:
    network.api = lambda _seen: UNAUTHORIZED
    with client() as looker, pytest.raises(LookerError, match=r"me \(HTTP 401\): Requires authentication"):
        looker.send(ME)
    assert network.logins == 2


def test_token_near_its_end_is_replaced_before_use(network: Network, client: MakeClient, monkeypatch: Any) -> None:
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    with client() as looker:
        looker.send(ME)
        now[0] += 3500
        looker.send(ME)
        now[0] += 100
        looker.send(ME)
    assert network.logins == 2
    assert network.calls()[-2:] == ["DELETE /api/4.0/logout"] * 2


def test_given_token_is_used_and_left_alone(network: Network, client: MakeClient) -> None:
    with client(access_token="theirs") as looker:
        looker.send(ME)
    assert network.calls() == ["GET /versions", "GET /api/4.0/user"]
    assert network.seen[1].headers["Authorization"] == "Bearer theirs"


def test_given_token_that_is_over(network: Network, client: MakeClient) -> None:
    network.api = lambda _seen: UNAUTHORIZED
    with client(access_token="theirs") as looker, pytest.raises(CredentialsRefused, match="access_token is no longer"):
        looker.send(ME)
    assert network.logins == 0


def test_logout_happens_after_a_failure_and_does_not_hide_it(network: Network, client: MakeClient) -> None:
    network.on["DELETE /api/4.0/logout"] = requests.exceptions.ReadTimeout()

    def work() -> None:
        with client() as looker:
            looker.send(ME)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        work()
    assert network.calls()[-1] == "DELETE /api/4.0/logout"
    assert network.slept == []


def test_login_and_logout_of_the_users_own(network: Network, client: MakeClient) -> None:
    with client() as looker:
        session = looker.login()
    assert session == {"access_token": "token1", "token_type": "Bearer", "expires_in": 3599}
    assert network.calls() == ["GET /versions", "POST /api/4.0/login"]
    network.on["DELETE /api/4.0/logout"] = [
        Reply(204),
        Reply(404, NOT_FOUND_PAGE),
        Reply(401),
        Reply(403, {"message": "no"}),
    ]
    with client(access_token="token1") as looker:
        assert looker.logout()
        assert not looker.logout("token1")
        assert not looker.logout()
        with pytest.raises(LookerError, match="logout"):
            looker.logout()


def test_netrc_is_not_read(network: Network, client: MakeClient, tmp_path: Path, monkeypatch: Any) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine acme.cloud.looker.com login somebody password else\n")
    monkeypatch.setenv("NETRC", str(netrc))
    with client() as looker:
        looker.send(ME)
    assert [seen.headers.get("Authorization") for seen in network.seen] == [
        None,
        None,
        "Bearer token1",
        "Bearer token1",
    ]
