# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which links come and go. Pure.

Note: this module_utils is private to the biops.looker collection and may change without notice.

The law: a link goes if and only if a side that owns its list exactly is declared and no side declares the link, or
`list_mode: remove` names it, or one of its ends is deleted; guards and scope permitting.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Optional, Union

from ansible_collections.biops.looker.plugins.module_utils._resource import (
    FollowUp,
    Link,
    LinkList,
    Place,
    Ref,
    Types,
)
from ansible_collections.biops.looker.plugins.module_utils._settle import Settled, Settlement, unseen
from ansible_collections.biops.looker.plugins.module_utils._state import Change, Have, PlanError, Want

End = tuple[str, str, Ref]  # (link kind, side, the object that stands there)


def ends(link: Union[Link, Place]) -> tuple[End, End]:
    return (link.kind, "left", link.left), (link.kind, "right", link.right)


@dataclass
class LinkWishes:
    """What all declarations together say about links."""

    wanted: dict[Place, Link] = field(default_factory=dict)
    unwanted: set[Place] = field(default_factory=set)  # named for removal
    lists: dict[End, Settled] = field(default_factory=dict)  # objects that declare a list
    exact: set[End] = field(default_factory=set)  # those whose list is the whole truth
    own: set[End] = field(default_factory=set)  # objects whose fields are links of this kind
    calls: list[tuple[Ref, FollowUp]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)  # references to objects that do not exist
    warnings: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


class _Wisher:
    """Collects the wishes of all declarations."""

    def __init__(self, settlement: Settlement, types: Types) -> None:
        self.have, self.types = settlement.have, types
        self.will_be = {item.ref for item in settlement.settled if item.declared.state == "present"}
        self.will_go = {item.ref for item in settlement.settled if item.declared.state == "absent"}
        self.wishes = LinkWishes()

    def add(self, item: Settled) -> None:
        resource = self.types[item.ref.type]
        for option, entries in item.declared.lists.items():
            links = resource.list_option(option)
            assert links is not None
            self._add_list(item, links, entries)
        own = resource.own_links(replace(item.declared, ref=item.ref), item.current)
        self.wishes.wanted.update((link.place, link) for link in own.wanted)
        self.wishes.unwanted.update(link.place for link in own.unwanted)
        self.wishes.own.update(ends(link)[0] for link in (*own.wanted, *own.unwanted))
        self.wishes.calls += [(item.ref, call) for call in own.calls]
        self.wishes.warnings += own.warnings

    def _add_list(self, item: Settled, links: LinkList, entries: Iterable[Ref]) -> None:
        end = (links.kind, links.side, item.ref)
        self.wishes.lists[end] = item
        if item.declared.list_mode == "exact":
            self.wishes.exact.add(end)
        at = f"{item.declared.where}: " if item.declared.where else ""
        said = f"{at}{links.name} of {item.ref}"
        for entry in entries:
            try:
                other = self.have.resolve(entry)
            except PlanError as error:
                self.wishes.problems += [f"{said}: {problem}" for problem in error.problems]
                continue
            link = Link(links.kind, item.ref, other) if links.side == "left" else Link(links.kind, other, item.ref)
            if item.declared.list_mode == "remove":
                self.wishes.unwanted.add(link.place)
            else:
                self._judge(link, other, said)
                self.wishes.wanted[link.place] = link

    def _judge(self, link: Link, other: Ref, said: str) -> None:
        """Says what is wrong with a link that is wanted."""
        if other in self.will_go:
            self.wishes.problems.append(f"{said} names {other}, which is declared absent")
        elif self.have.find(other) is None and other not in self.will_be:
            if self.have.rights & self.types[other.type].sees:
                self.wishes.unknown.append(f"{said} names {other}, which does not exist")
            else:
                self.wishes.problems.append(f"{said}: {unseen(other, self.have, self.types)}")
        reason = managed_elsewhere(link, self.have, self.types)
        if reason:
            self.wishes.problems.append(f"{said} cannot name {other}: {reason}")


def link_wishes(settlement: Settlement, types: Types) -> LinkWishes:
    """`problems` of the answer holds what contradicts itself or is not ours to declare."""
    wisher = _Wisher(settlement, types)
    for item in settlement.settled:
        if item.declared.state == "present":
            wisher.add(item)
    wisher.wishes.problems += _contradictions(wisher.wishes)
    return wisher.wishes


def managed_elsewhere(link: Link, have: Have, types: Types) -> str:
    """Why a link is not ours to declare or to remove ("" where it is)."""
    for ref in (link.left, link.right):
        record = have.objects.get(ref)
        if record is not None and types[ref.type].outside(link, record):
            return f"{ref}: {types[ref.type].protect('link', record)}"
    return ""


def _contradictions(wishes: LinkWishes) -> Iterable[str]:
    for place in sorted(wishes.unwanted & wishes.wanted.keys()):
        yield f"{place.kind} of {place.right} and {place.left} is both declared and named for removal"
    declared_ends = {end: link for link in wishes.wanted.values() for end in ends(link)}
    for end in sorted(wishes.exact & declared_ends.keys()):
        item, link = wishes.lists[end], declared_ends[end]
        options = item.declared.lists.values()
        if not any(options):
            other = link.right if end[1] == "left" else link.left
            yield f"{end[2]} is declared with an empty list, but {other} declares that they belong together"


def link_changes(want: Want, have: Have, wishes: LinkWishes, types: Types, gone: frozenset[Ref]) -> list[Change]:
    """The writes that links need: those that come, those with another value, those that go. Raises NotRead."""
    for kind, side, owner in wishes.lists:
        have.links_of(kind, side, owner)
    concerned = wishes.lists.keys() | wishes.own
    current = {
        link.place: link
        for kind in {end[0] for end in concerned}
        for link in have.links.get(kind, ())
        if any(end in concerned for end in ends(link))
    }
    changes = []
    for link in sorted(wishes.wanted.values()):
        held = current.get(link.place)
        if held is None:
            changes.append(_change("link", link, types, wishes))
        elif held.value != link.value:
            changes.append(_change("change", link, types, wishes, held))
    for link in sorted(current.values()):
        in_scope = want.in_scope(link.left) and want.in_scope(link.right)
        if in_scope and not {link.left, link.right} & gone and _goes(link, have, wishes, types):
            changes.append(_change("unlink", link, types, wishes, link))
    return changes


def _goes(link: Link, have: Have, wishes: LinkWishes, types: Types) -> bool:
    if link.place in wishes.wanted:
        return False
    named = link.place in wishes.unwanted or any(end in wishes.exact for end in ends(link))
    return named and not managed_elsewhere(link, have, types)


def _change(verb: str, link: Link, types: Types, wishes: LinkWishes, held: Optional[Link] = None) -> Change:
    kind = types.kinds[link.kind]
    write = {"link": kind.add, "change": kind.change, "unlink": kind.remove}[verb]
    assert write is not None, f"{verb} {link.kind}"
    left, right = ends(link)
    return Change(
        verb,
        link,
        owner=link.right if right in wishes.lists and left not in wishes.lists else link.left,
        write=write(link),
        claims=kind.claims(link) if verb != "unlink" else frozenset(),
        frees=kind.claims(held) if held is not None else frozenset(),
        drops=frozenset({link.left, link.right}) if verb == "unlink" else frozenset(),
    )
