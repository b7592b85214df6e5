# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The declaration of schedules, which Looker's API calls scheduled plans (facts section 7).

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Optional

from ansible_collections.biops.looker.plugins.module_utils._crontab import same_crontab
from ansible_collections.biops.looker.plugins.module_utils._destinations import (
    OPTIONS,
    read_destinations,
    same_destinations,
    secrets_behind,
    secrets_in,
    shown_destinations,
    wanted_destinations,
    write_destinations,
)
from ansible_collections.biops.looker.plugins.module_utils._facts import Fields
from ansible_collections.biops.looker.plugins.module_utils._filters import (
    decode_filters,
    encode_filters,
    plain_filters,
    same_filters,
    same_filters_string,
)
from ansible_collections.biops.looker.plugins.module_utils._resource import (
    Declared,
    Field,
    Inquiry,
    Purge,
    Resource,
    Verdict,
)
from ansible_collections.biops.looker.plugins.module_utils._resources._schedule_checks import (
    check,
    problems,
    timing_problems,
    warnings,
)
from ansible_collections.biops.looker.plugins.module_utils._resources._schedule_match import (
    CONTENT,
    match,
    narrow,
    widen,
)

DESTINATIONS = "scheduled_plan_destination"  # not `…destinations`, as a text of Looker's has it (facts 7.3)
PAPER_SIZES = ("letter", "legal", "tabloid", "a0", "a1", "a2", "a3", "a4", "a5")
TIMING = ("crontab", "datagroup")
_INCLUDE_FILTERS = Field("include_filters", "bool", since="26.22")  # of a plan, and of each destination


def _normalise(raw: Mapping[str, Any]) -> dict[str, Any]:
    destinations = raw.get(DESTINATIONS) or ()
    recipients = (row.get("address") for row in destinations if row.get("looker_recipient"))
    return {
        **raw,
        "destinations": read_destinations(destinations),
        "looker_recipients": frozenset(str(address).lower() for address in recipients),
        "filters": decode_filters(raw.get("filters_string")),
    }


def _fill(fields: Fields) -> Fields:
    """What Looker wants of a new plan for a Look (facts 7.1): sent only if there is something to send."""
    if "look" not in fields:
        return {}
    return {"require_results": True, "require_no_results": False, "require_change": False}


def _implies(fields: Fields, current: Fields) -> Fields:
    """A plan runs at times or after a datagroup: whichever is declared takes the place of the other one."""
    for given, other in (TIMING, TIMING[::-1]):
        if fields.get(given) and current.get(other) and other not in fields:
            return {other: None}
    return {}


def _wanted_filters(value: Any, current: Optional[Fields], list_mode: str) -> Any:
    return plain_filters(value)


def _wanted_destinations(value: Any, current: Optional[Fields], list_mode: str) -> Any:
    return wanted_destinations(value, (current or {}).get("destinations") or (), list_mode)


def _changed(declared: Declared, current: Optional[Fields]) -> frozenset[str]:
    """The options that are to be written."""
    managed = (item for item in SCHEDULE.managed if item.name in declared.fields)
    return frozenset(
        item.name
        for item in managed
        if current is None or not item.equal(declared.fields[item.name], current.get(item.name))
    )


def _verify(declared: Declared, current: Optional[Fields], inquiry: Inquiry) -> Verdict:
    changed = _changed(declared, current)
    once = _verify_once(declared, current, inquiry)
    return Verdict((*timing_problems(declared, current or {}, changed), *once.problems), once.warnings)


def _verify_once(declared: Declared, current: Optional[Fields], inquiry: Inquiry) -> Verdict:
    """What holds for a plan that runs just once, too."""
    changed = _changed(declared, current)
    return Verdict(
        tuple(problems(declared, current or {}, changed, inquiry)),
        tuple(warnings(declared, current or {}, changed, inquiry)),
    )


def _same_set(one: Any, other: Any) -> bool:
    return set(one or ()) == set(other or ())


def _same_text(one: Any, other: Any) -> bool:
    """Null is no text."""
    return (one or "") == (other or "")


def _flags(*names: str) -> Iterable[Field]:
    return (Field(name, "bool") for name in names)


def _texts(*names: str) -> Iterable[Field]:
    return (Field(name, same=_same_text) for name in names)


SCHEDULE = Resource(
    type="scheduled_plan",
    noun="schedule",
    plural="schedules",
    key="name",
    fields=(
        Field("name"),
        Field("owner", api="user_id", references="user", required_to_create=True),
        Field("dashboard", api="dashboard_id", references="dashboard"),
        Field("look", api="look_id", references="look"),
        Field("folder", references="folder", action=True),
        Field("lookml_dashboard", api="lookml_dashboard_id"),
        Field("query_id"),
        Field("enabled", "bool"),
        Field("crontab", same=same_crontab),
        Field("timezone", same=_same_text),
        Field("datagroup", same=_same_text),
        Field(
            "destinations",
            "list",
            api=DESTINATIONS,
            elements="dict",
            options=OPTIONS,
            entries=(_INCLUDE_FILTERS,),
            has_modes=True,
            derived=True,
            required_to_create=True,
            effective=_wanted_destinations,
            encode=write_destinations,
            same=same_destinations,
            shown=shown_destinations,
            uncompared=secrets_in,
            conceals=secrets_behind,
        ),
        Field(
            "filters",
            "dict",
            api="filters_string",
            derived=True,
            effective=_wanted_filters,
            encode=encode_filters,
            same=same_filters,
            follows=("filters_string",),
        ),
        Field("filters_string", same=same_filters_string, follows=("filters",)),
        *_flags("run_as_recipient", "require_results", "require_no_results", "require_change", "send_all_results"),
        *_flags("include_links", "show_custom_url"),
        *_texts("custom_url_base", "custom_url_params", "custom_url_label"),
        Field("include_dashboard_summary", "bool", since="26.12"),
        _INCLUDE_FILTERS,
        Field("pdf_paper_size", choices=PAPER_SIZES),
        Field("pdf_landscape", "bool"),
        Field("pdf_page_breaks", "bool", since="26.8"),
        Field("tab_ids", "list", elements="str", since="26.8", same=_same_set),
        *_flags("embed", "long_tables"),
        Field("color_theme", same=_same_text),
        Field("inline_table_width", "int"),
        Field("title", read_only=True, follows=("dashboard", "look", "lookml_dashboard", "query_id")),
        Field("created_at", read_only=True),
        Field("last_run_at", read_only=True, follows=("enabled",)),
        Field("next_run_at", read_only=True, follows=(*TIMING, "timezone", "enabled")),
    ),
    whole_from=1,  # the search is alpha
    listing=("all_scheduled_plans",),
    everything={"all_users": True},
    columns=(DESTINATIONS,),
    create="create_scheduled_plan",
    update="update_scheduled_plan",
    delete="delete_scheduled_plan",
    sees=frozenset({"administer", "see_schedules"}),
    whole_since="3.1",  # facts 2.18
    normalise=_normalise,
    tells_apart=(*CONTENT, "folder", "owner"),
    scoped_by={"folders": (("dashboard", "folder"), ("look", "folder")), "owners": (("owner",),)},
    narrow=narrow,
    widen=widen,
    match=match,
    implies=_implies,
    fill=_fill,
    check=check,
    verify=_verify,
    purge=Purge(needs_scope=True),
)
# For a plan that is run just once: nothing says when.
ONCE = replace(SCHEDULE, verify=_verify_once)
