# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The destinations of a schedule (facts 7.3 to 7.6). Pure.

Note: this module_utils is private to the biops.looker collection and may change without notice.

A destination is known by type, address and format; the order of destinations means nothing. Looker takes them only as a
whole list, and never shows their secrets: what it is not sent again is lost.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Optional

Destination = Mapping[str, Any]  # option -> value, only what was given or has a value
Key = tuple[str, str, str]  # type, address, format

TYPES = ("email", "webhook", "s3", "sftp")
INTEGRATION = "looker-integration://"  # the id of an integration follows, such as 1::google_cloud_storage
PARAMETERS = ("parameters", "secret_parameters")  # mappings, which Looker takes as JSON in a string
OPTIONS: Mapping[str, Mapping[str, Any]] = {
    "type": {"type": "str", "required": True},
    "format": {"type": "str", "required": True},
    "address": {"type": "str"},
    "apply_formatting": {"type": "bool"},
    "apply_vis": {"type": "bool"},
    "include_filters": {"type": "bool"},
    "email_message": {"type": "str"},
    "parameters": {"type": "dict"},
    "secret_parameters": {"type": "dict", "no_log": True},
}

API_NAMES = {"email_message": "message"}  # Ansible keeps the name `message` for itself


def destination_key(destination: Destination) -> Key:
    """What a destination is known by. The case of an email address means nothing."""
    kind, address = destination["type"], str(destination.get("address") or "")
    return kind, address.lower() if kind == "email" else address, destination["format"]


def label(destination: Destination) -> str:
    """How messages name a destination."""
    return f"{destination['type']} {destination.get('address') or ''}".strip()


def type_of(value: str) -> str:
    """The type as Looker has it: an integration may be written by its id alone (facts 7.5)."""
    return f"{INTEGRATION}{value}" if "::" in value and not value.startswith(INTEGRATION) else value


def read_destinations(rows: Optional[Iterable[Mapping[str, Any]]]) -> list[dict[str, Any]]:
    """Looker's destinations in the terms of the options, sorted."""
    return sorted((_read(row) for row in rows or ()), key=destination_key)


def _read(row: Mapping[str, Any]) -> dict[str, Any]:
    names = [(name, API_NAMES.get(name, name)) for name in OPTIONS if name not in PARAMETERS]
    found = {name: row[api] for name, api in names if row.get(api) is not None}
    found.update(type=str(row.get("type") or ""), format=str(row.get("format") or ""))
    parameters = _mapping(row.get("parameters"))
    return {**found, **({"parameters": parameters} if parameters else {})}


def _mapping(text: Optional[str]) -> dict[str, Any]:
    """What a JSON string holds. What is no mapping shows as it is, under an empty name."""
    try:
        value = json.loads(text) if text else {}
    except ValueError:
        return {"": text}
    return _texts(value) if isinstance(value, dict) else {"": text}


def _texts(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters as text, as far as they are single values: YAML may have made numbers of them."""
    return {
        name: value if isinstance(value, (dict, list, bool)) else str(value)
        for name, value in parameters.items()
        if value is not None
    }


def write_destinations(destinations: Iterable[Destination]) -> list[dict[str, Any]]:
    """The list as Looker takes it."""
    return [
        {
            API_NAMES.get(name, name): json.dumps(value, sort_keys=True) if name in PARAMETERS else value
            for name, value in entry.items()
        }
        for entry in destinations
    ]


def wanted_destinations(given: Sequence[Destination], held: Sequence[Destination], list_mode: str) -> list[Destination]:
    """The whole list as it is to be: what is not said of a destination that stays is left as it is."""
    plain = [_plain(entry) for entry in given]
    if list_mode == "remove":
        gone = {destination_key(entry) for entry in plain}
        return [entry for entry in held if destination_key(entry) not in gone]
    left = list(held)
    wanted: list[Destination] = []
    for entry in plain:
        same = next((other for other in left if destination_key(other) == destination_key(entry)), None)
        if same is not None:
            left.remove(same)
        wanted.append({**(same or {}), **entry})
    if list_mode == "add":
        wanted += left
    return sorted(wanted, key=destination_key)


def _plain(entry: Destination) -> dict[str, Any]:
    texts = {name: _texts(entry[name]) for name in PARAMETERS if isinstance(entry.get(name), Mapping)}
    return {**entry, **texts, "type": type_of(str(entry.get("type") or ""))}


def shown_destinations(destinations: Iterable[Destination]) -> list[dict[str, Any]]:
    """The list without secrets, without what is empty and without switches that are off: so they are if not given."""
    return [
        {
            name: value
            for name, value in entry.items()
            if name != "secret_parameters" and value not in (None, "", {}, False)
        }
        for entry in destinations
    ]


def same_destinations(one: Optional[Iterable[Destination]], other: Optional[Iterable[Destination]]) -> bool:
    """Whether two lists send the same to the same places, as far as Looker shows it."""
    return _bag(one or ()) == _bag(other or ())


def _bag(destinations: Iterable[Destination]) -> Counter[str]:
    shown = shown_destinations(destinations)
    # The address is a part of the key, where its case may mean nothing.
    return Counter(json.dumps([destination_key(entry), {**entry, "address": ""}], sort_keys=True) for entry in shown)


def secrets_in(destinations: Iterable[Destination]) -> list[str]:
    """Where the list has secrets, which cannot be compared."""
    return [f"[{label(entry)}].secret_parameters" for entry in destinations if entry.get("secret_parameters")]


def may_hold_secrets(destination: Destination) -> bool:
    """Whether a destination has secret parameters, or for all that Looker shows could have."""
    return destination["type"] in ("s3", "sftp") or destination["type"].startswith(INTEGRATION)


def secrets_behind(destinations: Iterable[Destination]) -> list[str]:
    """Where a list that was read may have secrets, which Looker shows to nobody."""
    return [f"[{label(entry)}].secret_parameters" for entry in destinations if may_hold_secrets(entry)]
