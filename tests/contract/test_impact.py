# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""`impact`: what changes mean for people, told from what was read anyway."""

from __future__ import annotations

import itertools
import random
from typing import Any

import pytest
from contract import harness
from contract.harness import Looker

PEOPLE = [f"person{number}@acme.example" for number in range(6)]
ANALYSTS, STAFF = PEOPLE[:4], PEOPLE[4:]
STATE: dict[str, Any] = {
    "permission_sets": [{"name": "Explorer", "permissions": ["access_data", "explore"]}],
    "model_sets": [{"name": "Finance", "models": ["budget", "ledger"]}],
    "roles": [{"name": "Finance explorer", "permission_set_id": "Explorer", "model_set_id": "Finance"}],
    "users": [{"email": email, "first_name": "A"} for email in PEOPLE],
    "groups": [
        {"name": "Analysts", "users": ANALYSTS},
        {"name": "Headquarters", "groups": ["Analysts"], "users": STAFF},
        {"name": "Guests"},
    ],
}
ROLE = {"name": "Finance explorer", "permission_set": "Explorer", "model_set": "Finance"}
GROUPS = [{"name": "Analysts"}, {"name": "Headquarters"}, {"name": "Guests"}]
USERS = [{"email": email} for email in PEOPLE]
ROLES = [ROLE, {"name": "Admin"}]


@pytest.fixture
def company(looker: Looker) -> Looker:
    """A Looker in which nobody but the admin has a role."""
    looker.sandbox.set_state(STATE)
    return looker


def told(looker: Looker, **options: Any) -> list[str]:
    """What is told in check mode, and the same of the real run."""
    predicted, real = (looker.configure(check=check, **options) for check in (True, False))
    assert not real.failed, real.message
    assert predicted.result["impact"] == real.result["impact"]
    again = looker.configure(**options)
    assert (again.result["changed"], again.result["impact"]) == (False, [])
    return [entry["text"] for entry in real.result["impact"]]


def known(**options: Any) -> dict[str, Any]:
    """Options with enough declared for everything to be read."""
    return {"users": USERS, "groups": GROUPS, "roles": ROLES, **options}


def test_a_role_for_a_group_reaches_the_groups_inside(company: Looker) -> None:
    roles = [{**ROLE, "groups": ["Headquarters"]}, {"name": "Admin"}]
    gives = "gives access_data, explore on models budget, ledger to 6 people"
    assert told(company, **known(roles=roles)) == [gives]
    groups = [{"name": "Analysts"}, {"name": "Headquarters", "groups": []}, {"name": "Guests"}]
    takes = "takes access_data, explore on models budget, ledger from 4 people"
    assert told(company, **known(groups=groups)) == [takes]


def test_only_what_somebody_did_not_have_counts(company: Looker) -> None:
    company.configure(**known(roles=[{**ROLE, "users": PEOPLE[:3]}, {"name": "Admin"}]))
    groups = [{"name": "Analysts", "roles": ["Finance explorer"]}, *GROUPS[1:]]
    (text,) = told(company, **known(groups=groups))
    assert text == f"gives access_data, explore on models budget, ledger to {PEOPLE[3]}"
    assert told(company, **known(roles=[{**ROLE, "users": []}, {"name": "Admin"}])) == []


def test_people_come_go_and_are_disabled(company: Looker) -> None:
    company.configure(**known(roles=[{**ROLE, "groups": ["Analysts"]}, {"name": "Admin"}]))
    new = {"email": "new@acme.example", "first_name": "New", "groups": ["Analysts"]}
    users = [{"email": PEOPLE[0], "is_disabled": True}, {"email": PEOPLE[1], "state": "absent"}, *USERS[2:], new]
    assert told(company, **known(users=users)) == [
        f"takes access_data, explore on models budget, ledger from {PEOPLE[0]}, {PEOPLE[1]}",
        "gives access_data, explore on models budget, ledger to new@acme.example",
    ]
    company.run("user", email=PEOPLE[0], is_disabled=False)
    gone = told(company, **known(users=[]), purge=["users"], scope={**OWNED, "users": ["person?@*"]})
    people = f"{PEOPLE[0]}, {PEOPLE[2]}, {PEOPLE[3]}"
    assert gone == [f"takes access_data, explore on models budget, ledger from {people}"]


