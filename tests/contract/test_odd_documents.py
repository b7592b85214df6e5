# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents in which objects change places: check mode foretells it, and doing it again changes nothing."""

from __future__ import annotations

from typing import Any

import pytest
from contract.harness import Looker

ADA, BOB, CYD = "ada@acme.example", "bob@acme.example", "cyd@acme.example"


def settles(looker: Looker, **document: Any) -> None:
    """Check mode foretells a run, which is complete."""
    foretold = looker.configure(check=True, **document)
    assert not foretold.failed, foretold.message
    assert not foretold.writes
    done = looker.configure(**document)
    assert not done.failed, done.message
    assert done.result["changed"]
    assert done.result["summary"] == foretold.result["summary"]
    again = looker.configure(**document)
    assert not again.failed, again.message
    assert not again.result["changed"]


def refused(looker: Looker, said: str, **document: Any) -> None:
    """Check mode and a run refuse a document in the same words, before any write."""
    outcomes = [looker.configure(check=check, **document) for check in (True, False)]
    assert [outcome.writes for outcome in outcomes] == [[], []]
    assert said in outcomes[1].message
    assert outcomes[0].message == outcomes[1].message


def groups_of(looker: Looker, **holds: list[str]) -> None:
    looker.sandbox.set_state({"groups": [{"name": name, "groups": inner} for name, inner in holds.items()]})


def test_a_group_and_the_one_that_holds_it_change_places(looker: Looker) -> None:
    groups_of(looker, A=["B"], B=[])
    settles(looker, max_concurrency=1, groups=[{"name": "B", "groups": ["A"]}, {"name": "A", "groups": []}])


@pytest.mark.parametrize("names", [("A", "B", "C"), ("C", "B", "A"), ("B", "A", "C")])
def test_a_chain_of_groups_is_turned_round(looker: Looker, names: tuple[str, ...]) -> None:
    groups_of(looker, A=["B"], B=["C"], C=[])
    inner = {"A": [], "B": ["A"], "C": ["B"]}
    settles(looker, max_concurrency=1, groups=[{"name": name, "groups": inner[name]} for name in names])


def test_a_group_holds_what_was_above_it_until_the_one_between_them_went(looker: Looker) -> None:
    groups_of(looker, A=["M"], M=["B"], B=[])
    settles(looker, max_concurrency=1, groups=[{"name": "B", "groups": ["A"]}, {"name": "M", "state": "absent"}])


def test_a_user_who_is_renamed_by_id_is_not_known_by_the_old_address(looker: Looker) -> None:
    (bob,) = looker.run("user_info", email=BOB).result["users"]
    refuses = {"users": [{"id": bob["id"], "email": "rob@acme.example"}], "groups": [{"name": "New", "users": [BOB]}]}
    real = looker.configure(**refuses)
    assert f"names user '{BOB}', which does not exist" in real.message
    assert not real.writes
    checked = looker.configure(check=True, **refuses)
    assert any(f"names user '{BOB}', which does not exist" in warning for warning in checked.warnings)


def test_a_group_cannot_take_a_name_that_two_others_have(looker: Looker) -> None:
    looker.sandbox.set_state({"groups": [{"name": "A"}, {"name": "D"}, {"name": "D"}]})
    (first,) = looker.run("group_info", name="A").result["groups"]
    refused(looker, "is to become group 'D', but", groups=[{"id": first["id"], "name": "D"}])


@pytest.mark.parametrize("order", [("A", "B"), ("B", "A")])
def test_a_group_that_takes_the_name_of_another_loses_its_roles(looker: Looker, order: tuple[str, ...]) -> None:
    """The groups of a role are written as a whole, read just before: who is who must be clear under the new names."""
    viewer = {"name": "Auditor", "permission_set_id": "Viewer", "model_set_id": "All"}
    groups = [{"name": name, "roles": ["Auditor"]} for name in order]
    looker.sandbox.set_state({"groups": groups, "roles": [viewer]})
    chain = [{"name": "B", "previous_name": "A", "roles": []}, {"name": "C", "previous_name": "B"}]
    settles(looker, max_concurrency=1, groups=chain)
    found = {row["name"]: row["roles"] for row in looker.run("group_info").result["groups"]}
    assert found == {"All Users": [], "B": [], "C": ["Auditor"]}


