# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which plan a declaration means: laws that hold for any plans and declarations."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.biops.looker.plugins.module_utils._facts import Ref
from ansible_collections.biops.looker.plugins.module_utils._resource import Declared
from ansible_collections.biops.looker.plugins.module_utils._resources._schedule_match import match

NAMES = st.sampled_from(["Daily", "Weekly"])
OWNERS = st.sampled_from([Ref("user", name) for name in ("ada", "bob", "cyd")])
CONTENT = st.sampled_from([Ref("dashboard", f"id:{number}") for number in (1, 2)])
PLAN = st.fixed_dictionaries({"name": NAMES, "owner": OWNERS, "dashboard": CONTENT})
WISH = st.fixed_dictionaries({"name": NAMES}, optional={"owner": OWNERS, "dashboard": CONTENT})


def plans_of(records: list[dict[str, Any]]) -> dict[Ref, dict[str, Any]]:
    return {
        Ref("scheduled_plan", f"{record['name']} (id {number})"): {**record, "id": str(number)}
        for number, record in enumerate(records, 1)
    }


def declared(wishes: list[dict[str, Any]], state: str = "present") -> list[Declared]:
    return [Declared(Ref("scheduled_plan", repr(wish)), wish, state=state) for wish in wishes]


PLANS = st.lists(PLAN, max_size=6).map(plans_of)
WISHES = st.lists(WISH, max_size=5)


@given(PLANS, WISHES)
def test_no_plan_is_meant_twice_and_all_agree(plans: dict[Ref, dict[str, Any]], wishes: list[dict[str, Any]]) -> None:
    by_owner: dict[Ref, int] = {}
    for wish, found in zip(wishes, match(declared(wishes), plans), strict=True):
        if isinstance(found, Ref):
            said = {name: value for name, value in wish.items() if name != "owner"}
            assert said.items() <= plans[found].items()
            if plans[found]["owner"] != wish.get("owner"):
                by_owner[found] = by_owner.get(found, 0) + 1
    assert set(by_owner.values()) <= {1}


@given(PLANS, WISHES, st.randoms(use_true_random=False))
def test_order_means_nothing(
    plans: dict[Ref, dict[str, Any]], wishes: list[dict[str, Any]], dice: random.Random
) -> None:
    order = list(range(len(wishes)))
    dice.shuffle(order)
    shuffled = dict(zip(order, match(declared([wishes[number] for number in order]), plans), strict=True))
    assert list(match(declared(wishes), plans)) == [shuffled[number] for number in range(len(wishes))]


@given(PLANS, WISH)
def test_who_owns_one_keeps_it(plans: dict[Ref, dict[str, Any]], wish: dict[str, Any]) -> None:
    """One declaration alone: its owner's plan, else the only one, else it is open or new."""
    said = {name: value for name, value in wish.items() if name != "owner"}
    fitting = [ref for ref, record in plans.items() if said.items() <= record.items()]
    own = [ref for ref in fitting if plans[ref]["owner"] == wish.get("owner")]
    (found,) = match(declared([wish]), plans)
    best = own or fitting
    if len(best) == 1:
        assert found == best[0]
    elif best:
        assert isinstance(found, str)
        assert all(plans[ref]["id"] in found for ref in best)
    else:
        assert found is None


@given(PLANS, WISH)
def test_nobody_elses_plan_is_deleted(plans: dict[Ref, dict[str, Any]], wish: dict[str, Any]) -> None:
    (found,) = match(declared([wish], state="absent"), plans)
    if isinstance(found, Ref) and "owner" in wish:
        assert plans[found]["owner"] == wish["owner"]
