# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Objects from several places: each declared once, inline options over files.

Note: this plugin_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Union

from ansible_collections.biops.looker.plugins.module_utils._facts import (
    BY_ID,
    Ref,
)
from ansible_collections.biops.looker.plugins.module_utils._resource import (
    Field,
    Resource,
)
from ansible_collections.biops.looker.plugins.plugin_utils._problems import Entry, Problem, shown

Resources = Mapping[str, Resource]  # plural -> resource type


def merge(resources: Resources, files: Iterable[Entry], inline: Iterable[Entry]) -> Iterator[Union[Entry, Problem]]:
    """The objects of the files, with inline options laid over them object by object and option by option, then the
    objects that are only inline. An object that is declared twice on the same side is a problem."""
    base, problems = _distinct(resources, files)
    yield from problems
    over, problems = _distinct(resources, inline)
    yield from problems
    positions: dict[Ref, list[int]] = {}
    for position, entry in enumerate(base):
        for ref in _names(resources, entry):
            positions.setdefault(ref, []).append(position)
    for entry in over:
        apart = resources[entry.plural].tells_apart
        same = {
            position
            for ref in _names(resources, entry)
            for position in positions.get(ref, ())
            if _agree(apart, base[position].options, entry.options)
        }
        if len(same) > 1:
            places = " and ".join(str(base[position].place) for position in sorted(same))
            said = "it may mean any of several objects" if apart else "its key and its id belong to two objects"
            yield Problem(entry.place.inside(), f"{said}: {places}")
        elif same:
            position = same.pop()
            options = _laid_over(base[position].options, entry.options, resources[entry.plural].fields)
            base[position] = replace(base[position], options=options)
        else:
            base.append(entry)
    yield from base


def _laid_over(base: Mapping[str, Any], over: Mapping[str, Any], fields: Iterable[Field]) -> dict[str, Any]:
    """Options over others, those of an object inside the object one by one."""
    inner = {
        item.name: _laid_over(base[item.name], over[item.name], item.properties)
        for item in fields
        if item.properties and item.name in base and item.name in over
    }
    return {**base, **over, **inner}


def _distinct(resources: Resources, entries: Iterable[Entry]) -> tuple[list[Entry], list[Problem]]:
    seen: dict[Ref, Entry] = {}
    kept, problems = [], []
    for entry in entries:
        refs = _refs(resources, entry)
        first = next((seen[ref] for ref in refs if ref in seen), None)
        if first is None:
            kept.append(entry)
            seen.update(dict.fromkeys(refs, entry))
        else:
            problems.append(_twice(resources[entry.plural], first, entry))
    return kept, problems


def _refs(resources: Resources, entry: Entry) -> list[Ref]:
    """What the object is known by: its key, with what tells it apart from others, and its id, as far as given."""
    resource = resources[entry.plural]
    return [resource.apart(ref, entry.options) for ref in _names(resources, entry)]


def _names(resources: Resources, entry: Entry) -> list[Ref]:
    """The key of the object (folded, as Looker compares it) and its id, as far as given."""
    resource = resources[entry.plural]
    if resource.is_singleton:
        return [Ref(resource.type, "")]
    key, identifier = entry.options.get(resource.key), entry.options.get("id")
    refs = [resource.ref(key.strip())] if key and key.strip() else []
    if identifier is not None:
        refs.append(resource.ref(BY_ID + str(identifier).removeprefix(BY_ID)))
    return refs


def _agree(names: Iterable[str], one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two declarations say nothing contrary about what tells objects of one key apart."""
    return all(one.get(name) is None or other.get(name) is None or one[name] == other[name] for name in names)


def _twice(resource: Resource, first: Entry, second: Entry) -> Problem:
    key, other = (entry.options.get(resource.key) for entry in (second, first))
    name = shown(key if key is not None else second.options.get("id"))
    spelled = f" (spelled {shown(other)})" if key is not None and other is not None and key != other else ""
    noun = resource.name.replace("_", " ") if resource.is_singleton else f"{resource.name.replace('_', ' ')} {name}"
    return Problem(second.place.inside(), f"{noun} is declared twice, first in {first.place.inside()}{spelled}")
