# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module configuration_info: an instance as a configuration, and back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from contract.exports import SEED, applied, export
from contract.harness import Looker
from contract.large import CONTENT
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from searching import examples


@pytest.fixture
def company(looker: Looker) -> Looker:
    """A small company with a bit of everything."""
    looker.sandbox.set_state(SEED)
    return looker


def round_trip(looker: Looker, empty: dict[str, Any] | None = None, **options: Any) -> None:
    """An export changes nothing where it comes from, and makes an empty instance the same."""
    first = export(looker, **options).result["configuration"]
    assert json.dumps(export(looker, **options).result["configuration"]) == json.dumps(first)
    unchanged = applied(looker, first)
    assert (unchanged.result["changes"], unchanged.writes) == ([], [])
    looker.sandbox.set_state(empty or {})
    applied(looker, first)
    assert json.dumps(export(looker, **options).result["configuration"]) == json.dumps(first)


def test_round_trip(company: Looker) -> None:
    round_trip(company)


def large() -> dict[str, Any]:
    """300 users in 60 nested groups, 30 roles, values of attributes, and 100 schedules."""
    people = [f"user{number}@acme.example" for number in range(300)]
    return {
        **CONTENT,
        "users": [{"email": email, "first_name": "User", "is_disabled": n % 9 == 0} for n, email in enumerate(people)],
        "roles": [{"name": f"Role {n}", "permission_set": "Viewer", "model_set": "All"} for n in range(30)],
        "groups": [
            {
                "name": f"Group {n}",
                "users": people[n * 5 : n * 5 + 6],
                "roles": [f"Role {n % 30}"],
                "groups": [f"Group {n - 20}"] if n >= 20 else [],
            }
            for n in range(60)
        ],
        "user_attributes": [
            {
                "name": f"attribute_{n}",
                "label": f"Attribute {n}",
                "type": "string",
                "group_values": [{"group": f"Group {m}", "value": str(m)} for m in range(40, n, -7)],
            }
            for n in range(5)
        ],
        "scheduled_plans": [plan_of(f"Plan {n % 50}", people[n * 3], look_id="1") for n in range(100)],
    }


@pytest.mark.slow
def test_round_trip_of_a_large_instance(looker: Looker) -> None:
    looker.sandbox.set_state(large())
    round_trip(looker, CONTENT)


def test_schedules_settings_and_service_accounts(company: Looker) -> None:
    plan = plan_of("Weekly", "1", look_id="1")
    filtered = {**plan, "name": "EMEA", "filters_string": "?Region=EMEA"}
    plans = [
        {**each, "user_id": user} for each in (plan, filtered) for user in ("ada@acme.example", "bob@acme.example")
    ]
    company.sandbox.set_state({**SEED, **CONTENT, "scheduled_plans": plans})
    settings_of_ours = {"setting": {"timezone": "Asia/Tokyo"}, "password_policy": {"min_length": 12}}
    accounts = [{"service_account_name": "etl", "groups": ["Finance"]}]
    applied(company, {"service_accounts": accounts, "settings": settings_of_ours})
    document = export(company).result["configuration"]
    assert [row["owner"] for row in document["schedules"]].count("bob@acme.example") == 2
    assert [row.get("filters") for row in document["schedules"]].count({"Region": "EMEA"}) == 2
    assert [(row["service_account_name"], row["groups"]) for row in document["service_accounts"]] == [
        ("etl", ["Finance"])
    ]
    assert document["settings"]["setting"]["timezone"] == "Asia/Tokyo"
    assert document["settings"]["password_policy"]["min_length"] == 12
    unchanged = applied(company, document)
    assert (unchanged.result["changes"], unchanged.writes) == ([], [])
    company.sandbox.set_state(CONTENT)
    applied(company, document)
    again = export(company).result["configuration"]
    assert json.dumps(again) == json.dumps(document)


def plan_of(name: str, owner: str, **content: str) -> dict[str, Any]:
    """A schedule as the sandbox takes it, with a time zone: Looker gives a new one the instance's, if it has none."""
    destination = {"type": "email", "format": "csv", "address": "ada@acme.example"}
    return {
        "name": name,
        "user_id": owner,
        "crontab": "0 8 * * 1",
        "timezone": "UTC",
        "scheduled_plan_destination": [destination],
        **content,
    }


