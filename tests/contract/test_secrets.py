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
        for option in ("attributes", "attribute_values", "group_values", "default_value"):
            if option in options:  # by default nothing is written that cannot be compared
                again = looker.run(name, **options)
                assert (again.result["changed"], again.writes) == (False, [])
                assert any(option in entry for entry in again.result["not_compared"])
                assert PASSWORD not in again.output
        looker.sandbox.reset()
        looker.run("user_attribute", **HIDDEN)
