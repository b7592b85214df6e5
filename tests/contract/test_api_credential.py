# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""API keys: made once, rotated in two steps, never lost on the way, never the one that is in use."""

from __future__ import annotations

import json
from typing import Any

import pytest
from contract.harness import Looker, Outcome

ADA, EXPORT = "ada@acme.example", "nightly export"
KEYS = "/users/*/credentials_api3*"
OWN = "sandbox-client"


def _keys(looker: Looker, user: str = ADA) -> list[dict[str, Any]]:
    outcome = looker.run("api_credential_info", user=user)
    assert not outcome.writes
    listed: list[dict[str, Any]] = outcome.result["api_credentials"]
    return listed


def _present(looker: Looker, **options: Any) -> Outcome:
    """Makes a key, whose secret is shown and is nowhere else."""
    outcome = looker.run("api_credential", **{"user": ADA, "purpose": EXPORT, **options})
    assert not outcome.failed, outcome.message
    secret = outcome.result["api_credential"].get("client_secret")
    if secret:
        assert outcome.output.count(secret) == 1
        assert secret not in json.dumps(looker.sandbox.requests())
    return outcome


def _made_long_ago(looker: Looker, client_id: str) -> None:
    for user in looker.sandbox.world.instance.users:
        for key in user["credentials"].get("api3", ()):
            if key["client_id"] == client_id:
                key["created_at"] = "2020-01-01T00:00:00.000+00:00"


def test_a_key_is_made_once(looker: Looker) -> None:
    checked = _present(looker, check=True)
    assert checked.result["changed"]
    assert not checked.writes
    made = _present(looker)
    assert made.result["diff"] == checked.result["diff"]
    assert len(made.writes) == 2  # the key, and its purpose
    again = _present(looker)
    assert not again.result["changed"]
    assert "client_secret" not in again.result["api_credential"]
    assert [key["purpose"] for key in _keys(looker)] == [EXPORT]
    assert again.result["api_credential"]["client_id"] == made.result["api_credential"]["client_id"]


def test_the_key_works(looker: Looker) -> None:
    key = _present(looker).result["api_credential"]
    host = looker.run("api_host_info", client_id=key["client_id"], client_secret=key["client_secret"])
    assert host.result["api_host"]["caller"]["email"] == ADA


def test_rotation_is_two_steps(looker: Looker) -> None:
    old = _present(looker).result["api_credential"]["client_id"]
    _made_long_ago(looker, old)
    new = _present(looker, max_age_days=90).result["api_credential"]["client_id"]
    assert {key["client_id"] for key in _keys(looker)} == {old, new}
    assert not _present(looker, max_age_days=90).result["changed"]
    options = {"user": ADA, "purpose": EXPORT, "state": "absent", "replaced_by": new}
    assert looker.run("api_credential", check=True, **options).result["removed"] == [old]
    assert looker.run("api_credential", **options).result["removed"] == [old]
    assert not looker.run("api_credential", **options).result["changed"]
    assert [key["client_id"] for key in _keys(looker)] == [new]


def test_only_old_keys_go(looker: Looker) -> None:
    young, old = (_present(looker, purpose=text).result["api_credential"]["client_id"] for text in ("one", "two"))
    _made_long_ago(looker, old)
    outcome = looker.run("api_credential", user=ADA, state="absent", older_than_days=30)
    assert outcome.result["removed"] == [old]
    assert [key["client_id"] for key in _keys(looker)] == [young]


def test_nothing_goes_unless_the_new_key_is_there(looker: Looker) -> None:
    _present(looker)
    outcome = looker.run("api_credential", user=ADA, purpose=EXPORT, state="absent", replaced_by="nosuchkey")
    assert "nosuchkey" in outcome.message
    assert not outcome.writes


def test_a_key_without_its_purpose_does_not_stay(looker: Looker) -> None:
    looker.sandbox.faults({"match": {"method": "PATCH", "path": KEYS}, "do": {"status": 422}})
    outcome = looker.run("api_credential", user=ADA, purpose=EXPORT)
    assert "was removed again" in outcome.message
    assert _keys(looker) == []


def test_a_key_whose_answer_was_lost_is_replaced(looker: Looker) -> None:
    looker.sandbox.faults(
        {"match": {"method": "POST", "path": KEYS}, "when": {"nth": 1}, "do": {"reset": "after"}},
    )
    made = _present(looker).result["api_credential"]
    assert [key["client_id"] for key in _keys(looker)] == [made["client_id"]]


