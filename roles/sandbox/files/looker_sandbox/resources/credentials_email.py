# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Email and password logins of users."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from typing import Any

from looker_sandbox.call import Call
from looker_sandbox.errors import ApiError, Problem, invalid, missing, not_found
from looker_sandbox.instance import now
from looker_sandbox.operations import Operations
from looker_sandbox.resources.credentials import EMAIL, WITH_ADDRESS, is_expired
from looker_sandbox.resources.user import show_user, user_in_detail, user_to_write, visible_users
from looker_sandbox.schema import ONLY_4
from looker_sandbox.search import Row, number_filter, text_filter

operations = Operations()
PATH = "/users/{user_id}/credentials_email"
# A second reset mail to the same address was refused within seconds, and accepted after eleven (facts 3.16 and the
# recordings of 2022-09-28).
SECONDS_BETWEEN_RESETS = 10.0
RESET_LASTS = timedelta(minutes=60)


def _existing(user: Row) -> Row:
    found: Row | None = user["credentials"].get("email")
    if found is None:
        raise not_found()
    return found


def _read_address(call: Call, user: Row, values: dict[str, Any]) -> str:
    address = str(values["email"] or "")
    if not address:
        raise invalid(missing("email"))
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", address):
        raise invalid(Problem("email", "invalid", "'email' is not a valid email address"))
    for other in call.instance.users:
        taken = other["credentials"].get("email")
        if other is not user and taken and taken["email"].casefold() == address.casefold():
            raise call.taken("duplicate_email", "Email address is already in use.", "email")
    return address.lower() if call.quirk("email_case") == "lowered" else address


@operations.add("GET", PATH, denied_in_core=True)
def user_credentials_email(call: Call) -> Any:
    """The email login of a user; 404 when there is none (facts 5.4)."""
    return call.show(EMAIL, _existing(user_in_detail(call)))


@operations.add("POST", PATH, denied_in_core=True)
def create_user_credentials_email(call: Call) -> Any:
    """Give a user an email login. It stays disabled until a password is set (facts 5.3); a second one: 409 (3.10)."""
    user = user_to_write(call)
    if "email" in user["credentials"]:
        raise ApiError(409, "The resource already exists.")
    values = {"email": None, **EMAIL.read_body(call, call.object)}
    values["email"] = _read_address(call, user, values)
    row = {"created_at": now(), "user_id": user["id"], "is_disabled": True, **values}
    user["credentials"]["email"] = row
    return call.show(EMAIL, row)


@operations.add("PATCH", PATH, denied_in_core=True)
def update_user_credentials_email(call: Call) -> Any:
    """Change the address, or ask for a new password at the next login."""
    user = user_to_write(call)
    row = _existing(user)
    values = EMAIL.read_body(call, call.object)
    if "email" in values:
        values["email"] = _read_address(call, user, values)
    row.update(values)
    return call.show(EMAIL, row)


@operations.add("DELETE", PATH, denied_in_core=True)
def delete_user_credentials_email(call: Call) -> Any:
    """Take the email login away."""
    user = user_to_write(call)
    _existing(user)
    del user["credentials"]["email"]
    return None


def _new_reset_token(call: Call, row: Row) -> None:
    """A token without end."""
    token = call.instance.secret(40)
    host = call.instance.host_url
    row["password_reset_url"] = f"{host}/password/reset/{token}"
    row["account_setup_url"] = f"{host}/account/setup/{token}"
    row["reset_expires_at"] = None


def _let_it_expire(row: Row) -> None:
    row["reset_expires_at"] = now(RESET_LASTS)


@operations.add("POST", PATH + "/password_reset", denied_in_core=True)
def create_user_credentials_email_password_reset(call: Call) -> Any:
    """A new reset token, without a mail, which lasts unless ``expires`` is asked for (facts 5.5)."""
    row = _existing(user_to_write(call))
    _new_reset_token(call, row)
    if call.flag("expires"):
        _let_it_expire(row)
    return call.show(EMAIL, row)


@operations.add("POST", PATH + "/send_password_reset", versions=ONLY_4, denied_in_core=True)
def send_user_credentials_email_password_reset(call: Call) -> Any:
    """Send a reset mail, at first the set-up mail; too often to the same address: 429 (facts 3.16, 5.5)."""
    row = _existing(user_to_write(call))
    address, moment = row["email"].casefold(), time.monotonic()
    if moment - call.instance.reset_mails.get(address, -SECONDS_BETWEEN_RESETS) < SECONDS_BETWEEN_RESETS:
        raise ApiError(429, "You are resetting a password too often. Please try again later.")
    call.instance.reset_mails[address] = moment
    if is_expired(row):
        _new_reset_token(call, row)
    _let_it_expire(row)
    return call.show(EMAIL, row)


@operations.add("POST", "/users/{user_id}/update_emails", versions=ONLY_4, denied_in_core=True)
def update_emails(call: Call) -> Any:
    """Give every credential of a disabled user another address (facts 5.10)."""
    user = user_to_write(call)
    address = _read_address(call, user, {"email": None, **EMAIL.read_body(call, call.object)})
    if not user.get("is_disabled"):
        raise invalid(Problem("is_disabled", "invalid", "The user must be disabled."))
    for kind in WITH_ADDRESS:
        if found := user["credentials"].get(kind):
            found["email"] = address
    return show_user(call, user)


@operations.add("GET", "/credentials_email/search", versions=ONLY_4, denied_in_core=True)
def search_credentials_email(call: Call) -> Any:
    """Email logins by search parameters; ``emails`` takes several with commas."""
    rows = [row for user in visible_users(call) if (row := user["credentials"].get("email"))]
    if wanted := {e.strip().casefold() for e in call.query.get("emails", "").split(",") if e.strip()}:
        rows = [row for row in rows if row["email"].casefold() in wanted]
    filters = {
        "id": number_filter(lambda row: row["user_id"]),
        "email": text_filter(lambda row: row["email"]),
    }
    by_user = [{**row, "id": row["user_id"]} for row in call.selected(rows, filters)]
    return call.show_list(EMAIL, by_user, by_limit=True)
