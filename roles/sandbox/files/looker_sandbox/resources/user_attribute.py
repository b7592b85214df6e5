# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""User attributes, and the values that groups and users have for them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from looker_sandbox.call import Call, as_id
from looker_sandbox.errors import ApiError, Problem, invalid, missing, not_found
from looker_sandbox.instance import full_name
from looker_sandbox.operations import Operations
from looker_sandbox.resources.credentials import email_of
from looker_sandbox.resources.group import group_to_write
from looker_sandbox.resources.user import user_in_detail
from looker_sandbox.schema import ONLY_4, Field, Model
from looker_sandbox.search import Row, parse_numbers

operations = Operations()
TYPES = ("string", "number", "datetime", "yesno", "zipcode", "advanced_filter_string", "advanced_filter_number")
MASKED_DEFAULT = "DEFAULT_IS_SET"  # facts 6.14


def _can(call: Call, attribute: Row) -> dict[str, bool]:
    admin, own = call.is_admin, not attribute.get("is_system")
    can_edit = admin or attribute.get("user_can_edit", True)
    return {
        "show": True,
        "index": True,
        "create": admin,
        "show_value": _may_see(call, attribute),
        "update": admin and own,
        "destroy": admin and own and not attribute.get("is_permanent"),
        "set_value": can_edit and not _is_computed(attribute),
    }


def _may_see(call: Call, attribute: Row) -> bool:
    return call.sees_all or bool(attribute.get("user_can_view", True))


def _is_computed(attribute: Row) -> bool:
    """Whether the value is that of a property of the user."""
    return bool(attribute.get("is_system")) and attribute.get("default_value") is None


def _default(call: Call, attribute: Row) -> str | None:
    value: str | None = attribute.get("default_value")
    return MASKED_DEFAULT if value is not None and attribute.get("value_is_hidden") else value


ATTRIBUTE = Model(
    "UserAttribute",
    Field("id", is_id=True),
    Field("name", writable=True, kind=str),
    Field("label", writable=True, kind=str),
    Field("type", writable=True, kind=str),
    Field("default_value", value=_default, writable=True, kind=str),
    Field("is_system", False),
    Field("is_permanent", False),
    Field("value_is_hidden", False, writable=True, kind=bool),
    Field("user_can_view", True, writable=True, kind=bool),
    Field("user_can_edit", True, writable=True, kind=bool),
    Field("hidden_value_domain_whitelist", writable=True, kind=str),
    Field("needed_for_ci_run", False, writable=True, kind=bool, versions=ONLY_4, since=(25, 14)),
    Field("value_for_ci_run", writable=True, kind=str, versions=ONLY_4, since=(25, 14)),
    Field("can", value=_can),
)


def _is_hidden(call: Call, row: Row) -> bool:
    return bool(call.instance.user_attributes[row["user_attribute_id"]].get("value_is_hidden"))


GROUP_VALUE = Model(
    "UserAttributeGroupValue",
    Field("id", is_id=True),
    Field("group_id", is_id=True),
    Field("user_attribute_id", is_id=True),
    Field("value_is_hidden", value=_is_hidden),
    Field("rank"),
    # A hidden one is null; the recordings show none, the API's description says so.
    Field("value", value=lambda call, row: None if _is_hidden(call, row) else row["value"], writable=True, kind=str),
    Field("can", value=lambda call, row: {}),
)

USER_VALUE = Model(
    "UserAttributeWithValue",
    Field("name"),
    Field("label"),
    Field("rank"),
    Field("value", writable=True, kind=str),
    Field("user_id", is_id=True),
    Field("user_can_edit"),
    Field("value_is_hidden"),
    Field("user_attribute_id", is_id=True),
    Field("source"),
    Field("hidden_value_domain_whitelist"),
    Field("can", value=lambda call, row: {"show": True} if row["source"] == "User Setting" else {}),
)


