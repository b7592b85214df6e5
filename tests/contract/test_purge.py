# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""`purge`: what nobody declares goes. The law of purging: tests/unit/engine/test_laws_of_links.py."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ansible.parsing.dataloader import DataLoader
from contract import harness
from contract.contract import refused
from contract.harness import Looker
from contract.test_call_counts import COMPANY
from contract.test_schedules import WEEKLY

from ansible_collections.biops.looker.plugins.module_utils._resources._all import ALL, CONFIGURABLE
from ansible_collections.biops.looker.plugins.plugin_utils._action import take_document

ADA, BOB, CYD, EVE = (f"{name}@acme.example" for name in ("ada", "bob", "cyd", "eve"))
OURS = {"users": ["*@acme.example", "*@sandbox.example", "bot", "id:*"], "groups": ["*"]}
# Everybody who may be in a Looker, of whom only Ada is declared.
STATE: dict[str, Any] = {
    "users": [
        {"email": ADA, "first_name": "Ada", "groups": ["fin-a"]},
        {"email": BOB, "first_name": "Bob", "groups": ["fin-old"]},
        {"email": CYD, "first_name": "Cyd", "is_disabled": True},
        {"email": "eve@elsewhere.example", "first_name": "Eve"},
        {"first_name": "Sam", "credentials": {"saml": {"email": "sam@acme.example"}}},
        {
            "first_name": "Both",
            "credentials": {"email": {"email": "both@acme.example"}, "google": {"email": "both@acme.example"}},
        },
        {"first_name": "Embedded", "credentials": {"embed": [{"id": "71", "external_user_id": "shop-71"}]}},
        {"email": "help@acme.example", "first_name": "Support", "verified_looker_employee": True},
        {"first_name": "Nobody"},
        {"first_name": "Bot", "is_service_account": True, "service_account_name": "bot"},
    ],
    "groups": [
        {"name": "fin-a"},
        {"name": "fin-old", "roles": ["Developer"]},
        {"name": "mirrored", "externally_managed": True, "external_group_id": "x"},
        {"name": "shop", "external_group_id": "shop"},
        {"name": "Gemini Default Users"},
    ],
    "user_attributes": [{"name": "region", "label": "Region", "type": "string"}],
}
DECLARED: dict[str, Any] = {"users": [{"email": ADA}], "groups": [{"name": "fin-a"}]}


@pytest.fixture
def company(looker: Looker) -> Looker:
    """A Looker with everybody."""
    looker.sandbox.set_state(STATE)
    return looker


def purged(looker: Looker, **options: Any) -> list[tuple[str, str, str]]:
    """Type, action and name of what a purge changes: in check mode first, which tells the same and writes nothing.

    A second run changes nothing.
    """
    predicted = looker.configure(check=True, **options)
    assert (predicted.failed, predicted.writes) == (False, []), predicted.message
    real = looker.configure(**options)
    assert not real.failed, real.message
    assert real.result["changes"] == predicted.result["changes"]
    assert real.result["summary"] == predicted.result["summary"]
    assert len(real.writes) == real.result["summary"]["writes"]
    again = looker.configure(**options)
    assert (again.failed, again.result.get("changes")) == (False, []), again.message
    return [(change["type"], change["action"], change["name"]) for change in real.result["changes"]]


def audited(looker: Looker, **options: Any) -> list[tuple[str, str]]:
    taken = take_document(options, lambda path: path, DataLoader(), ALL, CONFIGURABLE)
    found = looker.run("audit_info", **taken.arguments)
    assert not found.failed, found.message
    return [(item["type"], item["name"]) for item in found.result["undeclared"]]


def left(looker: Looker, section: str) -> set[str]:
    """The names of what is there, of users their first names."""
    return {str(row.get("first_name") or row["name"]) for row in looker.sandbox.state()[section]}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"purge": ["groups"], "users": []}, ("purge names groups, but none are declared",)),
        ({"purge": ["groups"], "groups": None, "users": []}, ("purge names groups, but none are declared",)),
        ({"purge": ["users"], "users": []}, ("purge of users", "give patterns under scope.users")),
        ({"purge": ["schedules"], "schedules": []}, ("purge of schedules", "give patterns under scope.schedules")),
        (
            {"purge": ["schedules"], "schedules": [], "scope": {"schedules": {}}},
            ("give patterns under scope.schedules",),
        ),
        ({"purge": ["users"], "users": [], "scope": {"groups": ["*"]}}, ("purge of users", "scope.users")),
        ({"purge": ["groups"], "groups": [], "scope": {"users": ["*"]}}, ("purge of groups", "scope.groups")),
        ({"purge": ["service_accounts"], "service_accounts": []}, ("value of purge must be one or more of",)),
        ({"purge": ["settings"], "settings": {}}, ("value of purge must be one or more of",)),
    ],
)
def test_what_a_purge_needs(company: Looker, options: dict[str, Any], words: tuple[str, ...]) -> None:
    before = company.sandbox.state()
    for check in (True, False):
        refused(company, company.configure(check=check, **options), *words, before=before)


