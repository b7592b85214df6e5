# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which existing object each declaration means, and the state as if all renames were done. Pure.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Optional

from ansible_collections.biops.looker.plugins.module_utils._facts import (
    BY_ID,
    Fields,
    Link,
    Ref,
)
from ansible_collections.biops.looker.plugins.module_utils._resource import (
    Declared,
    Types,
)
from ansible_collections.biops.looker.plugins.module_utils._state import Have, PlanError, Want


@dataclass(frozen=True)
class Settled:
    """A declaration together with the object it means."""

    declared: Declared
    ref: Ref  # the key that the object has afterwards
    current: Optional[Fields]  # its record, None where it does not exist


@dataclass
class Settlement:
    settled: list[Settled] = field(default_factory=list)
    have: Have = field(default_factory=lambda: Have({}))
    renamed: dict[Ref, Ref] = field(default_factory=dict)  # new key -> the key under which it was read
    warnings: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def settle(want: Want, have: Have, types: Types) -> Settlement:
    """Raises PlanError with every declaration that contradicts itself, another one, or what exists."""
    problems: list[str] = []
    result = Settlement()
    meant: list[tuple[Declared, Optional[Ref]]] = []
    remains = _remains(have)
    moving = _moving(want, have)
    declared_keys = {item.ref for item in want.declared if item.state == "present"}
    for item in want.declared:
        try:
            found = _find(item, have, moving, declared_keys, types)
        except PlanError as error:
            problems += [_at(item, problem) for problem in error.problems]
            continue
        if found is None and item.state == "present":
            adoption = types.of(item).adopt(item, remains.get(item.ref.type, {}))
            result.warnings += adoption.warnings
            found = adoption.ref
            if found is not None:
                del remains[found.type][found]  # taken over once only
        if found is None and not _may_see(item.ref, have, types):
            problems.append(_at(item, unseen(item.ref, have, types)))
        meant.append((item, found))
    problems += _twice(meant)
    if problems:
        raise PlanError(problems)
    result.renamed = _renames(meant, have, types)
    result.have = _with_new_names(have, result.renamed)
    for item, found in meant:
        ref = next_name(item, found, have, types)
        current = None if found is None else have.objects[found]
        effective = replace(item, fields=_effective(item, current, have, types))
        if item.state == "present":
            verdict = types.of(item).verify(effective, current, have.catalogs)
            result.problems += [_at(item, problem) for problem in verdict.problems]
            result.warnings += [_at(item, warning) for warning in verdict.warnings]
        result.settled.append(Settled(effective, ref, result.have.objects.get(ref) if current is not None else None))
    return result


def _effective(item: Declared, current: Optional[Fields], have: Have, types: Types) -> dict[str, Any]:
    """The fields as they are to be: references by natural key, sets after list_mode."""
    fields = dict(item.fields)
    for option in types.of(item).fields:
        value = fields.get(option.name)
        if isinstance(value, Ref):
            fields[option.name] = have.resolve(value)
        elif option.effective and value is not None:
            fields[option.name] = option.effective(value, current)
        elif option.is_set and value is not None:
            held = set((current or {}).get(option.name) or ())
            whole = {"exact": set(value), "add": held | set(value), "remove": held - set(value)}[item.list_mode]
            fields[option.name] = sorted(whole)
    return fields


def _at(item: Declared, sentence: str) -> str:
    return f"{item.where}: {sentence}" if item.where else sentence


def _moving(want: Want, have: Have) -> dict[Ref, Ref]:
    """Objects that give up their name to get another one: old key -> new key. A name given up is free for others."""
    moving: dict[Ref, Ref] = {}
    todo = [item for item in want.declared if item.previous is not None and item.by_id is None]
    while todo:
        ready = []
        for item in todo:
            old, new = _existing(item.previous or item.ref, have), _existing(item.ref, have)
            if old is not None and old != new and old not in moving and (new is None or new in moving):
                moving[old] = item.ref
                ready.append(item)
        if not ready:
            return moving
        todo = [item for item in todo if item not in ready]
    return moving


def _existing(ref: Ref, have: Have) -> Optional[Ref]:
    """The key under which an object was read, None where there is none or its name is not unique."""
    if ref in have.ambiguous:
        return None
    found = have.resolve(ref)
    return None if have.find(found) is None else found


