# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles: a permission set on a model set, given to users and groups."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from looker_sandbox.call import Call, as_id
from looker_sandbox.errors import ApiError, Problem, invalid, missing, not_found
from looker_sandbox.instance import ADMIN_ROLE
from looker_sandbox.operations import Operations
from looker_sandbox.resources.group import show_groups
from looker_sandbox.resources.role_model import ROLE, ROLE_WITH_USER_COUNT
from looker_sandbox.resources.user import last_admin, show_users, user_in_detail, user_to_write
from looker_sandbox.schema import ALL_VERSIONS, ONLY_4
from looker_sandbox.search import Filter, Row, flag_filter, number_filter, parse_number, text_filter

operations = Operations()
NOT_3_0 = ALL_VERSIONS - {"3.0"}

FILTERS: dict[str, Filter] = {
    "id": number_filter(lambda r: r["id"]),
    "name": text_filter(lambda r: r["name"]),
    "built_in": flag_filter(lambda r: r["id"] == ADMIN_ROLE),
}
SET_FILTERS: dict[str, Filter] = {
    "model_set_ids": number_filter(lambda r: r["model_set_id"]),
    "permission_set_ids": number_filter(lambda r: r["permission_set_id"]),
}


def find_role(call: Call, *, to_write: bool = False) -> Row:
    """The role that the path names. Raises 404."""
    if to_write:
        call.demand_admin()
    role_id = call.argument("role_id")
    role = call.instance.roles.get(role_id) if to_write else call.instance.roles.read(role_id)
    if role is None or not (call.sees_all or role_id in call.instance.roles_of(call.caller["id"])):
        raise not_found()
    return role


def visible_roles(call: Call) -> list[Row]:
    """The roles that the caller may list."""
    own = call.instance.roles_of(call.caller["id"])
    return call.listable(call.instance.roles.read_all(), lambda role: role["id"] in own)


def _deny_built_in(role: Row) -> None:
    """The definition of Admin and of internal roles is Looker's own (facts 3.8)."""
    if role["id"] == ADMIN_ROLE or role.get("internal"):
        raise ApiError(405, "This resource cannot be modified")


# Roles


@operations.add("GET", "/roles")
def all_roles(call: Call) -> Any:
    """All roles, or those named by ``ids``."""
    filters = {"ids": number_filter(lambda r: r["id"])}
    return call.show_list(ROLE, call.selected(visible_roles(call), filters))


@operations.add("GET", "/roles/search", versions=NOT_3_0)
def search_roles(call: Call) -> Any:
    """Roles by search parameters."""
    filters = FILTERS if call.version == "3.1" else {**FILTERS, **SET_FILTERS}
    return call.show_list(ROLE, call.selected(visible_roles(call), filters), by_limit=True)


@operations.add("GET", "/roles/search/with_user_count", versions=ONLY_4)
def search_roles_with_user_count(call: Call) -> Any:
    """The same, with how many users each has."""
    roles = call.selected(visible_roles(call), FILTERS)
    return call.show_list(ROLE_WITH_USER_COUNT, roles, by_limit=True)


@operations.add("GET", "/roles/{role_id}")
def role(call: Call) -> Any:
    """One role."""
    return call.show(ROLE, find_role(call))


def _read_role(call: Call, current: Row | None) -> Row:
    """The values of a body. Raises 422 with all problems (facts 3.11, 6.13)."""
    values = ROLE.read_body(call, call.object)
    problems = []
    if current is None or "name" in values:
        if not values.get("name"):
            problems.append(missing("name"))
        elif any(r["name"] == values["name"] and r is not current for r in call.instance.roles):
            problems.append(Problem("name", "already_exists", "Name is already in use."))
    tables = {"permission_set": call.instance.permission_sets, "model_set": call.instance.model_sets}
    for name, table in tables.items():
        given = values.get(f"{name}_id")
        if current is not None and f"{name}_id" not in values:
            continue
        set_id = parse_number(given)
        if set_id is None or set_id not in table:
            problems.append(Problem(name, "invalid", f"'{name}_id' is not the id of a {name.replace('_', ' ')}"))
        values[f"{name}_id"] = set_id
    if problems:
        raise invalid(*problems)
    return values


@operations.add("POST", "/roles")
def create_role(call: Call) -> Any:
    """A new role."""
    call.demand_admin()
    values = _read_role(call, None)
    return call.show(ROLE, call.instance.roles.insert(values, stale_reads=call.instance.stale_reads))