def test_who_may_not_see_all_purges_nothing() -> None:
    keys = {"api3": [{"client_id": "clerk-client", "client_secret": "clerk-secret"}]}
    clerk = {"email": "clerk@acme.example", "first_name": "Clerk", "roles": ["Viewer"], "credentials": keys}
    with harness.looker(seed={**STATE, "users": [*STATE["users"], clerk]}) as looker:
        looker.connection.update(client_id="clerk-client", client_secret="clerk-secret")
        before = looker.sandbox.state()
        for key in ("groups", "users"):
            outcome = looker.configure(**{key: []}, scope=OURS, purge=[key])
            refused(looker, outcome, f"may not see all {key}", "administer or see_users", before=before)


@pytest.mark.parametrize(
    ("name", "text"), [("groups.yml", "[]"), ("all.yml", "groups: []"), ("groups.csv", "name,users\n")]
)
def test_an_empty_file_declares_that_there_are_none(company: Looker, tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    gone = purged(company, src=[str(tmp_path)], purge=["groups"])
    assert gone == [("group", "delete", "fin-a"), ("group", "delete", "fin-old")]


@pytest.mark.parametrize("text", ["groups:\n", "users: []\n"])
def test_a_key_without_a_value_does_not(company: Looker, tmp_path: Path, text: str) -> None:
    (tmp_path / "all.yml").write_text(text)
    refused(company, company.configure(src=[str(tmp_path)], purge=["groups"]), "none are declared")


def test_users_are_disabled_and_those_of_others_stay(company: Looker) -> None:
    """The audit calls undeclared what goes, and users who are disabled already."""
    undeclared = audited(company, **DECLARED, scope=OURS)
    predicted = company.configure(check=True, **DECLARED, scope=OURS, purge=["users", "groups"])
    assert predicted.warnings == ["purge of users also stops the schedules of whom it disables"]
    gone = purged(company, **DECLARED, scope=OURS, purge=["users", "groups"])
    assert gone == [("group", "delete", "fin-old"), ("user", "update", BOB)]
    assert undeclared == [("group", "fin-old"), ("user", BOB), ("user", CYD)]
    disabled = {row["first_name"] for row in company.sandbox.state()["users"] if row.get("is_disabled")}
    assert disabled == {"Bob", "Cyd"}
    assert left(company, "groups") == {"All Users", "fin-a", "mirrored", "shop", "Gemini Default Users"}


def test_users_are_deleted_on_demand(company: Looker) -> None:
    undeclared = audited(company, **DECLARED, scope=OURS)
    before = left(company, "users")
    options = {**DECLARED, "scope": OURS, "purge": ["users", "groups"], "purge_users": "delete"}
    gone = purged(company, **options)
    assert [(kind, name) for kind, _action, name in gone] == undeclared
    assert {action for _kind, action, _name in gone} == {"delete"}
    assert before - left(company, "users") == {"Bob", "Cyd"}
    assert audited(company, **DECLARED, scope=OURS) == []


def test_what_goes_along_is_shown(looker: Looker) -> None:
    made = looker.run(
        "schedule",
        name="Bob's",
        look="id:1",
        owner=BOB,
        crontab="0 6 * * *",
        destinations=[{"type": "email", "address": BOB, "format": "csv"}],
    )
    assert not made.failed, made.message
    options = {"users": [], "scope": {"users": [BOB]}, "purge": ["users"], "purge_users": "delete"}
    outcome = looker.configure(check=True, **options)
    (change,) = outcome.result["changes"]
    assert change["before"]["takes_along"] == ["schedule 'Bob's'"]
    assert (change["after"], outcome.writes) == ({}, [])


@pytest.mark.parametrize(
    ("purge_users", "words"), [("disable", f"login of user '{BOB}'"), ("delete", f"user '{BOB}', user '{CYD}'")]
)
def test_too_much_is_refused_and_told(company: Looker, purge_users: str, words: str) -> None:
    options = {**DECLARED, "scope": OURS, "purge": ["users", "groups"], "purge_users": purge_users}
    before = company.sandbox.state()
    for check in (True, False):
        outcome = company.configure(check=check, max_removals=1, **options)
        refused(company, outcome, "more than max_removals (1) allows", "group 'fin-old'", words, before=before)
    assert len(purged(company, max_removals=3, **options)) == (2 if purge_users == "disable" else 3)


def test_nothing_outside_the_scope_goes(company: Looker) -> None:
    before = company.sandbox.state()
    scope = {"users": ["*@elsewhere.example"], "groups": ["fin-?"]}
    gone = purged(company, users=[], groups=[{"name": "fin-a"}], scope=scope, purge=["users", "groups"])
    assert gone == [("user", "update", "eve@elsewhere.example")]
    after = company.sandbox.state()
    changed = [section for section in before if before[section] != after[section]]
    assert changed == ["users"]
    assert sum(one != other for one, other in zip(before["users"], after["users"], strict=True)) == 1


def test_what_is_renamed_does_not_go(company: Looker) -> None:
    groups = [{"name": "fin-new", "previous_name": "fin-old"}, {"name": "fin-a"}]
    assert purged(company, groups=groups, purge=["groups"]) == [("group", "update", "fin-new")]
    assert "fin-new" in left(company, "groups")


def test_what_others_name_has_to_be_declared(company: Looker) -> None:
    before = company.sandbox.state()
    for options, words in (
        ({"users": [{"email": ADA, "groups": ["fin-old"]}]}, f"user '{ADA}' names group 'fin-old'"),
        ({"groups": [{"name": "fin-a", "groups": ["fin-old"]}]}, "group 'fin-a' names group 'fin-old'"),
    ):
        outcome = company.configure(**{"groups": [], **options}, purge=["groups"])
        refused(company, outcome, words, "is not declared itself", "declare it too", before=before)
    role = {"name": "Viewer", "permission_set": "Viewer", "model_set": "All"}
    outcome = company.configure(roles=[role], permission_sets=[], purge=["permission_sets"])
    refused(company, outcome, "role 'Viewer' names permission set 'Viewer'", "declare it too", before=before)


def test_only_types_that_are_applied_are_purged(company: Looker) -> None:
    every = {"groups": [{"name": "fin-a"}], "user_attributes": [], "purge": ["groups", "user_attributes"]}
    gone = purged(company, **every, types=["user_attributes"])
    assert gone == [("user_attribute", "delete", "region")]
    before = company.sandbox.state()
    outcome = company.configure(**every, users=[{"email": BOB, "groups": ["fin-old"]}], types=["groups"])
    refused(company, outcome, f"user '{BOB}' names group 'fin-old'", "declare it too", before=before)
    assert purged(company, **every, users=[{"email": BOB}], types=["groups"]) == [("group", "delete", "fin-old")]


def test_a_set_goes_with_the_roles_that_use_it_or_not_at_all(company: Looker) -> None:
    before = company.sandbox.state()
    outcome = company.configure(permission_sets=[{"name": "Developer"}], purge=["permission_sets"])
    refused(company, outcome, "cannot remove permission set 'Viewer': role 'Viewer' uses it, declare it", before=before)
    gone = purged(
        company, permission_sets=[], model_sets=[], roles=[], purge=["permission_sets", "model_sets", "roles"]
    )
    assert len(gone) == 5 + 5
    assert (left(company, "roles"), left(company, "permission_sets")) == ({"Admin"}, {"Admin"})
    assert left(company, "model_sets") == {"All"}


def test_attributes_go_without_looker_s_own(company: Looker) -> None:
    assert purged(company, user_attributes=[], purge=["user_attributes"]) == [("user_attribute", "delete", "region")]


@pytest.mark.parametrize(
    ("scope", "gone"),
    [
        ({"folders": ["Shared/Sales"]}, []),
        ({"folders": ["Shared/*"]}, [("schedule", "Weekly revenue")]),
        ({"folders": ["Shared/*"], "owners": ["*@acme.example"]}, []),
        ({"owners": ["ada@*", "admin@*"]}, [("schedule", "Weekly revenue")]),
    ],
)
def test_schedules_go_by_owner_and_folder(looker: Looker, scope: dict[str, Any], gone: list[tuple[str, str]]) -> None:
    looker.run("schedule", **WEEKLY)
    options = {"schedules": [WEEKLY], "scope": {"schedules": scope}}
    assert audited(looker, **options) == gone
    assert [(kind, name) for kind, _action, name in purged(looker, **options, purge=["schedules"])] == gone


def test_a_failure_and_a_second_run(company: Looker) -> None:
    names = [f"old {number:02}" for number in range(40)]
    company.sandbox.set_state({"groups": [{"name": name} for name in names]})
    company.sandbox.faults({"match": {"method": "DELETE"}, "when": {"nth": 37}, "do": {"status": 422}})
    failed = company.configure(groups=[], purge=["groups"])
    company.sandbox.faults()
    assert failed.failed
    assert len(failed.result["done"]) == 39
    (failure,) = failed.result["failures"]
    assert failure["change"] in {f"delete group '{name}'" for name in names}
    completed = company.configure(groups=[], purge=["groups"])
    assert [f"delete group '{change['name']}'" for change in completed.result["changes"]] == [failure["change"]]
    assert not company.configure(groups=[], purge=["groups"]).result["changed"]


def test_a_purge_costs_no_more_calls(looker: Looker) -> None:
    looker.sandbox.set_state(COMPANY)
    scope = {"users": ["*@acme.example"], "groups": ["*"]}
    plain, purging = (
        looker.configure(check=True, **COMPANY, scope=scope, **more) for more in ({}, {"purge": ["users", "groups"]})
    )
    assert [outcome.result["changed"] for outcome in (plain, purging)] == [False, False]
    assert len(purging.requests) == len(plain.requests) <= 7
