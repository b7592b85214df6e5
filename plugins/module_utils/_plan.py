# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Want times have: which writes are needed, and what becomes of each declared object. Pure.

Note: this module_utils is private to the biops.looker collection and may change without notice.

Check mode is this plan, not carried out. So the diff is the plan, and check mode cannot lie.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from ansible_collections.biops.looker.plugins.module_utils._api_version import release_key
from ansible_collections.biops.looker.plugins.module_utils._facts import (
    BY_ID,
    Fields,
    Ref,
    Write,
    refs_in,
)
from ansible_collections.biops.looker.plugins.module_utils._facts import (
    declared as known,
)
from ansible_collections.biops.looker.plugins.module_utils._outcomes import outcomes
from ansible_collections.biops.looker.plugins.module_utils._plan_links import (
    LinkDifference,
    LinkWishes,
    compare_links,
    link_wishes,
)
from ansible_collections.biops.looker.plugins.module_utils._resource import (
    Field,
    FollowUp,
    Resource,
    Trial,
    Types,
)
from ansible_collections.biops.looker.plugins.module_utils._scope import Scope
from ansible_collections.biops.looker.plugins.module_utils._settle import Settled, Settlement, settle
from ansible_collections.biops.looker.plugins.module_utils._shared import shared_fields
from ansible_collections.biops.looker.plugins.module_utils._state import (
    Change,
    Have,
    NeedMore,
    Plan,
    PlanError,
    Questions,
    Want,
)


def plan(want: Want, have: Have, types: Types) -> Plan:
    """What has to be written so that `have` becomes what `want` declares.

    Raises PlanError where the declaration contradicts itself or a guard forbids it, NeedMore where a guard has to know
    more first, NotRead (a bug) where something was not read.
    """
    settlement = settle(want, have, types)
    try:
        return _plan(want, settlement, types)
    except NeedMore as more:
        raise more.as_read(settlement.renamed) from None


def _plan(want: Want, settlement: Settlement, types: Types) -> Plan:
    have = settlement.have
    wishes = link_wishes(settlement, types)
    questions = Questions(have)
    outside = list(_outside(want.scope, settlement, questions, types))
    purged, hindrances, side_effects = _purged(want, settlement, wishes, questions, types)
    settlement = replace(settlement, settled=[*settlement.settled, *purged])
    gone = frozenset(item.ref for item in settlement.settled if item.declared.state == "absent" and item.current)
    difference = compare_links(want, settlement, wishes, types, gone)
    shared = shared_fields(settlement.settled, types)
    objects = [change for item in settlement.settled for change in _object_changes(item, shared.left_to_others, types)]
    calls = _calls(wishes.calls, objects)
    changes = (*objects, *_link_changes(have, wishes, difference, gone, types), *calls)
    questions.settle()
    problems = [*outside, *settlement.problems, *wishes.problems, *_missing(settlement.settled, types)]
    problems += [*shared.problems, *_too_new(settlement.settled, have, types)]
    problems += hindrances
    unknown = _unknown_references(settlement.settled, have, types)
    problems += [sentence for ref, sentence in unknown if not types[ref.type].is_made]
    forbidden, surprises = _guarded(want, settlement, changes, types)
    problems += forbidden
    if problems:
        raise PlanError(dict.fromkeys(problems), settlement.unmanageable)
    _check_order(changes)
    return Plan(
        changes,
        tuple(outcomes(settlement, wishes, difference, changes, types)),
        tuple(
            dict.fromkeys(
                [
                    *settlement.warnings,
                    *wishes.warnings,
                    *side_effects,
                    *surprises,
                    *_not_told(have, gone, types),
                ]
            )
        ),
        tuple(dict.fromkeys([*wishes.unknown, *(sentence for ref, sentence in unknown)])),
        settlement.renamed,
        have=have,
        unmanageable=tuple(settlement.unmanageable),
        trials=tuple(_trials(settlement.settled, objects, types)),
    )


def _purged(
    want: Want, settlement: Settlement, wishes: LinkWishes, questions: Questions, types: Types
) -> tuple[Sequence[Settled], Sequence[str], Sequence[str]]:
    """What goes because nobody declares it, why it must not, and what may surprise in it."""
    if not want.purge:
        return (), (), ()
    from ansible_collections.biops.looker.plugins.module_utils._purge import purged

    found = purged(want, settlement, wishes.wanted, questions, types)
    return found.items, found.problems, found.warnings


def _link_changes(
    have: Have, wishes: LinkWishes, difference: LinkDifference, gone: frozenset[Ref], types: Types
) -> Sequence[Change]:
    """The writes that links need, where `gone` are the objects that are deleted and take theirs along."""
    if not (difference.comes or difference.goes or wishes.orders):
        return ()
    from ansible_collections.biops.looker.plugins.module_utils._link_changes import link_changes
    from ansible_collections.biops.looker.plugins.module_utils._order import opened_first

    return opened_first(link_changes(_without(have, gone), wishes, difference, types), have, gone)


