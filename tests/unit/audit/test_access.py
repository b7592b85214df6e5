# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Effective access: the same as going up from every user by hand, whatever the nesting, and never endless."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import pairwise

from hypothesis import given
from unit.audit.instances import EVERYBODY, EVERYTHING, VIEWER, company, instance, random_instances

from ansible_collections.biops.looker.plugins.module_utils._access import (
    MAX_CHAINS,
    Line,
    effective_access,
    roles_by_user,
)
from ansible_collections.biops.looker.plugins.module_utils._audited import Audited, Group, Role, User

Way = tuple[str, str, tuple[str, ...]]


def ways_up(audited: Audited) -> set[Way]:
    """Brute force, from the other end: every user climbs every chain of groups."""
    everybody = {group.key for group in audited.groups.values() if group.everybody}

    def climb(path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        yield path
        for parent, child in audited.nestings:
            if child == path[-1] and parent not in path and parent not in everybody:
                yield from climb((*path, parent))

    found: set[Way] = {(user, role, ()) for role, user in audited.role_users}
    for user in audited.users:
        own = {group for group, member in audited.memberships if member == user} | everybody
        for path in (path for group in own for path in climb((group,))):
            found |= {(user, role, path) for role, group in audited.role_groups if group == path[-1]}
    return found


@given(random_instances())
def test_equals_brute_force(audited: Audited) -> None:
    access = effective_access(audited, max_chains=10**9)
    assert {(line.user, line.role, line.path) for line in access.lines} == ways_up(audited)
    assert len(access.lines) == len(ways_up(audited))
    assert not any(line.cut for line in access.lines)
    assert access.unknown == ()


@given(random_instances())
def test_a_limit_hides_no_access_and_says_where_it_cuts(audited: Audited) -> None:
    truth = ways_up(audited)
    lines = effective_access(audited, max_chains=1).lines
    shown = {(line.user, line.role, line.path) for line in lines}
    assert shown <= truth
    everybody = {(user, role) for user, role, _path in truth}
    assert {(user, role) for user, role, _path in shown} == everybody
    assert {(user, role) for user, roles in roles_by_user(audited).items() for role in roles} == everybody
    for user, role, path in truth - shown:
        said = [line for line in lines if (line.user, line.role) == (user, role) and line.path]
        assert any(line.cut for line in said if (line.path[0], line.path[-1]) == (path[0], path[-1]))
        shortest = [line.path for line in said if (line.path[0], line.path[-1]) == (path[0], path[-1])]
        assert len(shortest[0]) <= len(path)


def test_each_way_is_a_line() -> None:
    audited = instance(
        users=[User("bob", "bob@acme.example")],
        groups=[Group(key, key) for key in ("team", "left", "right", "top")],
        roles=[Role("viewer", "Viewer")],
        memberships={("team", "bob")},
        nestings={("left", "team"), ("right", "team"), ("top", "left"), ("top", "right")},
        role_groups={("viewer", "top")},
        role_users={("viewer", "bob")},
    )
    assert effective_access(audited).lines == (
        Line("bob", "viewer", ()),
        Line("bob", "viewer", ("team", "left", "top")),
        Line("bob", "viewer", ("team", "right", "top")),
    )


def test_a_circle_of_groups_ends() -> None:
    audited = company(nestings={("staff", "finance"), ("finance", "staff")}, role_groups={("viewer", "finance")})
    assert Line("bob", "viewer", ("finance",)) in effective_access(audited).lines


def test_everybody_has_what_all_users_have_and_no_path_through_it_counts() -> None:
    audited = company(role_groups={("viewer", EVERYBODY.key)}, nestings={(EVERYBODY.key, "finance")})
    held = [line for line in effective_access(audited).lines if line.role == VIEWER.key]
    assert held == [Line("ada", "viewer", ("1",)), Line("bob", "viewer", ("1",))]


def test_what_was_not_read_is_said() -> None:
    audited = company(read=EVERYTHING - {"role_groups", "users"})
    assert effective_access(audited).unknown == ("users", "role_groups")


def test_many_diamonds_do_not_multiply() -> None:
    """40 layers of two groups, each inside both of the next layer: 2**40 paths from the bottom to the top."""
    layers = [(f"left{number}", f"right{number}") for number in range(40)]
    audited = instance(
        users=[User(f"u{number}", f"u{number}@acme.example") for number in range(500)],
        groups=[Group(key, key) for layer in layers for key in layer],
        roles=[Role("r", "R")],
        memberships={("left0", f"u{number}") for number in range(500)},
        nestings={(up, down) for lower, upper in pairwise(layers) for up in upper for down in lower},
        role_groups={("r", "left39")},
    )
    start = time.process_time()
    access = effective_access(audited)
    assert time.process_time() - start < 20, "well under a second; without a bound, never"
    assert len(access.lines) == 500 * MAX_CHAINS
    assert all(line.cut and len(line.path) == 40 for line in access.lines)
