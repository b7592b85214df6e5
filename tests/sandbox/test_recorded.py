# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sandbox answers recorded requests as Looker did."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
import requests
from sandbox.recordings import NO_MEASURE, Cassette, cassettes
from sandbox.replay import Comparison, Exchange, Ids, compare_answers, kind_of_path, request_body, request_path
from sandbox.shared import RECORDED

from looker_sandbox.dispatch import ROUTER
from looker_sandbox.running import RunningSandbox, running_sandbox

pytestmark = pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded exchanges are not part of the collection")

Answer = tuple[int, str, Any]
Report = dict[str, list[str]]


class Player:
    """Sends the requests of one cassette to a sandbox of its own."""

    def __init__(self, sandbox: RunningSandbox) -> None:
        self._sandbox = sandbox
        self._session = requests.Session()
        self.ids = Ids()

    def log_in(self, version: str) -> None:
        """Recordings often start after the login."""
        self.send(
            "POST", f"/api/{version}/login", "form", {"client_id": "sandbox-client", "client_secret": "sandbox-secret"}
        )

    def send(self, method: str, path: str, content_type: str | None, body: Any) -> Answer:
        """One request; a token in the answer is used from then on."""
        form = body if content_type == "form" else None
        json_body = None if content_type == "form" else body
        answer = self._session.request(method, self._sandbox.base_url + path, data=form, json=json_body, timeout=10)
        kind = answer.headers.get("Content-Type", "")
        parsed = answer.json() if kind.startswith("application/json") else answer.text
        if isinstance(parsed, dict) and "access_token" in parsed:
            self._session.headers["Authorization"] = f"Bearer {parsed['access_token']}"
        return answer.status_code, kind, parsed

    def play(self, exchange: Exchange) -> Answer:
        """The sandbox's answer to a recorded request."""
        self._be_the_server_of(exchange)
        path = f"/api/{exchange.version}{request_path(exchange.path, self.ids)}"
        if exchange.path == "/login":
            secret = "sandbox-secret" if exchange.status == 200 else "wrong"
            return self.send("POST", path, "form", {"client_id": "sandbox-client", "client_secret": secret})
        return self.send(
            exchange.method, path, None, request_body(exchange.body, kind_of_path(exchange.path), self.ids)
        )

    def _be_the_server_of(self, exchange: Exchange) -> None:
        """Take over what differed from server to server: the release, and whether a 404 is a page (facts 1.8)."""
        instance = self._sandbox.world.instance
        instance.quirks["not_found_body"] = "html" if exchange.is_page else "json"
        if isinstance(exchange.answer, dict) and "looker_release_version" in exchange.answer:
            year, minor, patch = map(int, exchange.answer["looker_release_version"].split("."))
            instance.release, instance.patch = (year, minor), patch


def reason_to_leave_out(cassette: Cassette, exchange: Exchange) -> str | None:
    """Why a recorded exchange is not compared."""
    path = exchange.path.partition("?")[0]
    for (name, method, measured), reason in NO_MEASURE.items():
        if name in cassette.name and (method, measured) == (exchange.method, path):
            return reason
    if ROUTER.find(exchange.version, exchange.method, path) is None:
        first = path.split("/")[1]
        return f"the sandbox has no {exchange.method} /{first} in API {exchange.version}"
    if exchange.path == "/login" and exchange.answer is None:
        return "the recorder removed the answer of the login"
    return None


