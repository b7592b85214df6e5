# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Effective access: who has which role, and through which chain of groups. Pure.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from ansible_collections.biops.looker.plugins.module_utils._audited import Audited, Pairs
from ansible_collections.biops.looker.plugins.module_utils._value_class import value_class

NEEDS = ("users", "groups", "roles", "permission_sets", "model_sets")
LINKS = ("memberships", "nestings", "role_users", "role_groups")
MAX_CHAINS = 20  # of groups between one group and another: beyond that nobody reads them

Chain = tuple[str, ...]


class Line(NamedTuple):
    """A user has a role in one way: directly (no path), or through groups, the user's own first."""

    user: str
    role: str
    path: Chain = ()
    cut: bool = False  # there are further paths between these groups, which were left out


@value_class
class Access:
    """All lines, sorted by the names of user and role; and what would have to be known to be sure there are no more."""

    lines: tuple[Line, ...]
    unknown: tuple[str, ...] = ()  # parts of the instance that were not read whole

    def users_of(self) -> Mapping[str, frozenset[str]]:
        """role -> the users that have it, in whatever way."""
        found: dict[str, set[str]] = {}
        for line in self.lines:
            found.setdefault(line.role, set()).add(line.user)
        return {role: frozenset(users) for role, users in found.items()}


def effective_access(audited: Audited, max_chains: int = MAX_CHAINS) -> Access:
    """Every way in which a user has a role.

    Different chains of groups are different lines, at most `max_chains` between any two groups, the shortest first.
    Takes time in proportion to the lines. What links to an object that was not read is shown by its key.
    """
    members = _members(audited)
    grants = by_right(audited.role_groups)  # group -> roles
    lines = {Line(user, role) for role, user in audited.role_users}
    children = _nested(audited)
    for group, roles in grants.items():
        chains, cut = _chains_to(group, children, max_chains)
        for inner, found in chains.items():
            users = members.get(inner, ())
            for chain in found:
                lines.update(Line(user, role, chain, inner in cut) for user in users for role in roles)
    unknown = tuple(part for part in (*NEEDS, *LINKS) if part not in audited.read)
    return Access(tuple(_sorted(lines, audited)), unknown)


def roles_by_user(audited: Audited) -> Mapping[str, frozenset[str]]:
    """user -> every role that they have in whatever way: the lines without the ways, in less time."""
    members = _members(audited)
    children = _nested(audited)
    found: dict[str, set[str]] = {}
    for role, user in audited.role_users:
        found.setdefault(user, set()).add(role)
    for group, roles in by_right(audited.role_groups).items():
        for inner in _chains_to(group, children, 1)[0]:
            for user in members.get(inner, ()):
                found.setdefault(user, set()).update(roles)
    return {user: frozenset(roles) for user, roles in found.items()}


def _members(audited: Audited) -> Mapping[str, Iterable[str]]:
    """group -> the users in it. Everybody is in "All Users", whatever lists say."""
    found = _by_left(audited.memberships)
    for group in audited.groups.values():
        if group.everybody:
            found[group.key] = sorted(audited.users)
    return found


def _nested(audited: Audited) -> Mapping[str, list[str]]:
    """group -> the groups inside it. Looker says that "All Users" holds all groups (facts 6.6): as everybody is in it
    anyhow, paths through them say nothing."""
    everybody = {group.key for group in audited.groups.values() if group.everybody}
    return _by_left(frozenset((left, right) for left, right in audited.nestings if left not in everybody))


def _chains_to(
    group: str, children: Mapping[str, Iterable[str]], limit: int
) -> tuple[dict[str, list[Chain]], set[str]]:
    """The chains without repeats from every group below up to this one, and the groups of which some are left out.

    Level by level, from short chains to longer ones. A chain that is over the limit is not followed; the shortest one
    of a group never is, because it continues the shortest one of the group above.
    """
    found: dict[str, list[Chain]] = {group: [(group,)]}
    cut: set[str] = set()
    level: list[Chain] = [(group,)]
    while level:
        longer: list[Chain] = []
        for chain in level:
            for child in children.get(chain[0], ()):
                if child in chain:
                    continue
                known = found.setdefault(child, [])
                if len(known) < limit:
                    known.append((child, *chain))
                    longer.append(known[-1])
                else:
                    cut.add(child)
        level = longer
    return found, _with_all_below(cut, children) if cut else cut


def _with_all_below(groups: Iterable[str], children: Mapping[str, Iterable[str]]) -> set[str]:
    found = set(groups)
    todo = list(found)
    while todo:
        new = [child for child in children.get(todo.pop(), ()) if child not in found]
        found.update(new)
        todo += new
    return found


def _sorted(lines: Iterable[Line], audited: Audited) -> Iterator[Line]:
    users = {key: (user.name.lower(), key) for key, user in audited.users.items()}
    roles = {key: (role.name.lower(), key) for key, role in audited.roles.items()}

    def place(line: Line) -> tuple[tuple[str, str], tuple[str, str], int, Chain]:
        return (
            users.get(line.user, (line.user, line.user)),
            roles.get(line.role, (line.role, line.role)),
            len(line.path),
            line.path,
        )

    yield from sorted(lines, key=place)


def _by_left(pairs: Pairs) -> dict[str, list[str]]:
    return _grouped(sorted(pairs))


def by_right(pairs: Pairs) -> dict[str, list[str]]:
    """right -> every left that it is paired with, sorted."""
    return _grouped(sorted((right, left) for left, right in pairs))


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for left, right in pairs:
        found.setdefault(left, []).append(right)
    return found
