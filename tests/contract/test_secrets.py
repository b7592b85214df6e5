# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hidden user attributes: their values are secrets that are written and never seen."""

from __future__ import annotations

from typing import Any

from contract.contract import converged, refused
from contract.harness import Looker

PASSWORD = "correct horse battery"
HIDDEN: dict[str, Any] = {
    "name": "db_password",
    "label": "Database password",
    "type": "string",
    "value_is_hidden": True,
    "hidden_value_domain_whitelist": "https://db.acme.example/*",
}
ADA = {"email": "ada@acme.example"}


def test_hiding_is_one_way(looker: Looker) -> None:
    made = converged(looker, "user_attribute", **HIDDEN)
    assert (made["label"], made["value_is_hidden"]) == ("Database password", True)
    refused(looker, looker.run("user_attribute", name="db_password", value_is_hidden=False), "hidden")
    open_again = {"name": "db_password", "hidden_value_domain_whitelist": "https://*"}
    refused(looker, looker.run("user_attribute", **open_again), "hidden_value_domain_whitelist")


def test_label(looker: Looker) -> None:
    assert converged(looker, "user_attribute", name="region", label="Région")["label"] == "Région"


def test_values_are_never_seen(looker: Looker) -> None:
    looker.run("user_attribute", **HIDDEN)
    values = {"db_password": PASSWORD}
    tasks: tuple[tuple[str, dict[str, Any]], ...] = (
        ("user", {**ADA, "attributes": values}),
        ("group", {"name": "North", "attribute_values": values}),
        ("user_attribute", {"name": "db_password", "group_values": [{"group": "South", "value": PASSWORD}]}),
        ("user_attribute", {"name": "db_password", "default_value": PASSWORD}),
    )
    for name, options in tasks:
        outcomes = [looker.run(name, check=check, update_secrets="always", **options) for check in (True, False)]
        assert [outcome.failed for outcome in outcomes] == [False, False], outcomes[1].message
        assert all(PASSWORD not in outcome.output for outcome in outcomes)
        assert PASSWORD in str(looker.sandbox.state())
        for outcome in outcomes:
            assert "VALUE_HIDDEN (written)" not in str(outcome.result)
        rewritten = [looker.run(name, check=check, update_secrets="always", **options) for check in (True, False)]
        for outcome in rewritten:
            diff = outcome.result["diff"]
            assert "VALUE_HIDDEN (written)" in str(diff["after"])
            assert "VALUE_HIDDEN" in str(diff["before"])
            assert "(written)" not in str(diff["before"]) + str(outcome.result[name])
        assert [len(outcome.writes) for outcome in rewritten] == [0, 1]
        for option in ("attributes", "attribute_values", "group_values", "default_value"):
            if option in options:  # by default nothing is written that cannot be compared
                again = looker.run(name, **options)
                assert (again.result["changed"], again.writes) == (False, [])
                assert any(option in entry for entry in again.result["not_compared"])
                assert PASSWORD not in again.output
        looker.sandbox.reset()
        looker.run("user_attribute", **HIDDEN)


def test_another_type_is_a_warning(looker: Looker) -> None:
    predicted, real, again = (
        looker.run("user_attribute", name="region", type="number", check=check) for check in (True, False, False)
    )
    for outcome in (predicted, real):
        assert any("from string to number" in warning for warning in outcome.warnings)
    assert (again.result["changed"], again.warnings) == (False, [])
    assert looker.run("user_attribute", name="new", type="number").warnings == []


def test_values_of_groups_go_without_being_named(looker: Looker) -> None:
    given = [{"group": name, "value": "v"} for name in ("North", "South")]
    looker.run("user_attribute", name="region", group_values=given)
    named = [{"group": "North"}, {"group": "West"}]
    refused(looker, looker.run("user_attribute", name="region", group_values=named), "value is missing for North, West")
    gone = [{"group": "North"}, {"group": "West", "value": "x"}]
    outcome = looker.run("user_attribute", name="region", group_values=gone, list_mode="remove")
    assert outcome.result["user_attribute"]["group_values"] == given[1:]
    document = {"name": "region", "list_mode": "remove", "group_values": [{"group": "South"}]}
    assert len(looker.configure(user_attributes=[document]).writes) == 1


def test_values_are_kept_as_text_however_they_are_written(looker: Looker) -> None:
    given = [{"group": "North", "value": True}, {"group": "South", "value": 4711}]
    kept = [{"group": "North", "value": "yes"}, {"group": "South", "value": "4711"}]
    assert converged(looker, "user_attribute", name="region", group_values=given)["group_values"] == kept
    again = looker.configure(user_attributes=[{"name": "region", "group_values": given}])
    assert not again.result["changed"]
    task = {"name": "region", "group_values": [{"group": "North", "value": ["x"]}]}
    refused(looker, looker.run("user_attribute", **task), "North", "text")
    looker.run("user", **ADA, attributes={"region": True})
    refused(looker, looker.run("user", **ADA, attributes={"region": ["x"]}), "region", "text")


def test_a_new_object_shows_that_it_gets_a_hidden_value(looker: Looker) -> None:
    for check in (True, False):
        diff = looker.run("user_attribute", check=check, **HIDDEN, default_value=PASSWORD).result["diff"]
        assert (diff["before"], diff["after"]["default_value"]) == ({}, "VALUE_HIDDEN")
