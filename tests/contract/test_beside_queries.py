# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Other clients get the same rows as the module `query`: of saved queries, Looks, explores and SQL."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from contract.harness import Looker
from contract.harness import looker as sandbox
from sandbox.beside import mcp_tools, sdk_calls

pytestmark = pytest.mark.slow

EXPLORE = {
    "fields": ["users.country", "orders.status", "orders.count", "orders.total_amount"],
    "filters": {"orders.status": "-cancelled", "orders.id": "<=500"},
    "sorts": ["orders.count desc", "users.country"],
}
PIVOTED = {**EXPLORE, "pivots": ["orders.status"], "total": True}
SQL = "SELECT status, SUM(amount) AS amount FROM orders GROUP BY 1 ORDER BY 1"
SEED = {
    "folders": [{"name": "Finance", "parent_id": "1"}],
    "queries": [{"id": "1", "model": "thelook", "view": "orders", **EXPLORE, "limit": "3"}],
    "looks": [{"title": "Orders", "folder_id": "Finance", "query_id": "1"}],
}


def _module(looker: Looker, **options: Any) -> Any:
    """The rows, or with ``dest`` what is in the file."""
    outcome = looker.run("query", **options)
    assert not outcome.failed, outcome.message
    return Path(options["dest"]).read_text() if "dest" in options else outcome.result["rows"]


@pytest.mark.parametrize(
    ("client", "version"), [("looker-sdk-26", "4.0"), ("looker-sdk-23", "4.0"), ("looker-sdk-23", "3.1")]
)
def test_the_official_client_gets_the_same_rows(client: str, version: str, tmp_path: Path) -> None:
    with sandbox(api_versions=(version,), seed=SEED) as looker:
        body = {"model": "thelook", "view": "orders", **EXPLORE}
        pivoted = {"model": "thelook", "view": "orders", **PIVOTED}
        statement = {"connection_name": "thelook", "sql": SQL}
        saved, csv, look, inline, detail, made = sdk_calls(
            looker.sandbox,
            client,
            version,
            [
                ("run_query", {"query_id": "1", "result_format": "json"}),
                ("run_query", {"query_id": "1", "result_format": "csv", "limit": 5}),
                ("run_look", {"look_id": "1", "result_format": "json"}),
                ("run_inline_query", {"result_format": "json", "body": {"WriteQuery": body}}),
                ("run_inline_query", {"result_format": "json_detail", "body": {"WriteQuery": pivoted}}),
                ("create_sql_query", {"body": {"SqlQueryCreate": statement}}),
            ],
        )
        run = ("run_sql_query", {"slug": made["slug"], "result_format": "json"})
        (sql,) = sdk_calls(looker.sandbox, client, version, [run])
        explore = {"model": "thelook", "explore": "orders"}
        report = {"dest": str(tmp_path / "report")}
        assert _module(looker, query="1") == json.loads(saved) != []
        assert _module(looker, query="1", result_format="csv", limit=5, **report) == csv
        assert _module(looker, look="Orders", folder="Shared/Finance") == json.loads(look) == json.loads(saved)
        assert _module(looker, **explore, **EXPLORE) == json.loads(inline)
        assert _module(looker, **explore, **EXPLORE, wait_timeout=30) == json.loads(inline)
        assert _module(looker, **explore, **PIVOTED, result_format="json_detail", **report) == detail
        assert "totals_data" in json.loads(detail)
        assert _module(looker, sql=SQL, connection="thelook") == json.loads(sql)


def test_looker_mcp_server_gets_the_same_rows() -> None:
    with sandbox(seed=SEED) as looker:
        given = {"model": "thelook", "view": "orders", **EXPLORE, "limit": 7}
        found = mcp_tools(
            looker.sandbox,
            [("query", given), ("run_look", {"look_id": "1", "limit": 3}), ("run_query", {"query_id": "1"})],
        )
        rows = [entry["data"] for entry in found]
        explore = {"model": "thelook", "explore": "orders"}
        assert rows[0] == _module(looker, **explore, **EXPLORE, limit=7)
        assert rows[1] == rows[2] == _module(looker, look="id:1") == _module(looker, query="1") != []