@operations.add("PATCH", "/roles/{role_id}")
def update_role(call: Call) -> Any:
    """Change name or sets."""
    found = find_role(call, to_write=True)
    _deny_built_in(found)
    call.instance.roles.update(found, _read_role(call, found), stale_reads=call.instance.stale_reads)
    return call.show(ROLE, found)


@operations.add("DELETE", "/roles/{role_id}")
def delete_role(call: Call) -> Any:
    """Delete a role and take it from everybody."""
    found = find_role(call, to_write=True)
    _deny_built_in(found)
    call.instance.roles.delete(found["id"])
    call.instance.user_roles.forget_right(found["id"])
    call.instance.group_roles.forget_right(found["id"])


# Who has a role. The PUT operations replace the whole list (facts 6.11, 13.2)


def _ids_in_body(call: Call, known: Callable[[int], bool], what: str) -> set[int]:
    """The ids of a body that is a bare list. Raises 422 for one that names nothing."""
    if not isinstance(call.json, list):
        raise ApiError(400, "The request body must be a JSON array of ids.")
    ids = set()
    for given in call.json:
        try:
            ids.add(as_id(given))
        except ApiError:
            raise invalid(Problem(what, "invalid", f"'{given}' is not the id of a {what}")) from None
    if unknown := [i for i in sorted(ids) if not known(i)]:
        raise invalid(Problem(what, "invalid", f"there is no {what} {', '.join(map(str, unknown))}"))
    return ids


def _keeping_an_admin(call: Call, replace: Callable[[Iterable[int]], None], old: set[int], new: set[int]) -> None:
    """Replace a list, unless that takes the last enabled admin away (facts 12.5)."""
    had_admins = bool(call.instance.admins())
    replace(new)
    if had_admins and not call.instance.admins():
        replace(old)
        raise last_admin(call)


@operations.add("GET", "/roles/{role_id}/users")
def role_users(call: Call) -> Any:
    """Users that have the role, through groups too unless ``direct_association_only``."""
    found = find_role(call)
    direct = call.flag("direct_association_only")
    return show_users(
        call,
        [u for u in call.instance.users if found["id"] in call.instance.roles_of(u["id"], direct=direct)],
        paged=False,
    )


@operations.add("PUT", "/roles/{role_id}/users")
def set_role_users(call: Call) -> Any:
    """Give the role to these users and to no others directly."""
    found = find_role(call, to_write=True)
    relation, role_id = call.instance.user_roles, found["id"]
    new = _ids_in_body(call, call.instance.users.__contains__, "user")
    _keeping_an_admin(call, lambda ids: relation.replace_left(role_id, ids), set(relation.left_of(role_id)), new)
    return show_users(call, [call.instance.users[u] for u in new], paged=False)


@operations.add("GET", "/roles/{role_id}/groups")
def role_groups(call: Call) -> Any:
    """Groups that have the role."""
    found = find_role(call)
    return show_groups(call, (call.instance.groups[g] for g in call.instance.group_roles.left_of(found["id"])))


@operations.add("PUT", "/roles/{role_id}/groups", denied_in_core=True)
def set_role_groups(call: Call) -> Any:
    """Give the role to these groups and to no others."""
    found = find_role(call, to_write=True)
    relation, role_id, groups = call.instance.group_roles, found["id"], call.instance.groups
    old, new = set(relation.left_of(role_id)), _ids_in_body(call, groups.__contains__, "group")
    external = [g for g in sorted(old - new) if groups[g].get("externally_managed")]
    if external and call.quirk("external_group_left_out") == "422":
        names = ", ".join(groups[g]["name"] for g in external)
        raise invalid(Problem("group_ids", "invalid", f"cannot modify roles for group {names}"))
    _keeping_an_admin(call, lambda ids: relation.replace_left(role_id, ids), old, new)
    return show_groups(call, (groups[g] for g in new))


@operations.add("GET", "/users/{user_id}/roles")
def user_roles(call: Call) -> Any:
    """Roles of a user, through groups too unless ``direct_association_only``."""
    user = user_in_detail(call)
    direct = call.flag("direct_association_only")
    return call.show_list(ROLE, [call.instance.roles[r] for r in call.instance.roles_of(user["id"], direct=direct)])


@operations.add("PUT", "/users/{user_id}/roles")
def set_user_roles(call: Call) -> Any:
    """Give a user these roles and no others directly."""
    user = user_to_write(call)
    relation, user_id = call.instance.user_roles, user["id"]
    new = _ids_in_body(call, call.instance.roles.__contains__, "role")
    _keeping_an_admin(call, lambda ids: relation.replace_right(user_id, ids), set(relation.right_of(user_id)), new)
    return call.show_list(ROLE, [call.instance.roles[r] for r in new])
