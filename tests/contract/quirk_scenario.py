# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The core scenario of test_quirks.py: what there is at first, what is done, and what there is in the end.

While some of the tasks run somebody else changes the same things, after everything was read: only then Looker has to
answer what nobody knows the answer to (a name that is taken by now, a member who is one already).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from contract.contract import key_of

# More users than the smallest page that a server may serve, so that lists come in pages.
CROWD = [{"email": f"user{number}@acme.example", "first_name": "U", "last_name": str(number)} for number in range(110)]
EVE = {"first_name": "Eve", "last_name": "Ng", "credentials": {"saml": {"email": "eve@acme.example"}}}
ROBOT = {
    "email": "robot@acme.example",
    "first_name": "Ro",
    "last_name": "Bot",
    "credentials": {"api3": [{"client_id": "robot", "client_secret": "robot-secret"}]},
}
SEED: dict[str, Any] = {
    "users": [
        *CROWD,
        {"email": "Ada@acme.example", "first_name": "Ada", "last_name": "Lovelace"},
        {"email": "bob@acme.example", "first_name": "Bob", "last_name": "Kahn"},
        {"email": "dee@acme.example", "first_name": "Dee", "last_name": "Dijkstra"},
        EVE,
        ROBOT,
    ],
    "groups": [
        {"name": "Old", "users": ["dee@acme.example"]},
        {"name": "Sales", "users": ["dee@acme.example", "bob@acme.example"]},
        {"name": "From SSO", "externally_managed": True, "users": ["bob@acme.example"], "roles": ["Reader"]},
    ],
    "permission_sets": [{"name": "Reading", "permissions": ["access_data"]}],
    "model_sets": [{"name": "Shop", "models": ["shop"]}],
    "roles": [{"name": "Reader", "permission_set": "Reading", "model_set": "Shop"}],
    "user_attributes": [
        {"name": "region", "label": "Region", "type": "string", "group_values": [{"group": "Old", "value": "old"}]}
    ],
}


@dataclass(frozen=True)
class Task:
    """One task. `meanwhile`: what somebody else does after everything was read; `since`: the API that has the type."""

    module: str
    options: Mapping[str, Any]
    meanwhile: Callable[[Any], None] | None = None
    since: str = "3.0"
    shows: str = ""


def _user(instance: Any, address: str) -> Any:
    return next(user for user in instance.users if address in str(user["credentials"]).lower())


def _named(rows: Any, name: str) -> Any:
    return next(row for row in rows if row["name"] == name)


def _somebody_makes_late(instance: Any) -> None:
    instance.groups.insert({"name": "Late"})


def _somebody_makes_flo(instance: Any) -> None:
    row = {"first_name": "Flo", "credentials": {}, "personal_folder_id": instance.new_folder_id()}
    user = instance.users.insert(row)
    login = {"email": "flo@acme.example", "user_id": user["id"], "created_at": user.get("created_at")}
    user["credentials"]["email"] = login


def _somebody_adds_ada_to_late(instance: Any) -> None:
    instance.members.add(_named(instance.groups, "Late")["id"], _user(instance, "ada@acme.example")["id"])


def _somebody_takes_ada_from_late(instance: Any) -> None:
    instance.members.remove(_named(instance.groups, "Late")["id"], _user(instance, "ada@acme.example")["id"])


