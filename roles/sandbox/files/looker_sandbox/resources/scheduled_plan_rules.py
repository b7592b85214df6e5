# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What makes a scheduled plan valid. Every problem is told at once (facts 3.2).

The field names and codes of Looker's own refusals are not known (facts 12.6). Problems are found with the path of the
property, such as ``scheduled_plan_destination[0].format``; the quirk ``validation_fields`` says how they are told.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from looker_sandbox.call import Call
from looker_sandbox.errors import Problem, invalid, missing
from looker_sandbox.resources.query_model import find_query
from looker_sandbox.resources.scheduled_plan_model import (
    CONTENT,
    DESTINATION,
    REQUIREMENTS,
    SCHEDULED_PLAN,
    content_row,
    crontab_problem,
    timezones,
    user_with_address,
)
from looker_sandbox.search import Row, parse_number

DESTINATIONS = "scheduled_plan_destination"
# Facts 7.6. Whether csv_zip is for dashboards only is not known; here it is for everything.
DATA_FORMATS = {"txt", "csv", "csv_zip", "inline_json", "json", "json_detail", "xlsx", "html"}
DASHBOARD_FORMATS = {"wysiwyg_pdf", "assembled_pdf", "wysiwyg_png"}
TYPES = {"email", "webhook", "s3", "sftp"}
INTEGRATION = "looker-integration://"  # facts 7.5
PAPER_SIZES = {"letter", "legal", "tabloid", "a0", "a1", "a2", "a3", "a4", "a5"}
# What the API's description of ``parameters`` and ``secret_parameters`` calls required.
PARAMETERS = {"s3": ("access_key_id", "region"), "sftp": ("username",)}
SECRETS = {"s3": ("secret_access_key",), "sftp": ("password",)}


def read_plan(call: Call, before: Row | None, *, timed: bool = True) -> Row:
    """The properties that the body of this request sets, checked together with those that stay as they are.

    ``before`` is the plan to be changed; ``timed`` False is for a plan that runs at once, and needs neither crontab
    nor datagroup. Raises ApiError 422.
    """
    values, problems = SCHEDULED_PLAN.parse_body(call, call.object)
    if "dashboard_filters" in values:
        values.setdefault("filters_string", values.pop("dashboard_filters"))
        values.pop("dashboard_filters", None)
    _read_ids(values)
    if DESTINATIONS in values:
        problems += _read_destinations(call, values)
    plan = {**(before or {}), **values}
    checks = (_content(call, plan), _timing(call, plan, timed=timed), _destinations(call, plan), _rest(call, plan))
    # What is of the wrong type is not also missing.
    wrong = tuple(problem.field for problem in problems)
    problems += [p for check in checks for p in check if not any(field.startswith(p.field) for field in wrong)]
    if problems:
        raise invalid(*(_told(call, problem) for problem in problems))
    return values


def _told(call: Call, problem: Problem) -> Problem:
    how = call.quirk("validation_fields")
    short = problem.field.rpartition(".")[2]
    return Problem({"name": short, "path": problem.field, "base": "base"}[how], problem.code, problem.message)


def _read_ids(values: Row) -> None:
    """Ids become integers, as they are inside; what is no number names nothing, as the rules will find."""
    for name in ("look_id", "dashboard_id", "user_id"):
        if (text := values.get(name)) is not None:
            number = parse_number(text)
            values[name] = (text or None) if number is None else number


def _read_destinations(call: Call, values: Row) -> list[Problem]:
    problems: list[Problem] = []
    rows = []
    for number, entry in enumerate(values[DESTINATIONS] or []):
        place = f"{DESTINATIONS}[{number}]"
        if not isinstance(entry, Mapping):
            problems.append(Problem(place, "invalid", f"'{DESTINATIONS}' must be a list of objects"))
            continue
        row, wrong = DESTINATION.parse_body(call, entry)
        row.pop("scheduled_plan_id", None)  # it is that of the plan, whatever is sent (facts 7.4)
        problems += [Problem(f"{place}.{p.field}", p.code, p.message) for p in wrong]
        rows.append(row)
    values[DESTINATIONS] = rows
    return problems


# The single rules


def _content(call: Call, plan: Row) -> Iterator[Problem]:
    given = [name for name in CONTENT if plan.get(name) not in (None, "")]
    if not given:
        yield Problem("dashboard_id", "missing_field", f"one of {', '.join(CONTENT)} is required.")
    elif len(given) > 1:
        for name in given:
            yield Problem(name, "invalid", f"only one of {', '.join(CONTENT)} may be set")
    elif (given == ["query_id"] and find_query(call.instance, plan["query_id"]) is None) or (
        given != ["query_id"] and content_row(call.instance, plan) is None
    ):
        yield Problem(given[0], "invalid", f"'{given[0]}' {plan[given[0]]} does not exist")
    if given == ["look_id"]:
        for name in REQUIREMENTS:
            if plan.get(name) is None:
                yield missing(name)


