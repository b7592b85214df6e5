# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a declaration of an OAuth client app changes. Pure; works with Looker's ids.

Note: this module_utils is private to the biops.looker collection and may change without notice.

An app is known by the guid that whoever registers it chooses. Looker has no other id of it, and it cannot change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Optional

from ansible_collections.biops.looker.plugins.module_utils._client import Call
from ansible_collections.biops.looker.plugins.module_utils._value_class import field, value_class

WRITTEN = ("redirect_uri", "redirect_uris", "display_name", "description", "enabled", "group_id")
SHOWN = ("client_guid", *WRITTEN, "tokens_invalid_before", "activated_users")
REGISTER, UPDATE, DELETE = "register_oauth_client_app", "update_oauth_client_app", "delete_oauth_client_app"
SEVERAL_SINCE = "26.22"  # the release that brought redirect_uris
App = Mapping[str, Any]  # SHOWN of it; activated_users: ids, sorted


def app_of(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Looker's app, with ids as text."""
    users = sorted(str(user["id"]) for user in raw.get("activated_users") or ())
    app = {name: raw[name] for name in SHOWN if name in raw}
    group = raw.get("group_id")
    return {**app, "group_id": None if group is None else str(group), "activated_users": users}


@value_class
class WantedApp:
    """What was declared. `fields`: those of WRITTEN that were given; `users`: ids, None where nothing was said."""

    guid: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    users: Optional[frozenset[str]] = None
    list_mode: str = "exact"
    state: str = "present"
    invalidate_tokens: bool = False


class Step(NamedTuple):
    """One write call, and what it is called in messages."""

    words: str
    call: Call


@value_class
class AppPlan:
    """`first` has to be done before all of `then`, which can fail one by one."""

    before: App
    after: App
    first: Optional[Step] = None
    then: tuple[Step, ...] = ()
    removals: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def steps(self) -> tuple[Step, ...]:
        return self.then if self.first is None else (self.first, *self.then)


def plan_app(wanted: WantedApp, current: Optional[App]) -> AppPlan:
    """From what is declared and what there is (None: no such app) to the calls."""
    at = {"client_guid": wanted.guid}
    if wanted.state == "absent":
        if current is None:
            return AppPlan({}, {})
        step = Step(f"delete OAuth client app '{wanted.guid}'", Call(DELETE, at))
        return AppPlan(current, {}, step, removals=(f"OAuth client app '{wanted.guid}'",))
    held = {"activated_users": []} if current is None else current
    body = changed_fields(wanted.fields, held, current is None)
    users = _users_after(wanted, frozenset(held["activated_users"]))
    after = {**held, **at, **body, "activated_users": sorted(users)}
    ended = current is not None and wanted.invalidate_tokens
    if ended or "enabled" in body:
        after.pop("tokens_invalid_before", None)  # only Looker knows it now
    for name, other in (("redirect_uri", "redirect_uris"), ("redirect_uris", "redirect_uri")):
        if name in body:
            after.pop(other, None)  # the same to Looker, in another form
    first = None
    if current is None:
        first = Step(f"register OAuth client app '{wanted.guid}'", Call(REGISTER, at, body=body))
    elif body:
        first = Step(f"update OAuth client app '{wanted.guid}'", Call(UPDATE, at, body=body))
    leaving = sorted(frozenset(held["activated_users"]) - users)
    then = [_for_user("activate", wanted.guid, user) for user in sorted(users - frozenset(held["activated_users"]))]
    then += [_for_user("deactivate", wanted.guid, user) for user in leaving]
    if ended:
        then.append(Step(f"invalidate the tokens of '{wanted.guid}'", Call("invalidate_tokens", at)))
    return AppPlan(
        {} if current is None else current,
        after,
        first,
        tuple(then),
        tuple(f"user {user} of OAuth client app '{wanted.guid}'" for user in leaving),
        tuple(_lacks(wanted)) if current is None else (),
    )


def changed_fields(wanted: Mapping[str, Any], held: App, new: bool) -> dict[str, Any]:
    """The declared properties that differ. Of several addresses, the order means nothing."""
    return {name: value for name, value in wanted.items() if new or not _equal(value, held.get(name))}


def _equal(wanted: Any, held: Any) -> bool:
    if isinstance(wanted, list):
        return sorted(wanted) == sorted(held or ())
    return bool(wanted == held or (wanted == "" and held is None))


def _users_after(wanted: WantedApp, held: frozenset[str]) -> frozenset[str]:
    if wanted.users is None:
        return held
    modes = {"exact": wanted.users, "add": held | wanted.users, "remove": held - wanted.users}
    return modes[wanted.list_mode]


def _for_user(verb: str, guid: str, user: str) -> Step:
    return Step(f"{verb} user {user} for '{guid}'", Call(f"{verb}_app_user", {"client_guid": guid, "user_id": user}))


def _lacks(wanted: WantedApp) -> Iterator[str]:
    given = {name for name, value in wanted.fields.items() if value}
    needs: Sequence[tuple[str, set[str]]] = (
        ("redirect_uri", {"redirect_uri", "redirect_uris"}),
        ("display_name", {"display_name"}),
    )
    for name, any_of in needs:
        if not any_of & given:
            yield f"OAuth client app '{wanted.guid}' does not exist, and a new one needs {name}"