def find_attribute(call: Call, *, to_write: bool = False) -> Row:
    """The user attribute that the path names. Raises 404."""
    if to_write:
        call.demand_admin()
    attribute = call.instance.user_attributes.get(call.argument("user_attribute_id"))
    if attribute is None or not _may_see(call, attribute):
        raise not_found()
    return attribute


# Definitions


@operations.add("GET", "/user_attributes")
def all_user_attributes(call: Call) -> Any:
    """All user attributes."""
    visible = call.listable(call.instance.user_attributes, lambda a: _may_see(call, a))
    return call.show_list(ATTRIBUTE, visible)


@operations.add("GET", "/user_attributes/{user_attribute_id}")
def user_attribute(call: Call) -> Any:
    """One user attribute."""
    return call.show(ATTRIBUTE, find_attribute(call))


@operations.add("POST", "/user_attributes")
def create_user_attribute(call: Call) -> Any:
    """A new user attribute; name and label must be unique."""
    call.demand_admin()
    return call.show(ATTRIBUTE, call.instance.user_attributes.insert(_read_attribute(call, {})))


@operations.add("PATCH", "/user_attributes/{user_attribute_id}")
def update_user_attribute(call: Call) -> Any:
    """Change a user attribute. Hiding it cannot be undone (facts 6.14); those of the system stay as they are."""
    attribute = find_attribute(call, to_write=True)
    if attribute.get("is_system"):
        raise invalid(Problem("is_system", "invalid", "System attributes cannot be modified."))
    call.instance.user_attributes.update(attribute, _read_attribute(call, attribute))
    return call.show(ATTRIBUTE, attribute)


@operations.add("DELETE", "/user_attributes/{user_attribute_id}")
def delete_user_attribute(call: Call) -> Any:
    """Delete a user attribute and every value of it."""
    attribute = find_attribute(call, to_write=True)
    if attribute.get("is_system") or attribute.get("is_permanent"):
        raise ApiError(400, "This attribute cannot be deleted.")
    call.instance.user_attributes.delete(attribute["id"])
    for row in _group_values(call, attribute["id"]):
        call.instance.group_values.delete(row["id"])
    for user in call.instance.users:
        user.get("attribute_values", {}).pop(attribute["id"], None)


def _read_attribute(call: Call, current: Row) -> Row:
    """The values of a body; ``current`` is {} for a new one. Raises 422 with all problems."""
    values = ATTRIBUTE.read_body(call, call.object)
    merged = {**current, **values}
    problems = [missing(name) for name in ("name", "label", "type") if not merged.get(name)]
    if merged.get("name") and not re.fullmatch(r"[a-z0-9_]+", str(merged["name"])):
        problems.append(Problem("name", "invalid", "'name' must be only lowercase letters, numbers and underscores"))
    for key in ("name", "label"):
        if key in values and any(a.get(key) == values[key] and a is not current for a in call.instance.user_attributes):
            problems.append(Problem(key, "already_exists", f"'{key}' is already in use."))
    if merged.get("type") and merged["type"] not in TYPES:
        problems.append(Problem("type", "invalid", f"'type' must be one of {', '.join(TYPES)}"))
    problems += _hiding_problems(values, current)
    if problems:
        raise invalid(*problems)
    return values


def _hiding_problems(values: Row, current: Row) -> list[Problem]:
    """The list of destinations is needed to hide values, must not be empty, and can only be narrowed (facts 6.14)."""
    key = "hidden_value_domain_whitelist"
    problems = []
    if current.get("value_is_hidden") and values.get("value_is_hidden") is False:
        problems.append(Problem("value_is_hidden", "invalid", "A hidden value cannot be made visible."))
    hides = values.get("value_is_hidden") and not current.get(key)
    if (key in values or hides) and not values.get(key):
        sentence = f"{key} must be a comma-separated list of urls with optional wildcards"
        problems.append(Problem(key, "invalid", sentence))
    elif key in values and current.get("value_is_hidden") and not _entries(values[key]) <= _entries(current.get(key)):
        problems.append(Problem(key, "invalid", f"{key} can only be narrowed"))
    return problems


