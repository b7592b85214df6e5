# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users who leave: what is theirs, the stages of the writes, and what is told of those that were made."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from ansible_collections.biops.looker.plugins.module_utils._facts import Link, Ref, Write
from ansible_collections.biops.looker.plugins.module_utils._leaver import Leaver, hand_over, steps_of, told, warnings
from ansible_collections.biops.looker.plugins.module_utils._resources._along import (
    ALERTS,
    DASHBOARDS,
    FOLDERS,
    LOOKS,
    PLANS,
    belongings,
)
from ansible_collections.biops.looker.plugins.module_utils._state import Change

ADA, BOB, CYD = (Ref("user", f"{name}@acme.example") for name in ("ada", "bob", "cyd"))
ROLE, GROUP = Ref("role", "Viewer"), Ref("group", "Finance")
RECORD: dict[str, Any] = {"id": "3", "email": BOB.key, "logins": ["email", "api3/12", "api3/9"], "session_ids": ["7"]}
ROWS: dict[str, list[dict[str, Any]]] = {
    DASHBOARDS: [{"id": "10", "title": "Ten", "user_id": "3"}, {"id": "11", "user_id": "33"}],
    LOOKS: [{"id": 5, "title": "Five", "user_id": 3}],
    FOLDERS: [{"id": "1", "name": "Bob", "creator_id": "3", "is_personal": True}],
    PLANS: [
        {"id": "20", "name": "mine on theirs", "user_id": "3", "dashboard_id": "11"},
        {"id": "9", "name": "mine on mine", "user_id": "3", "dashboard_id": "10"},
        {"id": "3", "name": "theirs on mine", "user_id": "33", "look_id": "5", "user": {"display_name": "Cyd"}},
        {"id": "4", "name": "theirs on another Look", "user_id": "33", "look_id": "10"},
    ],
    ALERTS: [{"id": "2", "custom_title": None, "owner_id": "3"}, {"id": "3", "owner_id": "33"}],
}


def leaver(**record: Any) -> Leaver:
    return Leaver(BOB.key, BOB, {**RECORD, **record}, belongings("3", ROWS))


def _unlink(link: Link) -> Change:
    return Change("unlink", link, BOB, Write("any"), removes=(link,))


def _roles_of(*users: Ref) -> Change:
    """The users of a role, written as a whole: one call for all of them."""
    links = tuple(Link("role_user", ROLE, user) for user in users)
    end = ("role_user", "left", ROLE)
    return Change("replace", ROLE, users[0], Write("set_role_users"), removes=links, end=end)


KEY = _unlink(Link("credential", BOB, Ref("credential", "api3/9")))
SESSION = Change("call", BOB, BOB, Write("delete_user_session"))
MEMBERSHIP = _unlink(Link("membership", GROUP, BOB))
DISABLED = Change("update", BOB, BOB, Write("update_user", body={"is_disabled": True}))
DELETED = Change("delete", BOB, BOB, Write("delete_user"))


def test_what_is_theirs() -> None:
    things = belongings("3", ROWS)
    assert [row["name"] for row in things.schedules] == ["mine on mine", "mine on theirs"], "the oldest first"
    assert [row["name"] for row in things.schedules_of_others] == ["theirs on mine"]
    assert [len(rows) for rows in (things.dashboards, things.looks, things.folders, things.alerts)] == [1, 1, 1, 1]
    assert not any(belongings("4711", ROWS))


@pytest.mark.parametrize("order", list(itertools.permutations((KEY, SESSION, MEMBERSHIP, DISABLED))))
def test_stages_do_not_depend_on_the_order_of_the_plan(order: tuple[Change, ...]) -> None:
    handed = list(hand_over(leaver(), ADA))
    steps = steps_of(handed, [*order, _roles_of(BOB)])
    assert steps.all == (*handed, KEY, SESSION, MEMBERSHIP, steps.access[-1], DISABLED)
    assert [change.write.body for change in handed] == [{"user_id": ADA}, {"user_id": ADA}, {"owner_id": ADA}]


def test_only_what_was_done_is_told_as_done() -> None:
    first, second, alert = hand_over(leaver(), ADA)
    shown = told(leaver(), [second, MEMBERSHIP, SESSION, DISABLED], ADA.key)
    assert [row["owner"] for row in (*shown["schedules"], *shown["alerts"])] == [BOB.key, ADA.key, BOB.key]
    assert (shown["api_keys"], shown["sessions"], shown["groups"], shown["roles"]) == ([], 1, ["Finance"], [])
    assert shown["status"] == "disabled"
    assert (shown["schedules"][0]["sends_own_content"], shown["schedules"][1]["sends_own_content"]) == (True, False)
    assert told(leaver(), [first, alert], ADA.key)["status"] == "enabled"
    assert told(leaver(is_disabled=True), [], "")["status"] == "disabled"


def test_a_call_for_several_users_is_told_of_each() -> None:
    change = _roles_of(CYD, BOB)
    assert told(leaver(), [change], "")["roles"] == ["Viewer"]
    assert told(Leaver(CYD.key, CYD, {"id": "33"}), [change], "")["roles"] == ["Viewer"]
    assert told(Leaver(ADA.key, ADA, {"id": "2"}), [change], "")["roles"] == []


def test_with_a_user_go_keys_and_sessions() -> None:
    shown = told(leaver(), [DELETED], "")
    assert (shown["status"], shown["api_keys"], shown["sessions"]) == ("deleted", ["9", "12"], 1)
    absent = told(Leaver(BOB.key, BOB), [], "")
    assert (absent["status"], absent["email"], "id" in absent) == ("absent", BOB.key, False)


@pytest.mark.parametrize(
    ("hands_over", "delete", "words"),
    [
        (True, False, []),
        (False, False, ["stop", "alerts stay"]),
        (True, True, ["although they are handed over: mine on mine", "schedules of others"]),
        (False, True, ["are deleted with that user", "alerts stay", "schedules of others"]),
    ],
)
def test_surprises_are_told(hands_over: bool, delete: bool, words: list[str]) -> None:
    found = list(warnings(leaver(), hands_over, delete))
    assert len(found) == len(words)
    assert all(word in sentence for word, sentence in zip(words, found, strict=True))
