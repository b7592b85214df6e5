# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looker's filter expressions as conditions in SQL (Looker's documentation, "filter expressions").

Of those for text and numbers there is nearly all. Of those for dates there are single days, months and years, ranges,
``before`` and ``after``, and what is counted from today in whole units. Everything else is a QueryError, so that no
query seems to be filtered and is not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta, timezone

from looker_sandbox.data_set import Column, QueryError

_NUMBER = r"-?\d+(?:\.\d+)?"
_BOUND = rf"(?:{_NUMBER}|-?inf)"
_UNITS = r"(day|week|month|quarter|year)s?"
Span = tuple["date | None", "date | None"]  # from, and up to without it; None is open


def condition(column: Column, text: str) -> str:
    """The condition for one field. Any of the plain parts of the expression must hold, and all of the negated ones.

    Raises QueryError for what is no filter expression of the field's type.
    """
    parts = list(_parts(column, text))
    wanted = [test for is_negated, test in parts if not is_negated]
    # What is null is unlike any value, so it stays.
    kept = [f"NOT COALESCE({test}, 0)" for is_negated, test in parts if is_negated]
    return " AND ".join([*([f"({' OR '.join(wanted)})"] if wanted else []), *kept]) or "1"


def _parts(column: Column, text: str) -> Iterator[tuple[bool, str]]:
    """Whether a part is negated, and its condition without that."""
    if column.kind == "string":
        yield from _texts(column.sql, text)
    elif column.kind == "date_date":
        yield from ((False, _dates(column.sql, part)) for part in _split(text))
    else:
        yield from _numbers(column.sql, text)


def _split(text: str) -> list[str]:
    return [part for part in map(str.strip, re.split(r",(?![^\[(]*[\])])", text)) if part]


def literal(text: str) -> str:
    """Text as SQL has it."""
    return "'" + text.replace("'", "''") + "'"


# Text


def _texts(sql: str, text: str) -> Iterator[tuple[bool, str]]:
    """``FOO%,-FOOD,EMPTY``; quoted parts may have commas, and ``^`` makes the next sign an ordinary one."""
    for part in re.findall(r'(?:-?"(?:\^.|[^"^])*"|(?:\^.|[^,^])+)', text):
        plain = part.strip()
        is_negated = plain.startswith("-")
        plain = plain[1:] if is_negated else plain
        if not plain:
            continue
        if plain.upper() == "NOT NULL":
            yield True, f"{sql} IS NULL"
        elif plain.upper() == "NULL":
            yield is_negated, f"{sql} IS NULL"
        elif plain.upper() == "EMPTY":
            yield is_negated, f"COALESCE({sql}, '') IS ''"
        else:
            yield is_negated, _like(sql, plain[1:-1] if plain[0] == plain[-1] == '"' and len(plain) > 1 else plain)


def _like(sql: str, pattern: str) -> str:
    if not re.search(r"(?<!\^)[%_]", pattern):
        plain = re.sub(r"\^(.)", r"\1", pattern)
        return f"{sql} = {literal(plain)}"
    escaped = re.sub(r"\^([^%_^])", r"\1", pattern)
    return f"{sql} LIKE {literal(escaped)} ESCAPE '^'"


# Numbers


def _numbers(sql: str, text: str) -> Iterator[tuple[bool, str]]:
    """``5``, ``NOT 66, 99``, ``>1 AND <100``, ``5 to 10``, ``[0,9)``, ``NULL``."""
    negated = False
    for part in _split(text):
        # A NOT before the first of several plain values is for those that follow too.
        word = re.match(r"(?:NOT\s+|<>\s*|!=\s*)", part, re.IGNORECASE)
        negated = bool(word) or (negated and re.fullmatch(_NUMBER, part) is not None)
        yield negated, _number(sql, part[word.end() :] if word else part)


