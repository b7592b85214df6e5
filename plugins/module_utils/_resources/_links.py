# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The kinds of links between objects of several types: how each is read and written.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Optional

from ansible_collections.biops.looker.plugins.module_utils._facts import (
    MASKED,
    Fields,
    Link,
    Ref,
    Write,
)
from ansible_collections.biops.looker.plugins.module_utils._link_kind import Column, LinkKind, Pairs, PerObject

IdPairs = Callable[[str], Optional[Pairs]]  # link kind -> id of the left end -> ids of the right end


def _below(nesting: Pairs, group: str) -> set[str]:
    """The groups inside a group, at any depth."""
    found: set[str] = set()
    todo = list(nesting.get(group, ()))
    while todo:
        child = todo.pop()
        if child not in found:
            found.add(child)
            todo += nesting.get(child, ())
    return found


def _members_of(groups: Iterable[str], members: Pairs) -> frozenset[str]:
    return frozenset(user for group in groups for user in members.get(group, ()))


def _inherited_members(pairs: IdPairs) -> Optional[Pairs]:
    """Who is in a group through a group inside it (quirk 12.21)."""
    nesting, members = pairs("nesting"), pairs("membership")
    if nesting is None or members is None:
        return None
    return {group: _members_of(_below(nesting, group), members) for group in nesting}


def _inherited_roles(pairs: IdPairs) -> Optional[Pairs]:
    """Who has a role through a group (quirk 12.13)."""
    grants, nesting, members = pairs("role_group"), pairs("nesting"), pairs("membership")
    if grants is None or nesting is None or members is None:
        return None
    return {
        role: _members_of({inner for group in groups for inner in (group, *_below(nesting, group))}, members)
        for role, groups in grants.items()
    }


HIERARCHY = "search_groups_with_hierarchy"

MEMBERSHIP = LinkKind(
    name="membership",
    left="group",
    right="user",
    column=Column("right", "group_ids"),
    per_left=PerObject("all_group_users", "group_id"),
    add=lambda link: Write("add_group_user", {"group_id": link.left}, body={"user_id": link.right}),
    remove=lambda link: Write("delete_group_user", {"group_id": link.left, "user_id": link.right}),
    implied=_inherited_members,
    implied_by=("group",),
    words="membership of {right} in {left}",
)

NESTING = LinkKind(  # left holds right
    name="nesting",
    left="group",
    right="group",
    column=Column("right", "parent_group_ids", operation=HIERARCHY),
    per_left=PerObject("all_group_groups", "group_id"),
    add=lambda link: Write("add_group_group", {"group_id": link.left}, body={"group_id": link.right}),
    remove=lambda link: Write("delete_group_from_group", {"group_id": link.left, "deleting_group_id": link.right}),
    words="membership of {right} in {left}",
)

DIRECT = {"direct_association_only": True}

ROLE_USER = LinkKind(  # direct grants only
    name="role_user",
    left="role",
    right="user",
    column=Column("right", "role_ids"),
    per_left=PerObject("role_users", "role_id", DIRECT),
    per_right=PerObject("user_roles", "user_id", DIRECT),
    replace_left=lambda role, links: Write("set_role_users", {"role_id": role}, body=[link.right for link in links]),
    replace_right=lambda user, links: Write("set_user_roles", {"user_id": user}, body=[link.left for link in links]),
    implied=_inherited_roles,
    implied_by=("group",),
    words="{left} of {right}",
)

ROLE_GROUP = LinkKind(
    name="role_group",
    left="role",
    right="group",
    column=Column("right", "role_ids", operation=HIERARCHY),
    per_left=PerObject("role_groups", "role_id"),
    replace_left=lambda role, links: Write("set_role_groups", {"role_id": role}, body=[link.right for link in links]),
    words="{left} of {right}",
)

VALUES = {"fields": "user_attribute_id,value,value_is_hidden,source,rank"}


