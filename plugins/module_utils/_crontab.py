# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is wrong with a crontab: the syntax of Vixie's cron (facts 7.13). Pure.

Note: this module_utils is private to the biops.looker collection and may change without notice.

When a schedule runs next is Looker's to say; here it is only told whether the five fields can be read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Optional

from ansible_collections.biops.looker.plugins.module_utils._value_class import field, value_class

_MONTHS = {name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_DAYS = {name: number for number, name in enumerate("sun mon tue wed thu fri sat".split())}
_PART = re.compile(r"(?P<first>\*|\w+)(?:-(?P<last>\w+))?(?:/(?P<step>\w+))?")


@value_class
class _Column:
    """One of the five fields, and what may stand in it."""

    name: str
    least: int
    most: int
    names: Mapping[str, int] = field(default_factory=dict)

    def value(self, word: str) -> Optional[int]:
        """The number that a word stands for; None where it may not stand here."""
        number = int(word) if word.isascii() and word.isdigit() else self.names.get(word.lower())
        return number if number is not None and self.least <= number <= self.most else None

    @property
    def valid(self) -> str:
        names = f" or {next(iter(self.names))} to {list(self.names)[-1]}" if self.names else ""
        return f"{self.least} to {self.most}{names}"


_COLUMNS = (
    _Column("minute", 0, 59),
    _Column("hour", 0, 23),
    _Column("day of the month", 1, 31),
    _Column("month", 1, 12, _MONTHS),
    _Column("day of the week", 0, 7, _DAYS),
)


def crontab_problem(text: str) -> Optional[str]:
    """What is wrong with a crontab, as the end of a sentence that begins with it; None for a right one."""
    words = text.split()
    if len(words) != len(_COLUMNS):
        names = ", ".join(column.name for column in _COLUMNS)
        return f"has {len(words)} fields where five are needed ({names}), like '0 6 * * mon'"
    for column, word in zip(_COLUMNS, words):
        for part in word.split(","):
            problem = _part_problem(column, part)
            if problem:
                return f"is wrong at '{word}', the {column.name}: {problem}"
    return None


def same_crontab(one: Optional[str], other: Optional[str]) -> bool:
    """Whether two crontabs are written alike, blanks and capitals apart."""
    return (one or "").lower().split() == (other or "").lower().split()


def _part_problem(column: _Column, part: str) -> Optional[str]:
    """What is wrong with an entry of a list: a number, a name, a range or `*`, the last two with or without a step."""
    found = _PART.fullmatch(part)
    if found is None:
        return f"'{part}' is no number, name, range or step"
    first, last, step = found["first"], found["last"], found["step"]
    if first == "*" and last is not None:
        return f"'{part}' is no range"
    ends = [] if first == "*" else [first] if last is None else [first, last]
    for word in ends:
        if column.value(word) is None:
            return f"'{word}' is not within {column.valid}"
    numbers = [column.value(word) or 0 for word in ends]
    if numbers != sorted(numbers):
        return f"the range '{first}-{last}' ends before it begins"
    if step is not None and not (step.isascii() and step.isdigit() and int(step) > 0):
        return f"the step '{step}' is no number above 0"
    if step is not None and len(ends) == 1:
        return f"a step needs a range, like '{first}-{column.most}/{step}'"
    return None
