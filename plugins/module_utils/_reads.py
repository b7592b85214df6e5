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

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Optional, Protocol

from ansible_collections.biops.looker.plugins.module_utils._resource import (
    BY_ID,
    Declared,
    LinkKind,
    LinkList,
    Ref,
    Resource,
    Types,
)
from ansible_collections.biops.looker.plugins.module_utils._resources.role import ADMIN
from ansible_collections.biops.looker.plugins.module_utils._state import Want

FEW = 3  # owners whose links are read one by one rather than with a list of all objects at the other end
IDS_PER_CALL = 100  # keeps the address of a request short


@dataclass(frozen=True)
class Need:
    """What has to be known."""

    objects: frozenset[Ref] = frozenset()
    lists: frozenset[tuple[str, str, Ref]] = frozenset()  # (link kind, the owner's side, owner)
    entries: Mapping[tuple[str, str, Ref], frozenset[Ref]] = field(default_factory=dict)  # members named in a list
    everything: frozenset[str] = frozenset()  # types
    traces: Mapping[Ref, Mapping[str, Any]] = field(default_factory=dict)  # absent object -> search for its remains


@dataclass(frozen=True)
class Read:
    """One read. `about` says what its answer is: the snapshot files it under that."""

    about: str  # caller | rights | all | some | traces | links
    operation: str
    type: str = ""  # of the rows
    path: Mapping[str, Ref] = field(default_factory=dict)
    query: Mapping[str, Any] = field(default_factory=dict)
    sought: tuple[Ref, ...] = ()  # objects that are known afterwards, found or not
    owner: Optional[tuple[str, Ref]] = None  # (link kind, left object) whose links these rows are


class Known(Protocol):
    """What `reads` has to know of the answers so far."""

    caller_id: Optional[str]
    rights: Optional[frozenset[str]]
    complete: set[str]
    answered: set[tuple[str, Ref]]  # (link kind, left object) read with a call of its own
    traced: set[Ref]

    def offers(self, operation: str) -> bool: ...

    def find(self, ref: Ref) -> Optional[Mapping[str, Any]]: ...

    def is_absent(self, ref: Ref) -> bool: ...

    def doubtful(self, kind: LinkKind, side: str, owners: Iterable[Ref]) -> set[Ref]: ...


def needs_of(want: Want, types: Types) -> Need:
    """What a plan for `want` asks for."""
    objects: set[Ref] = set()
    lists: dict[tuple[str, str, Ref], frozenset[Ref]] = {}
    traces: dict[Ref, Mapping[str, Any]] = {}
    for declared in want.declared:
        resource = types[declared.ref.type]
        owner = declared.by_id or declared.ref
        objects.update(ref for ref in (owner, declared.previous) if ref)
        objects.update(value for value in declared.fields.values() if isinstance(value, Ref))
        if declared.state == "present":
            for option, entries in declared.lists.items():
                links = resource.list_option(option)
                assert links is not None
                for name in {owner, declared.previous or owner}:
                    place = (links.kind, links.side, name)
                    lists[place] = lists.get(place, frozenset()) | frozenset(entries)
            traces.update(_traces_of(resource, declared))
        if _could_lock_out(resource, declared):
            lists[("holder", "left", ADMIN)] = frozenset()
    return Need(frozenset(objects), frozenset(lists), lists, frozenset(want.purge), traces)


def _traces_of(resource: Resource, declared: Declared) -> dict[Ref, Mapping[str, Any]]:
    query = None if declared.by_id else resource.traces(declared)
    return {} if query is None else {declared.ref: query}


def _could_lock_out(resource: Resource, declared: Declared) -> bool:
    """Whether the guard of the last admin has to know who the admins are."""
    return resource.type == "user" and (declared.state == "absent" or declared.fields.get("is_disabled") is True)