def _number(sql: str, part: str) -> str:
    if part.upper() == "NULL":
        return f"{sql} IS NULL"
    if re.fullmatch(_NUMBER, part):
        return f"{sql} = {part}"
    if match := re.fullmatch(rf"({_NUMBER})\s+to\s+({_NUMBER})", part, re.IGNORECASE):
        return f"{sql} BETWEEN {match[1]} AND {match[2]}"
    if match := re.fullmatch(rf"([\[(])\s*({_BOUND})\s*,\s*({_BOUND})\s*([\])])", part, re.IGNORECASE):
        low, high = (">=" if match[1] == "[" else ">"), ("<=" if match[4] == "]" else "<")
        ends = [f"{sql} {sign} {end}" for sign, end in ((low, match[2]), (high, match[3])) if "inf" not in end.lower()]
        return f"({' AND '.join(ends) or '1'})"
    tests = re.split(r"\s+(AND|OR)\s+", part, flags=re.IGNORECASE)
    if all(re.fullmatch(rf"(>=|<=|>|<|=)\s*{_NUMBER}", test) for test in tests[::2]):
        words = [text.upper() if number % 2 else f"{sql} {text}" for number, text in enumerate(tests)]
        return f"({' '.join(words)})"
    raise QueryError(f"filter '{part}' is no number")


# Dates


def _dates(sql: str, part: str) -> str:
    if part.upper() in ("NULL", "NOT NULL"):
        return f"{sql} IS {part.upper()}"
    start, end = span(part, datetime.now(timezone.utc).date())
    ends = [f"{sql} {sign} '{day}'" for sign, day in ((">=", start), ("<", end)) if day]
    return f"({' AND '.join(ends)})"


def span(part: str, today: date) -> Span:
    """The days that an expression means. Raises QueryError."""
    for pattern, make in _SPANS:
        if match := re.fullmatch(pattern, part.lower()):
            return make(match, today)
    raise QueryError(f"filter '{part}' is no date")


def _period(text: str) -> tuple[date, date]:
    """``2026``, ``2026-03``, ``2026-03-31``, with slashes too: the first day, and the first after."""
    try:
        numbers = [int(number) for number in re.split(r"[-/]", text)]
        first = date(*[*numbers, 1, 1][:3])
    except (ValueError, TypeError):
        raise QueryError(f"filter '{text}' is no date") from None
    return first, _later(first, ("year", "month", "day")[len(numbers) - 1], 1)


def _start(day: date, unit: str) -> date:
    """The first day of the week (from Monday), month, quarter or year of a day."""
    match unit:
        case "day":
            return day
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
        case "quarter":
            return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    return day.replace(month=1, day=1)


def _later(start: date, unit: str, count: int) -> date:
    """So many units after a first day."""
    if unit in ("day", "week"):
        return start + timedelta(days=count * (7 if unit == "week" else 1))
    months = start.year * 12 + start.month - 1 + count * {"month": 1, "quarter": 3, "year": 12}[unit]
    return date(months // 12, months % 12 + 1, start.day)


def _relative(unit: str, first: int, after: int, today: date) -> Span:
    """From the unit so many after this one, up to that so many after it."""
    start = _start(today, unit)
    return _later(start, unit, first), _later(start, unit, after)


_DATE = r"(\d{4}(?:[-/]\d{1,2}){0,2})"
_SPANS: tuple[tuple[str, Callable[[re.Match[str], date], Span]], ...] = (
    (_DATE, lambda m, _today: _period(m[1])),
    (rf"{_DATE} to {_DATE}", lambda m, _today: (_period(m[1])[0], _period(m[2])[0])),
    (rf"before {_DATE}", lambda m, _today: (None, _period(m[1])[0])),
    (rf"after {_DATE}", lambda m, _today: (_period(m[1])[0], None)),
    ("today", lambda m, today: _relative("day", 0, 1, today)),
    ("yesterday", lambda m, today: _relative("day", -1, 0, today)),
    ("tomorrow", lambda m, today: _relative("day", 1, 2, today)),
    (rf"this {_UNITS}", lambda m, today: _relative(m[1], 0, 1, today)),
    (rf"last {_UNITS}", lambda m, today: _relative(m[1], -1, 0, today)),
    (rf"next {_UNITS}", lambda m, today: _relative(m[1], 1, 2, today)),
    (rf"(\d+) {_UNITS}", lambda m, today: _relative(m[2], 1 - int(m[1]), 1, today)),
    (rf"last (\d+) {_UNITS}", lambda m, today: _relative(m[2], 1 - int(m[1]), 1, today)),
    (rf"(\d+) {_UNITS} ago", lambda m, today: _relative(m[2], -int(m[1]), 1 - int(m[1]), today)),
)
