# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Guards: each refuses before any write, in check mode too; what lifts it, where something does, lifts it.

Embed users and Looker's support staff: test_guarded_users.py. API keys: test_api_credential.py.
"""

from __future__ import annotations

from typing import Any

import pytest
from contract.contract import converged, key_of, refused, resource_of
from contract.harness import Looker

ADA, BOB, CYD = (f"{name}@acme.example" for name in ("ada", "bob", "cyd"))
OWN = "admin@sandbox.example"


def info(looker: Looker, module: str, /, **options: Any) -> dict[str, Any]:
    """The one object that an info module finds."""
    (found,) = looker.info(resource_of(module), **options)
    return found


def stopped(looker: Looker, module: str, *words: str, **options: Any) -> None:
    before = looker.sandbox.state()
    for check in (True, False):
        refused(looker, looker.run(module, check=check, **options), *words, before=before)


def _edit(looker: Looker, kind: str, key: str, **values: Any) -> dict[str, Any]:
    """Changes an object behind the API: what nobody can make by it. Returns the object."""
    state = looker.sandbox.state()
    row: dict[str, Any] = next(row for row in state[kind] if key_of(row) == key)
    row.update(values)
    looker.sandbox.set_state(state)
    return row


# Looker's own objects


@pytest.mark.parametrize(
    ("name", "options", "words"),
    [
        ("permission_set", {"name": "Admin", "permissions": ["access_data"]}, ("built into Looker",)),
        ("permission_set", {"name": "Boss", "previous_name": "Admin"}, ("built into Looker",)),
        ("permission_set", {"name": "Admin", "state": "absent"}, ("built into Looker",)),
        ("model_set", {"name": "All", "models": []}, ("built into Looker",)),
        ("model_set", {"name": "Everything", "previous_name": "All"}, ("built into Looker",)),
        ("model_set", {"name": "All", "state": "absent"}, ("built into Looker",)),
        ("role", {"name": "Admin", "permission_set": "Viewer"}, ("Looker's own role",)),
        ("role", {"name": "Boss", "previous_name": "Admin"}, ("Looker's own role",)),
        ("role", {"name": "Admin", "state": "absent"}, ("Looker's own role",)),
        ("user_attribute", {"name": "email", "label": "Mail"}, ("Looker's own attributes",)),
        ("user_attribute", {"name": "locale", "state": "absent"}, ("Looker's own attributes",)),
        ("group", {"name": "All Users", "state": "absent"}, ("All Users",)),
        ("group", {"name": "All Users", "can_add_to_content_metadata": False}, ("All Users",)),
        ("group", {"name": "Everybody", "previous_name": "All Users"}, ("All Users",)),
        ("group", {"name": "All Users", "users": [ADA]}, ("All Users",)),
        ("group", {"name": "All Users", "groups": ["North"]}, ("All Users",)),
        ("group", {"name": "North", "groups": ["All Users"]}, ("All Users",)),
        ("group", {"name": "North", "parents": ["All Users"]}, ("All Users",)),
        ("user", {"email": ADA, "groups": ["All Users"]}, ("All Users",)),
        ("role", {"name": "Viewer", "groups": ["All Users"]}, ("All Users",)),
        ("group", {"name": "All Users", "roles": ["Viewer"]}, ("All Users",)),
        # What cannot be, before Looker says so.
        ("user_attribute", {"name": "Region"}, ("lower-case",)),
        ("user_attribute", {"name": "key", "value_is_hidden": True}, ("hidden_value_domain_whitelist",)),
        ("user_attribute", {"name": "region", "hidden_value_domain_whitelist": "https://x"}, ("value_is_hidden",)),
        ("permission_set", {"name": "New", "permissions": ["acces_data"]}, ("did you mean 'access_data'",)),
    ],
)
def test_what_is_looker_s_own(any_looker: Looker, name: str, options: dict[str, Any], words: tuple[str, ...]) -> None:
    stopped(any_looker, name, *words, **options)


def test_values_of_everybody_may_be_managed(any_looker: Looker) -> None:
    converged(any_looker, "group", name="All Users", attribute_values={"region": "world"})


def test_an_internal_role_keeps_its_definition(looker: Looker) -> None:
    _edit(looker, "roles", "User", internal=True)
    stopped(looker, "role", "Looker's own role", name="User", permission_set="Viewer")
    stopped(looker, "role", "Looker's own role", name="User", state="absent")
    converged(looker, "role", name="User", users=[ADA], groups=["North"])


def test_a_permanent_attribute_stays(any_looker: Looker) -> None:
    _edit(any_looker, "user_attributes", "region", is_permanent=True)
    stopped(any_looker, "user_attribute", "for good", name="region", state="absent")
    converged(any_looker, "user_attribute", name="region", default_value="emea")


def test_a_set_in_use_stays(any_looker: Looker) -> None:
    """Whatever Looker would say to that (quirk set_in_use): a role without its set is no use to anybody."""
    any_looker.run("permission_set", name="Reading", permissions=["access_data"])
    any_looker.run("model_set", name="Shop", models=["shop"])
    any_looker.run("role", name="Reader", permission_set="Reading", model_set="Shop")
    stopped(any_looker, "permission_set", "'Reading'", "role 'Reader' uses it", name="Reading", state="absent")
    stopped(any_looker, "model_set", "'Shop'", "role 'Reader' uses it", name="Shop", state="absent")
    moved = any_looker.configure(
        roles=[{"name": "Reader", "permission_set": "Viewer"}],
        permission_sets=[{"name": "Reading", "state": "absent"}],
    )
    assert [entry["method"] for entry in moved.writes] == ["PATCH", "DELETE"], moved.message
    both = any_looker.configure(
        roles=[{"name": "Reader", "state": "absent"}], model_sets=[{"name": "Shop", "state": "absent"}]
    )
    assert [entry["path"].split("/")[1] for entry in both.writes] == ["roles", "model_sets"], both.message


# Groups that the identity provider manages


@pytest.fixture
def mirrored(any_looker: Looker) -> Looker:
    """A Looker in which the identity provider manages South; Bob is in it, and it has the role Viewer."""
    any_looker.run("group", name="South", users=[BOB], roles=["Viewer"])
    _edit(any_looker, "groups", "South", externally_managed=True)
    return any_looker


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("group", {"name": "South", "state": "absent"}),
        ("group", {"name": "Southern", "previous_name": "South"}),
        ("group", {"name": "South", "can_add_to_content_metadata": False}),
        ("group", {"name": "South", "users": [ADA]}),
        ("group", {"name": "South", "users": []}),
        ("group", {"name": "South", "users": [BOB], "list_mode": "remove"}),
        ("group", {"name": "South", "groups": ["North"]}),
        ("user", {"email": ADA, "groups": ["South"]}),
        ("user", {"email": BOB, "groups": ["South"], "list_mode": "remove"}),
        ("role", {"name": "Developer", "groups": ["South"]}),
        ("role", {"name": "Viewer", "groups": ["South"], "list_mode": "remove"}),
        ("group", {"name": "South", "roles": []}),
    ],
)
def test_what_the_identity_provider_manages(mirrored: Looker, name: str, options: dict[str, Any]) -> None:
    stopped(mirrored, name, "group 'South", "identity provider", **options)


def test_what_the_identity_provider_manages_is_kept_in_lists(mirrored: Looker) -> None:
    """It is left alone where lists of others do not name it, and is in what is written as a whole."""
    for groups in (["North"], ["North", "West"], []):
        assert mirrored.run("role", name="Viewer", groups=groups).result["changed"]
        assert not mirrored.run("role", name="Viewer", groups=groups).result["changed"]
        assert mirrored.info(resource_of("role"), name="Viewer")[0]["groups"] == sorted([*groups, "South"])
    assert mirrored.run("user", email=BOB, groups=["North"]).result["changed"]
    assert info(mirrored, "user", email=BOB)["groups"] == ["All Users", "North", "South"]
    converged(mirrored, "group", name="South", attribute_values={"region": "emea"})


# Whoever administers Looker


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"is_disabled": True}, "disable"),
        ({"state": "absent"}, "delete"),
        ({"roles": []}, "take the role Admin from"),
        ({"roles": ["Admin"], "list_mode": "remove"}, "take the role Admin from"),
        ({"credentials_absent": ["api3"]}, "remove the API keys"),
    ],
)
def test_the_api_user_itself(any_looker: Looker, options: dict[str, Any], words: str) -> None:
    any_looker.run("role", name="Admin", users=[ADA], list_mode="add")
    stopped(any_looker, "user", words, OWN, "allow_self_lockout", id="1", **options)
    lifted = any_looker.run("user", id="1", check=True, allow_self_lockout=True, **options)
    assert (lifted.failed, lifted.result["changed"]) == (False, True)
    real = any_looker.run("user", id="1", allow_self_lockout=True, **options)
    assert len(real.writes) == 1
    assert real.failed is (options == {"state": "absent"})  # which Looker itself does not let one do (facts 3.7)


def test_the_api_user_in_the_list_of_the_role(any_looker: Looker) -> None:
    any_looker.run("role", name="Admin", users=[ADA], list_mode="add")
    lists: tuple[dict[str, Any], ...] = ({"users": [ADA]}, {"users": []}, {"users": [OWN], "list_mode": "remove"})
    for options in lists:
        stopped(any_looker, "role", "take the role Admin from", OWN, "allow_self_lockout", name="Admin", **options)
    lifted = any_looker.run("role", name="Admin", users=[ADA], allow_self_lockout=True)
    assert not lifted.failed, lifted.message


@pytest.fixture
def one_admin(any_looker: Looker) -> Looker:
    """A Looker in which the API user may do everything by another role, and Ada is the only admin; Bob is disabled."""
    any_looker.run("permission_set", name="Everything", permissions=["administer"])
    any_looker.run("role", name="Operator", permission_set="Everything", model_set="All", users=[OWN])
    any_looker.run("user", email=BOB, is_disabled=True)
    any_looker.run("role", name="Admin", users=[ADA, BOB], allow_self_lockout=True)
    assert info(any_looker, "role", name="Admin")["users"] == [ADA, BOB]
    return any_looker


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("user", {"email": ADA, "is_disabled": True}),
        ("user", {"email": ADA, "state": "absent"}),
        ("user", {"email": ADA, "roles": ["Viewer"]}),
        ("role", {"name": "Admin", "users": [BOB]}),
        ("role", {"name": "Admin", "users": [ADA], "list_mode": "remove"}),
    ],
)
def test_the_last_enabled_admin(one_admin: Looker, name: str, options: dict[str, Any]) -> None:
    stopped(one_admin, name, "without an enabled admin", ADA, "allow_self_lockout", **options)
    lifted = one_admin.run(name, check=True, allow_self_lockout=True, **options)
    assert not lifted.failed, lifted.message
    denied = one_admin.run(name, allow_self_lockout=True, **options)  # Looker has the last word
    assert denied.failed
    assert denied.result["error"]["status"] == 403


@pytest.fixture
def admins_by_group(any_looker: Looker) -> Looker:
    """A Looker whose only admins, Ada and the API user, are so through a group inside a group."""
    any_looker.run("group", name="South", users=[OWN, ADA])
    any_looker.run("group", name="North", groups=["South"])
    any_looker.run("role", name="Admin", groups=["North"])
    direct = any_looker.run("role", name="Admin", users=[])
    assert not direct.failed, direct.message
    return any_looker


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("role", {"name": "Admin", "groups": []}),
        ("group", {"name": "North", "state": "absent"}),
        ("group", {"name": "North", "groups": []}),
        ("group", {"name": "South", "parents": []}),
        ("group", {"name": "South", "users": [ADA]}),
        ("user", {"id": "1", "groups": []}),
    ],
)
def test_admins_through_groups(admins_by_group: Looker, name: str, options: dict[str, Any]) -> None:
    stopped(admins_by_group, name, "allow_self_lockout", **options)
    lifted = admins_by_group.run(name, check=True, allow_self_lockout=True, **options)
    assert not lifted.failed, lifted.message


def test_another_admin_may_go(admins_by_group: Looker) -> None:
    assert not admins_by_group.run("user", email=ADA, groups=[]).failed


# Too much at once


@pytest.mark.parametrize(
    ("name", "options", "taken"),
    [
        ("user", {"email": ADA, "is_disabled": True}, "login of user"),
        ("user", {"email": ADA, "unset_attributes": ["region"]}, "region"),
        ("user", {"email": ADA, "groups": []}, "North"),
        ("user", {"email": ADA, "roles": []}, "Viewer"),
        ("group", {"name": "North", "attribute_values": {}, "unset_attribute_values": ["branch"]}, "branch"),
        ("user_attribute", {"name": "branch", "group_values": []}, "North"),
    ],
)
def test_what_counts_as_taken_away(any_looker: Looker, name: str, options: dict[str, Any], taken: str) -> None:
    any_looker.run("user", email=ADA, groups=["North"], roles=["Viewer"], attributes={"region": "emea"})
    any_looker.run("group", name="North", attribute_values={"branch": "12"})
    stopped(any_looker, name, "max_removals (0)", taken, max_removals=0, **options)
    lifted = any_looker.run(name, max_removals=1, **options)
    assert (lifted.failed, lifted.result["changed"]) == (False, True), lifted.message


def test_fifty_removals_are_the_most_unless_more_are_allowed(looker: Looker) -> None:
    crowd = [{"email": f"u{number:02}@acme.example", "first_name": "U"} for number in range(51)]
    emails = [user["email"] for user in crowd]
    looker.sandbox.set_state({"users": crowd, "groups": [{"name": "North", "users": emails}]})
    stopped(looker, "group", "51 things", "max_removals (50)", "and 31 more", name="North", users=[])
    assert not looker.run("group", check=True, name="North", users=emails[:1]).failed
    assert len(looker.run("group", name="North", users=[], max_removals=51).writes) == 51


# Circles


def test_circles_are_found_however_deep(any_looker: Looker) -> None:
    for above, below in (("North", "South"), ("South", "West")):
        any_looker.run("group", name=above, groups=[below])
    for options in (
        {"name": "West", "groups": ["North"]},
        {"name": "North", "parents": ["West"]},
        {"name": "Between", "groups": ["North"], "parents": ["West"]},
        {"name": "North", "groups": ["North"]},
    ):
        stopped(any_looker, "group", "circle", "North", **options)
    assert not any_looker.run("group", name="West", parents=["North"]).failed