def needs_of_info(
    resource: Resource, keys: Iterable[Ref], everything: bool, lists: Iterable[LinkList], found: Iterable[Ref]
) -> Need:
    """What an info module asks for: objects by key or all of them, and the links of those that were `found`."""
    owners = {(links.kind, links.side, ref): frozenset[Ref]() for links in lists for ref in found}
    whole = frozenset({resource.type}) if everything else frozenset[str]()
    return Need(frozenset(keys), frozenset(owners), owners, whole)


def reads(need: Need, known: Known, types: Types) -> list[Read]:
    """The reads that can be sent now. Empty: everything that is needed is known."""
    if known.caller_id is None:
        first = [Read("caller", "me", query={"fields": "id,email,role_ids"})]
    elif known.rights is None:
        query = {"fields": "id,name,permission_set(permissions,all_access)"}
        first = [Read("rights", "user_roles", path={"user_id": Ref("user", BY_ID + known.caller_id)}, query=query)]
    else:
        first = []
    by_owner, whole = _ways(need, known, types)
    lists = [_read_all(types[name], types, known.offers) for name in sorted(whole - known.complete)]
    pending = {
        place for place in by_owner if not known.is_absent(place[2]) and (place[0], place[2]) not in known.answered
    }
    waiting = {ref for place in pending for ref in need.entries[place]}  # the owner's members may include them
    named = frozenset().union(*(entries for entries in need.entries.values())) if need.entries else frozenset()
    unknown = {
        ref
        for ref in (need.objects | named) - (waiting - need.objects)
        if ref.type in types and ref.type not in whole and known.find(ref) is None and not known.is_absent(ref)
    }
    found = list(_read_some(unknown, types, known.offers))
    links = [
        Read("links", kind.per_object.operation, right, {kind.per_object.parameter: owner}, query, owner=(name, owner))
        for name, owner in sorted(_owners_to_ask(by_owner, known))
        for kind in [types.kinds[name]]
        for right in [kind.right]
        for query in [{"fields": _fields(types[right], types, kind.per_object.operation if kind.per_object else "")}]
        if kind.per_object
    ]
    result = [*first, *lists, *found, *links]
    return result or list(_look_for_remains(need, known, types))


def _ways(need: Need, known: Known, types: Types) -> tuple[set[tuple[str, str, Ref]], set[str]]:
    """How each list is read: the places that are asked owner by owner, and the types that are read whole."""
    whole = set(need.everything)
    keys: dict[str, set[Ref]] = {}
    for ref in need.objects:
        keys.setdefault(ref.type, set()).add(ref)
    whole |= {name for name, refs in keys.items() if name in types and len(refs) >= types[name].whole_from}
    grouped: dict[tuple[str, str], set[tuple[str, str, Ref]]] = {}
    for place in need.lists:
        grouped.setdefault(place[:2], set()).add(place)
    by_owner: set[tuple[str, str, Ref]] = set()
    for (name, side), places in sorted(grouped.items()):
        kind = types.kinds[name]
        column = (
            kind.column if kind.column and (not kind.column.operation or known.offers(kind.column.operation)) else None
        )
        other = kind.right if side == "left" else kind.left
        settled = not kind.inherited or _shows_nesting(types.kinds[kind.inherited], known)
        if column and column.side == side:
            whole.add(other)  # the column holds ids: their names are needed
        elif column and settled and (other in whole or len(places) > FEW):
            whole |= {other, kind.left} if kind.inherited else {other}
        else:
            by_owner |= places
    return by_owner, whole


def _shows_nesting(kind: LinkKind, known: Known) -> bool:
    return bool(kind.column and (not kind.column.operation or known.offers(kind.column.operation)))


def _owners_to_ask(by_owner: set[tuple[str, str, Ref]], known: Known) -> set[tuple[str, Ref]]:
    return {
        (name, owner)
        for name, side, owner in by_owner
        if side == "left"
        and (owner.key.startswith(BY_ID) or known.find(owner) is not None)
        and (name, owner) not in known.answered
    }


