# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which reads are still needed: pure. Asked again with what was learned until it has no more to ask.

Note: this module_utils is private to the biops.looker collection and may change without notice.

The aim is the fewest calls. A few objects are searched for by key; from `Resource.whole_from` on, one list is cheaper.
Links come along with objects where Looker has a column for them, otherwise (or when only a few owners are concerned)
with one call per owner.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Optional, Protocol, Union

from ansible_collections.biops.looker.plugins.module_utils._api_version import release_key
from ansible_collections.biops.looker.plugins.module_utils._facts import (
    BY_ID,
    End,
    Ref,
    declared,
)
from ansible_collections.biops.looker.plugins.module_utils._link_kind import Column, LinkKind
from ansible_collections.biops.looker.plugins.module_utils._needs import Need
from ansible_collections.biops.looker.plugins.module_utils._resource import Offers, Resource, Types
from ansible_collections.biops.looker.plugins.module_utils._state import PlanError
from ansible_collections.biops.looker.plugins.module_utils._value_class import field, value_class

FEW = 3  # owners whose links are read one by one rather than with a list of all objects at the other end
IDS_PER_CALL = 100  # keeps the address of a request short


@value_class
class Read:
    """One read. `about` says what its answer is: the snapshot files it under that."""

    about: str  # caller | rights | part | all | some | traces | links | catalog | along
    operation: str
    type: str = ""  # of the rows
    path: Mapping[str, Union[Ref, str]] = field(default_factory=dict)
    query: Mapping[str, Any] = field(default_factory=dict)
    sought: tuple[Ref, ...] = ()  # objects that are known afterwards, found or not
    end: Optional[End] = None  # whose links these rows are


class Known(Protocol):
    """What `reads` has to know of the answers so far."""

    version: str  # of the API that is spoken, "" where unknown
    caller_id: Optional[str]
    answers: dict[str, Any]  # operation -> answer, of those that read singletons
    rights: Optional[frozenset[str]]
    complete: set[str]
    answered: set[End]  # links read with a call of their own
    traced: set[Ref]
    catalogs: dict[str, Any]  # operation -> rows
    along_of: set[Ref]

    def offers(self, operation: str) -> bool:
        """Whether this Looker has the operation."""

    def find(self, ref: Ref) -> Optional[Mapping[str, Any]]:
        """The record of an object that was read."""

    def named(self, ref: Ref) -> Iterable[Ref]:
        """Every object that the name stands for."""

    def is_mentioned(self, ref: Ref) -> bool:
        """Whether an object that was read refers to this one, so that it exists."""

    def is_absent(self, ref: Ref) -> bool:
        """Whether an object was looked for and not found."""

    def carriers(self, kind: LinkKind, side: str) -> set[Ref]:
        """The objects at a side that can have links of this kind."""

    def doubtful(self, kind: LinkKind, ends: Iterable[End]) -> set[Ref]:
        """Left objects of which the column cannot tell direct links from inherited ones."""


@dataclass
class Ways:
    """How everything that is needed is read."""

    whole: set[str]  # types of which one list of all objects is read
    each: set[End] = field(default_factory=set)  # whose links are read with a call of their own
    columns: set[End] = field(default_factory=set)  # whose links come along with the objects at one end


def reads(need: Need, known: Known, types: Types) -> list[Read]:
    """The reads that can be sent now. Empty: everything that is needed is known."""
    ways = _ways(need, known, types)
    result = list(_about_the_caller(known))
    result += [Read("part", operation) for operation in sorted(need.parts - known.answers.keys())]
    result += [_read_all(types[name], types, known.offers) for name in sorted(ways.whole - known.complete)]
    result += _read_some(_unknown(need, known, types, ways), types, known.offers)
    result += [read_links(end, types) for end in sorted(ways.each) if _can_be_asked(end, known)]
    return result or [
        *_doubts(ways, known, types),
        *_catalogs(need, known),
        *_look_for_remains(need, known, types),
        *_along(need, known, types),
    ]


def _about_the_caller(known: Known) -> Iterator[Read]:
    if known.caller_id is None:
        yield Read("caller", "me", query={"fields": "id,email,role_ids"})
    elif known.rights is None:
        query = {"fields": "id,name,permission_set(permissions,all_access)"}
        yield Read("rights", "user_roles", path={"user_id": Ref("user", BY_ID + known.caller_id)}, query=query)


