# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""OAuth client apps: registered, changed, agreed to by users, their tokens ended, deleted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest
from contract import harness
from contract.contract import refused
from contract.harness import Looker, Outcome
from contract.samples import SEED

from ansible_collections.biops.looker.plugins.module_utils import _oauth_client_apps

ADA, BOB, CYD = (f"{name}@acme.example" for name in ("ada", "bob", "cyd"))
GUID = "com.acme.portal/1"
NEW: dict[str, Any] = {
    "client_guid": GUID,
    "display_name": "Portal",
    "description": "Figures",
    "redirect_uri": "https://portal.acme.example/cb",
    "group": "North",
}


@pytest.fixture
def server() -> Iterator[Looker]:
    """A Looker with API 4.0, the only version that has OAuth client apps."""
    with harness.looker(api_versions=("4.0",), seed=SEED) as started:
        yield started


def _listed(server: Looker, **options: Any) -> list[dict[str, Any]]:
    outcome = server.run("oauth_client_app_info", **options)
    assert (outcome.failed, outcome.writes, outcome.warnings) == (False, [], []), outcome.message
    listed: list[dict[str, Any]] = outcome.result["oauth_client_apps"]
    return listed


def _converged(server: Looker, writes: int, **options: Any) -> Outcome:
    """Check mode foretells the run and changes nothing; the run takes so many calls; another one changes nothing."""
    options = {"client_guid": GUID, **options}
    before = server.sandbox.state()
    checked = server.run("oauth_client_app", check=True, **options)
    assert (checked.failed, checked.writes) == (False, []), checked.message
    assert server.sandbox.state() == before
    real = server.run("oauth_client_app", **options)
    assert (real.failed, real.result["changed"], len(real.writes)) == (False, True, writes), real.message
    assert checked.result["changed"]
    assert real.result["diff"] == checked.result["diff"]
    again = server.run("oauth_client_app", **{**options, "invalidate_tokens": False})
    assert (again.failed, again.result["changed"], again.writes) == (False, False, []), again.message
    for found in _listed(server, client_guid=GUID):
        shown = real.result["oauth_client_app"]
        assert {name: found[name] for name in shown} == shown
    return real


def test_register_change_delete(server: Looker) -> None:
    assert _listed(server) == []
    made = _converged(server, 1, **NEW)
    shown = made.result["oauth_client_app"]
    assert {name: shown[name] for name in NEW} == NEW
    assert (shown["enabled"], shown["activated_users"]) == (True, [])
    assert made.result["diff"]["before"] == {}
    for name, value in (("display_name", "New"), ("description", ""), ("enabled", False), ("group", "South")):
        changed = _converged(server, 1, **{name: value})
        assert changed.result["diff"]["after"] == {name: value}
        assert _listed(server)[0][name] == value
    _converged(server, 1, redirect_uri="https://portal.acme.example/new")
    _converged(server, 1, group="")
    assert _listed(server)[0]["group"] is None
    gone = _converged(server, 1, state="absent")
    assert gone.result["diff"]["after"] == {}
    assert _listed(server) == []


def test_list(server: Looker) -> None:
    for guid in ("b", "a"):
        server.run("oauth_client_app", **{**NEW, "client_guid": guid})
    assert [app["client_guid"] for app in _listed(server)] == ["a", "b"]
    assert [app["client_guid"] for app in _listed(server, client_guid="b")] == ["b"]
    assert _listed(server, client_guid="c") == []


def test_users_who_agreed(server: Looker) -> None:
    server.run("oauth_client_app", **NEW)

    def after(writes: int, *users: str, **options: Any) -> list[str]:
        _converged(server, writes, activated_users=list(users), allow_beta=True, **options)
        found: list[str] = _listed(server)[0]["activated_users"]
        return found

    assert after(2, ADA, BOB.upper()) == [ADA, BOB]
    assert after(1, CYD, list_mode="add") == [ADA, BOB, CYD]
    assert after(1, ADA, list_mode="remove") == [BOB, CYD]
    assert after(2, ADA, CYD) == [ADA, CYD]
    refused(server, server.run("oauth_client_app", client_guid=GUID, activated_users=[]), "allow_beta")
    few = {"client_guid": GUID, "activated_users": [], "allow_beta": True, "max_removals": 1}
    refused(server, server.run("oauth_client_app", **few), "max_removals")
    assert after(2) == []
    group_and_user = {**NEW, "client_guid": "other", "activated_users": [ADA], "allow_beta": True}
    assert len(server.run("oauth_client_app", **group_and_user).writes) == 2


def test_tokens_are_ended_each_time(server: Looker) -> None:
    new = server.run("oauth_client_app", **NEW, invalidate_tokens=True)
    assert (new.failed, len(new.writes)) == (False, 1)
    refused(server, server.run("oauth_client_app", **NEW, invalidate_tokens=True), "allow_beta")
    for app in server.sandbox.world.instance.oauth_client_apps:
        app["tokens_invalid_before"] = "2020-01-01T00:00:00.000+00:00"
    done = _converged(server, 1, **NEW, invalidate_tokens=True, allow_beta=True)
    assert "tokens_invalid_before" not in done.result["oauth_client_app"]
    assert _listed(server)[0]["tokens_invalid_before"] > "2026"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"client_guid": "new", "display_name": "New"}, "redirect_uri"),
        ({"client_guid": "new", "redirect_uri": "https://a.example/"}, "display_name"),
        ({**NEW, "group": "Nowhere"}, "Nowhere"),
        ({**NEW, "activated_users": ["nobody@acme.example"], "allow_beta": True}, "nobody@acme.example"),
        ({"client_guid": "new", "display_name": "New", "redirect_uris": ["https://a.example/"]}, "26.22"),
        ({**NEW, "read_only": True}, "read_only"),
    ],
    ids=str,
)
@pytest.mark.parametrize("check", [True, False])
def test_what_is_refused_before_any_write(server: Looker, options: dict[str, Any], words: str, check: bool) -> None:
    refused(server, server.run("oauth_client_app", check=check, **options), words)
    assert _listed(server) == []


