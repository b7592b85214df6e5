# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter expressions, as Looker's documentation has them."""

from __future__ import annotations

import re
from datetime import date

import pytest

from looker_sandbox import filter_expressions
from looker_sandbox.data_set import Column, QueryError, run_sql
from looker_sandbox.filter_expressions import condition

TODAY = date(2026, 8, 19)  # a Wednesday
WORDS = ("FOO", "food", "fast FOOD", "BAR", "50%", "-5", "a,b", "", None)
NUMBERS = (*range(12), 66, None)


def matching(kind: str, text: str, values: tuple[object, ...]) -> list[object]:
    """The values that an expression lets through."""
    shown = ", ".join("(NULL)" if v is None else f"('{v}')" if isinstance(v, str) else f"({v})" for v in values)
    _unused, rows = run_sql(f"WITH t(x) AS (VALUES {shown}) SELECT x FROM t WHERE {condition(Column('x', kind), text)}")
    return [row[0] for row in rows]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("FOO", ["FOO"]),
        ("FOO, BAR", ["FOO", "BAR"]),
        ("%FOO%", ["FOO", "fast FOOD"]),
        ("foo%", ["food"]),
        ("_OO", ["FOO"]),
        ("EMPTY", ["", None]),
        ("-EMPTY", ["FOO", "food", "fast FOOD", "BAR", "50%", "-5", "a,b"]),
        ("NULL", [None]),
        ("-NULL", ["FOO", "food", "fast FOOD", "BAR", "50%", "-5", "a,b", ""]),
        ("NOT NULL", ["FOO", "food", "fast FOOD", "BAR", "50%", "-5", "a,b", ""]),
        ("-FOO,-BAR", ["food", "fast FOOD", "50%", "-5", "a,b", "", None]),
        ("%FOO%,-FOO", ["fast FOOD"]),
        ("50^%", ["50%"]),
        ("^-5", ["-5"]),
        ('"a,b"', ["a,b"]),
        ("a^,b", ["a,b"]),
        ("it's", []),
        (",", list(WORDS)),
    ],
)
def test_text(text: str, found: list[object]) -> None:
    assert matching("string", text, WORDS) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("5", [5]),
        ("1, 3, 66", [1, 3, 66]),
        (">9", [10, 11, 66]),
        (">=3 AND <5", [3, 4]),
        ("<2 OR >11", [0, 1, 66]),
        ("2 to 4", [2, 3, 4]),
        ("[2,4)", [2, 3]),
        ("(2, 4]", [3, 4]),
        ("(10, inf)", [11, 66]),
        ("(-inf,1)", [0]),
        ("(-inf, inf)", list(NUMBERS)),
        ("<3, NOT 1", [0, 2]),
        ("NOT 66, 5, 6, 7, 8, 9, 10, 11, 1, 2", [0, 3, 4, None]),
        ("<>0, !=1, >8", [9, 10, 11, 66]),
        ("NULL", [None]),
        ("NOT NULL", list(NUMBERS[:-1])),
    ],
)
def test_numbers(text: str, found: list[object]) -> None:
    assert matching("number", text, NUMBERS) == found


@pytest.mark.parametrize(
    ("text", "first", "after"),
    [
        ("2026-03-31", "2026-03-31", "2026-04-01"),
        ("2026/12", "2026-12-01", "2027-01-01"),
        ("2025", "2025-01-01", "2026-01-01"),
        ("2026-03-01 to 2026-03-05", "2026-03-01", "2026-03-05"),
        ("before 2026-02", None, "2026-02-01"),
        ("after 2026-02-03", "2026-02-03", None),
        ("today", "2026-08-19", "2026-08-20"),
        ("Yesterday", "2026-08-18", "2026-08-19"),
        ("tomorrow", "2026-08-20", "2026-08-21"),
        ("7 days", "2026-08-13", "2026-08-20"),
        ("last 3 months", "2026-06-01", "2026-09-01"),
        ("2 weeks", "2026-08-10", "2026-08-24"),
        ("this quarter", "2026-07-01", "2026-10-01"),
        ("last year", "2025-01-01", "2026-01-01"),
        ("next month", "2026-09-01", "2026-10-01"),
        ("3 days ago", "2026-08-16", "2026-08-17"),
        ("12 months ago", "2025-08-01", "2025-09-01"),
    ],
)
def test_dates(text: str, first: str | None, after: str | None) -> None:
    start, end = filter_expressions.span(text, TODAY)
    assert (start and str(start), end and str(end)) == (first, after)


def test_conditions_of_dates() -> None:
    days = ("2026-03-30", "2026-03-31", "2026-04-01", None)
    assert matching("date_date", "2026-03", days) == ["2026-03-30", "2026-03-31"]
    assert matching("date_date", "before 2026-03-31, 2026-04", days) == ["2026-03-30", "2026-04-01"]
    assert matching("date_date", "NOT NULL", days) == list(days[:-1])
    assert matching("date_date", "NULL", days) == [None]


@pytest.mark.parametrize(
    ("kind", "text"),
    [("number", "x"), ("number", "5 to"), ("number", ">x"), ("date_date", "soon"), ("date_date", "2026-02-30")],
)
def test_what_is_none(kind: str, text: str) -> None:
    with pytest.raises(QueryError, match=re.escape(text)):
        condition(Column("x", kind), text)
