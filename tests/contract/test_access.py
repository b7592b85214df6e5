# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The access model: who else writes at the same time, what is guarded, what is warned of, and what it all costs."""

from __future__ import annotations

import copy
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from contract.contract import meanwhile, refused, resource_of
from contract.harness import Looker, Outcome, play

ADA, BOB, CYD = (f"{name}@acme.example" for name in ("ada", "bob", "cyd"))
READER = {"name": "Reader", "permission_set": "Viewer", "model_set": "All"}


def info(looker: Looker, module: str, /, **options: Any) -> list[dict[str, Any]]:
    return looker.info(resource_of(module), **options)


def calls(outcome: Outcome) -> Counter[str]:
    """How often what was called; ids are left out."""
    words = ("/".join(word for word in entry["path"].split("/") if not word.isdigit()) for entry in outcome.requests)
    return Counter(f"{entry['method']} {path}" for entry, path in zip(outcome.requests, words, strict=True))


# Somebody else writes at the same time


def _id(looker: Looker, name: str, key: str) -> int:
    return int(info(looker, name, **{resource_of(name).key: key})[0]["id"])


def test_no_change_to_the_groups_of_a_role_is_lost(any_looker: Looker) -> None:
    any_looker.run("role", **READER, groups=["North"])
    role, west, north = (_id(any_looker, *of) for of in (("role", "Reader"), ("group", "West"), ("group", "North")))

    def act(instance: Any) -> None:
        instance.group_roles.add(west, role)
        instance.group_roles.remove(north, role)

    task = {"name": "Reader", "groups": ["South"], "list_mode": "add"}
    meanwhile(any_looker, act, lambda: any_looker.run("role", **task))
    assert info(any_looker, "role", name="Reader")[0]["groups"] == ["South", "West"]


def test_no_change_to_the_users_of_a_role_is_lost(any_looker: Looker) -> None:
    any_looker.run("role", **READER, users=[ADA])
    role, cyd = _id(any_looker, "role", "Reader"), _id(any_looker, "user", CYD)
    task = {"name": "Reader", "users": [BOB]}
    meanwhile(any_looker, lambda instance: instance.user_roles.add(cyd, role), lambda: any_looker.run("role", **task))
    assert info(any_looker, "role", name="Reader")[0]["users"] == [BOB, CYD]  # the next run is about Cyd


def test_no_change_to_the_roles_of_a_user_is_lost(any_looker: Looker) -> None:
    any_looker.run("user", email=ADA, roles=["Viewer"])
    ada, gone, new = (_id(any_looker, *of) for of in (("user", ADA), ("role", "Viewer"), ("role", "Developer")))

    def act(instance: Any) -> None:
        instance.user_roles.add(ada, new)
        instance.user_roles.remove(ada, gone)

    any_looker.run("role", **READER)
    task = {"email": ADA, "roles": ["Reader", "User"], "list_mode": "add"}
    outcome = meanwhile(any_looker, act, lambda: any_looker.run("user", **task))
    assert [entry["path"] for entry in outcome.writes] == [f"/users/{ada}/roles"]
    assert info(any_looker, "user", email=ADA)[0]["roles"] == ["Developer", "Reader", "User"]


def test_the_roles_of_a_group_that_is_named_by_its_id(any_looker: Looker) -> None:
    """They come along with some lists of groups, and not with that which finds groups by ids."""
    looker = any_looker
    made = looker.run("group", name="Auditors", roles=["User"]).result["group"]["id"]
    by_id = {"id": made, "roles": ["User", "Viewer"]}
    assert looker.configure(groups=[by_id]).result["changed"]
    again = looker.configure(groups=[by_id])
    assert not again.failed
    assert not again.result["changed"]
    less = looker.run("group", id=made, roles=["Viewer"])
    assert (less.result["diff"]["before"], less.result["diff"]["after"]) == (
        {"roles": ["User", "Viewer"]},
        {"roles": ["Viewer"]},
    )
    assert not looker.run("group", name="Auditors", roles=["Viewer"]).result["changed"]


def test_no_value_of_another_group_is_lost(any_looker: Looker) -> None:
    values = [{"group": name, "value": name.lower()} for name in ("North", "South", "West")]
    any_looker.run("user_attribute", name="region", group_values=values[:1])
    attribute, west = _id(any_looker, "user_attribute", "region"), _id(any_looker, "group", "West")
    row = {"group_id": west, "user_attribute_id": attribute, "rank": 2, "value": "west"}
    task = {"name": "region", "group_values": [values[1], values[0]]}
    meanwhile(
        any_looker,
        lambda instance: instance.group_values.insert(row),
        lambda: any_looker.run("user_attribute", **task),
    )
    seen = info(any_looker, "user_attribute", name="region")[0]["group_values"]
    assert seen == [values[1], values[0], values[2]]


