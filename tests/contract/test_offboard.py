# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users who leave: what is theirs goes to somebody else, and they go out of use, in that order, whatever fails."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest
from contract import harness
from contract.contract import refused, resource_of
from contract.harness import Looker, Outcome

from looker_sandbox import quirks

ADA, BOB, CYD = (f"{name}@acme.example" for name in ("ada", "bob", "cyd"))
MAIL = {"type": "email", "address": "finance@acme.example", "format": "wysiwyg_pdf"}


def _plan(name: str, owner: str, **sent: str) -> dict[str, Any]:
    return {"name": name, "user_id": owner, "crontab": "0 6 * * 1", "scheduled_plan_destination": [MAIL], **sent}


def _person(email: str, **more: Any) -> dict[str, Any]:
    return {"email": email, "first_name": email[:3].title(), "last_name": "Smith", **more}


SEED: dict[str, Any] = {
    "groups": [{"name": "Finance"}, {"name": "Mirrored", "externally_managed": True, "external_group_id": "x"}],
    "users": [
        _person(ADA, id="2"),
        _person(
            BOB,
            id="3",
            groups=["Finance", "Mirrored"],
            roles=["Viewer", "User"],
            credentials={"api3": [{"client_id": "bob-1", "client_secret": "b1"}, {"client_id": "bob-2"}]},
            sessions=[{"id": "71", "browser": "Firefox"}, {"id": "72", "browser": "Chrome"}],
        ),
        _person(CYD, id="4", groups=["Finance"], roles=["Viewer"]),
    ],
    "folders": [{"name": "Bob's corner", "parent_id": "1", "creator_id": "3"}],
    "dashboards": [{"title": "Costs", "user_id": BOB, "folder_id": "1"}, {"title": "Sales", "user_id": ADA}],
    "looks": [{"title": "Orders", "user_id": BOB, "folder_id": "1"}],
    "scheduled_plans": [
        _plan("Sales weekly", BOB, dashboard_id="Sales"),
        _plan("Costs weekly", BOB, dashboard_id="Costs"),
        _plan("Costs for Cyd", CYD, dashboard_id="Costs"),
        _plan("Sales for Ada", ADA, dashboard_id="Sales"),
    ],
    "alerts": [{"custom_title": "Too high", "owner_id": BOB}, {"custom_title": "Too low", "owner_id": ADA}],
}
LEAVES: dict[str, Any] = {"users": [BOB], "owner": ADA}
WORDS = {"scheduled_plans": "hand over", "alerts": "hand over", "credentials_api3": "key", "sessions": "session"}
WORDS |= {"groups": "access", "roles": "access"}


@pytest.fixture
def company(looker: Looker) -> Looker:
    """A Looker in which Bob has about everything that one can have, and Cyd and Ada a little."""
    looker.sandbox.set_state(SEED)
    return looker


def run(looker: Looker, **options: Any) -> Outcome:
    outcome = looker.run("offboard", **options)
    assert not outcome.failed, outcome.message
    return outcome


def settled(looker: Looker, **options: Any) -> Outcome:
    """Check mode, which writes nothing and says the same; the real run; and another one, which changes nothing."""
    before = looker.sandbox.state()
    predicted = run(looker, check=True, **options)
    assert (predicted.writes, looker.sandbox.state()) == ([], before)
    real = run(looker, **options)
    assert said(predicted) == said(real)
    assert real.result["changed"] is bool(real.writes)
    again = run(looker, **options)
    assert (again.result["changed"], again.writes, "diff" in again.result) == (False, [], False)
    return real


def said(outcome: Outcome) -> dict[str, Any]:
    """The result without what differs from run to run."""
    shown = {name: value for name, value in outcome.result.items() if name not in ("api", "done")}
    return {**shown, "warnings": outcome.warnings}


def only(outcome: Outcome) -> dict[str, Any]:
    (user,) = outcome.result["users"]
    assert isinstance(user, dict)
    return user


def owners(looker: Looker, section: str, name: str, owner: str) -> dict[str, str]:
    """Whose schedules or alerts are."""
    state = looker.sandbox.state()
    logins = {row["id"]: row["credentials"].get("email", {}) for row in state["users"]}
    return {row[name]: logins[row[owner]]["email"] for row in state[section]}


def stages(outcome: Outcome) -> list[tuple[str, int]]:
    """What was written, in order: stretches of calls of one kind, with their lengths."""
    kinds = []
    for entry in outcome.writes:
        parts = entry["path"].split("/")
        kinds.append(next((WORDS[part] for part in parts if part in WORDS), f"{entry['method']} user"))
    return [(kind, len(list(calls))) for kind, calls in itertools.groupby(kinds)]