def test_several_addresses() -> None:
    with harness.looker(api_versions=("4.0",), release="26.22.0", seed=SEED) as server:
        new = {name: value for name, value in NEW.items() if name != "redirect_uri"}
        addresses = ["https://b.example/cb", "https://a.example/cb"]
        _converged(server, 1, **new, redirect_uris=addresses)
        turned = server.run("oauth_client_app", client_guid=GUID, redirect_uris=addresses[::-1])
        assert not turned.result["changed"]
        _converged(server, 1, redirect_uris=addresses[:1])
        assert _listed(server)[0]["redirect_uris"] == addresses[:1]
        _converged(server, 1, redirect_uri="https://c.example/cb")
        assert _listed(server)[0]["redirect_uris"] == ["https://c.example/cb"]


@pytest.mark.parametrize("status", ["422", "409"])
def test_an_app_that_somebody_registers_meanwhile(status: str) -> None:
    """It is made what is wanted, whatever Looker says of a guid that is taken."""
    carry_out = _oauth_client_apps._carry_out
    with harness.looker(api_versions=("4.0",), seed=SEED, quirks={"duplicate_oauth_app": status}) as server:

        def late(*arguments: Any) -> Any:
            theirs = {"client_guid": GUID, "display_name": "Theirs", "redirect_uris": ["https://x.example/"]}
            server.sandbox.world.instance.oauth_client_apps.insert({**theirs, "tokens_invalid_before": "2026"})
            return carry_out(*arguments)

        with mock.patch.object(_oauth_client_apps, "_carry_out", late):
            outcome = server.run("oauth_client_app", **NEW)
        assert not outcome.failed, outcome.message
        assert [write["method"] for write in outcome.writes] == ["POST", "PATCH"]
        (found,) = _listed(server)
        assert {name: found[name] for name in NEW} == NEW


def test_an_answer_that_is_lost(server: Looker) -> None:
    fault = {"match": {"method": "POST", "path": "/oauth_client_apps/portal"}, "when": {"nth": 1}}
    server.sandbox.faults({**fault, "do": {"reset": "after"}})
    outcome = server.run("oauth_client_app", **{**NEW, "client_guid": "portal"})
    assert (outcome.failed, outcome.result["changed"]) == (False, True), outcome.message
    assert [write["method"] for write in outcome.writes] == ["POST"]
    reads = [asked for asked in outcome.requests if asked["path"].endswith("/oauth_client_apps/portal")]
    assert len(reads) == 3, "looked for, registered, looked at again"
    assert outcome.result["oauth_client_app"] == _listed(server)[0]


@pytest.mark.parametrize(("moment", "gone"), [("after", True), ("before", False)])
def test_a_removal_whose_answer_is_lost(server: Looker, moment: str, gone: bool) -> None:
    """Looker is asked whether the app is gone: not found may also mean denied."""
    server.run("oauth_client_app", **{**NEW, "client_guid": "portal"})
    match = {"method": "DELETE", "path": "/oauth_client_apps/portal"}
    denied = [] if gone else [{"match": match, "do": {"status": 404}}]
    server.sandbox.faults({"match": match, "when": {"nth": 1}, "do": {"reset": moment}}, *denied)
    outcome = server.run("oauth_client_app", client_guid="portal", state="absent")
    server.sandbox.faults()
    assert (outcome.failed, outcome.result.get("changed", False)) == (not gone, gone), outcome.message
    assert ("portal" in [app["client_guid"] for app in _listed(server)]) is not gone


def test_one_user_who_fails_does_not_hide_the_others(server: Looker) -> None:
    fault = {"match": {"method": "POST", "path": "/oauth_client_apps/*/users/*"}, "when": {"nth": 1}}
    server.sandbox.faults({**fault, "do": {"status": 422}})
    task = {**NEW, "client_guid": "portal", "activated_users": [ADA, BOB], "allow_beta": True}
    stopped = server.run("oauth_client_app", **task)
    assert (stopped.failed, stopped.result["changed"]) == (True, True)
    assert len(stopped.result["done"]) == 2
    assert [entry["status"] for entry in stopped.result["failures"]] == [422]
    assert "could not activate user" in stopped.message
    assert _listed(server)[0]["activated_users"] == [BOB]
    server.sandbox.faults()
    assert len(server.run("oauth_client_app", **task).writes) == 1
    assert _listed(server)[0]["activated_users"] == [ADA, BOB]


def test_whoever_may_not_see_all_apps_is_told_so(server: Looker) -> None:
    server.run("oauth_client_app", **NEW)
    key = server.run("api_credential", user=ADA, purpose="test").result["api_credential"]
    ada = {"client_id": key["client_id"], "client_secret": key["client_secret"]}
    for options in (NEW, {"client_guid": GUID, "state": "absent"}):
        refused(server, server.run("oauth_client_app", **options, **ada), GUID, "administer")
    listed = server.run("oauth_client_app_info", **ada)
    assert listed.result["oauth_client_apps"] == []
    assert "administer" in str(listed.warnings)


def test_api_3_1_has_none() -> None:
    with harness.looker(api_versions=("3.1",), seed=SEED) as server:
        for name, options in (("oauth_client_app", NEW), ("oauth_client_app_info", {})):
            refused(server, server.run(name, **options), "oauth_client_app")
