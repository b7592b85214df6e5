# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The writes that links need. Pure.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Optional, Union

from ansible_collections.biops.looker.plugins.module_utils._facts import End, Link, Place, Ref, declared
from ansible_collections.biops.looker.plugins.module_utils._link_kind import LinkKind
from ansible_collections.biops.looker.plugins.module_utils._plan_links import LinkDifference, LinkWishes, ends
from ansible_collections.biops.looker.plugins.module_utils._resource import Types
from ansible_collections.biops.looker.plugins.module_utils._state import Change, Have, NotRead


def link_changes(have: Have, wishes: LinkWishes, difference: LinkDifference, types: Types) -> list[Change]:
    """The writes that links need: one for each, or one for all links of an object where Looker has it so."""
    changes: list[Change] = []
    for name in sorted({end[0] for end in (*wishes.lists, *wishes.own)}):
        kind = types.kinds[name]
        comes = [link for link in difference.comes if link.kind == name]
        goes = [link for link in difference.goes if link.kind == name]
        going = set(goes)
        whole = _as_a_whole(kind, comes, goes, have, wishes)
        for end in sorted(whole):
            changes.append(_replace(kind, end, goes, difference, have, wishes))
        for link in (*comes, *goes):
            if not whole.intersection(ends(link)):
                verb = "unlink" if link in going else "change" if link.place in difference.changed else "link"
                changes.append(_single(verb, link, types, wishes, difference.current.get(link.place)))
    if not wishes.added:
        return changes
    return [replace(change, after=_before(change, wishes)) if change.verb == "link" else change for change in changes]


def _before(change: Change, wishes: LinkWishes) -> frozenset[Union[Place, Ref]]:
    """The link after which another one has to be made: Looker puts each new one behind those that are there."""
    found = change.after
    for places in wishes.added.values():
        if change.makes in places[1:]:
            found |= {places[places.index(change.makes) - 1]}
    return found


def _as_a_whole(kind: LinkKind, comes: list[Link], goes: list[Link], have: Have, wishes: LinkWishes) -> set[End]:
    """The ends whose links are written with one call that replaces them all: from one side only within a plan."""
    touched = [ends(link) for link in (*comes, *goes)]
    if kind.add is not None:  # links can be written one by one; as a whole only where the list is the whole truth
        counts = Counter(left for left, _right in touched)
        held = {link.place for link in have.links.get(kind.name, ())}
        there = {ends(link)[0] for link in (*comes, *goes) if link.place in held}
        alone = {left for left in there if counts[left] == 1}  # one call, which leaves all others alone
        exact = {left for left in counts if kind.replace_left and left in wishes.exact} - alone
        return exact | {
            end for end, order in wishes.orders.items() if end[0] == kind.name and _reordered(end, order, have)
        }
    lefts, rights = {left for left, _right in touched}, {right for _left, right in touched}
    usable = [
        side
        for replace_, side in ((kind.replace_left, lefts), (kind.replace_right, rights))
        if replace_ is not None and all(_known_whole(end, have) for end in side)
    ]
    return min(usable, key=len) if usable else lefts


def _known_whole(end: End, have: Have) -> bool:
    try:
        have.links_of(*end)
    except NotRead:
        return False
    return True


def _reordered(end: End, order: list[Ref], have: Have) -> bool:
    wanted = [ref for ref in order if ref in have.order.get(end, ())]
    return wanted != [ref for ref in have.order.get(end, ()) if ref in wanted]


def _replace(
    kind: LinkKind, end: End, goes: list[Link], difference: LinkDifference, have: Have, wishes: LinkWishes
) -> Change:
    removes = tuple(link for link in goes if end in ends(link))
    hidden = difference.not_compared  # they would be lost
    adds = tuple({link.place: link for link in (*difference.comes, *hidden) if end in ends(link)}.values())
    _name, side, owner = end
    left_out = {link.place for link in (*adds, *removes)}
    stays = [link for link in have.links.get(kind.name, ()) if end in ends(link) and link.place not in left_out]
    order = {ref: number for number, ref in enumerate(wishes.orders.get(end, ()))}
    other = "right" if side == "left" else "left"
    after = sorted((*stays, *adds), key=lambda link: (order.get(getattr(link, other), len(order)), link))
    write = kind.replace(side)
    reported = next((_reported_under(link, wishes) for link in (*adds, *removes)), owner)
    drops = frozenset(ref for link in removes for ref in (link.left, link.right))
    places = tuple(link.place for link in after)
    return Change(
        "replace",
        owner,
        reported,
        declared(write, f"how to write {kind.name}")(owner, after),
        adds,
        removes,
        end,
        places,
        drops=drops,
        words=f"{kind.type_at(other).replace('_', ' ')}s of {owner}",
    )


def _single(verb: str, link: Link, types: Types, wishes: LinkWishes, held: Optional[Link]) -> Change:
    kind = types.kinds[link.kind]
    write = {"link": kind.add, "change": kind.change, "unlink": kind.remove}[verb]
    goes = verb == "unlink"
    return Change(
        verb,
        link,
        owner=_reported_under(link, wishes),
        write=declared(write, f"how to {verb} {link.kind}")(link),
        adds=() if goes else (link,),
        removes=(link,) if goes else (),
        claims=frozenset() if goes else kind.claims(link),
        frees=kind.claims(held) if held is not None else frozenset(),
        drops=frozenset({link.left, link.right}) if goes else frozenset(),
        words=kind.says(link),
    )


def _reported_under(link: Link, wishes: LinkWishes) -> Ref:
    """The declared object in whose list the link stands: the left one where both have a list."""
    left, right = ends(link)
    return link.right if right in wishes.lists and left not in wishes.lists else link.left
