# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Embed secrets: made when that is meant, told once, deleted by id."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from contract import harness
from contract.contract import refused
from contract.harness import Looker
from contract.samples import SEED


@pytest.fixture
def server() -> Iterator[Looker]:
    """A Looker with API 4.0, the only version that has embed secrets."""
    with harness.looker(api_versions=("4.0",), seed=SEED) as started:
        yield started


def _ids(server: Looker) -> list[str]:
    return [secret["id"] for secret in server.sandbox.state().get("embed_secrets", ())]


@pytest.mark.parametrize("check", [True, False])
def test_none_is_made_without_force(server: Looker, check: bool) -> None:
    refused(server, server.run("embed_secret", check=check), "force: true")
    assert _ids(server) == []


def test_each_run_makes_one_and_tells_it_once(server: Looker) -> None:
    options = {"secret_type": "JWT", "algorithm": "hmac/sha-1", "enabled": False, "force": True}
    checked = server.run("embed_secret", check=True, **options)
    assert (checked.failed, checked.result["changed"], checked.writes) == (False, True, []), checked.message
    assert _ids(server) == []
    made = [server.run("embed_secret", **options) for _unused in range(2)]
    for outcome in made:
        assert (outcome.failed, outcome.result["changed"], len(outcome.writes)) == (False, True, 1), outcome.message
        shown = outcome.result["embed_secret"]
        assert outcome.output.count(shown["secret"]) == 1
        assert shown["secret"] not in json.dumps(server.sandbox.requests())
        assert outcome.result["diff"] == checked.result["diff"]
        assert {name: shown[name] for name in ("secret_type", "algorithm", "enabled")} == {
            name: options[name] for name in ("secret_type", "algorithm", "enabled")
        }
    assert _ids(server) == [outcome.result["embed_secret"]["id"] for outcome in made]
    kept = [secret["secret"] for secret in server.sandbox.state()["embed_secrets"]]
    assert kept == [outcome.result["embed_secret"]["secret"] for outcome in made]


def test_looker_s_defaults_are_left_to_looker(server: Looker) -> None:
    shown = server.run("embed_secret", force=True).result["embed_secret"]
    assert (shown["secret_type"], shown["algorithm"], shown["enabled"]) == ("SSO", "hmac/sha-256", True)


def test_delete(server: Looker) -> None:
    first, second = (server.run("embed_secret", force=True).result["embed_secret"]["id"] for _unused in range(2))
    checked = server.run("embed_secret", check=True, id=first, state="absent")
    assert (checked.result["changed"], checked.writes, _ids(server)) == (True, [], [first, second])
    done = server.run("embed_secret", id=first, state="absent")
    assert (done.result["changed"], len(done.writes), _ids(server)) == (True, 1, [second])
    assert done.result["diff"] == checked.result["diff"]
    again = server.run("embed_secret", id=first, state="absent")
    assert (again.failed, again.result["changed"], _ids(server)) == (False, False, [second])
    assert f"no embed secret {first}" in str(again.warnings)


def test_a_removal_whose_answer_is_lost(server: Looker) -> None:
    """Not found may also mean denied, and nothing lists the secrets: nobody knows."""
    made = server.run("embed_secret", force=True).result["embed_secret"]["id"]
    match = {"method": "DELETE", "path": "/embed_config/secrets/*"}
    server.sandbox.faults({"match": match, "when": {"nth": 1}, "do": {"reset": "after"}})
    outcome = server.run("embed_secret", id=made, state="absent")
    assert outcome.failed
    assert "may or may not have been carried out" in outcome.message


@pytest.mark.parametrize(
    "options",
    [{"state": "absent"}, {"id": "1", "force": True}, {"id": "1", "state": "absent", "secret_type": "SSO"}],
    ids=str,
)
def test_options_that_do_not_go_together(server: Looker, options: dict[str, Any]) -> None:
    outcome = server.run("embed_secret", **options)
    assert (outcome.failed, outcome.writes) == (True, [])
    assert "id" in outcome.message


def test_read_only(server: Looker) -> None:
    for check in (True, False):
        refused(server, server.run("embed_secret", check=check, force=True, read_only=True), "read_only")


def test_an_answer_that_is_lost_takes_the_secret_with_it(server: Looker) -> None:
    server.sandbox.faults(
        {"match": {"method": "POST", "path": "/embed_config/secrets"}, "when": {"nth": 1}, "do": {"reset": "after"}}
    )
    outcome = server.run("embed_secret", force=True)
    assert outcome.failed
    assert "lost" in outcome.message
    assert len(outcome.writes) == len(_ids(server)) == 1
    assert server.sandbox.state()["embed_secrets"][0]["secret"] not in outcome.output


@pytest.mark.parametrize("status", ["403", "404"])
def test_embedding_that_is_not_licensed(status: str) -> None:
    seed = {**SEED, "settings": {"embed_enabled": False}}
    quirks = {"embedding_missing": status}
    with harness.looker(api_versions=("4.0",), seed=seed, quirks=quirks) as server:
        outcome = server.run("embed_secret", force=True)
        assert (outcome.failed, _ids(server)) == (True, [])
        assert "create_embed_secret" in outcome.message


@pytest.mark.parametrize("denial", ["403", "404", "405"])
def test_google_cloud_core(denial: str) -> None:
    quirks = {"core_denial": denial}
    with harness.looker(api_versions=("4.0",), edition="core", seed=SEED, quirks=quirks) as server:
        outcome = server.run("embed_secret", force=True)
        # The API's description knows no 405 here; what is answered instead is not on record.
        server.observer.problems[:] = [line for line in server.observer.problems if "405" not in line]
    assert outcome.failed
    assert "Google Cloud core" in outcome.message
    assert "for embedding" in outcome.message


def test_api_3_1_has_none() -> None:
    with harness.looker(api_versions=("3.1",), seed=SEED) as server:
        for check in (True, False):
            refused(server, server.run("embed_secret", check=check, force=True), "create_embed_secret")