# Roles


def test_a_list_that_is_written_as_a_whole_is_written_from_one_side(any_looker: Looker) -> None:
    """One PUT for the role rather than one for each of its three users, and never both."""
    any_looker.run("role", **READER)
    users = [{"email": email, "roles": ["Reader"]} for email in (ADA, BOB, CYD)]
    outcome = any_looker.configure(users=users, roles=[{"name": "Reader", "users": [ADA, BOB, CYD]}])
    assert [entry["method"] for entry in outcome.writes] == ["PUT"]
    assert outcome.writes[0]["path"].startswith("/roles/")
    many = any_looker.configure(users=[{"email": ADA, "roles": ["Reader", "User", "Viewer"]}])
    assert [entry["path"].rpartition("/")[2] for entry in many.writes] == ["roles"]
    assert info(any_looker, "user", email=ADA)[0]["roles"] == ["Reader", "User", "Viewer"]


def test_a_role_refers_to_sets_by_name_that_are_only_being_made(any_looker: Looker) -> None:
    document: dict[str, Any] = {
        "roles": [{"name": "Seller", "permission_set": "Sell", "model_set": "Shop", "groups": ["Shops"]}],
        "groups": [{"name": "Shops", "users": [ADA]}],
        "model_sets": [{"name": "Shop", "models": []}],
        "permission_sets": [{"name": "Sell", "permissions": ["access_data"]}],
    }
    outcome = any_looker.configure(**document)
    assert not outcome.failed, outcome.message
    assert len(outcome.writes) == 6
    assert not any_looker.configure(**document).result["changed"]
    renamed = copy.deepcopy(document)
    renamed["model_sets"] = [{"name": "Market", "previous_name": "Shop"}]
    renamed["roles"][0]["model_set"] = "Market"
    assert len(any_looker.configure(**renamed).writes) == 1
    gone = {plural: [{"name": item["name"], "state": "absent"} for item in items] for plural, items in renamed.items()}
    assert not any_looker.configure(**gone).failed  # the role goes before its sets


# Warnings


def test_what_has_no_effect_is_a_warning(any_looker: Looker) -> None:
    orphan = any_looker.run("permission_set", name="Odd", permissions=["see_lookml"])
    assert any("see_lookml" in warning and "no effect without" in warning for warning in orphan.warnings)
    assert not any_looker.run("permission_set", name="Odd").warnings
    known = any_looker.sandbox.world.instance.models
    typo = any_looker.run("model_set", name="Odd", models=[*known, "no_such_model"])
    assert any("no_such_model" in warning for warning in typo.warnings)
    assert not any_looker.run("model_set", name="Activity", models=["system__activity", "thelook"]).warnings


# Deleting


def test_deleting_a_user_says_what_goes_too(looker: Looker) -> None:
    state = looker.sandbox.state()
    ada, bob = str(_id(looker, "user", ADA)), str(_id(looker, "user", BOB))
    state["dashboards"] = [{"id": "1", "title": "Sales", "user_id": ada}, {"id": "2", "title": "Ops", "user_id": bob}]
    state["looks"] = [{"id": "1", "title": "Margin", "user_id": ada}]
    state["scheduled_plans"] = [
        {"id": "1", "name": "Monday mail", "user_id": ada, "dashboard_id": "2"},
        {"id": "2", "name": "Board report", "user_id": bob, "dashboard_id": "1"},
        {"id": "3", "name": "Ops report", "user_id": bob, "dashboard_id": "2"},
    ]
    state["alerts"] = [{"id": "1", "custom_title": "Too low", "owner_id": ada}]
    looker.sandbox.set_state(state)
    predicted, real = (looker.run("user", check=check, email=ADA, state="absent") for check in (True, False))
    assert predicted.result["diff"] == real.result["diff"]
    assert real.result["diff"]["before"]["takes_along"] == [
        "dashboard 'Sales'",
        "Look 'Margin'",
        "schedule 'Monday mail'",
        "schedule 'Board report' that Bob Kahn has on it",
        "alert 'Too low', which nobody sees any more",
    ]
    assert len(real.requests) - len(predicted.requests) == 1
    nothing = looker.run("user", email=ADA, state="absent")
    assert not {"GET /scheduled_plans", "GET /alerts/search"} & set(calls(nothing))


