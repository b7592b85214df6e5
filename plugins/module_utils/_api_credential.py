# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""API keys of a user: which are made, which go. The decision is pure; the steps are the engine's.

Note: this module_utils is private to the biops.looker collection and may change without notice.

A key is no object with a name of its own: Looker makes its id, client id and secret, and shows the secret once. So keys
are told by their purpose (or client id), and rotation is two steps that each can be run again: a new key beside the old
one, and later the removal of what it replaces (facts 5.6, 13.6).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any, Optional

from ansible_collections.biops.looker.plugins.module_utils._state import PlanError
from ansible_collections.biops.looker.plugins.module_utils._value_class import field, value_class


@value_class
class WantedKey:
    """What the user declared. Days are counted back from now."""

    user: str  # for messages
    state: str = "present"
    purpose: Optional[str] = None
    client_id: Optional[str] = None
    max_age_days: Optional[int] = None
    older_than_days: Optional[int] = None
    replaced_by: Optional[str] = None  # client id of the key that stays
    max_removals: int = 50


@value_class
class KeyPlan:
    """What has to be done, and what is returned."""

    create: bool = False
    delete: tuple[Mapping[str, Any], ...] = ()  # Looker's objects
    current: Optional[Mapping[str, Any]] = None  # the key that is there and stays
    before: tuple[str, ...] = ()  # client ids of the keys that are meant
    after: tuple[str, ...] = ()
    warnings: tuple[str, ...] = field(default=())

    @property
    def changed(self) -> bool:
        return self.create or bool(self.delete)


def plan_keys(wanted: WantedKey, keys: Sequence[Mapping[str, Any]], now: datetime, in_use: Optional[str]) -> KeyPlan:
    """What has to be done about a user's keys. Raises PlanError before any write.

    keys: Looker's CredentialsApi3 objects; in_use: client id of the key that this run logs in with, "" where it logs
    in as this user and nobody knows with which key, None where it logs in as somebody else
    """
    meant = [key for key in keys if _is_meant(key, wanted)]
    ids = tuple(sorted(str(key["client_id"]) for key in meant))
    if wanted.state == "absent":
        going = _going(wanted, meant, now)
        _check_removal(wanted, going, in_use)
        gone = {key["id"] for key in going}
        after = tuple(sorted(str(key["client_id"]) for key in meant if key["id"] not in gone))
        return KeyPlan(delete=tuple(going), before=ids, after=after)
    usable = [key for key in meant if not key.get("is_disabled")]
    newest = max(usable, key=_made, default=None)
    if newest is None and wanted.client_id is not None:
        advice = "Looker makes client ids itself: leave key_client_id out to get a new key"
        raise PlanError([f"{wanted.user} has no usable API key with client id {wanted.client_id}; {advice}"])
    too_old = newest is not None and wanted.max_age_days is not None and _age(newest, now) > wanted.max_age_days
    return KeyPlan(
        create=newest is None or too_old,
        current=newest,
        before=ids,
        after=ids,
        warnings=tuple(_nameless(wanted, keys)),
    )


def _is_meant(key: Mapping[str, Any], wanted: WantedKey) -> bool:
    if wanted.client_id is not None and key.get("client_id") != wanted.client_id:
        return False
    return wanted.purpose is None or key.get("purpose") == wanted.purpose


def _going(wanted: WantedKey, meant: Sequence[Mapping[str, Any]], now: datetime) -> list[Mapping[str, Any]]:
    going = list(meant)
    if wanted.older_than_days is not None:
        going = [key for key in going if _age(key, now) > wanted.older_than_days]
    if wanted.replaced_by is not None:
        stays = [key for key in meant if key.get("client_id") == wanted.replaced_by and not key.get("is_disabled")]
        if not stays:
            sentence = f"{wanted.user} has no usable API key with client id {wanted.replaced_by}"
            raise PlanError([f"replaced_by: {sentence}; nothing was removed"])
        going = [key for key in going if key.get("client_id") != wanted.replaced_by]
    return going


def _check_removal(wanted: WantedKey, going: Sequence[Mapping[str, Any]], in_use: Optional[str]) -> None:
    if going and in_use == "":
        reason = "this runs as the same user with an access_token, and the key in use could be among those that go"
        raise PlanError([f"{reason}: log in with client_id and client_secret"])
    if any(key.get("client_id") == in_use for key in going):
        raise PlanError([f"the API key {in_use} is the one that this runs with: it cannot be removed"])
    if len(going) > wanted.max_removals:
        raise PlanError(
            [f"this would remove {len(going)} API keys, more than max_removals ({wanted.max_removals}) allows"]
        )


def _nameless(wanted: WantedKey, keys: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    """Keys that an interrupted run may have left. Nobody knows their secret, so they are of no use to us."""
    if wanted.purpose is not None:
        for key in keys:
            if not key.get("purpose"):
                left = f"{wanted.user} has an API key without a purpose, client id {key['client_id']}"
                yield f"{left}: if an interrupted run left it, remove it with state absent and key_client_id"


def _made(key: Mapping[str, Any]) -> datetime:
    """When a key was made. One without a date counts as very old."""
    text = str(key.get("created_at") or "").replace("Z", "+00:00")
    try:
        made = datetime.fromisoformat(text)
    except ValueError:
        return datetime.min.replace(tzinfo=timezone.utc)
    return made if made.tzinfo else made.replace(tzinfo=timezone.utc)


def _age(key: Mapping[str, Any], now: datetime) -> float:
    """In days."""
    return (now - _made(key)) / timedelta(days=1)
