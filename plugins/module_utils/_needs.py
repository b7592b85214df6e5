# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What has to be known for a plan or a list. Pure.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ansible_collections.biops.looker.plugins.module_utils._facts import (
    BY_ID,
    End,
    Ref,
    refs_in,
)
from ansible_collections.biops.looker.plugins.module_utils._link_kind import LinkList
from ansible_collections.biops.looker.plugins.module_utils._resource import Declared, Lookup, Resource, Types
from ansible_collections.biops.looker.plugins.module_utils._state import Want
from ansible_collections.biops.looker.plugins.module_utils._value_class import field, value_class


@value_class
class Need:
    """What has to be known."""

    objects: frozenset[Ref] = frozenset()
    fields: Mapping[Ref, frozenset[Ref]] = field(default_factory=dict)  # object -> objects that its fields name
    lists: Mapping[End, frozenset[Ref]] = field(default_factory=dict)  # links of an object -> entries declared
    whole_lists: frozenset[End] = frozenset()  # those of `lists` of which every link has to be known
    everything: frozenset[str] = frozenset()  # types
    traces: Mapping[Ref, tuple[Lookup, ...]] = field(default_factory=dict)  # absent object -> where else it may be
    along: frozenset[Ref] = frozenset()  # objects about to be deleted: what goes with them
    catalogs: frozenset[str] = frozenset()  # operations that list what Looker knows
    referring: frozenset[Ref] = frozenset()  # names of objects whose references are to be known by name
    parts: frozenset[str] = frozenset()  # operations that read singletons


def needs_of(want: Want, types: Types) -> Need:
    """What a plan for `want` asks for."""
    objects: set[Ref] = set()
    fields: dict[Ref, frozenset[Ref]] = {}
    lists: dict[End, frozenset[Ref]] = {}
    whole_lists: set[End] = set()
    traces: dict[Ref, tuple[Lookup, ...]] = {}
    referring: set[Ref] = set()
    parts: set[str] = set()
    for declared in want.declared:
        resource = types.of(declared)
        if resource.is_singleton:
            parts |= _parts(declared, resource)
            fields[declared.ref] = refs_in(declared.fields)
            continue
        names = {declared.by_id or declared.ref, declared.previous or declared.ref}
        objects |= names
        fields[declared.by_id or declared.ref] = refs_in(resource.heeded(declared))
        if declared.state == "present":
            for end, entries, whole in _lists(declared, resource, names):
                lists[end] = lists.get(end, frozenset()) | entries
                if whole:
                    whole_lists.add(end)
            lookups = () if declared.by_id else tuple(resource.traces(declared))
            if lookups:
                traces[declared.ref] = lookups
        if resource.match:
            referring |= _known_as(declared, resource)
    objects |= {ref for item in want.set_aside for ref in _known_by_id(item)}
    return Need(
        frozenset(objects),
        fields,
        lists,
        frozenset(whole_lists),
        frozenset(types.by_plural(key).type for key in want.purge),
        traces,
        referring=frozenset(referring),
        parts=frozenset(parts),
    )


def _parts(declared: Declared, resource: Resource) -> set[str]:
    """What has to be read of a singleton: the parts that are declared, or all if nothing is."""
    fields = declared.fields
    given = [item for item in resource.fields if item.name in fields and fields[item.name] != item.default]
    return {part.read for part in resource.parts if not given or any(part.has(item) for item in given)}


def _lists(declared: Declared, resource: Resource, names: Iterable[Ref]) -> Iterable[tuple[End, frozenset[Ref], bool]]:
    for option, entries in declared.lists.items():
        links = resource.list_option(option)
        whole = declared.list_mode == "exact" and not (links.valued or links.removes)
        for name in names:
            yield (links.kind, links.side, name), frozenset(entries), whole


def _known_by_id(declared: Declared) -> Iterable[Ref]:
    """The objects that a declaration knows, and names in its lists, by id only."""
    entries = (ref for refs in declared.lists.values() for ref in refs)
    return (ref for ref in (declared.by_id, *entries) if ref is not None and ref.key.startswith(BY_ID))


def _known_as(declared: Declared, resource: Resource) -> set[Ref]:
    """The names of all objects that a declaration may mean."""
    key = declared.fields.get(resource.key)
    names = {declared.by_id, declared.previous, resource.ref(key) if key else None}
    return {name for name in names if name is not None}


def needs_of_info(resource: Resource, keys: Iterable[Ref], everything: bool, lists: Iterable[LinkList]) -> Need:
    """What an info module asks for: objects by key or all of them, and all of their links."""
    keys = frozenset(keys)
    ends = {(links.kind, links.side, ref): frozenset[Ref]() for links in lists for ref in keys}
    whole = frozenset({resource.type}) if everything else frozenset[str]()
    return Need(keys, lists=ends, whole_lists=frozenset(ends), everything=whole)


def needs_of_singleton(resource: Resource) -> Need:
    """What an info module asks for of a singleton: all of it."""
    return Need(parts=frozenset(part.read for part in resource.parts))
