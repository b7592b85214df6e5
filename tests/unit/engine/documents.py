# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random states and random declarations of users and groups, and what the laws say must come of them.

A document is what a user writes: {"users": [options, …], "groups": [options, …]}.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st
from unit.engine.model import Row, State

from ansible_collections.biops.looker.plugins.module_utils._declaration import declare
from ansible_collections.biops.looker.plugins.module_utils._resources._all import ALL as TYPES
from ansible_collections.biops.looker.plugins.module_utils._state import Want

Document = dict[str, list[Row]]
Pair = tuple[str, str]
ADDRESSES = tuple(f"{name}@model.example" for name in "abcd")
GROUPS = ("ga", "gb", "gc", "gd")


def want(document: Document, **options: Any) -> Want:
    """What a document asks for."""
    declared = [declare(TYPES, TYPES.by_plural(plural), item) for plural in document for item in document[plural]]
    return Want(tuple(declared), **{"max_removals": 1000, **options})


# Strategies


@st.composite
def states(draw: st.DrawFn) -> State:
    users = {
        address: {"first_name": draw(st.sampled_from("XY")), "is_disabled": draw(st.booleans())}
        for address in draw(st.sets(st.sampled_from(ADDRESSES)))
    }
    groups = {
        name: {"can_add_to_content_metadata": draw(st.booleans())} for name in draw(st.sets(st.sampled_from(GROUPS)))
    }
    members = {(group, user) for group in sorted(groups) for user in sorted(users) if draw(st.booleans())}
    children = {(one, two) for one in sorted(groups) for two in sorted(groups) if one < two and draw(st.booleans())}
    return State(users, groups, members, children)


@st.composite
def documents(draw: st.DrawFn, renames: bool = False) -> Document:
    """Declarations that may contradict each other; nesting has no circles, unless a rename makes one."""
    users = [_user(draw, address, renames) for address in sorted(draw(st.sets(st.sampled_from(ADDRESSES))))]
    groups = [_group(draw, name, renames) for name in sorted(draw(st.sets(st.sampled_from(GROUPS))))]
    return {"users": users, "groups": groups}


def _user(draw: st.DrawFn, address: str, renames: bool) -> Row:
    options: Row = {"email": address, **_common(draw)}
    if draw(st.booleans()):
        options["first_name"] = draw(st.sampled_from("XYZ"))
    if draw(st.integers(0, 3)) == 0:
        options["is_disabled"] = draw(st.booleans())
    if draw(st.booleans()):
        options["groups"] = draw(_entries(GROUPS))
    if renames and options["state"] == "present" and draw(st.booleans()):
        options["previous_email"] = draw(st.sampled_from(ADDRESSES))
    return options


def _group(draw: st.DrawFn, name: str, renames: bool) -> Row:
    options: Row = {"name": name, **_common(draw)}
    if draw(st.integers(0, 3)) == 0:
        options["can_add_to_content_metadata"] = draw(st.booleans())
    if draw(st.booleans()):
        options["users"] = draw(_entries(ADDRESSES))
    if draw(st.integers(0, 2)) == 0:
        options["groups"] = draw(_entries(tuple(other for other in GROUPS if other > name)))
    if renames and options["state"] == "present" and draw(st.booleans()):
        options["previous_name"] = draw(st.sampled_from(GROUPS))
    return options


def _common(draw: st.DrawFn) -> Row:
    mode = draw(st.sampled_from(["exact", "exact", "add", "remove"]))
    return {"list_mode": mode, "state": "absent" if draw(st.integers(0, 6)) == 0 else "present"}


def _entries(names: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(names), max_size=3) if names else st.just([])


# The laws, stated a second time and by names only


@dataclass
class Expected:
    """What has to come of a document: refused, or names unknown objects, or ends in a state after so many writes."""

    refused: bool = False
    unknown: bool = False
    state: State = field(default_factory=State)
    writes: int = 0


@dataclass
class _Lists:
    wanted: set[Pair] = field(default_factory=set)
    unwanted: set[Pair] = field(default_factory=set)
    exact: set[tuple[int, str]] = field(default_factory=set)  # (position in the pair, name)
    empty: set[tuple[int, str]] = field(default_factory=set)

    def read(self, items: Iterable[Row], option: str, key: str, at: int) -> None:
        for item in items:
            if item["state"] == "absent" or option not in item:
                continue
            pairs = {(item[key], other) if at == 0 else (other, item[key]) for other in item[option]}
            if item["list_mode"] == "remove":
                self.unwanted |= pairs
                continue
            self.wanted |= pairs
            if item["list_mode"] == "exact":
                self.exact.add((at, item[key]))
                if not pairs:
                    self.empty.add((at, item[key]))

    def contradict(self) -> bool:
        return bool(self.wanted & self.unwanted) or any(
            pair[at] == name for at, name in self.empty for pair in self.wanted
        )

    def after(self, before: set[Pair]) -> set[Pair]:
        """The law of lists: a link goes if and only if it is not declared, and a list that is the whole truth leaves
        it out or `list_mode: remove` names it."""
        owned = {pair for pair in before for at in (0, 1) if (at, pair[at]) in self.exact}
        return (before | self.wanted) - ((owned | self.unwanted) - self.wanted)


