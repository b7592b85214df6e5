# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A small company to export, and the module that does so."""

from __future__ import annotations

from typing import Any

from contract.harness import Looker, Outcome

SEED: dict[str, Any] = {
    "users": [
        {"email": "ada@acme.example", "first_name": "Ada", "last_name": "Lovelace"},
        {"email": "bob@acme.example", "first_name": "Bob", "last_name": "Kahn", "is_disabled": True},
    ],
    "groups": [
        {"name": "Finance", "users": ["ada@acme.example", "bob@acme.example"]},
        {"name": "Staff", "groups": ["Finance"], "roles": ["Developer"]},
        {"name": "Old project"},
    ],
    "user_attributes": [
        {
            "name": "region",
            "label": "Region",
            "type": "string",
            "group_values": [{"group": "Staff", "value": "emea"}, {"group": "Finance", "value": "apac"}],
        }
    ],
}


def export(looker: Looker, **options: Any) -> Outcome:
    """Runs the module; nothing may be written to Looker."""
    outcome = looker.run("configuration_info", **options)
    assert not outcome.failed, outcome.message
    assert outcome.writes == []
    return outcome


def applied(looker: Looker, document: dict[str, Any]) -> Outcome:
    """Applies a configuration."""
    outcome = looker.configure(allow_beta=True, **document)
    assert not outcome.failed, outcome.message
    return outcome
