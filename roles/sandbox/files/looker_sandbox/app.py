# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sandbox as an ASGI application: faults, log and observer around the answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.types import Receive, Scope, Send

from looker_sandbox import errors
from looker_sandbox.control import control_routes
from looker_sandbox.dispatch import HTML_HEADERS, JSON_HEADERS, Answer, Incoming, answer, encode, split_path
from looker_sandbox.world import Options, World

_HEADERS = {"X-Content-Type-Options": "nosniff"}
_MASKED = ("secret", "token", "password")


@dataclass(frozen=True)
class Exchange:
    """A request and its answer, for an observer."""

    request: Incoming
    answer: Answer


# Told of every exchange that no fault has touched.
Observer = Callable[[Exchange], None]
# Cuts the connection to a client (host, port) without an answer.
Cut = Callable[[tuple[str, int]], None]


def create_app(
    options: Options | None = None, *, observer: Observer | None = None, cut: Cut | None = None
) -> Starlette:
    """The application; ``app.state.world`` is what it works on. Without ``cut`` it cannot break connections."""
    world = World(options or Options())
    api = Api(world, observer, cut)
    app = Starlette(routes=[Mount("/_sandbox", routes=control_routes(world)), Route("/{path:path}", api)])
    app.state.world = world
    return app


class Api:
    """Everything outside the control plane."""

    def __init__(self, world: World, observer: Observer | None, cut: Cut | None) -> None:
        self._world = world
        self._observer = observer
        self._cut = cut

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        incoming = await _read(Request(scope, receive))
        fault = self._world.faults.strike(incoming.method, incoming.path)
        delay = fault.get("delay_ms", 0) + self._world.options.latency_ms
        if delay:
            await asyncio.sleep(delay / 1000)
        given = None if fault.get("reset") == "before" else self._answer(incoming, fault)
        lost = fault.get("reset") is not None
        self._log(incoming, None if lost or given is None else given.status)
        if given is None or lost:
            self._cut_off(scope)
        elif fault.get("truncate"):
            await self._send_half(given, scope, send)
        else:
            await Response(given.body, given.status, {**_HEADERS, **given.headers})(scope, receive, send)

    def _answer(self, incoming: Incoming, fault: Mapping[str, Any]) -> Answer:
        if "status" in fault:
            return _planted(fault)
        with self._world.lock:
            if fault.get("expire_token"):
                self._world.expire(incoming.authorization)
            given = answer(self._world.instance, incoming)
        if self._observer and not fault:
            self._observer(Exchange(incoming, given))
        if fault.get("invalid_body"):
            return Answer(given.status, given.body[: len(given.body) // 2] + b"<!", given.headers)
        return given

    def _log(self, incoming: Incoming, status: int | None) -> None:
        """Note a request before its answer goes out. Status None: the connection was cut instead."""
        query = {k: "***" if any(word in k.lower() for word in _MASKED) else v for k, v in incoming.query.items()}
        entry = {"method": incoming.method, "path": incoming.path, "query": query, "status": status}
        self._world.log.append({**entry, "version": incoming.version})

    def _cut_off(self, scope: Scope) -> None:
        if self._cut is None:
            raise RuntimeError("this fault needs a server that can cut connections")
        self._cut(scope["client"])

    async def _send_half(self, given: Answer, scope: Scope, send: Send) -> None:
        """Announce the whole body, send half of it, and cut the connection."""
        headers = {**_HEADERS, **given.headers, "Content-Length": str(len(given.body))}
        raw = [(k.lower().encode(), v.encode()) for k, v in headers.items()]
        await send({"type": "http.response.start", "status": given.status, "headers": raw})
        half = given.body[: len(given.body) // 2]
        await send({"type": "http.response.body", "body": half, "more_body": True})
        await asyncio.sleep(0.05)  # so that the half arrives before the connection goes
        self._cut_off(scope)


async def _read(request: Request) -> Incoming:
    version, path = split_path(request.scope["raw_path"].decode())
    return Incoming(
        method=request.method,
        version=version,
        path=path,
        query=dict(request.query_params),
        content=await request.body(),
        content_type=request.headers.get("content-type", ""),
        authorization=request.headers.get("authorization", ""),
        base_url=f"{request.url.scheme}://{request.url.netloc}",
        client_address=request.client.host if request.client else "",
    )


_MESSAGES = {429: "Too many requests.", 500: "An error has occurred."}


def _planted(fault: Mapping[str, Any]) -> Answer:
    """An answer that a fault rule asks for."""
    status = int(fault["status"])
    headers = {"Retry-After": str(fault["retry_after"])} if "retry_after" in fault else {}
    if fault.get("body", "json") == "html":
        page = f"<html><head><title>{status}</title></head><body><h1>Error {status}</h1></body></html>"
        return Answer(status, page.encode(), {**headers, **HTML_HEADERS})
    body = {"message": _MESSAGES.get(status, f"Error {status}"), "documentation_url": errors.DOCS_TODAY}
    return Answer(status, encode(body), {**headers, **JSON_HEADERS})