def _entries(text: str | None) -> set[str]:
    return {part.strip() for part in (text or "").split(",") if part.strip()}


# Values of groups


def _group_values(call: Call, attribute_id: int) -> list[Row]:
    """The values of all groups for an attribute, the one that wins first."""
    rows = [row for row in call.instance.group_values if row["user_attribute_id"] == attribute_id]
    return sorted(rows, key=lambda row: row["rank"])


@operations.add("GET", "/user_attributes/{user_attribute_id}/group_values")
def all_user_attribute_group_values(call: Call) -> Any:
    """What groups have, in the order of precedence."""
    attribute = find_attribute(call)
    if not call.sees_all:
        raise not_found()
    rows = _group_values(call, attribute["id"])
    return GROUP_VALUE.render_all(call, rows, call.mask)


@operations.add("POST", "/user_attributes/{user_attribute_id}/group_values")
def set_user_attribute_group_values(call: Call) -> Any:
    """Replace the values of all groups; the order, or the given ranks, are the precedence (facts 6.16)."""
    attribute = find_attribute(call, to_write=True)
    if not isinstance(call.json, list) or not all(isinstance(entry, dict) for entry in call.json):
        raise ApiError(400, "The request body must be a JSON array of objects.")
    new = []
    for number, entry in enumerate(call.json, start=1):
        group_id = as_id(entry.get("group_id"))
        if group_id not in call.instance.groups:
            raise not_found()
        if entry.get("value") is None:
            raise invalid(Problem("value", "invalid", "String value cannot be nil"))
        values = {"group_id": group_id, "user_attribute_id": attribute["id"], "value": str(entry["value"])}
        rank = entry.get("rank")
        new.append({**values, "rank": rank if isinstance(rank, int) and rank else number})
    for row in _group_values(call, attribute["id"]):
        call.instance.group_values.delete(row["id"])
    for values in new:
        call.instance.group_values.insert(values)
    return GROUP_VALUE.render_all(call, _group_values(call, attribute["id"]))


def _value_of_group(call: Call, group: Row, attribute: Row) -> Row | None:
    return next((r for r in _group_values(call, attribute["id"]) if r["group_id"] == group["id"]), None)


def _value_in_body(call: Call, model: Model) -> str:
    value = model.read_body(call, call.object).get("value")
    if value is None:
        raise invalid(Problem("value", "invalid", "String value cannot be nil"))  # facts 3.5
    return str(value)


@operations.add("PATCH", "/groups/{group_id}/attribute_values/{user_attribute_id}")
def update_user_attribute_group_value(call: Call) -> Any:
    """Set the value of one group; a new one comes last in the precedence."""
    group, attribute = group_to_write(call), find_attribute(call, to_write=True)
    value, row = _value_in_body(call, GROUP_VALUE), _value_of_group(call, group, attribute)
    if row is None:
        rank = max((r["rank"] for r in _group_values(call, attribute["id"])), default=0) + 1
        row = call.instance.group_values.insert(
            {"group_id": group["id"], "user_attribute_id": attribute["id"], "rank": rank}
        )
    call.instance.group_values.update(row, {"value": value})
    return call.show(GROUP_VALUE, row)


@operations.add("DELETE", "/groups/{group_id}/attribute_values/{user_attribute_id}")
def delete_user_attribute_group_value(call: Call) -> Any:
    """Take the value of one group away."""
    row = _value_of_group(call, group_to_write(call), find_attribute(call, to_write=True))
    if row is None:
        raise not_found()
    call.instance.group_values.delete(row["id"])


# Values of users

_SYSTEM_VALUES: dict[str, Callable[[Row], str]] = {
    "first_name": lambda user: user.get("first_name") or "",
    "last_name": lambda user: user.get("last_name") or "",
    "email": email_of,
    "name": full_name,
    "id": lambda user: str(user["id"]),
}


