# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Queries, Looks and SQL on the built-in data set."""

from __future__ import annotations

import io
import time
import zipfile
from typing import Any

import pytest
from sandbox.conftest import Client, Start

QUERY = {"model": "thelook", "view": "orders", "fields": ["orders.status", "orders.count"], "limit": "2"}
SEED = {
    "users": [{"first_name": "Ada", "credentials": {"api3": [{"client_id": "ada", "client_secret": "ada"}]}}],
    "queries": [{"id": "1", **QUERY}],
    "looks": [{"title": "Orders", "query_id": "1"}, {"title": "Empty"}],
}


@pytest.fixture
def client(start: Start) -> Client:
    """The admin of an instance with a query and a Look."""
    return start(seed=SEED)


def run(client: Client, **values: Any) -> Any:
    """The rows of an inline query."""
    return client.json("POST", "/queries/run/json", {**QUERY, **values})


def test_a_query_is_made_once(client: Client) -> None:
    body = {"model": "thelook", "view": "users", "fields": ["users.name"]}
    made = client.json("POST", "/queries", body)
    assert (made["id"], len(made["slug"]), made["fields"]) == ("2", 22, ["users.name"])
    assert client.json("POST", "/queries", body) == made
    assert client.json("GET", "/queries/2") == client.json("GET", f"/queries/slug/{made['slug']}") == made
    problem = client("POST", "/queries", {}).json()["errors"][0]
    assert (problem["field"], problem["code"], problem["message"]) == ("model", "missing_field", "is not present")
    assert client("POST", "/queries", {"model": "thelook"}).json()["errors"][0]["field"] == "view"
    assert client.status("GET", "/queries/9") == client.status("GET", "/queries/slug/x") == 404


ROWS = [{"orders.status": "cancelled", "orders.count": 200}, {"orders.status": "complete", "orders.count": 200}]


def test_saved_queries_looks_and_inline_queries_give_the_same(client: Client) -> None:
    assert client.json("GET", "/queries/1/run/json") == ROWS
    assert client.json("GET", "/looks/1/run/json") == ROWS
    assert run(client) == ROWS
    assert client.json("GET", "/looks/1")["query"]["id"] == "1"
    for path in ("/queries/9/run/json", "/looks/9/run/json", "/looks/2/run/json"):
        assert client.status("GET", path) == 404


def test_sorts_and_limits(client: Client) -> None:
    ids = {"fields": ["orders.id"], "sorts": ["orders.id desc 0"]}
    assert run(client, **ids) == [{"orders.id": 600}, {"orders.id": 599}]
    assert len(run(client, **ids, limit=None)) == 500
    assert len(run(client, **ids, limit="-1")) == 600
    assert len(client.json("GET", "/queries/1/run/json?limit=1")) == 1
    first = {"limit": "1", "sorts": []}
    assert (
        run(client, fields=["orders.created_date", "orders.count"], **first)[0]["orders.created_date"] == "2026-12-28"
    )
    assert run(client, fields=["users.country", "orders.count"], **first)[0]["users.country"] == "Germany"
    assert run(client, fields=["orders.id"], **first) == [{"orders.id": 1}]
    assert len(run(client, fields=["orders.id"], limit="3", sorts=["__UNSORTED__"])) == 3


@pytest.mark.parametrize(
    "values",
    [
        {"model": "nothing"},
        {"view": "nothing"},
        {"fields": []},
        {"fields": ["orders.nothing"]},
        {"view": "users", "fields": ["orders.id"]},
        {"sorts": ["users.name"]},
        {"limit": "many"},
        {"filters": {"orders.id": "x"}},
        {"filters": {"orders.created_date": "soon"}},
        {"filters": {"orders.created_date": "2026-13"}},
        {"pivots": ["users.country"]},
        {"pivots": ["orders.count"]},
        {"fields": ["orders.status"], "sorts": [], "pivots": ["orders.status"]},
        {"dynamic_fields": "[]"},
        {"fill_fields": ["orders.created_date"]},
    ],
)
def test_queries_that_fail(client: Client, values: dict[str, Any]) -> None:
    assert client.status("POST", "/queries/run/json", {**QUERY, **values}) == 400
    detail = client.json("POST", "/queries/run/json_detail", {**QUERY, **values})
    assert (detail["data"], len(detail["errors"])) == ([], 1)


def test_a_failure_may_be_told_in_a_row(start: Start) -> None:
    client = start(seed=SEED, quirks={"query_error": "row"})
    ((name, sentence),) = run(client, fields=["orders.nothing"])[0].items()
    assert (name, sentence) == ("looker_error", "Field orders.nothing does not exist")
    assert client.status("POST", "/queries/run/csv", {**QUERY, "view": "nothing"}) == 400


# Pivots and totals

PIVOTED = {
    "fields": ["users.country", "orders.status", "orders.count", "orders.total_amount"],
    "pivots": ["orders.status"],
    "sorts": ["orders.status desc", "users.country"],
    "filters": {"users.country": "Japan,Kenya", "orders.status": "-cancelled"},
}


