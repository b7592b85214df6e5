# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scheduled plans and their destinations: how they are shown, and when they run next."""

from __future__ import annotations

from datetime import datetime, timezone
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from looker_sandbox.call import Call
from looker_sandbox.instance import Instance
from looker_sandbox.resources.credentials import addresses
from looker_sandbox.resources.user_model import USER_PUBLIC
from looker_sandbox.schema import ALL_VERSIONS, ONLY_4, Field, Model, Value
from looker_sandbox.search import Row

# A plan has exactly one of these (facts 7.1).
CONTENT = ("look_id", "dashboard_id", "lookml_dashboard_id", "query_id")
REQUIREMENTS = ("require_results", "require_no_results", "require_change")
NOT_3_0 = ALL_VERSIONS - {"3.0"}
NEWER_THAN_DOCUMENT = (26, 22)  # facts, end of section 2: known from the SDK of that release only


def content_row(instance: Instance, plan: Row) -> Row | None:
    """The dashboard or Look that a plan sends; None for a query, and where it is gone or in the trash."""
    if (look_id := plan.get("look_id")) is not None:
        row = instance.looks.get(look_id)
    elif (dashboard_id := plan.get("dashboard_id")) is not None:
        row = instance.dashboards.get(dashboard_id)
    else:
        row = lookml_dashboard(instance, plan.get("lookml_dashboard_id"))
    return None if row is None or row.get("deleted") else row


def lookml_dashboard(instance: Instance, name: str | None) -> Row | None:
    """The LookML dashboard ``model::name``."""
    return next((row for row in instance.lookml_dashboards if row["id"] == name), None)


def _title(call: Call, plan: Row) -> str | None:
    content = content_row(call.instance, plan)
    return content.get("title") if content else None


def user_with_address(instance: Instance, address: str | None) -> Row | None:
    """The user whose address this is."""
    wanted = (address or "").casefold()
    return next((u for u in instance.users if any(a.casefold() == wanted for a in addresses(u))), None)


def _is_looker_recipient(call: Call, destination: Row) -> bool:
    is_email = destination.get("type") == "email"
    return is_email and user_with_address(call.instance, destination.get("address")) is not None


# When it runs


@lru_cache(maxsize=1)
def timezones() -> frozenset[str]:
    """Every time zone of this machine's database."""
    return frozenset(available_timezones())


def crontab_problem(text: str) -> str | None:
    """What is wrong with a crontab; None for a right one.

    Taken for right: five fields as Vixie's cron reads them (facts 7.13). Nicknames such as ``@daily`` are refused,
    which is a guess; so are days that never come, and the letters of other crons (``L``, ``W``, ``#``).
    """
    from cronsim import CronSim, CronSimError

    if len(text.split()) != 5:
        return f"'{text}' must have five fields"
    if any(sign in text for sign in "#?@") or {"L", "W", "LW"} & set(text.upper().replace(",", " ").split()):
        return f"'{text}' is not a valid crontab"
    try:
        CronSim(text, datetime.now(timezone.utc))
    except CronSimError as error:
        return f"'{text}' is not a valid crontab: {error}"
    return None


@lru_cache(maxsize=4096)
def _next_run(crontab: str, zone: str, minute: int) -> str | None:
    """The first time after ``minute`` (minutes since 1970), in the form of ``instance.now``. None: never."""
    from cronsim import CronSim

    start = datetime.fromtimestamp(minute * 60, ZoneInfo(zone))
    moment = next(CronSim(crontab, start), None)
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000+00:00") if moment else None


def _next_run_at(call: Call, plan: Row) -> str | None:
    """Null for plans that are paused, run only once, or wait for a datagroup."""
    if not plan.get("enabled", True) or plan.get("run_once") or not plan.get("crontab"):
        return None
    zone = plan.get("timezone") or call.instance.timezone
    return _next_run(plan["crontab"], zone, int(datetime.now(timezone.utc).timestamp()) // 60)


# How it is shown


def _text(name: str, **more: Any) -> Field:
    return Field(name, writable=True, kind=str, **more)


def _flag(name: str, default: bool = False, **more: Any) -> Field:
    return Field(name, default, writable=True, kind=bool, **more)


DESTINATION = Model(
    "ScheduledPlanDestination",
    Field("id", is_id=True),
    _text("scheduled_plan_id", is_id=True),
    _text("format"),
    _flag("apply_formatting"),
    _flag("apply_vis"),
    _text("address"),
    Field("looker_recipient", value=_is_looker_recipient),
    _text("type"),
    _text("parameters"),
    Field("secret_parameters", kind=str, write_only=True),
    _text("message"),
    _flag("include_filters", versions=ONLY_4, since=NEWER_THAN_DOCUMENT),
)


def _required(name: str) -> Value:
    """Kept as null where it was sent so, as for a Look it is then missing, and never shown so."""
    return lambda call, plan: bool(plan.get(name))


def _can(call: Call, plan: Row) -> dict[str, bool]:
    own = call.is_admin or plan.get("user_id") == call.caller["id"]
    return {"show": True, "index": True, "create": True, "update": own, "destroy": own, "run_once": own}


# Defaults are in no document. They are those that make a plan do what its name says and no more.
SCHEDULED_PLAN = Model(
    "ScheduledPlan",
    _text("name"),
    _text("user_id", is_id=True),
    _flag("run_as_recipient"),
    _flag("enabled", True),
    _text("look_id", is_id=True),
    _text("dashboard_id", is_id=True),
    _text("lookml_dashboard_id"),
    _text("filters_string"),
    # The old name of filters_string (facts 7.7).
    Field("dashboard_filters", value=lambda call, row: row.get("filters_string"), writable=True, kind=str),
    *(Field(name, value=_required(name), writable=True, kind=bool) for name in REQUIREMENTS),
    _flag("send_all_results"),
    _text("crontab"),
    _text("datagroup"),
    _text("timezone"),
    Field(
        "scheduled_plan_destination",
        value=lambda call, row: row.get("scheduled_plan_destination", []),
        model=DESTINATION,
        writable=True,
        kind=list,
    ),
    _flag("run_once"),
    _flag("include_links", True),
    _flag("include_dashboard_summary", versions=ONLY_4, since=(26, 12)),
    _text("custom_url_base"),
    _text("custom_url_params"),
    _text("custom_url_label"),
    _flag("show_custom_url"),
    _text("pdf_paper_size"),
    _flag("pdf_landscape"),
    _flag("embed"),
    _text("color_theme"),
    _flag("long_tables"),
    _flag("pdf_page_breaks", versions=ONLY_4, since=(26, 8)),
    Field("tab_ids", writable=True, kind=list, versions=ONLY_4, since=(26, 8)),
    Field("inline_table_width", writable=True, kind=int),
    _text("query_id"),
    _flag("include_filters", versions=ONLY_4, since=NEWER_THAN_DOCUMENT),
    Field("id", is_id=True),
    Field("created_at"),
    Field("updated_at"),
    Field("title", value=_title),
    Field("content_title", value=_title, versions=ONLY_4, since=NEWER_THAN_DOCUMENT),
    Field("last_run_status", versions=ONLY_4, since=NEWER_THAN_DOCUMENT),
    Field("user", value=lambda call, row: call.instance.users.get(row.get("user_id") or 0), model=USER_PUBLIC),
    Field("next_run_at", value=_next_run_at),
    Field("last_run_at"),
    Field("can", value=_can),
)
