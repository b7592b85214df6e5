# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sandbox as an ASGI application: from a request to an answer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.types import Receive, Scope, Send

from looker_sandbox import errors
from looker_sandbox.call import Call
from looker_sandbox.control import control_routes
from looker_sandbox.errors import ApiError
from looker_sandbox.operations import Operation, Router
from looker_sandbox.paging import Page
from looker_sandbox.resources import credentials_email, group, role, session, user
from looker_sandbox.resources.session import core_denial
from looker_sandbox.world import Options, World

_RESOURCES = (session, user, credentials_email, group, role)
_ROUTER = Router(operation for module in _RESOURCES for operation in module.operations.items)
_JSON_HEADERS = {"Content-Type": "application/json", "Vary": "Accept-Encoding, Origin"}
_HEADERS = {"X-Content-Type-Options": "nosniff"}
_MASKED = ("secret", "token", "password")

# Called after every answer of the API with method, path as it came, query, request body, status and answer body.
Observer = Callable[["Exchange"], None]
# Cuts the connection to a client (host, port) without an answer.
Cut = Callable[[tuple[str, int]], None]


@dataclass(frozen=True)
class Exchange:
    """One request and its answer, for an observer in the tests."""

    version: str | None
    method: str
    path: str
    route: str | None
    query: Mapping[str, str]
    content: bytes
    content_type: str
    status: int
    answer: bytes


@dataclass(frozen=True)
class Answer:
    """Status, body and headers, ready to be sent."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


def create_app(
    options: Options | None = None, *, observer: Observer | None = None, cut: Cut | None = None
) -> Starlette:
    """The application; ``app.state.world`` is what it works on."""
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
        """Handle one request: faults, the answer, the log."""
        request = Request(scope, receive)
        content = await request.body()
        version, path = _split(request.url.path)
        query = dict(request.query_params)
        faults = self._world.faults.strike(request.method, path)
        delay = faults.get("delay_ms", 0) + self._world.options.latency_ms
        if delay:
            await asyncio.sleep(delay / 1000)
        if faults.get("expire_token"):
            self._world.expire(request.headers.get("authorization", ""))
        entry = {"method": request.method, "path": path, "query": _masked(query), "status": None, "version": version}
        if faults.get("reset") == "before":
            self._world.log.append(entry)
            return self._cut_off(scope)
        route = None
        if "status" in faults:
            answer = _planted(faults)
        else:
            with self._world.lock:
                route, answer = self._answer(request, version, path, query, content)
        if faults.get("reset") == "after":
            self._world.log.append(entry)
            return self._cut_off(scope)
        entry["status"] = answer.status
        self._world.log.append(entry)
        if self._observer and not faults:
            self._observer(
                Exchange(
                    version,
                    request.method,
                    path,
                    route,
                    query,
                    content,
                    request.headers.get("content-type", ""),
                    answer.status,
                    answer.body,
                )
            )
        if faults.get("invalid_body"):
            answer = Answer(answer.status, answer.body[: len(answer.body) // 2] + b"\x00<", answer.headers)
        if faults.get("truncate"):
            return await self._send_half(answer, scope, send)
        response = Response(answer.body, answer.status, {**_HEADERS, **answer.headers})
        await response(scope, receive, send)

    def _cut_off(self, scope: Scope) -> None:
        if self._cut is None:
            raise RuntimeError("this fault needs a server that can cut connections")
        self._cut(scope["client"])

    async def _send_half(self, answer: Answer, scope: Scope, send: Send) -> None:
        """Announce the whole body, send half of it, and cut the connection."""
        headers = {**_HEADERS, **answer.headers, "Content-Length": str(len(answer.body))}
        raw = [(k.lower().encode(), v.encode()) for k, v in headers.items()]
        await send({"type": "http.response.start", "status": answer.status, "headers": raw})
        half = answer.body[: len(answer.body) // 2]
        await send({"type": "http.response.body", "body": half, "more_body": True})
        await asyncio.sleep(0.05)  # so that the half arrives before the connection goes
        self._cut_off(scope)

    def _answer(
        self, request: Request, version: str | None, path: str, query: dict[str, str], content: bytes
    ) -> tuple[str | None, Answer]:
        """The route of the operation, if there is one, and the answer."""
        world = self._world
        base_url = f"{request.url.scheme}://{request.url.netloc}"
        client = request.client.host if request.client else ""
        if version is None:
            return _answer_root(world, request.method, path, base_url, request.headers.get("authorization", ""))
        if version not in world.instance.versions:
            return None, _unknown_version(world, version)
        authorization = request.headers.get("authorization", "")
        found = _ROUTER.find(version, request.method, path)
        call = Call(
            world.instance,
            version,
            request.method,
            found[0].route if found else path,
            world.instance.token(authorization),
            found[1] if found else {},
            query,
            content,
            request.headers.get("content-type", ""),
            base_url,
            client,
        )
        try:
            answer = _success(_perform(call, found[0] if found else None, authorization))
        except ApiError as error:
            answer = _failure(world, call, error, known=found is not None)
        return call.route if found else None, answer


def _perform(call: Call, operation: Operation | None, authorization: str) -> Any:
    if operation is None:
        raise errors.not_found() if call.token else errors.unauthenticated()
    if not operation.public and call.token is None:
        if call.route == "/logout" and authorization.rpartition(" ")[2] in call.instance.dead_tokens:
            return _second_logout(call)
        raise errors.unauthenticated()
    if operation.denied_in_core and call.instance.edition == "core":
        raise core_denial(call)
    return operation.handler(call)


def _second_logout(call: Call) -> None:
    """Facts 12.12."""
    status = call.quirk("second_logout")
    if status != "204":
        raise errors.not_found() if status == "404" else errors.unauthenticated()


def _split(path: str) -> tuple[str | None, str]:
    """``/api/4.0/users`` is version 4.0 and ``/users``; ``/api/logout`` has no version."""
    parts = path.split("/", 3)
    if len(parts) == 4 and parts[1] == "api" and parts[2][:1].isdigit():
        return parts[2], f"/{parts[3]}".rstrip("/") or "/"
    return None, path.rstrip("/") or "/"


def _success(result: Any) -> Answer:
    if result is None:
        return Answer(204, headers={"Vary": "Origin"})
    if isinstance(result, Page):
        return Answer(200, encode(result.items), {**_JSON_HEADERS, **result.headers})
    return Answer(200, encode(result), _JSON_HEADERS)


def _failure(world: World, call: Call, error: ApiError, *, known: bool) -> Answer:
    if error.status == 404 and world.instance.quirks["not_found_body"] == "html":
        return Answer(404, errors.NOT_FOUND_PAGE.encode(), {"Content-Type": "text/html"})
    return Answer(error.status, encode(error.body(documentation_url(call, error.status, known))), _JSON_HEADERS)


def documentation_url(call: Call, status: int, known: bool) -> str:
    """Where Looker's errors point to, which changed over the releases (facts 1.7, 3.4)."""
    if call.version != "4.0":
        return errors.DOCS_OF_3X
    base = errors.DOCS_TODAY if call.release >= (23, 0) else errors.DOCS_BEFORE_23
    if status == 401 or not known:
        return base
    route = "/api/4.0/login" if call.route == "/login" and call.release >= (23, 0) else call.route
    route = route.replace("{", ":").replace("}", "")
    return f"{base}r/err/4.0/{status}/{call.method.lower()}{route}"


