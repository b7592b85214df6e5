# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names and values that YAML, CSV or Jinja take for something else: exported, they come back as they were."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from contract.exports import export
from contract.harness import Looker
from contract.large import CONTENT, plan

NAMES = [
    *("yes", "null", "~", "1e3", "0x10", "1_000", "12:30:00", "2026-01-01", ".inf", "on", "<<", "=", "-", "- x", "#c"),
    *("{{ 1 + 1 }}", "{% raw %}", "!vault", "!vault |\n x", "=1+1", "@x", "a/b", "it's", '"q"', "l1\nl2", "tab\there"),
    *("Case", "case", "a  b", "a b", "a: b", "a #b", "a,b", "a;b", ";", "\\n", "${HOME}", "[x]", "{x}", "<b>"),
    *("\x1b[31m", "ß", "ss", "é", "e\u0301", "\ufeffbom", "\u200b", "\u202eabc", "\U0001f600", "x" * 300, "all users"),
]
VALUES = [*NAMES, " lead", "trail ", "\r\n", "\x85", "\u2028", "", "id:7"]
BAD_NAMES = [" lead", "Weekly ", "\r\n", "\u2028"]
PEOPLE = ["Ada@acme.example", "o'brien+x@acme.example", "ünï@acme.example", "=cmd@acme.example"]


def company(names: list[str]) -> dict[str, Any]:
    """An instance in which everything has each of these names."""
    people = len(PEOPLE)
    before = ["Viewer", *names]
    return {
        **CONTENT,
        "permission_sets": [{"name": name, "permissions": ["access_data"]} for name in names],
        "model_sets": [{"name": name, "models": [name]} for name in names],
        "roles": [{"name": name, "permission_set": name, "model_set": name} for name in names],
        "users": [
            {
                "email": email,
                "first_name": VALUES[number],
                "last_name": VALUES[-1 - number],
                "roles": names[number::people],
                "attribute_values": {"attribute_1": VALUES[-3 - number]},
            }
            for number, email in enumerate(PEOPLE)
        ],
        "groups": [
            {"name": name, "groups": names[:number][-1:], "users": [PEOPLE[number % people]], "roles": [before[number]]}
            for number, name in enumerate(names)
        ],
        "user_attributes": [
            {
                "name": f"attribute_{number}",
                "label": f"Label {number} {value}".strip(),
                "type": "string",
                "default_value": value,
                "group_values": [{"group": name, "value": value} for name in names[:2]],
            }
            for number, value in enumerate(VALUES)
        ],
        "scheduled_plans": [plan(0, "1", "a@acme.example", name=name, timezone="UTC") for name in names],
    }


@pytest.mark.parametrize("users_format", ["yaml", "csv"])
def test_odd_names_come_back(looker: Looker, tmp_path: Path, users_format: str) -> None:
    looker.sandbox.set_state(company(NAMES))
    options = {"include_user_values": True, "users_format": users_format}
    left_out = export(looker, dest=str(tmp_path / "first"), **options).result["not_exported"]
    assert [row["type"] for row in left_out] == ["smtp"]
    unchanged = looker.configure(src=[str(tmp_path / "first")])
    assert not unchanged.failed, unchanged.message
    assert (unchanged.result["changes"], unchanged.writes) == ([], [])
    looker.sandbox.set_state(CONTENT)
    made = looker.configure(src=[str(tmp_path / "first")])
    assert not made.failed, made.message
    export(looker, dest=str(tmp_path / "second"), **options)
    first, second = ({path.name: path.read_bytes() for path in (tmp_path / at).iterdir()} for at in ("first", "second"))
    assert second == first


def test_what_has_no_name_that_can_be_declared_is_left_out(looker: Looker, tmp_path: Path) -> None:
    looker.sandbox.set_state(company([*BAD_NAMES, "Finance"]))
    result = export(looker, dest=str(tmp_path)).result
    left_out = [row["type"] for row in result["not_exported"] if not row["options"]]
    assert {kind: left_out.count(kind) for kind in left_out} == dict.fromkeys(
        ("group", "model_set", "permission_set", "role", "schedule"), len(BAD_NAMES)
    )
    assert "white space" in result["not_exported"][0]["reason"]
    unchanged = looker.configure(src=[str(tmp_path)])
    assert not unchanged.failed, unchanged.message
    assert (unchanged.result["changes"], unchanged.writes) == ([], [])


def test_a_name_that_looks_like_an_id_is_none(looker: Looker) -> None:
    looker.sandbox.set_state({"groups": [{"id": "70", "name": "Finance"}, {"id": "71", "name": "id:70"}]})
    assert not looker.run("user", email="ada@acme.example", groups=["id:70"]).failed
    assert [row["name"] for row in looker.run("group_info", id="70").result["groups"]] == ["Finance"]
    (finance,) = export(looker, types=["groups"]).result["configuration"]["groups"]
    assert (finance["name"], finance["users"]) == ("Finance", ["ada@acme.example"])
    assert not looker.run("group", id="70", state="absent").failed
    assert [row["name"] for row in looker.run("group_info").result["groups"]] == ["All Users", "id:70"]


def test_what_a_configuration_is_refused_with_is_left_out(looker: Looker, tmp_path: Path) -> None:
    """Looker holds what nobody could declare: one such object would keep the whole configuration from being used."""
    plans = [{"crontab": "0 8 * * 1", "datagroup": "m::d"}, {"scheduled_plan_destination": []}, {}]
    state = {
        "users": [{"first_name": "Ada", "credentials": {"saml": {"email": "ada"}}}],
        "user_attributes": [{"name": "Region", "label": "Region", "type": "string"}],
        "scheduled_plans": [plan(number, "1", "a@acme.example", **more) for number, more in enumerate(plans)],
    }
    looker.sandbox.set_state({**CONTENT, **state})
    result = export(looker, dest=str(tmp_path)).result
    left_out = {row["name"]: row["reason"] for row in result["not_exported"] if not row["options"]}
    assert {name: reason.startswith("a configuration cannot say it: ") for name, reason in left_out.items()} == (
        dict.fromkeys(("ada", "Region", "Schedule 0", "Schedule 1"), True)
    )
    assert "'ada' is not an email address" in left_out["ada"]
    assert looker.configure(src=[str(tmp_path)]).result["changes"] == []


def test_filters_that_no_mapping_holds_are_a_query_string(looker: Looker) -> None:
    filters = "?Region=EMEA&Region=APAC"
    looker.sandbox.set_state({**CONTENT, "scheduled_plans": [plan(1, "1", "a@acme.example", filters_string=filters)]})
    document = export(looker, types=["schedules"]).result["configuration"]
    (row,) = document["schedules"]
    assert (row.get("filters"), row["filters_string"]) == (None, filters)
    assert looker.configure(**document).result["changes"] == []


def test_secrets_of_destinations_are_named(looker: Looker) -> None:
    places = [
        {
            "type": "s3",
            "format": "csv",
            "address": "s3://bucket",
            "secret_parameters": '{"secret_access_key": "s3cret"}',
        },
        {"type": "email", "format": "csv", "address": "a@acme.example"},
    ]
    plans = [plan(number, "1", scheduled_plan_destination=[place]) for number, place in enumerate(places)]
    looker.sandbox.set_state({**CONTENT, "scheduled_plans": plans})
    outcome = export(looker, types=["schedules"])
    assert "s3cret" not in outcome.output
    assert [(row["name"], row["options"]) for row in outcome.result["not_exported"]] == [
        ("Schedule 0", ["destinations[s3 s3://bucket].secret_parameters"])
    ]
    assert looker.configure(**outcome.result["configuration"]).result["changes"] == []
