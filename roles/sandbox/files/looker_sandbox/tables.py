# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results of queries, before they are written in one of the formats."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# Looker's own key for the column with the totals of rows, and what is between the values of several pivots in a key.
ROW_TOTAL = "$$$_row_total_$$$"
BETWEEN_PIVOTS = "|FIELD|"


@dataclass(frozen=True)
class Pivot:
    """One value, or set of values, that measures are pivoted by: its key, and the values by field."""

    key: str
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_total(self) -> bool:
        """Whether it stands for the totals of rows."""
        return self.key == ROW_TOTAL


@dataclass(frozen=True)
class Heading:
    """A column: the field's name, or that in SQL, and under which pivot it is."""

    name: str
    pivot: Pivot | None = None


@dataclass(frozen=True)
class Table:
    """The rows of a query under their headings, and its SQL. ``error``: why there are none.

    ``totals`` has a value, or None, for each heading; None where the query has none. ``pivot_fields``: what it is
    pivoted by.
    """

    headings: list[Heading]
    rows: list[list[Any]]
    sql: str
    error: str | None = None
    pivots: list[Pivot] = field(default_factory=list)
    pivot_fields: list[str] = field(default_factory=list)
    totals: list[Any] | None = None


def plain_table(names: list[str], rows: list[list[Any]], sql: str, error: str | None = None) -> Table:
    """A result without pivots."""
    return Table([Heading(name) for name in names], rows, sql, error)
