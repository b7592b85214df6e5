# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users of single sign-on: found by its address, never lost when a login goes, and what it undoes is said."""

from __future__ import annotations

from typing import Any

import pytest
from contract.contract import refused, resource_of
from contract.harness import Looker

ADA = "ada@acme.example"
BY_SAML = "ada.lovelace@idp.example"
RESET = "forced_password_reset_at_next_login"


def logs_in_with(looker: Looker, **credentials: dict[str, Any]) -> None:
    """Gives Ada these logins and no other."""
    state = looker.sandbox.state()
    next(row for row in state["users"] if row["first_name"] == "Ada")["credentials"] = credentials
    looker.sandbox.set_state(state)


def test_another_address_finds_the_user_and_changes_nothing(any_looker: Looker) -> None:
    logs_in_with(any_looker, email={"email": ADA}, saml={"email": BY_SAML})
    predicted, real, again = (
        any_looker.run("user", email=BY_SAML, first_name="Augusta", check=check) for check in (True, False, False)
    )
    assert predicted.result["diff"] == real.result["diff"]
    assert {real.result["diff"][side]["email"] for side in ("before", "after")} == {ADA}
    assert (len(real.writes), again.result["changed"], again.warnings) == (1, False, [])
    assert real.result["user"]["email"] == again.result["user"]["email"] == ADA


def test_another_address_finds_what_the_user_has(any_looker: Looker) -> None:
    """Roles and attributes are read of one user, by the id."""
    logs_in_with(any_looker, email={"email": ADA}, saml={"email": BY_SAML})
    options: dict[str, Any] = {"email": BY_SAML, "roles": ["Viewer"], "attributes": {"region": "emea"}}
    real, again = (any_looker.run("user", **options) for _turn in range(2))
    assert (real.message, len(real.writes), again.result["changed"]) == ("", 2, False)
    assert any_looker.info(resource_of("user"), email=ADA, include=["roles"])[0]["roles"] == ["Viewer"]


def test_an_address_of_two_users_is_refused(any_looker: Looker) -> None:
    logs_in_with(any_looker, saml={"email": BY_SAML})
    state = any_looker.sandbox.state()
    next(row for row in state["users"] if row["first_name"] == "Bob")["credentials"] = {"saml": {"email": BY_SAML}}
    any_looker.sandbox.set_state(state)
    outcome = any_looker.run("user", email=BY_SAML, roles=["Viewer"])
    refused(any_looker, outcome, BY_SAML, "not unique", "say which one is meant with id")


def test_an_address_that_single_sign_on_gives_stays(any_looker: Looker) -> None:
    logs_in_with(any_looker, saml={"email": BY_SAML})
    outcome = any_looker.run("user", email=ADA, previous_email=BY_SAML, first_name="Ada")
    assert (outcome.result["changed"], outcome.result["user"]["email"]) == (False, BY_SAML)
    assert any(ADA in warning and "no login by email" in warning for warning in outcome.warnings)
    given = any_looker.run("user", email=ADA, previous_email=BY_SAML, credentials_email="present")
    assert len(given.writes) == 1
    assert any_looker.info(resource_of("user"), email=ADA)[0]["credentials"] == ["email", "saml"]


def test_an_address_alone_makes_no_login(any_looker: Looker) -> None:
    ada = any_looker.info(resource_of("user"), email=ADA)[0]["id"]
    logs_in_with(any_looker)
    outcome = any_looker.run("user", id=ada, email=ADA)
    assert (outcome.result["changed"], outcome.result["user"]["email"]) == (False, "")
    assert any(ADA in warning and "credentials_email: present" in warning for warning in outcome.warnings)
    assert not any_looker.run("user", id=ada, email=ADA, credentials_email="absent").warnings


def test_until_sso_waits_for_a_login_with_the_same_address(any_looker: Looker) -> None:
    task = {"email": ADA, "credentials_email": "until_sso"}
    logs_in_with(any_looker, email={"email": ADA}, saml={"email": BY_SAML})
    assert not any_looker.run("user", **task).result["changed"]
    logs_in_with(any_looker, email={"email": ADA}, saml={"email": ADA.upper()})
    assert any_looker.run("user", **task).result["user"]["credentials_email"] == "absent"
    assert not any_looker.run("user", **task).result["changed"]


@pytest.mark.parametrize("options", [{"credentials_email": "absent"}, {"credentials_absent": ["email", "saml"]}])
def test_nobody_is_made_unfindable(any_looker: Looker, options: dict[str, Any]) -> None:
    """A second run would not find the user, and make another one."""
    logs_in_with(any_looker, email={"email": ADA}, saml={"email": BY_SAML})
    before = any_looker.sandbox.state()
    for check in (True, False):
        refused(any_looker, any_looker.run("user", check=check, email=ADA, **options), "by id", before=before)
        new = any_looker.run("user", check=check, email="new@acme.example", first_name="New", **options)
        refused(any_looker, new, "new@acme.example", "single sign-on", before=before)
    ada = any_looker.info(resource_of("user"), email=ADA)[0]["id"]
    assert any_looker.run("user", id=ada, **options).result["changed"]


def test_contradictions_about_logins(any_looker: Looker) -> None:
    options = {"credentials_email": "present", "credentials_absent": ["email"]}
    refused(any_looker, any_looker.run("user", email=ADA, **options), "credentials_absent names email")


def test_what_is_returned_has_no_login_that_went(any_looker: Looker) -> None:
    logs_in_with(any_looker, email={"email": ADA}, saml={"email": ADA})
    for check in (True, False):
        outcome = any_looker.run("user", check=check, email=ADA, credentials_absent=["saml"])
        assert outcome.result["user"]["credentials"] == ["email"]


