# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a request of the Looker API to its answer: which operation, who is asking, and Looker's words where it fails."""

from __future__ import annotations

import json
import secrets
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from typing import Any

from looker_sandbox import errors
from looker_sandbox.call import Call
from looker_sandbox.errors import ApiError
from looker_sandbox.formats import Document
from looker_sandbox.instance import Instance
from looker_sandbox.operations import Operation, Router
from looker_sandbox.paging import Page
from looker_sandbox.resources import (
    alert,
    cloud_storage,
    content,
    credentials_email,
    credentials_other,
    datagroup,
    embed_secret,
    folder,
    group,
    internal_help,
    ldap,
    legacy_feature,
    mail,
    oauth_client_app,
    oidc,
    policy,
    private_label,
    query,
    role,
    saml,
    scheduled_plan,
    service_account,
    session,
    sets,
    setting,
    sql_query,
    support_access,
    user,
    user_attribute,
)
from looker_sandbox.resources.session import core_denial

_RESOURCES = (
    session,
    user,
    credentials_email,
    credentials_other,
    service_account,
    group,
    role,
    sets,
    user_attribute,
    folder,
    content,
    alert,
    datagroup,
    scheduled_plan,
    setting,
    private_label,
    policy,
    mail,
    internal_help,
    legacy_feature,
    support_access,
    cloud_storage,
    saml,
    oidc,
    ldap,
    embed_secret,
    oauth_client_app,
    query,
    sql_query,
)
OPERATIONS = [operation for module in _RESOURCES for operation in module.operations.items]
ROUTER = Router(OPERATIONS)
JSON_HEADERS = {"Content-Type": "application/json", "Vary": "Accept-Encoding, Origin"}
HTML_HEADERS = {"Content-Type": "text/html"}


@dataclass(frozen=True)
class Incoming:
    """A request as it came in; ``version`` is None for paths outside ``/api/<version>``."""

    method: str
    version: str | None
    path: str
    query: Mapping[str, str]
    content: bytes
    content_type: str
    authorization: str
    base_url: str
    client_address: str