def refuse(looker: Looker, *calls: tuple[str, str], status: int = 403) -> None:
    """From now on Looker refuses these calls."""
    do = {"status": status, "body": "json"}
    always = {"when": {"probability": 1.0}, "do": do}
    rules = [{"match": {"method": method, "path": path}, **always} for method, path in calls]
    looker.sandbox.faults(*rules)


def user(looker: Looker, email: str, **options: Any) -> dict[str, Any] | None:
    """What the info module shows of a user, None where there is none."""
    found = looker.info(resource_of("user"), email=email, **options)
    return found[0] if found else None


# What is done


def test_everything_in_order(company: Looker) -> None:
    outcome = settled(company, **LEAVES)
    order = [("hand over", 3), ("key", 2), ("session", 2), ("access", 2), ("PATCH user", 1)]
    assert stages(outcome) == order
    assert owners(company, "scheduled_plans", "name", "user_id") == {
        "Sales weekly": ADA,
        "Costs weekly": ADA,
        "Costs for Cyd": CYD,
        "Sales for Ada": ADA,
    }
    assert owners(company, "alerts", "custom_title", "owner_id") == {"Too high": ADA, "Too low": ADA}
    bob = user(company, BOB, include=["groups", "roles"]) or {}
    assert (bob["is_disabled"], bob["roles"], bob["credentials"]) == (True, [], ["email"])
    assert bob["groups"] == ["All Users", "Mirrored"], "what the identity provider manages stays"
    plans = {row["name"]: row.get("enabled", True) for row in company.sandbox.state()["scheduled_plans"]}
    assert plans["Sales weekly"], "it belonged to somebody else when its old owner was disabled"


def test_what_is_told(company: Looker) -> None:
    outcome = settled(company, **LEAVES)
    own = {"enabled": True, "owner": ADA}
    assert only(outcome) == {
        "email": BOB,
        "id": "3",
        "status": "disabled",
        "schedules": [
            {"id": "1", "name": "Sales weekly", "title": "Sales", "sends_own_content": False, **own},
            {"id": "2", "name": "Costs weekly", "title": "Costs", "sends_own_content": True, **own},
        ],
        "alerts": [{"id": "1", "title": "Too high", "owner": ADA}],
        "content": {
            "dashboards": [{"id": "1", "title": "Costs"}],
            "looks": [{"id": "1", "title": "Orders"}],
            "folders": [
                {"id": "4", "name": "Bob's corner", "is_personal": False},
                {"id": "6", "name": "Bob Smith", "is_personal": True},
            ],
        },
        "schedules_of_others": [{"id": "3", "name": "Costs for Cyd", "title": "Costs", "owner": "Cyd Smith"}],
        "api_keys": ["1", "2"],
        "sessions": 2,
        "groups": ["Finance"],
        "roles": ["User", "Viewer"],
    }
    (diff,) = outcome.result["diff"]
    assert diff["before"] == {
        "schedules": ["Costs weekly", "Sales weekly"],
        "alerts": ["Too high"],
        "credentials": ["api3", "email"],
        "open_sessions": 2,
        "groups": ["Finance"],
        "roles": ["User", "Viewer"],
        "is_disabled": False,
    }
    assert outcome.warnings == []
    again = only(run(company, **LEAVES))
    assert again["content"] == only(outcome)["content"]
    assert (again["schedules"], again["alerts"], again["api_keys"], again["groups"]) == ([], [], [], [])


def test_several_users_share_what_is_read(company: Looker) -> None:
    """Most of the reads are for all of them; the order holds for all of them together."""
    both = {"users": [CYD, BOB], "owner": ADA}
    alone, together = (run(company, check=True, **options) for options in (LEAVES, both))
    assert (len(alone.requests), len(together.requests)) == (15, 20)
    outcome = settled(company, **both)
    assert [entry["email"] for entry in outcome.result["users"]] == [CYD, BOB]
    assert [kind for kind, _count in stages(outcome)] == ["hand over", "key", "session", "access", "PATCH user"]


def test_without_an_owner_everything_stays_where_it_is(company: Looker) -> None:
    outcome = settled(company, users=[BOB])
    assert {entry["owner"] for entry in (*only(outcome)["schedules"], *only(outcome)["alerts"])} == {BOB}
    assert stages(outcome)[0][0] == "key"
    assert any("Sales weekly, Costs weekly" in warning and "stop" in warning for warning in outcome.warnings)
    assert any("Too high" in warning for warning in outcome.warnings)


