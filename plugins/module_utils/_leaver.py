# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Users who leave: what becomes of them and of what is theirs, in which order, and what is told about it. Pure.

Note: this module_utils is private to the biops.looker collection and may change without notice.

A user is taken out of use by an ordinary declaration of a user. What is added here is the hand-over, one change for
each schedule and alert, and an order: one stage after the other, whatever failed in it, so that a hand-over that fails
keeps nobody from being disabled.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Optional

from ansible_collections.biops.looker.plugins.module_utils._declaration import declare
from ansible_collections.biops.looker.plugins.module_utils._facts import BY_ID, Fields, Link, Ref, Write
from ansible_collections.biops.looker.plugins.module_utils._resource import Declared, Resource, Types
from ansible_collections.biops.looker.plugins.module_utils._resources._along import (
    FOLDERS_OF_USER,
    NOTHING,
    WITH_USER,
    Belongings,
    goes_after_hand_over,
    goes_with_user,
    owner_of,
    title_of,
)
from ansible_collections.biops.looker.plugins.module_utils._resources._links import CREDENTIAL
from ansible_collections.biops.looker.plugins.module_utils._resources._types import ACCESS
from ansible_collections.biops.looker.plugins.module_utils._resources.user import USER
from ansible_collections.biops.looker.plugins.module_utils._state import Change, ObjectPlan
from ansible_collections.biops.looker.plugins.module_utils._value_class import value_class

OUT_OF_USE: Mapping[str, Any] = {
    "credentials_absent": ["api3"],
    "end_sessions": True,
    "groups": [],
    "roles": [],
    "is_disabled": True,
}
END_SESSION = "delete_user_session"
HAND_OVER = "hand over"


@value_class
class Leaver:
    """A user who leaves."""

    given: str  # the user as the task names it
    ref: Ref
    record: Optional[Fields] = None  # None: there is no such user
    things: Belongings = NOTHING

    @property
    def name(self) -> str:
        """The address, as Looker has it."""
        return str((self.record or {}).get("email") or self.given)


@value_class
class Steps:
    """All writes for all users, by the stages in which they are made."""

    hand_over: tuple[Change, ...]
    keys: tuple[Change, ...]
    sessions: tuple[Change, ...]
    access: tuple[Change, ...]  # groups and roles
    end: tuple[Change, ...]  # disabling, or deletion

    @property
    def all(self) -> tuple[Change, ...]:
        return (*self.hand_over, *self.keys, *self.sessions, *self.access, *self.end)


def types_of(hands_over: bool) -> Types:
    """The types as this module sees them: nobody who is out of use gets anything back at the next login."""
    leaver = replace(
        USER,
        along=(*WITH_USER, FOLDERS_OF_USER),
        takes_along=goes_after_hand_over if hands_over else goes_with_user,
        undone=lambda kind, comes, current: None,
    )
    return Types(tuple(leaver if item is USER else item for item in ACCESS.values()), tuple(ACCESS.kinds.values()))


def declared_by_name(types: Types, name: str, where: str, options: Mapping[str, Any]) -> Declared:
    """A user that a task names by its address, or as `id:4711`. Raises BadDeclaration."""
    key = "id" if name.startswith(BY_ID) else USER.key
    return declare(types, types["user"], {key: name, **options}, where)


def as_found(item: Declared, found: Ref, delete: bool) -> Declared:
    """The declaration of a user who is there, under the key by which it is known."""
    fields = {name: value for name, value in item.fields.items() if name != USER.key}
    return replace(item, ref=found, by_id=None, fields=fields, state="absent" if delete else "present")


def why_not(leaver: Leaver, caller: Optional[Ref], resource: Resource) -> Optional[str]:
    """Why a user cannot be offboarded, None where nothing is against it."""
    record = leaver.record or {}
    if leaver.ref == caller:
        return "this runs as that user: use the API credentials of another one"
    if record.get("is_service_account"):
        return "it is a service account: biops.looker.service_account disables and removes these"
    return resource.protect("update", record)


# The writes


def hand_over(leaver: Leaver, owner: Ref) -> Iterator[Change]:
    """One change for each schedule and alert (facts 7.9, 13.8)."""
    for plan in leaver.things.schedules:
        ref = Ref("scheduled_plan", f"{BY_ID}{plan['id']}")
        write = Write("update_scheduled_plan", {"scheduled_plan_id": ref}, body={"user_id": owner})
        yield Change(HAND_OVER, ref, leaver.ref, write, words=f"schedule '{plan.get('name')}' of {leaver.ref}")
    for alert in leaver.things.alerts:
        ref = Ref("alert", f"{BY_ID}{alert['id']}")
        write = Write("update_alert_field", {"alert_id": ref}, body={"owner_id": owner})
        yield Change(HAND_OVER, ref, leaver.ref, write, words=f"alert '{title_of(alert)}' of {leaver.ref}")


def disable(user: Ref) -> Change:
    """What is done where a user cannot be deleted."""
    return Change("update", user, user, Write("update_user", {"user_id": user}, body={"is_disabled": True}))


def steps_of(handed: Iterable[Change], planned: Iterable[Change]) -> Steps:
    """`planned`: the changes of the users themselves."""
    found: dict[str, list[Change]] = {"keys": [], "sessions": [], "access": [], "end": []}
    for change in planned:
        found[_stage(change)].append(change)
    return Steps(tuple(handed), **{name: tuple(changes) for name, changes in found.items()})


def _stage(change: Change) -> str:
    if change.write.operation == END_SESSION:
        return "sessions"
    if isinstance(change.target, Link) and change.target.kind == CREDENTIAL:
        return "keys"
    return "access" if change.removes else "end"


