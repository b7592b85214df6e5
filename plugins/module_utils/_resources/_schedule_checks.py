# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is wrong with the declaration of a schedule, and what may surprise about it. Pure.

Note: this module_utils is private to the biops.looker collection and may change without notice.

Looker would refuse most of this too, but only when it is written, and without saying what would be right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Optional

from ansible_collections.biops.looker.plugins.module_utils._crontab import crontab_problem
from ansible_collections.biops.looker.plugins.module_utils._destinations import (
    INTEGRATION,
    TYPES,
    Destination,
    destination_key,
    label,
    may_hold_secrets,
    type_of,
)
from ansible_collections.biops.looker.plugins.module_utils._facts import BY_ID, Fields, Ref
from ansible_collections.biops.looker.plugins.module_utils._nearest import hint
from ansible_collections.biops.looker.plugins.module_utils._resource import Declared, Inquiry
from ansible_collections.biops.looker.plugins.module_utils._resources._schedule_match import CONTENT
from ansible_collections.biops.looker.plugins.module_utils._resources.role import ADMIN_ID

# Facts 7.6. Integrations may take further formats, which they know themselves.
DASHBOARD_FORMATS = ("wysiwyg_pdf", "assembled_pdf", "wysiwyg_png")
FORMATS = ("csv", "csv_zip", "html", "inline_json", "json", "json_detail", "txt", "xlsx", *DASHBOARD_FORMATS)
# What the API's description of `parameters` and `secret_parameters` calls required.
NEEDED: Mapping[str, Mapping[str, Sequence[str]]] = {
    "s3": {"parameters": ("access_key_id", "region"), "secret_parameters": ("secret_access_key",)},
    "sftp": {"parameters": ("username",), "secret_parameters": ("password",)},
}
_ADDRESSES = {
    "email": (re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;]+"), "an email address, like ada@example.com"),
    "webhook": (re.compile(r"https?://\S+"), "a URL, like https://example.com/hook"),
    "s3": (re.compile(r"s3://\S+"), "a bucket, like s3://bucket/path/"),
    "sftp": (re.compile(r"sftp://\S+"), "an address like sftp://host/path/"),
}

# What a declaration says by itself


def check(declared: Declared) -> Iterable[str]:
    """One sentence for each mistake that shows without Looker."""
    fields = declared.fields
    content = [name for name in CONTENT if name in fields]
    if len(content) > 1:
        yield f"a schedule sends one thing: say only one of {', '.join(content)}"
    by_title = [name for name in ("dashboard", "look") if name in fields and not fields[name].key.startswith(BY_ID)]
    if "folder" in fields and not by_title:
        yield "folder goes with a dashboard or look that is given by its title"
    if "lookml_dashboard" in fields and "::" not in fields["lookml_dashboard"]:
        yield f"lookml_dashboard '{fields['lookml_dashboard']}' is not of the form model::name"
    if "filters" in fields and "filters_string" in fields:
        yield "filters and filters_string are two ways to say the same: give one of them"
    if fields.get("crontab") and fields.get("datagroup"):
        yield "crontab and datagroup exclude each other: give one of them"
    if fields.get("crontab"):
        problem = crontab_problem(fields["crontab"])
        if problem:
            yield f"crontab '{fields['crontab']}' {problem}"
    if "destinations" in fields:
        yield from _destination_mistakes(fields["destinations"], declared.list_mode)


def _destination_mistakes(given: Sequence[Any], list_mode: str) -> Iterator[str]:
    if not given and list_mode == "exact":
        yield "destinations is empty: a schedule sends to one place at least"
    seen = set()
    for entry in given:
        lacking = [name for name in ("type", "format") if not (isinstance(entry, Mapping) and entry.get(name))]
        if lacking:
            yield f"a destination needs {' and '.join(lacking)}"
            continue
        yield from _mistakes_of(entry, type_of(entry["type"]))
        if destination_key(entry) in seen:
            yield f"the destination {label(entry)} is there twice with format {entry['format']}"
        seen.add(destination_key(entry))


def _mistakes_of(entry: Destination, kind: str) -> Iterator[str]:
    """What is wrong with one destination."""
    is_integration = kind.startswith(INTEGRATION)
    address = str(entry.get("address") or "")
    if kind not in TYPES and not is_integration:
        yield f"'{kind}' is no type of destination{hint(kind, TYPES)}: say {', '.join(TYPES)}, or an integration"
    elif entry["format"] not in FORMATS and not is_integration:
        valid = hint(entry["format"], FORMATS) or f" (there are {', '.join(FORMATS)})"
        yield f"'{entry['format']}' is no format of a destination{valid}"
    if kind in _ADDRESSES:
        pattern, right = _ADDRESSES[kind]
        if not pattern.fullmatch(address):
            yield f"address '{address}' of the destination {kind} is not {right}"


# What a declaration means for the plan that there is


def problems(declared: Declared, current: Fields, changed: frozenset[str], inquiry: Inquiry) -> Iterator[str]:
    """One sentence for each mistake that shows beside the plan as it is, {} for a new one. `changed`: what is to be
    written."""
    after = {**current, **declared.fields}
    content = [name for name in CONTENT if after.get(name)]
    if not current and not content:
        yield f"{declared.ref}: a new schedule needs one of {', '.join(CONTENT)}"
    if len(content) > 1:
        yield f"{declared.ref}: it cannot be moved from one kind of content to another; delete it and make a new one"
    if "timezone" in changed and after.get("timezone"):
        yield from _unknown(declared, "timezone", inquiry.rows("all_timezones"), ("value",))
    if "datagroup" in changed and after.get("datagroup"):
        yield from _unknown(declared, "datagroup", inquiry.rows("all_datagroups"), ("name", "model_name"))
    destinations = after.get("destinations") or ()
    again = inquiry.update_secrets == "always" and any(entry.get("secret_parameters") for entry in destinations)
    if "destinations" in changed or again:
        yield from _incomplete(declared, destinations, current)
        yield from _no_integrations(declared, destinations, current, inquiry)
    if content and content[0] in ("look", "query_id"):
        for entry in destinations:
            if entry["format"] in DASHBOARD_FORMATS:
                valid = ", ".join(name for name in FORMATS if name not in DASHBOARD_FORMATS)
                yield f"{declared.ref}: format {entry['format']} is for dashboards only; there are {valid}"
    if after.get("run_as_recipient") and changed & {"run_as_recipient", "destinations"}:
        yield from _no_users(declared, destinations, current, inquiry)


