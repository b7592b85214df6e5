# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Datagroups: found by name, their cache reset, and triggered. No Ansible.

Note: this module_utils is private to the biops.looker collection and may change without notice.

A datagroup is defined in LookML; the API only moves two of its times to now (OpenAPI document, Datagroup). So nothing
is compared here: each run that resets or triggers changes something.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any, Optional

from ansible_collections.biops.looker.plugins.module_utils._api_version import operation
from ansible_collections.biops.looker.plugins.module_utils._client import Call, Client
from ansible_collections.biops.looker.plugins.module_utils._state import PlanError

UPDATE = "update_datagroup"
FIELDS = (
    "id",
    "model_name",
    "name",
    "created_at",
    "stale_before",
    "trigger_check_at",
    "trigger_error",
    "trigger_value",
    "triggered_at",
)
# Option -> the property that it asks for.
_ASKED = {"name": "name", "model": "model_name", "id": "id"}
Record = dict[str, Any]


def list_datagroups(client: Client, options: Mapping[str, Any]) -> list[Record]:
    """The datagroups that name, model and id of the options let through, sorted by model and name."""
    return _matching(_read(client)[0], options)


def reset_datagroup(client: Client, options: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """Does what the options reset and trigger say to the one datagroup that is meant: the result of the module.

    Raises PlanError where it is not exactly one, and LookerError.
    """
    records, now = _read(client)
    found = _the_one(_matching(records, options), options)
    times = {"stale_before": options["reset"], "triggered_at": options["trigger"]}
    body = {name: now for name, asked in times.items() if asked}
    if not body:
        return {"changed": False, "datagroup": found}
    if check_mode:
        client.permit(operation(UPDATE))
        after = {**found, **body}
    else:
        after = _record(client.record(Call(UPDATE, {"datagroup_id": found["id"]}, body=body), "id"))
    diff = {"before": {name: found[name] for name in body}, "after": {name: after[name] for name in body}}
    return {"changed": True, "datagroup": after, "diff": diff}


def _read(client: Client) -> tuple[list[Record], int]:
    """All datagroups, and what time it is there."""
    answer = client.listed(Call("all_datagroups"))
    return [_record(row) for row in answer.body], _now(answer.headers.get("Date"))


def _now(date: Optional[str]) -> int:
    """Seconds since 1970. By Looker's clock where its answer tells: it takes no time that is in its future."""
    try:
        return int(parsedate_to_datetime(date or "").timestamp())
    except (TypeError, ValueError):
        return int(time.time())


def _record(row: Mapping[str, Any]) -> Record:
    """What is returned of Looker's object. The id is text in every API version."""
    return {**{name: row.get(name) for name in FIELDS}, "id": str(row["id"])}


def _matching(records: list[Record], options: Mapping[str, Any]) -> list[Record]:
    asked = {name: options[option] for option, name in _ASKED.items() if options.get(option) is not None}
    found = [record for record in records if all(record[name] == value for name, value in asked.items())]
    return sorted(found, key=lambda record: (str(record["model_name"]), str(record["name"]), record["id"]))


def _the_one(found: list[Record], options: Mapping[str, Any]) -> Record:
    if len(found) == 1:
        return found[0]
    words = ", ".join(f"{option} {options[option]}" for option in _ASKED if options.get(option) is not None)
    if not found:
        raise PlanError([f"no datagroup has {words}, as far as the API user may see"])
    listed = ", ".join(f"{record['model_name']}::{record['name']} (id {record['id']})" for record in found)
    raise PlanError([f"{len(found)} datagroups have {words}: {listed}; say model or id"])
