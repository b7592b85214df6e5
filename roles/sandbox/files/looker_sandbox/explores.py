# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Queries of the explores of the built-in data set: from a Query of the API to SQL and to a table.

There are fields, filters, sorts, limits, pivots and totals. What is refused with a QueryError, and never ignored:
subtotals, filling in, table calculations and custom fields, custom filters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from looker_sandbox.data_set import EXPLORES, FIELDS, MODEL, Column, QueryError, run_sql
from looker_sandbox.filter_expressions import condition
from looker_sandbox.search import Row
from looker_sandbox.tables import BETWEEN_PIVOTS, ROW_TOTAL, Heading, Pivot, Table, plain_table

DEFAULT_LIMIT = 500
COLUMN_LIMIT = 50  # of values that are pivoted by
UNSORTED = "__UNSORTED__"
_REFUSED = ("subtotals", "fill_fields", "dynamic_fields", "filter_expression")
Sort = tuple[str, bool, int]  # field, whether the largest come first, which of the pivoted columns


@dataclass(frozen=True)
class Explored:
    """A query that can be run: names of fields, conditions in SQL, and how many rows and pivots at most."""

    source: str
    names: list[str]
    pivot_fields: list[str]
    conditions: Mapping[str, list[str]]  # WHERE and HAVING
    sorts: list[Sort]
    limit: int | None
    column_limit: int
    total: bool
    row_total: str

    @property
    def dimensions(self) -> list[str]:
        """Those that make rows: not the pivots."""
        return [name for name in self.names if not FIELDS[name].is_measure and name not in self.pivot_fields]

    @property
    def measures(self) -> list[str]:
        """The measures."""
        return [name for name in self.names if FIELDS[name].is_measure]


def read(query: Row, limit: str | None = None) -> Explored:
    """What a Query of the API asks for; ``limit`` wins over the query's own. Raises QueryError."""
    explore = EXPLORES.get(query.get("view") or "") if query.get("model") == MODEL else None
    if explore is None:
        raise QueryError(f"Explore {query.get('model')}::{query.get('view')} does not exist")
    for name in _REFUSED:
        if query.get(name):
            raise QueryError(f"the sandbox does not know '{name}'")
    names, pivot_fields = _names(query.get("fields")), _names(query.get("pivots"))
    if not names:
        raise QueryError("a query needs at least one field")
    filters = query.get("filters") if isinstance(query.get("filters"), Mapping) else None
    columns = {name: _column(name, explore[1]) for name in [*names, *(filters or {})]}
    for name in pivot_fields:
        if name not in names or columns[name].is_measure:
            raise QueryError(f"pivot '{name}' is by no dimension of the query")
    if pivot_fields and not any(columns[name].is_measure for name in names):
        raise QueryError("a query with pivots needs at least one measure")
    return Explored(
        source=explore[0],
        names=names,
        pivot_fields=pivot_fields,
        conditions=_conditions(columns, filters or {}),
        sorts=_sorts(query, names, pivot_fields),
        limit=_number("limit", limit or query.get("limit"), DEFAULT_LIMIT),
        column_limit=_number("column_limit", query.get("column_limit"), COLUMN_LIMIT) or COLUMN_LIMIT,
        total=bool(query.get("total")),
        row_total=str(query.get("row_total") or ""),
    )


def _names(value: Any) -> list[str]:
    return [str(name) for name in value] if isinstance(value, list) else []


def _column(name: str, views: Iterable[str]) -> Column:
    if name not in FIELDS or name.partition(".")[0] not in views:
        raise QueryError(f"Field {name} does not exist")
    return FIELDS[name]


def _conditions(columns: Mapping[str, Column], filters: Mapping[str, Any]) -> dict[str, list[str]]:
    """An empty filter is any value."""
    tests: dict[str, list[str]] = {"WHERE": [], "HAVING": []}
    for name, text in filters.items():
        if str(text).strip():
            tests["HAVING" if columns[name].is_measure else "WHERE"].append(condition(columns[name], str(text)))
    return tests


def _number(name: str, value: Any, default: int) -> int | None:
    """A limit; None is without one. Raises QueryError."""
    text = str(value or default).strip()
    if not re.fullmatch(r"-?\d+", text):
        raise QueryError(f"{name} '{text}' is no number")
    return None if int(text) < 0 else int(text)


def _sorts(query: Row, names: list[str], pivot_fields: list[str]) -> list[Sort]:
    """``["orders.count desc 0"]``, the number being that of a pivoted column.

    Rows without any are sorted as Looker's documentation says: the newest first, else the largest first, else by the
    first dimension.
    """
    if UNSORTED in _names(query.get("sorts")):
        return []
    sorts = []
    for text in _names(query.get("sorts")):
        name, *rest = text.split() or [""]
        if name not in names:
            raise QueryError(f"sort '{text}' is by no field of the query")
        number = rest[-1] if rest and rest[-1].isdigit() else "0"
        sorts.append((name, rest[:1] == ["desc"], int(number)))
    if all(name in pivot_fields for name, _desc, _number in sorts):
        rows = [name for name in names if name not in pivot_fields]
        dates = [name for name in rows if FIELDS[name].kind.startswith("date")]
        measures = [name for name in rows if FIELDS[name].is_measure]
        first = (dates or measures or rows)[0]
        sorts.append((first, bool(dates or measures), 0))
    return sorts


# SQL


