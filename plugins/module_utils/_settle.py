# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which existing object each declaration means, and the state as if all renames were done. Pure.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Optional, Union

from ansible_collections.biops.looker.plugins.module_utils._facts import (
    BY_ID,
    Fields,
    Link,
    Ref,
    refs_in,
    with_refs,
)
from ansible_collections.biops.looker.plugins.module_utils._facts import (
    declared as known,
)
from ansible_collections.biops.looker.plugins.module_utils._resource import (
    Declared,
    Field,
    Resource,
    Types,
)
from ansible_collections.biops.looker.plugins.module_utils._state import Have, PlanError, Questions, Want
from ansible_collections.biops.looker.plugins.module_utils._value_class import field, value_class


@value_class
class Settled:
    """A declaration together with the object it means."""

    declared: Declared
    ref: Ref  # the key that the object has afterwards
    current: Optional[Fields]  # its record, None where it does not exist
    given: Fields = field(default_factory=dict)  # the declared fields, those too that are only to be tried out
    always: bool = False  # whether to write what cannot be compared although it is there
    purged: bool = False  # whether it goes because nobody declares it


@dataclass
class Settlement:
    settled: list[Settled] = field(default_factory=list)
    have: Have = field(default_factory=lambda: Have({}))
    renamed: dict[Ref, Ref] = field(default_factory=dict)  # new key -> the key under which it was read
    warnings: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    unmanageable: list[Mapping[str, Any]] = field(default_factory=list)  # see Verdict


def settle(want: Want, have: Have, types: Types) -> Settlement:
    """Raises PlanError with every declaration that contradicts itself, another one, or what exists."""
    problems: list[str] = []
    result = Settlement()
    meant: list[tuple[Declared, Optional[Ref]]] = []
    remains = _remains(have)
    by_key = [item for item in want.declared if not types.of(item).match]
    moving = _moving(by_key, have, types)
    declared_keys = {item.ref for item in by_key if item.state == "present"}
    matched = _matched([item for item in want.declared if types.of(item).match], have, types)
    for given in want.declared:
        try:
            if types.of(given).match:
                item, found = matched.pop(0).answer()
            else:
                item, found = given, _find(given, have, moving, declared_keys, types)
        except PlanError as error:
            problems += [_at(given, problem) for problem in error.problems]
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
    result.renamed = _renames(meant, have, types)
    stays = _stays(meant, result.renamed, have, types)
    problems += _taken(meant, result.renamed, stays, have, types)
    if problems:
        raise PlanError(problems)
    result.have = _with_new_names(have, result.renamed, stays)
    questions = Questions(result.have, want.update_secrets)
    for item, found in meant:
        resource, ref = types.of(item), next_name(item, found, have, types)
        current = None if found is None else result.have.objects[ref]
        effective = replace(item, fields=_effective(item, current, result.have, types))
        if item.state == "present":
            verdict = resource.verify(effective, current, questions)
            result.problems += [_at(item, problem) for problem in verdict.problems]
            result.warnings += [_at(item, warning) for warning in verdict.warnings]
            result.unmanageable += verdict.unmanageable
        always = want.update_secrets == "always" or bool(effective.fields.get(resource.force))
        fields = resource.effective(effective.fields, current or {})
        counts = effective if fields is effective.fields else replace(effective, fields=fields)
        result.settled.append(Settled(counts, ref, current, effective.fields, always))
    questions.settle()
    return result


@value_class
class _Match:
    """Which object a declaration means that its key alone does not tell: found, new, or a reason why not."""

    item: Declared
    found: Union[Ref, str, None]

    def answer(self) -> tuple[Declared, Optional[Ref]]:
        """The declaration with its references made plain, and the object. Raises PlanError."""
        if isinstance(self.found, str):
            raise PlanError([self.found])
        return self.item, self.found


