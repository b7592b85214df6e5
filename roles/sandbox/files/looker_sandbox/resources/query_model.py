# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How queries and query tasks are shown; Looks show their queries too."""

from __future__ import annotations

import time
from typing import Any

from looker_sandbox.call import Call
from looker_sandbox.checks import texts
from looker_sandbox.instance import Instance
from looker_sandbox.schema import ONLY_3, Field, Model
from looker_sandbox.search import Row, parse_number

TASK_SECONDS = 0.3


def find_query(instance: Instance, text: str) -> Row | None:
    """The query with this id or slug: schedules and newer releases use slugs (facts 7.13)."""
    if (number := parse_number(text)) is not None and number in instance.queries:
        return instance.queries[number]
    return next((row for row in instance.queries if row.get("slug") == text), None)


def _no_filters(value: dict[str, Any] | list[Any]) -> str | None:
    """Looker's own tests send an empty list for no filters."""
    return "is of the wrong type" if isinstance(value, list) and value else None


def _open(name: str, kind: type | tuple[type, ...] | None, **more: Any) -> Field:
    return Field(name, kind=kind, writable=True, **more)


def _url(call: Call, row: Row) -> str:
    return f"/explore/{row.get('model')}/{row.get('view')}?qid={row.get('slug')}"


QUERY = Model(
    "Query",
    Field("can", value=lambda call, row: {"show": True, "run": True, "index": True, "explore": True}),
    Field("id", is_id=True),
    _open("model", str),
    _open("view", str),
    *(_open(name, list, check=texts) for name in ("fields", "pivots", "fill_fields")),
    _open("filters", (dict, list), check=_no_filters),
    _open("filter_expression", str),
    _open("sorts", list, check=texts),
    *(_open(name, str) for name in ("limit", "column_limit")),
    _open("total", bool),
    _open("row_total", str),
    _open("subtotals", list, check=texts),
    *(_open(name, dict) for name in ("vis_config", "filter_config")),
    _open("visible_ui_sections", str),
    Field("slug"),
    _open("dynamic_fields", str),
    _open("client_id", str),
    Field("share_url", value=_url),
    Field("expanded_share_url", value=_url),
    Field("url", value=_url),
    _open("query_timezone", str),
    Field("has_table_calculations", False),
    Field("runtime", 0.0, versions=ONLY_3),
)


def _status(call: Call, row: Row) -> str:
    if time.monotonic() < row["ready"]:
        return "running"
    return "error" if row["fails"] else "complete"


QUERY_TASK = Model(
    "QueryTask",
    Field("can", value=lambda call, row: {"show": True}),
    Field("id"),
    Field("query_id", is_id=True),
    Field("query", value=lambda call, row: call.instance.queries.get(row["query_id"]), model=QUERY),
    Field("generate_links", False),
    Field("force_production", False),
    Field("path_prefix"),
    Field("cache", True),
    Field("server_table_calcs", False),
    Field("cache_only", False),
    Field("cache_key"),
    Field("status", value=_status),
    Field("source"),
    Field("runtime", 0.0),
    Field("rebuild_pdts", False),
    Field("result_source", "query"),
    Field("look_id"),
    Field("dashboard_id"),
    Field("result_format"),
)
