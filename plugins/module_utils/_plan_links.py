# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which links come and go. Pure.

Note: this module_utils is private to the biops.looker collection and may change without notice.

The law: a link goes if and only if a side that owns its list exactly is declared and no side declares the link, or
`list_mode: remove` names it, or one of its ends is deleted; guards and scope permitting.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Optional, Union

from ansible_collections.biops.looker.plugins.module_utils._facts import (
    MASKED,
    End,
    Fields,
    Link,
    Place,
    Ref,
)
from ansible_collections.biops.looker.plugins.module_utils._link_kind import LinkList
from ansible_collections.biops.looker.plugins.module_utils._resource import Declared, FollowUp, Types
from ansible_collections.biops.looker.plugins.module_utils._settle import Settled, Settlement, unseen
from ansible_collections.biops.looker.plugins.module_utils._state import (
    Have,
    PlanError,
    Questions,
    Want,
)
from ansible_collections.biops.looker.plugins.module_utils._value_class import field, value_class


def ends(link: Union[Link, Place]) -> tuple[End, End]:
    return (link.kind, "left", link.left), (link.kind, "right", link.right)


@dataclass
class LinkWishes:
    """What all declarations together say about links."""

    wanted: dict[Place, Link] = field(default_factory=dict)
    unwanted: set[Place] = field(default_factory=set)  # named for removal
    lists: dict[End, Settled] = field(default_factory=dict)  # objects that declare a list
    exact: set[End] = field(default_factory=set)  # those whose list is the whole truth
    empty: set[End] = field(default_factory=set)  # those whose list has no entries
    orders: dict[End, list[Ref]] = field(default_factory=dict)  # those whose order counts
    added: dict[End, list[Place]] = field(default_factory=dict)  # those that are added to, in an order that counts
    own: set[End] = field(default_factory=set)  # objects whose fields are links of this kind
    calls: list[tuple[Ref, FollowUp]] = field(default_factory=list)
    shows: dict[Ref, Mapping[str, tuple[Any, Any]]] = field(default_factory=dict)  # further entries of the diff
    unknown: list[str] = field(default_factory=list)  # references to objects that do not exist
    warnings: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


class _Wisher:
    """Collects the wishes of all declarations."""

    def __init__(self, settlement: Settlement, types: Types) -> None:
        self.have, self.types = settlement.have, types
        self.will_be = {item.ref for item in settlement.settled if item.declared.state == "present"}
        absent = [item for item in settlement.settled if item.declared.state == "absent"]
        # Who is named by an id that does not exist leaves the name to others.
        self.will_go = {item.ref for item in absent if item.current is not None or item.declared.by_id is None}
        self.wishes = LinkWishes()

    def add(self, item: Settled) -> None:
        resource = self.types.of(item.declared)
        for option, entries in item.declared.lists.items():
            links = resource.list_option(option)
            values = item.declared.values.get(option) or ("",) * len(entries)
            self._add_list(item, links, zip(entries, values))
        renamed = item.declared if item.declared.ref == item.ref else replace(item.declared, ref=item.ref)
        own = resource.own_links(renamed, item.current)
        self.wishes.wanted.update((link.place, link) for link in own.wanted)
        self.wishes.unwanted.update(link.place for link in own.unwanted)
        self.wishes.own.update(ends(link)[0] for link in (*own.wanted, *own.unwanted))
        self.wishes.shows[item.ref] = own.shows
        self.wishes.calls += [(item.ref, call) for call in own.calls]
        self.wishes.warnings += own.warnings

    def _add_list(self, item: Settled, links: LinkList, entries: Iterable[tuple[Ref, str]]) -> None:
        at = f"{item.declared.where}: " if item.declared.where else ""
        said = f"{at}{links.name} of {item.ref}"
        reason = _kept(item.ref, links.kind, self.have, self.types)
        if reason:
            self.wishes.problems.append(f"{said} cannot be managed: {reason}")
            return
        end = (links.kind, links.side, item.ref)
        self.wishes.lists[end] = item
        names_removals = links.removes or (item.declared.list_mode == "remove" and not links.valued)
        if item.declared.list_mode == "exact" and not (links.valued or links.removes):
            self.wishes.exact.add(end)
            if links.ordered:
                self.wishes.orders[end] = []
        if not item.declared.lists[links.name]:
            self.wishes.empty.add(end)
        added = self.wishes.added.setdefault(end, []) if links.ordered and item.declared.list_mode == "add" else []
        for entry, value in entries:
            try:
                other = self.have.resolve(entry)
            except PlanError as error:
                self.wishes.problems += [f"{said}: {problem}" for problem in error.problems]
                continue
            left, right = (item.ref, other) if links.side == "left" else (other, item.ref)
            link = Link(links.kind, left, right, value)
            reason = _kept(other, link.kind, self.have, self.types)
            if reason:
                self.wishes.problems.append(f"{said} cannot name {other}: {reason}")
                continue
            if names_removals:
                self.wishes.unwanted.add(link.place)
                continue
            self._judge(link, other, said)
            self.wishes.wanted[link.place] = link
            added.append(link.place)
            if end in self.wishes.orders:
                self.wishes.orders[end].append(other)

    def _judge(self, link: Link, other: Ref, said: str) -> None:
        """Says what is wrong with a link that is wanted."""
        if other in self.will_go:
            self.wishes.problems.append(f"{said} names {other}, which is declared absent")
        elif self.have.find(other) is None and other not in self.will_be:
            if self.have.rights & self.types[other.type].sees:
                self.wishes.unknown.append(f"{said} names {other}, which does not exist")
            else:
                self.wishes.problems.append(f"{said}: {unseen(other, self.have, self.types)}")
        kind = self.types.kinds[link.kind]
        carrier = link.left if kind.hidden_by == "left" else link.right
        record = self.have.objects.get(carrier)
        if kind.hidden_by and record is not None and not kind.carried_by(record):
            self.wishes.problems.append(f"{said}: the values of {carrier} are Looker's own and cannot be set")
        elsewhere = self.wishes.wanted.get(link.place)
        if elsewhere is not None and elsewhere.value != link.value:
            self.wishes.problems.append(f"{said} gives {other} another value than is declared elsewhere")


