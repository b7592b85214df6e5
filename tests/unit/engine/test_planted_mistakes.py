# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The test of the test: an engine with a planted mistake breaks the laws somewhere.

Each mistake is planted into the engine's own parts. Searching for a broken law stops at the first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from unit.engine import engine
from unit.engine.documents import Document, documents, states
from unit.engine.model import State
from unit.engine.test_laws import obeys

from ansible_collections.biops.looker.plugins.module_utils import _converge, _order, _plan, _plan_links
from ansible_collections.biops.looker.plugins.module_utils._errors import LookerError
from ansible_collections.biops.looker.plugins.module_utils._state import Change, ObjectPlan, Plan, PlanError

pytestmark = pytest.mark.slow

Mistake = Callable[[pytest.MonkeyPatch], None]


def _changed_plan(alter: Callable[[Plan], Plan]) -> Mistake:
    """The plan is right at first and then altered."""

    def plant(monkeypatch: pytest.MonkeyPatch) -> None:
        right = _plan.plan
        monkeypatch.setattr(_converge, "plan", lambda *arguments: alter(right(*arguments)))

    return plant


def _without(verb: str) -> Mistake:
    def alter(plan: Plan) -> Plan:
        dropped = next((change for change in plan.changes if change.verb == verb), None)
        return replace(plan, changes=tuple(change for change in plan.changes if change is not dropped))

    return _changed_plan(alter)


def _twice(verb: str) -> Mistake:
    def alter(plan: Plan) -> Plan:
        return replace(plan, changes=(*plan.changes, *(replace(c) for c in plan.changes if c.verb == verb)))

    return _changed_plan(alter)


def _says_more_than_differs(plan: Plan) -> Plan:
    def with_more(change: Change) -> Change:
        if change.verb != "update" or change.owner.type != "user":
            return change
        return replace(change, write=replace(change.write, body={"locale": "en", **change.write.body}))

    return replace(plan, changes=tuple(map(with_more, plan.changes)))


def _shows_something_else(plan: Plan) -> Plan:
    def with_nothing_new(item: ObjectPlan) -> ObjectPlan:
        return replace(item, tell=lambda: item.told._replace(after={**item.before}))

    return replace(plan, objects=tuple(map(with_nothing_new, plan.objects)))


def _patched(module: Any, name: str, wrong: Callable[..., Any]) -> Mistake:
    def plant(monkeypatch: pytest.MonkeyPatch) -> None:
        right = getattr(module, name)
        monkeypatch.setattr(module, name, lambda *arguments, **options: wrong(right, *arguments, **options))

    return plant


def _nothing_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (_order, engine):
        monkeypatch.setattr(module, "prerequisites", lambda changes: {change: set() for change in changes})


def _without_freed_names(right: Callable[..., Any], changes: Any) -> Any:
    """A change does not wait until the name it takes is free."""
    changes = tuple(changes)
    blind = {change: replace(change, frees=frozenset()) for change in changes}
    seeing = {seen: change for change, seen in blind.items()}
    return {seeing[seen]: {seeing[one] for one in needed} for seen, needed in right(blind.values()).items()}


def _names_are_not_awaited(monkeypatch: pytest.MonkeyPatch) -> None:
    right = _order.prerequisites
    for module in (_order, engine):
        monkeypatch.setattr(module, "prerequisites", lambda changes: _without_freed_names(right, changes))


def _both_lists_have_to_be_exact(right: Callable[..., bool], link: Any, have: Any, wishes: Any, types: Any) -> bool:
    both = all(end in wishes.exact for end in _plan_links.ends(link))
    return right(link, have, wishes, types) and (both or link.place in wishes.unwanted)


def _lists_take_from_everybody(right: Callable[..., bool], link: Any, have: Any, wishes: Any, types: Any) -> bool:
    elsewhere = _plan_links.managed_elsewhere(link, have, types)
    return link.place not in wishes.wanted and not elsewhere and bool(wishes.lists)


def _goes_in_spite_of_the_other_side(right: Callable[..., bool], link: Any, have: Any, wishes: Any, types: Any) -> bool:
    return right(link, have, wishes, types) or link.place in list(wishes.wanted)[:1]


def _without_the_deleted(right: Callable[..., Any], *arguments: Any) -> Any:
    return right(*arguments[:-1], frozenset())


MISTAKES: dict[str, Mistake] = {
    "a create is dropped": _without("create"),
    "an update is dropped": _without("update"),
    "a delete is dropped": _without("delete"),
    "a link is dropped": _without("link"),
    "an unlink is dropped": _without("unlink"),
    "an address is not changed": _without("change"),
    "a link is made twice": _twice("link"),
    "a delete is sent twice": _twice("delete"),
    "the payload holds what does not differ": _changed_plan(_says_more_than_differs),
    "the diff shows something else": _changed_plan(_shows_something_else),
    "nothing waits for anything": _nothing_waits,
    "names are not awaited": _names_are_not_awaited,
    "only two exact lists take a link away": _patched(_plan_links, "_goes", _both_lists_have_to_be_exact),
    "a list takes links from everybody": _patched(_plan_links, "_goes", _lists_take_from_everybody),
    "a declared link goes": _patched(_plan_links, "_goes", _goes_in_spite_of_the_other_side),
    "contradictions are not seen": _patched(_plan_links, "_contradictions", lambda right, wishes, types: ()),
    "links of deleted objects are removed singly": _patched(_plan, "compare_links", _without_the_deleted),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_is_noticed(monkeypatch: pytest.MonkeyPatch, mistake: str) -> None:
    MISTAKES[mistake](monkeypatch)

    @settings(
        max_examples=600,
        phases=[Phase.generate],
        database=None,
        derandomize=True,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    @given(documents(renames=True), states(), st.integers(0, 9))
    def search(document: Document, before: State, seed: int) -> None:
        obeys(document, before, seed)

    with pytest.raises((AssertionError, LookerError, PlanError)):  # a law is broken, not the test
        search()