def test_pivoted_rows(client: Client, start: Start) -> None:
    rows = run(client, **PIVOTED)
    assert [row["users.country"] for row in rows] == ["Japan", "Kenya"]
    assert list(rows[0]["orders.count"].items()) == [("pending", 60), ("complete", 60)]
    assert rows[1]["orders.total_amount"] == {"pending": 980.0, "complete": 980.0}
    nested = start(seed=SEED, quirks={"pivoted_json": "fields"})
    assert run(nested, **PIVOTED)[0]["orders.count"] == {"orders.status": {"pending": 60, "complete": 60}}
    # What there is no value for is null, and rows can be sorted by a column.
    single = {**PIVOTED, "filters": {"orders.id": "1,3"}, "sorts": ["orders.count desc 1"]}
    assert [(row["users.country"], row["orders.count"]) for row in run(client, **single)] == [
        ("Japan", {"complete": None, "pending": 1}),
        ("France", {"complete": 1, "pending": None}),
    ]
    assert list(run(client, **{**PIVOTED, "column_limit": "1"})[0]["orders.count"]) == ["pending"]


def test_totals(client: Client) -> None:
    query = {**PIVOTED, "total": True, "row_total": "right", "limit": "1"}
    detail = client.json("POST", "/queries/run/json_detail", {**QUERY, **query})
    assert (detail["has_totals"], detail["has_row_totals"]) == (True, True)
    assert [(pivot["key"], pivot["is_total"]) for pivot in detail["pivots"]] == [
        ("pending", False),
        ("complete", False),
        ("$$$_row_total_$$$", True),
    ]
    assert detail["pivots"][0]["data"] == {"orders.status": "pending"}
    assert {kind: [field["name"] for field in fields] for kind, fields in detail["fields"].items()} == {
        "dimensions": ["users.country"],
        "measures": ["orders.count", "orders.total_amount"],
        "pivots": ["orders.status"],
        "table_calculations": [],
    }
    (row,) = detail["data"]
    assert row["users.country"] == {"value": "Japan"}
    assert {key: cell["value"] for key, cell in row["orders.count"].items()} == {
        "pending": 60,
        "complete": 60,
        "$$$_row_total_$$$": 120,
    }
    # Totals are those of all rows, whatever the limit.
    totals = detail["totals_data"]
    assert list(totals) == ["orders.count", "orders.total_amount"]
    assert totals["orders.count"]["$$$_row_total_$$$"] == {"value": 200}
    assert totals["orders.total_amount"]["pending"] == {"value": 2510.0, "rendered": "$2,510.00"}
    assert "-- totals" in client("POST", "/queries/run/sql", {**QUERY, **query}).text
    assert len(run(client, **query)) == 1


def test_totals_without_pivots(client: Client) -> None:
    detail = client.json("POST", "/queries/run/json_detail", {**QUERY, "total": True})
    assert (len(detail["data"]), detail["totals_data"]) == (2, {"orders.count": {"value": 600}})
    assert "pivots" not in detail
    assert "totals_data" not in client.json("POST", "/queries/run/json_detail", QUERY)


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("csv", "Orders Status,pending,complete\nUsers Country,Orders Count,Orders Count\nJapan,60,60\n"),
        ("md", "| Users Country | pending Orders Count | complete Orders Count |\n| --- | --- | --- |\n| Japan |"),
        ("html", "<table>\n<tr><th>Orders Status</th><th>pending</th><th>complete</th></tr>\n<tr><th>Users Country"),
    ],
)
def test_pivots_in_text(client: Client, form: str, text: str) -> None:
    query = {**QUERY, **PIVOTED, "fields": ["users.country", "orders.status", "orders.count"]}
    assert client("POST", f"/queries/run/{form}", query).text.startswith(text)


def test_values_as_they_are_shown(client: Client) -> None:
    query = {**QUERY, "fields": ["orders.total_amount", "orders.count"]}
    assert client.json("POST", "/queries/run/json?apply_formatting=true", query) == [
        {"orders.total_amount": "$15,000.00", "orders.count": 600}
    ]
    assert client("POST", "/queries/run/csv", query).text.endswith("\n15000.0,600\n")


@pytest.mark.parametrize(
    ("form", "content_type", "text"),
    [
        ("csv", "text/csv", "Orders Status,Orders Count\ncancelled,200\ncomplete,200\n"),
        ("txt", "text/plain", "Orders Status\tOrders Count\ncancelled\t200\ncomplete\t200\n"),
        ("md", "text/markdown", "| Orders Status | Orders Count |\n| --- | --- |\n| cancelled | 200 |"),
        ("html", "text/html", "<table>\n<tr><th>Orders Status</th><th>Orders Count</th></tr>\n<tr><td>cancelled"),
        ("sql", "text/plain", "SELECT orders.status AS"),
    ],
)
def test_text_formats(client: Client, form: str, content_type: str, text: str) -> None:
    answer = client("GET", f"/queries/1/run/{form}")
    assert answer.headers["Content-Type"].startswith(content_type)
    assert answer.text.startswith(text)


