# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users whom somebody else manages, embed users and Looker's support staff: read, and never changed."""

from __future__ import annotations

from typing import Any

import pytest
from contract.contract import refused, resource_of
from contract.harness import Looker

ADA, BOB = "ada@acme.example", "bob@acme.example"
EMBED = {"id": "71", "external_user_id": "shop-71", "external_group_id": None}


@pytest.fixture(params=["embed user", "support user"])
def kept(request: pytest.FixtureRequest, any_looker: Looker) -> tuple[Looker, str, str]:
    """A Looker in which Bob is such a user, in a group, with a role and a value; his id, and what he is called."""
    any_looker.run("user", email=BOB, groups=["North"], roles=["Viewer"], attributes={"region": "emea"})
    bob = any_looker.info(resource_of("user"), email=BOB)[0]["id"]
    state = any_looker.sandbox.state()
    user = next(row for row in state["users"] if row["id"] == bob)
    if request.param == "embed user":
        user["credentials"] = {"embed": [EMBED]}
    else:
        user["verified_looker_employee"] = True
    user["sessions"] = [{"id": "71", "browser": "Firefox"}]
    any_looker.sandbox.set_state(state)
    return any_looker, bob, request.param


@pytest.mark.slow
@pytest.mark.parametrize(
    ("module", "options"),
    [
        ("user", {"id": "BOB", "first_name": "Robert"}),
        ("user", {"id": "BOB", "groups": ["North", "South"]}),
        ("user", {"id": "BOB", "groups": []}),
        ("user", {"id": "BOB", "roles": ["Developer"], "list_mode": "add"}),
        ("user", {"id": "BOB", "attributes": {"region": "apac"}}),
        ("user", {"id": "BOB", "unset_attributes": ["region"]}),
        ("user", {"id": "BOB", "email": "bob2@acme.example", "credentials_email": "present"}),
        ("user", {"id": "BOB", "state": "absent"}),
        ("user", {"id": "BOB", "end_sessions": True}),
        ("api_credential", {"user": "id:BOB", "purpose": "export"}),
        ("group", {"name": "South", "users": ["id:BOB"]}),
        ("role", {"name": "Developer", "users": ["id:BOB"]}),
        ("role", {"name": "Developer", "users": ["id:BOB"], "list_mode": "add"}),
        ("group", {"name": "North", "users": ["id:BOB"], "list_mode": "remove"}),
    ],
)
def test_nothing_of_them_is_changed(kept: tuple[Looker, str, str], module: str, options: dict[str, Any]) -> None:
    looker, bob, reason = kept
    given = {
        name: [entry.replace("BOB", bob) for entry in value]
        if isinstance(value, list)
        else value.replace("BOB", bob)
        if isinstance(value, str)
        else value
        for name, value in options.items()
    }
    before = looker.sandbox.state()
    for check in (True, False):
        refused(looker, looker.run(module, check=check, **given), reason, "user '", before=before)


def test_they_do_not_count_in_the_lists_of_others(kept: tuple[Looker, str, str]) -> None:
    looker, bob, _reason = kept
    for module, options in (
        ("group", {"name": "North", "users": [ADA]}),
        ("role", {"name": "Viewer", "users": [ADA]}),
    ):
        outcome = looker.run(module, **options)
        diff = outcome.result["diff"]
        assert (diff["before"]["users"], diff["after"]["users"]) == ([], [ADA])
        assert not looker.run(module, **options).result["changed"]
    held = looker.info(resource_of("user"), id=bob, include=["groups", "roles", "attributes"])[0]
    assert (held["groups"], held["roles"], held["attributes"]["region"]) == (["All Users", "North"], ["Viewer"], "emea")


def test_an_embed_login_beside_another_one_can_be_removed(any_looker: Looker) -> None:
    state = any_looker.sandbox.state()
    next(row for row in state["users"] if row["first_name"] == "Ada")["credentials"]["embed"] = [EMBED]
    any_looker.sandbox.set_state(state)
    predicted, real, again = (
        any_looker.run("user", email=ADA, credentials_absent=["embed"], check=check) for check in (True, False, False)
    )
    assert predicted.result["diff"] == real.result["diff"]
    assert real.result["diff"]["before"]["credentials"] == ["email", "embed"]
    assert [entry["path"].rpartition("/")[0].rpartition("/")[2] for entry in real.writes] == ["credentials_embed"]
    assert not again.result["changed"]