def timing_problems(declared: Declared, current: Fields, changed: frozenset[str]) -> Iterator[str]:
    """A plan that is to be sent again and again has to say when."""
    after = {**current, **declared.fields}
    if (not current or changed & {"crontab", "datagroup"}) and not (after.get("crontab") or after.get("datagroup")):
        yield f"{declared.ref}: a schedule needs crontab or datagroup"


def _unknown(
    declared: Declared, option: str, rows: Optional[Sequence[Mapping[str, Any]]], names: Sequence[str]
) -> Iterator[str]:
    """An empty list may also mean that the caller may not see any."""
    known = {str(row.get(names[0])) for row in rows or ()}
    for row in rows or ():
        if len(names) > 1:
            known.add(f"{row.get(names[1])}::{row.get(names[0])}")
    value = declared.fields[option]
    if known and value not in known:
        yield f"{declared.ref}: Looker has no {option} '{value}'{hint(value, known)}"


def _incomplete(declared: Declared, destinations: Sequence[Destination], current: Fields) -> Iterator[str]:
    """What would be lost or missing if the list was sent like this (facts 7.3, 7.4)."""
    if not destinations:
        yield f"{declared.ref}: no destination would be left; a schedule sends to one place at least"
    held = {destination_key(entry) for entry in current.get("destinations") or ()}
    for entry in destinations:
        stays = destination_key(entry) in held
        if stays and may_hold_secrets(entry) and "secret_parameters" not in entry:
            yield (
                f"{declared.ref}: changing destinations sends all of them again, and the secret of {label(entry)} "
                "would be lost: give its secret_parameters too ({} if it has none)"
            )
            continue
        for option, names in NEEDED.get(entry["type"], {}).items():
            lacking = [name for name in names if not (entry.get(option) or {}).get(name)]
            if lacking:
                yield f"{declared.ref}: the destination {label(entry)} needs {', '.join(lacking)} in {option}"


def _no_integrations(
    declared: Declared, destinations: Sequence[Destination], current: Fields, inquiry: Inquiry
) -> Iterator[str]:
    """New destinations that name an integration that Looker does not have. An empty list may also mean that the caller
    may not see any."""
    held = {entry["type"] for entry in current.get("destinations") or ()}
    new = sorted({entry["type"] for entry in destinations} - held)
    named = [kind[len(INTEGRATION) :] for kind in new if kind.startswith(INTEGRATION)]
    known = {str(row.get("id")) for row in (inquiry.rows("all_integrations") if named else None) or ()}
    for name in named:
        if known and name not in known:
            yield f"{declared.ref}: Looker has no integration '{name}'{hint(name, known)}"


def _no_users(
    declared: Declared, destinations: Sequence[Destination], current: Fields, inquiry: Inquiry
) -> Iterator[str]:
    """Queries can be run as recipients only if each of them is a user (facts 7.9)."""
    known = current.get("looker_recipients") or ()
    for entry in destinations:
        address = str(entry.get("address") or "")
        if entry["type"] != "email":
            yield f"{declared.ref}: run_as_recipient is for email only, not for {label(entry)}"
        elif address.lower() not in known and inquiry.record(Ref("user", address.lower())) is None:
            yield f"{declared.ref}: run_as_recipient needs recipients who are Looker users, and {address} is none"


# What may surprise


def warnings(declared: Declared, current: Fields, changed: frozenset[str], inquiry: Inquiry) -> Iterator[str]:
    """One sentence for each thing that is allowed and may not be meant."""
    after = {**current, **declared.fields}
    if current.get("enabled") is False and declared.fields.get("enabled"):
        yield f"{declared.ref}: turning it on sends at once what it missed while it was disabled"
    owner = after.get("owner")
    if changed and isinstance(owner, Ref):
        record = inquiry.record(owner) or {}
        if record.get("is_disabled"):
            yield f"{declared.ref}: its owner {owner.key} is disabled in Looker, so nothing is sent"
        elif ADMIN_ID in {str(role) for role in record.get("role_ids") or ()}:
            yield f"{declared.ref}: its owner {owner.key} is an admin, so the data of all users may be sent"
    if "destinations" in changed:
        yield from _outsiders(declared, after.get("destinations") or (), current, inquiry)


def _outsiders(
    declared: Declared, destinations: Sequence[Destination], current: Fields, inquiry: Inquiry
) -> Iterator[str]:
    """New addresses outside the domains that Looker sends to (facts 7.14)."""
    held = {destination_key(entry) for entry in current.get("destinations") or ()}
    new = [entry for entry in destinations if entry["type"] == "email" and destination_key(entry) not in held]
    settings = inquiry.rows("get_setting") if new else None
    allowed = {str(domain).lower() for row in settings or () for domain in row.get("email_domain_allowlist") or ()}
    for entry in new:
        if allowed and entry["address"].rpartition("@")[2].lower() not in allowed:
            domains = ", ".join(sorted(allowed))
            yield f"{declared.ref}: {entry['address']} is outside the email domains that Looker allows ({domains})"