def test_what_goes_with_many_users_is_read_once(looker: Looker) -> None:
    users = [{"email": f"u{number}@acme.example", "first_name": "U", "last_name": str(number)} for number in range(6)]
    looker.configure(users=users)
    seen = calls(looker.configure(users=[{"email": user["email"], "state": "absent"} for user in users]))
    assert seen["GET dashboards/search"] == seen["GET looks/search"] == seen["GET scheduled_plans"] == 0
    assert {path: seen[path] for path in seen if "search" in path or "scheduled" in path} == {
        "GET /dashboards/search": 1,
        "GET /looks/search": 1,
        "GET /scheduled_plans": 1,
        "GET /alerts/search": 1,
    }


def test_deleting_a_group_says_that_access_goes_too(any_looker: Looker) -> None:
    outcome = any_looker.run("group", check=True, name="North", state="absent")
    assert "folders" in str(outcome.result["diff"]["before"]["takes_along"])


# Hidden values


def test_a_value_that_is_hidden_only_now_is_compared_a_last_time(looker: Looker) -> None:
    hide = {"name": "token", "value_is_hidden": True, "hidden_value_domain_whitelist": "https://x.example/*"}
    looker.run("user_attribute", name="token", default_value="old")
    outcome = looker.run("user_attribute", **hide, default_value="correct horse")
    assert "correct horse" not in outcome.output
    stored = looker.sandbox.world.instance.user_attributes
    assert next(row for row in stored if row["name"] == "token")["default_value"] == "correct horse"
    assert not looker.run("user_attribute", **hide, default_value="battery staple").result["changed"]


def test_a_hidden_value_is_written_where_there_is_none(any_looker: Looker) -> None:
    hide = {"name": "token", "value_is_hidden": True, "hidden_value_domain_whitelist": "https://x.example/*"}
    any_looker.run("user_attribute", **hide)
    for changed in (True, False):
        assert any_looker.run("user_attribute", **hide, default_value="correct horse").result["changed"] is changed


def test_hidden_values_of_groups_survive_another_order(any_looker: Looker) -> None:
    hide = {"name": "token", "value_is_hidden": True, "hidden_value_domain_whitelist": "https://x.example/*"}
    north, south, west = ({"group": name, "value": f"correct {name}"} for name in ("North", "South", "West"))
    any_looker.run("user_attribute", **hide, group_values=[north, south])
    outcome = any_looker.run("user_attribute", name="token", group_values=[west, south, north])
    assert "correct" not in outcome.output
    stored = sorted(any_looker.sandbox.world.instance.group_values, key=lambda row: row["rank"])
    assert [row["value"] for row in stored] == ["correct West", "correct South", "correct North"]


@pytest.mark.slow
def test_hidden_values_are_in_no_output_of_ansible(looker: Looker, tmp_path: Path) -> None:
    """With -vvv and --diff, in tasks that change, that do not, that fail and that have wrong options."""
    secret = "correct-horse-battery"
    looker.run(
        "user_attribute", name="token", value_is_hidden=True, hidden_value_domain_whitelist="https://x.example/*"
    )
    hidden = {"name": "token", "default_value": secret, "group_values": [{"group": "North", "value": secret}]}
    ada = {"email": ADA, "attributes": {"token": secret}}
    (tmp_path / "users.csv").write_text(f"email,attributes.token\n{BOB},{secret}\n", encoding="utf-8")
    tasks: list[dict[str, Any]] = [
        {"biops.looker.user_attribute": hidden},
        {"biops.looker.user_attribute": {**hidden, "update_secrets": "always"}},
        {"biops.looker.user": ada},
        {"biops.looker.group": {"name": "South", "attribute_values": {"token": secret}}},
        {"biops.looker.configuration": {"src": "users.csv", "users": [ada]}},
        {"biops.looker.user": {**ada, "groups": ["No such group"]}, "ignore_errors": True},
        {"biops.looker.user_attribute": {**hidden, "type": "no such type"}, "ignore_errors": True},
        {"biops.looker.user_attribute_info": {}},
        {"biops.looker.user_info": {"include": ["attributes"]}},
        {"biops.looker.group_info": {"include": ["attribute_values"]}},
    ]
    played = play(
        tmp_path, tasks, "-vvv", "--diff", environment={}, module_defaults={"group/biops.looker.all": looker.connection}
    )
    assert (played.recap["ok"], played.recap["ignored"]) == (len(tasks), 2), played.output
    assert secret in str(looker.sandbox.state())
    assert secret not in played.output


# Releases


