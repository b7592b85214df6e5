# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Groups, who is in them, and which groups are in which."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from looker_sandbox.call import Call, as_id
from looker_sandbox.errors import ApiError, invalid, missing, not_found
from looker_sandbox.instance import ALL_USERS
from looker_sandbox.operations import Operations
from looker_sandbox.paging import Page
from looker_sandbox.resources.role_model import ROLE
from looker_sandbox.resources.user import show_users
from looker_sandbox.resources.user_model import USER
from looker_sandbox.schema import ALL_VERSIONS, ONLY_4, Field, Model
from looker_sandbox.search import Filter, Row, flag_filter, number_filter, text_filter

operations = Operations()
NOT_3_0 = ALL_VERSIONS - {"3.0"}


def _can(call: Call, group: Row) -> dict[str, bool]:
    """What the caller may do with the group (facts 4.11, 6.2)."""
    admin, own = call.is_admin, not group.get("externally_managed")
    return {
        "show": True,
        "create": admin,
        "index": True,
        "update": admin and own,
        "delete": admin and group["id"] != ALL_USERS,
        "edit_in_ui": admin and own,
        "add_to_content_metadata": admin,
    }


def _own(call: Call) -> set[int]:
    """The groups that the caller is in, directly or through others."""
    return call.instance.all_groups_of(call.caller["id"])


def _parents(call: Call, group: Row) -> set[int]:
    """Every group but All Users is in All Users (facts 6.6)."""
    if group["id"] == ALL_USERS:
        return set()
    return call.instance.children.left_of(group["id"]) | {ALL_USERS}


_FIELDS = (
    Field("can_add_to_content_metadata", True, writable=True, kind=bool),
    Field("external_group_id"),
    Field("id", is_id=True),
    Field("name", writable=True, kind=str),
    Field("user_count", value=lambda call, group: len(call.instance.users_in(group["id"]))),
    Field("externally_managed", False),
    Field("include_by_default", False),
    Field("contains_current_user", value=lambda call, group: group["id"] in _own(call)),
)
_CAN = Field("can", value=_can)

GROUP = Model("Group", *_FIELDS, _CAN)
GROUP_WITH_HIERARCHY = Model(
    "GroupHierarchy",
    *_FIELDS,
    Field("parent_group_ids", value=_parents, is_id=True),
    Field("role_ids", value=lambda call, group: call.instance.group_roles.right_of(group["id"]), is_id=True),
    _CAN,
)
GROUP_WITH_ROLES = Model(
    "GroupSearch",
    *_FIELDS,
    Field(
        "roles",
        value=lambda call, group: [
            call.instance.roles[r] for r in sorted(call.instance.group_roles.right_of(group["id"]))
        ],
        model=ROLE,
    ),
    _CAN,
)

FILTERS: dict[str, Filter] = {
    "id": number_filter(lambda g: g["id"]),
    "name": text_filter(lambda g: g["name"]),
    "external_group_id": text_filter(lambda g: g.get("external_group_id")),
    "externally_managed": flag_filter(lambda g: g.get("externally_managed", False)),
    "externally_orphaned": flag_filter(lambda g: g.get("externally_orphaned", False)),
}


def visible_groups(call: Call) -> list[Row]:
    """The groups that the caller may list."""
    own = _own(call)
    return call.listable(call.instance.groups.read_all(), lambda group: group["id"] in own)


def show_groups(call: Call, groups: Iterable[Row]) -> Page:
    """Those of some groups that the caller may see."""
    own = _own(call)
    return call.show_list(GROUP, [group for group in groups if call.sees_all or group["id"] in own])


def find_group(call: Call) -> Row:
    """The group that the path names, as a reader sees it. Raises 404."""
    group = call.instance.groups.read(call.argument("group_id"))
    if group is None or not (call.sees_all or group["id"] in _own(call)):
        raise not_found()
    return group


def group_to_write(call: Call, argument: str = "group_id") -> Row:
    """The group that the path names, for a caller who may change groups. Raises 404."""
    call.demand_admin()
    group = call.instance.groups.get(call.argument(argument))
    if group is None:
        raise not_found()
    return group


# Reading


@operations.add("GET", "/groups")
def all_groups(call: Call) -> Any:
    """All groups, or those named by ``ids``."""
    groups = visible_groups(call)
    filters = {
        "ids": number_filter(lambda g: g["id"]),
        "can_add_to_content_metadata": flag_filter(lambda g: g.get("can_add_to_content_metadata", True)),
    }
    return call.show_list(GROUP, call.selected(groups, filters), by_limit=call.version == "4.0", by_page=True)


@operations.add("GET", "/groups/search", versions=NOT_3_0)
def search_groups(call: Call) -> Any:
    """Groups by search parameters."""
    return call.show_list(GROUP, call.selected(visible_groups(call), FILTERS), by_limit=True)


@operations.add("GET", "/groups/search/with_roles", versions=ONLY_4)
def search_groups_with_roles(call: Call) -> Any:
    """The same, with the roles of each group."""
    return call.show_list(GROUP_WITH_ROLES, call.selected(visible_groups(call), FILTERS), by_limit=True)


@operations.add("GET", "/groups/search/with_hierarchy", versions=ONLY_4)
def search_groups_with_hierarchy(call: Call) -> Any:
    """The same, with the parents and role ids of each group."""
    return call.show_list(GROUP_WITH_HIERARCHY, call.selected(visible_groups(call), FILTERS), by_limit=True)


