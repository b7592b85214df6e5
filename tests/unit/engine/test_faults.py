# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Something goes wrong during a run: nothing is there twice, nothing is lost, and running it again completes it."""

from __future__ import annotations

import contextlib
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from unit.engine.company import DOCUMENT, SEED, Sandbox, apply_document, end_of, writes

from ansible_collections.biops.looker.plugins.module_utils import _recover
from ansible_collections.biops.looker.plugins.module_utils._errors import LookerError

pytestmark = pytest.mark.slow

running = pytest.importorskip("looker_sandbox.running", reason="the sandbox's libraries are not installed")

FAULTS: dict[str, dict[str, Any]] = {
    "reset before": {"reset": "before"},
    "reset after": {"reset": "after"},
    "500": {"status": 500},
    "502": {"status": 502, "body": "html"},
    "429": {"status": 429},
    "expired token": {"expire_token": True},
    "delay": {"delay_ms": 30},
}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with running.running_sandbox(seed=SEED) as started:
        yield started


@pytest.fixture(autouse=True)
def _fresh(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    sandbox.reset()
    monkeypatch.setattr(_recover, "PAUSE", 0.0)


@pytest.fixture(scope="module")
def undisturbed(sandbox: Sandbox) -> tuple[Any, list[tuple[str, str, int]]]:
    """The end without faults, and its writes: (method, pattern of the path, how many of this pattern)."""
    sandbox.reset()
    result = apply_document(sandbox, DOCUMENT)
    assert not result.failures
    patterns = Counter((method, re.sub(r"\d+", "*", path)) for method, path in writes(sandbox))
    assert sum(patterns.values()) == len(result.plan.changes)
    return end_of(sandbox), sorted((method, path, count) for (method, path), count in patterns.items())


def _completes(sandbox: Sandbox, end: Any) -> None:
    """A run without faults completes what is missing, and another one has nothing to do."""
    sandbox.faults()
    assert not apply_document(sandbox, DOCUMENT).failures
    assert end_of(sandbox) == end
    sandbox.clear_requests()
    assert not apply_document(sandbox, DOCUMENT).changed
    assert not writes(sandbox)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_at_any_write(sandbox: Sandbox, undisturbed: Any, fault: str) -> None:
    end, patterns = undisturbed
    for method, path, count in patterns:
        for number in range(1, count + 1):
            sandbox.reset()
            when = {"match": {"method": method, "path": path}, "when": {"nth": number}, "do": FAULTS[fault]}
            sandbox.faults(when)
            result = apply_document(sandbox, DOCUMENT)
            assert result.outcome is not None
            told = len(result.outcome.done) + len(result.outcome.failed) + len(result.outcome.skipped)
            assert told == len(result.plan.changes), "every change is done, failed or skipped"
            if result.failures:  # a 500 is not tried again where nothing can be there twice: the next run will do it
                assert fault == "500", f"{fault} at {method} {path}: {result.message()}"
                assert method in ("DELETE", "PATCH")
            else:
                assert end_of(sandbox) == end, f"{fault} at {method} {path} number {number}"
            _completes(sandbox, end)


@pytest.mark.parametrize("seed", range(12))
def test_many_faults_at_once(sandbox: Sandbox, undisturbed: Any, seed: int) -> None:
    end, _patterns = undisturbed
    rules = [
        {"match": {"method": method}, "when": {"probability": 0.06}, "do": action}
        for method in ("GET", "POST", "PATCH", "PUT", "DELETE")
        for action in FAULTS.values()
    ]
    sandbox.faults(*rules, seed=seed)
    for _turn in range(3):
        with contextlib.suppress(LookerError):  # reading or logging in may meet too many faults in a row
            apply_document(sandbox, DOCUMENT)
    _completes(sandbox, end)


@pytest.mark.parametrize("status", [500, 403])
def test_a_failure_does_not_hide_the_rest(sandbox: Sandbox, undisturbed: Any, status: int) -> None:
    """A group that cannot be made: what depends on it is skipped and said, everything else is done."""
    end, _patterns = undisturbed
    sandbox.faults({"match": {"method": "POST", "path": "/groups"}, "do": {"status": status}})
    result = apply_document(sandbox, DOCUMENT)
    outcome = result.outcome
    assert outcome is not None
    assert [str(change) for change in outcome.failed] == ["create group 'Research'"]
    assert sorted(map(str, outcome.skipped)) == [
        "add membership of group 'Research' in group 'Sales'",
        "add membership of user 'carl@acme.example' in group 'Research'",
        "add membership of user 'eve@acme.example' in group 'Research'",
    ]
    assert len(outcome.done) == len(result.plan.changes) - 4
    assert result.changed
    assert "create group 'Research'" in result.message()
    assert "3 were skipped" in result.message()
    _completes(sandbox, end)


def _email_step_fails(sandbox: Sandbox) -> None:
    sandbox.faults({"match": {"method": "POST", "path": "/users/*/credentials_email"}, "do": {"status": 403}})


def test_a_user_whose_email_step_failed_is_completed_by_a_later_run(sandbox: Sandbox) -> None:
    document = {**DOCUMENT, "users": [user for user in DOCUMENT["users"] if user["email"] != "ev2@acme.example"]}
    apply_document(sandbox, document)
    end = end_of(sandbox)
    sandbox.reset()
    _email_step_fails(sandbox)
    result = apply_document(sandbox, document)
    assert [str(change) for change in result.failures] == ["add credential 'email' of user 'eve@acme.example'"]
    assert "" in [user[0] for user in end_of(sandbox)["users"]]
    sandbox.faults()
    again = apply_document(sandbox, document)
    assert [change.verb for change in again.plan.changes] == ["link"] * 3, "the address, and two groups"
    assert end_of(sandbox) == end


def test_users_who_lost_their_email_step_and_look_the_same_are_said_and_left_alone(sandbox: Sandbox) -> None:
    _email_step_fails(sandbox)
    assert len(apply_document(sandbox, DOCUMENT).failures) == 2
    sandbox.faults()
    again = apply_document(sandbox, DOCUMENT)
    assert any("several users named 'Eve Noether'" in warning for warning in again.warnings)
    assert [user[0] for user in end_of(sandbox)["users"]].count("") == 2
    assert not apply_document(sandbox, DOCUMENT).changed


def test_two_new_users_share_one_that_was_left(sandbox: Sandbox) -> None:
    state = sandbox.state()
    state["users"].append({"first_name": "Eve", "last_name": "Noether"})
    sandbox.set_state(state)
    assert not apply_document(sandbox, DOCUMENT).failures
    assert "" not in [user[0] for user in end_of(sandbox)["users"]]
