# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What nobody outside Looker knows makes no difference: the same tasks end in the same state with every answer."""

from __future__ import annotations

from typing import Any

import pytest
from contract import harness
from contract.contract import key_of

from looker_sandbox import quirks

# More users than the smallest page that a server may serve, so that lists come in pages.
CROWD = [{"email": f"user{number}@acme.example", "first_name": "U", "last_name": str(number)} for number in range(110)]
SEED: dict[str, Any] = {
    "users": [
        *CROWD,
        {"email": "Ada@acme.example", "first_name": "Ada", "last_name": "Lovelace"},
        {"email": "bob@acme.example", "first_name": "Bob", "last_name": "Kahn"},
        {"email": "dee@acme.example", "first_name": "Dee", "last_name": "Dijkstra"},
    ],
    "groups": [
        {"name": "Old", "users": ["dee@acme.example"]},
        {"name": "Sales", "users": ["dee@acme.example", "bob@acme.example"]},
        {"name": "From SSO", "externally_managed": True, "users": ["bob@acme.example"]},
    ],
}
TASKS: tuple[tuple[str, dict[str, Any]], ...] = (
    (
        "configuration",
        {
            "groups": [
                {"name": "Sales", "users": ["ada@acme.example", "bob@acme.example"], "groups": ["EMEA"]},
                {"name": "EMEA", "users": ["Cyd@acme.example"]},
                {"name": "Everyone", "users": [user["email"] for user in CROWD], "groups": ["Sales"]},
            ],
            "users": [
                {"email": "cyd@acme.example", "first_name": "Cyd", "last_name": "Charisse"},
                {"email": "ada@acme.example", "first_name": "Augusta Ada"},
            ],
        },
    ),
    ("group", {"name": "Europe", "previous_name": "EMEA"}),
    ("user", {"email": "robert@acme.example", "previous_email": "bob@acme.example", "groups": ["Sales", "Everyone"]}),
    ("group", {"name": "Sales", "users": ["cyd@acme.example", "robert@acme.example"]}),
    ("group", {"name": "Europe", "users": ["Ada@acme.example"], "list_mode": "add"}),
    ("group", {"name": "Everyone", "users": ["user7@acme.example"], "list_mode": "remove"}),
    ("user", {"email": "cyd@acme.example", "is_disabled": True}),
    ("user", {"email": "dee@acme.example", "state": "absent"}),
    ("group", {"name": "Old", "state": "absent"}),
)
CROWD_LEFT = {user["email"] for user in CROWD} - {"user7@acme.example"}
END = {
    "groups": {
        "Sales": ({"cyd@acme.example", "robert@acme.example"}, {"Europe"}),
        "Europe": ({"cyd@acme.example", "ada@acme.example"}, set()),
        "Everyone": (CROWD_LEFT | {"robert@acme.example"}, {"Sales"}),
        "From SSO": ({"robert@acme.example"}, set()),
    },
    "users": {
        "ada@acme.example": ("Augusta Ada", "Lovelace", False),
        "robert@acme.example": ("Bob", "Kahn", False),
        "cyd@acme.example": ("Cyd", "Charisse", True),
    },
}
RELEASES = {"4.0": "26.12.0", "3.1": "23.6.0", "3.0": "21.0.0"}
OTHER_VALUES = [{name: value} for name, values in quirks.QUIRKS.items() for value in values[1:]]
MIXES = [quirks.choose(mix=f"random:{seed}") for seed in range(20)]


def _end(state: dict[str, Any]) -> dict[str, Any]:
    """The state as far as the tasks speak of it."""
    names = {kind: {row["id"]: key_of(row) for row in state[kind]} for kind in ("users", "groups")}
    groups: dict[str, tuple[set[str], set[str]]] = {
        row["name"]: (set(), {names["groups"][child] for child in row["groups"]}) for row in state["groups"]
    }
    for user in state["users"]:
        for group in user["groups"]:
            groups[names["groups"][group]][0].add(key_of(user).lower())
    del groups["All Users"]
    people = {key_of(user).lower(): user for user in state["users"]}
    strangers = {"admin@sandbox.example", *(user["email"] for user in CROWD)}
    assert len(people) == len(state["users"])
    return {
        "groups": groups,
        "users": {
            email: (user["first_name"], user["last_name"], bool(user.get("is_disabled")))
            for email, user in people.items()
            if email not in strangers
        },
    }


def _run(looker: harness.Looker, name: str, options: dict[str, Any]) -> harness.Outcome:
    outcome = looker.configure(**options) if name == "configuration" else looker.run(name, **options)
    assert not outcome.failed, outcome.message
    return outcome


def _scenario(chosen: dict[str, str], **options: Any) -> None:
    with harness.looker(seed=SEED, quirks=chosen, **options) as looker:
        for name, task in TASKS:
            assert _run(looker, name, task).result["changed"]
            stale = int(chosen.get("stale_reads", "current").replace("current", "0"))
            for _turn in range(stale):  # Nobody can see what a stale answer hides: it may look as if more is to do.
                _run(looker, name, task)
            again = _run(looker, name, task)
            assert (again.result["changed"], again.writes) == (False, [])
        assert _end(looker.sandbox.state()) == END


@pytest.mark.parametrize("version", RELEASES)
def test_defaults(version: str) -> None:
    _scenario({}, api_versions=(version,), release=RELEASES[version])


@pytest.mark.slow
@pytest.mark.parametrize("chosen", OTHER_VALUES, ids=lambda chosen: "-".join(*chosen.items()))
def test_every_value(chosen: dict[str, str]) -> None:
    _scenario(chosen)


@pytest.mark.slow
@pytest.mark.parametrize("chosen", MIXES, ids=range(20))
def test_random_mixes(chosen: dict[str, str]) -> None:
    _scenario(chosen)