def _check_order(changes: Sequence[Change]) -> None:
    """Raises PlanError where changes wait for each other."""
    if changes:
        from ansible_collections.biops.looker.plugins.module_utils._order import waves

        waves(changes)


def _guarded(
    want: Want, settlement: Settlement, changes: Sequence[Change], types: Types
) -> tuple[list[str], list[str]]:
    """Why the changes must not be made, and what will surprise in them."""
    if not changes:
        return [], []
    from ansible_collections.biops.looker.plugins.module_utils._guards import problems, warnings

    return problems(want, settlement, changes, types), warnings(settlement, changes, types)


def _trials(settled: Iterable[Settled], changes: Iterable[Change], types: Types) -> Iterable[tuple[Ref, Trial]]:
    """What to try out of the objects that are written."""
    changed = {change.owner for change in changes}
    for item in settled:
        if item.ref in changed and item.current is not None:
            resource = types.of(item.declared)
            whole = resource.whole(item.declared.fields, item.current, item.always)
            yield from ((item.ref, trial) for trial in resource.trials(item.declared, whole))


def _not_told(have: Have, gone: Iterable[Ref], types: Types) -> Iterable[str]:
    for ref in sorted(have.along_of.intersection(gone)):
        missing = [along.operation for along in types[ref.type].along if along.operation not in have.along]
        if missing:
            yield f"what goes with {ref} is not known completely: could not read {', '.join(missing)}"


def _without(have: Have, gone: frozenset[Ref]) -> Have:
    """What there is, without the links of objects that are deleted: a list written as a whole leaves them out."""
    if not gone:
        return have
    links = {
        kind: frozenset(link for link in found if link.left not in gone and link.right not in gone)
        for kind, found in have.links.items()
    }
    return replace(have, links=links)


def _outside(scope: Scope, settlement: Settlement, questions: Questions, types: Types) -> Iterable[str]:
    """Declared objects that are not, or would not stay, in what the configuration owns."""
    for item in settlement.settled:
        resource, current = types.of(item.declared), item.current or {}
        if item.declared.state == "absent" and not current and resource.scoped_by and scope.reaches(resource):
            continue  # gone already, and nothing tells whose it was
        old = settlement.renamed.get(item.ref, item.ref)
        refs = {item.ref, item.declared.ref} if item.declared.previous else {item.ref}  # what is absent has one of both
        states = [(ref, {**current, **item.declared.fields}) for ref in refs]
        states += [(old, {**current})] if current else []
        if not all(scope.has(resource, ref, record, questions.named) for ref, record in states):
            yield f"{_at(item)}{item.ref} is outside the scope ({scope.said(resource)})"


def _unknown_references(settled: Iterable[Settled], have: Have, types: Types) -> list[tuple[Ref, str]]:
    """What fields name and there is not, each with a sentence. An earlier task may make it, if any module can."""
    will_be = {item.ref for item in settled if item.declared.state == "present"}
    return [
        (ref, f"{_at(item)}{name} of {item.ref} names {ref}, which does not exist{_hint(ref)}")
        for item in settled
        for name, value in types.of(item.declared).heeded(item.declared).items()
        for ref in sorted(refs_in(value) - will_be)
        if not have.exists(ref)
    ]


def _hint(ref: Ref) -> str:
    return f" (an id is written {BY_ID}{ref.key})" if ref.key.isdigit() else ""


def _missing(settled: Iterable[Settled], types: Types) -> Iterable[str]:
    """What a new object cannot do without."""
    for item in settled:
        resource = types.of(item.declared)
        if item.current is None and item.declared.state == "present" and not resource.is_made:
            yield f"{_at(item)}{item.ref} does not exist, and only Looker can make one"
        elif item.current is None and item.declared.state == "present":
            needed = [field.name for field in resource.fields if field.required_to_create]
            missing = [name for name in (resource.key, *needed) if name not in item.declared.fields]
            if missing:
                yield f"{_at(item)}{item.ref} does not exist yet; to create it takes {', '.join(missing)}"


def _too_new(settled: Iterable[Settled], have: Have, types: Types) -> Iterable[str]:
    """Options that this Looker does not know; it would ignore them without a word."""
    for item in settled:
        for name, field in _given_in(types.of(item.declared).fields, item.given):
            if () < release_key(have.version) < release_key(field.api_since):
                reason = f"needs API {field.api_since}; the API spoken is {have.version}"
                yield f"{_at(item)}{name} of {item.ref} {reason}"
            elif () < release_key(have.release) < release_key(field.since):
                reason = f"needs Looker {field.since}; this instance runs {have.release}"
                yield f"{_at(item)}{name} of {item.ref} {reason}"