def expected(document: Document, before: State) -> Expected:
    """What the laws say about a document. Lists of membership are (group, address), of nesting (parent, child)."""
    users, groups = document["users"], document["groups"]
    renamed_users = _renames(users, "email", "previous_email", before.users)
    renamed_groups = _renames(groups, "name", "previous_name", before.groups)
    if renamed_users is None or renamed_groups is None:
        return Expected(refused=True)
    start = _renamed(before, renamed_users, renamed_groups)
    members, children = _Lists(), _Lists()
    members.read(groups, "users", "name", 0)
    members.read(users, "groups", "email", 1)
    children.read(groups, "groups", "name", 0)
    if members.contradict() or children.contradict():
        return Expected(refused=True)
    end_users, user_writes = _objects(users, "email", ("first_name", "is_disabled"), start.users, new=2)
    renames = set(renamed_groups.values())
    end_groups, group_writes = _objects(groups, "name", ("can_add_to_content_metadata",), start.groups, 1, renames)
    absent_users = {item["email"] for item in users if item["state"] == "absent"}
    absent_groups = {item["name"] for item in groups if item["state"] == "absent"}
    named_users = {user for _group, user in members.wanted}
    named_groups = {group for group, _user in members.wanted} | {group for pair in children.wanted for group in pair}
    if named_users & absent_users or named_groups & absent_groups:
        return Expected(refused=True)
    end = State(end_users, end_groups)
    end.members = {(g, u) for g, u in members.after(start.members) if g in end_groups and u in end_users}
    end.children = {(p, c) for p, c in children.after(start.children) if p in end_groups and c in end_groups}
    if _has_circle(end.children):
        return Expected(refused=True)
    if not named_users <= end_users.keys() or not named_groups <= end_groups.keys():
        return Expected(unknown=True)
    kept_members = {(g, u) for g, u in start.members if g in end_groups and u in end_users}
    kept_children = {(p, c) for p, c in start.children if p in end_groups and c in end_groups}
    links = len(kept_members ^ end.members) + len(kept_children ^ end.children)
    return Expected(state=end, writes=len(renamed_users) + user_writes + group_writes + links)


def _has_circle(children: set[Pair]) -> bool:
    """Whether a group holds itself, through others. Renames can make a circle that the lists do not show."""
    left = set(children)
    while left:
        parents = {parent for parent, _child in left}
        rest = {(parent, child) for parent, child in left if child in parents}
        if rest == left:
            return True
        left = rest
    return False


def _objects(
    items: list[Row], key: str, names: tuple[str, ...], before: dict[str, Row], new: int, renamed: Iterable[str] = ()
) -> tuple[dict[str, Row], int]:
    """The objects afterwards, and the writes for them. A renaming that is part of an update costs nothing more."""
    after, writes = {name: dict(row) for name, row in before.items()}, 0
    for item in items:
        name, fields = item[key], {field: item[field] for field in names if field in item}
        if item["state"] == "absent":
            writes += after.pop(name, None) is not None
        elif name not in after:
            after[name] = fields
            writes += new
        else:
            writes += name in renamed or any(after[name].get(field) != value for field, value in fields.items())
            after[name].update(fields)
    return after, writes


def _renames(items: list[Row], key: str, previous: str, before: dict[str, Row]) -> dict[str, str] | None:
    """old name -> new name; None where it cannot be told which object is meant."""
    present = [item for item in items if item["state"] == "present"]
    moving = [(item[previous], item[key]) for item in present if previous in item and item[previous] != item[key]]
    moving = [(old, new) for old, new in moving if old in before]
    renamed: dict[str, str] = {}
    for _turn in moving:
        for old, new in moving:
            if (new not in before or new in renamed) and renamed.setdefault(old, new) != new:
                return None  # one object cannot get two names
    declared = {item[key] for item in present}
    if any(new not in renamed.values() and old not in declared | renamed.keys() for old, new in moving):
        return None  # both exist
    return renamed


def _renamed(before: State, users: dict[str, str], groups: dict[str, str]) -> State:
    return State(
        {users.get(name, name): row for name, row in before.users.items()},
        {groups.get(name, name): row for name, row in before.groups.items()},
        {(groups.get(group, group), users.get(user, user)) for group, user in before.members},
        {(groups.get(one, one), groups.get(two, two)) for one, two in before.children},
    )
