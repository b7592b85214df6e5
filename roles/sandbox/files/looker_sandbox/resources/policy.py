# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What passwords must be like, and how long people stay logged in."""

from __future__ import annotations

from typing import Any

from looker_sandbox.call import Call
from looker_sandbox.checks import between
from looker_sandbox.errors import Problem
from looker_sandbox.instance import now
from looker_sandbox.operations import Operations
from looker_sandbox.schema import ONLY_4, Field, Model
from looker_sandbox.search import Row
from looker_sandbox.singleton import CAN, Singleton

operations = Operations()
_EXPIRES = (26, 2)

# The ranges are Looker's own words; which values a new instance has is a guess.
PASSWORD_CONFIG = Model(
    "PasswordConfig",
    CAN,
    Field("min_length", 7, kind=int, check=between(7, 100), writable=True),
    Field("require_numeric", True, kind=bool, writable=True),
    Field("require_upperlower", True, kind=bool, writable=True),
    Field("require_special", True, kind=bool, writable=True),
    Field("expiration_enabled", False, kind=bool, writable=True, versions=ONLY_4, since=_EXPIRES),
    Field(
        "expiration_duration_days",
        90,
        kind=int,
        check=between(30, 365),
        writable=True,
        versions=ONLY_4,
        since=_EXPIRES,
    ),
    Field("policy_enabled_at", versions=ONLY_4, since=_EXPIRES),
)
SESSION_CONFIG = Model(
    "SessionConfig",
    CAN,
    Field("allow_persistent_sessions", True, kind=bool, writable=True),
    Field("session_minutes", 43200, kind=int, check=between(5, 43200), writable=True),
    Field("unlimited_sessions_per_user", True, kind=bool, writable=True),
    Field("use_inactivity_based_logout", False, kind=bool, writable=True),
    Field("track_session_location", True, kind=bool, writable=True),
)


def _note_the_start(call: Call, before: Row, after: Row) -> list[Problem]:
    """Passwords expire from the day on which the policy was last turned on."""
    if after.get("expiration_enabled") and not before.get("expiration_enabled"):
        after["policy_enabled_at"] = now()
    return []


_PASSWORD = Singleton("password_config", PASSWORD_CONFIG, _note_the_start)
_SESSION = Singleton("session_config", SESSION_CONFIG)

operations.add("GET", "/password_config", denied_in_core=True)(_PASSWORD.read)
operations.add("PATCH", "/password_config", denied_in_core=True)(_PASSWORD.change)
operations.add("GET", "/session_config")(_SESSION.read)
operations.add("PATCH", "/session_config")(_SESSION.change)


@operations.add("PUT", "/password_config/force_password_reset_at_next_login_for_all_users", denied_in_core=True)
def force_password_reset_at_next_login_for_all_users(call: Call) -> Any:
    """Everybody who logs in with a password has to choose a new one. What the string of the answer says is open."""
    call.demand_admin()
    for user in call.instance.users:
        if login := user["credentials"].get("email"):
            login["forced_password_reset_at_next_login"] = True
    return ""
