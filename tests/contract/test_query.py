# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Queries, Looks, explores and SQL: run, returned, written, and never run when they could write in check mode."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from contract.contract import refused
from contract.harness import Looker, Outcome
from contract.harness import looker as sandbox
from contract.test_examples import examples

EXPLORE: dict[str, Any] = {
    "model": "thelook",
    "explore": "orders",
    "fields": ["orders.status", "orders.count"],
    "sorts": ["orders.status"],
}


def _ran(looker: Looker, **options: Any) -> Outcome:
    outcome = looker.run("query", **options)
    assert not outcome.failed, outcome.message
    return outcome


def _rows(looker: Looker, **options: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = _ran(looker, **options).result["rows"]
    return rows


def test_explore(any_looker: Looker) -> None:
    outcome = _ran(any_looker, **EXPLORE)
    assert [row["orders.status"] for row in outcome.result["rows"]] == ["cancelled", "complete", "pending"]
    assert (outcome.result["changed"], outcome.result["row_count"], outcome.result["limit"]) == (False, 3, 500)
    assert not outcome.result["limit_reached"]
    assert not outcome.warnings
    assert _rows(any_looker, check=True, **EXPLORE) == outcome.result["rows"]
    assert _rows(any_looker, wait_timeout=30, **EXPLORE) == outcome.result["rows"]
    assert len(_rows(any_looker, filters={"orders.status": "complete"}, **EXPLORE)) == 1


def test_limit(looker: Looker) -> None:
    outcome = _ran(looker, limit=2, **EXPLORE)
    assert (outcome.result["row_count"], outcome.result["limit_reached"]) == (2, True)
    assert "limit of 2" in outcome.warnings[0]


def test_saved_query(looker: Looker) -> None:
    body = {"model": "thelook", "view": "orders", "fields": EXPLORE["fields"], "sorts": EXPLORE["sorts"], "limit": "2"}
    made = looker.run("api", operation="create_query", body=body).result["response"]
    by_id, by_slug = _ran(looker, query=made["id"]), _ran(looker, query=made["slug"], check=True)
    assert by_id.result["rows"] == by_slug.result["rows"] == _rows(looker, limit=2, **EXPLORE)
    assert by_id.result["limit_reached"]


@pytest.fixture(params=["4.0", pytest.param("3.1", marks=pytest.mark.slow)])
def with_looks(request: pytest.FixtureRequest) -> Iterator[Looker]:
    """A Looker with Looks, two of them of one title."""
    seed = {
        "folders": [{"name": "Finance", "parent_id": "1"}, {"name": "Weekly", "parent_id": "Finance"}],
        "queries": [{"id": "1", "model": "thelook", "view": "orders", "fields": EXPLORE["fields"], "limit": "2"}],
        "looks": [
            {"title": "Orders", "folder_id": "Weekly", "query_id": "1"},
            {"title": "Orders", "folder_id": "Finance", "query_id": "1"},
            {"title": "50_% of all", "folder_id": "Finance", "query_id": "1"},
            {"title": "50x% of all", "folder_id": "Finance", "query_id": "1"},
        ],
    }
    with sandbox(api_versions=(request.param,), seed=seed) as started:
        yield started


def test_look(with_looks: Looker) -> None:
    asked: tuple[dict[str, Any], ...] = (
        {"look": "Orders", "folder": "Shared/Finance/Weekly"},
        {"look": "id:2"},
        {"look": "50_% of all"},
        {"look": "Orders", "folder": "/Shared/Finance/", "wait_timeout": 30},
    )
    for options in asked:
        outcome = _ran(with_looks, check=True, **options)
        assert (outcome.result["row_count"], outcome.result["limit"], outcome.result["limit_reached"]) == (2, 2, True)
    assert not _ran(with_looks, look="id:2", limit=10).result["limit_reached"]
    refused(with_looks, with_looks.run("query", look="Orders"), "2 look Orders (ids 1, 2)")
    refused(with_looks, with_looks.run("query", look="Orders", folder="Shared"), "no look Orders in folder Shared")
    refused(with_looks, with_looks.run("query", look="orders"), "no look orders")


@pytest.mark.parametrize("answer", ["left_out", "found"])
def test_a_look_in_the_trash_is_none(answer: str) -> None:
    looks = [{"title": "Orders", "query_id": "1", "deleted": deleted} for deleted in (True, False)]
    queries = [{"id": "1", "model": "thelook", "view": "orders", "fields": EXPLORE["fields"]}]
    with sandbox(quirks={"search_trash": answer}, seed={"queries": queries, "looks": looks}) as started:
        assert _ran(started, look="Orders").result["row_count"]


@pytest.mark.parametrize(
    ("form", "more", "count"),
    [
        ("csv", {}, 2),
        ("txt", {}, 2),
        ("json_detail", {}, 2),
        ("json_detail", {"total": True, "pivots": ["orders.status"], "fields": EXPLORE["fields"] + ["users.id"]}, 2),
        ("csv", {"total": True}, None),
        ("csv", {"pivots": ["orders.status"], "fields": [*EXPLORE["fields"], "users.id"]}, None),
        ("csv", {"apply_vis": True}, None),
        *((form, {}, None) for form in ("xlsx", "html", "md", "sql", "png")),
    ],
)
def test_rows_are_counted_where_they_can_be(
    looker: Looker, tmp_path: Path, form: str, more: dict[str, Any], count: int | None
) -> None:
    options = {**EXPLORE, **more, "limit": 2, "result_format": form, "dest": str(tmp_path / "report")}
    outcome = _ran(looker, **options)
    assert "content" not in outcome.result
    assert outcome.result["limit"] == 2
    assert (outcome.result.get("row_count"), outcome.result.get("limit_reached")) == (count, count and True)
    assert bool(outcome.warnings) == (count is not None)
    if count:
        assert not _ran(looker, **{**options, "limit": 700}).result["limit_reached"]


def test_lines_in_cells_are_no_rows(looker: Looker, tmp_path: Path) -> None:
    sql = "SELECT 'one' || char(10) || 'two, \"three\"' AS a UNION ALL SELECT NULL"
    options = {"sql": sql, "connection": "thelook", "result_format": "csv", "dest": str(tmp_path / "report")}
    result = _ran(looker, **options).result
    assert (result["row_count"], "limit" in result) == (2, False)


def test_pivots_and_totals(looker: Looker, tmp_path: Path) -> None:
    pivoted = {
        "fields": ["users.country", "orders.status", "orders.count"],
        "pivots": ["orders.status"],
        "filters": {"users.country": "Japan,Kenya", "orders.status": "-cancelled"},
        "sorts": ["users.country"],
        "total": True,
        "row_total": "right",
    }
    rows = _rows(looker, **{**EXPLORE, **pivoted})
    assert [row["users.country"] for row in rows] == ["Japan", "Kenya"]
    assert rows[0]["orders.count"] == {"complete": 60, "pending": 60, "$$$_row_total_$$$": 120}
    dest = tmp_path / "report"
    _ran(looker, **{**EXPLORE, **pivoted}, result_format="json_detail", dest=str(dest))
    assert json.loads(dest.read_text())["totals_data"]["orders.count"]["$$$_row_total_$$$"] == {"value": 200}


def test_saved_queries_with_pivots(looker: Looker, tmp_path: Path) -> None:
    body = {"model": "thelook", "view": "orders", "fields": [*EXPLORE["fields"], "users.id"]}
    made = looker.run("api", operation="create_query", body={**body, "pivots": ["orders.status"]}).result["response"]
    result = _ran(looker, query=made["id"], result_format="csv", dest=str(tmp_path / "report")).result
    assert "row_count" not in result
    assert _ran(looker, query=made["slug"]).result["row_count"] == 10


def test_a_task_that_takes_too_long(looker: Looker) -> None:
    refused(looker, looker.run("query", wait_timeout=0, **EXPLORE), "not done after 0 seconds")


def test_what_fails_in_the_database(looker: Looker, tmp_path: Path) -> None:
    wrong = {**EXPLORE, "fields": ["orders.nothing"], "sorts": None}
    for form in ("json", "json_detail", "csv"):
        dest = str(tmp_path / "report")
        for wait in (None, 30):
            options = {"result_format": form, "dest": dest, "wait_timeout": wait}
            refused(looker, looker.run("query", **wrong, **options), "nothing")
    assert list(tmp_path.iterdir()) == []


def test_a_failure_that_is_told_in_a_row() -> None:
    with sandbox(quirks={"query_error": "row"}) as started:
        refused(started, started.run("query", **{**EXPLORE, "sorts": ["users.name"]}), "by no field of the query")


@pytest.mark.parametrize("form", ["csv", "xlsx", "json", "json_detail", "html", "md", "txt", "sql", "png"])
def test_file(looker: Looker, tmp_path: Path, form: str) -> None:
    options = {**EXPLORE, "result_format": form, "dest": str(tmp_path / "report"), "mode": "0600"}
    checked = _ran(looker, check=True, **options)
    assert checked.result["changed"]
    assert list(tmp_path.iterdir()) == []
    real = _ran(looker, **options)
    assert real.result["changed"]
    assert "rows" not in real.result
    assert (tmp_path / "report").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "report").read_bytes()
    if form not in ("xlsx", "png"):
        assert not _ran(looker, **options).result["changed"]
    (tmp_path / "report").write_text("old")
    again = _ran(looker, backup=True, **options)
    assert Path(again.result["backup_file"]).read_text() == "old"