_COMPANY: dict[str, Any] = {
    "groups": [
        {"name": "Sales", "users": ["ada@acme.example", "bob@acme.example"], "groups": ["EMEA"]},
        {"name": "EMEA", "users": ["cyd@acme.example"]},
        {"name": "Everyone", "users": [user["email"] for user in CROWD], "groups": ["Sales"]},
    ],
    "users": [
        {"email": "Cyd@acme.example", "first_name": "Cyd", "last_name": "Charisse"},
        {"email": "ada@acme.example", "first_name": "Augusta Ada", "attributes": {"region": "north"}},
    ],
    "permission_sets": [
        {"name": "Reading", "permissions": ["see_looks", "access_data"]},
        {"name": "Exploring", "permissions": ["access_data", "see_looks", "explore"]},
    ],
    "model_sets": [{"name": "Shop", "models": ["stock", "shop"]}],
    "roles": [
        {"name": "Reader", "groups": ["Everyone"]},
        {"name": "Explorer", "permission_set": "Exploring", "model_set": "Shop", "users": ["ada@acme.example"]},
    ],
    "user_attributes": [
        {"name": "region", "group_values": [{"group": "EMEA", "value": "emea"}, {"group": "Sales", "value": "all"}]},
        {"name": "team", "default_value": "none"},
    ],
}
TASKS: tuple[Task, ...] = (
    Task("configuration", _COMPANY),
    # Eve is known to single sign-on only; nobody may be made beside her.
    Task("user", {"email": "eve@acme.example", "first_name": "Eva"}),
    Task("group", {"name": "Europe", "previous_name": "EMEA"}),
    Task(
        "user", {"email": "robert@acme.example", "previous_email": "bob@acme.example", "groups": ["Sales", "Everyone"]}
    ),
    Task("group", {"name": "Sales", "users": ["cyd@acme.example", "robert@acme.example"]}),
    Task("group", {"name": "Europe", "users": ["Ada@acme.example"], "list_mode": "add"}),
    Task("group", {"name": "Everyone", "users": ["user7@acme.example"], "list_mode": "remove"}),
    # Ada and Robert have these roles through groups as well, which is no reason to leave them out or in.
    Task("role", {"name": "Reader", "users": ["robert@acme.example"]}),
    Task("user", {"email": "ada@acme.example", "roles": ["Explorer", "Reader"]}),
    Task("user", {"email": "ada@acme.example", "roles": ["Explorer"]}),
    # The group of the identity provider keeps the role, though it is in no list.
    Task("role", {"name": "Analyst", "previous_name": "Reader", "groups": ["Europe", "Sales"]}),
    Task("role", {"name": "Analyst", "groups": ["Sales"], "list_mode": "remove"}),
    Task("permission_set", {"name": "Looking", "previous_name": "Reading", "permissions": ["see_looks"]}),
    Task("model_set", {"name": "Shop", "models": ["stock"], "list_mode": "remove"}),
    Task(
        "user_attribute",
        {"name": "region", "group_values": [{"group": "Sales", "value": "all"}, {"group": "Europe", "value": "eu"}]},
    ),
    Task("group", {"name": "Late"}, _somebody_makes_late),
    Task("group", {"name": "Late", "users": ["ada@acme.example"]}, _somebody_adds_ada_to_late),
    Task("group", {"name": "Late", "users": []}, _somebody_takes_ada_from_late),
    Task("user", {"email": "flo@acme.example", "first_name": "Florence"}, _somebody_makes_flo),
    Task(
        "service_account",
        {"service_account_name": "job", "roles": ["Viewer"], "groups": ["Late"], "allow_beta": True},
        since="4.0",
    ),
    Task("api_credential", {"user": "ada@acme.example", "purpose": "export"}, since="4.0", shows="client_secret"),
    Task("api_credential", {"user": "ada@acme.example", "purpose": "export", "state": "absent"}, since="4.0"),
    Task("user", {"email": "cyd@acme.example", "is_disabled": True}),
    Task("user", {"email": "dee@acme.example", "state": "absent"}),
    Task("group", {"name": "Old", "state": "absent"}),
)
CROWD_LEFT = {user["email"] for user in CROWD} - {"user7@acme.example"}