def _own_value(row: Mapping[str, Any]) -> Optional[tuple[str, str]]:
    """A value that the user has of their own, not one that comes from a group or the default (facts 6.16)."""
    if row.get("source") != "User Setting" and row.get("rank") != -1:
        return None
    return str(row["user_attribute_id"]), _value(row)


def _group_value(row: Mapping[str, Any]) -> tuple[str, str]:
    return str(row["group_id"]), _value(row)


def _value(row: Mapping[str, Any]) -> str:
    return MASKED if row.get("value_is_hidden") else str(row.get("value") or "")


def _hides(attribute: Fields) -> bool:
    return bool(attribute.get("value_is_hidden"))


def _takes_values(attribute: Fields) -> bool:
    """Looker computes the values of most of its own attributes; those with a default can be set (facts 6.15)."""
    return not attribute.get("is_system") or attribute.get("default_value") is not None


def _at_user(link: Link) -> Mapping[str, Ref]:
    return {"user_id": link.left, "user_attribute_id": link.right}


def _at_group(link: Link) -> Mapping[str, Ref]:
    return {"group_id": link.right, "user_attribute_id": link.left}


USER_VALUE = LinkKind(
    name="user_value",
    left="user",
    right="user_attribute",
    per_left=PerObject("user_attribute_user_values", "user_id", VALUES, _own_value),
    add=lambda link: Write("set_user_attribute_user_value", _at_user(link), body={"value": link.value}),
    change=lambda link: Write("set_user_attribute_user_value", _at_user(link), body={"value": link.value}),
    remove=lambda link: Write("delete_user_attribute_user_value", _at_user(link)),
    hides=_hides,
    hidden_by="right",
    carried_by=_takes_values,
    words="value of {right} for {left}",
)

GROUP_VALUE = LinkKind(  # the order of an attribute's groups is their precedence (facts 6.16)
    name="group_value",
    left="user_attribute",
    right="group",
    per_left=PerObject("all_user_attribute_group_values", "user_attribute_id", row=_group_value),
    add=lambda link: Write("update_user_attribute_group_value", _at_group(link), body={"value": link.value}),
    change=lambda link: Write("update_user_attribute_group_value", _at_group(link), body={"value": link.value}),
    remove=lambda link: Write("delete_user_attribute_group_value", _at_group(link)),
    replace_left=lambda attribute, links: Write(
        "set_user_attribute_group_values",
        {"user_attribute_id": attribute},
        body=[{"group_id": link.right, "value": link.value} for link in links],
    ),
    hides=_hides,
    hidden_by="left",
    carried_by=_takes_values,
    words="value of {left} for {right}",
)

EMAIL = Ref("credential", "email")
CREDENTIAL = "credential"  # left: a user; right: a login, by its type and, where there may be several, its id


def _email_call(operation: str, link: Link) -> Write:
    return Write(operation, {"user_id": link.left}, body={"email": link.value})


def _remove_credential(link: Link) -> Write:
    kind, _slash, identifier = link.right.key.partition("/")
    path: dict[str, Any] = {"user_id": link.left}
    if identifier:
        path[f"credentials_{kind}_id"] = identifier
    return Write(f"delete_user_credentials_{kind}", path)


def _held(user: Ref, record: Mapping[str, Any]) -> Iterable[Link]:
    for login in record.get("logins") or ():
        yield Link(CREDENTIAL, user, Ref("credential", login), record["login_address"] if login == EMAIL.key else "")


LOGIN = LinkKind(
    name=CREDENTIAL,
    left="user",
    right="credential",
    held=_held,
    add=lambda link: _email_call("create_user_credentials_email", link),
    change=lambda link: _email_call("update_user_credentials_email", link),
    remove=_remove_credential,
    probe=lambda link: Write("user_credentials_email", {"user_id": link.left}, query={"fields": "email"}),
    probe_value="email",
    claims=lambda link: frozenset({Ref("user", link.value.lower())} if link.value else ()),
)