OWNED = {name: ["*"] for name in ("groups", "roles", "permission_sets", "model_sets")}


def test_what_a_role_gives(company: Looker) -> None:
    company.configure(**known(roles=[{**ROLE, "groups": ["Analysts"]}, {"name": "Admin"}]))
    sets = {"permission_sets": [{"name": "Explorer", "permissions": ["access_data", "see_sql"]}]}
    assert told(company, **known(**sets)) == [
        "gives see_sql on models budget, ledger to 4 people",
        "takes explore on models budget, ledger from 4 people",
    ]
    assert told(company, **known(roles=[{**ROLE, "model_set": "All"}, {"name": "Admin"}])) == [
        "gives access_data, see_sql on all models to 4 people"
    ]
    admins = {"name": "Admin", "users": ["admin@sandbox.example", STAFF[0]]}
    narrower, outcome = (
        company.configure(check=True, **known(roles=[role, admins])) for role in (ROLE, {"name": ROLE["name"]})
    )
    assert [entry["text"] for entry in narrower.result["impact"]] == [
        "takes access_data, see_sql on all models from 4 people, except for what they keep",
        f"gives all permissions on all models to {STAFF[0]}",
    ]
    assert outcome.result["impact"] == [
        {
            "effect": "gives",
            "permissions": ["*"],
            "models": ["*"],
            "count": 1,
            "users": [STAFF[0]],
            "text": f"gives all permissions on all models to {STAFF[0]}",
        }
    ]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"roles": [{**ROLE, "groups": ["Analysts"]}]}, "not all users and groups were read"),
        ({"groups": [{"name": "Headquarters", "groups": []}]}, "not all users and groups were read"),
        ({"users": [{"email": PEOPLE[0], "roles": ["Finance explorer"]}]}, f"not known for {PEOPLE[0]}"),
    ],
)
def test_what_was_not_read_is_not_guessed(company: Looker, options: dict[str, Any], words: str) -> None:
    (text,) = told(company, **options)
    assert text.startswith(words)


def test_what_changes_nobody_s_access_is_not_told(company: Looker) -> None:
    assert told(company, groups=[{"name": "Guests", "users": [PEOPLE[0]]}]) == []
    assert told(company, user_attributes=[{"name": "region", "label": "Region", "type": "string"}]) == []
    renamed = [{"name": "Visitors", "previous_name": "Guests"}]
    assert told(company, groups=renamed, users=[{"email": "x@y.example"}]) == []


# Against a computation that shares nothing with the collection

Right = tuple[str, str, str]  # user, permission, model


def rights(state: dict[str, Any]) -> set[Right]:
    """Who may do what, from the state of the sandbox, by walking through the groups of each user."""
    kinds = ("groups", "roles", "permission_sets", "model_sets")
    by_id = {kind: {row["id"]: row for row in state[kind]} for kind in kinds}
    found = set()
    for user in state["users"]:
        if user.get("is_disabled") or "email" not in user["credentials"]:
            continue
        todo, groups = [str(group) for group in user["groups"]], set()
        while todo:
            group = todo.pop()
            groups.add(group)
            todo += [row["id"] for row in state["groups"] if group in row["groups"] and row["id"] not in groups]
        roles = {*user["roles"], *(role for group in groups for role in by_id["groups"][group]["roles"])}
        for role in (by_id["roles"][role] for role in roles):
            sets = by_id["permission_sets"][role["permission_set_id"]], by_id["model_sets"][role["model_set_id"]]
            permissions = ["*"] if sets[0].get("all_access") else sets[0]["permissions"]
            models = ["*"] if sets[1].get("all_access") else sets[1]["models"]
            found |= {(user["credentials"]["email"]["email"], p, m) for p in permissions for m in models}
    return found


