# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many calls tasks cost (API 4.0, login and logout included): some Looker editions allow few."""

from __future__ import annotations

from typing import Any

import pytest
from contract.harness import Looker

USERS = [
    {"email": f"user{number}@acme.example", "first_name": "User", "last_name": str(number)} for number in range(100)
]
MEMBERS = {
    f"Group {number}": [user["email"] for user in USERS[number * 10 :] + USERS[: number * 10]][:50]
    for number in range(10)
}
COMPANY: dict[str, Any] = {
    "users": USERS,
    "groups": [{"name": name, "users": members} for name, members in MEMBERS.items()],
}


@pytest.fixture
def company(looker: Looker) -> Looker:
    """A Looker with 100 users and 10 groups of 50."""
    looker.sandbox.set_state(COMPANY)
    return looker


def test_user_as_it_is(company: Looker) -> None:
    for more, most in (({}, 5), ({"groups": [name for name in MEMBERS if "user3@acme.example" in MEMBERS[name]]}, 6)):
        outcome = company.run("user", **USERS[3], **more)
        assert (outcome.result["changed"], outcome.writes) == (False, [])
        assert len(outcome.requests) <= most


def test_configuration_as_it_is(company: Looker) -> None:
    outcome = company.configure(**COMPANY)
    assert (outcome.result["changed"], outcome.writes) == (False, [])
    assert len(outcome.requests) <= 7


def test_one_user_more_in_a_group_of_50(company: Looker) -> None:
    newcomer = next(user["email"] for user in USERS if user["email"] not in MEMBERS["Group 0"])
    for mode, users in (("exact", [*MEMBERS["Group 0"], newcomer]), ("add", [newcomer])):
        outcome = company.run("group", name="Group 0", users=users, list_mode=mode)
        assert outcome.result["changed"] is (mode == "exact")
        assert len(outcome.writes) == (mode == "exact")


def test_first_apply_is_one_write_for_each_fact(looker: Looker) -> None:
    looker.sandbox.set_state({})
    outcome = looker.configure(**COMPANY)
    assert not outcome.failed, outcome.message
    assert len(outcome.writes) == 100 + 100 + 10 + 500  # users, their emails, groups, memberships
    assert len(outcome.requests) - len(outcome.writes) <= 15
    assert outcome.result["api"]["retries"] == 0
