# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Queries: which one is meant, run at once or as a task, and what came of it. No Ansible.

Note: this module_utils is private to the biops.looker collection and may change without notice.

Running a saved query, a Look or an explore changes nothing (facts 13.7); SQL may, so check mode leaves it out.
"""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Mapping
from typing import Any, Callable, Optional

from ansible_collections.biops.looker.plugins.module_utils._api_version import operation
from ansible_collections.biops.looker.plugins.module_utils._client import Call, Client
from ansible_collections.biops.looker.plugins.module_utils._errors import LookerError
from ansible_collections.biops.looker.plugins.module_utils._facts import BY_ID, why_no_id
from ansible_collections.biops.looker.plugins.module_utils._folders import folder_paths
from ansible_collections.biops.looker.plugins.module_utils._http import Answer
from ansible_collections.biops.looker.plugins.module_utils._state import PlanError
from ansible_collections.biops.looker.plugins.module_utils._value_class import field, value_class

DEFAULT_LIMIT = 500  # Looker's, where a query says nothing
_SEPARATORS = {"csv": ",", "txt": "\t"}
_EXPLORE = (
    "model fields pivots fill_fields filters filter_expression sorts total row_total subtotals query_timezone".split()
)
_RUNNING = ("added", "running", "unknown")  # states of a query task that are not its end
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 10.0


@value_class
class Target:
    """What is run: one of an id of a query, an id of a Look, the body of an explore query, the slug of SQL.

    is_plain: its text has one line of headings and then its rows; with pivots and totals nobody says how many others.
    """

    query_id: str = ""
    look_id: str = ""
    body: Mapping[str, Any] = field(default_factory=dict)
    sql_slug: str = ""
    limit: Optional[int] = None  # as far as it is known
    is_plain: bool = True


def find_target(client: Client, options: Mapping[str, Any]) -> Target:
    """The query, Look or explore of the options. Raises PlanError where there is not exactly one, LookerError."""
    if options["query"]:
        return _saved(client, options)
    if options["look"]:
        return _look(client, options)
    if not options["explore"]:
        raise PlanError(["nothing is asked: query, look, explore or sql is an empty text"])
    body = {name: options[name] for name in _EXPLORE if options.get(name) is not None}
    for name in ("limit", "column_limit"):
        if options.get(name) is not None:
            body[name] = str(options[name])  # text in Looker's Query
    if options.get("dynamic_fields") is not None:
        body["dynamic_fields"] = json.dumps(options["dynamic_fields"])
    return Target(
        body={**body, "view": options["explore"]}, limit=_limit(options, {}), is_plain=_is_plain(options, body)
    )


def _saved(client: Client, options: Mapping[str, Any]) -> Target:
    """Digits are an id, all else is a slug."""
    asked, fields = str(options["query"]), {"fields": "id,limit,pivots,total,subtotals"}
    if why_no_id(asked):
        raise PlanError([f"query: {why_no_id(asked)}"])
    if asked.isdigit():
        row = client.record(Call("query", {"query_id": asked}, fields), "id")
    else:
        row = client.record(Call("query_for_slug", {"slug": asked}, fields), "id")
    return Target(query_id=str(row["id"]), limit=_limit(options, row), is_plain=_is_plain(options, row))


def _look(client: Client, options: Mapping[str, Any]) -> Target:
    asked = str(options["look"])
    if asked.startswith(BY_ID) and why_no_id(asked):
        raise PlanError([f"look: {why_no_id(asked)}"])
    look_id = asked[len(BY_ID) :] if asked.startswith(BY_ID) else _look_by_title(client, asked, options["folder"])
    fields = {"fields": "id,query_id,query(limit,pivots,total,subtotals)"}
    row = client.record(Call("look", {"look_id": look_id}, fields))
    query = row.get("query") or {}
    limit, is_plain = _limit(options, query), _is_plain(options, query)
    return Target(str(row.get("query_id") or ""), look_id, limit=limit, is_plain=is_plain)


def _look_by_title(client: Client, title: str, folder: Optional[str]) -> str:
    """Search is LIKE, without regard to case (facts 4.4): the exact title is told here."""
    rows = client.rows(Call("search_looks", query={"title": title, "deleted": False, "fields": "id,title,folder_id"}))
    found = {str(row["id"]): str(row.get("folder_id")) for row in rows if row.get("title") == title}
    if folder is not None:
        paths = folder_paths(client.rows(Call("all_folders", query={"fields": "id,name,parent_id"})))
        found = {look: where for look, where in found.items() if paths.get(where) == folder.strip("/")}
    if len(found) != 1:
        what = f"look {title}" + (f" in folder {folder}" if folder else "")
        ids = ", ".join(sorted(found))
        raise PlanError([f"{len(found)} {what} (ids {ids}); say folder or id:…" if found else f"no {what}"])
    return next(iter(found))


def _limit(options: Mapping[str, Any], row: Mapping[str, Any]) -> int:
    given = options.get("limit")
    return int(given if given is not None else row.get("limit") or DEFAULT_LIMIT)


def _is_plain(options: Mapping[str, Any], query: Mapping[str, Any]) -> bool:
    """Options of a visualization can add totals and turn a table, too."""
    return not (options.get("apply_vis") or query.get("pivots") or query.get("total") or query.get("subtotals"))


def run_target(
    client: Client,
    target: Target,
    result_format: str,
    query: Mapping[str, Any],
    wait_timeout: Optional[int],
    sleep: Callable[[float], None] = time.sleep,
) -> Answer:
    """Looker's answer, at once, or with wait_timeout through a query task that is polled."""
    accept = {"json": "application/json", "json_detail": "application/json", "html": "text/html"}.get(
        result_format, "*/*"
    )
    form = {"result_format": result_format}
    if target.sql_slug:
        return client.exchange(Call("run_sql_query", {"slug": target.sql_slug, **form}), accept)
    if wait_timeout is not None and result_format not in ("png", "jpg"):
        return _run_as_task(client, target, result_format, query, wait_timeout, accept, sleep)
    if target.look_id:
        call = Call("run_look", {"look_id": target.look_id, **form}, query)
    elif target.query_id:
        call = Call("run_query", {"query_id": target.query_id, **form}, query)
    else:
        call = Call("run_inline_query", form, query, target.body)
    return client.exchange(call, accept)


