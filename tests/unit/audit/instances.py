# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Instances to audit, small and random."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime, timezone
from typing import Any, TypeVar

from hypothesis import strategies as st

from ansible_collections.biops.looker.plugins.module_utils._audited import (
    Audited,
    Group,
    ModelSet,
    PermissionSet,
    Role,
    User,
)

NOW = datetime(2026, 11, 24, 12, tzinfo=timezone.utc)
EVERYTHING = frozenset(item.name for item in fields(Audited)) - {"now", "read"}
_T = TypeVar("_T", bound=Any)


def by_key(records: Iterable[_T]) -> dict[str, _T]:
    """Records by their keys."""
    return {record.key: record for record in records}


def instance(**parts: Any) -> Audited:
    """An instance that was read whole; lists of records may be given as they are."""
    given = {name: by_key(value) if isinstance(value, list) else value for name, value in parts.items()}
    given = {name: frozenset(value) if isinstance(value, set) else value for name, value in given.items()}
    return Audited(**{"now": NOW, "read": EVERYTHING, **given})


ADMIN_SET = PermissionSet("admin", "Admin", frozenset({"administer", "see_users"}), all_access=True, built_in=True)
VIEWER_SET = PermissionSet("viewer", "Viewer", frozenset({"access_data", "see_looks"}))
ALL_MODELS = ModelSet("all", "All", all_access=True, built_in=True)
FINANCE_MODELS = ModelSet("finance", "Finance models", frozenset({"finance"}))
ADMIN = Role("admin", "Admin", "admin", "all", built_in=True)
VIEWER = Role("viewer", "Viewer", "viewer", "finance")
EVERYBODY = Group("1", "All Users", everybody=True, external=True)


def company(**parts: Any) -> Audited:
    """Ada is an admin, Bob is a viewer through Finance > Staff; the rest as given."""
    return instance(
        **{
            "users": [User("ada", "ada@acme.example", logins=frozenset()), User("bob", "bob@acme.example")],
            "groups": [EVERYBODY, Group("finance", "Finance"), Group("staff", "Staff")],
            "permission_sets": [ADMIN_SET, VIEWER_SET],
            "model_sets": [ALL_MODELS, FINANCE_MODELS],
            "roles": [ADMIN, VIEWER],
            "memberships": {("finance", "bob")},
            "nestings": {("staff", "finance")},
            "role_users": {("admin", "ada")},
            "role_groups": {("viewer", "staff")},
            **parts,
        }
    )


@st.composite
def random_instances(draw: st.DrawFn, acyclic: bool = False) -> Audited:
    """Any nesting of up to seven groups, diamonds and circles among them."""
    users = [User(f"u{number}", f"u{number}@x.example") for number in range(draw(st.integers(0, 4)))]
    count = draw(st.integers(0, 7))
    groups = [Group(f"g{number}", f"G{number}", everybody=number == 0) for number in range(count)]
    roles = [Role(f"r{number}", f"R{number}") for number in range(draw(st.integers(0, 3)))]

    def pairs(left: list[Any], right: list[Any]) -> frozenset[tuple[str, str]]:
        every = [(one.key, other.key) for one in left for other in right if one is not other]
        if acyclic and left is right:
            every = [(one, other) for one, other in every if one < other]
        return frozenset(draw(st.sets(st.sampled_from(every)))) if every else frozenset()

    return instance(
        users=users,
        groups=groups,
        roles=roles,
        memberships=pairs(groups, users),
        nestings=pairs(groups, groups),
        role_users=pairs(roles, users),
        role_groups=pairs(roles, groups),
    )