@operations.add("GET", "/groups/{group_id}")
def group(call: Call) -> Any:
    """One group."""
    return call.show(GROUP, find_group(call))


@operations.add("GET", "/groups/{group_id}/groups")
def all_group_groups(call: Call) -> Any:
    """The groups that are directly in a group; those of All Users are all others."""
    found = find_group(call)
    if found["id"] == ALL_USERS:
        return show_groups(call, (g for g in call.instance.groups if g is not found))
    return show_groups(call, (call.instance.groups[g] for g in call.instance.children.right_of(found["id"])))


@operations.add("GET", "/groups/{group_id}/users")
def all_group_users(call: Call) -> Any:
    """The users that are directly in a group."""
    users = call.instance.users
    return show_users(call, [users[u] for u in call.instance.users_in(find_group(call)["id"])])


# Writing


def _read_group(call: Call, current: Row | None) -> dict[str, Any]:
    values = GROUP.read_body(call, call.object)
    if current is None or "name" in values:
        name = str(values.get("name") or "")
        if not name.strip():
            raise invalid(missing("name"))
        if any(g["name"] == name and g is not current for g in call.instance.groups):
            raise call.taken("duplicate_group", "Group name is already in use.", "name")
        values["name"] = name
    return values


def _deny_external(group: Row) -> None:
    """All Users and groups that single sign-on mirrors are not changed by hand (facts 6.2 to 6.4)."""
    if group.get("externally_managed"):
        raise ApiError(403, "Permission Denied")


@operations.add("POST", "/groups")
def create_group(call: Call) -> Any:
    """A new group."""
    call.demand_admin()
    values = _read_group(call, None)
    return call.show(GROUP, call.instance.groups.insert(values, stale_reads=call.instance.stale_reads))


@operations.add("PATCH", "/groups/{group_id}")
def update_group(call: Call) -> Any:
    """Rename a group, or say whether it may be given access to content."""
    group = group_to_write(call)
    values = _read_group(call, group)
    _deny_external(group)
    call.instance.groups.update(group, values, stale_reads=call.instance.stale_reads)
    return call.show(GROUP, group)


@operations.add("DELETE", "/groups/{group_id}")
def delete_group(call: Call) -> Any:
    """Delete a group, and every link it has (facts 6.7)."""
    group = group_to_write(call)
    if group["id"] == ALL_USERS:
        raise ApiError(403, "Permission Denied")
    call.instance.groups.delete(group["id"])
    call.instance.members.forget_left(group["id"])
    call.instance.group_roles.forget_left(group["id"])
    call.instance.children.forget_left(group["id"])
    call.instance.children.forget_right(group["id"])
    for value in [v for v in call.instance.group_values if v["group_id"] == group["id"]]:
        call.instance.group_values.delete(value["id"])


def _id_in_body(call: Call, name: str) -> int:
    if name not in call.object:
        raise ApiError(400, f"'{name}' is required.")
    return as_id(call.object[name])


@operations.add("POST", "/groups/{group_id}/users")
def add_group_user(call: Call) -> Any:
    """Put a user into a group; answers with the user (facts 6.5). Once more: the quirk ``member_twice``."""
    group = group_to_write(call)
    user = call.instance.users.get(_id_in_body(call, "user_id"))
    if user is None:
        raise not_found()
    if group["id"] in call.instance.groups_of(user["id"]):
        if call.quirk("member_twice") != "200":
            raise call.refuse("member_twice", "User is already a member of the group.", "user_id", "already_exists")
        return call.show(USER, user)
    _deny_external(group)
    call.instance.members.add(group["id"], user["id"])
    return call.show(USER, user)


@operations.add("DELETE", "/groups/{group_id}/users/{user_id}")
def delete_group_user(call: Call) -> Any:
    """Take a user out of a group."""
    group, user_id = group_to_write(call), call.argument("user_id")
    if user_id not in call.instance.users:
        raise not_found()
    _deny_external(group)
    if (group["id"], user_id) not in call.instance.members:
        raise not_found()
    call.instance.members.remove(group["id"], user_id)
    return None


@operations.add("POST", "/groups/{group_id}/groups")
def add_group_group(call: Call) -> Any:
    """Put a group into a group; answers with the child (facts 6.5)."""
    parent = group_to_write(call)
    child = call.instance.groups.get(_id_in_body(call, "group_id"))
    if child is None:
        raise not_found()
    if (parent["id"], child["id"]) in call.instance.children or parent["id"] == ALL_USERS != child["id"]:
        if call.quirk("member_twice") != "200":
            raise call.refuse("member_twice", "Group is already a member of the group.", "group_id", "already_exists")
        return call.show(GROUP, child)
    _deny_external(parent)
    if child["id"] == ALL_USERS or call.instance.would_be_circle(parent["id"], child["id"]):
        raise ApiError(400, "A group cannot contain itself.")
    call.instance.children.add(parent["id"], child["id"])
    return call.show(GROUP, child)


@operations.add("DELETE", "/groups/{group_id}/groups/{deleting_group_id}")
def delete_group_from_group(call: Call) -> Any:
    """Take a group out of a group."""
    parent, child_id = group_to_write(call), call.argument("deleting_group_id")
    _deny_external(parent)
    if (parent["id"], child_id) not in call.instance.children:
        raise not_found()
    call.instance.children.remove(parent["id"], child_id)
    return None