def _matched(items: Sequence[Declared], have: Have, types: Types) -> list[_Match]:
    """The answer for each declaration of types with `match`, which sees all those of its type together."""
    answers: dict[int, _Match] = {}
    ready: dict[str, list[tuple[int, Declared]]] = {}
    for number, item in enumerate(items):
        resource = types.of(item)
        try:
            if not sees_everything(resource, have.version, have.rights):
                raise PlanError([cut_off(resource, have.version)])
            narrowed = resource.narrow(item, have.named)
            if isinstance(narrowed, str):
                raise PlanError([narrowed])
            fields = {
                name: have.resolve(value) if isinstance(value, Ref) else value
                for name, value in narrowed.fields.items()
            }
            by_id = item.by_id and _find_by_id(item, item.by_id, have, types)
        except PlanError as error:
            answers[number] = _Match(item, "; ".join(error.problems))
            continue
        if item.by_id is not None and by_id is None:
            answers[number] = _Match(item, None)
            continue
        ready.setdefault(resource.type, []).append((number, replace(narrowed, fields=fields, by_id=by_id)))
    for name, entries in ready.items():
        records = {ref: record for ref, record in have.objects.items() if ref.type == name}
        match = known(types[name].match, "how to match")
        for (number, item), found in zip(entries, match([item for _number, item in entries], records)):
            answers[number] = _Match(replace(item, by_id=items[number].by_id), found)
    return [answers[number] for number in range(len(items))]


def _effective(item: Declared, current: Optional[Fields], have: Have, types: Types) -> dict[str, Any]:
    """The fields as they are to be: references by natural key, sets after list_mode."""
    fields = dict(item.fields)
    for option in types.of(item).fields:
        value = fields.get(option.name)
        if value is None:
            continue
        if refs_in(value):
            value = fields[option.name] = with_refs(value, have.resolve)
        if isinstance(value, Ref):
            continue
        if option.effective:
            fields[option.name] = option.effective(value, current, item.list_mode)
        else:
            fields[option.name] = _with_list_mode(option, value, (current or {}).get(option.name), item.list_mode)
    return {**fields, **types.of(item).implies(fields, current or {})}


def _with_list_mode(option: Field, value: Any, held: Any, mode: str) -> Any:
    """A value in which every set is as it is to be afterwards."""
    if option.properties:
        inner, there = {one.name: one for one in option.properties}, held or {}
        return {name: _with_list_mode(inner[name], given, there.get(name), mode) for name, given in value.items()}
    if not option.is_set:
        return value
    now = set(held or ())
    return sorted({"exact": set(value), "add": now | set(value), "remove": now - set(value)}[mode])


def _at(item: Declared, sentence: str) -> str:
    return f"{item.where}: {sentence}" if item.where else sentence


def _moving(declared: Iterable[Declared], have: Have, types: Types) -> dict[Ref, Declared]:
    """Objects that are to get another name: old key -> the declaration that says so."""
    moving: dict[Ref, Declared] = {}
    renames = (item for item in declared if item.previous is not None and item.by_id is None)
    todo = [item for item in renames if item.state == "present"]
    while todo:
        ready = []
        for item in todo:
            old, new = _existing(item.previous or item.ref, have), _existing(item.ref, have)
            free = new is None or _gives_up(new, item.ref, moving, have, types)
            if old is not None and old != new and old not in moving and free:
                moving[old] = item
                ready.append(item)
        if not ready:
            return moving
        todo = [item for item in todo if item not in ready]
    return moving


def _gives_up(holder: Ref, name: Ref, moving: Mapping[Ref, Declared], have: Have, types: Types) -> bool:
    """Whether the object that a name stands for gets another one and leaves this one to others."""
    return holder in moving and name not in _kept(moving[holder], holder, have, types)


def _kept(item: Declared, found: Ref, have: Have, types: Types) -> set[Ref]:
    """The names under which an object is known whatever it is renamed to."""
    resource = types.of(item)
    return {resource.ref(name) for name in resource.keeps(item, have.objects[found])}


def _existing(ref: Ref, have: Have) -> Optional[Ref]:
    """The key under which an object was read, None where there is none or its name is not unique."""
    if ref in have.ambiguous:
        return None
    found = have.resolve(ref)
    return None if have.find(found) is None else found


