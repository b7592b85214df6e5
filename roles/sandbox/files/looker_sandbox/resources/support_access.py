# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Access for Looker's support: for how long, and for whom."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from looker_sandbox.call import Call
from looker_sandbox.checks import between, emails
from looker_sandbox.errors import Problem, invalid, missing, not_found
from looker_sandbox.instance import TIME_FORMAT, now
from looker_sandbox.operations import Operations
from looker_sandbox.schema import ONLY_4, Field, Model
from looker_sandbox.search import Row

operations = Operations()

ENTRY = Model(
    "SupportAccessAllowlistEntry",
    Field("id", is_id=True),
    Field("email"),
    Field("full_name"),
    Field("reason"),
    Field("created_date"),
)
ADD_ENTRIES = Model(
    "SupportAccessAddEntries",
    Field("emails", kind=list, check=emails, writable=True),
    Field("reason", kind=str, writable=True),
)
ENABLE = Model(
    "SupportAccessEnable",
    Field(
        "duration_in_seconds",
        kind=int,
        check=between(1, 366 * 24 * 3600),  # where Looker sets the end is not public
        writable=True,
    ),
)
STATUS = Model(
    "SupportAccessStatus",
    Field("open", value=lambda call, row: _is_open(row)),
    Field("open_until", value=lambda call, row: row["open_until"] if _is_open(row) else None),
)


def _is_open(row: Row) -> bool:
    until: str | None = row.get("open_until")
    return until is not None and datetime.fromisoformat(until) > datetime.now(timezone.utc)


def _status(call: Call) -> Any:
    return call.show(STATUS, call.instance.configs["support_access"])


@operations.add("GET", "/support_access/allowlist", versions=ONLY_4, denied_in_core=True)
def get_support_access_allowlist_entries(call: Call) -> Any:
    """Everybody who may come in."""
    call.demand_admin()
    return call.show_list(ENTRY, call.instance.support_access_allowlist)


@operations.add("POST", "/support_access/allowlist", versions=ONLY_4, denied_in_core=True)
def add_support_access_allowlist_entries(call: Call) -> Any:
    """Let people in. What happens with those who are on the list is open; the answer has the new entries."""
    call.demand_admin()
    body = ADD_ENTRIES.read_body(call, call.object)
    if not body.get("emails"):
        raise invalid(missing("emails"))
    table = call.instance.support_access_allowlist
    known = {row["email"].casefold() for row in table}
    if call.quirk("allowlisted_twice") == "422" and any(email.casefold() in known for email in body["emails"]):
        raise invalid(Problem("emails", "already_exists", "Email is already on the allowlist."))
    wanted = {email.casefold(): email for email in body["emails"] if email.casefold() not in known}
    reason = body.get("reason")
    added = [table.insert({"email": email, "reason": reason, "created_date": now()}) for email in wanted.values()]
    return ENTRY.render_all(call, added)


@operations.add("DELETE", "/support_access/allowlist/{entry_id}", versions=ONLY_4, denied_in_core=True)
def delete_support_access_allowlist_entry(call: Call) -> Any:
    """Take one from the list."""
    call.demand_admin()
    entry_id = call.argument("entry_id")
    if entry_id not in call.instance.support_access_allowlist:
        raise not_found()
    call.instance.support_access_allowlist.delete(entry_id)


@operations.add("GET", "/support_access/status", versions=ONLY_4, denied_in_core=True)
def support_access_status(call: Call) -> Any:
    """Whether the door is open, and until when."""
    call.demand_admin()
    return _status(call)


@operations.add("PUT", "/support_access/enable", versions=ONLY_4, denied_in_core=True)
def enable_support_access(call: Call) -> Any:
    """Open the door for some seconds from now. Whether it can be opened when it is open is not known."""
    call.demand_admin()
    body = ENABLE.read_body(call, call.object)
    if body.get("duration_in_seconds") is None:
        raise invalid(missing("duration_in_seconds"))
    if _is_open(call.instance.configs["support_access"]) and call.quirk("support_opened_twice") != "200":
        raise call.refuse("support_opened_twice", "Support access is already enabled.", "duration_in_seconds")
    until = datetime.now(timezone.utc) + timedelta(seconds=body["duration_in_seconds"])
    call.instance.configs["support_access"] = {"open_until": until.strftime(TIME_FORMAT)}
    return _status(call)


@operations.add("PUT", "/support_access/disable", versions=ONLY_4, denied_in_core=True)
def disable_support_access(call: Call) -> Any:
    """Shut the door."""
    call.demand_admin()
    call.instance.configs["support_access"] = {}
    return _status(call)
