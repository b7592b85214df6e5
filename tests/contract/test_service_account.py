# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Service accounts: users without an address, known by name, and only to a Looker that is new enough."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from contract.contract import refused
from contract.harness import Looker, Outcome, looker

JOB = "Nightly job"
NEW = {"service_account_name": JOB, "allow_beta": True}


@pytest.fixture
def new(servers: dict[str, Looker]) -> Looker:
    servers["4.0"].sandbox.reset()
    return servers["4.0"]


@pytest.fixture(scope="module")
def older() -> Iterator[Looker]:
    """API 4.0, but before there were service accounts (25.18)."""
    with looker(api_versions=("4.0",), release="25.0.0", seed={"groups": [{"name": "North"}]}) as started:
        yield started


def filters(outcome: Outcome) -> list[str]:
    """Requests that filter for service accounts."""
    return [entry["path"] for entry in outcome.requests if "is_service_account" in entry["query"]]


def test_groups_roles_and_keys_take_it_by_name(new: Looker) -> None:
    new.run("service_account", **NEW, groups=["North"])
    assert not new.run("group", name="North", users=[JOB], allow_beta=True).result["changed"]
    assert not new.run("group", name="North", users=[JOB]).result["changed"]  # reading needs no beta operation
    assert new.run("role", name="Viewer", users=[JOB]).result["changed"]
    key = new.run("api_credential", user=JOB, purpose="export")
    assert key.result["changed"]
    (listed,) = new.run("api_credential_info", user=JOB).result["api_credentials"]
    assert (listed["user"].lower(), listed["purpose"]) == (JOB.lower(), "export")
    again = new.run("service_account", **NEW, groups=["North"], roles=["Viewer"])
    assert not again.result["changed"]
    assert filters(again)


@pytest.mark.parametrize("which", ["3.1", "25.0"])
def test_an_older_looker_has_none_and_says_so(servers: dict[str, Looker], older: Looker, which: str) -> None:
    old = older if which == "25.0" else servers[which]
    needed = {"3.1": "needs API 4.0", "25.0": "needs Looker 25.18"}[which]
    before = old.sandbox.state()
    for check in (True, False):
        made = old.run("service_account", check=check, **NEW)
        refused(old, made, needed, before=before)
        assert filters(made) == []
    member = old.run("group", name="North", users=[JOB])
    refused(old, member, f"user '{JOB.lower()}'", "does not exist", before=before)
    assert filters(member) == []
    assert old.run("service_account_info", service_account_name=JOB).result["service_accounts"] == []
    assert not old.run("service_account", **NEW, state="absent").result["changed"]


def test_users_are_no_service_accounts(new: Looker) -> None:
    before = new.sandbox.state()
    for options in ({"service_account_name": JOB}, {"state": "absent"}):
        outcome = new.run("service_account", id="1", allow_beta=True, **options)
        refused(new, outcome, "the user with id 1 is not managed as a service account", before=before)