def test_content_goes_by_title_and_folder_where_these_tell_it(looker: Looker) -> None:
    places = [("Sales", "Finance"), ("Sales", "Sales"), ("Costs", "Sales"), *[("Twin", "Sales")] * 2, ("id:1", "Sales")]
    looks = [{"title": title, "folder_id": folder} for title, folder in places]
    plans = [plan_of(f"Plan {number}", "1", look_id=str(number)) for number in range(1, len(looks) + 1)]
    looker.sandbox.set_state({"folders": FOLDERS, "looks": looks, "scheduled_plans": plans})
    outcome = export(looker, types=["schedules"])
    assert [(row["look"], row.get("folder")) for row in outcome.result["configuration"]["schedules"]] == [
        ("Sales", "Shared/Finance"),
        ("Sales", "Shared/Sales"),
        ("Costs", None),
        ("id:4", None),
        ("id:5", None),
        ("id:6", None),
    ]
    assert applied(looker, outcome.result["configuration"]).writes == []
    listed = [entry["path"] for entry in outcome.requests if entry["path"] in ("/looks", "/folders", "/dashboards")]
    assert sorted(listed) == ["/folders", "/looks"]


def test_schedules_that_nobody_can_tell_apart_are_named(company: Looker) -> None:
    destination = {"type": "email", "format": "csv", "address": "ada@acme.example"}
    plan = {"name": "Weekly", "look_id": "1", "user_id": "1", "scheduled_plan_destination": [destination]}
    plans = [{**plan, "crontab": f"0 {hour} * * 1"} for hour in (7, 8)] + [
        {**plan, "name": "Daily", "crontab": "0 8 * * *"}
    ]
    company.sandbox.set_state({**CONTENT, "scheduled_plans": plans})
    result = export(company, types=["schedules"]).result
    assert [row["name"] for row in result["configuration"]["schedules"]] == ["Daily"]
    assert [(row["type"], row["name"], row["options"]) for row in result["not_exported"]] == [
        ("schedule", "Weekly", [])
    ] * 2
    unchanged = applied(company, result["configuration"])
    assert (unchanged.result["changes"], unchanged.writes) == ([], [])


TEXTS = st.text(alphabet="aZé ß'\"\\\\:#{}%-_.,;&*!|>[]@`?0\u0007\u2028\U0001f600", min_size=1, max_size=8).map(
    str.strip
)
NAMES = st.lists(TEXTS.filter(bool), unique_by=str.lower, max_size=5)
FOLDERS = [{"name": "Finance", "parent_id": "1"}, {"name": "Sales", "parent_id": "1"}]
API_USER = "admin@sandbox.example"
PERMISSIONS = ("access_data", "see_looks", "explore", "see_sql")


@st.composite
def instances(draw: st.DrawFn) -> dict[str, Any]:
    """A random instance, as the sandbox takes it: with groups of an identity provider and users without an address."""
    groups = [f"G {name}" for name in draw(NAMES)]
    roles = [f"R {name}" for name in draw(NAMES)]
    sets = [f"S {name}" for name in draw(NAMES)]
    people = [f"{name}@Acme.example" for name in "Ada bob Eve".split()[: draw(st.integers(0, 3))]]

    def some(names: list[str]) -> list[str]:
        return draw(st.lists(st.sampled_from(names), unique=True)) if names else []

    def titles() -> list[dict[str, str]]:
        found = st.tuples(st.sampled_from(["Sales", "Costs", "Éa"]), st.sampled_from(["Finance", "Sales"]))
        return [
            {"title": title, "folder_id": folder} for title, folder in draw(st.lists(found, unique=True, max_size=4))
        ]

    def plan(looks: int, dashboards: int) -> dict[str, Any]:
        places = [*(("look_id", n) for n in range(looks)), *(("dashboard_id", n) for n in range(dashboards))]
        kind, number = draw(st.sampled_from(places))
        owner = draw(st.sampled_from(["1", *people]))
        return plan_of(draw(st.sampled_from(["Weekly", "Daily"])), owner, **{kind: str(number + 1)})

    def values(names: list[str]) -> list[dict[str, str]]:
        return [{"group": name, "value": draw(TEXTS.filter(bool))} for name in some(names)]

    looks, dashboards = titles(), titles()
    plans = draw(st.integers(0, 3)) if looks or dashboards else 0
    models = [{"name": name, "models": some(["finance", "ecommerce"])} for name in sets]
    permissions = [{"name": name, "permissions": some([*PERMISSIONS])} for name in sets]
    return {
        "folders": FOLDERS,
        "looks": looks,
        "dashboards": dashboards,
        "scheduled_plans": [plan(len(looks), len(dashboards)) for _number in range(plans)],
        "permission_sets": permissions,
        "model_sets": models,
        "roles": [
            {
                "name": name,
                "permission_set": draw(st.sampled_from(["Viewer", "Admin", *sets])),
                "model_set": draw(st.sampled_from(["All", *sets])),
            }
            for name in roles
        ],
        "users": [
            {
                "email": email,
                "first_name": draw(TEXTS),
                "is_disabled": draw(st.booleans()),
                "roles": some([*roles, "Admin"]),
            }
            for email in people
        ]
        + [{"first_name": "Nobody"}] * draw(st.integers(0, 2)),
        "groups": [
            {
                "name": name,
                "groups": some(groups[:at]),
                "users": some(people),
                "roles": some(roles),
                "can_add_to_content_metadata": draw(st.booleans()),
            }
            for at, name in enumerate(groups)
        ]
        + [{"name": "From outside", "external_group_id": "x1", "externally_managed": True, "users": some(people)}],
        "user_attributes": [
            {
                "name": f"attribute_{number}",
                "label": f"Label {number} {draw(TEXTS)}".strip(),  # no two may share one
                "type": "string",
                "user_can_edit": draw(st.booleans()),
                "default_value": draw(st.none() | TEXTS.filter(bool)),
                "group_values": values(groups),
            }
            for number in range(draw(st.integers(0, 3)))
        ],
    }


