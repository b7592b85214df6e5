# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""One write of many fails: everything else is done, the result says all of it, and a second run completes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from contract.harness import Looker

USERS = [f"person{number:02}@acme.example" for number in range(30)]
DOCUMENT: Mapping[str, Any] = {
    "users": [{"email": email, "first_name": "A", "last_name": email[:8]} for email in USERS],
    "groups": [{"name": "Everyone here", "users": USERS}, {"name": "Nobody yet"}],
}


def test_the_37th_write_fails(looker: Looker) -> None:
    looker.sandbox.faults({"match": {"method": "POST"}, "when": {"nth": 37 + 1}, "do": {"status": 422}})  # after login
    failed = looker.configure(**DOCUMENT)
    looker.sandbox.faults()
    result = failed.result
    assert failed.failed
    assert result["changed"]
    (failure,) = result["failures"]
    assert failure["status"] == 422
    assert failure["change"] in failed.message
    planned = len(result["done"]) + 1 + len(result["not_tried"])
    assert planned == 30 * 3 + 2  # user, email, membership each, and two groups
    assert len(failed.writes) == len(result["done"]) + 1
    assert any("'Nobody yet'" in change for change in result["done"])

    completed = looker.configure(**DOCUMENT)
    assert not completed.failed
    assert len(completed.writes) == 1 + len(result["not_tried"])
    assert not looker.configure(**DOCUMENT).result["changed"]
    assert [row["email"] for row in looker.run("user_info").result["users"] if row["email"] in USERS] == USERS


@pytest.mark.parametrize(("max_concurrency", "at_most"), [(1, 20), (8, 60)])
def test_fail_fast_starts_nothing_more(looker: Looker, max_concurrency: int, at_most: int) -> None:
    """With several at a time, more is started until the refusal has come back; nobody knows how much."""
    looker.sandbox.faults({"match": {"method": "POST"}, "when": {"nth": 20 + 1}, "do": {"status": 422}})  # after login
    failed = looker.configure(fail_fast=True, max_concurrency=max_concurrency, **DOCUMENT)
    looker.sandbox.faults()
    result = failed.result
    (failure,) = result["failures"]
    assert failure["status"] == 422
    assert "were not started any more because of fail_fast" in failed.message
    assert len(result["done"]) + 1 + len(result["not_tried"]) == 30 * 3 + 2
    assert len(failed.writes) == len(result["done"]) + 1
    assert 20 <= len(failed.writes) <= at_most

    completed = looker.configure(fail_fast=True, **DOCUMENT)
    assert not completed.failed
    assert len(completed.writes) == 1 + len(result["not_tried"])
    assert not looker.configure(**DOCUMENT).result["changed"]


LOST_REMOVALS = [
    ("group", {"name": "North", "state": "absent"}, "/groups/*"),
    ("user", {"email": "ada@acme.example", "groups": []}, "/groups/*/users/*"),
    ("user", {"email": "ada@acme.example", "end_sessions": True}, "/users/*/sessions/*"),
]


@pytest.mark.parametrize(("module", "options", "path"), LOST_REMOVALS)
@pytest.mark.parametrize("admin", [True, False])
def test_a_removal_whose_answer_is_lost(
    looker: Looker, module: str, options: dict[str, Any], path: str, admin: bool
) -> None:
    """Not found may mean denied, unless the caller may do everything: then nobody knows, and it is not told as done."""
    user = {"email": "ada@acme.example", "groups": ["North"]}
    assert not looker.run("user", **user).failed
    state = looker.sandbox.state()
    next(row for row in state["users"] if row["first_name"] == "Ada")["sessions"] = [{"browser": "Firefox"}]
    if not admin:
        state["permission_sets"].append({"name": "Few", "permissions": ["see_users"]})
        state["roles"].append({"name": "Few", "permission_set": "Few", "model_set": "All"})
        next(row for row in state["users"] if row["id"] == "1")["roles"] = ["Few"]
        next(row for row in state["users"] if row["first_name"] == "Bob")["roles"] = ["Admin"]
    looker.sandbox.set_state(state)
    looker.sandbox.faults({"match": {"method": "DELETE", "path": path}, "when": {"nth": 1}, "do": {"reset": "after"}})
    outcome = looker.run(module, **options)
    looker.sandbox.faults()
    assert outcome.failed is not admin, outcome.message
    assert len(outcome.writes) == 2
    assert outcome.result["changed"] is admin
    assert admin or "may or may not have been carried out" in outcome.message
    assert not looker.run(module, **options).result["changed"], "done, or denied again"
