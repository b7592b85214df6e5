# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Looker refuses reaches the user in Looker's own words, with every entry and the status."""

from __future__ import annotations

from typing import Any

import pytest
from contract import harness, samples
from contract.contract import key_of, meanwhile, resource_of
from contract.harness import Looker, Outcome

ADA = "ada@acme.example"


def _told(outcome: Outcome, status: int, *words: str) -> dict[str, Any]:
    """The failure says all this in one sentence, and the error as data says it too. Returns the error."""
    assert outcome.failed
    error: dict[str, Any] = outcome.result["error"]
    assert error["status"] == status
    assert f"HTTP {status}" in outcome.message
    entries = " ".join(f"{entry['field']} {entry['message']}" for entry in error["errors"])
    for word in words:
        assert word in outcome.message
        assert word in f"{error['message']} {entries}"
    assert "\n" not in outcome.message.strip()
    assert error["documentation_url"].startswith("https://")
    return error


def test_every_entry_of_a_422(looker: Looker) -> None:
    """While a role is renamed and gets another set, somebody takes its new name and removes the set."""
    looker.run("permission_set", name="Reading", permissions=["access_data"])

    def act(instance: Any) -> None:
        (used,) = [row for row in instance.permission_sets if row["name"] == "Reading"]
        instance.permission_sets.delete(used["id"])
        (viewer,) = [row for row in instance.roles if row["name"] == "Viewer"]
        instance.roles.insert({**viewer, "id": None, "name": "Reader"})

    task = {"name": "Reader", "previous_name": "Viewer", "permission_set": "Reading"}
    outcome = meanwhile(looker, act, lambda: looker.run("role", **task), fails=True)
    error = _told(outcome, 422, "Validation Failed", "name", "already", "permission_set")
    assert [entry["code"] for entry in error["errors"]] == ["already_exists", "invalid"]
    assert not outcome.result["changed"]


@pytest.mark.parametrize(
    ("status", "options", "words"),
    [
        (403, {"state": "absent"}, "Permission Denied"),
        (405, {"is_disabled": True}, "The last administrator cannot be removed."),
    ],
)
def test_403_and_405(status: int, options: dict[str, Any], words: str) -> None:
    """Looker's own protection of the API user and of the last admin, where the module was told to go on."""
    with harness.looker(api_versions=("4.0",), seed=samples.SEED, quirks={"last_admin": "405"}) as looker:
        before = looker.sandbox.state()
        outcome = looker.run("user", id="1", allow_self_lockout=True, **options)
        _told(outcome, status, words)
        assert (outcome.result["changed"], looker.sandbox.state()) == (False, before)


def test_405_of_what_is_built_in(looker: Looker) -> None:
    """The modules do not ask; the module that sends anything does."""
    _told(looker.run("api", method="DELETE", path="/model_sets/1"), 405, "This resource cannot be modified")


def test_409(looker: Looker) -> None:
    (ada,) = looker.info(resource_of("user"), email=ADA)
    body = {"email": "second@acme.example"}
    outcome = looker.run("api", method="POST", path=f"/users/{ada['id']}/credentials_email", body=body)
    _told(outcome, 409, "The resource already exists.")


@pytest.mark.parametrize("status", ["409", "422"])
def test_a_name_that_cannot_be_taken_over(status: str) -> None:
    """Another object has the name and is not to be seen: told in Looker's words, and nothing is made beside it."""
    with harness.looker(api_versions=("4.0",), seed=samples.SEED, quirks={"duplicate_group": status}) as looker:
        looker.sandbox.faults({"match": {"method": "POST", "path": "/groups"}, "do": {"status": int(status)}})
        outcome = looker.run("group", name="East")
        assert outcome.failed
        assert f"HTTP {status}" in outcome.message
        assert "East" not in [key_of(row) for row in looker.sandbox.state()["groups"]]