def content(instance: dict[str, Any]) -> dict[str, Any]:
    """A new instance with the same content, which has other ids there."""
    return {"folders": FOLDERS, **{name: instance[name][::-1] for name in ("looks", "dashboards")}}


@settings(max_examples=examples(12), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(instance=instances())
def test_round_trip_of_random_instances(looker: Looker, instance: dict[str, Any]) -> None:
    looker.sandbox.set_state(instance)
    round_trip(looker, content(instance))


PATTERNS = st.lists(st.sampled_from(["*", "* Z*", "*a", "Ada@*", "*b*", "*0", "G ?"]), max_size=2)
SCOPES = st.fixed_dictionaries(
    {"groups": PATTERNS},
    optional={
        **dict.fromkeys(("users", "roles", "user_attributes", "permission_sets"), PATTERNS),
        "schedules": st.fixed_dictionaries({}, optional={"owners": PATTERNS, "folders": PATTERNS}),
    },
)


@settings(max_examples=examples(10), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(instance=instances(), scope=SCOPES)
def test_round_trip_of_what_a_scope_owns(looker: Looker, instance: dict[str, Any], scope: dict[str, Any]) -> None:
    """Applied with the same scope, the export changes nothing; and makes anew what it has and is deleted."""
    looker.sandbox.set_state(instance)
    options: dict[str, Any] = {"scope": scope, "include_user_values": True}
    first = export(looker, **options).result["configuration"]
    if not first:
        return
    unchanged = applied(looker, {**first, "scope": scope})
    assert (unchanged.result["changes"], unchanged.writes) == ([], [])
    gone = {
        plural: [
            {key: row[key], "state": "absent"} for row in first.get(plural, ()) if row[key] not in (API_USER, "Admin")
        ]
        for plural, key in (("groups", "name"), ("users", "email"), ("roles", "name"), ("user_attributes", "name"))
    }
    applied(looker, {**gone, "max_removals": 1000})
    applied(looker, {**first, "scope": scope})
    assert json.dumps(export(looker, **options).result["configuration"]) == json.dumps(first)


def test_links_to_what_is_outside_are_written_inside(company: Looker) -> None:
    scope = {"groups": ["Finance"], "users": ["ada@*"], "roles": ["Admin", "Dev*"]}
    document = export(company, scope=scope).result["configuration"]
    lists = ("name", "email", "users", "groups", "parents", "roles")
    links = {
        key: [{name: row[name] for name in lists if name in row} for row in rows] for key, rows in document.items()
    }
    assert links == {
        "roles": [
            {"name": "Admin", "users": [API_USER]},
            {"name": "Developer", "groups": ["Staff"]},
        ],
        "groups": [
            {"name": "Finance", "users": ["bob@acme.example"], "groups": [], "parents": ["Staff"], "roles": []},
        ],
        "users": [{"email": "ada@acme.example", "groups": ["Finance"], "roles": []}],
    }


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"scope": {}}, "scope names no type"),
        ({"scope": {"groups": ["*"]}, "types": ["groups", "users"]}, "types: users cannot be exported"),
    ],
)
def test_nothing_to_export_is_a_mistake(company: Looker, options: dict[str, Any], words: str) -> None:
    outcome = company.run("configuration_info", **options)
    assert outcome.failed
    assert words in outcome.message
    assert [entry for entry in outcome.requests if entry["path"] not in ("/login", "/logout", "/versions")] == []