# What is told


def told(leaver: Leaver, made: Iterable[Change], owner: str) -> dict[str, Any]:
    """What becomes of a user, as the module returns it. `made`: all changes that were made, or would be."""
    made = tuple(made)
    own = [change for change in made if change.owner == leaver.ref]
    handed = {change.target for change in own if change.verb == HAND_OVER}
    things = leaver.things
    shown: dict[str, Any] = {
        "email": leaver.name,
        "status": _status(leaver, own),
        "schedules": [_schedule(plan, leaver, owner, handed) for plan in things.schedules],
        "alerts": [_alert(alert, leaver, owner, handed) for alert in things.alerts],
        "content": {
            "dashboards": [_titled(row, "title") for row in things.dashboards],
            "looks": [_titled(row, "title") for row in things.looks],
            "folders": [
                {**_titled(row, "name"), "is_personal": bool(row.get("is_personal"))} for row in things.folders
            ],
        },
        "schedules_of_others": [_of_other(plan) for plan in things.schedules_of_others],
        **_taken(leaver, own, made),
    }
    return {**shown, "id": leaver.record["id"]} if leaver.record else shown


def _status(leaver: Leaver, own: Iterable[Change]) -> str:
    if leaver.record is None:
        return "absent"
    ends = {change.verb for change in own if change.write.operation in ("update_user", "delete_user")}
    if "delete" in ends:
        return "deleted"
    return "disabled" if ends or leaver.record.get("is_disabled") else "enabled"


def _taken(leaver: Leaver, own: Iterable[Change], made: Iterable[Change]) -> dict[str, Any]:
    """Keys, sessions, groups and roles that are gone. Links may be written for several users at once."""
    record = leaver.record or {}
    if any(change.verb == "delete" for change in own):
        keys = _ids(login for login in record.get("logins") or () if login.startswith("api3/"))
        return {"api_keys": keys, "sessions": len(record.get("session_ids") or ()), "groups": [], "roles": []}
    links = [link for change in made for link in change.removes if leaver.ref in (link.left, link.right)]
    return {
        "api_keys": _ids(link.right.key for link in links if link.kind == CREDENTIAL),
        "sessions": sum(change.write.operation == END_SESSION for change in own),
        "groups": sorted(link.left.key for link in links if link.kind == "membership"),
        "roles": sorted(link.left.key for link in links if link.kind == "role_user"),
    }


def _ids(logins: Iterable[str]) -> list[str]:
    """The ids of logins, which are written `api3/12`, the oldest first."""
    return sorted((login.partition("/")[2] for login in logins), key=lambda key: (len(key), key))


def _schedule(plan: Mapping[str, Any], leaver: Leaver, owner: str, handed: Container[Any]) -> dict[str, Any]:
    mine = Ref("scheduled_plan", f"{BY_ID}{plan['id']}") not in handed
    return {
        **_titled(plan, "name"),
        "title": plan.get("title"),
        "enabled": plan.get("enabled") is not False,
        "sends_own_content": leaver.things.sends_own(plan),
        "owner": leaver.name if mine else owner,
    }


def _alert(alert: Mapping[str, Any], leaver: Leaver, owner: str, handed: Container[Any]) -> dict[str, Any]:
    mine = Ref("alert", f"{BY_ID}{alert['id']}") not in handed
    return {"id": str(alert["id"]), "title": title_of(alert), "owner": leaver.name if mine else owner}


def _of_other(plan: Mapping[str, Any]) -> dict[str, Any]:
    return {**_titled(plan, "name"), "title": plan.get("title"), "owner": owner_of(plan)}


def _titled(row: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {"id": str(row["id"]), name: row.get(name)}


def difference(leaver: Leaver, item: ObjectPlan, hands_over: bool) -> Optional[dict[str, Any]]:
    """What changes about a user, as a diff; None where nothing does."""
    before, after = dict(item.before), dict(item.after)
    names = {
        "schedules": sorted(str(plan.get("name")) for plan in leaver.things.schedules),
        "alerts": sorted(title_of(alert) for alert in leaver.things.alerts),
    }
    for option, held in names.items():
        if hands_over and held:
            before[option] = held
            after.update({} if item.action == "delete" else {option: []})
    if before == after:
        return None
    header = f"user {leaver.name}"
    return {"before": before, "after": after, "before_header": header, "after_header": f"{header} (offboarded)"}


def warnings(leaver: Leaver, hands_over: bool, delete: bool) -> Iterator[str]:
    """What will surprise, although it is allowed."""
    things = leaver.things
    names = _names(things.schedules, "name")
    if things.schedules and not hands_over:
        fate = "are deleted with that user" if delete else "stop, since Looker runs none of a disabled user"
        yield f"schedules of {leaver.ref} {fate}: {names} (owner would get them)"
    if things.alerts and not hands_over:
        titles = ", ".join(title_of(alert) for alert in things.alerts)
        yield f"alerts stay with {leaver.ref}, and nobody else can change them: {titles} (owner would get them)"
    lost = [plan for plan in things.schedules if things.sends_own(plan)]
    if delete and hands_over and lost:
        sent = _names(lost, "name")
        yield f"schedules send content of {leaver.ref}, and are deleted with it although they are handed over: {sent}"
    if delete and things.schedules_of_others:
        sent = _names(things.schedules_of_others, "name")
        yield f"schedules of others send content of {leaver.ref}, and are deleted with it: {sent}"


def _names(rows: Sequence[Mapping[str, Any]], name: str) -> str:
    return ", ".join(str(row.get(name)) for row in rows)
