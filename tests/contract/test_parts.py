# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""`types`: a part of a configuration is applied. The law of links: tests/unit/engine/test_laws_of_links.py."""

from __future__ import annotations

from typing import Any

import pytest
from contract.contract import refused
from contract.harness import Looker

ADA, BOB, CYD = (f"{name}@acme.example" for name in ("ada", "bob", "cyd"))
COMPANY: dict[str, Any] = {
    "groups": [{"name": "Finance", "users": [ADA]}],
    "users": [{"email": BOB, "first_name": "Bob", "groups": ["Finance"]}],
    "settings": {"password_policy": {"min_length": 14}},
}


def members(looker: Looker) -> list[str]:
    outcome = looker.run("group_info", name="Finance", include=["users"])
    found: list[str] = outcome.result["groups"][0]["users"]
    return found


@pytest.mark.parametrize("types", [["groups"], ["users"], ["settings"], ["groups", "settings"], []])
def test_only_these_types_are_applied(looker: Looker, types: list[str]) -> None:
    looker.run("group", name="Finance", users=[CYD])
    predicted = looker.configure(check=True, types=types, **COMPANY)
    real = looker.configure(types=types, **COMPANY)
    assert not real.failed, real.message
    assert predicted.result["changes"] == real.result["changes"]
    kinds = {"groups": "group", "users": "user", "settings": "password_policy"}
    assert {change["type"] for change in real.result["changes"]} == {kinds[name] for name in types}
    assert not looker.configure(types=types, **COMPANY).result["changed"]


def test_what_the_others_declare_stays_linked(looker: Looker) -> None:
    """The exact list of the group names Ada only; that Bob is in it is said at Bob."""
    assert not looker.configure(**COMPANY).failed
    looker.run("group", name="Finance", users=[CYD], list_mode="add")
    outcome = looker.configure(types=["groups"], **COMPANY)
    assert outcome.result["changes"][0]["after"]["users"] == [ADA, BOB]
    assert len(outcome.writes) == 1
    assert members(looker) == [ADA, BOB]


def test_who_is_named_by_id_stays_too(looker: Looker) -> None:
    looker.run("group", name="Finance", users=[BOB])
    (bob,) = looker.run("user_info", email=BOB).result["users"]
    (group,) = looker.run("group_info", name="Finance").result["groups"]
    users = [{"id": bob["id"], "groups": [f"id:{group['id']}"]}]
    outcome = looker.configure(types=["groups"], groups=[{"name": "Finance", "users": [ADA]}], users=users)
    assert not outcome.failed, outcome.message
    assert members(looker) == [ADA, BOB]


def test_a_mistake_anywhere_is_found(looker: Looker) -> None:
    before = looker.sandbox.state()
    outcome = looker.configure(types=["group"], **COMPANY)
    refused(looker, outcome, "types", "groups", before=before)
    with pytest.raises(ValueError, match="first_nam"):
        looker.configure(types=["groups"], **{**COMPANY, "users": [{"email": BOB, "first_nam": "Bob"}]})