def statement(explored: Explored, names: list[str], *, whole: bool = True) -> str:
    """A SELECT of some of the fields; all groups, or with ``whole`` False sorted and cut."""
    columns = [f"{FIELDS[name].sql} AS {_quoted(name)}" for name in names]
    parts = [f"SELECT {', '.join(columns)}", f"FROM {explored.source}"]
    keys = [FIELDS[name].sql for name in names if not FIELDS[name].is_measure]
    for word in ("WHERE", "HAVING"):
        if explored.conditions[word]:
            parts.append(f"{word} {' AND '.join(explored.conditions[word])}")
        if word == "WHERE" and keys:
            parts.append(f"GROUP BY {', '.join(keys)}")
    if not whole:
        by = [f"{_quoted(name)} {'DESC' if desc else 'ASC'}" for name, desc, _number in explored.sorts]
        # Equal rows are in no order at Looker; here they are, so that tests can compare them.
        if by := [*by, *(_quoted(name) for name in explored.dimensions)]:
            parts.append(f"ORDER BY {', '.join(by)}")
        if explored.limit is not None:
            parts.append(f"LIMIT {explored.limit}")
    return "\n".join(parts)


def sql_of(explored: Explored) -> str:
    """The SQL of a query: of its rows, and where there are pivots or totals, of those."""
    if explored.pivot_fields:
        first = statement(explored, [*explored.dimensions, *explored.pivot_fields, *explored.measures])
    else:
        first = statement(explored, explored.names, whole=False)
    if not (explored.pivot_fields or explored.total):
        return first
    second = statement(explored, [*explored.pivot_fields, *explored.measures])
    return f"{first}\n\n-- totals and pivoted columns\n{second}"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


# Running


def run(explored: Explored) -> Table:
    """The result. Raises QueryError."""
    if explored.pivot_fields:
        return _pivoted(explored)
    names, rows = run_sql(statement(explored, explored.names, whole=False))
    table = plain_table(names, rows, sql_of(explored))
    if not explored.total:
        return table
    totals = _cells(explored, []).get((), {}).get((), [])
    by_name = dict(zip(explored.measures, totals, strict=bool(totals)))
    return Table(table.headings, rows, table.sql, totals=[by_name.get(name) for name in names])


Cells = dict[tuple[Any, ...], dict[tuple[Any, ...], list[Any]]]


def _cells(explored: Explored, dimensions: list[str], pivot_fields: Iterable[str] = ()) -> Cells:
    """Values of the measures by those of the dimensions, then of the pivots, of all rows whatever the limit."""
    pivots, found = list(pivot_fields), Cells()
    _unused, rows = run_sql(statement(explored, [*dimensions, *pivots, *explored.measures]))
    for row in rows:
        key, rest = tuple(row[: len(dimensions)]), row[len(dimensions) :]
        found.setdefault(key, {})[tuple(rest[: len(pivots)])] = rest[len(pivots) :]
    return found


def _pivoted(explored: Explored) -> Table:
    """Rows by dimensions, and each measure once under each value of the pivots."""
    cells = _cells(explored, explored.dimensions, explored.pivot_fields)
    totals = _cells(explored, [], explored.pivot_fields).get((), {})
    values = _pivot_values(explored, cells)
    if explored.row_total:
        values = [(), *values] if explored.row_total == "left" else [*values, ()]
        sums = _cells(explored, explored.dimensions)
        for key, row in cells.items():
            row.update(sums.get(key, {}))
        totals.update(_cells(explored, []).get((), {}))
    blank = [None] * len(explored.measures)
    rows = [[*key, *(v for found in values for v in row.get(found, blank))] for key, row in cells.items()]
    pivots = [_pivot(explored.pivot_fields, found) for found in values]
    headings = [Heading(name) for name in explored.dimensions]
    headings += [Heading(name, pivot) for pivot in pivots for name in explored.measures]
    sums_of_columns = [*[None] * len(explored.dimensions), *(v for found in values for v in totals.get(found, blank))]
    return Table(
        headings,
        _in_order(rows, _places(explored, headings))[: explored.limit],
        sql_of(explored),
        pivots=pivots,
        pivot_fields=explored.pivot_fields,
        totals=sums_of_columns if explored.total else None,
    )


def _pivot_values(explored: Explored, cells: Cells) -> list[tuple[Any, ...]]:
    """What is pivoted by, in the order of the sorts that are by pivots; () is for the totals of rows."""
    fields = explored.pivot_fields
    places = [(fields.index(name), desc) for name, desc, _number in explored.sorts if name in fields]
    return _in_order({values for row in cells.values() for values in row}, places)[: explored.column_limit]


def _pivot(pivot_fields: list[str], values: tuple[Any, ...]) -> Pivot:
    if not values:
        return Pivot(ROW_TOTAL)
    key = BETWEEN_PIVOTS.join("null" if value is None else str(value) for value in values)
    return Pivot(key, dict(zip(pivot_fields, values, strict=True)))


def _places(explored: Explored, headings: list[Heading]) -> list[tuple[int, bool]]:
    """Which columns rows are sorted by; a measure by its column of the number that the sort has."""
    places = []
    for name, desc, number in explored.sorts:
        columns = [place for place, heading in enumerate(headings) if heading.name == name]
        if columns:
            places.append((columns[min(number, len(columns) - 1)], desc))
    return places


def _in_order(rows: Iterable[Any], places: list[tuple[int, bool]]) -> list[Any]:
    """Rows sorted by columns, equal ones by all of them, with nulls as the smallest."""
    ordered = sorted(rows, key=lambda row: [_sortable(value) for value in row])
    for place, desc in reversed(places):
        ordered.sort(key=lambda row: _sortable(row[place]), reverse=desc)
    return ordered


def _sortable(value: Any) -> tuple[bool, Any]:
    return (False, 0) if value is None else (True, value)
