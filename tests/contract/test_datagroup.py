# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Datagroups: listed, reset and triggered, each of them alone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from contract.contract import refused
from contract.harness import Looker, looker

DATAGROUPS = [
    {"name": "nightly", "model_name": "ecommerce"},
    {"name": "nightly", "model_name": "finance"},
    {"name": "hourly", "model_name": "finance"},
]
FINANCE: dict[str, Any] = {"name": "nightly", "model": "finance"}
TIMES = ("stale_before", "triggered_at")


@pytest.fixture(params=["4.0", pytest.param("3.1", marks=pytest.mark.slow)])
def server(request: pytest.FixtureRequest) -> Iterator[Looker]:
    """A Looker with datagroups, two of them of one name."""
    with looker(api_versions=(request.param,), seed={"datagroups": DATAGROUPS}) as started:
        yield started


def _listed(server: Looker, **options: Any) -> list[dict[str, Any]]:
    outcome = server.run("datagroup_info", **options)
    assert not outcome.failed, outcome.message
    assert (outcome.result["changed"], outcome.writes) == (False, [])
    listed: list[dict[str, Any]] = outcome.result["datagroups"]
    return listed


def test_list(server: Looker) -> None:
    everything = _listed(server)
    names = [(entry["model_name"], entry["name"]) for entry in everything]
    assert names == [("ecommerce", "nightly"), ("finance", "hourly"), ("finance", "nightly")]
    assert all(isinstance(entry["id"], str) and set(TIMES) < set(entry) and "can" not in entry for entry in everything)
    (one,) = _listed(server, **FINANCE)
    assert one == everything[2]
    assert _listed(server, id=one["id"]) == [one]
    assert _listed(server, name="weekly") == []


@pytest.mark.parametrize("asked", [{"reset": True}, {"trigger": True}, {"reset": True, "trigger": True}], ids=str)
def test_reset_and_trigger(server: Looker, asked: dict[str, bool]) -> None:
    moved = [name for name, option in zip(TIMES, ("reset", "trigger"), strict=True) if asked.get(option)]
    before, start = _listed(server), int(time.time())
    checked = server.run("datagroup", check=True, **FINANCE, **asked)
    assert (checked.failed, checked.writes) == (False, []), checked.message
    assert _listed(server) == before
    real = server.run("datagroup", **FINANCE, **asked)
    assert not real.failed, real.message
    assert len(real.writes) == 1
    for outcome in (checked, real):
        assert outcome.result["changed"]
        shown, diff = outcome.result["datagroup"], outcome.result["diff"]
        assert diff["before"] == {name: before[2][name] for name in moved}
        assert diff["after"] == {name: shown[name] for name in moved}
        assert all(start - 1 <= shown[name] <= time.time() for name in moved)
        assert {name: shown[name] for name in shown if name not in moved} == {
            name: before[2][name] for name in before[2] if name not in moved
        }
    assert _listed(server) == [*before[:2], real.result["datagroup"]]


def test_by_id(server: Looker) -> None:
    (one,) = _listed(server, **FINANCE)
    outcome = server.run("datagroup", id=one["id"], reset=True)
    assert outcome.result["datagroup"]["model_name"] == "finance"


def test_nothing_asked_nothing_done(server: Looker) -> None:
    outcome = server.run("datagroup", **FINANCE, reset=False, trigger=False)
    assert (outcome.failed, outcome.result["changed"], outcome.writes) == (False, False, [])
    assert "diff" not in outcome.result


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"name": "nightly", "reset": True}, "2 datagroups have name nightly: ecommerce::nightly (id "),
        ({"name": "nightly", "model": "hr", "reset": True}, "no datagroup has name nightly, model hr"),
        ({"id": "4711", "trigger": True}, "no datagroup has id 4711"),
        ({**FINANCE, "reset": True, "read_only": True}, "read_only"),
        ({"name": "nightly", "id": "1", "reset": True}, "mutually exclusive"),
        ({"model": "finance", "reset": True}, "name, id"),
        (FINANCE, "reset, trigger"),
    ],
    ids=str,
)
def test_bad_input(server: Looker, check: bool, options: dict[str, Any], words: str) -> None:
    refused(server, server.run("datagroup", check=check, **options), words)