def test_a_password_needs_a_login_by_email(looker: Looker) -> None:
    logs_in_with(looker, saml={"email": ADA})
    for wanted, warned in ((True, True), (False, False)):
        outcome = looker.run("user", email=ADA, **{RESET: wanted})
        assert not outcome.failed, outcome.message
        assert (outcome.result["changed"], outcome.result["user"][RESET]) == (False, False)
        assert any(RESET in warning for warning in outcome.warnings) is warned


def test_an_address_of_somebody_else_is_not_taken(any_looker: Looker) -> None:
    before = any_looker.sandbox.state()
    ada = any_looker.info(resource_of("user"), email=ADA)[0]["id"]
    for check in (True, False):
        refused(any_looker, any_looker.run("user", check=check, id=ada, email="bob@acme.example"), "id", before=before)
    north = any_looker.info(resource_of("group"), name="North")[0]["id"]
    refused(any_looker, any_looker.run("group", id=north, name="South"), f"id {north}", "'South'", before=before)


CAROL = "carol@acme.example"
RENAMED = {"email": "ada@new.example", "previous_email": ADA}


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"email": ADA}, "twice"),
        ({"email": ADA, "state": "absent"}, "both present and absent"),
        ({"email": ADA, "previous_email": CAROL}, "both"),
        ({"email": ADA, "id": CAROL}, "another one is that already"),
    ],
)
def test_an_address_that_single_sign_on_keeps_is_not_free(
    any_looker: Looker, other: dict[str, Any], words: str
) -> None:
    logs_in_with(any_looker, email={"email": ADA}, looker_openid={"email": ADA})
    any_looker.run("user", email=CAROL)
    if "id" in other:
        other = {**other, "id": any_looker.info(resource_of("user"), email=CAROL)[0]["id"]}
    before = any_looker.sandbox.state()
    for check in (True, False):
        for users in ([other, RENAMED], [RENAMED, other]):
            outcome = any_looker.configure(check=check, users=users)
            refused(any_looker, outcome, ADA, words, before=before)


def test_a_further_address_that_stays_is_not_free(any_looker: Looker) -> None:
    logs_in_with(any_looker, email={"email": ADA}, saml={"email": BY_SAML})
    users = [{**RENAMED, "previous_email": BY_SAML}, {"email": BY_SAML}]
    refused(any_looker, any_looker.configure(users=users), "twice")


def test_an_address_is_free_when_its_last_login_goes(any_looker: Looker) -> None:
    logs_in_with(any_looker, email={"email": ADA}, looker_openid={"email": ADA})
    users = [{"email": ADA}, {**RENAMED, "credentials_absent": ["looker_openid"]}]
    real, again = (any_looker.configure(users=users) for _turn in range(2))
    assert (real.message, again.message, again.result["changed"]) == ("", "", False)
    assert any_looker.info(resource_of("user"), email=ADA)[0]["first_name"] != "Ada"


def test_a_renamed_user_is_also_meant_by_the_address_that_stays(any_looker: Looker) -> None:
    logs_in_with(any_looker, email={"email": ADA}, looker_openid={"email": ADA})
    document = {"users": [RENAMED], "groups": [{"name": "New", "users": [ADA]}]}
    predicted, real, again = (any_looker.configure(check=check, **document) for check in (True, False, False))
    assert (predicted.warnings, real.message, again.result["changed"]) == ([], "", False)
    assert predicted.result["diff"] == real.result["diff"]


@pytest.mark.parametrize(("known", "meant"), [("Ada", "Bob"), ("Bob", "Ada")])
def test_a_first_address_goes_before_a_further_one_of_somebody_else(any_looker: Looker, known: str, meant: str) -> None:
    """Also where that one is renamed."""
    state = any_looker.sandbox.state()
    ids = {row["first_name"]: int(row["id"]) for row in state["users"]}
    address = {name: f"{name.lower()}@acme.example" for name in (known, meant)}
    row = next(row for row in state["users"] if row["first_name"] == known)
    row["credentials"] = {"email": {"email": address[known]}, "saml": {"email": address[meant]}}
    any_looker.sandbox.set_state(state)
    several = [{"email": f"{number}@acme.example"} for number in range(4)]  # so many that all users are read
    users = [{"email": "new@acme.example", "previous_email": address[known]}, *several]
    for _turn in range(2):
        outcome = any_looker.configure(users=users, groups=[{"name": "New", "users": [address[meant]]}])
        assert not outcome.failed, outcome.message
    instance = any_looker.sandbox.world.instance
    group = next(row for row in instance.groups if row["name"] == "New")
    assert set(instance.members.right_of(group["id"])) == {ids[meant]}


@pytest.mark.parametrize(
    ("flag", "value", "named", "when_it_goes"),
    [
        ("allow_normal_group_membership", False, "North", False),
        ("allow_roles_from_normal_groups", False, "North", False),
        ("allow_direct_roles", False, "Viewer", False),
        ("roles_externally_managed", True, "Viewer", True),
    ],
)
def test_what_single_sign_on_undoes_is_a_warning(
    looker: Looker, flag: str, value: bool, named: str, when_it_goes: bool
) -> None:
    """About the link that the flag is about, and about no other: single sign-on takes away what it does not allow."""
    ada = looker.info(resource_of("user"), email=ADA)[0]["id"]
    looker.sandbox.world.instance.users[int(ada)][flag] = value
    for groups, roles, said in ((["North"], ["Viewer"], True), ([], [], when_it_goes)):
        for check in (True, False):
            told = looker.run("user", email=ADA, check=check, groups=groups, roles=roles).warnings
            assert [("single sign-on" in warning, named in warning) for warning in told] == [(True, True)] * said
    assert not looker.run("user", email="bob@acme.example", groups=["North"], roles=["Viewer"]).warnings