def test_what_belongs_to_others_is_left_out_unless_asked_for(company: Looker) -> None:
    document = export(company).result["configuration"]
    everything = export(company, include_builtin=True).result["configuration"]
    names = {key: {row["name"] for row in document.get(key, ())} for key in ("roles", "groups", "model_sets")}
    assert names["groups"] == {"Finance", "Staff", "Old project"}
    assert "Admin" not in names["roles"]
    assert "Admin" in {row["name"] for row in everything["roles"]}
    assert "All Users" in {row["name"] for row in everything["groups"]}
    assert applied(company, everything).writes == []


def test_links_are_written_once(company: Looker) -> None:
    document = export(company, types=["groups", "users", "user_attributes"]).result["configuration"]
    assert list(document) == ["groups", "user_attributes", "users"]
    assert [row["groups"] for row in document["users"] if row["email"] == "ada@acme.example"] == [["Finance"]]
    assert [row["groups"] for row in document["groups"] if row["name"] == "Staff"] == [["Finance"]]
    assert all("users" not in row for row in document["groups"])
    (region,) = (row for row in document["user_attributes"] if row["name"] == "region")
    assert [row["group"] for row in region["group_values"]] == ["Staff", "Finance"]  # their order counts
    (alone,) = (
        row for row in export(company, types=["groups"]).result["configuration"]["groups"] if "F" in row["name"]
    )
    assert alone["users"] == ["ada@acme.example", "bob@acme.example"]


def test_user_values_only_if_asked_for(company: Looker) -> None:
    applied(company, {"users": [{"email": "ada@acme.example", "attributes": {"region": "emea"}}]})
    cheap = export(company, types=["users", "user_attributes"])
    assert [row["options"] for row in cheap.result["not_exported"]] == [["attributes"]]
    full = export(company, types=["users", "user_attributes"], include_user_values=True)
    ada = full.result["configuration"]["users"][0]
    assert ada["attributes"] == {"region": "emea"}
    assert full.result["not_exported"] == []
    assert len(full.requests) == len(cheap.requests) + 3
    assert applied(company, full.result["configuration"]).writes == []


def test_hidden_values_are_named_and_not_touched(company: Looker) -> None:
    secret = {
        "name": "password",
        "label": "Password",
        "type": "string",
        "value_is_hidden": True,
        "hidden_value_domain_whitelist": "https://acme.example/*",
        "default_value": "s3cret-default",
        "group_values": [{"group": "Staff", "value": "s3cret-group"}],
    }
    applied(company, {"user_attributes": [secret]})
    outcome = export(company)
    assert "s3cret" not in outcome.output
    (row,) = (row for row in outcome.result["not_exported"] if row["type"] == "user_attribute")
    assert (row["name"], row["options"]) == ("password", ["default_value", "group_values"])
    before = company.sandbox.state()
    assert applied(company, outcome.result["configuration"]).writes == []
    assert company.sandbox.state() == before


def test_calls(looker: Looker) -> None:
    """The company of the comparison with Terraform: ten calls, and one for each attribute with values of groups."""
    people = [f"user{number}@acme.example" for number in range(100)]
    state: dict[str, Any] = {
        "users": [{"email": email, "first_name": "User"} for email in people],
        "permission_sets": [{"name": "Read", "permissions": ["access_data"]}],
        "model_sets": [{"name": "Finance", "models": ["finance"]}],
        "roles": [{"name": "Reader", "permission_set": "Read", "model_set": "Finance"}],
        "groups": [
            {"name": f"Group {number}", "users": people[number * 5 :][:50], "roles": ["Reader"]} for number in range(10)
        ],
        "user_attributes": SEED["user_attributes"][:0],
    }
    looker.sandbox.set_state(state)
    types = ["permission_sets", "model_sets", "roles", "groups", "user_attributes", "users"]
    outcome = export(looker, types=types)
    values = [entry for entry in outcome.requests if entry["path"].endswith("/group_values")]
    assert len(outcome.requests) - len(values) <= 10
    assert len(values) == len({entry["path"] for entry in values})
    everything = export(looker)
    assert len(everything.requests) - len(values) <= 10 + 1 + 14  # schedules, and each endpoint of settings
