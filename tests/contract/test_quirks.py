# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What nobody outside Looker knows makes no difference: the same tasks end in the same state with every answer.

Every value of a question is worth something here only if Looker's answers to these tasks differ by it: that is what
`SIGNS` is about.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import pytest
from contract import harness
from contract.contract import meanwhile, refused
from contract.quirk_scenario import SEED, TASKS, Task, end, seen
from sandbox import openapi

from looker_sandbox import quirks
from looker_sandbox.app import Exchange

RELEASES = {"4.0": "26.12.0", "3.1": "23.6.0", "3.0": "21.0.0"}
ROBOT = {"client_id": "robot", "client_secret": "robot-secret"}
Exchanges = list[Exchange]


@dataclass
class Recorder(openapi.Observer):
    """Checks the exchanges as ever, but for those of an API that is not spoken, and keeps them."""

    spoken: str = "4.0"
    exchanges: Exchanges = field(default_factory=list)

    def __call__(self, exchange: Exchange) -> None:
        if exchange.request.version == self.spoken:
            super().__call__(exchange)
        self.exchanges.append(exchange)


# What the answers show of a question


def _answers(exchanges: Exchanges, method: str, route: str) -> Iterable[Exchange]:
    return (e for e in exchanges if (e.request.method, e.answer.route) == (method, route))


def _rows(exchanges: Exchanges, *routes: str) -> list[list[dict[str, Any]]]:
    """The lists that were answered."""
    found = [e for route in routes for e in _answers(exchanges, "GET", route) if e.answer.status == 200]
    return [json.loads(e.answer.body) for e in found]


def _statuses(method: str, route: str) -> Callable[[Exchanges], Any]:
    return lambda exchanges: {e.answer.status for e in _answers(exchanges, method, route)}


def _ids_of_users(name: str) -> Callable[[Exchanges], Any]:
    return lambda exchanges: {
        (row["id"], *row.get(name, ())) for rows in _rows(exchanges, "/users", "/users/search") for row in rows
    }


def _is_sorted(exchanges: Exchanges) -> bool:
    lists = _rows(exchanges, "/groups/search/with_hierarchy", "/roles", "/user_attributes")
    ids = [[int(row["id"]) for row in rows] for rows in lists]
    return all(numbers == sorted(numbers) for numbers in ids)


def _pages_of_404(exchanges: Exchanges) -> set[str]:
    return {
        e.answer.headers["Content-Type"] for e in exchanges if e.answer.status == 404 and e.request.version == "4.0"
    }


def _of_eve(exchanges: Exchanges) -> set[int]:
    found = _answers(exchanges, "GET", "/users/search")
    return {len(json.loads(e.answer.body)) for e in found if e.request.query.get("email") == "eve@acme.example"}


def _writes(exchanges: Exchanges) -> Counter[tuple[str, str | None, int]]:
    return Counter((e.request.method, e.answer.route, e.answer.status) for e in exchanges if e.request.method != "GET")


def _of_the_robot(exchanges: Exchanges) -> set[tuple[str | None, int]]:
    return {(e.answer.route, e.answer.status) for e in exchanges if e.answer.route == "/groups/search/with_hierarchy"}


def _old_versions(exchanges: Exchanges) -> set[tuple[int, str]]:
    old = [e for e in exchanges if e.request.version == "3.1"]
    return {(e.answer.status, e.answer.headers["Content-Type"]) for e in old}


SIGNS: dict[str, Callable[[Exchanges], Any]] = {
    "duplicate_group": _statuses("POST", "/groups"),
    "duplicate_email": _statuses("POST", "/users/{user_id}/credentials_email"),
    "member_twice": _statuses("POST", "/groups/{group_id}/users"),
    "set_in_use": _statuses("DELETE", "/permission_sets/{permission_set_id}"),
    "last_admin": _statuses("PATCH", "/users/{user_id}"),
    "list_order": _is_sorted,
    "page_limit": lambda exchanges: max(map(len, _rows(exchanges, "/users"))),
    "old_api": _old_versions,
    "second_logout": _statuses("DELETE", "/logout"),
    "user_role_ids": _ids_of_users("role_ids"),
    "partial_rights": _of_the_robot,
    "email_case": lambda exchanges: any(b'"Cyd@' in e.answer.body for e in exchanges),
    "stale_reads": _writes,
    "not_found_body": _pages_of_404,
    "external_group_left_out": _statuses("PUT", "/roles/{role_id}/groups"),
    "search_email": _of_eve,
    "user_group_ids": _ids_of_users("group_ids"),
}
# Question -> where it is tested instead.
ELSEWHERE = {
    "validation_fields": "schedules: tests of their own",
    "host_url_warning": "settings: tests of their own",
    "nested_settings": "settings: tests of their own",
    "core_denial": "test_core_edition.py: these tasks need Looker (original)",
    "unknown_fields": "every request is checked against the OpenAPI documents: none has a field that Looker may ignore",
}
LARGE_PAGE = {"page_limit": "500"}  # has a test of its own: it takes that many users
OTHER_VALUES = [{name: value} for name in SIGNS for value in quirks.QUIRKS[name][1:] if {name: value} != LARGE_PAGE]
MIXES = [quirks.choose(mix=f"random:{seed}") for seed in range(20)]


# The scenario


