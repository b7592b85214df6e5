# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which calls reading takes. Login, versions and logout come on top: three more than are counted here."""

from __future__ import annotations

import contextlib

from hypothesis import given, settings
from hypothesis import strategies as st
from searching import examples
from unit.engine.documents import Document, documents, states, want
from unit.engine.engine import check
from unit.engine.model import ModelLooker, State

from ansible_collections.biops.looker.plugins.module_utils._needs import needs_of
from ansible_collections.biops.looker.plugins.module_utils._plan import plan
from ansible_collections.biops.looker.plugins.module_utils._resources._all import ALL
from ansible_collections.biops.looker.plugins.module_utils._snapshot import take_snapshot
from ansible_collections.biops.looker.plugins.module_utils._state import NeedMore, PlanError

ADA = "ada@model.example"
COMPANY = State(
    users={**{f"user{number}@model.example": dict[str, object]() for number in range(100)}, ADA: {}},
    groups={f"group{number}": {} for number in range(10)},
    members={(f"group{number % 10}", f"user{number}@model.example") for number in range(100)}
    | {
        (f"group{number % 10}", f"user{(number + turn) % 100}@model.example")
        for number in range(100)
        for turn in range(5)
    },
    children={("group0", "group1")},
)


def _calls(document: Document, version: str = "4.0", inherited: bool = False) -> list[str]:
    looker = ModelLooker(COMPANY, version, inherited)
    assert not check(looker, want(document)).changed
    return sorted(call.operation for call in looker.log)


def _user(number: int | str, **options: object) -> dict[str, object]:
    email = f"user{number}@model.example" if isinstance(number, int) else number
    return {"email": email, "state": "present", "list_mode": "exact", **options}


def _members(number: int) -> list[str]:
    return sorted(user for group, user in COMPANY.members if group == f"group{number}")


def _groups_of(number: int) -> list[str]:
    return sorted(group for group, user in COMPANY.members if user == f"user{number}@model.example")


def _group(number: int, **options: object) -> dict[str, object]:
    return {"name": f"group{number}", "state": "present", "list_mode": "exact", **options}


def test_one_user() -> None:
    assert _calls({"users": [_user(ADA)]}) == ["me", "search_users"]


def test_one_user_with_groups() -> None:
    assert _calls({"users": [_user(5, groups=_groups_of(5))]}) == ["me", "search_groups_with_hierarchy", "search_users"]


def test_one_group() -> None:
    assert _calls({"groups": [_group(5)]}) == ["me", "search_groups_with_hierarchy"]


def test_one_group_with_members_reads_its_members_and_nobody_else() -> None:
    calls = _calls({"groups": [_group(5, users=_members(5))]})
    assert calls == ["all_group_users", "me", "search_groups_with_hierarchy"]


def test_a_company() -> None:
    document: Document = {
        "users": [_user(number) for number in range(100)],
        "groups": [_group(number, users=_members(number)) for number in range(10)],
    }
    assert _calls(document) == ["all_users", "me", "search_groups_with_hierarchy"]


def test_a_company_in_api_3_1_has_to_be_asked_group_by_group() -> None:
    """Nothing shows the nesting there, so nobody can tell inherited memberships from direct ones."""
    document: Document = {
        "users": [_user(number) for number in range(100)],
        "groups": [_group(number, users=_members(number)) for number in range(10)],
    }
    calls = _calls(document, version="3.1")
    assert set(calls) <= {"all_groups", "all_group_users", "all_users", "me"}
    assert calls.count("all_group_users") <= 10
    assert calls.count("all_users") == calls.count("all_groups") == 1


def test_ids_are_read_in_one_call() -> None:
    looker = ModelLooker(COMPANY)
    ids = {row["name"]: str(key) for key, row in looker.groups.items()}
    entries = [f"id:{ids[name]}" for name in _groups_of(5)]
    assert not check(looker, want({"users": [_user(5, groups=entries)]})).changed
    assert len(looker.log) <= 3


def test_members_by_id_and_by_address_mean_the_same() -> None:
    looker = ModelLooker(COMPANY)
    ids = {row.get("email"): str(key) for key, row in looker.users.items()}
    entries = [f"id:{ids[address]}" if number % 2 else address.upper() for number, address in enumerate(_members(5))]
    assert not check(looker, want({"groups": [_group(5, users=entries)]})).changed


def test_inherited_groups_cost_calls_only_where_they_are_in_doubt() -> None:
    """Quirk 12.21. Only group0 has a group in it, so only its own members are in doubt."""
    document: Document = {"groups": [_group(number, users=_members(number)) for number in range(10)]}
    assert "all_group_users" not in _calls(document)
    assert _calls(document, inherited=True).count("all_group_users") == 1


def test_many_new_users_cost_no_more_than_few() -> None:
    looker = ModelLooker(COMPANY)
    new = [_user(f"new{number}@model.example", first_name="N") for number in range(50)]
    result = check(
        looker, want({"users": new, "groups": [_group(1, users=[user["email"] for user in new], list_mode="add")]})
    )
    assert len(result.plan.changes) == 150
    assert len(looker.log) <= 4


def test_one_new_member_is_one_write() -> None:
    looker = ModelLooker(COMPANY)
    result = check(looker, want({"groups": [_group(5, users=[*_members(5), ADA])]}))
    assert [str(change) for change in result.plan.changes] == [f"add membership of user '{ADA}' in group 'group5'"]
    assert not looker.writes


@settings(max_examples=examples(300))
@given(
    documents(renames=True),
    states(),
    st.sampled_from(["4.0", "3.1"]),
    st.booleans(),
    st.frozensets(st.sampled_from(["users", "groups"])),
)
def test_a_plan_never_asks_for_what_was_not_read(
    document: Document, before: State, version: str, inherited: bool, purge: frozenset[str]
) -> None:
    """`NotRead` is a bug; a guard that has to know more says so with `NeedMore`. And nothing is read twice."""
    looker = ModelLooker(before, version, inherited)
    wanted = want(document, purge=purge, allow_self_lockout=True)
    snapshot = take_snapshot(looker, needs_of(wanted, ALL), ALL)  # type: ignore[arg-type]
    with contextlib.suppress(PlanError, NeedMore):
        plan(wanted, snapshot.have(version), ALL)
    assert not looker.writes
    sent = [repr(call) for call in looker.log]
    assert len(sent) == len(set(sent))
