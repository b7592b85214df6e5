# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Service accounts: users that only programs log in as (alpha, since 25.18)."""

from __future__ import annotations

from typing import Any

from looker_sandbox.call import Call
from looker_sandbox.errors import Problem, invalid, missing, not_found
from looker_sandbox.instance import now
from looker_sandbox.operations import Operations
from looker_sandbox.resources.credentials import nested
from looker_sandbox.resources.user import change_user, delete_user, new_user, user_to_write
from looker_sandbox.resources.user_model import USER
from looker_sandbox.schema import ONLY_4, Field, Model
from looker_sandbox.search import Row

operations = Operations()
PATH = "/users/service_accounts"
SINCE = (25, 18)

_OF_A_USER = {field.name: field for field in USER.fields}

SERVICE_ACCOUNT = Model(
    "ServiceAccount",
    Field("id", is_id=True),
    Field("service_account_name", writable=True, kind=str),
    Field("is_service_account", True),
    Field("is_disabled", False, writable=True, kind=bool),
    _OF_A_USER["group_ids"],
    _OF_A_USER["role_ids"],
    nested("api3"),
    Field("created_at"),
    _OF_A_USER["url"],
    _OF_A_USER["can"],
)


def _demand_release(call: Call) -> None:
    if call.release < SINCE:
        raise not_found()


def _find(call: Call) -> Row:
    _demand_release(call)
    user = user_to_write(call)
    if not user.get("is_service_account"):
        raise not_found()
    return user


def _read(call: Call, current: Row | None) -> Row:
    values = SERVICE_ACCOUNT.read_body(call, call.object)
    if current is None or "service_account_name" in values:
        name = values.get("service_account_name")
        if not name:
            raise invalid(missing("service_account_name"))
        if any(u.get("service_account_name") == name and u is not current for u in call.instance.users):
            raise invalid(Problem("service_account_name", "already_exists", "Name is already in use."))
    return values


@operations.add("POST", PATH, versions=ONLY_4)
def create_service_account(call: Call) -> Any:
    """A new service account."""
    _demand_release(call)
    call.demand_admin()
    values = _read(call, None)
    return call.show(SERVICE_ACCOUNT, new_user(call, {**values, "is_service_account": True, "created_at": now()}))


@operations.add("PATCH", PATH + "/{user_id}", versions=ONLY_4)
def update_service_account(call: Call) -> Any:
    """Rename, disable or enable a service account."""
    user = _find(call)
    change_user(call, user, _read(call, user))
    return call.show(SERVICE_ACCOUNT, user)


@operations.add("DELETE", PATH + "/{user_id}", versions=ONLY_4)
def delete_service_account(call: Call) -> Any:
    """Delete a service account; it cannot delete itself."""
    _find(call)
    return delete_user(call)
