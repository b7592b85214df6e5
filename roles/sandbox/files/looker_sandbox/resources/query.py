# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Queries and Looks that are run, at once or as query tasks. Everybody may run them: access to data is not modelled."""

from __future__ import annotations

import json
import time
from typing import Any

from looker_sandbox import explores
from looker_sandbox.call import Call
from looker_sandbox.data_set import QueryError
from looker_sandbox.errors import ApiError, Problem, invalid, missing, not_found
from looker_sandbox.formats import FORMATS, Document, Style, write
from looker_sandbox.operations import Operations
from looker_sandbox.resources.query_model import QUERY, QUERY_TASK, TASK_SECONDS, find_query
from looker_sandbox.search import Row
from looker_sandbox.tables import plain_table

operations = Operations()


# Queries


def _read_query(call: Call) -> Row:
    values = QUERY.read_body(call, call.object)
    lacking = [name for name in ("model", "view") if not values.get(name)]
    if lacking:  # in the recorded words of ``POST /queries``
        raise invalid(*(Problem(name, "missing_field", "is not present") for name in lacking))
    # Looker takes any model and explore, and fails when the query is run.
    given = {name: value for name, value in values.items() if value is not None}
    return {**given, "filters": given["filters"] or {}} if "filters" in given else given


@operations.add("POST", "/queries")
def create_query(call: Call) -> Any:
    """The query with this content, which is made when there is none (facts 13.7)."""
    values, table = _read_query(call), call.instance.queries
    own = ("id", "slug", "client_id")
    content = {name: value for name, value in values.items() if name not in own}
    for row in table:
        if {name: value for name, value in row.items() if name not in own} == content:
            return call.show(QUERY, row)
    slug = call.instance.secret(22)
    return call.show(QUERY, table.insert({"slug": slug, "client_id": slug, **values}))


def _find(call: Call, text: str) -> Row:
    row = find_query(call.instance, text)
    if row is None:
        raise not_found()
    return row


@operations.add("GET", "/queries/{query_id}")
def query(call: Call) -> Any:
    """One query, by id or slug."""
    return call.show(QUERY, _find(call, call.arguments["query_id"]))


@operations.add("GET", "/queries/slug/{slug}")
def query_for_slug(call: Call) -> Any:
    """One query by its slug."""
    row = next((row for row in call.instance.queries if row["slug"] == call.arguments["slug"]), None)
    if row is None:
        raise not_found()
    return call.show(QUERY, row)


# Running


def demand_format(form: str) -> None:
    """Refuse a format that is not there; Looker's own words for it are not known."""
    if form not in FORMATS:
        raise invalid(Problem("result_format", "invalid", f"'result_format' {form} is not supported"))


def asked(call: Call) -> Row:
    """What a request says about running, beside the query."""
    return {"limit": call.query.get("limit"), "formatted": call.flag("apply_formatting")}


def result(call: Call, row: Row, form: str, how: Row) -> Document:
    """The result of a query. What fails is said in the body of ``json_detail``, else by a 400 (the API's description
    of ``query_task_results``), or as the quirk ``query_error`` has it."""
    demand_format(form)
    try:
        explored = explores.read(row, how["limit"])
        if form == "sql":
            return write(plain_table([], [], explores.sql_of(explored)), form)
        table = explores.run(explored)
    except QueryError as error:
        return failure(call, form, str(error))
    return write(table, form, Style(how["formatted"], call.quirk("pivoted_json")))


def failure(call: Call, form: str, sentence: str, sql: str = "") -> Document:
    """How a format says that a query failed. Raises ApiError 400 where it cannot."""
    if form == "json_detail":
        return write(plain_table([], [], sql, sentence), form)
    if form == "json" and call.quirk("query_error") == "row":
        return write(plain_table(["looker_error"], [[sentence]], sql), form)
    raise ApiError(400, sentence)


@operations.add("GET", "/queries/{query_id}/run/{result_format}")
def run_query(call: Call) -> Any:
    """Run a saved query."""
    row = _find(call, call.arguments["query_id"])
    return result(call, row, call.arguments["result_format"], asked(call))


@operations.add("POST", "/queries/run/{result_format}")
def run_inline_query(call: Call) -> Any:
    """Run the query in the body."""
    return result(call, _read_query(call), call.arguments["result_format"], asked(call))


@operations.add("GET", "/looks/{look_id}/run/{result_format}")
def run_look(call: Call) -> Any:
    """Run the query of a Look."""
    look = call.instance.looks.get(call.argument("look_id"))
    if look is None or look.get("deleted"):
        raise not_found()
    row = _find(call, str(look.get("query_id") or ""))
    return result(call, row, call.arguments["result_format"], asked(call))


# Query tasks


@operations.add("POST", "/query_tasks")
def create_query_task(call: Call) -> Any:
    """Run a saved query in the background."""
    body = call.object
    if lacking := [missing(name) for name in ("query_id", "result_format") if not body.get(name)]:
        raise invalid(*lacking)
    form = str(body["result_format"])
    demand_format(form)
    row = find_query(call.instance, str(body["query_id"]))
    if row is None:
        raise invalid(Problem("query_id", "invalid", f"'query_id' {body['query_id']} does not exist"))
    task = {
        "id": call.instance.secret(32, "0123456789abcdef"),
        "query_id": row["id"],
        "result_format": form,
        "how": asked(call),
        "fails": _fails(row, asked(call)),
        "owner": call.caller["id"],
        "ready": time.monotonic() + TASK_SECONDS,
    }
    call.instance.query_tasks[task["id"]] = task
    return call.show(QUERY_TASK, task)


def _fails(row: Row, how: Row) -> bool:
    try:
        explores.run(explores.read(row, how["limit"]))
    except QueryError:
        return True
    return False


def _task(call: Call, task_id: str) -> Row | None:
    """A task of the caller, or for an admin anybody's."""
    task = call.instance.query_tasks.get(task_id)
    return task if task and (call.is_admin or task["owner"] == call.caller["id"]) else None


@operations.add("GET", "/query_tasks/{query_task_id}")
def query_task(call: Call) -> Any:
    """How far a query task is."""
    task = _task(call, call.arguments["query_task_id"])
    if task is None:
        raise not_found()
    return call.show(QUERY_TASK, task)


def _result_of(call: Call, task: Row) -> Document:
    return result(call, call.instance.queries[task["query_id"]], task["result_format"], task["how"])


@operations.add("GET", "/query_tasks/{query_task_id}/results")
def query_task_results(call: Call) -> Any:
    """The result of a query task; while it runs, 202 in 4.0 and 204 before."""
    task = _task(call, call.arguments["query_task_id"])
    if task is None:
        raise not_found()
    if time.monotonic() < task["ready"]:
        return Document(b'""', "application/json", 202) if call.version == "4.0" else None
    return _result_of(call, task)


@operations.add("GET", "/query_tasks/multi_results")
def query_task_multi_results(call: Call) -> Any:
    """The results of several tasks by their ids, or the status of those that have none."""
    return {text: _one_of_many(call, text) for text in call.query.get("query_task_ids", "").split(",") if text}


def _one_of_many(call: Call, task_id: str) -> Any:
    task = _task(call, task_id)
    if task is None:
        return {"status": "missing"}
    if time.monotonic() < task["ready"]:
        return {"status": "running"}
    try:
        document = _result_of(call, task)
    except ApiError as error:
        return {"status": "error", "message": error.message}
    if document.content_type == "application/json":
        return json.loads(document.content)
    return document.content.decode(errors="replace")