def test_the_examples(tmp_path: Path) -> None:
    seed = {
        "folders": [{"name": "Finance", "parent_id": "1"}],
        "queries": [{"id": "1", "model": "thelook", "view": "orders", "fields": EXPLORE["fields"]}],
        "looks": [{"title": "Orders of the year", "folder_id": "Finance", "query_id": "1"}],
    }
    with sandbox(seed=seed) as started:
        results = {}
        for name, options in examples("query"):
            moved = {
                key: str(v).replace("/var/lib/reports", str(tmp_path)) if key == "dest" else v
                for key, v in options.items()
            }
            results[name] = _ran(started, **moved).result
    assert results["Count orders that belong to nobody"]["rows"] == [{"orders.count": 0}]
    assert (tmp_path / "orders.csv").read_text().splitlines()[1:] == ["cancelled,200", "complete,200", "pending,200"]
    assert (tmp_path / "year.xlsx").read_bytes().startswith(b"PK")


def test_sql(looker: Looker) -> None:
    options = {"sql": "SELECT COUNT(*) AS n FROM orders", "connection": "thelook"}
    checked = _ran(looker, check=True, **options)
    assert (checked.result["skipped"], checked.result["changed"], checked.writes) == (True, False, [])
    assert _rows(looker, **options) == [{"n": 600}]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "one of"),
        ({"query": "1", "look": "x"}, "mutually exclusive"),
        ({"explore": "orders", "fields": ["orders.count"]}, "model"),
        ({**EXPLORE, "result_format": "csv"}, "needs dest"),
        ({**EXPLORE, "dest": "/"}, "directory"),
        ({**EXPLORE, "dest": "/nonexistent/there/x"}, "no directory"),
        ({"sql": "SELECT 1"}, "connection"),
        ({"sql": "SELECT 1", "connection": "thelook", "read_only": True}, "read_only"),
        ({"query": "1", "filters": {"orders.id": "1"}}, "filters: only for an explore"),
        ({"query": "1", "model": "thelook"}, "model: only for an explore"),
        ({"sql": "SELECT 1", "connection": "thelook", "wait_timeout": 5}, "wait_timeout"),
        ({"sql": "SELECT 1", "connection": "thelook", "limit": 5}, "limit: not for sql"),
        ({"look": "No such Look"}, "no look No such Look"),
        ({"query": "4711"}, "404"),
    ],
    ids=str,
)
@pytest.mark.parametrize("check", [True, False])
def test_bad_input(looker: Looker, check: bool, options: dict[str, Any], words: str) -> None:
    refused(looker, looker.run("query", check=check, **options), words)


@pytest.mark.parametrize("options", [{"look": ""}, {"query": ""}, {"sql": "", "connection": "thelook"}])
def test_an_empty_text_asks_nothing(looker: Looker, options: dict[str, Any]) -> None:
    refused(looker, looker.run("query", **options), "nothing is asked")
