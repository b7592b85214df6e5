# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A network in memory: what the client would send goes to a function, and its answer comes back."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict

URL = "https://acme.cloud.looker.com"
NOT_FOUND_PAGE = "<html><head><title>Looker Not Found (404)</title></head><body><h1>Looker is unavailable.</h1></body>"


@dataclass
class Seen:
    """A request that reached the network."""

    method: str
    url: str
    query: dict[str, str]
    headers: dict[str, str]
    body: str

    @property
    def path(self) -> str:
        return urlsplit(self.url).path

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Reply:
    """What the network answers; a dict or list as `body` is sent as JSON, a str as an HTML page."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


Handler = Callable[[Seen], Any]


def versions_body(*versions: str, release: str = "26.12.3", **more: Any) -> dict[str, Any]:
    """An answer to GET /versions in the shape on record."""
    entries = [{"version": version, "full_version": version, "status": "current"} for version in versions or ("4.0",)]
    return {"looker_release_version": release, "current_version": entries[-1], "supported_versions": entries, **more}


class Network(BaseAdapter):
    """A Looker that logs in and out and names its versions; everything else is up to `api`.

    `on` holds handlers that come first, by "METHOD path". A handler returns a Reply, an exception to raise, or a
    list of these that is used up, the last one staying.
    """

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[Seen] = []
        self.slept: list[float] = []
        self.on: dict[str, Any] = {}
        self.api: Handler = lambda _seen: Reply(200, {})
        self.versions: Any = Reply(200, versions_body())
        self.logins = 0

    def send(self, request: requests.PreparedRequest, *_args: Any, **_options: Any) -> requests.Response:
        parts = urlsplit(str(request.url))
        body = request.body.decode() if isinstance(request.body, bytes) else request.body or ""
        url = f"{parts.scheme}://{parts.netloc}{parts.path}"
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        seen = Seen(str(request.method), url, query, dict(request.headers), body)
        self.seen.append(seen)
        answer = self._answer(seen)
        if isinstance(answer, Exception):
            raise answer
        return _response(answer, request)

    def close(self) -> None:
        pass

    def calls(self) -> list[str]:
        """What was asked, as "METHOD path"."""
        return [f"{seen.method} {seen.path}" for seen in self.seen]

    def _answer(self, seen: Seen) -> Any:
        answer = self.on.get(f"{seen.method} {seen.path}")
        if answer is None:
            answer = self._usual(seen)
        if callable(answer):
            answer = answer(seen)
        if isinstance(answer, list):
            answer = answer.pop(0) if len(answer) > 1 else answer[0]
        return answer

    def _usual(self, seen: Seen) -> Any:
        if seen.path == "/versions":
            return self.versions
        if seen.path.endswith("/login"):
            self.logins += 1
            return Reply(200, {"access_token": f"token{self.logins}", "token_type": "Bearer", "expires_in": 3599})
        if seen.path.endswith("/logout"):
            return Reply(204)
        return self.api


def _response(reply: Reply, request: requests.PreparedRequest) -> requests.Response:
    response = requests.Response()
    response.status_code = reply.status
    response.url = str(request.url)
    response.request = request
    response.raw = io.BytesIO()
    headers = dict(reply.headers)
    if isinstance(reply.body, bytes):
        content = reply.body
    elif isinstance(reply.body, str):
        content = reply.body.encode()
        headers.setdefault("Content-Type", "text/html")
    elif reply.body is None:
        content = b""
    else:
        content = json.dumps(reply.body).encode()
        headers.setdefault("Content-Type", "application/json")
    response._content = content
    response.headers = CaseInsensitiveDict(headers)
    return response