def doubts(need: Need, known: Known, types: Types) -> list[Read]:
    """Columns that may show inherited links (quirk 12.21): the groups that have to be asked for what is direct."""
    result = []
    for name in sorted({place[0] for place in need.lists}):
        kind = types.kinds[name]
        if not (kind.inherited and kind.per_object):
            continue
        owners = {place[:1] + place[1:] for place in need.lists if place[0] == name}
        for side in ("left", "right"):
            refs = known.doubtful(kind, side, {place[2] for place in owners if place[1] == side})
            query = {"fields": _fields(types[kind.right], types, kind.per_object.operation)}
            result += [
                Read(
                    "links",
                    kind.per_object.operation,
                    kind.right,
                    {kind.per_object.parameter: ref},
                    query,
                    owner=(name, ref),
                )
                for ref in sorted(refs)
                if (name, ref) not in known.answered
            ]
    return result


def _read_all(resource: Resource, types: Types, offers: Callable[[str], bool]) -> Read:
    operation = next(name for name in resource.listing if offers(name))
    return Read("all", operation, resource.type, query={"fields": _fields(resource, types, operation)})


def _read_some(unknown: set[Ref], types: Types, offers: Callable[[str], bool]) -> Iterable[Read]:
    """The fewest calls that find these objects."""
    for name in sorted({ref.type for ref in unknown}):
        resource = types[name]
        refs = sorted(ref for ref in unknown if ref.type == name)
        ids = [ref for ref in refs if ref.key.startswith(BY_ID)]
        keys = [ref for ref in refs if not ref.key.startswith(BY_ID)]
        search = next((operation for operation in resource.search if offers(operation)), None)
        if keys and (search is None or len(keys) >= resource.whole_from):
            yield _read_all(resource, types, offers)
            continue
        for ref in keys:
            assert search is not None
            by_key = {resource.key: ref.key, "fields": _fields(resource, types, search)}
            yield Read("some", search, name, query=by_key, sought=(ref,))
        for start in range(0, len(ids), IDS_PER_CALL):
            part = ids[start : start + IDS_PER_CALL]
            by_ids = {
                "ids": [ref.key[len(BY_ID) :] for ref in part],
                "fields": _fields(resource, types, resource.by_ids),
            }
            yield Read("some", resource.by_ids, name, query=by_ids, sought=tuple(part))


def find_one(resource: Resource, types: Types, offers: Callable[[str], bool], query: Mapping[str, Any]) -> Read:
    """The read that looks for objects with these properties: a search, or the list where there is no search."""
    search = next((operation for operation in resource.search if offers(operation)), None)
    operation = search or next(name for name in resource.listing if offers(name))
    fields = {"fields": _fields(resource, types, operation)}
    return Read("some", operation, resource.type, query={**query, **fields} if search else fields)


def _look_for_remains(need: Need, known: Known, types: Types) -> Iterable[Read]:
    """For an object that is to be created: is there something that an interrupted run left?"""
    for ref, search in sorted(need.traces.items(), key=lambda item: item[0]):
        resource = types[ref.type]
        if known.find(ref) is None and ref.type not in known.complete and ref not in known.traced:
            operation = next(name for name in resource.search if known.offers(name))
            query = {**search, "fields": _fields(resource, types, operation)}
            yield Read("traces", operation, ref.type, query=query, sought=(ref,))


def _fields(resource: Resource, types: Types, operation: str) -> str:
    """The value of `fields=` that reads what the declaration speaks of, and no more."""
    names = ["id", *(item.property for item in resource.fields if not (item.derived or item.action or item.secret))]
    names += resource.columns
    for kind in types.kinds.values():
        if kind.column and kind.type_at(kind.column.side) == resource.type and kind.column.operation in ("", operation):
            names.append(kind.column.property)
    return ",".join(dict.fromkeys(names))
