# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine's laws on random states and random declarations of users and groups."""

from __future__ import annotations

import random

import pytest
from hypothesis import currently_in_test_context, event, given, settings
from hypothesis import strategies as st
from searching import examples
from unit.engine.documents import ADDRESSES, Document, documents, expected, states, want
from unit.engine.engine import carry_out, check
from unit.engine.model import ModelLooker, State

from ansible_collections.biops.looker.plugins.module_utils._converge import Result, converge
from ansible_collections.biops.looker.plugins.module_utils._needs import needs_of
from ansible_collections.biops.looker.plugins.module_utils._resources._all import ALL as TYPES
from ansible_collections.biops.looker.plugins.module_utils._snapshot import Snapshot, take_snapshot
from ansible_collections.biops.looker.plugins.module_utils._state import Plan, PlanError

VERSIONS = st.sampled_from(["4.0", "3.1"])


def obeys(document: Document, before: State, seed: int = 0, version: str = "4.0", inherited: bool = False) -> None:
    """Everything that has to hold for one declaration on one state."""
    looker = ModelLooker(before, version, inherited)
    law = expected(document, before)
    wanted = want(document)
    snapshot = take_snapshot(looker, needs_of(wanted, TYPES), TYPES)  # type: ignore[arg-type]
    try:
        made = _plan(looker, document)
    except PlanError as error:
        assert law.refused, str(error)
        _note("refused")
        return
    assert not looker.writes
    assert not law.refused, "this contradicts itself, but it was not refused"
    assert bool(made.unknown) == law.unknown, made.unknown
    if made.unknown:
        _note("unknown reference")
        return
    _note(f"{min(len(made.changes), 10)} writes")
    carry_out(looker, made, snapshot, random.Random(seed))
    assert looker.state() == law.state
    assert len(made.changes) == law.writes == len(looker.writes), [str(change) for change in made.changes]
    again = check(looker, wanted).plan
    assert [str(change) for change in again.changes] == []
    assert [item.action for item in again.objects] == ["none"] * len(again.objects)
    predicted = {item.ref: dict(item.after) for item in made.objects}
    found = {item.ref: dict(item.before) for item in again.objects}
    for ref, after in predicted.items():
        assert {k: v for k, v in found[ref].items() if k in after} == after, f"{ref} is not as the diff said"


def _note(what: str) -> None:
    """For the statistics of hypothesis: whether all kinds of outcome come up."""
    if currently_in_test_context():
        event(what)


def _plan(looker: ModelLooker, document: Document) -> Plan:
    return check(looker, want(document)).plan


@settings(max_examples=examples(400))
@given(documents(), states(), st.integers(0, 9), VERSIONS)
def test_converges_to_what_the_law_says(document: Document, before: State, seed: int, version: str) -> None:
    obeys(document, before, seed, version)


@pytest.mark.slow
@settings(max_examples=examples(400))
@given(documents(renames=True), states(), st.integers(0, 9))
def test_renames_converge(document: Document, before: State, seed: int) -> None:
    obeys(document, before, seed)


@pytest.mark.slow
@settings(max_examples=examples(200))
@given(documents(), states(), VERSIONS)
def test_inherited_memberships_are_told_from_direct_ones(document: Document, before: State, version: str) -> None:
    """Quirk 12.21: `group_ids` of a user may also hold groups that it is in through others."""
    obeys(document, before, version=version, inherited=True)


@settings(max_examples=examples(150))
@given(documents(renames=True), states(), st.randoms(use_true_random=False))
def test_order_of_lists_and_declarations_does_not_matter(
    document: Document, before: State, dice: random.Random
) -> None:
    def shuffled(items: list) -> list:  # type: ignore[type-arg]
        return [
            {k: dice.sample(v, len(v)) if isinstance(v, list) else v for k, v in item.items()}
            for item in dice.sample(items, len(items))
        ]

    other = {plural: shuffled(document[plural]) for plural in ("groups", "users")}
    assert _what_comes_of(other, before) == _what_comes_of(document, before)