def _find(
    item: Declared, have: Have, moving: Mapping[Ref, Ref], declared_keys: set[Ref], types: Types
) -> Optional[Ref]:
    """The key under which the declared object was read, None where it does not exist."""
    if item.by_id is not None:
        found = have.resolve(item.by_id)
        if have.find(found) is None:
            if item.state == "absent":
                return None
            if not _may_see(item.by_id, have, types):
                raise PlanError([unseen(item.by_id, have, types)])
            raise PlanError([f"there is no {item.ref.type.replace('_', ' ')} with id {item.by_id.key[len(BY_ID) :]}"])
        return found
    found = have.resolve(item.ref)
    exists = have.find(found) is not None and found not in moving
    if item.previous is not None:
        old = have.resolve(item.previous)
        if moving.get(old) == item.ref:
            return old
        if old in moving and not exists and old != found:
            names = " and to ".join(sorted(map(str, (moving[old], item.ref))))
            raise PlanError([f"{item.previous} is to be renamed to {names}: which one is meant?"])
        if exists and have.find(old) is not None and old != found and old not in moving and old not in declared_keys:
            raise PlanError(
                [f"{item.previous} is to be renamed, but both it and {item.ref} exist: which one is meant?"]
            )
    return found if exists else None


def next_name(item: Declared, found: Optional[Ref], have: Have, types: Types) -> Ref:
    """The key that an object has once the declaration is carried out."""
    if found is None:
        return item.ref
    by_name = item.by_id is None and have.aliases.get(item.ref, item.ref) == found
    if by_name or item.state == "absent" or item.ref.key.startswith(BY_ID):
        return found
    if item.by_id is not None and types[found.type].key in have.objects[found]:
        current = have.objects[found][types[found.type].key]
        if current and types[found.type].fold(str(current)) == item.ref.key:
            return found  # one of several with this name: it is known by its id
    return item.ref


def _remains(have: Have) -> dict[str, dict[Ref, Fields]]:
    """Objects without a natural key, by type: an interrupted run may have left them."""
    found: dict[str, dict[Ref, Fields]] = {}
    for ref, record in have.objects.items():
        if ref.key.startswith(BY_ID):
            found.setdefault(ref.type, {})[ref] = record
    return found


def _may_see(ref: Ref, have: Have, types: Types) -> bool:
    return bool(have.rights & types[ref.type].sees)


def unseen(ref: Ref, have: Have, types: Types) -> str:
    """Why the absence of an object is not believed (rule 8: what the caller may not see is unknown)."""
    needed = " or ".join(sorted(types[ref.type].sees))
    return (
        f"{ref} was not found, but the API user may not see every {ref.type.replace('_', ' ')} "
        f"(that takes the permission {needed}), so it may exist all the same: give the API user that permission"
    )


def _twice(meant: Iterable[tuple[Declared, Optional[Ref]]]) -> list[str]:
    """Two declarations that mean one object."""
    first: dict[tuple[bool, Ref], Declared] = {}
    problems = []
    for item, found in meant:
        ref = found or item.ref
        key = (found is None, ref)  # a new object may take the name that another one gives up
        if key in first:
            other = first[key]
            places = " and ".join(filter(None, (other.where, item.where)))
            verb = "both present and absent" if other.state != item.state else "twice"
            problems.append(f"{ref} is declared {verb}" + (f" ({places})" if places else ""))
        first.setdefault(key, item)
    return problems


def _renames(meant: Iterable[tuple[Declared, Optional[Ref]]], have: Have, types: Types) -> dict[Ref, Ref]:
    renamed = {}
    for item, found in meant:
        new = next_name(item, found, have, types)
        if found is not None and new != found:
            renamed[new] = found
    return renamed


def _with_new_names(have: Have, renamed: Mapping[Ref, Ref]) -> Have:
    """The state as if the renames were done."""
    if not renamed:
        return have
    new_name = {old: new for new, old in renamed.items()}

    def moved(value: Any) -> Any:
        return new_name.get(value, value) if isinstance(value, Ref) else value

    objects = {moved(ref): {k: moved(v) for k, v in record.items()} for ref, record in have.objects.items()}
    links = {
        kind: frozenset(Link(link.kind, moved(link.left), moved(link.right), link.value) for link in found)
        for kind, found in have.links.items()
    }
    return replace(
        have,
        objects=objects,
        links=links,
        aliases={**{alias: moved(ref) for alias, ref in have.aliases.items()}},
        listed=frozenset((kind, side, moved(ref)) for kind, side, ref in have.listed),
        order={(k, side, moved(ref)): tuple(map(moved, others)) for (k, side, ref), others in have.order.items()},
        sought=have.sought | frozenset(renamed),
        caller=moved(have.caller),
    )
