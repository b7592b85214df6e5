# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two teams with disjoint scopes configure one Looker at the same time: it ends as if they had done so in turn.

The law of what each may touch: tests/unit/engine/test_laws_of_links.py.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from contract.harness import Looker

from ansible_collections.biops.looker.plugins.module_utils._client import Call, Client
from ansible_collections.biops.looker.plugins.module_utils._connection import connection_from
from ansible_collections.biops.looker.plugins.module_utils._converge import Result, converge
from ansible_collections.biops.looker.plugins.module_utils._declaration import declare
from ansible_collections.biops.looker.plugins.module_utils._errors import LookerError
from ansible_collections.biops.looker.plugins.module_utils._resources._all import ALL, CONFIGURABLE
from ansible_collections.biops.looker.plugins.module_utils._scope import read_scope
from ansible_collections.biops.looker.plugins.module_utils._state import Want

TEAMS = ("a", "b")
Document = dict[str, list[dict[str, Any]]]
Pair = tuple[str, str]


def users_of(team: str) -> list[str]:
    return [f"{team}{number}@{team}.example" for number in range(4)]


def groups_of(team: str) -> list[str]:
    return [f"{team}-{number}" for number in range(4)]


def start(dice: random.Random) -> dict[str, Any]:
    """Objects of both teams, and of neither (c); everybody may be in any group."""
    users = [email for team in (*TEAMS, "c") for email in users_of(team)[:3]]
    groups = [name for team in TEAMS for name in groups_of(team)[:3]] + ["common"]
    roles = [f"{team} role" for team in TEAMS]
    return {
        "users": [{"email": email, "first_name": "X"} for email in users],
        "groups": [{"name": name, "users": some(dice, users), "roles": some(dice, roles)} for name in groups],
        "roles": [{"name": name, "permission_set_id": "Viewer", "model_set_id": "All"} for name in roles],
    }


def some(dice: random.Random, names: list[str]) -> list[str]:
    return dice.sample(names, dice.randint(0, len(names)))


def document(dice: random.Random, team: str) -> Document:
    """What a team declares: its own objects, in its groups also people of others."""
    own = sorted({users_of(team)[0], *some(dice, users_of(team))})
    groups = sorted(some(dice, groups_of(team)))
    others = [email for other in (*TEAMS, "c") if other != team for email in users_of(other)[:2]]
    return {
        "users": [
            {"email": email, "first_name": dice.choice("XY"), "groups": some(dice, ["common"]), "list_mode": "add"}
            for email in own
        ],
        "groups": [
            {"name": name, "users": some(dice, own + others), "groups": some(dice, groups[number + 1 :])}
            for number, name in enumerate(groups)
        ],
        "roles": [{"name": f"{team} role", "groups": some(dice, groups), "users": some(dice, own)}],
    }


def want_of(team: str, declared: Document) -> Want:
    owned = {"users": [f"*@{team}.example"], "groups": [f"{team}-*"], "roles": [f"{team} role"]}
    return Want(
        tuple(declare(ALL, ALL.by_plural(plural), item) for plural, items in declared.items() for item in items),
        max_removals=1000,
        purge=frozenset({"users", "groups", "roles"}),
        scope=read_scope(ALL, CONFIGURABLE, owned),
    )


def run(looker: Looker, want: Want, before_writing: Callable[[], Any]) -> Result:
    """One run of its own, with its own session. `before_writing` is called when everything is planned."""
    with Client(connection_from(looker.connection, {})) as client:
        return converge(client, want, ALL, False, 4, foresee=lambda plan, snapshot: before_writing())


def in_turn(looker: Looker, wants: list[Want]) -> list[Result]:
    return [run(looker, want, lambda: None) for want in wants]


def at_once(looker: Looker, wants: list[Want]) -> list[Result]:
    """Both have read and planned before either writes."""
    both = threading.Barrier(len(wants), timeout=60)
    with ThreadPoolExecutor(len(wants)) as pool:
        return list(pool.map(lambda want: run(looker, want, both.wait), wants))


def end_of(looker: Looker) -> dict[str, Any]:
    """The state by names."""
    state = looker.sandbox.state()
    groups = {row["id"]: row["name"] for row in state["groups"]}
    roles = {row["id"]: row["name"] for row in state["roles"]}

    def facts(row: dict[str, Any]) -> tuple[Any, ...]:
        held = sorted(groups[one] for one in row["groups"]), sorted(roles[one] for one in row["roles"])
        return bool(row.get("is_disabled")), row.get("first_name"), *held

    return {
        "users": {row["credentials"]["email"]["email"]: facts(row) for row in state["users"]},
        "groups": {row["name"]: facts(row) for row in state["groups"]},
        "roles": sorted(roles.values()),
    }


@pytest.mark.parametrize("seed", range(3))
def test_at_once_is_like_in_turn(looker: Looker, seed: int) -> None:
    dice = random.Random(seed)
    before = start(dice)
    wants = [want_of(team, document(dice, team)) for team in TEAMS]
    ends = []
    for way, order in ((in_turn, wants), (in_turn, wants[::-1]), (at_once, wants)):
        looker.sandbox.set_state(before)
        untouched = end_of(looker)
        results = way(looker, order)
        assert [result.failures for result in results] == [{}, {}]
        assert all(result.changed for result in results)
        ends.append(end_of(looker))
        assert [result.changed for result in in_turn(looker, order)] == [False, False]
    assert ends[0] == ends[1] == ends[2]
    for email in users_of("c")[:2]:
        own, now = ({*end["users"][email][2]} for end in (untouched, ends[2]))
        assert "common" not in own ^ now
        assert own - now <= {name for team in TEAMS for name in groups_of(team)} - ends[2]["groups"].keys()
    assert untouched["groups"]["common"] == ends[2]["groups"]["common"]


@pytest.mark.parametrize("group", ["gone", "still there"])
def test_a_group_goes_while_the_groups_of_a_role_are_written(looker: Looker, group: str) -> None:
    """Its list is read just before it is written, and holds a group that somebody removes right then."""
    before = {"groups": [{"name": "a-1", "roles": ["b role"]}, {"name": "b-1"}]}
    looker.sandbox.set_state({**before, "roles": start(random.Random(0))["roles"]})
    sent: list[Any] = []

    class Late(Client):
        def send(self, call: Call, *given: Any, **named: Any) -> Any:
            if call.operation == "set_role_groups":
                sent.append(call.body)
                if group == "gone" and len(sent) == 1:
                    name = next(row["id"] for row in looker.sandbox.state()["groups"] if row["name"] == "a-1")
                    super().send(Call("delete_group", {"group_id": name}))
                if group == "still there":
                    raise LookerError("Validation Failed", call.operation, 422)
            return super().send(call, *given, **named)

    want = Want((declare(ALL, ALL["role"], {"name": "b role", "groups": ["b-1"], "list_mode": "add"}),), max_removals=0)
    with Late(connection_from(looker.connection, {})) as client:
        result = converge(client, want, ALL, False, 4)
    if group == "still there":
        assert len(sent) == 1
        assert len(result.failures) == 1
        return
    assert result.failures == {}
    assert [len(body) for body in sent] == [2, 1]
    assert end_of(looker)["groups"]["b-1"][3] == ["b role"]