@settings(max_examples=examples(150))
@given(documents(renames=True), states())
def test_what_a_plan_says_does_not_depend_on_when_it_is_asked(document: Document, before: State) -> None:
    """What was and will be is worked out when somebody asks: here by one plan before the writes, by its twin after."""
    looker = ModelLooker(before)
    planned: list[tuple[Plan, Snapshot]] = []
    try:
        for _turn in range(2):
            converge(looker, want(document), TYPES, True, 1, foresee=lambda *made: planned.append(made))  # type: ignore[arg-type]
    except PlanError:
        return
    (early, _unused), (late, snapshot) = planned
    said = _said(early)
    if not late.unknown:
        carry_out(looker, late, snapshot, random.Random(0))
    assert _said(late) == said


def _said(plan: Plan) -> object:
    return [(item.name, item.action, item.before, item.after, item.not_compared) for item in plan.objects]


def _what_comes_of(document: Document, before: State) -> object:
    try:
        made = _plan(ModelLooker(before), document)
    except PlanError as error:
        return sorted(error.problems)
    changes = sorted((str(change), repr(change.write)) for change in made.changes)
    shown = {item.ref: (item.action, item.before, item.after) for item in made.objects}
    return changes, shown, sorted(made.unknown)


@settings(max_examples=examples(100))
@given(documents(), states())
def test_what_is_to_be_removed_is_counted(document: Document, before: State) -> None:
    """`max_removals` counts objects and links that go, and stops before any write."""
    law = expected(document, before)
    if law.refused or law.unknown:
        return
    after = law.state
    gone = (before.users.keys() - after.users.keys()) | (before.groups.keys() - after.groups.keys())
    members = {pair for pair in before.members - after.members if not gone & set(pair)}
    children = {pair for pair in before.children - after.children if not gone & set(pair)}
    disabled = [
        address
        for address, row in after.users.items()
        if row.get("is_disabled") and address in before.users and not before.users[address]["is_disabled"]
    ]
    taken = len(gone) + len(members) + len(children) + len(disabled)
    assert check_with_limit(document, before, taken) is not None
    if taken:
        assert check_with_limit(document, before, taken - 1) is None


def check_with_limit(document: Document, before: State, limit: int) -> Result | None:
    try:
        return check(ModelLooker(before), want(document, max_removals=limit))
    except PlanError as error:
        assert "max_removals" in str(error)
        return None


# Cases worth a name


A, B, C = "ga", "gb", "gc"


def _group(name: str, **options: object) -> dict[str, object]:
    return {"name": name, "state": "present", "list_mode": "exact", **options}


def _groups(*items: dict[str, object]) -> Document:
    return {"users": [], "groups": list(items)}


def _verbs(document: Document, before: State) -> list[str]:
    looker = ModelLooker(before)
    obeys(document, before)
    return sorted(change.verb for change in _plan(looker, document).changes)


def test_a_rename_frees_the_name_for_a_new_group() -> None:
    document = _groups(_group(A), _group(B, previous_name=A))
    assert _verbs(document, State(groups={A: {}})) == ["create", "update"]
    assert _verbs(document, State(groups={A: {}, B: {}})) == []


def test_a_rename_frees_the_address_for_a_new_user() -> None:
    one, two = ADDRESSES[:2]
    document: Document = {
        "users": [
            {"email": one, "state": "present", "list_mode": "exact"},
            {"email": two, "previous_email": one, "state": "present", "list_mode": "exact"},
        ],
        "groups": [],
    }
    assert _verbs(document, State(users={one: {}})) == ["change", "create", "link"]
    assert _verbs(document, State(users={one: {}, two: {}})) == []


def test_a_chain_of_renames() -> None:
    document = _groups(_group(B, previous_name=A), _group(C, previous_name=B))
    assert _verbs(document, State(groups={A: {}, B: {}})) == ["update", "update"]
    assert _verbs(document, State(groups={B: {}, C: {}})) == []


def test_a_rename_takes_the_members_along() -> None:
    before = State({ADDRESSES[0]: {}}, {A: {}}, {(A, ADDRESSES[0])})
    assert _verbs(_groups(_group(B, previous_name=A, users=[ADDRESSES[0]])), before) == ["update"]


def test_an_empty_list_of_one_kind_does_not_hide_behind_a_full_one_of_another() -> None:
    user = {"email": ADDRESSES[0], "groups": [A], "state": "present", "list_mode": "exact"}
    document: Document = {"users": [user], "groups": [_group(A, users=[], groups=[B]), _group(B)]}
    assert expected(document, State()).refused
    obeys(document, State())