def _run_as_task(
    client: Client,
    target: Target,
    result_format: str,
    query: Mapping[str, Any],
    wait_timeout: int,
    accept: str,
    sleep: Callable[[float], None],
) -> Answer:
    query_id = target.query_id or str(client.record(Call("create_query", body=dict(target.body)), "id")["id"])
    body = {"query_id": query_id, "result_format": result_format, "look_id": target.look_id or None}
    task = client.record(Call("create_query_task", query=query, body={k: v for k, v in body.items() if v}), "id")
    where = {"query_task_id": str(task["id"])}
    end, pause = time.monotonic() + wait_timeout, _FIRST_PAUSE
    while str(task.get("status")) in _RUNNING:
        if time.monotonic() + pause > end:
            raise LookerError(
                f"the query was not done after {wait_timeout} seconds; it goes on as task {where['query_task_id']}",
                "query_task",
            )
        sleep(pause)
        pause = min(pause * 2, _LONGEST_PAUSE)
        task = client.record(Call("query_task", where, {"fields": "id,status"}))
    return client.exchange(Call("query_task_results", where), accept)


def make_sql(client: Client, options: Mapping[str, Any]) -> Target:
    """A query of SQL Runner, which Looker keeps under its slug."""
    body = {"sql": options["sql"], "connection_name": options["connection"], "model_name": options["model"]}
    made = client.record(Call("create_sql_query", body={name: value for name, value in body.items() if value}), "slug")
    return Target(sql_slug=str(made["slug"]))


def permit_sql(client: Client) -> None:
    """Raises what would keep SQL from being run, for check mode, which does not run it."""
    for name in ("create_sql_query", "run_sql_query"):
        client.permit(operation(name))


def told(answer: Answer, target: Target, result_format: str) -> dict[str, Any]:
    """What an answer holds: rows of json, and where they can be counted how many, and whether the limit was reached.

    Raises LookerError where Looker answers with the database's error in place of rows.
    """
    if answer.status == 202:
        raise LookerError("Looker says the query is not done yet", "query_task_results", 202)
    shown: dict[str, Any] = {}
    if result_format == "json":
        shown["rows"] = _rows(answer)
        count: Optional[int] = len(shown["rows"])
    elif result_format == "json_detail":
        count = len(_detail(answer).get("data") or ())
    else:
        count = _count_lines(answer, target, result_format)
    if count is not None:
        shown["row_count"] = count
    if target.limit is not None:
        shown["limit"] = target.limit
        if count is not None:
            shown["limit_reached"] = 0 < target.limit <= count
    return shown


def _rows(answer: Answer) -> list[Any]:
    rows = answer.body if answer.body is not None else []
    if not isinstance(rows, list):
        raise LookerError("rows were expected, but came something else", status=answer.status)
    problem = next((row["looker_error"] for row in rows if isinstance(row, dict) and "looker_error" in row), None)
    if problem:
        raise LookerError(f"the query failed: {problem}", status=answer.status)
    return rows


def _detail(answer: Answer) -> Mapping[str, Any]:
    body: Mapping[str, Any] = answer.body if isinstance(answer.body, dict) else {}
    if body.get("errors"):
        words = "; ".join(str(entry.get("message_details") or entry.get("message")) for entry in body["errors"])
        raise LookerError(f"the query failed: {words}", status=answer.status)
    return body


def _count_lines(answer: Answer, target: Target, result_format: str) -> Optional[int]:
    """How many rows a text has; None where only Looker knows."""
    separator = _SEPARATORS.get(result_format)
    if separator is None or not target.is_plain:
        return None
    lines = csv.reader(io.StringIO(answer.content.decode("utf-8", "replace"), newline=""), delimiter=separator)
    try:
        return max(sum(1 for line in lines if line) - 1, 0)
    except csv.Error:  # such as a cell that is longer than the reader takes
        return None
