# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""API keys of users, the logins that single sign-on made, second factors and sessions."""

from __future__ import annotations

from typing import Any

from looker_sandbox.call import Call
from looker_sandbox.errors import ApiError, not_found
from looker_sandbox.instance import KEY_ALPHABET, now
from looker_sandbox.operations import Operations
from looker_sandbox.resources.credentials import API3, EMBED, SESSION, SINGLE, TOTP, credential
from looker_sandbox.resources.user import user_in_detail, user_to_write
from looker_sandbox.schema import ONLY_4, Field, Model
from looker_sandbox.search import Row

operations = Operations()

# The key with its secret, which only the answer to its creation holds (facts 5.6).
NEW_API3 = Model("CreateCredentialsApi3", *API3.fields[:4], Field("client_secret"), *API3.fields[4:])
DENIED_IN_CORE = ("ldap", "looker_openid", "totp")


def _one(rows: list[Row], call: Call, argument: str) -> Row:
    wanted = call.argument(argument)
    found = next((row for row in rows if row["id"] == wanted), None)
    if found is None:
        raise not_found()
    return found


# API keys


@operations.add("GET", "/users/{user_id}/credentials_api3")
def all_user_credentials_api3s(call: Call) -> Any:
    """API keys of a user, without their secrets."""
    return API3.render_all(call, credential(user_in_detail(call), "api3"), call.mask)


@operations.add("GET", "/users/{user_id}/credentials_api3/{credentials_api3_id}")
def user_credentials_api3(call: Call) -> Any:
    """One API key, without its secret."""
    return call.show(API3, _one(credential(user_in_detail(call), "api3"), call, "credentials_api3_id"))


@operations.add("POST", "/users/{user_id}/credentials_api3")
def create_user_credentials_api3(call: Call) -> Any:
    """A new API key; there is nothing to say about it in the body (facts 13.6)."""
    user = user_to_write(call)
    key = {
        "id": call.instance.new_credential_id(),
        "user_id": user["id"],
        "created_at": now(),
        "client_id": call.instance.secret(20, KEY_ALPHABET),
        "client_secret": call.instance.secret(24, KEY_ALPHABET),
    }
    user["credentials"].setdefault("api3", []).append(key)
    return call.show(NEW_API3, key)


@operations.add("PATCH", "/users/{user_id}/credentials_api3/{credentials_api3_id}", versions=ONLY_4)
def update_user_credentials_api3(call: Call) -> Any:
    """Set the purpose of an API key, since 25.14 (facts 13.6)."""
    if call.release < (25, 14):
        raise not_found()
    key = _one(credential(user_to_write(call), "api3"), call, "credentials_api3_id")
    key.update(API3.read_body(call, call.object))
    return call.show(API3, key)


@operations.add("DELETE", "/users/{user_id}/credentials_api3/{credentials_api3_id}")
def delete_user_credentials_api3(call: Call) -> Any:
    """Delete an API key."""
    keys = credential(user_to_write(call), "api3")
    keys.remove(_one(keys, call, "credentials_api3_id"))


# One each: single sign-on and the second factor


def _declare(kind: str) -> None:
    path, denied = f"/users/{{user_id}}/credentials_{kind}", kind in DENIED_IN_CORE

    @operations.add("GET", path, denied_in_core=denied)
    def get(call: Call) -> Any:
        found = credential(user_in_detail(call), kind)
        if found is None:
            raise not_found()
        return call.show(SINGLE[kind], found)

    @operations.add("DELETE", path, denied_in_core=denied)
    def delete(call: Call) -> Any:
        if user_to_write(call)["credentials"].pop(kind, None) is None:
            raise not_found()


for _kind in ("google", "ldap", "looker_openid", "oidc", "saml", "totp"):
    _declare(_kind)


@operations.add("POST", "/users/{user_id}/credentials_totp", denied_in_core=True)
def create_user_credentials_totp(call: Call) -> Any:
    """Ask a user for a second factor."""
    user = user_to_write(call)
    if "totp" in user["credentials"]:
        raise ApiError(409, "The resource already exists.")
    user["credentials"]["totp"] = {"created_at": now(), "user_id": user["id"]}
    return call.show(TOTP, user["credentials"]["totp"])


# Embed logins and sessions


@operations.add("GET", "/users/{user_id}/credentials_embed")
def all_user_credentials_embeds(call: Call) -> Any:
    """Embed logins of a user."""
    return EMBED.render_all(call, credential(user_in_detail(call), "embed"), call.mask)


@operations.add("GET", "/users/{user_id}/credentials_embed/{credentials_embed_id}")
def user_credentials_embed(call: Call) -> Any:
    """One embed login."""
    return call.show(EMBED, _one(credential(user_in_detail(call), "embed"), call, "credentials_embed_id"))


@operations.add("DELETE", "/users/{user_id}/credentials_embed/{credentials_embed_id}")
def delete_user_credentials_embed(call: Call) -> Any:
    """Delete an embed login."""
    rows = credential(user_to_write(call), "embed")
    rows.remove(_one(rows, call, "credentials_embed_id"))


@operations.add("GET", "/users/{user_id}/sessions")
def all_user_sessions(call: Call) -> Any:
    """Browser sessions of a user."""
    return SESSION.render_all(call, user_in_detail(call).get("sessions", []), call.mask)


@operations.add("GET", "/users/{user_id}/sessions/{session_id}")
def user_session(call: Call) -> Any:
    """One browser session."""
    return call.show(SESSION, _one(user_in_detail(call).get("sessions", []), call, "session_id"))


@operations.add("DELETE", "/users/{user_id}/sessions/{session_id}")
def delete_user_session(call: Call) -> Any:
    """End a browser session."""
    sessions = user_to_write(call).get("sessions", [])
    sessions.remove(_one(sessions, call, "session_id"))
