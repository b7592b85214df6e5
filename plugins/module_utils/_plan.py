# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Want times have: which writes are needed, and what becomes of each declared object. Pure.

Note: this module_utils is private to the biops.looker collection and may change without notice.

Check mode is this plan, not carried out. So the diff is the plan, and check mode cannot lie.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ansible_collections.biops.looker.plugins.module_utils import _guards
from ansible_collections.biops.looker.plugins.module_utils._order import waves
from ansible_collections.biops.looker.plugins.module_utils._plan_links import (
    End,
    LinkWishes,
    ends,
    link_changes,
    link_wishes,
)
from ansible_collections.biops.looker.plugins.module_utils._resource import (
    BY_ID,
    Declared,
    Field,
    Fields,
    FollowUp,
    Link,
    Ref,
    Resource,
    Types,
    Write,
)
from ansible_collections.biops.looker.plugins.module_utils._settle import Settled, settle
from ansible_collections.biops.looker.plugins.module_utils._state import Change, Have, ObjectPlan, Plan, PlanError, Want


def plan(want: Want, have: Have, types: Types) -> Plan:
    """What has to be written so that `have` becomes what `want` declares.

    Raises PlanError where the declaration contradicts itself or a guard forbids it, NotRead (a bug) where something
    was not read.
    """
    settlement = settle(want, have, types)
    wishes = link_wishes(settlement, types)
    purged = _purged(want, settlement.have, settlement.settled)
    gone = purged | {item.ref for item in settlement.settled if item.declared.state == "absent" and item.current}
    objects = [change for item in settlement.settled for change in _object_changes(item, types)]
    objects += [_delete(types[ref.type], ref) for ref in sorted(purged)]
    links = link_changes(want, settlement.have, wishes, types, frozenset(gone))
    calls = [_call(owner, call) for owner, call in wishes.calls]
    changes = (*objects, *links, *calls)
    problems = [*wishes.problems, *_missing(settlement.settled, types)]
    problems += _guards.problems(want, settlement, changes, types)
    if problems:
        raise PlanError(dict.fromkeys(problems))
    waves(changes)  # raises PlanError where changes wait for each other
    return Plan(
        changes,
        tuple(_outcomes(settlement.settled, purged, settlement.have, wishes, changes, types)),
        tuple(dict.fromkeys([*settlement.warnings, *wishes.warnings, *_guards.warnings(settlement, changes, types)])),
        tuple(dict.fromkeys([*wishes.unknown, *_unknown_references(settlement.settled, settlement.have)])),
        settlement.renamed,
    )


def _purged(want: Want, have: Have, settled: Iterable[Settled]) -> frozenset[Ref]:
    declared = {item.ref for item in settled}
    return frozenset(
        ref for ref in have.objects if ref.type in want.purge and ref not in declared and want.in_scope(ref)
    )


def _unknown_references(settled: Iterable[Settled], have: Have) -> Iterable[str]:
    will_be = {item.ref for item in settled if item.declared.state == "present"}
    for item in settled:
        for name, value in item.declared.fields.items():
            if isinstance(value, Ref) and have.find(have.resolve(value)) is None and value not in will_be:
                yield f"{name} of {item.ref} names {value}, which does not exist"


def _missing(settled: Iterable[Settled], types: Types) -> Iterable[str]:
    """What a new object cannot do without."""
    for item in settled:
        if item.current is None and item.declared.state == "present":
            resource = types[item.ref.type]
            needed = [field.name for field in resource.fields if field.required_to_create]
            missing = [name for name in (resource.key, *needed) if name not in item.declared.fields]
            if missing:
                at = f"{item.declared.where}: " if item.declared.where else ""
                yield f"{at}{item.ref} does not exist yet; to create it takes {', '.join(missing)}"


# Objects


def _object_changes(item: Settled, types: Types) -> Iterable[Change]:
    """At most one write for the object itself: everything that differs goes in one call."""
    resource = types[item.ref.type]
    current, declared = item.current, item.declared
    if declared.state == "absent":
        if current is not None:
            yield _delete(resource, item.ref)
        return
    if current is None:
        assert resource.create is not None
        body = _payload(resource.managed, declared.fields)
        yield Change("create", item.ref, item.ref, Write(resource.create, body=body), claims=_names(resource, item.ref))
        return
    differing = [field for field in resource.managed if differs(field, declared.fields, current)]
    body = _payload(differing, declared.fields)
    if body:
        assert resource.update is not None
        renamed = any(field.name == resource.key for field in differing)
        before = resource.ref(str(current[resource.key])) if renamed and current.get(resource.key) else item.ref
        yield Change(
            "update",
            item.ref,
            item.ref,
            Write(resource.update, {resource.id_param: item.ref}, body=body),
            claims=_names(resource, item.ref) if renamed else frozenset(),
            frees=_names(resource, before) if renamed else frozenset(),
            drops=frozenset(
                value for field in differing for value in [current.get(field.name)] if isinstance(value, Ref)
            ),
        )


def _delete(resource: Resource, ref: Ref) -> Change:
    assert resource.delete is not None
    write = Write(resource.delete, {resource.id_param: ref})
    return Change("delete", ref, ref, write, frees=frozenset({ref}))


def _names(resource: Resource, ref: Ref) -> frozenset[Ref]:
    """The names that an object takes by itself: none where its key is the value of a link."""
    key = resource.option(resource.key)
    return frozenset() if key is None or key.by_links else frozenset({ref})