def _find(
    item: Declared, have: Have, moving: Mapping[Ref, Declared], declared_keys: set[Ref], types: Types
) -> Optional[Ref]:
    """The key under which the declared object was read, None where it does not exist."""
    if item.by_id is not None:
        return _find_by_id(item, item.by_id, have, types)
    found = have.resolve(item.ref)
    exists = have.find(found) is not None and not _gives_up(found, item.ref, moving, have, types)
    if item.previous is not None:
        old = have.resolve(item.previous)
        if old in moving and moving[old].ref == item.ref:
            return old
        if item.state == "absent" and item.previous in declared_keys:
            raise PlanError([f"{item.previous} is declared present, and absent as the former name of {item.ref}"])
        if item.state == "absent" and not exists and old not in moving:
            return None if have.find(old) is None else old
        if old in moving and not exists and old != found:
            names = " and to ".join(sorted(map(str, (moving[old].ref, item.ref))))
            raise PlanError([f"{item.previous} is to be renamed to {names}: which one is meant?"])
        if exists and have.find(old) is not None and old != found and old not in moving and old not in declared_keys:
            raise PlanError(
                [f"{item.previous} is to be renamed, but both it and {item.ref} exist: which one is meant?"]
            )
    return found if exists else None


def sees_everything(resource: Resource, version: str, rights: frozenset[str]) -> bool:
    """Whether the list of these objects can be relied on, as far as that matters."""
    return not resource.whole_since or (version >= resource.whole_since and bool(rights & resource.sees))


def cut_off(resource: Resource, version: str) -> str:
    """Why nothing is said about objects of which the caller may see a part only (rule 8)."""
    noun = resource.plural.replace("_", " ")
    if version < resource.whole_since:
        return f"the {noun} of all users need API {resource.whole_since} to be listed; this is API {version}"
    needed = " or ".join(sorted(resource.sees))
    return (
        f"the API user may not see all {noun} (that takes the permission {needed}), so it cannot be told which exist: "
        "give the API user that permission"
    )


def _find_by_id(item: Declared, by_id: Ref, have: Have, types: Types) -> Optional[Ref]:
    found = have.resolve(by_id)
    record = have.find(found)
    if record is not None:
        resource = types.of(item)
        if not resource.belongs(record):
            noun = resource.name.replace("_", " ")
            raise PlanError([f"the {by_id.type.replace('_', ' ')} with id {record['id']} is not managed as a {noun}"])
        return found
    if item.state == "absent":
        return None
    if not _may_see(by_id, have, types):
        raise PlanError([unseen(by_id, have, types)])
    raise PlanError([f"there is no {by_id.type.replace('_', ' ')} with id {by_id.key[len(BY_ID) :]}"])


def next_name(item: Declared, found: Optional[Ref], have: Have, types: Types) -> Ref:
    """The key that an object has once the declaration is carried out."""
    if found is None:
        return item.ref
    if types.of(item).match:
        return found  # its key is not all that it is known by
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


def _stays(
    meant: Iterable[tuple[Declared, Optional[Ref]]], renamed: Mapping[Ref, Ref], have: Have, types: Types
) -> dict[Ref, Ref]:
    """Names that renamed objects keep beside the new one -> the key under which each was read."""
    going = set(renamed.values())
    kept = {name: found for item, found in meant if found in going for name in _kept(item, found, have, types)}
    return {name: found for name, found in kept.items() if have.aliases.get(name, name) == found}


def _taken(
    meant: Iterable[tuple[Declared, Optional[Ref]]],
    renamed: Mapping[Ref, Ref],
    stays: Mapping[Ref, Ref],
    have: Have,
    types: Types,
) -> Iterable[str]:
    """Names that an object named by its id is to get, although another one has them and keeps them."""
    going = set(renamed.values())
    for item, found in meant:
        named = [have.resolve(Ref(item.ref.type, BY_ID + one)) for one in have.ambiguous.get(item.ref, ())]
        owners = {*named, *filter(None, [_existing(item.ref, have)])} - going | {stays.get(item.ref, found)} - {found}
        if renamed.get(item.ref) == found and found is not None and owners and not types.of(item).match:
            identifier = have.objects[found]["id"]
            yield _at(item, f"the one with id {identifier} is to become {item.ref}, but another one is that already")


def _with_new_names(have: Have, renamed: Mapping[Ref, Ref], stays: Mapping[Ref, Ref]) -> Have:
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
        aliases={alias: moved(ref) for alias, ref in {**have.aliases, **stays}.items() if alias not in renamed},
        listed=frozenset((kind, side, moved(ref)) for kind, side, ref in have.listed),
        order={(k, side, moved(ref)): tuple(map(moved, others)) for (k, side, ref), others in have.order.items()},
        sought=have.sought | renamed.keys() | frozenset(renamed.values()),  # nothing has an old name any more
        caller=moved(have.caller),
    )