def covered(right: Right, others: set[Right], *, strictly: bool = False) -> bool:
    """Whether one right, or a wider one, is among others."""
    user, permission, model = right
    wider = {(user, p, m) for p in (permission, "*") for m in (model, "*")}
    return bool((wider - {right} if strictly else wider) & others)


def told_rights(impact: list[dict[str, Any]], effect: str) -> set[Right]:
    """The entries of a result, taken apart; no right is told twice."""
    entries = [entry for entry in impact if entry["effect"] == effect]
    listed = [
        right for entry in entries for right in itertools.product(entry["users"], entry["permissions"], entry["models"])
    ]
    assert len(listed) == len(set(listed))
    assert all(entry["count"] == len(entry["users"]) for entry in entries)
    return set(listed)


def random_document(dice: random.Random) -> dict[str, Any]:
    """A configuration of groups, roles and sets, whole or in part."""

    def some(names: list[str]) -> list[str]:
        return dice.sample(names, dice.randint(0, len(names)))

    names = [group["name"] for group in GROUPS]
    permissions = ["access_data", "explore", "see_sql", "download_with_limit"]
    document: dict[str, Any] = {
        "users": [{"email": email, "is_disabled": dice.random() < 0.2} for email in PEOPLE],
        "groups": [{"name": name, "users": some(PEOPLE)} for name in names],
        "roles": [
            {
                **ROLE,
                "name": name,
                "permission_set": dice.choice(["Explorer", "Viewer"]),
                "model_set": dice.choice(["Finance", "All"]),
                "users": some(PEOPLE[:2]),
                "groups": some(names),
            }
            for name in ("Finance explorer", "User")
        ],
        "permission_sets": [{"name": "Explorer", "permissions": ["access_data", *some(permissions[1:])]}],
        "model_sets": [{"name": "Finance", "models": ["ledger", *some(["budget", "plan"])]}],
    }
    document["groups"][1]["groups"] = some([names[0]])
    document["groups"][2]["groups"] = some(names[:2])
    if dice.random() < 0.4:
        for key in dice.sample(sorted(document), 2):
            document[key] = dice.sample(document[key], 1) if dice.random() < 0.5 else []
    return document


@pytest.mark.slow
@pytest.mark.parametrize("quirk", ["direct", "all"])
def test_it_is_what_becomes_of_everybody(quirk: str) -> None:
    quirks = {"user_role_ids": quirk, "user_group_ids": quirk}
    with harness.looker(api_versions=("4.0",), seed=STATE, quirks=quirks) as company:
        complete = becomes(company, random.Random(7))
    assert complete > (10 if quirk == "direct" else 0)


def becomes(company: Looker, dice: random.Random) -> int:
    """Configures at random, and compares what is told with what becomes of everybody. How often all was known."""
    complete = 0
    for _round in range(40):
        state = company.sandbox.state()
        outcome = company.configure(max_removals=1000, **random_document(dice))
        assert not outcome.failed, outcome.message
        before, after = rights(state), rights(company.sandbox.state())
        impact = outcome.result["impact"]
        unknown = [entry for entry in impact if entry["effect"] == "unknown"]
        left_out = {user for entry in unknown for user in entry["users"]}
        nobody = any(not entry["users"] for entry in unknown)  # whom the changes concern is not known
        complete += not unknown
        for effect, now, then in (("gives", after, before), ("takes", before, after)):
            real = {one for one in now if not covered(one, then) and not covered(one, now, strictly=True)}
            said = told_rights(impact, effect)
            assert said == {one for one in real if not nobody and one[0] not in left_out}
    assert complete < 40
    return complete