def _values_of_user(call: Call, user: Row, attribute: Row) -> list[Row]:
    """All values on the way from a user's own over those of groups to the default; at least one that says that there is
    none. The first is the value that the user has (facts 6.16)."""
    if _is_computed(attribute):
        compute = _SYSTEM_VALUES.get(attribute["name"])
        found = [(1, compute(user) if compute else "", "System Setting")]
    else:
        own, groups = user.get("attribute_values", {}).get(attribute["id"]), call.instance.all_groups_of(user["id"])
        found = [] if own is None else [(-1, own, "User Setting")]
        found += [
            (row["rank"], row["value"], call.instance.groups[row["group_id"]]["name"])
            for row in _group_values(call, attribute["id"])
            if row["group_id"] in groups
        ]
        if (default := attribute.get("default_value")) is not None:
            found.append((1, default, "Default"))
    return [_user_value(user, attribute, *value) for value in found or [(1, "", "No Value")]]


def _user_value(user: Row, attribute: Row, rank: int, value: str | None, source: str) -> Row:
    hidden = bool(attribute.get("value_is_hidden"))
    if hidden and source != "No Value":
        value = MASKED_DEFAULT if source == "Default" else None
    kept = ("name", "label", "hidden_value_domain_whitelist")
    return {
        **{key: attribute.get(key) for key in kept},
        "user_can_edit": attribute.get("user_can_edit", True),
        "user_id": user["id"],
        "user_attribute_id": attribute["id"],
        "value_is_hidden": hidden,
        "rank": rank,
        "value": value,
        "source": source,
    }


@operations.add("GET", "/users/{user_id}/attribute_values")
def user_attribute_user_values(call: Call) -> Any:
    """A user's values, all on the way to each with ``all_values``. Attributes without any are left out unless
    ``include_unset``; hidden ones never are."""
    user = user_in_detail(call)
    wanted = parse_numbers(call.query.get("user_attribute_ids", ""))  # what cannot be read is ignored (facts 4.8)
    unset, whole = call.flag("include_unset"), call.flag("all_values")
    values = [
        value
        for attribute in sorted(call.instance.user_attributes, key=lambda a: a["id"])
        if (wanted is None or attribute["id"] in wanted) and _may_see(call, attribute)
        for value in _values_of_user(call, user, attribute)[: None if whole else 1]
    ]
    kept = [v for v in values if unset or v["source"] != "No Value" or v["value_is_hidden"]]
    return USER_VALUE.render_all(call, kept, call.mask)


def _to_write(call: Call) -> tuple[Row, Row]:
    """User and attribute that the path names, for an admin, or for oneself where users can edit. Raises 404."""
    user, attribute = user_in_detail(call), find_attribute(call)
    is_own = user["id"] == call.caller["id"] and attribute.get("user_can_edit", True)
    if not (call.is_admin or is_own):
        raise not_found()
    return user, attribute


@operations.add("PATCH", "/users/{user_id}/attribute_values/{user_attribute_id}")
def set_user_attribute_user_value(call: Call) -> Any:
    """Set a user's own value."""
    user, attribute = _to_write(call)
    if _is_computed(attribute):
        raise ApiError(403, "Permission Denied")
    user.setdefault("attribute_values", {})[attribute["id"]] = _value_in_body(call, USER_VALUE)
    return call.show(USER_VALUE, _values_of_user(call, user, attribute)[0])


@operations.add("DELETE", "/users/{user_id}/attribute_values/{user_attribute_id}")
def delete_user_attribute_user_value(call: Call) -> Any:
    """Take a user's own value away: the group's or the default applies again (facts 13.4)."""
    user, attribute = _to_write(call)
    if user.get("attribute_values", {}).pop(attribute["id"], None) is None:
        raise not_found()
