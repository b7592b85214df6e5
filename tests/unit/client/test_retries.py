# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is sent again, after how long, and what never is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

import pytest
import requests
from unit.client.fake_network import NOT_FOUND_PAGE, Network, Reply
from urllib3.exceptions import NewConnectionError, ProtocolError

from ansible_collections.biops.looker.plugins.module_utils._client import Call, Client
from ansible_collections.biops.looker.plugins.module_utils._errors import (
    ConnectionProblem,
    LookerError,
    OutcomeUnknown,
    is_absent,
)
from ansible_collections.biops.looker.plugins.module_utils._retry import wait

MakeClient = Callable[..., Client]

READ = Call("group", {"group_id": "3"})
CREATE = Call("create_group", body={"name": "x"})
UPDATE = Call("update_group", {"group_id": "3"}, body={"name": "x"})
DELETE = Call("delete_group", {"group_id": "3"})
PATHS = {
    "group": "GET /api/4.0/groups/3",
    "create_group": "POST /api/4.0/groups",
    "update_group": "PATCH /api/4.0/groups/3",
    "delete_group": "DELETE /api/4.0/groups/3",
    "logout": "DELETE /api/4.0/logout",
}
REFUSED = requests.exceptions.ConnectionError(NewConnectionError(None, "Connection refused"))  # type: ignore[arg-type]
RESET = requests.exceptions.ConnectionError(ProtocolError("Connection aborted.", ConnectionResetError(104, "reset")))
LOST = [RESET, requests.exceptions.ReadTimeout("x"), requests.exceptions.ChunkedEncodingError("x")]
CUT = Reply(200, b'{"id": "3', {"Content-Type": "application/json"})


def sent(network: Network, call: Call) -> int:
    return network.calls().count(PATHS[call.operation])


@pytest.mark.parametrize("trouble", [Reply(429), Reply(502), Reply(503, "<html>"), Reply(504), REFUSED, *LOST, CUT])
@pytest.mark.parametrize("call", [READ, UPDATE, DELETE], ids=lambda call: call.operation)
def test_idempotent_calls_are_sent_again(network: Network, client: MakeClient, call: Call, trouble: Any) -> None:
    network.on[PATHS[call.operation]] = [trouble, trouble, Reply(200, {"id": "3"})]
    with client() as looker:
        assert looker.send(call) == {"id": "3"}
        assert looker.usage()["retries"] == 2
    assert (sent(network, call), len(network.slept)) == (3, 2)


@pytest.mark.parametrize("trouble", [Reply(429), REFUSED])
def test_creating_calls_are_sent_again_only_if_they_cannot_have_arrived(
    network: Network, client: MakeClient, trouble: Any
) -> None:
    network.on[PATHS["create_group"]] = [trouble, Reply(200, {"id": "3"})]
    with client() as looker:
        assert looker.send(CREATE) == {"id": "3"}


@pytest.mark.parametrize(
    "trouble", [Reply(500, {"message": "An error has occurred."}), Reply(502), Reply(503), Reply(524), *LOST, CUT]
)
def test_creating_calls_with_unknown_outcome(network: Network, client: MakeClient, trouble: Any) -> None:
    network.on[PATHS["create_group"]] = trouble
    with client() as looker, pytest.raises(OutcomeUnknown, match="may or may not have been carried out"):
        looker.send(CREATE)
    assert sent(network, CREATE) == 1


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 422, 500])
def test_answers_that_are_final(network: Network, client: MakeClient, status: int) -> None:
    network.on[PATHS["group"]] = Reply(status, {"message": "no"})
    with client() as looker, pytest.raises(LookerError) as caught:
        looker.send(READ)
    assert (caught.value.status, sent(network, READ), network.slept) == (status, 1, [])


def test_retries_are_bounded(network: Network, client: MakeClient) -> None:
    network.on[PATHS["group"]] = Reply(503, "<title>Busy</title>")
    with (
        client(retries=2) as looker,
        pytest.raises(LookerError, match=r"^group \(HTTP 503\): .*Busy.*try again later$"),
    ):
        looker.send(READ)
    assert sent(network, READ) == 3