def test_somebody_who_does_not_exist_is_reported(company: Looker) -> None:
    outcome = settled(company, users=["eve@acme.example", "id:4711"], owner=ADA)
    assert [(entry["email"], entry["status"]) for entry in outcome.result["users"]] == [
        ("eve@acme.example", "absent"),
        ("id:4711", "absent"),
    ]
    assert outcome.writes == []


def test_one_user_by_two_names_is_one_user(company: Looker) -> None:
    assert only(settled(company, users=["Bob@ACME.example", "id:3"], owner="id:2"))["schedules"][0]["owner"] == ADA


# Deleting


def test_deleting_shows_what_goes_along(company: Looker) -> None:
    outcome = settled(company, delete=True, **LEAVES)
    assert stages(outcome) == [("hand over", 3), ("DELETE user", 1)]
    (diff,) = outcome.result["diff"]
    assert diff["before"]["takes_along"] == [
        "API key",
        "API key",
        "dashboard 'Costs'",
        "Look 'Orders'",
        "schedule 'Costs weekly' on it, although it is handed over",
        "schedule 'Costs for Cyd' that Cyd Smith has on it",
    ]
    assert diff["after"] == {}
    assert (only(outcome)["status"], only(outcome)["api_keys"], only(outcome)["sessions"]) == ("deleted", ["1", "2"], 2)
    assert [warning.rpartition(": ")[2] for warning in outcome.warnings] == ["Costs weekly", "Costs for Cyd"]
    left = owners(company, "scheduled_plans", "name", "user_id")
    assert left == {"Sales weekly": ADA, "Sales for Ada": ADA}, "as it was said"
    assert owners(company, "alerts", "custom_title", "owner_id")["Too high"] == ADA


def test_deleting_without_an_owner(company: Looker) -> None:
    outcome = run(company, users=[BOB], delete=True)
    gone = outcome.result["diff"][0]["before"]["takes_along"]
    assert {"schedule 'Sales weekly'", "alert 'Too high', which nobody sees any more"} <= set(gone)
    assert any("are deleted with that user: Sales weekly" in warning for warning in outcome.warnings)


# Failures


@pytest.mark.parametrize("delete", [False, True])
def test_a_hand_over_that_fails_keeps_nobody_from_being_disabled(company: Looker, delete: bool) -> None:
    """With deletion it keeps the user from being deleted, since the schedules would go too."""
    refuse(company, ("PATCH", "/scheduled_plans/1"), ("PATCH", "/alerts/*"))
    outcome = company.run("offboard", delete=delete, **LEAVES)
    assert outcome.failed
    assert "hand over schedule 'Sales weekly' of user 'bob@acme.example': update_scheduled_plan" in outcome.message
    assert len(outcome.result["failures"]) == 2
    told = only(outcome)
    assert told["status"] == "disabled"
    assert [entry["owner"] for entry in (*told["schedules"], *told["alerts"])] == [BOB, ADA, BOB]
    assert (user(company, BOB) or {})["is_disabled"]
    assert outcome.result["not_tried"] == (["delete user 'bob@acme.example'"] if delete else [])
    company.sandbox.faults()
    again = run(company, delete=delete, **LEAVES)
    assert (again.result["changed"], only(again)["status"]) == (True, "deleted" if delete else "disabled")
    assert stages(again) == [("hand over", 2), *([("DELETE user", 1)] if delete else [])]


@pytest.mark.slow
def test_the_role_fails_at_the_end_and_says_what_was_done(company: Looker, tmp_path: Path) -> None:
    refuse(company, ("PATCH", "/scheduled_plans/1"))
    variables = {"looker_offboard_users": f"{BOB},gone@acme.example", "looker_offboard_owner": ADA}
    role = {"ansible.builtin.import_role": {"name": "biops.looker.offboard"}, "vars": variables}
    shell = {f"LOOKERSDK_{name.upper()}": value for name, value in company.connection.items()}
    played = harness.play(tmp_path, [role], environment=shell)
    assert played.recap["failed"] == 1, played.output
    assert "could not hand over schedule 'Sales weekly' of user 'bob@acme.example'" in played.output
    statuses = [line.strip() for line in played.output.splitlines() if '"status": "' in line]
    assert statuses[1:] == ['"status": "disabled"', '"status": "absent"'], "said after the failure"
    assert (user(company, BOB) or {})["is_disabled"]
    assert not [secret for secret in company.secrets() if secret in played.output]


