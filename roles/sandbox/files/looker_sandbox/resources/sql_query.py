# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""SQL of one's own, on the connection of the built-in data set."""

from __future__ import annotations

from typing import Any

from looker_sandbox import data_set
from looker_sandbox.call import Call
from looker_sandbox.errors import Problem, invalid, missing, not_found
from looker_sandbox.formats import write
from looker_sandbox.instance import now
from looker_sandbox.operations import Operations
from looker_sandbox.resources.query import demand_format, failure
from looker_sandbox.resources.user_model import USER_PUBLIC
from looker_sandbox.schema import Field, Model
from looker_sandbox.search import Row
from looker_sandbox.tables import plain_table

operations = Operations()

SQL_QUERY = Model(
    "SqlQuery",
    Field("can", value=lambda call, row: {"show": True, "run": True}),
    Field("slug"),
    Field("last_runtime"),
    Field("run_count", 0),
    Field("browser_limit", 500),
    Field("sql"),
    Field("last_run_at"),
    Field("connection", value=lambda call, row: {"name": data_set.CONNECTION}),
    Field("model_name"),
    Field("creator", value=lambda call, row: call.instance.users.get(row["user_id"]), model=USER_PUBLIC),
    Field("explore_url"),
    Field("plaintext", True),
    Field("vis_config"),
    Field("result_maker_id"),
)


def _demand_rights(call: Call) -> None:
    if not call.is_admin and "use_sql_runner" not in call.permissions:
        raise not_found()


def _find(call: Call) -> Row:
    _demand_rights(call)
    row = next((row for row in call.instance.sql_queries if row["slug"] == call.arguments["slug"]), None)
    if row is None:
        raise not_found()
    return row


@operations.add("POST", "/sql_queries")
def create_sql_query(call: Call) -> Any:
    """Keep a statement to be run: on a connection, or on that of a model."""
    _demand_rights(call)
    body = call.object
    place = body.get("connection_name") or body.get("connection_id") or body.get("model_name")
    problems = [] if isinstance(body.get("sql"), str) and body["sql"].strip() else [missing("sql")]
    if not place:
        problems.append(missing("connection_name"))
    elif place not in (data_set.CONNECTION, data_set.MODEL):
        problems.append(Problem("connection_name", "invalid", f"'connection_name' {place} does not exist"))
    if problems:
        raise invalid(*problems)
    row = {"sql": body["sql"], "slug": call.instance.secret(22), "user_id": call.caller["id"]}
    return call.show(SQL_QUERY, call.instance.sql_queries.insert({**row, "model_name": body.get("model_name")}))


@operations.add("GET", "/sql_queries/{slug}")
def sql_query(call: Call) -> Any:
    """One statement."""
    return call.show(SQL_QUERY, _find(call))


@operations.add("POST", "/sql_queries/{slug}/run/{result_format}")
def run_sql_query(call: Call) -> Any:
    """Run a statement. The data set can only be read."""
    row, form = _find(call), call.arguments["result_format"]
    demand_format(form)
    row.update(run_count=row.get("run_count", 0) + 1, last_run_at=now())
    try:
        columns, rows = data_set.run_sql(row["sql"])
    except data_set.QueryError as error:
        return failure(call, form, str(error), row["sql"])
    return write(plain_table(columns, rows, row["sql"]), form)
