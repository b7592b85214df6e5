# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the engine refuses: a clear sentence, no write at all, and the option that lifts it where there is one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from unit.engine.company import Sandbox, apply_document, group, person, writes
from unit.engine.documents import Document

from ansible_collections.biops.looker.plugins.module_utils._state import PlanError

running = pytest.importorskip("looker_sandbox.running", reason="the sandbox's libraries are not installed")

ADMIN = "admin@sandbox.example"
SEED = {
    "permission_sets": [{"name": "Ops", "permissions": ["administer", "see_users"]}],
    "roles": [{"name": "Ops", "permission_set": "Ops", "model_set": "All"}],
    "users": [
        {"first_name": "Ada", "last_name": "Lovelace", "email": "ada@acme.example"},
        {"first_name": "Bob", "last_name": "Kahn", "email": "bob@acme.example"},
        {"first_name": "Sue", "last_name": "Port", "email": "sue@looker.example", "verified_looker_employee": True},
    ],
    "groups": [
        {"name": "Finance", "users": ["ada@acme.example", "bob@acme.example"]},
        {"name": "Directory", "externally_managed": True, "users": ["ada@acme.example"]},
        {"name": "Operators", "roles": ["Admin"], "groups": ["Night shift"]},
        {"name": "Night shift", "users": ["bob@acme.example"]},
    ],
}


def _users(*items: dict[str, Any]) -> Document:
    return {"users": list(items), "groups": []}


def _groups(*items: dict[str, Any]) -> Document:
    return {"users": [], "groups": list(items)}


@pytest.fixture(scope="module")
def shared() -> Iterator[Sandbox]:
    with running.running_sandbox(seed=SEED) as started:
        yield started


@pytest.fixture
def sandbox(shared: Sandbox) -> Sandbox:
    shared.reset()
    return shared