@pytest.mark.parametrize("path", ["/scheduled_plans", "/alerts/search"])
@pytest.mark.parametrize("delete", [False, True])
def test_what_is_not_shown_cannot_be_handed_over(company: Looker, path: str, delete: bool) -> None:
    """That is known beforehand, so check mode fails in the same way."""
    refuse(company, ("GET", path))
    predicted, real = (company.run("offboard", check=check, delete=delete, **LEAVES) for check in (True, False))
    assert said(predicted) == said(real)
    assert predicted.writes == []
    assert real.failed
    assert ("hand over alerts" if "alerts" in path else "hand over schedules") in real.message
    assert (user(company, BOB) or {})["is_disabled"]
    assert not run(company, users=[CYD]).failed, "without an owner nothing has to be handed over"


def test_every_other_step_may_fail_too(company: Looker) -> None:
    refuse(company, ("DELETE", "/users/3/*"), ("PUT", "/users/3/roles"), ("PUT", "/roles/*"), ("DELETE", "/groups/*"))
    outcome = company.run("offboard", **LEAVES)
    assert outcome.failed
    told = only(outcome)
    assert (told["status"], told["api_keys"], told["sessions"], told["groups"]) == ("disabled", [], 0, [])
    assert len(outcome.result["failures"]) == len(outcome.writes) - 4  # two schedules, an alert, and the user
    company.sandbox.faults()
    assert run(company, **LEAVES).result["changed"]


def test_who_cannot_be_deleted_is_disabled(company: Looker) -> None:
    refuse(company, ("DELETE", "/users/3"))
    outcome = company.run("offboard", delete=True, **LEAVES)
    assert outcome.failed
    assert (only(outcome)["status"], outcome.result["not_tried"]) == ("disabled", [])
    assert "delete user 'bob@acme.example': delete_user (HTTP 403)" in outcome.message


def test_who_cannot_be_disabled_is_said_to_be_enabled(company: Looker) -> None:
    refuse(company, ("PATCH", "/users/3"))
    outcome = company.run("offboard", **LEAVES)
    assert (outcome.failed, only(outcome)["status"], only(outcome)["groups"]) == (True, "enabled", ["Finance"])


@pytest.mark.slow
@pytest.mark.parametrize("delete", [False, True])
@pytest.mark.parametrize("mix", ["random:1", "random:2"])
def test_whatever_looker_is_like(mix: str, delete: bool) -> None:
    """With any answer to what nobody knows, and with answers that get lost."""
    with harness.looker(seed=SEED, quirks=quirks.choose(mix=mix)) as looker:
        predicted = run(looker, check=True, delete=delete, **LEAVES)
        lost = {"when": {"nth": 1}, "do": {"reset": "after"}}
        calls = [("PATCH", "/scheduled_plans/*"), ("PATCH", "/alerts/*"), ("PATCH", "/users/*"), ("DELETE", "/users/3")]
        looker.sandbox.faults(*({"match": {"method": method, "path": path}, **lost} for method, path in calls))
        real = run(looker, delete=delete, **LEAVES)
        assert said(predicted) == said(real)
        again = run(looker, delete=delete, **LEAVES)
        assert (again.writes, only(again)["status"]) == ([], "absent" if delete else "disabled")
        kept = {"Sales weekly"} if delete else {"Sales weekly", "Costs weekly"}
        found = owners(looker, "scheduled_plans", "name", "user_id")
        assert {name for name in found if found[name] == ADA} == {*kept, "Sales for Ada"}


# What is refused


