# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is there already although it was not listed: lists may be stale, and others write too (facts 9.1, 12.17)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from unit.engine.company import DOCUMENT, SEED, apply_document, client, end_of, group, person, writes
from unit.engine.documents import Document, want

from ansible_collections.biops.looker.plugins.module_utils import _recover
from ansible_collections.biops.looker.plugins.module_utils._apply import Outcome, apply
from ansible_collections.biops.looker.plugins.module_utils._client import Call, Client
from ansible_collections.biops.looker.plugins.module_utils._needs import needs_of
from ansible_collections.biops.looker.plugins.module_utils._plan import plan
from ansible_collections.biops.looker.plugins.module_utils._resources._all import ALL
from ansible_collections.biops.looker.plugins.module_utils._snapshot import take_snapshot

running = pytest.importorskip("looker_sandbox.running", reason="the sandbox's libraries are not installed")

EVE = {"users": [person("eve@acme.example", first_name="Eve", groups=["Finance"])], "groups": []}


@pytest.fixture(autouse=True)
def _without_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_recover, "PAUSE", 0.0)


def _overtaken(looker: Client, document: Document, meanwhile: Callable[[], Any]) -> Outcome:
    """Somebody else writes between reading and writing."""
    wanted = want(document, allow_self_lockout=True)
    snapshot = take_snapshot(looker, needs_of(wanted, ALL), ALL)
    made = plan(wanted, snapshot.have(looker.version, looker.release), ALL)
    meanwhile()
    return apply(made, snapshot, looker, max_concurrency=2)


@pytest.mark.parametrize("duplicate", ["422", "409"])
@pytest.mark.parametrize("stale", ["current", "1", "3"])
def test_a_group_that_was_not_listed_is_taken_over(duplicate: str, stale: str) -> None:
    document = {"users": [], "groups": [group("Research", can_add_to_content_metadata=True, groups=["Finance"])]}
    quirks = {"duplicate_group": duplicate, "stale_reads": stale}
    with running.running_sandbox(seed=SEED, quirks=quirks) as sandbox, client(sandbox) as looker:
        outcome = _overtaken(looker, document, lambda: looker.send(Call("create_group", body={"name": "Research"})))
        assert not outcome.failed
        made = [entry for entry in sandbox.state()["groups"] if entry["name"] == "Research"]
        assert len(made) == 1
        assert made[0]["can_add_to_content_metadata"] is True
        assert len(made[0]["groups"]) == 1


@pytest.mark.parametrize("duplicate", ["422", "409"])
@pytest.mark.parametrize("stale", ["current", "1", "3"])
def test_a_user_who_was_not_listed_is_taken_over(duplicate: str, stale: str) -> None:
    """The address is taken: the user that has it is the one, and the one that was made in vain is removed again."""

    def somebody_else() -> None:
        made = looker.send(Call("create_user", body={"first_name": "Evelyn"}))
        body = {"email": "EVE@acme.example"}
        looker.send(Call("create_user_credentials_email", {"user_id": made["id"]}, body=body))

    with running.running_sandbox(seed=SEED, quirks={"duplicate_email": duplicate, "stale_reads": stale}) as sandbox:
        with client(sandbox) as looker:
            outcome = _overtaken(looker, EVE, somebody_else)
        assert not outcome.failed
        users = [user for user in end_of(sandbox)["users"] if user[0].lower() in ("", "eve@acme.example")]
        assert users == [("EVE@acme.example", "Eve", "", False, ("Finance",))]


@pytest.mark.parametrize("twice", ["200", "409", "422"])
def test_a_member_who_was_added_meanwhile(twice: str) -> None:
    document = {"users": [], "groups": [group("Finance", users=["dora@acme.example"], list_mode="add")]}
    with running.running_sandbox(seed=SEED, quirks={"member_twice": twice}) as sandbox, client(sandbox) as looker:
        outcome = _overtaken(looker, document, lambda: apply_document(sandbox, document))
        assert not outcome.failed


def test_what_was_removed_meanwhile_is_as_it_should_be() -> None:
    document = {"users": [person("dora@acme.example", state="absent")], "groups": [group("Finance", users=[])]}
    with running.running_sandbox(seed=SEED) as sandbox, client(sandbox) as looker:
        outcome = _overtaken(looker, document, lambda: apply_document(sandbox, document))
        assert not outcome.failed


@pytest.mark.slow
@pytest.mark.parametrize("stale", ["1", "2", "3"])
@pytest.mark.parametrize("fault", [None, "after"])
def test_stale_reads(stale: str, fault: str | None) -> None:
    with running.running_sandbox(seed=SEED) as sandbox:
        apply_document(sandbox, DOCUMENT)
        end = end_of(sandbox)
    with running.running_sandbox(seed=SEED, quirks={"stale_reads": stale}) as sandbox:
        if fault:
            sandbox.faults({"match": {"method": "POST", "path": "/groups"}, "do": {"reset": fault}, "when": {"nth": 1}})
        assert not apply_document(sandbox, DOCUMENT).failures
        assert end_of(sandbox) == end
        for _turn in range(5):  # until no answer is stale any more
            apply_document(sandbox, DOCUMENT)
        assert end_of(sandbox) == end
        sandbox.clear_requests()
        assert not apply_document(sandbox, DOCUMENT).changed
        assert not writes(sandbox)


@pytest.mark.parametrize("stale", ["1", "2", "3"])
def test_a_user_whose_creation_is_in_doubt_is_not_made_twice(stale: str) -> None:
    """The answer to the create is lost, and the search that looks for the user is stale."""
    with running.running_sandbox(seed=SEED, quirks={"stale_reads": stale}) as sandbox:
        sandbox.faults({"match": {"method": "POST", "path": "/users"}, "do": {"reset": "after"}, "when": {"nth": 1}})
        assert not apply_document(sandbox, EVE).failures
        addresses = [user[0] for user in end_of(sandbox)["users"] if user[1] == "Eve"]
        assert addresses == ["eve@acme.example"]
