# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a plan must not take because another object has it, besides the names that declarations go by. Pure.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ansible_collections.biops.looker.plugins.module_utils._facts import Fields, Ref
from ansible_collections.biops.looker.plugins.module_utils._resource import Types
from ansible_collections.biops.looker.plugins.module_utils._settle import Settlement
from ansible_collections.biops.looker.plugins.module_utils._state import Change, Have, NeedMore, NotRead


def taken(settlement: Settlement, changes: Sequence[Change], types: Types) -> Iterable[str]:
    """A sentence for everything that two objects would have. Raises NeedMore."""
    yield from _not_unique(settlement.have, changes, types)
    yield from _made_by_looker(settlement, changes, types)


def _not_unique(have: Have, changes: Sequence[Change], types: Types) -> Iterable[str]:
    """Values that only one object may have. One that is given up is free: its change goes first."""
    for resource in (one for one in types.values() if any(item.unique for item in one.fields)):
        own = [change for change in changes if change.owner.type == resource.type]
        if not any(change.claims for change in own):
            continue
        if resource.type not in have.complete:
            raise NeedMore(everything=[resource.type])
        freed = {value for change in own for value in change.frees}
        records = ((ref, record) for ref, record in have.objects.items() if ref.type == resource.type)
        owners = {value: ref for ref, record in records for value in resource.unique(record) - freed}
        for change in own:
            for value in sorted(change.claims):
                other = owners.setdefault(value, change.owner)
                if other != change.owner:
                    yield f"{change.owner} cannot take the {value}: {other} has it, and no two may; declare another one"


def _made_by_looker(settlement: Settlement, changes: Sequence[Change], types: Types) -> Iterable[str]:
    """Objects that Looker is to make, although another one has, or is to get or to lose, the same name."""
    have = settlement.have
    gone = {change.target for change in changes if change.verb == "delete"}
    named = {ref for item in settlement.settled if not item.purged for ref in (item.ref, item.declared.previous)}
    made: dict[Ref, Fields] = {}
    unread = set()
    for item in settlement.settled:
        for field in (one for one in types.of(item.declared).fields if one.makes):
            for ref, marks in field.made(item.declared.fields, item.current or {}):
                said = f"{field.name} of {item.ref} has Looker make {ref}"
                first = made.setdefault(ref, marks)
                try:
                    have.find(ref)
                except NotRead:
                    unread.add(ref)
                    continue
                there = [record for other, record in have.named(ref).items() if other not in gone]
                same = [record for record in there if all(record.get(name) == mark for name, mark in marks.items())]
                if first != marks:
                    yield f"{said} more than once: each needs a name of its own"
                elif ref in named and not same:
                    yield f"{said}, so {ref} cannot be declared besides: leave it out, or give one of them another name"
                elif same != there:
                    yield f"{said}, but there is {ref} already: give one of them another name"
    if unread:
        raise NeedMore(objects=unread)
