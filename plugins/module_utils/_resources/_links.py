# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The kinds of links between objects of several types: how each is read and written.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Optional

from ansible_collections.biops.looker.plugins.module_utils._resource import (
    Column,
    Link,
    LinkKind,
    Pairs,
    PerObject,
    Ref,
    Write,
)

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
)

NESTING = LinkKind(  # left holds right
    name="nesting",
    left="group",
    right="group",
    column=Column("right", "parent_group_ids", operation=HIERARCHY),
    per_left=PerObject("all_group_groups", "group_id"),
    add=lambda link: Write("add_group_group", {"group_id": link.left}, body={"group_id": link.right}),
    remove=lambda link: Write("delete_group_from_group", {"group_id": link.left, "deleting_group_id": link.right}),
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
)

ROLE_GROUP = LinkKind(
    name="role_group",
    left="role",
    right="group",
    column=Column("right", "role_ids", operation=HIERARCHY),
    per_left=PerObject("role_groups", "role_id"),
    replace_left=lambda role, links: Write("set_role_groups", {"role_id": role}, body=[link.right for link in links]),
)

EMAIL = Ref("credential", "email")
CREDENTIAL = "credential"  # left: a user; right: the type of credential; value: the address it logs in with


def _email_call(operation: str, link: Link, body: bool = True) -> Write:
    return Write(operation, {"user_id": link.left}, body={"email": link.value} if body else None)


def _held(user: Ref, record: Mapping[str, Any]) -> Iterable[Link]:
    if record.get("login_address"):
        yield Link(CREDENTIAL, user, EMAIL, record["login_address"])


EMAIL_CREDENTIAL = LinkKind(
    name=CREDENTIAL,
    left="user",
    right="credential",
    held=_held,
    add=lambda link: _email_call("create_user_credentials_email", link),
    change=lambda link: _email_call("update_user_credentials_email", link),
    remove=lambda link: _email_call("delete_user_credentials_email", link, body=False),
    probe=lambda link: Write("user_credentials_email", {"user_id": link.left}, query={"fields": "email"}),
    probe_value="email",
    claims=lambda link: frozenset({Ref("user", link.value.lower())}),
)