def _given_in(fields: Iterable[Field], given: Fields) -> Iterable[tuple[str, Field]]:
    """The options given, at any depth, each with its name."""
    for field in fields:
        if field.name in given:
            yield field.name, field
            for name, inner in _given_in(field.properties, given[field.name]) if field.properties else ():
                yield f"{field.name}.{name}", inner
            for entry in given[field.name] if field.entries else ():
                for name, inner in _given_in(field.entries, entry):
                    yield f"{field.name}.{name}", inner


def _at(item: Settled) -> str:
    return f"{item.declared.where}: " if item.declared.where else ""


# Objects


def _object_changes(item: Settled, left_to_others: frozenset[tuple[Ref, str]], types: Types) -> Iterable[Change]:
    """At most one write for the object itself, or for each part of it: everything that differs goes in one call.

    `left_to_others`: the fields that another declaration writes.
    """
    resource = types.of(item.declared)
    current, declared = item.current, item.declared
    if declared.state == "absent":
        if current is not None:
            yield _delete(resource, item.ref, current)
        return
    if current is None:
        if resource.create:  # else there is nothing to do, and `_missing` says why
            filled = {**resource.fill(declared.fields), **declared.fields}
            yield Change(
                "create",
                item.ref,
                item.ref,
                Write(resource.create, body=_payload(resource.managed, filled, {}, True)),
                claims=_names(resource, item.ref) | resource.unique(filled),
            )
        return
    hidden = resource.secrets(current)
    given = [field for field in resource.managed if field.name in declared.fields]
    differing = [
        field
        for field in given
        if (item.ref, field.name) not in left_to_others and field.differs(declared.fields, current, hidden, item.always)
    ]
    if not differing:
        return
    early = resource.first(declared.fields, current)
    for part in resource.updates:
        for first in (True, False):
            fields = [field for field in differing if part.has(field) and (field.name in early) is first]
            body = _payload([*fields, *_going_along(resource, fields)], declared.fields, current, item.always)
            if body:
                change = _update(resource, item, part.update, fields, body)
                yield replace(change, after=frozenset({item.ref})) if early and not first else change


def _update(resource: Resource, item: Settled, operation: str, fields: list[Field], body: dict[str, Any]) -> Change:
    current = item.current or {}
    renamed = any(field.name == resource.key for field in fields)
    before = resource.ref(str(current[resource.key])) if renamed and current.get(resource.key) else item.ref
    made = frozenset(ref for field in fields for ref, _marks in field.made(item.declared.fields, current))
    new, old = ({field.name: record.get(field.name) for field in fields} for record in (item.declared.fields, current))
    return Change(
        "update",
        item.ref,
        item.ref,
        Write(operation, resource.path(item.ref), body=body),
        claims=made | resource.unique(new) | (_names(resource, item.ref) if renamed else frozenset()),
        frees=resource.unique(old) | (_names(resource, before) if renamed else frozenset()),
        drops=frozenset(value for field in fields for value in [current.get(field.name)] if isinstance(value, Ref)),
        takes=tuple(
            lost
            for field in fields
            for lost in field.takes(item.declared.fields.get(field.name), current.get(field.name))
        ),
    )


def _going_along(resource: Resource, fields: list[Field]) -> Iterable[Field]:
    names = {field.name for field in fields}
    return (field for field in resource.managed if field.goes_with in names)


def _delete(resource: Resource, ref: Ref, current: Fields) -> Change:
    """What the object refers to may be deleted after it only."""
    write = Write(known(resource.delete, "how to delete"), resource.path(ref))
    drops = frozenset(value for value in current.values() if isinstance(value, Ref))
    return Change("delete", ref, ref, write, frees=frozenset({ref}) | resource.unique(current), drops=drops)


def _names(resource: Resource, ref: Ref) -> frozenset[Ref]:
    """The names that an object takes by itself: none where its key is the value of a link, or may be shared."""
    key = resource.option(resource.key)
    return frozenset() if key is None or key.by_links or resource.match else frozenset({ref})


def _payload(fields: Iterable[Field], values: Fields, current: Fields, always: bool) -> dict[str, Any]:
    return {
        field.written_as: field.written(values[field.name], current.get(field.name), always)
        for field in fields
        if field.name in values and not field.by_links
    }


def _calls(calls: Iterable[tuple[Ref, FollowUp]], changes: Iterable[Change]) -> list[Change]:
    """The calls that act. One that goes with a change of an object is sent only where there is one."""
    changed = {change.owner for change in changes}
    return [_call(owner, call) for owner, call in calls if not isinstance(call.after, Ref) or call.after in changed]


def _call(owner: Ref, call: FollowUp) -> Change:
    after = frozenset({call.after}) if call.after else frozenset()
    verb = "call" if call.repeatable else "call once"
    takes = (call.takes,) if call.takes else ()
    return Change(verb, owner, owner, call.write, after=after, returns=call.returns, takes=takes)
