# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Schedules that are sent once, now: what is sent and with whose data, and nothing in check mode."""

from __future__ import annotations

from typing import Any

import pytest
from contract import harness, samples
from contract.contract import refused
from contract.harness import Looker
from contract.test_schedules import ADA, BOB, CSV, NIGHTLY, PASSWORD, PDF, SFTP, WEEKLY, own, plans

TYPE = "schedule"
ONCE = {name: value for name, value in WEEKLY.items() if name != "crontab"}


def deliveries(looker: Looker) -> list[dict[str, Any]]:
    return looker.sandbox.world.instance.deliveries


def run(looker: Looker, **options: Any) -> dict[str, Any]:
    """Runs a task, in check mode first: that sends nothing and says the same."""
    before = len(deliveries(looker))
    predicted = looker.run("schedule_run", check=True, **options)
    assert (predicted.failed, predicted.writes, len(deliveries(looker))) == (False, [], before), predicted.message
    outcome = looker.run("schedule_run", **options)
    assert not outcome.failed, outcome.message
    assert predicted.result["schedule"] == outcome.result["schedule"]
    assert predicted.result["changed"] is outcome.result["changed"] is True
    assert len(deliveries(looker)) > before
    return outcome.result


@pytest.fixture
def weekly(any_looker: Looker) -> Looker:
    own(any_looker, **WEEKLY)
    return any_looker


def test_as_it_is(weekly: Looker) -> None:
    before = plans(weekly)
    for options in ({"name": "Weekly"}, {"id": before[0]["id"]}, {"name": "Weekly", "dashboard": "id:3"}):
        result = run(weekly, **options)
        assert result["schedule"]["id"] == before[0]["id"] != result["run_id"]
    assert plans(weekly) == before
    assert {entry["destination"]["address"] for entry in deliveries(weekly)} == {PDF["address"]}


def test_with_changes_for_this_time(weekly: Looker) -> None:
    before = plans(weekly)
    run(weekly, name="Weekly", owner=BOB, filters={"Region": "EMEA"}, destinations=[{**PDF, "address": ADA}])
    (sent,) = deliveries(weekly)
    assert (sent["data_of"]["email"], sent["destination"]["address"]) == (BOB, ADA)
    assert sent["filters_string"] == "?Region=EMEA"
    assert plans(weekly) == before


def test_secrets_go_with_the_copy(looker: Looker) -> None:
    own(looker, **NIGHTLY)
    run(looker, name="Nightly")
    assert deliveries(looker)[0]["destination"]["has_secret_parameters"]
    refused(looker, looker.run("schedule_run", name="Nightly", destinations=[SFTP, CSV]), SFTP["address"], "secret")
    run(looker, name="Nightly", destinations=[{**SFTP, **PASSWORD}, CSV])


def test_ad_hoc(any_looker: Looker) -> None:
    before = plans(any_looker)
    refused(any_looker, any_looker.run("schedule_run", **ONCE), "ad_hoc", "Weekly")
    refused(any_looker, any_looker.run("schedule_run", name="Nope"), "there is no scheduled plan 'Nope'", "ad_hoc")
    assert "id" not in run(any_looker, **ONCE, ad_hoc=True)["schedule"]
    assert plans(any_looker) == before


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"name": "Nothing"}, ("Nothing",)),
        ({"name": "Weekly", "destinations": [{**PDF, "format": "pdf"}]}, ("'pdf'", "wysiwyg_pdf")),
        ({**ONCE, "ad_hoc": True, "owner": None}, ("owner",)),
        ({**ONCE, "ad_hoc": True, "owner": "nobody@acme.example"}, ("nobody@acme.example", "does not exist")),
        ({"name": "Weekly", "id": "987654"}, ("987654",)),
        ({"name": "Weekly", "read_only": True}, ("read_only",)),
    ],
    ids=str,
)
def test_mistake(looker: Looker, options: dict[str, Any], words: tuple[str, ...]) -> None:
    own(looker, **WEEKLY)
    refused(looker, looker.run("schedule_run", **options), *words)
    assert deliveries(looker) == []


@pytest.mark.parametrize("quirk", [{"run_once_body": "strict"}, {"run_once_plan": "kept"}], ids=str)
def test_quirks(quirk: dict[str, str]) -> None:
    with harness.looker(seed=samples.SEED, quirks=quirk) as looker:
        own(looker, **WEEKLY)
        run(looker, name="Weekly")
        run(looker, **{**ONCE, "name": "Other"}, ad_hoc=True)


def test_twelve_in_a_row(looker: Looker) -> None:
    """More than Looker takes in a second: none is refused."""
    own(looker, **WEEKLY)
    for _turn in range(12):
        assert looker.run("schedule_run", name="Weekly").result["api"]["retries"] == 0
    assert len(deliveries(looker)) == 12


def test_a_lost_answer_sends_nothing_twice(looker: Looker) -> None:
    own(looker, **WEEKLY)
    looker.sandbox.faults({"match": {"path": "/scheduled_plans/*"}, "when": {"nth": 1}, "do": {"reset": "after"}})
    outcome = looker.run("schedule_run", name="Weekly")
    assert outcome.failed
    assert "may or may not" in outcome.message
    assert len(deliveries(looker)) == 1
