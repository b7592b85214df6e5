# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The small data set behind the model ``thelook``, and how a query becomes SQL.

The engine is the SQLite of Python's standard library: it needs nothing to be installed, and queries of a few hundred
rows are all that is asked of it. It has a database of its own in memory, which can only be read.

Of Looker's language there is what a query of a pipeline needs: dimensions and measures of two explores, filters by
value, wildcard, negation and comparison, sorts and limits. Pivots, totals and table calculations are refused.
"""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from looker_sandbox.search import Row

MODEL = CONNECTION = "thelook"
DEFAULT_LIMIT = 500
SECONDS_TO_RUN = 5.0


class QueryError(Exception):
    """A query that cannot be run; the message says why."""


@dataclass(frozen=True)
class Column:
    """A field of an explore: its SQL, its type for Looker, and whether it is a measure."""

    sql: str
    kind: str = "string"
    is_measure: bool = False


FIELDS = {
    "orders.id": Column("orders.id", "number"),
    "orders.created_date": Column("orders.created_date", "date_date"),
    "orders.status": Column("orders.status"),
    "orders.count": Column("COUNT(DISTINCT orders.id)", "count", is_measure=True),
    "orders.total_amount": Column("SUM(orders.amount)", "sum", is_measure=True),
    "users.id": Column("users.id", "number"),
    "users.name": Column("users.name"),
    "users.country": Column("users.country"),
    "users.count": Column("COUNT(DISTINCT users.id)", "count", is_measure=True),
}
EXPLORES = {
    "orders": ("orders LEFT JOIN users ON users.id = orders.user_id", ("orders", "users")),
    "users": ("users", ("users",)),
}
_COUNTRIES = ("France", "Germany", "Japan", "Kenya")
_STATUSES = ("complete", "pending", "cancelled")
_NAMES = ("Ada", "Grace", "Edsger", "Katherine", "Radia", "José", "Barbara", "Alan", "Margaret", "Donald")
_ORDERS = 600  # more than the default limit
_ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}


@lru_cache(maxsize=1)
def _database() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    connection.execute("CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, country TEXT)")
    connection.execute(
        "CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id INTEGER, created_date TEXT, status TEXT, amount REAL)"
    )
    users = [(n, name, _COUNTRIES[n % 4]) for n, name in enumerate(_NAMES, start=1)]
    orders = [
        (n, n % 10 + 1, f"2026-{n % 12 + 1:02}-{n % 28 + 1:02}", _STATUSES[n % 3], n % 50 + 0.5)
        for n in range(1, _ORDERS + 1)
    ]
    connection.executemany("INSERT INTO users VALUES (?, ?, ?)", users)
    connection.executemany("INSERT INTO orders VALUES (?, ?, ?, ?, ?)", orders)
    connection.commit()
    connection.set_authorizer(lambda action, *_unused: sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY)
    return connection


def run_sql(sql: str) -> tuple[list[str], list[list[Any]]]:
    """Column names and rows of a statement. Raises QueryError for one that fails, writes or takes too long."""
    end = time.monotonic() + SECONDS_TO_RUN
    connection = _database()
    connection.set_progress_handler(lambda: int(time.monotonic() > end), 10_000)
    try:
        cursor = connection.execute(sql)
        rows = [list(row) for row in cursor.fetchall()]
    except (sqlite3.Error, sqlite3.Warning, ValueError) as error:
        raise QueryError(f"SQL error: {error}") from None
    return [column[0] for column in cursor.description or ()], rows


# From a query to SQL


def build_sql(query: Row, limit: str | None = None) -> str:
    """The SQL of a query; ``limit`` wins over the query's own, and -1 is none. Raises QueryError."""
    explore = EXPLORES.get(query.get("view") or "") if query.get("model") == MODEL else None
    if explore is None:
        raise QueryError(f"Explore {query.get('model')}::{query.get('view')} does not exist")
    for name in ("pivots", "total", "row_total", "subtotals", "dynamic_fields", "filter_expression"):
        if query.get(name):
            raise QueryError(f"the sandbox does not know '{name}'")
    names = _names(query.get("fields"))
    if not names:
        raise QueryError("a query needs at least one field")
    filters = _mapping(query.get("filters"))
    columns = {name: _column(name, explore[1]) for name in [*names, *filters]}
    parts = [f"SELECT {', '.join(f'{columns[name].sql} AS {_quoted(name)}' for name in names)}", f"FROM {explore[0]}"]
    tests = {name: _test(columns[name], str(text)) for name, text in filters.items() if str(text) != ""}
    for word, is_measure in (("WHERE", False), ("HAVING", True)):
        chosen = [test for name, test in tests.items() if columns[name].is_measure is is_measure]
        if chosen:
            parts.append(f"{word} {' AND '.join(chosen)}")
        if word == "WHERE" and (keys := [columns[name].sql for name in names if not columns[name].is_measure]):
            parts.append(f"GROUP BY {', '.join(keys)}")
    parts.append(f"ORDER BY {', '.join(_sorts(query, names))}")
    if (count := row_limit(query, limit)) is not None:
        parts.append(f"LIMIT {count}")
    return "\n".join(parts)


def row_limit(query: Row, limit: str | None) -> int | None:
    """How many rows at most; None: all. Raises QueryError."""
    text = str(limit or query.get("limit") or DEFAULT_LIMIT).strip()
    if not re.fullmatch(r"-?\d+", text):
        raise QueryError(f"limit '{text}' is no number")
    return None if int(text) < 0 else int(text)


def _names(value: Any) -> list[str]:
    return [str(name) for name in value] if isinstance(value, list) else []


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _column(name: str, views: Iterable[str]) -> Column:
    if name not in FIELDS or name.partition(".")[0] not in views:
        raise QueryError(f"Field {name} does not exist")
    return FIELDS[name]


def _sorts(query: Row, names: list[str]) -> list[str]:
    """``["orders.count desc 0"]``; without any, Looker sorts by the first field."""
    sorts = []
    for text in _names(query.get("sorts")) or [names[0]]:
        name, *rest = text.split() or [""]
        if name not in names:
            raise QueryError(f"sort '{text}' is by no field of the query")
        sorts.append(f"{_quoted(name)} {'DESC' if rest[:1] == ['desc'] else 'ASC'}")
    return sorts


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _test(column: Column, text: str) -> str:
    """A filter expression with commas; any of the plain parts must hold, and all of the negated ones."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    wanted = [_single(column, part) for part in parts if not part.startswith("-")]
    unwanted = [f"NOT ({_single(column, part[1:])})" for part in parts if part.startswith("-")]
    return " AND ".join([*([f"({' OR '.join(wanted)})"] if wanted else []), *unwanted]) or "1"


def _single(column: Column, part: str) -> str:
    if part.upper() in ("NULL", "NOT NULL"):
        return f"{column.sql} IS {part.upper()}"
    if match := re.fullmatch(r"(>=|<=|<>|!=|>|<|=)\s*(-?\d+(?:\.\d+)?)", part):
        return f"{column.sql} {match.group(1)} {match.group(2)}"
    if column.kind not in ("string", "date_date"):
        if not re.fullmatch(r"\d+(\.\d+)?", part):
            raise QueryError(f"filter '{part}' is no number")
        return f"{column.sql} = {part}"
    return f"{column.sql} {'LIKE' if '%' in part else '='} {_literal(part)}"