def link_wishes(settlement: Settlement, types: Types) -> LinkWishes:
    """`problems` of the answer holds what contradicts itself or is not ours to declare."""
    wisher = _Wisher(settlement, types)
    for item in settlement.settled:
        if item.declared.state == "present":
            wisher.add(item)
    wisher.wishes.problems += _contradictions(wisher.wishes, types)
    return wisher.wishes


def managed_elsewhere(link: Link, have: Have, types: Types) -> str:
    """Why a link is not ours to declare or to remove ("" where it is)."""
    for ref in (link.left, link.right):
        reason = _kept(ref, link.kind, have, types)
        if reason:
            return f"{ref}: {reason}"
    return ""


def _kept(ref: Ref, kind: str, have: Have, types: Types) -> Optional[str]:
    """Why links of this kind are not ours at this end (None where they are, or the object is not known)."""
    record = have.objects.get(ref)
    return None if record is None else types[ref.type].protect(kind, record)


def _contradictions(wishes: LinkWishes, types: Types) -> Iterable[str]:
    for place in sorted(wishes.unwanted & wishes.wanted.keys()):
        yield f"{types.kinds[place.kind].says(place)} is both declared and named for removal"
    unlinked = wishes.exact & wishes.empty
    if not unlinked:
        return
    declared_ends = {end: link for link in sorted(wishes.wanted.values(), reverse=True) for end in ends(link)}
    for end in sorted(unlinked & declared_ends.keys()):
        link = declared_ends[end]
        other = link.right if end[1] == "left" else link.left
        yield f"{end[2]} is declared with an empty list, but {other} declares that they belong together"


@value_class
class LinkDifference:
    """The links that come (or get another value), and those that go."""

    comes: tuple[Link, ...]
    goes: tuple[Link, ...]
    changed: frozenset[Place]  # those that come with another value
    current: Mapping[Place, Link]
    not_compared: tuple[Link, ...] = ()  # hidden values: there, but nobody can say whether they are right


def compare_links(
    want: Want, settlement: Settlement, wishes: LinkWishes, types: Types, gone: frozenset[Ref]
) -> LinkDifference:
    """Raises NotRead."""
    have = settlement.have
    for kind, side, owner in wishes.exact:
        have.links_of(kind, side, owner)
    concerned = wishes.lists.keys() | wishes.own
    current = {
        link.place: link
        for kind in {end[0] for end in concerned}
        for link in have.links.get(kind, ())
        if any(end in concerned for end in ends(link))
    }
    questions = Questions(have)
    comes, hidden, changed = [], [], set()
    fields = {item.ref: item.declared.fields for item in settlement.settled}
    # Most links are there as they are wanted: they need no sorting.
    doubtful = [
        link for place, link in wishes.wanted.items() if current.get(place) != link or types.kinds[link.kind].hidden_by
    ]
    for link in sorted(doubtful):
        held = current.get(link.place)
        secret = _is_secret(link, have, fields, types)
        if held is not None and secret:
            hidden.append(link)
        is_masked = secret and held is not None and held.value == MASKED
        if held is None or (want.update_secrets == "always" if is_masked else held.value != link.value):
            comes.append(link)
        if held is not None and comes and comes[-1] is link:
            changed.add(link.place)
    kept = set(_kept_aside(want.set_aside, have, types))
    goes = sorted(
        link
        for place, link in current.items()
        if _goes(link, have, wishes, types) and place not in kept and not {link.left, link.right} & gone
        if all(want.scope.covers(ref, have.objects.get(ref, {}), questions.named) for ref in (link.left, link.right))
    )
    questions.settle()
    return LinkDifference(tuple(comes), tuple(goes), frozenset(changed), current, tuple(hidden))


def _kept_aside(set_aside: Iterable[Declared], have: Have, types: Types) -> Iterable[Place]:
    """The links that declarations name which are not applied this time. Raises PlanError where a name is not unique."""
    for item in set_aside:
        for option, entries in item.lists.items():
            links = types.of(item).list_option(option)
            if item.state == "absent" or links.removes or (item.list_mode == "remove" and not links.valued):
                continue
            for name in sorted({item.by_id or item.ref, item.previous or item.ref}):
                for one, other in ((have.resolve(name), have.resolve(entry)) for entry in entries):
                    yield Place(links.kind, *((one, other) if links.side == "left" else (other, one)))


def _is_secret(link: Link, have: Have, fields: Mapping[Ref, Fields], types: Types) -> bool:
    kind = types.kinds[link.kind]
    if not kind.hidden_by:
        return False
    owner = link.left if kind.hidden_by == "left" else link.right
    return kind.hides({**have.objects.get(owner, {}), **fields.get(owner, {})})


def _goes(link: Link, have: Have, wishes: LinkWishes, types: Types) -> bool:
    if link.place in wishes.wanted:
        return False
    named = link.place in wishes.unwanted or any(end in wishes.exact for end in ends(link))
    return named and not managed_elsewhere(link, have, types)
