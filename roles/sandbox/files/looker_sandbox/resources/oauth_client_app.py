# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Applications that people log in to Looker with by OAuth, known by a guid that whoever registers them chooses."""

from __future__ import annotations

from typing import Any

from looker_sandbox.call import Call
from looker_sandbox.checks import urls
from looker_sandbox.errors import Problem, invalid, missing, not_found
from looker_sandbox.instance import now
from looker_sandbox.operations import Operations
from looker_sandbox.resources.user_model import USER_PUBLIC
from looker_sandbox.schema import ONLY_4, Field, Model
from looker_sandbox.search import Row, parse_number

operations = Operations()
_APPS = "/oauth_client_apps"
_APP = _APPS + "/{client_guid}"


def _activated(call: Call, row: Row) -> list[Row]:
    return [call.instance.users[user_id] for user_id in sorted(call.instance.app_users.right_of(row["id"]))]


def _group(call: Call, row: Row) -> int | None:
    group_id: int | None = row.get("group_id")
    return group_id if group_id is not None and group_id in call.instance.groups else None


# Addresses are kept as a list, which newer releases show; the older property is the first of it.
APP = Model(
    "OauthClientApp",
    Field("can", value=lambda call, row: {"show": True, "update": call.is_admin, "destroy": call.is_admin}),
    Field("client_guid"),
    Field(
        "redirect_uri",
        value=lambda call, row: row["redirect_uris"][0],
        kind=str,
        check=lambda value: urls([value]),
        writable=True,
    ),
    Field("redirect_uris", kind=list, check=urls, writable=True, since=(26, 22)),
    Field("display_name", kind=str, writable=True),
    Field("description", "", kind=str, writable=True),
    Field("enabled", True, kind=bool, writable=True),
    Field("group_id", value=_group, is_id=True, writable=True),
    Field("tokens_invalid_before"),
    Field("activated_users", value=_activated, model=USER_PUBLIC),
)


def complete(row: Row) -> None:
    """Give an app of a state document what its short form leaves out."""
    if "redirect_uri" in row:
        row["redirect_uris"] = [row.pop("redirect_uri")]
    row.setdefault("tokens_invalid_before", now())


def _lookup(call: Call) -> Row | None:
    guid = call.arguments["client_guid"]
    return next((row for row in call.instance.oauth_client_apps if row["client_guid"] == guid), None)


def _find(call: Call) -> Row:
    row = _lookup(call)
    if row is None or not call.is_admin:
        raise not_found()
    return row


def _read(call: Call, before: Row) -> Row:
    """What the body makes of an app. Raises ApiError 422."""
    values, problems = APP.parse_body(call, call.object)
    address = values.pop("redirect_uri", None)
    if address and not values.get("redirect_uris"):
        values["redirect_uris"] = [address]
    if (group := values.get("group_id")) is not None:
        number = parse_number(group)
        if number is not None and number in call.instance.groups:
            values["group_id"] = number
        else:
            problems.append(Problem("group_id", "invalid", "'group_id' names no group"))
    after = {**before, **{name: value for name, value in values.items() if value is not None or name == "group_id"}}
    if not after.get("redirect_uris") and not any(p.field.startswith("redirect_uri") for p in problems):
        problems.append(missing("redirect_uri"))
    if not after.get("display_name"):
        problems.append(missing("display_name"))
    if problems:
        raise invalid(*problems)
    return after


@operations.add("GET", _APPS, versions=ONLY_4)
def all_oauth_client_apps(call: Call) -> Any:
    """All apps for admins; who else may see which is not known, and here nobody does."""
    return call.show_list(APP, call.instance.oauth_client_apps if call.is_admin else [])


@operations.add("GET", _APP, versions=ONLY_4)
def oauth_client_app(call: Call) -> Any:
    """One app."""
    return call.show(APP, _find(call))


@operations.add("POST", _APP, versions=ONLY_4)
def register_oauth_client_app(call: Call) -> Any:
    """A new app, under the guid in the path."""
    call.demand_admin()
    if _lookup(call) is not None:
        raise call.taken("duplicate_oauth_app", "An app with this client_guid already exists.", "client_guid")
    row = _read(call, {"client_guid": call.arguments["client_guid"], "tokens_invalid_before": now()})
    return call.show(APP, call.instance.oauth_client_apps.insert(row))


@operations.add("PATCH", _APP, versions=ONLY_4)
def update_oauth_client_app(call: Call) -> Any:
    """Change an app; disabling it ends its tokens."""
    row = _find(call)
    after = _read(call, row)
    if row.get("enabled", True) and not after.get("enabled", True):
        after["tokens_invalid_before"] = now()
    call.instance.oauth_client_apps.update(row, after)
    return call.show(APP, row)


@operations.add("DELETE", _APP, versions=ONLY_4)
def delete_oauth_client_app(call: Call) -> Any:
    """Delete an app; one that is not there is no error (spec)."""
    call.demand_admin()
    if row := _lookup(call):
        call.instance.oauth_client_apps.delete(row["id"])
        call.instance.app_users.forget_left(row["id"])


@operations.add("DELETE", _APP + "/tokens", versions=ONLY_4)
def invalidate_tokens(call: Call) -> Any:
    """End all tokens of an app."""
    call.instance.oauth_client_apps.update(_find(call), {"tokens_invalid_before": now()})


@operations.add("POST", _APP + "/users/{user_id}", versions=ONLY_4)
def activate_app_user(call: Call) -> Any:
    """Note that a user has agreed to the app; again is fine. What the string of the answer says is not known."""
    app, user_id = _find(call), call.argument("user_id")
    if user_id not in call.instance.users:
        raise not_found()
    call.instance.app_users.add(app["id"], user_id)
    return ""


@operations.add("DELETE", _APP + "/users/{user_id}", versions=ONLY_4)
def deactivate_app_user(call: Call) -> Any:
    """Take that back: admins for all, others for themselves. What is not there is no error (spec)."""
    app, user_id = _lookup(call), call.argument("user_id")
    if user_id != call.caller["id"]:
        call.demand_admin()
    if app and (app["id"], user_id) in call.instance.app_users:
        call.instance.app_users.remove(app["id"], user_id)