def test_other_formats(client: Client) -> None:
    detail = client.json("GET", "/queries/1/run/json_detail")
    assert detail["data"][0]["orders.count"] == {"value": 200}
    assert [field["label"] for field in detail["fields"]["measures"]] == ["Orders Count"]
    assert client("GET", "/queries/1/run/png").content.startswith(b"\x89PNG\r\n")
    with zipfile.ZipFile(io.BytesIO(client("GET", "/queries/1/run/xlsx").content)) as book:
        assert b"cancelled" in book.read("xl/sharedStrings.xml")
    assert client.status("GET", "/queries/1/run/docx") == 422


# Query tasks


@pytest.mark.parametrize(("version", "waiting"), [("4.0", 202), ("3.1", 204)])
def test_a_query_task_takes_its_time(start: Start, version: str, waiting: int) -> None:
    client = start(version, seed=SEED)
    task = client.json("POST", "/query_tasks", {"query_id": 1, "result_format": "json"})
    path = f"/query_tasks/{task['id']}"
    assert (task["status"], task["query"]["view"]) == ("running", "orders")
    assert client.status("GET", f"{path}/results") == waiting
    many = f"/query_tasks/multi_results?query_task_ids={task['id']},x"
    assert client.json("GET", many) == {task["id"]: {"status": "running"}, "x": {"status": "missing"}}
    time.sleep(0.35)
    assert client.json("GET", path)["status"] == "complete"
    assert client.json("GET", f"{path}/results") == client.json("GET", many)[task["id"]] == ROWS


def test_a_query_task_that_fails(client: Client) -> None:
    made = client.json("POST", "/queries", {"model": "thelook", "view": "orders", "fields": ["orders.nothing"]})
    task = client.json("POST", "/query_tasks", {"query_id": made["id"], "result_format": "csv"})
    assert task["status"] == "running"
    time.sleep(0.35)
    path = f"/query_tasks/{task['id']}"
    assert client.json("GET", path)["status"] == "error"
    assert client("GET", f"{path}/results").json()["message"] == "Field orders.nothing does not exist"
    many = client.json("GET", f"/query_tasks/multi_results?query_task_ids={task['id']}")
    assert many[task["id"]]["status"] == "error"


def test_query_tasks_are_their_makers(client: Client) -> None:
    task = client.json("POST", "/query_tasks?limit=1", {"query_id": "1", "result_format": "csv"})
    ada = Client(client.sandbox)
    ada.log_in("ada", "ada")
    assert ada.status("GET", f"/query_tasks/{task['id']}") == ada.status("GET", f"/query_tasks/{task['id']}/results")
    assert ada.status("GET", f"/query_tasks/{task['id']}") == 404
    for body in ({}, {"query_id": "9", "result_format": "json"}, {"query_id": "1", "result_format": "docx"}):
        assert client.status("POST", "/query_tasks", body) == 422


# SQL


def test_sql(client: Client) -> None:
    made = client.json("POST", "/sql_queries", {"connection_name": "thelook", "sql": "SELECT 1 AS one, 'ä' AS a"})
    path = f"/sql_queries/{made['slug']}"
    assert client.json("POST", f"{path}/run/json") == [{"one": 1, "a": "ä"}]
    assert client("POST", f"{path}/run/csv").content.decode() == "one,a\n1,ä\n"
    assert client.json("GET", path)["run_count"] == 2


@pytest.mark.parametrize("sql", ["SELECT", "DROP TABLE orders", "ATTACH DATABASE 'x' AS x", "SELECT 1; SELECT 2"])
def test_sql_that_fails(client: Client, sql: str) -> None:
    made = client.json("POST", "/sql_queries", {"model_name": "thelook", "sql": sql})
    assert client.status("POST", f"/sql_queries/{made['slug']}/run/json") == 400
    assert client.json("POST", f"/sql_queries/{made['slug']}/run/json_detail")["errors"] != []


def test_wrong_sql_queries(client: Client) -> None:
    for body in ({}, {"sql": "SELECT 1"}, {"sql": "SELECT 1", "connection_name": "nothing"}):
        assert client.status("POST", "/sql_queries", body) == 422
    ada = Client(client.sandbox)
    ada.log_in("ada", "ada")
    assert ada.status("POST", "/sql_queries", {"connection_name": "thelook", "sql": "SELECT 1"}) == 404
    assert client.status("GET", "/sql_queries/x") == 404


# Elsewhere


def test_plans_send_queries(client: Client) -> None:
    mail = {"type": "email", "format": "csv", "address": "ada@acme.example"}
    plan = {"name": "Rows", "query_id": "1", "crontab": "0 5 * * *", "scheduled_plan_destination": [mail]}
    assert client.json("POST", "/scheduled_plans", plan)["query_id"] == "1"
    slug = client.json("GET", "/queries/1")["slug"]
    assert client.json("POST", "/scheduled_plans", {**plan, "query_id": slug})["query_id"] == slug
    assert client.status("POST", "/scheduled_plans", {**plan, "query_id": "9"}) == 422
    client.json("POST", "/sql_queries", {"connection_name": "thelook", "sql": "SELECT 1"})
    state = client.sandbox.state()
    client.sandbox.set_state(state)
    assert client.sandbox.state() == state
