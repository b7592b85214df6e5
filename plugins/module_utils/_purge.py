# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Objects that nobody declares: which there are, and how they go. Pure.

Note: this module_utils is private to the biops.looker collection and may change without notice.

What goes is planned as if it had been declared so. So diff, guards and order are those of any other declaration.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Optional

from ansible_collections.biops.looker.plugins.module_utils._facts import Fields, Place, Ref, refs_in
from ansible_collections.biops.looker.plugins.module_utils._resource import Declared, Resource, Types
from ansible_collections.biops.looker.plugins.module_utils._scope import Find, Scope
from ansible_collections.biops.looker.plugins.module_utils._settle import Settled, Settlement, cut_off, sees_everything
from ansible_collections.biops.looker.plugins.module_utils._state import Have, Questions, Want
from ansible_collections.biops.looker.plugins.module_utils._value_class import value_class

SHOWN = 20  # how many objects are told one by one that others need and nobody declares


@value_class
class Purged:
    """What goes, as declarations that nobody wrote; why the purge must not be, and what may surprise in it."""

    items: tuple[Settled, ...]
    problems: tuple[str, ...]
    warnings: tuple[str, ...]


def purge_options(resources: Iterable[Resource]) -> dict[str, dict[str, Any]]:
    """Ansible's argument spec of what is purged, and how."""
    choices = [resource.plural for resource in resources if resource.purge]
    return {
        "purge": {"type": "list", "elements": "str", "choices": choices, "default": []},
        "purge_users": {"type": "str", "choices": ["disable", "delete"], "default": "disable"},
    }


def purge_problems(
    types: Types, purge: Iterable[str], document: Mapping[str, Any], scope: Optional[Mapping[str, Any]]
) -> Iterator[str]:
    """What is wrong with the options, before anything is read. `purge`: keys of a configuration; `document`: what is
    declared, by these keys; `scope`: the option, if it is given."""
    for key in dict.fromkeys(purge):
        way = types.by_plural(key).purge
        if document.get(key) is None:
            yield (
                f"purge names {key}, but none are declared, so all would go: declare those that stay under {key}, "
                f"which may be an empty list"
            )
        if way and (way.needs_scope or scope is not None) and not _has_patterns((scope or {}).get(key)):
            yield f"purge of {key} needs to be told which {key} are owned: give patterns under scope.{key}"


def _has_patterns(owned: Any) -> bool:
    """Whether a part of a scope says anything: a list of patterns, or several by what they are about."""
    return any(value is not None for value in owned.values()) if isinstance(owned, Mapping) else bool(owned)


def undeclared(
    resource: Resource, objects: Mapping[Ref, Fields], caller: Optional[Ref], known: set[Ref], scope: Scope, find: Find
) -> Iterator[Ref]:
    """Objects of a type that nobody declares: without those that belong to Looker or to others, and without the caller.

    `known`: those that are declared; `find`: see Scope.
    """
    if not resource.is_made:
        return
    for ref, record in objects.items():
        if ref.type != resource.type or ref in known or ref == caller or not resource.belongs(record):
            continue
        if resource.protect("delete", record) is not None or resource.spares(record):
            continue
        if scope.has(resource, ref, record, find):
            yield ref


def purged(want: Want, settlement: Settlement, wanted: Iterable[Place], questions: Questions, types: Types) -> Purged:
    """The undeclared objects of the types that are purged. `wanted`: the links that are declared."""
    have = settlement.have
    known = {item.ref for item in settlement.settled}
    named = _named(settlement.settled, wanted)
    named.update(_named_aside(want, have, types))
    items: list[Settled] = []
    problems: list[str] = []
    warnings: list[str] = []
    for resource in map(types.by_plural, sorted(want.purge)):
        if not sees_everything(resource, have.version, have.rights) or not have.rights & resource.sees:
            problems.append(cut_off(resource, have.version))
            continue
        found = sorted(undeclared(resource, have.objects, have.caller, known, want.scope, questions.named))
        going = [item for ref in found if ref not in named for item in _going(resource, ref, have, want)]
        items += going
        if resource.purge and resource.purge.stops and any(item.declared.state == "present" for item in going):
            warnings.append(f"purge of {resource.plural} also stops {resource.purge.stops}")
        problems += _needed(resource, [ref for ref in found if ref in named], named)
    return Purged(tuple(items), tuple(problems), tuple(warnings))


def _going(resource: Resource, ref: Ref, have: Have, want: Want) -> Iterator[Settled]:
    """An object as if it had been declared absent, or disabled; nothing where that is so already."""
    record = have.objects[ref]
    instead = resource.purge.instead if resource.purge and want.purge_users == "disable" else {}
    if not instead:
        yield Settled(Declared(ref, state="absent", resource=resource), ref, record, purged=True)
    elif any(record.get(name) != value for name, value in instead.items()):
        yield Settled(Declared(ref, instead, resource=resource), ref, record, purged=True)


def _named(settled: Sequence[Settled], wanted: Iterable[Place]) -> dict[Ref, Ref]:
    """What lists and options name -> one object that does so."""
    found: dict[Ref, Ref] = {}
    for place in wanted:
        found.setdefault(place.left, place.right)
        found.setdefault(place.right, place.left)
    for item in settled:
        if item.declared.state == "present":
            for ref in refs_in(item.declared.fields):
                found.setdefault(ref, item.ref)
    return found


def _named_aside(want: Want, have: Have, types: Types) -> Iterator[tuple[Ref, Ref]]:
    """The same for declarations that are not applied this time, and for objects that may be purged only. Raises
    PlanError where a name is not unique."""
    concerned = {types.by_plural(key).type for key in want.purge}
    for item in want.set_aside:
        if item.state == "present":
            refs = refs_in((item.fields, tuple(item.lists.values())))
            yield from ((have.resolve(ref), item.ref) for ref in refs if ref.type in concerned)


def _needed(resource: Resource, refs: Sequence[Ref], named: Mapping[Ref, Ref]) -> Iterator[str]:
    """Objects that somebody names and nobody declares: they would go, and the one that names them would be wrong."""
    for ref in refs[:SHOWN]:
        yield f"{named[ref]} names {ref}, which is not declared itself, so purge would take it away: declare it too"
    if len(refs) > SHOWN:
        yield f"purge would take away {len(refs) - SHOWN} more {resource.plural.replace('_', ' ')} that others name"
