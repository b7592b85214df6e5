# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many calls tasks cost (API 4.0, login and logout included): some Looker editions allow few."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from contract import harness
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


# Schedules

OWNERS = [f"owner{number}@acme.example" for number in range(300)]


def plan_of(number: int) -> dict[str, Any]:
    """One of 2,000 schedules."""
    return {
        "name": f"Plan {number % 700}",
        "owner": OWNERS[number % 300],
        "dashboard": f"id:{number % 50 + 1}",
        "crontab": "0 6 * * mon",
        "filters": {"Region": str(number)},
        "destinations": [
            {"type": "email", "format": "wysiwyg_pdf", "address": f"{place}{number}@acme.example"}
            for place in ("first", "second")
        ],
    }


PLANS = [plan_of(number) for number in range(2000)]


@pytest.fixture(scope="module")
def scheduled() -> Iterator[Looker]:
    """A Looker with 2,000 plans of 300 owners."""
    folders = [{"id": "10", "name": "Finance", "parent_id": "1"}]
    seed: dict[str, Any] = {
        "users": [{"email": email, "first_name": "Owner"} for email in OWNERS],
        "folders": folders,
        "dashboards": [{"title": f"Dashboard {number}", "folder_id": "10"} for number in range(1, 51)],
        "datagroups": [{"name": "nightly_load", "model_name": "ecommerce"}],
        "scheduled_plans": [
            {
                "name": plan["name"],
                "user_id": plan["owner"],
                "dashboard_id": plan["dashboard"].removeprefix("id:"),
                "crontab": plan["crontab"],
                "filters_string": f"?Region={plan['filters']['Region']}",
                "scheduled_plan_destination": plan["destinations"],
            }
            for plan in PLANS
        ],
    }
    with harness.looker(api_versions=("4.0",), seed=seed) as looker:
        yield looker


@pytest.mark.slow
def test_2000_schedules_as_they_are(scheduled: Looker) -> None:
    outcome = scheduled.configure(check=True, schedules=PLANS)
    assert (outcome.failed, outcome.result["changed"]) == (False, False)
    assert len(outcome.requests) <= 8
    assert outcome.result["api"]["calls"]["by_activity"]["db_query"] == 1  # facts 13.5


@pytest.mark.slow
def test_2000_schedules_by_title_and_folder(scheduled: Looker) -> None:
    by_title = [
        {**plan, "dashboard": f"Dashboard {plan['dashboard'].removeprefix('id:')}", "folder": "Shared/Finance"}
        for plan in PLANS
    ]
    outcome = scheduled.configure(check=True, schedules=by_title)
    assert (outcome.failed, outcome.result["changed"]) == (False, False)
    assert len(outcome.requests) <= 8 + 2


@pytest.mark.slow
def test_2000_schedules_that_change(scheduled: Looker) -> None:
    """Each list that a check needs is read once."""
    changed = {"timezone": "Asia/Tokyo", "destinations": [PLANS[0]["destinations"][0]]}
    outcome = scheduled.configure(check=True, schedules=[{**plan, **changed} for plan in PLANS])
    assert (outcome.failed, outcome.result["summary"]["objects"]) == (False, {"schedule": {"update": 2000}})
    assert outcome.result["summary"]["writes"] == 2000
    assert len(outcome.requests) <= 14


def test_one_schedule_as_it_is(scheduled: Looker) -> None:
    outcome = scheduled.run("schedule", **PLANS[0])
    assert (outcome.result["changed"], outcome.writes) == (False, [])
    assert len(outcome.requests) <= 7