def _unknown(need: Need, known: Known, types: Types, ways: Ways) -> set[Ref]:
    """Objects that have to be found. Those that may come along with something that is still to be read are left out."""

    def unread(end: End) -> bool:
        return end not in known.answered and not known.is_absent(end[2])

    def is_of_use(ref: Ref) -> bool:
        """An id that some object refers to needs no list: it exists, and all that a list could add is its name."""
        return _unsettled(ref, known) and (bool(types[ref.type].by_ids) or not known.is_mentioned(ref))

    waiting = {ref for end in ways.each if unread(end) for ref in need.lists.get(end, ())}
    waiting |= {ref for owner, refs in need.fields.items() if _unsettled(owner, known) for ref in refs}
    named = {ref for refs in (*need.lists.values(), *need.fields.values()) for ref in refs}
    return {
        ref
        for ref in need.objects | (named - waiting) | set(_referred(need, known, types))
        if ref.type in types and ref.type not in ways.whole and is_of_use(ref)
    }


def _referred(need: Need, known: Known, types: Types) -> Iterator[Ref]:
    """What the objects refer to whose references are to be known by name."""
    for name in need.referring:
        for ref in known.named(name):
            values = (known.find(ref) or {}).values()
            yield from (value for value in values if isinstance(value, Ref) and types[value.type].by_ids)


def _unsettled(ref: Ref, known: Known) -> bool:
    return known.find(ref) is None and not known.is_absent(ref)


def _ways(need: Need, known: Known, types: Types) -> Ways:
    ways = Ways(set(need.everything))
    keys: dict[str, set[Ref]] = {}
    for ref in need.objects:
        keys.setdefault(ref.type, set()).add(ref)
    ways.whole |= {name for name, refs in keys.items() if name in types and len(refs) >= types[name].whole_from}
    grouped: dict[tuple[str, str], set[End]] = {}
    for end in need.lists:
        grouped.setdefault(end[:2], set()).add(end)
    for (name, side), ends in sorted(grouped.items()):
        _choose(types.kinds[name], side, ends, need, known, ways)
    return ways


def _choose(kind: LinkKind, side: str, ends: set[End], need: Need, known: Known, ways: Ways) -> None:
    """How the links of these owners are read: `ways` takes the answer."""
    column, each = _usable(kind.column, known), kind.per(side)
    other_side = "right" if side == "left" else "left"
    other = kind.type_at(other_side)
    few = len(ends) <= FEW
    if column and column.side == side and (kind.implied is None or each is None or not few):
        ways.columns |= ends
        ways.whole |= {other, *kind.implied_by}  # the column holds ids: their names are needed
        if any(_lacks(column, end[2], known) for end in ends):
            ways.whole.add(kind.type_at(side))
    elif column and column.side == other_side and (each is None or not few or other in ways.whole):
        ways.columns |= ends
        ways.whole |= {other, *kind.implied_by}
    elif each is not None:
        ways.each |= ends
        if each.row is not None:
            ways.whole.add(other)  # the rows hold ids
    else:
        entries = {entry for end in ends for entry in need.lists[end]}
        if ends & need.whole_lists:
            ways.whole.add(other)
            entries |= known.carriers(kind, other_side)  # all of them, once they are known
        ways.each |= {(kind.name, other_side, entry) for entry in entries}


def _lacks(column: Column, owner: Ref, known: Known) -> bool:
    """Whether an object is, or will be, read with an operation that does not show the column."""
    if not column.operation:
        return False
    record = known.find(owner)
    return owner.key.startswith(BY_ID) if record is None else column.property not in record


def _usable(column: Optional[Column], known: Known) -> Optional[Column]:
    return column if column and (not column.operation or known.offers(column.operation)) else None


def _can_be_asked(end: End, known: Known) -> bool:
    owner = end[2]
    return end not in known.answered and (owner.key.startswith(BY_ID) or known.find(owner) is not None)


def read_links(end: End, types: Types) -> Read:
    name, side, owner = end
    kind = types.kinds[name]
    each = declared(kind.per(side), f"how to read {name}")
    other = kind.type_at("right" if side == "left" else "left")
    query = dict(each.query)
    if each.row is None:
        query["fields"] = _fields(types[other], types, each.operation)
    return Read("links", each.operation, other, {each.parameter: owner}, query, end=end)


def _doubts(ways: Ways, known: Known, types: Types) -> Iterator[Read]:
    """Columns that may show inherited links (quirks 12.13, 12.21): who has to be asked for what is direct."""
    for kind in types.kinds.values():
        ends = {end for end in ways.columns if end[0] == kind.name}
        if kind.implied is not None and kind.per_left is not None and ends:
            for ref in sorted(known.doubtful(kind, ends)):
                if (kind.name, "left", ref) not in known.answered:
                    yield read_links((kind.name, "left", ref), types)


def _catalogs(need: Need, known: Known) -> Iterator[Read]:
    """What Looker knows, as far as a check asks for it."""
    for operation in sorted(need.catalogs - known.catalogs.keys()):
        if known.offers(operation):
            yield Read("catalog", operation)


