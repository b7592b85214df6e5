# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds for every task, whatever it declares: `converged` and `refused` check it, and tests only say the rest."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from unittest import mock

from contract.harness import Looker, Outcome, managed
from contract.samples import SAMPLES, Sample

from ansible_collections.biops.looker.plugins.module_utils import _apply
from ansible_collections.biops.looker.plugins.module_utils._resource import (
    Resource,
)
from ansible_collections.biops.looker.plugins.module_utils._resources._all import ALL

TYPES = sorted(name for name, (resource, _types) in managed().items() if resource.is_made)
SINGLETONS = sorted(name for name, (resource, _types) in managed().items() if resource.is_singleton)
ALL_USERS = "All Users"  # in every user's list of groups, and never managed


def sample_of(name: str) -> Sample:
    """The example of a type. Fails, saying what to do, where there is none."""
    assert name in SAMPLES, f"samples.py has no example of the type {name}"
    return SAMPLES[name]


def resource_of(name: str) -> Resource:
    """The declaration of a type."""
    return managed()[name][0]


def rows_of(state: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The objects of a type in the state of the sandbox."""
    rows: list[dict[str, Any]] = state[sample_of(name).section or ALL[resource_of(name).type].plural]
    return rows


def key_of(row: dict[str, Any]) -> str:
    """The natural key of an object in the state of the sandbox."""
    return str(row["name"] if "name" in row else row.get("credentials", {}).get("email", {}).get("email", ""))


def converged(looker: Looker, name: str, /, *, changed: bool = True, shows: str = "", **options: Any) -> dict[str, Any]:
    """Runs a task in check mode, for real, and once more; returns the object of the last run.

    Check mode writes nothing and predicts result and diff; the second run changes nothing and reads back what the
    first one said; so does the info twin.
    """
    resource = resource_of(name)
    before = looker.sandbox.state()
    predicted = looker.run(name, check=True, **options)
    assert not predicted.failed, predicted.message
    assert predicted.writes == []
    assert looker.sandbox.state() == before
    real = looker.run(name, shows=shows, **options)
    assert not real.failed, real.message
    assert real.result["changed"] is changed
    assert bool(real.writes) is changed
    assert _comparable(predicted, resource) == _comparable(real, resource)
    if changed:
        _diff_tells_what_changed(real, resource, options)
    again = looker.run(name, **options)
    assert not again.failed, again.message
    assert (again.result["changed"], again.writes) == (False, [])
    assert "diff" not in again.result
    final: dict[str, Any] = again.result[name]
    promised = {key: value for key, value in real.result[name].items() if key in final}
    if options.get("state") != "absent":
        assert promised == {key: final[key] for key in promised}
        _info_agrees(looker, resource, final)
    return final


def _comparable(outcome: Outcome, resource: Resource) -> dict[str, Any]:
    """A result without what only a real run can know: ids of new objects, values born in a call, counts of calls."""
    record = dict(outcome.result[resource.name])
    born = [field.name for field in resource.fields if field.returned_once]
    if not outcome.result.get("diff", {"before": True})["before"]:
        born.append("id")
    for name in born:
        record.pop(name, None)
    shown = {key: value for key, value in outcome.result.items() if key not in ("api", "warnings")}
    return {**shown, resource.name: record, "warnings": outcome.warnings}


def _diff_tells_what_changed(outcome: Outcome, resource: Resource, options: dict[str, Any]) -> None:
    """A diff has two different sides, and speaks of nothing but options of the task (or the mapping they act on)."""
    diff = outcome.result["diff"]
    assert diff["before"] != diff["after"]
    if options.get("state") != "absent":
        removing = {links.kind for links in resource.lists if links.removes and links.name in options}
        mappings = {links.name for links in resource.lists if links.valued and links.kind in removing}
        assert set(diff["before"]) | set(diff["after"]) <= set(options) | mappings


def _info_agrees(looker: Looker, resource: Resource, record: dict[str, Any]) -> None:
    """The info twin finds the object by id and by key, and returns what the module returned."""
    if resource.is_singleton:
        listed = looker.run(f"{resource.name}_info").result[resource.name]
        assert record == {key: listed[key] for key in record}
        return
    include = [links.name for links in resource.lists if not links.removes] or None
    (listed,) = looker.info(resource, id=record["id"], include=include)
    for links in resource.lists:
        if links.valued and links.name in record:
            listed[links.name] = {name: listed[links.name].get(name) for name in record[links.name]}
        elif links.name in record:
            listed[links.name] = [entry for entry in listed[links.name] if entry != ALL_USERS]
    assert record == {key: listed[key] for key in record}
    found = [item["id"] for item in looker.info(resource, **{resource.key: record[resource.key]})]
    assert found == [record["id"]] or (resource.tells_apart and record["id"] in found)


def refused(looker: Looker, outcome: Outcome, *words: str, before: dict[str, Any] | None = None) -> None:
    """A task failed before any write, with a message that has these words: a sentence, or several in a line each."""
    assert outcome.failed, outcome.result
    assert outcome.writes == []
    for word in words:
        assert word.lower() in outcome.message.lower(), outcome.message
    assert all(line and line == line.strip() for line in outcome.message.splitlines()), outcome.message
    assert "Traceback" not in outcome.output
    assert not outcome.result.get("changed")
    if before is not None:
        assert looker.sandbox.state() == before


def meanwhile(
    looker: Looker, act: Callable[[Any], None], task: Callable[[], Outcome], *, fails: bool = False
) -> Outcome:
    """Runs a task in which somebody else acts after everything was read, and before anything is written."""
    carry_out = _apply.apply

    def late(*arguments: Any) -> Any:
        act(looker.sandbox.world.instance)
        return carry_out(*arguments)

    with mock.patch.object(_apply, "apply", late):
        outcome = task()
    assert outcome.failed is fails, outcome.message
    return outcome