@dataclass(frozen=True)
class Answer:
    """Status, body and headers, ready to be sent. ``route`` is that of the operation which answered, if one did."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    route: str | None = None


def split_path(path: str) -> tuple[str | None, str]:
    """``/api/4.0/users`` is version 4.0 and ``/users``; ``/api/logout`` has no version."""
    parts = path.split("/", 3)
    if len(parts) == 4 and parts[1] == "api" and parts[2][:1].isdigit():
        return parts[2], f"/{parts[3]}".rstrip("/") or "/"
    return None, path.rstrip("/") or "/"


def answer(instance: Instance, incoming: Incoming) -> Answer:
    """What Looker says to a request. HEAD is GET; the server leaves the body out."""
    if incoming.method == "HEAD":
        incoming = replace(incoming, method="GET")
    if incoming.version is None:
        return _answer_root(instance, incoming)
    if incoming.version not in instance.versions:
        return _unknown_version(instance)
    found = ROUTER.find(incoming.version, incoming.method, incoming.path)
    if found is None:
        return _perform(_call(instance, incoming, incoming.version, incoming.path, {}), None, incoming.authorization)
    operation, arguments = found
    call = _call(instance, incoming, incoming.version, operation.route, arguments)
    return _perform(call, operation, incoming.authorization)


def _answer_root(instance: Instance, incoming: Incoming) -> Answer:
    """What the host answers outside ``/api/<version>`` (facts 1.11, 2.2 to 2.4)."""
    newest = instance.versions[-1]
    match incoming.method, incoming.path:
        case "GET", "/alive":
            return Answer(200, headers=HTML_HEADERS)
        case "GET", "/versions":
            return _success(_call(instance, incoming, newest, "/versions", {}), session.versions)
        case "DELETE", "/api/logout":
            found = ROUTER.find(newest, "DELETE", "/logout")
            assert found is not None
            return _perform(_call(instance, incoming, newest, "/logout", {}), found[0], incoming.authorization)
    if incoming.path.startswith("//"):
        return _outside(errors.unauthenticated())
    return Answer(403, errors.FORBIDDEN_PAGE.encode(), HTML_HEADERS)


def _call(instance: Instance, incoming: Incoming, version: str, route: str, arguments: Mapping[str, str]) -> Call:
    return Call(
        instance=instance,
        version=version,
        method=incoming.method,
        route=route,
        token=instance.token(incoming.authorization),
        arguments=arguments,
        query=incoming.query,
        content=incoming.content,
        content_type=incoming.content_type,
        base_url=incoming.base_url,
        client_address=incoming.client_address,
    )


def _perform(call: Call, operation: Operation | None, authorization: str) -> Answer:
    try:
        if operation is None:
            raise errors.not_found() if call.token else errors.unauthenticated()
        if not operation.public and call.token is None:
            dead = authorization.rpartition(" ")[2] in call.instance.dead_tokens
            raise _second_logout(call) if dead and call.route == "/logout" else errors.unauthenticated()
        if operation.denied_in_core and call.instance.edition == "core":
            raise core_denial(call)
        return _success(call, operation.handler)
    except ApiError as error:
        return _failure(call, error, known=operation is not None)
    except Exception:  # a mistake of the sandbox; Looker has such too (facts 3.14)
        traceback.print_exc()
        return _failure(call, ApiError(500, "An error has occurred."), known=operation is not None)


def _success(call: Call, handler: Any) -> Answer:
    result = handler(call)
    cookie = _browser_cookie(call)
    if result is None:
        return Answer(204, headers={"Vary": "Origin", **cookie}, route=call.route)
    if isinstance(result, Document):
        headers = {**JSON_HEADERS, "Content-Type": result.content_type, **cookie}
        return Answer(result.status, result.content, headers, call.route)
    if isinstance(result, Page):
        return Answer(200, encode(result.items), {**JSON_HEADERS, **result.headers, **cookie}, call.route)
    return Answer(200, encode(result), {**JSON_HEADERS, **cookie}, call.route)


def _browser_cookie(call: Call) -> dict[str, str]:
    """The cookie that comes with what was written (facts 2.10), and not with a login; it means nothing to the API."""
    if call.method == "GET" or call.route == "/login":
        return {}
    ends = format_datetime(datetime.now(timezone.utc) + timedelta(days=3 * 365), usegmt=True)
    return {"Set-Cookie": f"looker.browser={secrets.randbelow(10**8)}; expires={ends}; HttpOnly"}


def _failure(call: Call, error: ApiError, *, known: bool) -> Answer:
    route = call.route if known else None
    if error.status == 204:
        return Answer(204, headers={"Vary": "Origin"}, route=route)
    if error.status == 404 and call.quirk("not_found_body") == "html":
        return Answer(404, errors.NOT_FOUND_PAGE.encode(), HTML_HEADERS, route)
    body = error.body(documentation_url(call, error.status, known=known))
    return Answer(error.status, encode(body), JSON_HEADERS, route)


def _second_logout(call: Call) -> ApiError:
    """A logout with a token that is logged out already (facts 12.12)."""
    status = call.quirk("second_logout")
    if status == "401":
        return errors.unauthenticated()
    return errors.not_found() if status == "404" else ApiError(204, "")


def documentation_url(call: Call, status: int, *, known: bool) -> str:
    """Where Looker's errors point to, which changed over the releases (facts 1.7, 3.4)."""
    if call.version != "4.0":
        return errors.DOCS_OF_3X
    base = errors.DOCS_TODAY if call.release >= (23, 0) else errors.DOCS_BEFORE_23
    if status == 401 or not known:
        return base
    route = "/api/4.0/login" if call.route == "/login" and call.release >= (23, 0) else call.route
    return f"{base}r/err/4.0/{status}/{call.method.lower()}{route.replace('{', ':').replace('}', '')}"


def _unknown_version(instance: Instance) -> Answer:
    """An API version that this server does not speak, or no longer (facts 2.14, 12.11)."""
    quirk = instance.quirks["old_api"]
    if quirk == "404_html":
        return Answer(404, errors.NOT_FOUND_PAGE.encode(), HTML_HEADERS)
    return _outside(errors.unauthenticated() if quirk == "401" else errors.not_found())


def _outside(error: ApiError) -> Answer:
    """A refusal that no API version gives."""
    return Answer(error.status, encode(error.body(errors.DOCS_TODAY)), JSON_HEADERS)


def encode(value: Any) -> bytes:
    """JSON as Looker sends it: keys in model order, no blanks."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()