def end(version: str) -> dict[str, Any]:
    """What there is after all tasks, as `seen` tells it."""
    service = {"job"} if version == "4.0" else set()
    return {
        "groups": {  # members, groups inside, roles
            "Sales": ({"cyd@acme.example", "robert@acme.example"}, {"Europe"}, set()),
            "Europe": ({"cyd@acme.example", "ada@acme.example"}, set(), {"Analyst"}),
            "Everyone": (CROWD_LEFT | {"robert@acme.example"}, {"Sales"}, set()),
            "From SSO": ({"robert@acme.example"}, set(), {"Analyst"}),
            "Late": (service, set(), set()),
        },
        "users": {  # names, disabled, roles of their own
            "ada@acme.example": ("Augusta Ada", "Lovelace", False, {"Explorer"}),
            "robert@acme.example": ("Bob", "Kahn", False, {"Analyst"}),
            "cyd@acme.example": ("Cyd", "Charisse", True, set()),
            "eve@acme.example": ("Eva", "Ng", False, set()),
            "flo@acme.example": ("Florence", "", False, set()),
            **({"job": ("", "", False, {"Viewer"})} if service else {}),
        },
        "sets": {"Looking": {"see_looks"}, "Exploring": {"access_data", "see_looks", "explore"}, "Shop": {"shop"}},
        "roles": {"Analyst": ("Looking", "Shop"), "Explorer": ("Exploring", "Shop")},
        "values": [("region", "Sales", "all"), ("region", "Europe", "eu")],
        "own values": {("ada@acme.example", "region", "north")},
        "keys": 2,  # of the API user, and of the robot
    }


def _name_of(user: Mapping[str, Any]) -> str:
    logins = [login for login in user["credentials"].values() if isinstance(login, dict) and login.get("email")]
    return (user.get("service_account_name") or key_of(dict(user)) or logins[0]["email"]).lower()


def seen(state: Mapping[str, Any]) -> dict[str, Any]:
    """The state as far as the tasks speak of it; whoever is there twice fails."""
    names = {kind: {row["id"]: row["name"] for row in state[kind]} for kind in ("groups", "roles", "user_attributes")}
    sets = {kind: {row["id"]: row for row in state[kind]} for kind in ("permission_sets", "model_sets")}
    people = {_name_of(user): user for user in state["users"]}
    strangers = {"admin@sandbox.example", "robot@acme.example", *(user["email"] for user in CROWD)}
    assert len(people) == len(state["users"]), "somebody is there twice"
    assert all(len(set(rows.values())) == len(rows) for rows in names.values()), "something is there twice"
    mine = {"Looking", "Reading", "Exploring", "Shop"}
    return {
        "groups": {
            row["name"]: (
                {name for name, user in people.items() if row["id"] in user["groups"]},
                {names["groups"][child] for child in row["groups"]},
                {names["roles"][role] for role in row["roles"]},
            )
            for row in state["groups"]
            if row["name"] != "All Users"
        },
        "users": {
            name: (
                user.get("first_name") or "",
                user.get("last_name") or "",
                bool(user.get("is_disabled")),
                {names["roles"][role] for role in user["roles"]},
            )
            for name, user in people.items()
            if name not in strangers
        },
        "sets": {
            row["name"]: set(row.get("permissions") or row.get("models") or ())
            for rows in sets.values()
            for row in rows.values()
            if row["name"] in mine
        },
        "roles": {
            role["name"]: (
                sets["permission_sets"][role["permission_set_id"]]["name"],
                sets["model_sets"][role["model_set_id"]]["name"],
            )
            for role in state["roles"]
            if role["name"] in ("Reader", "Analyst", "Explorer")
        },
        "values": [
            (names["user_attributes"][row["user_attribute_id"]], names["groups"][row["group_id"]], row["value"])
            for row in sorted(state["group_values"], key=lambda row: int(row["rank"]))
        ],
        "own values": {
            (name, names["user_attributes"][attribute], value)
            for name, user in people.items()
            for attribute, value in user.get("attribute_values", {}).items()
        },
        "keys": sum(len(user["credentials"].get("api3", ())) for user in state["users"]),
    }