def differs(field: Field, wanted: Fields, current: Fields) -> bool:
    """Whether a declared field is not as it should be. Write-only fields cannot be compared and never differ."""
    return field.name in wanted and not field.secret and not field.same(wanted[field.name], current.get(field.name))


def _payload(fields: Iterable[Field], values: Fields) -> dict[str, Any]:
    return {field.property: values[field.name] for field in fields if field.name in values and not field.by_links}


def _call(owner: Ref, call: FollowUp) -> Change:
    after = frozenset({call.after}) if call.after else frozenset()
    verb = "call" if call.repeatable else "call once"
    return Change(verb, owner, owner, call.write, after=after, returns=call.returns)


# What becomes of each object, in the user's terms


def _outcomes(
    settled: Iterable[Settled],
    purged: Iterable[Ref],
    have: Have,
    wishes: LinkWishes,
    changes: Iterable[Change],
    types: Types,
) -> Iterable[ObjectPlan]:
    changed = {change.owner for change in changes}
    names = _display_names(settled, have, types)
    before, after = _lists(have, wishes, changes)
    for item in settled:
        resource = types[item.ref.type]
        if item.declared.state == "absent":
            yield _removal(item, resource, have)
            continue
        fields_before, fields_after, record = _fields_shown(item, resource)
        for links in resource.lists:
            end = (links.kind, links.side, item.ref)
            if links.name in item.declared.lists:
                fields_before[links.name] = _shown(before.get(end, ()), names)
                fields_after[links.name] = record[links.name] = _shown(after.get(end, ()), names)
        action = "none" if item.ref not in changed else "create" if item.current is None else "update"
        if item.current is None:
            fields_before = {}
        secrets = tuple(field.name for field in resource.managed if field.secret and field.name in item.declared.fields)
        yield ObjectPlan(
            item.declared,
            item.ref,
            names.get(item.ref, item.ref.key),
            action,
            fields_before,
            fields_after,
            record,
            secrets,
        )
    for ref in purged:
        yield _removal(Settled(Declared(ref, state="absent"), ref, have.objects[ref]), types[ref.type], have)


def _removal(item: Settled, resource: Resource, have: Have) -> ObjectPlan:
    record = {} if item.current is None else returned(resource, item.current)
    shown = {field.name: record[field.name] for field in resource.managed if record.get(field.name) is not None}
    name = str(record.get(resource.key) or item.ref.key)
    return ObjectPlan(item.declared, item.ref, name, "delete" if shown else "none", shown, {}, record)


def returned(resource: Resource, record: Fields) -> dict[str, Any]:
    """A record as modules return it: what the declaration knows, and the id. Never a write-only value."""
    names = ["id", *(field.name for field in resource.fields if not field.secret and not field.action)]
    return {name: _plain(record[name]) for name in names if name in record}


def _plain(value: Any) -> Any:
    return value.key if isinstance(value, Ref) else value


def _fields_shown(item: Settled, resource: Resource) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """The declared fields before and after, and the whole record afterwards."""
    current = item.current or {}
    record = returned(resource, current)
    before, after = {}, {}
    for field in resource.managed:
        if field.name not in item.declared.fields or field.secret:
            continue
        wanted = _plain(item.declared.fields[field.name])
        if item.current is not None and not differs(field, item.declared.fields, current):
            wanted = _plain(current.get(field.name))
        before[field.name] = _plain(current.get(field.name))
        after[field.name] = record[field.name] = wanted
    return before, after, record


def _display_names(settled: Iterable[Settled], have: Have, types: Types) -> Mapping[Ref, str]:
    """Keys as they are written (compared keys may be folded): Looker's spelling, else the user's."""
    names = {}
    for item in settled:
        key = item.declared.fields.get(types[item.ref.type].key)
        if key:
            names[item.ref] = str(key)
    for ref, record in have.objects.items():
        resource = types[ref.type]
        key = record.get(resource.key)
        if key and not ref.key.startswith(BY_ID) and resource.fold(str(key)) == ref.key:
            names[ref] = str(key)
    return names


def _lists(
    have: Have, wishes: LinkWishes, changes: Iterable[Change]
) -> tuple[dict[End, list[Ref]], dict[End, list[Ref]]]:
    """Before and after: the objects at the other end of every declared list."""
    come = [change.target for change in changes if change.verb == "link" and isinstance(change.target, Link)]
    go = {change.target.place for change in changes if change.verb == "unlink" and isinstance(change.target, Link)}
    gone = {change.target for change in changes if change.verb == "delete"}
    before: dict[End, list[Ref]] = {}
    after: dict[End, list[Ref]] = {}

    def note(lists: dict[End, list[Ref]], link: Link) -> None:
        left, right = ends(link)
        if left in wishes.lists:
            lists.setdefault(left, []).append(link.right)
        if right in wishes.lists:
            lists.setdefault(right, []).append(link.left)

    for kind in {end[0] for end in wishes.lists}:
        for link in have.links.get(kind, ()):
            note(before, link)
            if link.place not in go and link.left not in gone and link.right not in gone:
                note(after, link)
    for link in come:
        note(after, link)
    return before, after


def _shown(refs: Iterable[Ref], names: Mapping[Ref, str]) -> list[str]:
    return sorted((names.get(ref, ref.key) for ref in refs), key=lambda name: (name.lower(), name))
