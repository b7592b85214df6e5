# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A sandbox per test, whose answers are all checked against the OpenAPI documents where these are there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
import requests
from sandbox import openapi

from looker_sandbox.running import RunningSandbox, running_sandbox


class Client:
    """A session of the sandbox's admin, or of other credentials."""

    def __init__(self, sandbox: RunningSandbox, version: str = "4.0") -> None:
        self.sandbox = sandbox
        self.version = version
        self.session = requests.Session()

    def log_in(self, client_id: str = "sandbox-client", secret: str = "sandbox-secret") -> requests.Response:
        """Log in; the token is used from then on."""
        answer = self.session.post(
            f"{self.sandbox.base_url}/api/{self.version}/login", data={"client_id": client_id, "client_secret": secret}
        )
        if answer.ok:
            self.session.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        return answer

    def __call__(self, method: str, path: str, body: Any = None) -> requests.Response:
        """Send a request below /api/<version>."""
        return self.session.request(method, f"{self.sandbox.base_url}/api/{self.version}{path}", json=body, timeout=10)

    def json(self, method: str, path: str, body: Any = None) -> Any:
        """The body of an answer that has to be 200."""
        answer = self(method, path, body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def status(self, method: str, path: str, body: Any = None) -> int:
        """The status of an answer."""
        return self(method, path, body).status_code


Start = Callable[..., Client]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts sandboxes with given options and logs in; ``version`` is the API version to speak."""
    observer = openapi.Observer(requests=False)
    with ExitStack() as stack:

        def run(version: str = "4.0", **options: Any) -> Client:
            client = Client(stack.enter_context(running_sandbox(observer=observer, **options)), version)
            client.log_in()
            return client

        yield run
    assert observer.problems == []


@pytest.fixture
def client(start: Start) -> Client:
    """The admin of a new instance, with API 4.0."""
    return start()