def test_no_retries(network: Network, client: MakeClient) -> None:
    network.on[PATHS["group"]] = RESET
    with client(retries=0) as looker, pytest.raises(ConnectionProblem, match="broke before the answer was complete"):
        looker.send(READ)
    assert sent(network, READ) == 1


def test_change_whose_answers_are_all_lost(network: Network, client: MakeClient) -> None:
    network.on[PATHS["update_group"]] = RESET
    with client(retries=1) as looker, pytest.raises(OutcomeUnknown):
        looker.send(UPDATE)
    assert sent(network, UPDATE) == 2


@pytest.mark.parametrize("trouble", [RESET, Reply(502)])
@pytest.mark.parametrize("gone", [{"message": "Not found"}, NOT_FOUND_PAGE])
def test_delete_whose_answer_was_lost(network: Network, client: MakeClient, trouble: Any, gone: Any) -> None:
    """It may have been carried out, or denied both times (facts 3.9)."""
    network.on[PATHS["delete_group"]] = [trouble, Reply(404, gone)]
    with client() as looker, pytest.raises(OutcomeUnknown, match="may or may not have been carried out") as caught:
        looker.send(DELETE)
    assert is_absent(caught.value)


def test_logout_whose_answer_was_lost(network: Network, client: MakeClient) -> None:
    with client() as looker:
        looker.send(READ)
        network.on[PATHS["logout"]] = [RESET, Reply(404, {"message": "Not found"})]
        assert looker.logout("token9")


@pytest.mark.parametrize("trouble", [Reply(429), REFUSED])
def test_delete_that_did_not_arrive_and_finds_nothing(network: Network, client: MakeClient, trouble: Any) -> None:
    network.on[PATHS["delete_group"]] = [trouble, Reply(404, {"message": "Not found"})]
    with client() as looker, pytest.raises(LookerError, match="Not found"):
        looker.send(DELETE)


def test_password_reset_limit_is_said_at_once(network: Network, client: MakeClient) -> None:
    said = "You are resetting a password too often. Please try again later."
    network.api = lambda _seen: Reply(429, {"message": said})
    with client() as looker, pytest.raises(LookerError, match=said):
        looker.send(Call("send_user_credentials_email_password_reset", {"user_id": "3"}))
    assert network.slept == []


def test_retry_after_is_kept_to(network: Network, client: MakeClient) -> None:
    network.on[PATHS["group"]] = [Reply(429, None, {"Retry-After": "7"}), Reply(200, {})]
    with client() as looker:
        looker.send(READ)
    assert network.slept == [7.0]


def test_waits() -> None:
    now = datetime(2026, 1, 1, 12, 0, 0, tzinfo=timezone.utc)
    assert wait(1, "3", now) == 3
    assert wait(1, "86400", now) == 60
    assert wait(1, "Thu, 01 Jan 2026 12:00:20 GMT", now) == 20
    assert wait(1, "Thu, 01 Jan 2026 11:00:00 GMT", now) == 0
    for attempt, longest in [(1, 1.0), (2, 2.0), (5, 16.0), (9, 60.0), (5000, 60.0)]:
        waits = {wait(attempt, header, now) for header in (None, "", "soon") for _unused in range(20)}
        assert len(waits) > 1
        assert all(longest / 2 <= seconds <= longest for seconds in waits)


@pytest.mark.parametrize(
    "header",
    [
        "-5",
        "1.5",
        "\xb2",
        "\t",
        "60;x",
        "Wed, 99 Foo 2015",
        "Mon, 01 Jan 99999 00:00:00 GMT",
        "Wed, 21 Oct 2099 +" + "9" * 14,
    ],
)
def test_a_wish_that_makes_no_sense_is_ignored(header: str) -> None:
    assert 0.5 <= wait(1, header) <= 1


def test_a_wish_of_any_length_is_bounded() -> None:
    assert wait(1, "9" * 5000) == 60