@pytest.mark.parametrize("there", [("B",), ("A",), ("A", "B"), ()])
def test_what_is_declared_cannot_be_the_former_name_of_what_is_absent(looker: Looker, there: tuple[str, ...]) -> None:
    """It would go, and be made again, in each run."""
    groups_of(looker, **{name: [] for name in there})
    absent = {"name": "B", "previous_name": "A", "state": "absent"}
    refused(looker, "group 'A' is declared present, and absent as the former name of", groups=[absent, {"name": "A"}])


@pytest.mark.parametrize("there", ["A", "B"])
def test_what_is_absent_goes_under_its_former_name_too(looker: Looker, there: str) -> None:
    groups_of(looker, **{there: []})
    settles(looker, groups=[{"name": "B", "previous_name": "A", "state": "absent"}])
    assert [row["name"] for row in looker.run("group_info").result["groups"]] == ["All Users"]


def test_what_is_absent_by_id_leaves_its_name_to_others(looker: Looker) -> None:
    """It had the name once; another one has it now."""
    looker.sandbox.set_state({"groups": [{"name": "Other"}, {"name": "A"}]})
    (other,) = looker.run("group_info", name="Other").result["groups"]
    absent = {"name": "A", "id": other["id"], "state": "absent"}
    settles(looker, groups=[absent, {"name": "Top", "groups": ["A"]}])


def test_a_guard_asks_for_the_members_of_a_group_that_is_renamed(looker: Looker) -> None:
    """Looker knows it by its old name."""
    groups_of(looker, A=[])
    document = {"roles": [{"name": "Admin", "groups": ["A"]}], "groups": [{"name": "B", "previous_name": "A"}]}
    looker.configure(roles=document["roles"])
    roles = [{"name": "Admin", "groups": ["B"], "users": []}]
    refused(looker, "would take the role Admin from", roles=roles, groups=document["groups"])


@pytest.mark.parametrize("purge", [False, True])
def test_a_set_that_shares_its_name_goes_after_the_role_that_uses_it(looker: Looker, purge: bool) -> None:
    sets: list[dict[str, Any]] = [{"id": number, "name": "P", "permissions": []} for number in ("70", "71")]
    role = {"name": "R", "permission_set_id": "70", "model_set_id": "All"}
    looker.sandbox.set_state({"permission_sets": sets, "roles": [role]})
    absent = [{"id": "70", "state": "absent"}]
    refused(looker, "cannot remove permission set 'id:70': role 'R' uses it", permission_sets=absent)
    if purge:
        settles(looker, max_concurrency=1, permission_sets=[], roles=[], purge=["permission_sets", "roles"])
    else:
        settles(looker, permission_sets=absent, roles=[{"name": "R", "permission_set": "id:71"}])


def test_groups_keep_the_values_that_are_hidden_in_the_same_run(looker: Looker) -> None:
    groups_of(looker, North=[], South=[])
    north, south = {"group": "North", "value": "n"}, {"group": "South", "value": "s"}
    looker.run("user_attribute", name="token", group_values=[{"group": "North", "value": "old"}])
    hide = {"value_is_hidden": True, "hidden_value_domain_whitelist": "https://x.example/*"}
    settles(looker, user_attributes=[{"name": "token", **hide, "group_values": [south, north]}])
    values = sorted(looker.sandbox.world.instance.group_values, key=lambda row: row["rank"])
    assert [row["value"] for row in values] == ["s", "n"]


@pytest.mark.parametrize("kind", ["ldap", "google"])
def test_a_user_is_left_with_a_login_of_the_declared_address(looker: Looker, kind: str) -> None:
    """Else each run would make another user."""
    looker.sandbox.set_state({"users": [{"credentials": {kind: {"email": ADA}}}]})
    absent = {"email": ADA, "credentials_absent": [kind]}
    refused(looker, "has no other login with this address", users=[absent])
    settles(looker, users=[{**absent, "credentials_email": "present"}])


def test_an_id_means_the_object_that_has_it_whatever_its_name_becomes(looker: Looker) -> None:
    old = {"id": "70", "name": "Q", "permissions": []}
    looker.sandbox.set_state({"permission_sets": [old]})
    sets = [{"name": "Q"}, {"name": "O", "previous_name": "Q"}]
    settles(looker, permission_sets=sets, roles=[{"name": "T", "permission_set": "id:70", "model_set": "All"}])