def scenario(chosen: dict[str, str], version: str = "4.0") -> Exchanges:
    """Runs all tasks against a Looker with these quirks; returns what was asked and answered."""
    recorder = Recorder(spoken=version)
    options: dict[str, Any] = {"api_versions": (version,), "release": RELEASES[version]}
    with harness.looker(observer=recorder, seed=SEED, quirks=chosen, **options) as looker:
        for task in (task for task in TASKS if task.since <= version):
            _carry_out(looker, task, int(chosen.get("stale_reads", "current").replace("current", "0")))
        assert seen(looker.sandbox.state()) == end(version)
        _refusals(looker)
        _sessions(looker)
        _few_rights(looker)
        assert seen(looker.sandbox.state()) == end(version)
        _what_is_spared(looker)
    return recorder.exchanges


def _carry_out(looker: harness.Looker, task: Task, stale: int) -> None:
    def run(shows: str = "") -> harness.Outcome:
        outcome = (
            looker.configure(**task.options)
            if task.module == "configuration"
            else looker.run(task.module, shows=shows, **task.options)
        )
        assert not outcome.failed, outcome.message
        return outcome

    done = meanwhile(looker, task.meanwhile, run) if task.meanwhile else run(task.shows)
    assert done.result["changed"]
    for _turn in range(stale):  # Nobody can see what a stale answer hides: it may look as if more is to do.
        run()
    again = run()
    assert (again.result["changed"], again.writes) == (False, [])


def _refusals(looker: harness.Looker) -> None:
    """A set that is used stays; the last admin too, whom Looker itself protects where the module was told not to."""
    refused(looker, looker.run("permission_set", name="Looking", state="absent"), "'Looking'", "role 'Analyst' uses it")
    kept = looker.run("user", id="1", is_disabled=True, allow_self_lockout=True)
    assert kept.result["error"]["status"] in (403, 405, 422)
    assert "last" in kept.message
    looker.sandbox.faults({"match": {"path": "/versions"}, "when": {"nth": 1}, "do": {"status": 404}})
    if looker.version == "4.0":  # a host that does not say what it speaks, and does not speak what it is asked for
        refused(looker, looker.run("group", name="Sales", api_version="3.1"), "does not tell its versions")
    looker.sandbox.faults()


def _sessions(looker: harness.Looker) -> None:
    """Ending a session twice is no failure. (Where Looker says 204 both times, nobody can tell that it was over.)"""
    token = looker.run("login", shows="access_token").result["access_token"]
    shared = {"client_id": None, "client_secret": None, "access_token": token}
    ends = [looker.run("logout", **shared) for _turn in range(2)]
    assert [outcome.failed for outcome in ends] == [False, False]
    assert ends[0].result["ended"]


def _few_rights(looker: harness.Looker) -> None:
    """What the caller may not see is never taken for absent, however Looker hides it."""
    shown = looker.run("group_info", **ROBOT)
    assert shown.failed or any("may be missing" in warning for warning in shown.warnings)
    refused(looker, looker.run("group", name="Nowhere", **ROBOT))


def _what_is_spared(looker: harness.Looker) -> None:
    """Calls that the modules never make, since it is not known what would come of them."""
    state = looker.sandbox.state()
    role, used = (
        next(row["id"] for row in state[kind] if row["name"] == name)
        for kind, name in (("roles", "Analyst"), ("permission_sets", "Looking"))
    )
    looker.run("api", method="PUT", path=f"/roles/{role}/groups", body=[])
    looker.run("api", method="DELETE", path=f"/permission_sets/{used}")


@pytest.fixture(scope="module")
def usual() -> Exchanges:
    """The scenario with the default answer to every question."""
    return scenario({})


def test_every_question_is_asked_or_left_out_for_a_reason() -> None:
    """The first are those of the facts, section 12; the others belong to types with scenarios of their own."""
    names = list(quirks.QUIRKS)
    of_the_facts = set(names[: names.index("nested_settings") + 1])
    assert of_the_facts == SIGNS.keys() | ELSEWHERE.keys()
    assert not SIGNS.keys() & ELSEWHERE.keys()


@pytest.mark.slow
@pytest.mark.parametrize("version", RELEASES)
def test_defaults(version: str) -> None:
    scenario({}, version)


@pytest.mark.slow
@pytest.mark.parametrize("chosen", OTHER_VALUES, ids=lambda chosen: "-".join(*chosen.items()))
def test_every_value(chosen: dict[str, str], usual: Exchanges) -> None:
    """The state at the end is the same, although Looker's answers were not."""
    exchanges = scenario(chosen)
    for name in chosen:
        assert SIGNS[name](exchanges) != SIGNS[name](usual), "this value made no difference: nothing was tested"


@pytest.mark.slow
@pytest.mark.parametrize("chosen", MIXES, ids=range(20))
def test_random_mixes(chosen: dict[str, str]) -> None:
    scenario(chosen)


@pytest.mark.slow
@pytest.mark.parametrize(("chosen", "pages"), [({}, [1000, 16]), (LARGE_PAGE, [500, 500, 16])], ids=str)
def test_large_pages(chosen: dict[str, str], pages: list[int]) -> None:
    """However few of them are served at once, everybody is listed."""
    recorder = Recorder()
    users = [{"email": f"user{number}@acme.example", "first_name": "U"} for number in range(1015)]
    with harness.looker(observer=recorder, seed={"users": users}, quirks=chosen) as looker:
        assert len(looker.run("user_info", page_size=1000, include=[]).result["users"]) == 1016
    assert sorted(map(len, _rows(recorder.exchanges, "/users")), reverse=True) == pages
