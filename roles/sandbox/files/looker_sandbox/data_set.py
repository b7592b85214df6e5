# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The small data set behind the model ``thelook``: its tables, the fields of its explores, and SQL on it.

The engine is the SQLite of Python's standard library: it needs nothing to be installed, and queries of a few hundred
rows are all that is asked of it. It has a database of its own in memory, which can only be read.
"""

from __future__ import annotations

import sqlite3
import time
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

MODEL = CONNECTION = "thelook"
SECONDS_TO_RUN = 5.0


class QueryError(Exception):
    """A query that cannot be run; the message says why."""


@dataclass(frozen=True)
class Column:
    """A field of an explore: its SQL, its type for Looker, whether it is a measure, and how its numbers are shown."""

    sql: str
    kind: str = "string"
    is_measure: bool = False
    value_format: str | None = None


FIELDS = {
    "orders.id": Column("orders.id", "number"),
    "orders.created_date": Column("orders.created_date", "date_date"),
    "orders.status": Column("orders.status"),
    "orders.count": Column("COUNT(DISTINCT orders.id)", "count", is_measure=True),
    "orders.total_amount": Column("SUM(orders.amount)", "sum", is_measure=True, value_format="$#,##0.00"),
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
    connection.execute("PRAGMA case_sensitive_like = ON")  # as in a model that does not say otherwise
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