def _answer_root(world: World, method: str, path: str, base_url: str, authorization: str) -> tuple[str | None, Answer]:
    """What the host answers outside ``/api/<version>`` (facts 1.11, 2.2 to 2.4)."""
    if method == "GET" and path == "/alive":
        return None, Answer(200, headers={"Content-Type": "text/html"})
    newest = world.instance.versions[-1]
    routes = {("GET", "/versions"): "/versions", ("DELETE", "/api/logout"): "/logout"}
    route = routes.get((method, path))
    if route is None:
        return None, Answer(403, errors.FORBIDDEN_PAGE.encode(), {"Content-Type": "text/html"})
    found = _ROUTER.find(newest, method, route)
    assert found is not None
    call = Call(world.instance, newest, method, route, world.instance.token(authorization), base_url=base_url)
    try:
        result = found[0].handler(call) if route == "/versions" else _perform(call, found[0], authorization)
        return None, _success(result)
    except ApiError as error:
        return None, _failure(world, call, error, known=True)


def _unknown_version(world: World, version: str) -> Answer:
    """An API version that this server does not speak, or no longer (facts 2.14, 12.11)."""
    quirk = world.instance.quirks["old_api"]
    if quirk == "401":
        error = errors.unauthenticated()
    elif quirk == "404_json":
        error = errors.not_found()
    else:
        return Answer(404, errors.NOT_FOUND_PAGE.encode(), {"Content-Type": "text/html"})
    return Answer(error.status, encode(error.body(errors.DOCS_TODAY)), _JSON_HEADERS)


_MESSAGES = {429: "Too many requests.", 500: "An error has occurred."}


def _planted(fault: Mapping[str, Any]) -> Answer:
    """An answer that a fault rule asks for."""
    status = int(fault["status"])
    headers = {"Retry-After": str(fault["retry_after"])} if "retry_after" in fault else {}
    if fault.get("body", "json") == "html":
        page = f"<html><head><title>{status}</title></head><body><h1>Error {status}</h1></body></html>"
        return Answer(status, page.encode(), {**headers, "Content-Type": "text/html"})
    body = {"message": _MESSAGES.get(status, f"Error {status}"), "documentation_url": errors.DOCS_TODAY}
    return Answer(status, encode(body), {**headers, **_JSON_HEADERS})


def encode(value: Any) -> bytes:
    """JSON as Looker sends it: keys in model order, no blanks."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def _masked(query: Mapping[str, str]) -> dict[str, str]:
    """Query parameters for the log, without secrets."""
    return {k: "***" if any(word in k.lower() for word in _MASKED) else v for k, v in query.items()}
