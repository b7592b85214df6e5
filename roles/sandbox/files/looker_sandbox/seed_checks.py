# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an object of a state document must have, and which of its values must be right, for it to be shown.

No API call would leave an object otherwise. The rest of a document is taken as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from looker_sandbox.checks import is_timezone
from looker_sandbox.resources.scheduled_plan_model import crontab_problem
from looker_sandbox.search import Row

NEEDED = {
    "permission_sets": ("name",),
    "model_sets": ("name",),
    "roles": ("name", "permission_set_id", "model_set_id"),
    "groups": ("name",),
    "oauth_client_apps": ("client_guid", "redirect_uris"),
}
# Lists, which are empty in a new object that says nothing about them.
MEMBERS = {"permission_sets": "permissions", "model_sets": "models"}


def _timezone(value: str) -> str | None:
    sentence = is_timezone(value)
    return sentence and f"'{value}' {sentence}"


VALUES: dict[str, dict[str, Callable[[str], str | None]]] = {
    "scheduled_plans": {"crontab": crontab_problem, "timezone": _timezone},
    "alerts": {"cron": crontab_problem},
    "settings": {"timezone": _timezone},
}


def complete(section: str, row: Row) -> None:
    """Give a set what its short form leaves out."""
    if section in MEMBERS:
        row.setdefault(MEMBERS[section], [])


def problems(section: str, row: Row) -> Iterator[str]:
    """What is wrong with an object of a section, each with the name of the property before it."""
    yield from (f"{name}: is missing" for name in NEEDED.get(section, ()) if not row.get(name))
    if section in MEMBERS and not _is_list_of_texts(row[MEMBERS[section]]):
        yield f"{MEMBERS[section]}: must be a list of names"
    for name, check in VALUES.get(section, {}).items():
        if row.get(name) and (sentence := check(str(row[name]))):
            yield f"{name}: {sentence}"


def _is_list_of_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