def replay(cassette: Cassette, tamper: Callable[[Exchange, Answer], Answer] = lambda _unused, answer: answer) -> Report:
    """Play a cassette: which exchanges match, which differ and how, which are left out and why."""
    report: Report = {"match": [], "differ": [], "left out": []}
    profile = cassette.profile
    options = {"release": profile.release, "quirks": profile.quirks, "seed": cassette.seed}
    with running_sandbox(api_versions=("3.0", "3.1", "4.0"), **options) as sandbox:
        player = Player(sandbox)
        version = cassette.exchanges[0].version
        player.log_in(version)
        made = ""
        for method, path, body in cassette.before:
            answer = player.send(method, f"/api/{version}{path.format(id=made)}", None, body)[2]
            made = answer["id"] if path == "/users" else made
        for number, exchange in enumerate(cassette.exchanges):
            name = f"{cassette.name} #{number}: {exchange.method} {exchange.path}"
            if reason := reason_to_leave_out(cassette, exchange):
                report["left out"].append(f"{name}: {reason}")
                continue
            answer = tamper(exchange, player.play(exchange))
            # Some recorders removed parts of the answers to logins.
            cut = exchange.path == "/login" and not {"access_token", "token_type"} <= set(exchange.answer)
            grown = profile.grown or cut
            comparison = Comparison(player.ids, profile.values, profile.lost, grown, profile.ordered)
            differences = compare_answers(exchange, answer, comparison)
            report["differ" if differences else "match"].append("\n    ".join([name, *differences]))
    return report


def test_the_sandbox_answers_as_looker_did(capsys: pytest.CaptureFixture[str]) -> None:
    total: Report = {"match": [], "differ": [], "left out": []}
    for cassette in cassettes():
        for outcome, names in replay(cassette).items():
            total[outcome] += names
    with capsys.disabled():
        print(f"\nrecorded exchanges: {len(total['match'])} match, {len(total['differ'])} differ,", end=" ")
        print(f"{len(total['left out'])} left out:")
        for line in sorted(total["left out"]):
            print(f"  {line}")
    assert not total["differ"], "\n".join(total["differ"])
    assert len(total["match"]) >= 365, "fewer exchanges are compared than before"


# A test of the test: mistakes that the comparison has to find


def _lose_a_key(exchange: Exchange, body: Any) -> Any:
    return {key: value for key, value in body.items() if key != "display_name"}


def _number_for_an_id(exchange: Exchange, body: Any) -> Any:
    return {**body, "id": int(body["id"])}


def _foreign_id(exchange: Exchange, body: Any) -> Any:
    return {**body, "id": "4711"} if exchange.method == "PATCH" else body


def _other_rights(exchange: Exchange, body: Any) -> Any:
    return {**body, "can": {**body["can"], "sudo": False}}


def _a_key_too_much(exchange: Exchange, body: Any) -> Any:
    return {**body, "surplus": None}


def _other_value(exchange: Exchange, body: Any) -> Any:
    return {**body, "last_name": f"{body['last_name']}!"}


def _other_order(exchange: Exchange, body: Any) -> Any:
    return dict(reversed(body.items()))


@pytest.mark.parametrize(
    "mistake", [_lose_a_key, _number_for_an_id, _foreign_id, _other_rights, _a_key_too_much, _other_value, _other_order]
)
def test_a_mistake_in_a_body_is_found(mistake: Callable[[Exchange, Any], Any]) -> None:
    def tamper(exchange: Exchange, answer: Answer) -> Answer:
        is_user = isinstance(answer[2], dict) and "display_name" in answer[2]
        return (answer[0], answer[1], mistake(exchange, copy.deepcopy(answer[2]))) if is_user else answer

    assert replay(_find("2022-09-28_looker_user"), tamper)["differ"]


def test_a_wrong_status_is_found() -> None:
    report = replay(
        _find("2022-09-28_looker_user"), lambda _unused, answer: (201 if answer[0] == 200 else 200, *answer[1:])
    )
    assert not report["match"]


def test_a_stranger_in_a_list_is_found() -> None:
    def tamper(exchange: Exchange, answer: Answer) -> Answer:
        many = isinstance(answer[2], list)
        return (answer[0], answer[1], [*answer[2], {**answer[2][0], "id": "4711"}]) if many and answer[2] else answer

    assert replay(_find("2022-09-28_looker_group_user"), tamper)["differ"]


def test_a_missing_item_is_found() -> None:
    report = replay(
        _find("2022-09-28_looker_role_groups"), lambda e, a: (*a[:2], a[2][:-1] if isinstance(a[2], list) else a[2])
    )
    assert report["differ"]


def _find(name: str) -> Cassette:
    return next(cassette for cassette in cassettes() if cassette.name.endswith(f"/{name}"))
