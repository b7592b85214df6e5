# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The declaration of the access that Looker's support has: whether the door is open, and for whom.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Optional

from ansible_collections.biops.looker.plugins.module_utils._facts import Fields, Write
from ansible_collections.biops.looker.plugins.module_utils._resource import (
    Declared,
    Field,
    FollowUp,
    OwnLinks,
    Part,
    Resource,
)

_LIST = "allowlist"


def _status(answer: Any) -> Mapping[str, Any]:
    return {"enabled": bool(answer.get("open")), "open_until": answer.get("open_until")}


def _entries(rows: Any) -> Mapping[str, Any]:
    entries = [{name: row.get(name) for name in ("id", "email", "full_name", "reason", "created_date")} for row in rows]
    return {_LIST: sorted(str(row["email"]).lower() for row in rows), "entries": entries}


def _listed(value: Any, current: Optional[Fields], mode: str) -> list[str]:
    """The whole list afterwards; addresses are compared without their case."""
    given, held = {str(address).lower() for address in value}, set((current or {}).get(_LIST) or ())
    return sorted({"exact": given, "add": held | given, "remove": held - given}[mode])


def _check(declared: Declared) -> Iterable[str]:
    fields = declared.fields
    if fields.get("enabled") and not fields.get("duration_in_seconds"):
        yield "enabled: true needs duration_in_seconds: how long the access is to last"
    yield from (
        f"'{address}' in {_LIST} is no email address" for address in fields.get(_LIST, ()) if "@" not in address
    )


def _calls(declared: Declared, current: Optional[Fields]) -> OwnLinks:
    """Looker has a call to open, one to shut, one to let people in, and one for each who has to go."""
    fields, held = declared.fields, current or {}
    calls = []
    wanted, there = fields.get(_LIST), held.get(_LIST) or ()
    if wanted is not None:
        new = [address for address in wanted if address not in there]
        reason = {"reason": fields["reason"]} if fields.get("reason") else {}
        if new:
            calls.append(FollowUp(Write("add_support_access_allowlist_entries", body={"emails": new, **reason})))
        gone = [entry for entry in held.get("entries") or () if str(entry["email"]).lower() not in wanted]
        for entry in gone:
            write = Write("delete_support_access_allowlist_entry", {"entry_id": str(entry["id"])})
            calls.append(FollowUp(write, takes=f"support access of {entry['email']}"))
    if fields.get("enabled") and not held.get("enabled"):
        body = {"duration_in_seconds": fields["duration_in_seconds"]}
        calls.append(FollowUp(Write("enable_support_access", body=body)))
    if fields.get("enabled") is False and held.get("enabled"):
        calls.append(FollowUp(Write("disable_support_access"), repeatable=True))
    return OwnLinks(calls=tuple(calls))


SUPPORT_ACCESS = Resource(
    type="support_access",
    plural="support_access",
    key="",
    fields=(
        Field("enabled", "bool", by_links=True),
        Field("duration_in_seconds", "int", action=True),
        Field(_LIST, "list", elements="str", by_links=True, has_modes=True, effective=_listed),
        Field("reason", action=True),
        Field("open_until", read_only=True, follows=("enabled",)),
        Field("entries", "list", read_only=True, follows=(_LIST,)),
    ),
    parts=(
        Part("support_access_status", fields=("enabled", "duration_in_seconds", "open_until"), record=_status),
        Part("get_support_access_allowlist_entries", fields=(_LIST, "reason", "entries"), record=_entries, lists=True),
    ),
    check=_check,
    own_links=_calls,
)
