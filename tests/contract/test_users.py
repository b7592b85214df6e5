# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users: the login by email, set-up URLs and mails, sessions; and tasks that share a session."""

from __future__ import annotations

from typing import Any

import pytest
from contract.contract import converged, refused
from contract.harness import SETUP_URL, Looker, Outcome

ADA = {"email": "ada@acme.example"}
NEW = {"email": "new@acme.example", "first_name": "New", "last_name": "User"}


def _settles(looker: Looker, **options: Any) -> None:
    """One write, which check mode announces and a second run need not repeat."""
    predicted, real, again = (looker.run("user", check=check, **options) for check in (True, False, False))
    assert [len(outcome.writes) for outcome in (predicted, real, again)] == [0, 1, 0]
    assert [outcome.result["changed"] for outcome in (predicted, real, again)] == [True, True, False]
    assert predicted.result["diff"] == real.result["diff"]


def paths(outcome: Outcome) -> list[str]:
    return [entry["path"] for entry in outcome.writes]


def test_set_up_url_is_shown_once_and_only_when_asked_for(looker: Looker) -> None:
    predicted = looker.run("user", check=True, **NEW, return_setup_url=True)
    made = looker.run("user", shows="setup_url", **NEW, return_setup_url=True)
    assert SETUP_URL in made.result["user"]["setup_url"]
    assert {**made.result["user"], "id": 0} == {
        **predicted.result["user"],
        "id": 0,
        "setup_url": made.result["user"]["setup_url"],
    }
    again = looker.run("user", **NEW, return_setup_url=True)
    assert not again.result["changed"]


def test_mail_is_sent_once(looker: Looker) -> None:
    made = looker.run("user", **NEW, send_setup_link=True)
    assert [path for path in paths(made) if path.endswith("/send_password_reset")]
    assert not looker.run("user", **NEW, send_setup_link=True).result["changed"]
    assert not looker.run("user", **ADA, send_setup_link=True).result["changed"]


def test_login_by_email_comes_and_goes(any_looker: Looker) -> None:
    (ada,) = any_looker.run("user_info", **ADA).result["users"]
    for value, kinds in (("absent", []), ("present", ["email"])):
        options = {"id": ada["id"], "credentials_email": value, **(ADA if value == "present" else {})}
        _settles(any_looker, **options)
        (seen,) = any_looker.run("user_info", id=ada["id"]).result["users"]
        assert (seen["credentials_email"], seen["credentials"]) == (value, kinds)


def test_reset_at_next_login(looker: Looker) -> None:
    for value in (True, False):
        seen = converged(looker, "user", **ADA, forced_password_reset_at_next_login=value)
        assert seen["forced_password_reset_at_next_login"] is value


@pytest.mark.parametrize("kind", ["totp", "google", "saml", "api3"])
def test_other_logins_are_taken_away(any_looker: Looker, kind: str) -> None:
    held: Any = {"email": "ada@acme.example"} if kind in ("google", "saml") else {}
    state = any_looker.sandbox.state()
    user = next(row for row in state["users"] if row["first_name"] == "Ada")
    user["credentials"][kind] = [held] if kind == "api3" else held
    any_looker.sandbox.set_state(state)
    _settles(any_looker, **ADA, credentials_absent=[kind])
    assert any_looker.run("user_info", **ADA).result["users"][0]["credentials"] == ["email"]


def test_disabled_user_is_a_warning(any_looker: Looker) -> None:
    any_looker.run("user", **ADA, is_disabled=True)
    assert any("disabled" in warning for warning in any_looker.run("user", **ADA, first_name="Augusta").warnings)
    assert any_looker.run("user", **ADA, is_disabled=True).warnings == []


def test_own_user_is_kept(any_looker: Looker) -> None:
    for options in ({"is_disabled": True}, {"state": "absent"}):
        before = any_looker.sandbox.state()
        for check in (True, False):
            refused(
                any_looker,
                any_looker.run("user", check=check, id="1", **options),
                "allow_self_lockout",
                before=before,
            )


def test_tasks_share_a_session(any_looker: Looker) -> None:
    session = any_looker.run("login", shows="access_token")
    token = session.result["access_token"]
    shared = {"client_id": None, "client_secret": None, "access_token": token}
    task = any_looker.run("group", name="Finance", **shared)
    assert task.result["changed"]
    assert not {"/login", "/logout"} & {entry["path"] for entry in task.requests}
    assert [any_looker.run("logout", **shared).result["ended"] for _turn in range(2)] == [True, False]
    refused(any_looker, any_looker.run("group", name="Finance", **shared), "token")


