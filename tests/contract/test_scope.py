# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""`scope`: what a configuration owns. The law of links and scopes: tests/unit/engine/test_laws_of_links.py."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from contract.contract import refused
from contract.harness import Looker
from contract.test_schedules import WEEKLY

ADA, BOB, CYD = (f"{name}@acme.example" for name in ("ada", "bob", "cyd"))


def made(looker: Looker, **options: Any) -> dict[str, Any]:
    """What a configuration did. A second run does nothing."""
    outcome = looker.configure(**options)
    assert not outcome.failed, outcome.message
    assert not looker.configure(**options).result["changed"]
    return outcome.result


@pytest.mark.parametrize(
    ("scope", "declared", "words"),
    [
        ({"groups": ["fin-*"]}, {"groups": [{"name": "sales-x"}]}, ("groups[0]", "'sales-x'", "its groups: fin-*")),
        ({"groups": ["fin-*"]}, {"groups": [{"name": "FIN-x"}]}, ("'FIN-x'",)),
        ({"groups": ["North"]}, {"groups": [{"name": "Nord", "previous_name": "South"}]}, ("'Nord'",)),
        ({"groups": ["Nord"]}, {"groups": [{"name": "Nord", "previous_name": "North"}]}, ("'Nord'",)),
        (
            {"groups": ["North"]},
            {"groups": [{"name": "Nord", "previous_name": "North", "state": "absent"}]},
            ("North",),
        ),
        ({"groups": ["fin-[ab]"]}, {"groups": [{"name": "fin-a"}]}, ("'fin-a'",)),
        ({"groups": []}, {"groups": [{"name": "fin-a"}]}, ("its groups:",)),
        ({"groups": ["*"]}, {"users": [{"email": ADA, "state": "absent"}]}, (ADA, "it has no users")),
        ({}, {"settings": {"password_policy": {"min_length": 14}}}, ("settings.password_policy", "it has no settings")),
        ({"settings": ["smtp"]}, {"settings": {"password_policy": {"min_length": 14}}}, ("its settings: smtp",)),
        ({"users": ["*"]}, {"service_accounts": [{"service_account_name": "bot"}]}, ("it has no service_accounts",)),
    ],
)
def test_what_is_declared_has_to_be_inside(
    looker: Looker, scope: dict[str, Any], declared: dict[str, Any], words: tuple[str, ...]
) -> None:
    looker.run("group", name="North")
    before = looker.sandbox.state()
    for check in (True, False):
        outcome = looker.configure(check=check, scope=scope, **declared)
        refused(looker, outcome, "outside the scope", *words, before=before)


def test_what_is_inside_is_managed(looker: Looker) -> None:
    scope = {
        "groups": ["fin-?", "fin [*]"],
        "users": ["*@ACME.example"],
        "settings": ["pass*"],
        "service_accounts": ["bot-*"],
    }
    result = made(
        looker,
        scope=scope,
        allow_beta=True,  # the service accounts
        groups=[{"name": "fin-a", "users": [ADA]}, {"name": "fin [x]"}],
        users=[{"email": CYD.upper(), "first_name": "Cyd"}],
        settings={"password_policy": {"min_length": 14}},
        service_accounts=[{"service_account_name": "bot-1"}],
    )
    assert {entry["type"] for entry in result["changes"]} >= {"group", "password_policy", "service_account"}


def test_a_file_and_the_place_in_it_are_named(looker: Looker, tmp_path: Path) -> None:
    file = tmp_path / "groups.yml"
    file.write_text("- name: fin-a\n- name: sales-a\n")
    outcome = looker.configure(src=[str(file)], scope={"groups": ["fin-*"]})
    refused(looker, outcome, "groups.yml: groups[1]", "'sales-a' is outside the scope")


def test_members_leave_only_if_both_ends_are_inside(looker: Looker) -> None:
    looker.run("group", name="fin-a", users=[ADA, BOB])
    groups = [{"name": "fin-a", "users": [CYD]}]
    kept = looker.configure(scope={"groups": ["fin-*"]}, groups=groups)
    assert not kept.failed, kept.message
    assert len(kept.writes) == 1
    assert members(looker) == {ADA, BOB, CYD}
    made(looker, scope={"groups": ["fin-*"], "users": ["bob@*", "cyd@*"]}, groups=groups)
    assert members(looker) == {ADA, CYD}


def members(looker: Looker) -> set[str]:
    outcome = looker.run("group_info", name="fin-a")
    return {str(user) for user in outcome.result["groups"][0]["users"]}


def test_an_audit_tells_of_undeclared_objects_inside_only(looker: Looker) -> None:
    for name in ("fin-a", "fin-b", "sales-a"):
        looker.run("group", name=name)
    outcome = looker.run("audit_info", groups=[{"name": "fin-a"}], scope={"groups": ["fin-*"]})
    assert not outcome.failed, outcome.message
    assert outcome.result["undeclared"] == [{"type": "group", "name": "fin-b"}]
    refused_one = looker.run("audit_info", groups=[{"name": "sales-a"}], scope={"groups": ["fin-*"]})
    assert any("outside the scope" in entry["reason"] for entry in refused_one.result["findings"])


@pytest.mark.parametrize(
    ("scope", "inside"),
    [
        ({"owners": ["ada@*"]}, True),
        ({"owners": ["bob@*"]}, False),
        ({"folders": ["*"]}, True),
        ({"folders": ["Elsewhere*"]}, False),
        ({"folders": ["*"], "owners": ["bob@*"]}, False),
        ({}, False),
    ],
)
def test_schedules_go_by_owner_and_folder(looker: Looker, scope: dict[str, Any], inside: bool) -> None:
    before = looker.sandbox.state()
    outcome = looker.configure(scope={"schedules": scope}, schedules=[WEEKLY])
    if inside:
        assert not outcome.failed, outcome.message
        taken = looker.configure(scope={"schedules": {"owners": ["bob@*"]}}, schedules=[{**WEEKLY, "owner": BOB}])
        refused(looker, taken, "schedules[0]", "outside the scope (its schedules: owners bob@*)")
    else:
        refused(looker, outcome, "outside the scope", before=before)


def test_a_schedule_that_is_absent_is_outside_no_scope(looker: Looker) -> None:
    """What is gone has neither owner nor folder."""
    looker.run("schedule", **WEEKLY)
    absent = {"name": WEEKLY["name"], "dashboard": WEEKLY["dashboard"], "state": "absent"}
    assert made(looker, scope={"schedules": {"folders": ["*"], "owners": ["ada@*"]}}, schedules=[absent])["changed"]
    refused(looker, looker.configure(scope={"schedules": {}}, schedules=[absent]), "outside the scope")