def test_what_a_version_of_the_api_lacks_is_refused_by_name(servers: dict[str, Looker]) -> None:
    oldest = servers["3.0"]
    for option, value in {"locale": "de", "home_folder": "2", "forced_password_reset_at_next_login": True}.items():
        for check in (True, False):
            stopped = oldest.run("user", check=check, email=ADA, **{option: value})
            refused(oldest, stopped, option, "needs API 3.1", "3.0")
    refused(oldest, oldest.run("service_account", service_account_name="job", allow_beta=True), "needs API 4.0", "3.0")
    for old in (oldest, servers["3.1"]):
        for check in (True, False):
            invited = old.run("user", check=check, email="new@acme.example", first_name="New", send_setup_link=True)
            refused(old, invited, "send_user_credentials_email_password_reset", "needs API 4.0", old.version)
            key = old.run("api_credential", check=check, user=ADA, purpose="export")
            refused(old, key, "needs API 4.0", old.version)


@pytest.mark.parametrize(("version", "unknown"), [("4.0", []), ("3.1", ["alert"]), ("3.0", ["schedule", "alert"])])
def test_what_goes_with_a_user_and_is_not_told_is_said(
    servers: dict[str, Looker], version: str, unknown: list[str]
) -> None:
    gone = servers[version].run("user", check=True, email=ADA, state="absent")
    assert [word for word in ("schedule", "alert", "dashboard") if word in str(gone.warnings)] == unknown


def test_what_a_release_lacks_is_refused_by_name(servers: dict[str, Looker]) -> None:
    old = servers["3.1"]
    refused(old, old.run("user", email=ADA, can_manage_api3_creds=False), "can_manage_api3_creds", "25.14", "23.6")
    refused(old, old.run("user_attribute", name="region", value_for_ci_run="x"), "value_for_ci_run", "26.0")


# Calls


GROUPS = [f"Group {number}" for number in range(10)]
PEOPLE = [f"user{number}@acme.example" for number in range(100)]


def company() -> dict[str, Any]:
    """100 users, 10 groups of 50, one role with its sets and the groups, one attribute with values of the groups."""
    return {
        "users": [{"email": email, "first_name": "User", "last_name": email[4:6]} for email in PEOPLE],
        "groups": [
            {"name": name, "users": (PEOPLE[number * 10 :] + PEOPLE)[:50]} for number, name in enumerate(GROUPS)
        ],
        "permission_sets": [{"name": "Explore", "permissions": ["access_data", "see_looks"]}],
        "model_sets": [{"name": "Shop", "models": ["shop"]}],
        "roles": [{"name": "Explorer", "permission_set": "Explore", "model_set": "Shop", "groups": GROUPS}],
        "user_attributes": [
            {"name": "team", "group_values": [{"group": name, "value": name.lower()} for name in GROUPS]}
        ],
    }


def test_a_company_costs_few_calls(looker: Looker) -> None:
    looker.sandbox.set_state({})
    document = company()
    first = looker.configure(**document)
    assert not first.failed, first.message
    assert len(first.writes) == 716
    assert len(first.requests) - len(first.writes) <= 15
    for check in (True, False):
        settled = looker.configure(check=check, **document)
        assert (settled.result["changed"], settled.writes) == (False, [])
        assert len(settled.requests) <= 11
    document["groups"][0]["users"].append(PEOPLE[70])
    one = looker.configure(**document)
    assert len(one.writes) == 1
    assert len(one.requests) <= 12


def test_lists_that_cost_a_call_for_each_object_are_read_when_asked_for(looker: Looker) -> None:
    looker.run("group", name="North", attribute_values={"region": "north"})
    looker.run("user", email=ADA, attributes={"region": "ada"})
    attributes = len(info(looker, "user_attribute", is_system=False)) + 3  # three of Looker's own can have values
    for name, option, path, number in (
        ("user", "attributes", "GET /users/attribute_values", len(info(looker, "user"))),
        ("group", "attribute_values", "GET /user_attributes/group_values", attributes),
    ):
        assert path not in calls(looker.run(f"{name}_info"))
        assert calls(looker.run(f"{name}_info", include=[option]))[path] == number
        assert sum(calls(looker.run(f"{name}_info", include=[])).values()) == 5
    one = looker.run("group_info", name="North", include=["attribute_values"])
    assert one.result["groups"][0]["attribute_values"] == {"region": "north"}
    assert calls(looker.run("user_info", email=ADA, include=["attributes"]))["GET /users/attribute_values"] == 1
    assert calls(looker.run("user_attribute_info", name="region"))["GET /user_attributes/group_values"] == 1