def test_host_and_caller(any_looker: Looker) -> None:
    outcome = any_looker.run("api_host_info")
    assert [entry["path"] for entry in outcome.requests].count("/versions") == 1
    host = outcome.result["api_host"]
    assert host["version"] == any_looker.version
    assert host["caller"]["email"] == "admin@sandbox.example"
    assert host["caller"]["is_admin"] is True


def _with_sessions(looker: Looker, count: int) -> None:
    state = looker.sandbox.state()
    ada = next(row for row in state["users"] if row["first_name"] == "Ada")
    ada["sessions"] = [{"id": str(number), "browser": "Firefox"} for number in range(71, 71 + count)]
    looker.sandbox.set_state(state)


def test_sessions_are_ended(any_looker: Looker) -> None:
    _with_sessions(any_looker, 2)
    predicted, real, again = (
        any_looker.run("user", **ADA, end_sessions=True, check=check) for check in (True, False, False)
    )
    assert [len(outcome.writes) for outcome in (predicted, real, again)] == [0, 2, 0]
    assert predicted.result["diff"] == real.result["diff"]
    assert real.result["diff"]["before"]["open_sessions"] == 2
    assert not again.result["changed"]


def test_email_login_until_there_is_single_sign_on(any_looker: Looker) -> None:
    ada = _id_of_ada(any_looker)
    any_looker.run("user", id=ada, credentials_email="absent")
    _settles(any_looker, **ADA, id=ada, credentials_email="until_sso")
    state = any_looker.sandbox.state()
    user = next(row for row in state["users"] if row["first_name"] == "Ada")
    user["credentials"]["saml"] = {"email": ADA["email"]}
    any_looker.sandbox.set_state(state)
    _settles(any_looker, **ADA, credentials_email="until_sso")
    assert any_looker.run("user_info", **ADA).result["users"][0]["credentials"] == ["saml"]


def _id_of_ada(looker: Looker) -> str:
    (ada,) = [user for user in looker.run("user_info").result["users"] if user["first_name"] == "Ada"]
    return str(ada["id"])


def test_what_is_taken_away_is_in_the_diff(any_looker: Looker) -> None:
    state = any_looker.sandbox.state()
    user = next(row for row in state["users"] if row["first_name"] == "Ada")
    user["credentials"]["totp"] = {}
    any_looker.sandbox.set_state(state)
    diff = any_looker.run("user", **ADA, credentials_absent=["totp"]).result["diff"]
    assert (diff["before"]["credentials"], diff["after"]["credentials"]) == (["email", "totp"], ["email"])


def test_a_user_may_have_the_id_of_a_group(any_looker: Looker) -> None:
    """Looker numbers users and groups apart: a lost answer is found again all the same, and nobody is made twice."""
    state = any_looker.sandbox.state()
    state["groups"] += [{"name": f"Group {number}"} for number in range(20)]
    any_looker.sandbox.set_state(state)
    any_looker.sandbox.faults(
        {"match": {"method": "POST", "path": "/users"}, "when": {"nth": 1}, "do": {"reset": "after"}}
    )
    made = any_looker.run("user", email="new@acme.example", first_name="New", groups=["Group 1"])
    assert not made.failed, made.message
    assert [row["first_name"] for row in any_looker.sandbox.state()["users"]].count("New") == 1


def test_own_api_keys_are_kept(any_looker: Looker) -> None:
    before = any_looker.sandbox.state()
    for check in (True, False):
        stopped = any_looker.run("user", check=check, id="1", credentials_absent=["api3"])
        refused(any_looker, stopped, "allow_self_lockout", before=before)


def test_values_that_looker_computes_cannot_be_set(any_looker: Looker) -> None:
    before = any_looker.sandbox.state()
    for check in (True, False):
        stopped = any_looker.run("user", check=check, **ADA, attributes={"email": "x"})
        refused(any_looker, stopped, "Looker's own", before=before)


def test_a_list_that_may_be_cut_is_a_warning(looker: Looker) -> None:
    key = looker.run("api_credential", user=ADA["email"], purpose="x").result["api_credential"]
    shown = looker.run("user_info", client_id=key["client_id"], client_secret=key["client_secret"])
    assert any("may be missing" in warning for warning in shown.warnings)
    assert looker.run("user_info").warnings == []
