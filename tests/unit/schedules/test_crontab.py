# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The syntax of crontabs: what is right, what is wrong and why; and agreement with an independent parser."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from cronsim import CronSim, CronSimError
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.biops.looker.plugins.module_utils._crontab import crontab_problem, same_crontab

RIGHT = [
    "0 6 * * *",
    "*/15 8-18 * * 1-5",
    "0 6 1,15 jan,JUL mon-fri",
    "0-30/10 * * * *",
    "59 23 31 12 7",
    "0 0 * * sun",
    " 5  4 * * 0,6 ",
]
WRONG = [
    ("0 6 * *", "4 fields"),
    ("0 6 * * * 2026", "6 fields"),
    ("@daily", "1 fields"),
    ("60 6 * * *", "'60' is not within 0 to 59"),
    ("0 24 * * *", "0 to 23"),
    ("0 6 0 * *", "1 to 31"),
    ("0 6 * 13 *", "1 to 12 or jan to dec"),
    ("0 6 * * 8", "0 to 7 or sun to sat"),
    ("0 6 * * funday", "'funday'"),
    ("0 6 mon * *", "day of the month"),
    ("*/0 * * * *", "step '0'"),
    ("5/15 * * * *", "5-59/15"),
    ("30-10 * * * *", "ends before it begins"),
    ("1,,2 * * * *", "'' is no number"),
    ("0 6 L * *", "'L'"),
    ("0 6 * * 5#2", "'5#2'"),
    ("-1 6 * * *", "'-1'"),
    ("*-5 * * * *", "'*-5'"),
    ("٣ 6 * * *", "'٣'"),
]


@pytest.mark.parametrize("text", RIGHT)
def test_right(text: str) -> None:
    assert crontab_problem(text) is None


@pytest.mark.parametrize(("text", "words"), WRONG)
def test_wrong(text: str, words: str) -> None:
    assert words in str(crontab_problem(text))


def test_same() -> None:
    assert same_crontab("0 6 * * mon", " 0  6 * * MON")
    assert same_crontab(None, "")
    assert not same_crontab("0 6 * * *", "0 7 * * *")


def part(least: int, most: int) -> st.SearchStrategy[str]:
    """An entry of a field, right or wrong."""
    number = st.integers(least - 1, most + 1).map(str)
    span = st.tuples(number, number).map("-".join)
    stepped = st.tuples(st.just("*") | span, st.integers(0, most).map(str)).map("/".join)
    return st.just("*") | number | span | stepped


def column(least: int, most: int) -> st.SearchStrategy[str]:
    return st.lists(part(least, most), min_size=1, max_size=2).map(",".join)


# Days that never come are no matter of syntax, so the day of the month stays a wildcard.
CRONTABS = st.tuples(column(0, 59), column(0, 23), st.just("*"), column(1, 12), column(0, 7)).map(" ".join)


def is_taken(text: str) -> bool:
    try:
        CronSim(text, datetime(2026, 1, 1, tzinfo=timezone.utc))
    except CronSimError:
        return False
    return True


@given(CRONTABS)
def test_another_parser_agrees(text: str) -> None:
    assert (crontab_problem(text) is None) is is_taken(text)
