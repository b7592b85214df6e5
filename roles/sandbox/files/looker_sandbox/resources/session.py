# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logging in and out, the API session, and which versions the server speaks."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import parse_qsl

from looker_sandbox.call import Call
from looker_sandbox.errors import ApiError, Problem, invalid, not_found
from looker_sandbox.instance import TOKEN_SECONDS
from looker_sandbox.operations import Operations
from looker_sandbox.schema import Field, Model
from looker_sandbox.search import Row

operations = Operations()
FAILURES_UNTIL_LOCKED = 4  # facts 1.14
SECONDS_LOCKED = 300.0

SESSION = Model(
    "ApiSession",
    Field("workspace_id", writable=True, kind=str),
    Field("sudo_user_id", is_id=True),
    Field("can", value=lambda call, row: {"view": True, "update": True}),
)

VERSION = Model("ApiVersionElement", *(Field(n) for n in ("version", "full_version", "status", "swagger_url")))
VERSIONS = Model(
    "ApiVersion",
    Field("looker_release_version"),
    Field("current_version", model=VERSION),
    Field("supported_versions", model=VERSION),
    Field("api_server_url", since=(21, 0)),
    Field("web_server_url", since=(21, 14)),
)


# Login


def _credentials(call: Call) -> tuple[str, str]:
    """Client id and secret, from the form or (still) from the query (facts 1.1, 1.5)."""
    form = dict(parse_qsl(call.content.decode(errors="replace"))) if "json" not in call.content_type else call.object
    given = {**call.query, **form}
    return str(given.get("client_id", "")), str(given.get("client_secret", ""))


def _user_of(call: Call, client_id: str, secret: str) -> Row | None:
    for user in call.instance.users:
        for key in user["credentials"].get("api3", []):
            if key["client_id"] == client_id:
                usable = key["client_secret"] == secret and not key.get("is_disabled") and not user.get("is_disabled")
                return user if usable else None
    return None


def _grant(call: Call, user_id: int, sudo_user_id: int | None = None) -> dict[str, Any]:
    answer = {
        "access_token": call.instance.issue_token(user_id, sudo_user_id),
        "token_type": "Bearer",
        "expires_in": call.instance.dice.choice((TOKEN_SECONDS - 1, TOKEN_SECONDS)),
    }
    return {**answer, "refresh_token": None} if call.version == "4.0" else answer


@operations.add("POST", "/login", public=True)
def login(call: Call) -> Any:
    """A token for API credentials. Refused ones answer 404; after four refusals so do right ones (facts 1.7, 1.14)."""
    client_id, secret = _credentials(call)
    moment, key = time.monotonic(), (client_id, call.client_address)
    failures = call.instance.refused_logins.setdefault(key, [])
    if failures and moment - failures[-1] > SECONDS_LOCKED:
        failures.clear()
    user = _user_of(call, client_id, secret)
    if user is None or len(failures) >= FAILURES_UNTIL_LOCKED:
        if len(failures) < FAILURES_UNTIL_LOCKED:
            failures.append(moment)
        raise not_found()
    failures.clear()
    return _grant(call, user["id"])


@operations.add("POST", "/login/{user_id}")
def login_user(call: Call) -> Any:
    """A token of another user, for admins (facts 1.12). In Google Cloud core only of embed users, and only for
    service accounts."""
    call.demand_admin()
    user = call.instance.users.get(call.argument("user_id"))
    if user is None or user.get("is_disabled"):
        raise not_found()
    allowed = call.caller.get("is_service_account") and user["credentials"].get("embed")
    if call.instance.edition == "core" and not allowed:
        raise core_denial(call)
    return _grant(call, user["id"], sudo_user_id=call.caller["id"])


def core_denial(call: Call) -> ApiError:
    """What Looker (Google Cloud core) answers to what it denies (facts 12.10)."""
    status = int(call.quirk("core_denial"))
    return not_found() if status == 404 else ApiError(status, "Permission Denied")


@operations.add("DELETE", "/logout")
def logout(call: Call) -> Any:
    """End the token. With an ended one the pipeline answers what the quirk ``second_logout`` says."""
    for text, token in list(call.instance.tokens.items()):
        if token is call.token:
            del call.instance.tokens[text]
            call.instance.dead_tokens.add(text)
    return None


# Session


def _session_row(call: Call) -> Row:
    assert call.token is not None
    return {"workspace_id": call.token.workspace, "sudo_user_id": call.token.sudo_user_id}


@operations.add("GET", "/session")
def session(call: Call) -> Any:
    """The API session of this token (facts 1.13)."""
    return call.show(SESSION, _session_row(call))


@operations.add("PATCH", "/session")
def update_session(call: Call) -> Any:
    """Switch the workspace."""
    assert call.token is not None
    workspace = SESSION.read_body(call, call.object).get("workspace_id", call.token.workspace)
    if workspace not in ("production", "dev"):
        raise invalid(Problem("workspace_id", "invalid", "'workspace_id' must be production or dev"))
    call.token.workspace = workspace
    return call.show(SESSION, _session_row(call))


# Versions


def _statuses(call: Call) -> dict[str, str]:
    """Every version on the list with its status in this release (facts 2.6)."""
    release = call.release
    if release >= (22, 4):
        statuses = {"3.0": "legacy", "3.1": "legacy", "4.0": "current"}
    else:
        statuses = {"3.0": "legacy", "3.1": "current", "4.0": "beta" if release >= (21, 20) else "experimental"}
    spoken = {version: status for version, status in statuses.items() if version in call.instance.versions}
    return {"2.99": "internal_test", **spoken} if release < (23, 0) else spoken


@operations.add("GET", "/versions")
def versions(call: Call) -> Any:
    """The release and the API versions; ``current_version`` is the server's, not the one asked with (facts 2.7)."""
    year, minor = call.release

    def element(version: str, status: str) -> Row:
        full = f"4.0.{year}.{minor}" if version == "4.0" else f"{version}.0"
        swagger = f"{call.base_url}/api/{version}/swagger.json"
        return {"version": version, "full_version": full, "status": status, "swagger_url": swagger}

    supported = [element(version, status) for version, status in _statuses(call).items()]
    current = next((e for e in supported if e["status"] == "current"), supported[-1])
    row = {
        "looker_release_version": f"{year}.{minor}.{call.instance.patch}",
        "current_version": current,
        "supported_versions": supported,
        "api_server_url": call.base_url,
        "web_server_url": call.instance.host_url,
    }
    return call.show(VERSIONS, row)