def _timing(call: Call, plan: Row, *, timed: bool) -> Iterator[Problem]:
    crontab, datagroup, zone = plan.get("crontab"), plan.get("datagroup"), plan.get("timezone")
    if crontab and datagroup:
        for name in ("crontab", "datagroup"):
            yield Problem(name, "invalid", "'crontab' and 'datagroup' cannot both be set")
    elif timed and not crontab and not datagroup:
        yield Problem("crontab", "missing_field", "'crontab' or 'datagroup' is required.")
    if crontab and (sentence := crontab_problem(crontab)):
        yield Problem("crontab", "invalid", sentence)
    if datagroup and not any(is_datagroup(row, datagroup) for row in call.instance.datagroups):
        yield Problem("datagroup", "invalid", f"'datagroup' {datagroup} does not exist")
    if zone and zone not in timezones():
        yield Problem("timezone", "invalid", f"'timezone' {zone} is not a time zone")


def is_datagroup(row: Row, name: str) -> bool:
    """Whether a plan's ``datagroup`` means this one. The model before the name is taken too: nothing is documented."""
    return name in (row.get("name"), f"{row.get('model_name')}::{row.get('name')}")


def _rest(call: Call, plan: Row) -> Iterator[Problem]:
    if not plan.get("name"):
        yield missing("name")
    if (owner := plan.get("user_id")) is not None and owner not in call.instance.users:
        yield Problem("user_id", "invalid", f"'user_id' {owner} does not exist")
    if (size := plan.get("pdf_paper_size")) and size not in PAPER_SIZES:
        yield Problem("pdf_paper_size", "invalid", f"'pdf_paper_size' must be one of {', '.join(sorted(PAPER_SIZES))}")
    if not all(isinstance(tab, (str, int)) for tab in plan.get("tab_ids") or []):
        yield Problem("tab_ids", "invalid", "'tab_ids' is of the wrong type")


def _destinations(call: Call, plan: Row) -> Iterator[Problem]:
    rows = plan.get(DESTINATIONS)
    if not rows:
        yield missing(DESTINATIONS)
    for number, row in enumerate(rows or []):
        for problem in _destination(call, plan, row):
            yield Problem(f"{DESTINATIONS}[{number}].{problem.field}", problem.code, problem.message)


def _destination(call: Call, plan: Row, row: Row) -> Iterator[Problem]:
    kind, form = row.get("type") or "", row.get("format")
    is_integration = kind.startswith(INTEGRATION)
    if not kind:
        yield missing("type")
    elif kind not in TYPES and not is_integration:
        yield Problem("type", "invalid", f"'type' {kind} is not a type of destination")
    if not form:
        yield missing("format")
    elif form not in DATA_FORMATS | DASHBOARD_FORMATS:
        yield Problem("format", "invalid", f"'format' {form} is not a format")
    elif form in DASHBOARD_FORMATS and (plan.get("look_id") is not None or plan.get("query_id")):
        yield Problem("format", "invalid", f"'format' {form} is for dashboards only")
    # An integration may know where to send things without an address. That it is known is not checked: integrations
    # come and go without Looker's doing.
    if not row.get("address") and not is_integration:
        yield missing("address")
    elif sentence := _wrong_address(call, kind, str(row.get("address") or "")):
        yield Problem("address", "invalid", sentence)
    yield from _parameters(call, kind, row)


def _wrong_address(call: Call, kind: str, address: str) -> str | None:
    if kind == "webhook" and not address.startswith(("http://", "https://")):
        return f"'address' {address} is not a URL"
    if kind != "email":
        return None
    name, _unused, domain = address.rpartition("@")
    if not name or "." not in domain:
        return f"'address' {address} is not an email address"
    allowed = {str(entry).casefold() for entry in call.instance.settings.get("email_domain_allowlist") or []}
    is_user = user_with_address(call.instance, address) is not None
    # Facts 7.14: the address is checked; when, and what then happens, is not said.
    if allowed and domain.casefold() not in allowed and not is_user and call.quirk("outside_address") == "422":
        return f"'address' {address} is outside the allowed email domains"
    return None


def _parameters(call: Call, kind: str, row: Row) -> Iterator[Problem]:
    for name, required in (("parameters", PARAMETERS), ("secret_parameters", SECRETS)):
        text = row.get(name)
        parsed = _parse(text)
        if parsed is None:
            yield Problem(name, "invalid", f"'{name}' must be a JSON object")
            continue
        lacking = [key for key in required.get(kind, ()) if not parsed.get(key)]
        # Whether a destination without its secret is refused, or taken and then fails, is not known.
        if lacking and (name == "parameters" or call.quirk("missing_secret") == "422"):
            yield Problem(name, "invalid", f"'{name}' needs {', '.join(lacking)}")


def _parse(text: str | None) -> dict[str, Any] | None:
    """The object in a JSON string; none given is an empty one, and None stands for anything else."""
    try:
        parsed = json.loads(text) if text else {}
    except ValueError:
        return None
    return parsed if isinstance(parsed, dict) else None
