# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looker's search semantics over rows (facts 4.4, 4.8; the description of every ``/search`` operation)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

Row = dict[str, Any]
Test = Callable[[Row], bool]
# A filter turns the text of a query parameter into a test of one row, or None where it cannot be read: such a
# parameter is ignored, not refused.
Filter = Callable[[str], "Test | None"]


@lru_cache(maxsize=256)
def like(pattern: str) -> Callable[[str], bool]:
    """SQL LIKE, case-insensitive: ``%`` any run, ``_`` any one character, otherwise the whole string."""
    wild = {"%": ".*", "_": "."}
    expression = re.compile("".join(wild.get(c, re.escape(c)) for c in pattern.casefold()), re.DOTALL)
    return lambda value: expression.fullmatch(value.casefold()) is not None


def _null_test(text: str, get: Callable[[Row], Any]) -> Test | None:
    return _none_test(text, lambda row: [get(row)])


def _none_test(text: str, get: Callable[[Row], Iterable[Any]]) -> Test | None:
    """The null test of something that a row may have several of: null is a row without any."""
    wanted = text.strip().upper()
    if wanted == "IS NULL":
        return lambda row: all(value in (None, "") for value in get(row))
    if wanted == "NOT NULL":
        return lambda row: any(value not in (None, "") for value in get(row))
    return None


def text_filter(get: Callable[[Row], str | None]) -> Filter:
    """A string column."""

    def build(text: str) -> Test | None:
        matches = like(text)
        return _null_test(text, get) or (lambda row: matches(get(row) or ""))

    return build


def any_text_filter(get: Callable[[Row], Iterable[str]]) -> Filter:
    """Several strings per row: a hit on one of them is a hit."""

    def build(text: str) -> Test | None:
        matches = like(text)
        return _none_test(text, get) or (lambda row: any(matches(value) for value in get(row)))

    return build


def number_filter(get: Callable[[Row], int | None]) -> Filter:
    """An integer column: one value or several with commas."""

    def build(text: str) -> Test | None:
        null = _null_test(text, get)
        wanted = parse_numbers(text)
        if null or wanted is None:
            return null
        return lambda row: get(row) in wanted

    return build


def numbers_filter(get: Callable[[Row], Iterable[int]]) -> Filter:
    """Several integers per row, such as the groups of a user."""

    def build(text: str) -> Test | None:
        none = _none_test(text, get)
        wanted = parse_numbers(text)
        if none or wanted is None:
            return none
        return lambda row: not wanted.isdisjoint(get(row))

    return build


def flag_filter(get: Callable[[Row], bool]) -> Filter:
    """A boolean column: only ``true`` and ``false`` count."""

    def build(text: str) -> Test | None:
        wanted = {"true": True, "false": False}.get(text.strip().lower())
        return None if wanted is None else lambda row: bool(get(row)) is wanted

    return build


def parse_number(value: Any) -> int | None:
    """A number, or a text that is one of 64 bits at most in plain digits; None for anything else."""
    if isinstance(value, str):
        return int(value) if re.fullmatch(r"-?[0-9]{1,19}", value) else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def parse_numbers(text: str) -> set[int] | None:
    """``1, 2`` as a set; None where anything in it is not a number."""
    numbers = [parse_number(part.strip()) for part in text.split(",") if part.strip()]
    found = {number for number in numbers if number is not None}
    return found if numbers and None not in numbers else None


def select(rows: Iterable[Row], filters: Mapping[str, Filter], query: Mapping[str, str]) -> list[Row]:
    """The rows that match all given parameters, or any of them under ``filter_or=true``.

    Parameters without a filter here, and values that cannot be read, are ignored.
    """
    tests = [test for name, build in filters.items() if name in query and (test := build(query[name])) is not None]
    if not tests:
        return list(rows)
    combine = any if query.get("filter_or", "").lower() == "true" else all
    return [row for row in rows if combine(test(row) for test in tests)]