@pytest.mark.parametrize("gone", [True, False])
def test_a_key_that_is_not_found_when_it_is_to_go_is_looked_for(looker: Looker, gone: bool) -> None:
    """Not found may also mean that the removal was denied."""
    made = _present(looker).result["api_credential"]["client_id"]
    match = {"method": "DELETE", "path": KEYS}
    lost = {"match": match, "when": {"nth": 1}, "do": {"reset": "after"}}
    looker.sandbox.faults(lost if gone else {"match": match, "do": {"status": 404}})
    outcome = looker.run("api_credential", user=ADA, state="absent", key_client_id=made)
    looker.sandbox.faults()
    assert (outcome.failed, outcome.result["changed"]) == (not gone, gone), outcome.message
    assert [key["client_id"] for key in _keys(looker)] == ([] if gone else [made])


def test_a_key_that_a_broken_run_left_is_told_and_not_taken(looker: Looker) -> None:
    broken = {"reset": "before"}
    looker.sandbox.faults(
        {"match": {"method": "PATCH", "path": KEYS}, "do": broken},
        {"match": {"method": "DELETE", "path": KEYS}, "do": broken},
    )
    stopped = looker.run("api_credential", user=ADA, purpose=EXPORT, retries=0)
    assert (stopped.failed, stopped.result["changed"]) == (True, True)
    looker.sandbox.faults()
    (left,) = _keys(looker)
    assert left["client_id"] in stopped.message
    outcome = _present(looker)
    assert outcome.result["api_credential"]["client_id"] != left["client_id"]
    assert any(left["client_id"] in warning for warning in outcome.warnings)


@pytest.mark.parametrize("options", [{"key_client_id": OWN}, {"older_than_days": -1}])
def test_the_key_in_use_never_goes(looker: Looker, options: dict[str, Any]) -> None:
    outcome = looker.run("api_credential", user="id:1", state="absent", **options)
    assert OWN in outcome.message
    assert not outcome.writes


def test_with_a_token_nobody_knows_which_key_is_in_use(looker: Looker) -> None:
    session = looker.run("login", shows="access_token")
    token = session.result["access_token"]
    outcome = looker.run(
        "api_credential",
        user="id:1",
        state="absent",
        older_than_days=-1,
        access_token=token,
        client_id=None,
        client_secret=None,
    )
    assert "access_token" in outcome.message
    assert not outcome.writes


def test_nobody_has_no_keys(looker: Looker) -> None:
    assert looker.run("api_credential", user="nobody@acme.example", purpose="x").failed
    assert not looker.run("api_credential", user="nobody@acme.example", purpose="x", state="absent").result["changed"]
    checked = looker.run("api_credential", user="nobody@acme.example", purpose="x", check=True)
    assert checked.result["changed"]
    assert checked.warnings
    assert looker.run("api_credential_info", user="nobody@acme.example").result["api_credentials"] == []


def test_all_keys_are_one_list(looker: Looker) -> None:
    _present(looker)
    outcome = looker.run("api_credential_info")
    assert {key["user"] for key in outcome.result["api_credentials"]} >= {ADA}
    assert len(outcome.requests) == 4  # versions, login, the list, logout
    assert looker.run("api_credential_info", purpose=EXPORT).result["api_credentials"] == _keys(looker)


def test_a_removal_that_fails_half_way_is_told_and_completed(looker: Looker) -> None:
    ids = [_present(looker, purpose=text).result["api_credential"]["client_id"] for text in ("one", "two", "three")]
    looker.sandbox.faults({"match": {"method": "DELETE", "path": KEYS}, "when": {"nth": 2}, "do": {"status": 403}})
    task: dict[str, Any] = {"user": ADA, "state": "absent", "older_than_days": -1}
    outcome = looker.run("api_credential", **task)
    assert outcome.failed
    assert outcome.result["changed"]
    assert (len(outcome.result["removed"]), len(outcome.result["remaining"])) == (2, 1)
    assert sorted(outcome.result["removed"] + outcome.result["remaining"]) == sorted(ids)
    (left,) = outcome.result["remaining"]
    assert f"could not remove API key {left}" in outcome.message
    assert "2 of 3 keys were removed" in outcome.message
    assert outcome.result["error"]["status"] == 403
    assert [key["client_id"] for key in _keys(looker)] == [left]
    assert looker.run("api_credential", **task).result["removed"] == [left]
    assert not looker.run("api_credential", **task).result["changed"]
