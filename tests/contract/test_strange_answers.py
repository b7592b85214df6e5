# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Something between here and Looker spoils the answer to one call, whichever: the run says so in one sentence or gets
over it, gives nothing away, and running it again completes it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
import requests
from contract import harness, samples
from contract.direct import DirectAdapter
from contract.harness import Looker, Outcome
from unit.engine.company import DOCUMENT, SEED, end_of

JSON, TEXT = "application/json", "text/plain"
# Looker has done what it was asked for; what comes back is (body, content type) in place of its answer.
SPOILED: Mapping[str, Callable[[bytes], tuple[bytes, str]]] = {
    "nothing": lambda _body: (b"", JSON),
    "null": lambda _body: (b"null", JSON),
    "empty list": lambda _body: (b"[]", JSON),
    "list of nothing": lambda _body: (b"[null]", JSON),
    "number": lambda _body: (b"1", JSON),
    "text": lambda _body: (b"OK", TEXT),
    "page": lambda _body: (b"<html><title>Portal</title></html>", "text/html"),
    "half of it": lambda body: (body[: len(body) // 2], JSON),
    "half of it as text": lambda body: (body[: len(body) // 2], TEXT),
    "half of it as a page": lambda body: (body[: len(body) // 2], "text/html"),
}
MODULES = {
    "user": samples.SAMPLES["user"].new,
    "schedule": samples.SAMPLES["schedule"].new,
    "api_credential": {"user": "ada@acme.example"},
    "oauth_client_app": {
        "client_guid": "sheets",
        "redirect_uri": "https://sheets.example/cb",
        "display_name": "Sheets",
        "description": "Spreadsheets",
    },
    "datagroup": {"name": "nightly_load", "reset": True},
    "support_access": {"enabled": False},
    "api_host_info": {},
}


class Spoiler:
    """Spoils the answer to one call of a run, told by its number from 1."""

    def __init__(self) -> None:
        self.number, self.calls, self.kind = 0, 0, ""

    def adapter(self, *given: Any) -> DirectAdapter:
        """What the modules use to reach the sandbox."""
        spoiler = self

        class Spoiling(DirectAdapter):
            def _answered(self, request: requests.PreparedRequest) -> requests.Response:
                response = super()._answered(request)
                spoiler.calls += 1
                if spoiler.calls == spoiler.number:
                    body, response.headers["Content-Type"] = SPOILED[spoiler.kind](response.raw.read())
                    response.raw = io.BytesIO(body)
                return response

        return Spoiling(*given)

    def each(self, kind: str, fresh: Callable[[], None], run: Callable[[], Outcome]) -> Iterator[tuple[int, Outcome]]:
        """The outcome of a run with each of its calls spoiled; afterwards nothing is spoiled any more."""
        fresh()
        self.number, self.calls, self.kind = 0, 0, kind
        assert not run().failed
        for number in range(1, self.calls + 1):
            fresh()
            self.number, self.calls = number, 0
            outcome = run()
            self.number = 0
            yield number, outcome


@pytest.fixture
def spoiler(monkeypatch: pytest.MonkeyPatch) -> Spoiler:
    made = Spoiler()
    monkeypatch.setattr(harness, "DirectAdapter", made.adapter)
    monkeypatch.setattr("ansible_collections.biops.looker.plugins.module_utils._http.wait", lambda *_given: 0.0)
    return made


@pytest.mark.parametrize("kind", SPOILED)
def test_a_configuration(looker: Looker, spoiler: Spoiler, kind: str) -> None:
    people = [
        {**user, "last_name": "Other"} if user["email"] == "ev2@acme.example" else user for user in DOCUMENT["users"]
    ]

    def run() -> Outcome:
        return looker.configure(max_concurrency=1, **{**DOCUMENT, "users": people})

    looker.sandbox.set_state(SEED)
    start = end_of(looker.sandbox)
    assert not run().failed
    end = end_of(looker.sandbox)
    for number, outcome in spoiler.each(kind, lambda: looker.sandbox.set_state(SEED), run):
        if outcome.failed:
            assert outcome.message
            assert outcome.result.get("changed") or end_of(looker.sandbox) == start, number
        else:
            assert end_of(looker.sandbox) == end, number
        assert not run().failed, number
        assert end_of(looker.sandbox) == end, number


@pytest.mark.parametrize("name", MODULES)
def test_a_module(looker: Looker, spoiler: Spoiler, name: str) -> None:
    for kind in SPOILED:
        runs = spoiler.each(kind, looker.sandbox.reset, lambda: looker.run(name, allow_beta=True, **MODULES[name]))
        for number, outcome in runs:
            assert outcome.message or not outcome.failed, (kind, number)