def _along(need: Need, known: Known, types: Types) -> Iterator[Read]:
    """What goes with objects that are deleted: asked for a few of them one by one, else read as a whole."""
    unread = need.along - known.along_of
    for name in sorted({ref.type for ref in unread}):
        refs = sorted(ref for ref in unread if ref.type == name)
        for along in types[name].along:
            if not known.offers(along.operation) or () < release_key(known.version) < release_key(along.api_since):
                continue
            for part in [(ref,) for ref in refs] if along.by and len(refs) <= FEW else [tuple(refs)]:
                by = {along.by: part[0]} if along.by and len(refs) <= FEW else {}
                yield Read(
                    "along", along.operation, name, query={**along.query, "fields": along.fields, **by}, sought=part
                )


def _listing(resource: Resource, offers: Offers) -> str:
    """The best operation that lists all objects. Raises PlanError where this Looker has none."""
    found = next((name for name in resource.listing if offers(name)), None)
    if found is None:
        raise PlanError(
            [f"this Looker cannot list {resource.plural.replace('_', ' ')}: it has no {resource.listing[-1]}"]
        )
    return found


def _read_all(resource: Resource, types: Types, offers: Offers) -> Read:
    operation = _listing(resource, offers)
    query = {**resource.everything, **_selection(resource, types, operation)}
    return Read("all", operation, resource.type, query=query)


def _read_some(unknown: set[Ref], types: Types, offers: Offers) -> Iterable[Read]:
    """The fewest calls that find these objects."""
    for name in sorted({ref.type for ref in unknown}):
        resource = types[name]
        refs = sorted(ref for ref in unknown if ref.type == name)
        ids = [ref for ref in refs if ref.key.startswith(BY_ID)]
        keys = [ref for ref in refs if not ref.key.startswith(BY_ID)]
        search = next((operation for operation in resource.search if offers(operation)), None)
        queries = {ref: resource.query(ref, offers) for ref in keys}
        by_list = keys and (search is None or None in queries.values() or len(keys) >= resource.whole_from)
        if by_list or (ids and not resource.by_ids):
            yield _read_all(resource, types, offers)
            continue
        for ref, query in queries.items():
            by_key = {**(query or {}), "fields": _fields(resource, types, search or "")}
            yield Read("some", declared(search, "how to search"), name, query=by_key, sought=(ref,))
        for start in range(0, len(ids), IDS_PER_CALL):
            part = ids[start : start + IDS_PER_CALL]
            by_ids = {
                "ids": [ref.key[len(BY_ID) :] for ref in part],
                "fields": _fields(resource, types, resource.by_ids),
            }
            yield Read("some", resource.by_ids, name, query=by_ids, sought=tuple(part))


def find_one(
    resource: Resource, types: Types, offers: Offers, query: Optional[Mapping[str, Any]], operation: str = ""
) -> Read:
    """The read that looks for objects with these properties: a search, or the list where there is no search for them.

    `query` None: there is none.
    """
    search = operation or next((name for name in resource.search if offers(name)), "")
    found = {} if query is None or not search else query
    listing = search if found else _listing(resource, offers)
    fields = _selection(resource, types, listing)
    return Read("some", listing, resource.type, query={**(found or resource.everything), **fields})


def _look_for_remains(need: Need, known: Known, types: Types) -> Iterable[Read]:
    """For objects that are to be created: are they known by something else, or did an interrupted run leave them?

    Several may be looked for in the same way (users of one name): that is one read.
    """
    found: dict[str, Read] = {}
    for ref, lookups in sorted(need.traces.items(), key=lambda item: item[0]):
        if known.find(ref) is None and ref.type not in known.complete and ref not in known.traced:
            for lookup in lookups:
                same = found.get(repr(lookup))
                fields = {"fields": _fields(types[ref.type], types, lookup.operation)}
                sought = (*same.sought, ref) if same else (ref,)
                query = {**lookup.query, **fields}
                found[repr(lookup)] = Read("traces", lookup.operation, ref.type, lookup.path, query, sought)
    return found.values()


def _selection(resource: Resource, types: Types, operation: str) -> dict[str, str]:
    """What to ask of a listing, where it can leave something out."""
    return {"fields": _fields(resource, types, operation)} if resource.takes_fields else {}


def _fields(resource: Resource, types: Types, operation: str) -> str:
    """The value of `fields=` that reads what the declaration speaks of, and no more."""
    names = ["id", *(item.read_as for item in resource.fields if not (item.derived or item.action or item.secret))]
    names += resource.columns
    for kind in types.kinds.values():
        if kind.column and kind.type_at(kind.column.side) == resource.type and kind.column.operation in ("", operation):
            names.append(kind.column.property)
    return ",".join(dict.fromkeys(names))
