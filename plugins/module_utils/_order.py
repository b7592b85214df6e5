# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""In which order changes may be carried out: facts, not a table of layers. Pure.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Union

from ansible_collections.biops.looker.plugins.module_utils._facts import (
    Link,
    Place,
    Ref,
)
from ansible_collections.biops.looker.plugins.module_utils._state import Change, Have, PlanError


def prerequisites(changes: Iterable[Change]) -> dict[Change, set[Change]]:
    """What each change has to wait for.

    It waits for the objects it names to be made, for a name it takes to be given up, and a deletion waits for the
    changes that drop the last reference to the object. A new object that gets its name by a call of its own (a user's
    address) gets nothing else before: if that call fails, a later run can tell that nobody uses the object (rule 7).
    """
    changes = tuple(changes)
    makes: dict[Union[Ref, Place], Change] = {made: change for change in changes for made in [change.makes] if made}
    ends: dict[Union[Ref, Place], Change] = {ended: change for change in changes for ended in [change.ends] if ended}
    frees = {ref: change for change in changes for ref in change.frees}
    names = {ref: change for change in changes if isinstance(change.target, Link) for ref in change.claims}
    updates: dict[Union[Ref, Place], set[Change]] = {}
    drops: dict[Ref, set[Change]] = {}
    for change in changes:
        if change.verb == "update":
            updates.setdefault(change.owner, set()).add(change)
        for ref in change.drops:
            drops.setdefault(ref, set()).add(change)
    waits: dict[Change, set[Change]] = {}
    for change in changes:
        refs = change.write.refs()
        made = refs & makes.keys()
        needed = {makes[ref] for ref in made}
        if made and not (isinstance(change.target, Link) and change.claims):
            needed |= {names[ref] for ref in made if ref in names}
        needed |= {frees[ref] for ref in change.claims if ref in frees}
        for end in change.after:
            needed |= updates.get(end, set())
            needed |= {done[end] for done in (makes, ends) if end in done}
        if change.verb == "delete" and isinstance(change.target, Ref):
            needed |= drops.get(change.target, set())
        needed.discard(change)
        waits[change] = needed
    return waits


def opened_first(changes: Sequence[Change], have: Have, gone: frozenset[Ref]) -> list[Change]:
    """The same links, where one that would close a circle waits for those that open it: Looker allows none, not even
    for a moment. `have`: with the links of `gone`, the objects that are deleted."""
    unlinked = {change.ends for change in changes}
    come = {change.target for change in changes if change.verb == "link" and isinstance(change.target, Link)}
    nesting = {link.kind for link in come if link.left.type == link.right.type}
    there = [link for kind in nesting for link in have.links.get(kind, ())]
    going = [link for link in there if link.place in unlinked or {link.left, link.right} & gone]
    if not going:
        return list(changes)
    down: dict[tuple[str, Ref], set[Ref]] = {}
    for link in (*there, *come):
        down.setdefault((link.kind, link.left), set()).add(link.right)

    def opening(change: Change) -> frozenset[Union[Place, Ref]]:
        link = change.target
        if not isinstance(link, Link) or link not in come or link.kind not in nesting:
            return frozenset()
        below = _below(link.kind, link.right, down)
        if link.left not in below:
            return frozenset()
        circle = [gap for gap in going if gap.left in below and link.left in _below(link.kind, gap.right, down)]
        places = {gap.place for gap in circle if gap.place in unlinked}
        return frozenset({*places, *(ref for gap in circle for ref in {gap.left, gap.right} & gone)})

    waits = [(change, opening(change)) for change in changes]
    return [replace(change, after=change.after | first) if first else change for change, first in waits]


def _below(kind: str, top: Ref, down: Mapping[tuple[str, Ref], set[Ref]]) -> set[Ref]:
    """An object and all that it holds, directly or not."""
    found, todo = {top}, [top]
    while todo:
        new = down.get((kind, todo.pop()), set()) - found
        found |= new
        todo += new
    return found


def waves(changes: Sequence[Change]) -> list[list[Change]]:
    """The changes in groups that may run in parallel. Raises PlanError where changes wait for each other."""
    waits, result = prerequisites(changes), []
    blocked = {change: len(needed) for change, needed in waits.items()}
    followers: dict[Change, list[Change]] = {}
    for change, needed in waits.items():
        for earlier in needed:
            followers.setdefault(earlier, []).append(change)
    ready = [change for change, count in blocked.items() if not count]
    left = len(blocked)
    while ready:
        result.append(ready)
        left -= len(ready)
        following = []
        for change in ready:
            for follower in followers.get(change, ()):
                blocked[follower] -= 1
                if not blocked[follower]:
                    following.append(follower)
        ready = following
    if left:
        circle = sorted(str(change) for change, count in blocked.items() if count)
        raise PlanError(["these changes wait for each other: " + ", ".join(circle)])
    return result