@pytest.mark.parametrize("delete", [False, True])
@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"users": [CYD, "admin@sandbox.example"]}, ("this runs as that user", "admin@sandbox.example")),
        ({"users": [BOB, ADA], "owner": "Ada@acme.example"}, ("'ada@acme.example'", "name somebody who stays")),
        ({"users": [BOB], "owner": "eve@acme.example"}, ("owner", "eve@acme.example", "does not exist")),
        ({"users": [BOB], "owner": "nonsense"}, ("owner", "nonsense", "not an email address")),
        ({"users": [CYD, "nonsense"], "owner": ADA}, ("users[1]", "nonsense", "not an email address")),
        ({"users": [BOB], "owner": "off@acme.example"}, ("owner", "off@acme.example", "disabled")),
        ({"users": [BOB], "owner": "id:7"}, ("owner", "id:7", "embed user")),
        ({"users": [BOB, "id:7"], "owner": ADA}, ("id:7", "embed user")),
        ({"users": ["lou@acme.example"], "owner": ADA}, ("lou@acme.example", "support user")),
        ({"users": ["id:8"], "owner": ADA}, ("service account", "biops.looker.service_account")),
        ({"users": ["two@acme.example"], "owner": ADA}, ("users[0]", "two@acme.example", "not unique", "9, 10")),
        ({"users": [BOB, CYD], "owner": ADA, "max_removals": 1}, ("max_removals (1)",)),
    ],
    ids=str,
)
def test_who_must_not_go(company: Looker, delete: bool, options: dict[str, Any], words: tuple[str, ...]) -> None:
    """One sentence, before anything is written; the others of the task do not go either."""
    embed = {"embed": [{"id": "71", "external_user_id": "shop-71", "external_group_id": None}]}
    twins = [_person(f"two{number}@x.example", id=str(9 + number)) for number in (0, 1)]
    for number, twin in enumerate(twins):
        twin["credentials"] = {"saml": {"email": "two@acme.example"}}
        del twin["email"]
        twin["last_name"] = str(number)
    more = [
        _person("off@acme.example", id="5", is_disabled=True),
        _person("lou@acme.example", id="6", verified_looker_employee=True),
        {"id": "7", "first_name": "Emma", "credentials": embed},
        {"id": "8", "service_account_name": "job", "is_service_account": True},
        *twins,
    ]
    company.sandbox.set_state({**SEED, "users": [*SEED["users"], *more]})
    before = company.sandbox.state()
    outcome = company.run("offboard", delete=delete, **options)
    refused(company, outcome, *words, before=before)
    predicted = company.run("offboard", check=True, delete=delete, **options)
    if "does not exist" in words:  # an earlier task may be about to make that user
        assert any("does not exist" in warning for warning in predicted.warnings)
    else:
        assert predicted.message == outcome.message


def test_the_last_admin_stays() -> None:
    """Where somebody who is no admin may manage users."""
    keys = {"api3": [{"client_id": "hr-client", "client_secret": "hr-secret"}]}
    sets = [{"name": "HR", "permissions": ["administer"]}]
    role = {"name": "HR", "permission_set": "HR", "model_set": "All"}
    seed = {
        "groups": SEED["groups"],
        "permission_sets": sets,
        "roles": [role],
        "users": [*SEED["users"], _person("hr@acme.example", roles=["HR"], credentials=keys)],
    }
    with harness.looker(seed=seed) as looker:
        looker.connection.update(client_id="hr-client", client_secret="hr-secret")
        outcome = looker.run("offboard", users=["admin@sandbox.example"])
        refused(looker, outcome, "without an enabled admin", "make somebody else an admin first")


# Editions and versions


@pytest.mark.parametrize("denial", ["403", "404", "405"])
def test_the_google_cloud_edition_says_that_access_remains(denial: str) -> None:
    with harness.looker(edition="core", seed=SEED, quirks={"core_denial": denial}) as looker:
        outcome = settled(looker, **LEAVES)
        assert outcome.result["iam_access_remains"] is True
        assert any("Google Cloud IAM" in warning for warning in outcome.warnings)


def test_other_editions_do_not(company: Looker) -> None:
    refuse(company, ("GET", "/password_config"), status=500)
    outcome = run(company, retries=0, **LEAVES)
    assert (outcome.result["iam_access_remains"], outcome.warnings) == (False, [])


@pytest.mark.slow
def test_older_versions(servers: dict[str, Looker]) -> None:
    """API 3.1 has no alerts; API 3.0 lists nobody's schedules but one's own, so they cannot be handed over."""
    old, oldest = servers["3.1"], servers["3.0"]
    for looker in (old, oldest):
        looker.sandbox.set_state(SEED)
    outcome = settled(old, **LEAVES)
    assert owners(old, "scheduled_plans", "name", "user_id")["Sales weekly"] == ADA
    assert any("alerts are not looked at" in warning for warning in outcome.warnings)
    failed = oldest.run("offboard", **LEAVES)
    assert failed.failed
    assert "hand over schedules" in failed.message
    assert only(failed)["status"] == "disabled"
    for looker in (old, oldest):
        looker.sandbox.reset()


@pytest.mark.parametrize("answer", ["left_out", "found"])
def test_what_is_in_the_trash_already_is_nobody_s(answer: str) -> None:
    trash = {"title": "Old", "user_id": BOB, "deleted": True}
    seed = {**SEED, "dashboards": [*SEED["dashboards"], trash], "looks": [*SEED["looks"], trash]}
    with harness.looker(seed=seed, quirks={"search_trash": answer}) as started:
        content = only(run(started, check=True, **LEAVES))["content"]
    assert [row["title"] for row in (*content["dashboards"], *content["looks"])] == ["Costs", "Orders"]
