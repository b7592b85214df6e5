# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A short way from `requests` into a sandbox of the same process: the same application, without a socket between.

Sockets, HTTP parsing and a second thread take more than half the time of a module in a test, and are the same in each.
They are there wherever something depends on them: faults and delays, other addresses, playbooks, official clients.
"""

from __future__ import annotations

import io
import threading
from typing import Any
from urllib.parse import unquote, urlsplit

import requests
from requests.adapters import BaseAdapter, HTTPAdapter

from looker_sandbox.running import RunningSandbox


class DirectAdapter(BaseAdapter):
    """A requests adapter. One request at a time, as the server does it; what is not for the sandbox goes out."""

    def __init__(self, sandbox: RunningSandbox, outside: HTTPAdapter) -> None:
        super().__init__()
        self._sandbox, self._outside = sandbox, outside
        self._lock = threading.Lock()

    def send(self, request: requests.PreparedRequest, *arguments: Any, **options: Any) -> requests.Response:
        """Sends a request: see BaseAdapter."""
        if not self._is_near(request.url or ""):
            return self._outside.send(request, *arguments, **options)
        with self._lock:
            return self._answered(request)

    def close(self) -> None:
        """Closes what was opened to other servers."""
        self._outside.close()

    def _is_near(self, url: str) -> bool:
        world = self._sandbox.world
        plain = url.startswith("http://") and url.startswith(f"{self._sandbox.base_url}/")
        return plain and not world.faults.rules and not world.options.latency_ms

    def _answered(self, request: requests.PreparedRequest) -> requests.Response:
        received = [{"type": "http.request", "body": _bytes(request.body), "more_body": False}]
        sent: list[Any] = []

        async def receive() -> Any:
            return received.pop()

        async def send(message: Any) -> None:
            sent.append(message)

        _carry_out(self._sandbox.app(_scope(request), receive, send))
        response = requests.Response()
        response.status_code = sent[0]["status"]
        response.headers.update({name.decode("latin-1"): value.decode("latin-1") for name, value in sent[0]["headers"]})
        response.raw = io.BytesIO(b"".join(message.get("body", b"") for message in sent[1:]))
        response.url, response.request = request.url or "", request
        return response


def _scope(request: requests.PreparedRequest) -> dict[str, Any]:
    parts = urlsplit(request.url or "")
    headers = {"host": parts.netloc, **{name.lower(): value for name, value in request.headers.items()}}
    return {
        "type": "http",
        "method": request.method,
        "scheme": parts.scheme,
        "path": unquote(parts.path),
        "raw_path": parts.path.encode(),
        "query_string": parts.query.encode(),
        "headers": [(_bytes(name), _bytes(value)) for name, value in headers.items()],
        "client": ("127.0.0.1", 1),
        "server": (parts.hostname, parts.port),
    }


def _bytes(text: str | bytes | None) -> bytes:
    return text.encode() if isinstance(text, str) else text or b""


def _carry_out(coroutine: Any) -> None:
    """Runs what never waits, which needs no event loop."""
    try:
        coroutine.send(None)
    except StopIteration:
        return
    raise RuntimeError("without faults and delays, the sandbox waits for nothing")