REFUSED = {
    "rename All Users": (_groups(group("Everybody", previous_name="All Users")), "All Users"),
    "remove All Users": (_groups(group("All Users", state="absent")), "All Users"),
    "members of All Users": (_groups(group("All Users", users=["ada@acme.example"])), "All Users"),
    "All Users from the other side": (_users(person("ada@acme.example", groups=["All Users"])), "All Users"),
    "change a mirrored group": (_groups(group("Directory", can_add_to_content_metadata=False)), "identity provider"),
    "remove a mirrored group": (_groups(group("Directory", state="absent")), "identity provider"),
    "members of a mirrored group": (_groups(group("Directory", users=["bob@acme.example"])), "identity provider"),
    "mirrored from the other side": (_users(person("bob@acme.example", groups=["Directory"])), "identity provider"),
    "change a support user": (_users(person("sue@looker.example", first_name="Su")), "support user"),
    "remove a support user": (_users(person("sue@looker.example", state="absent")), "support user"),
    "delete oneself": (_users(person(ADMIN, state="absent")), "allow_self_lockout"),
    "disable oneself": (_users(person(ADMIN, is_disabled=True)), "allow_self_lockout"),
    "unknown member": (_groups(group("Finance", users=["nobody@acme.example"])), "does not exist"),
    "unknown id": (_users(person("ada@acme.example", id="4711")), "4711"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_is_refused_without_a_write(sandbox: Sandbox, case: str) -> None:
    document, said = REFUSED[case]
    with pytest.raises(PlanError, match=said):
        apply_document(sandbox, document)
    assert not writes(sandbox)


@pytest.mark.parametrize("case", sorted(REFUSED.keys() - {"unknown member"}))
def test_is_refused_in_check_mode_too(sandbox: Sandbox, case: str) -> None:
    document, said = REFUSED[case]
    with pytest.raises(PlanError, match=said):
        apply_document(sandbox, document, check_mode=True)


def test_an_unknown_member_is_a_warning_in_check_mode(sandbox: Sandbox) -> None:
    result = apply_document(sandbox, REFUSED["unknown member"][0], check_mode=True)
    assert any("nobody@acme.example" in warning for warning in result.warnings)
    assert result.changed
    assert not writes(sandbox)


def test_memberships_of_mirrored_groups_do_not_count_in_a_list(sandbox: Sandbox) -> None:
    """An exact list leaves out "Directory" and "All Users", and neither is touched or shown."""
    result = apply_document(sandbox, _users(person("ada@acme.example", groups=["Finance"])))
    assert not result.changed
    assert result.objects[0].record["groups"] == ["Finance"]


def test_too_many_removals(sandbox: Sandbox) -> None:
    document: Document = {
        "users": [person("bob@acme.example", is_disabled=True)],
        "groups": [group("Finance", users=[]), group("Night shift", state="absent")],
    }
    with pytest.raises(PlanError, match=r"take away 4 things, more than max_removals \(3\)") as refused:
        apply_document(sandbox, document, max_removals=3)
    assert "login of user 'bob@acme.example'" in str(refused.value)
    assert not writes(sandbox)
    assert apply_document(sandbox, document, max_removals=4).changed


# The last admin


def _with_roles(sandbox: Sandbox, caller: list[str], ada: list[str]) -> None:
    """Gives other direct roles to the caller and to Ada; Bob stays admin through "Night shift" in "Operators"."""
    state = sandbox.state()
    ids = {role["name"]: role["id"] for role in state["roles"]}
    for user in state["users"]:
        given = {ADMIN: caller, "ada@acme.example": ada}.get(user["credentials"].get("email", {}).get("email", ""))
        if given is not None:
            user["roles"] = [ids[name] for name in given]
    sandbox.set_state(state)


LAST_ADMIN = {
    "deleted": _users(person("bob@acme.example", state="absent")),
    "disabled": _users(person("bob@acme.example", is_disabled=True)),
    "taken from the group": _groups(group("Night shift", users=["ada@acme.example"], list_mode="exact")),
    "taken from the group by a user's list": _users(person("bob@acme.example", groups=["Finance"])),
    "the group taken from its parent": _groups(group("Operators", groups=["Finance"])),
    "the group deleted": _groups(group("Night shift", state="absent")),
    "the parent deleted": _groups(group("Operators", state="absent")),
}
WITH_ANOTHER = {"taken from the group", "the group taken from its parent"}  # who comes in is admin instead


@pytest.mark.parametrize("case", LAST_ADMIN)
def test_the_last_admin_through_groups(sandbox: Sandbox, case: str) -> None:
    """The caller may do all this by another role; Bob is the only one with the role Admin, two groups away."""
    _with_roles(sandbox, caller=["Ops"], ada=[])
    if case in WITH_ANOTHER:
        assert apply_document(sandbox, LAST_ADMIN[case], check_mode=True).changed
        return
    with pytest.raises(PlanError, match=r"without an enabled admin .*bob@acme\.example.*allow_self_lockout"):
        apply_document(sandbox, LAST_ADMIN[case])
    assert not writes(sandbox)
    assert apply_document(sandbox, LAST_ADMIN[case], check_mode=True, allow_self_lockout=True).changed


def test_a_second_admin_may_go(sandbox: Sandbox) -> None:
    _with_roles(sandbox, caller=["Admin"], ada=["Admin"])
    assert apply_document(sandbox, _users(person("ada@acme.example", state="absent"))).changed


@pytest.mark.parametrize(
    "document",
    [
        _groups(group("Night shift", users=["bob@acme.example"])),
        _groups(group("Night shift", state="absent")),
        _users(person(ADMIN, groups=["Finance"])),
    ],
    ids=["left out of a list", "group deleted", "by its own list"],
)
def test_the_role_of_the_caller_through_a_group(sandbox: Sandbox, document: Document) -> None:
    _with_roles(sandbox, caller=[], ada=["Admin"])
    state = sandbox.state()
    night = next(entry["id"] for entry in state["groups"] if entry["name"] == "Night shift")
    state["users"][0]["groups"].append(night)
    sandbox.set_state(state)
    with pytest.raises(PlanError, match=r"take the role Admin from .*allow_self_lockout"):
        apply_document(sandbox, document)
    assert not writes(sandbox)


def test_self_lockout_is_lifted_by_its_option(sandbox: Sandbox) -> None:
    result = apply_document(sandbox, _users(person(ADMIN, is_disabled=True)), check_mode=True, allow_self_lockout=True)
    assert [str(change) for change in result.plan.changes] == [f"update user '{ADMIN}'"]
