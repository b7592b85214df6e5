# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The kinds of links between objects of several types: how each is read and written.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ansible_collections.biops.looker.plugins.module_utils._resource import (
    Column,
    Link,
    LinkKind,
    PerObject,
    Ref,
    Write,
)

MEMBERSHIP = LinkKind(
    name="membership",
    left="group",
    right="user",
    column=Column("right", "group_ids"),
    per_object=PerObject("all_group_users", "group_id"),
    add=lambda link: Write("add_group_user", {"group_id": link.left}, body={"user_id": link.right}),
    remove=lambda link: Write("delete_group_user", {"group_id": link.left, "user_id": link.right}),
    inherited="nesting",
)

NESTING = LinkKind(  # left holds right
    name="nesting",
    left="group",
    right="group",
    column=Column("right", "parent_group_ids", operation="search_groups_with_hierarchy"),
    per_object=PerObject("all_group_groups", "group_id"),
    add=lambda link: Write("add_group_group", {"group_id": link.left}, body={"group_id": link.right}),
    remove=lambda link: Write("delete_group_from_group", {"group_id": link.left, "deleting_group_id": link.right}),
)

# Everyone who has a role, whichever way it reaches them. Read only; the guard of the last admin asks for it.
HOLDER = LinkKind(name="holder", left="role", right="user", per_object=PerObject("role_users", "role_id"))

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
