# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An object before and after, option by option and line by line, for people to read. Pure.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, NamedTuple

CONTEXT = 2  # lines that agree, shown around those that differ
LONGEST = 2_000  # lines of a text that are compared one with another, which takes quadratic time
SAME, LESS, MORE, GAP = "same", "less", "more", "gap"


class Line(NamedTuple):
    """A line of one side. `gap`: stands for lines that are left out because they agree."""

    mark: str  # same | less | more | gap
    text: str


class Option(NamedTuple):
    """An option that differs: both sides."""

    name: str
    before: Sequence[Line]
    after: Sequence[Line]


class Compared(NamedTuple):
    """The options that differ, and how many agree."""

    options: Sequence[Option]
    agree: int


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> Compared:
    """Both sides of an object. An option that one side does not have is nothing there."""
    names = list(dict.fromkeys([*before, *after]))
    differ = [name for name in names if name not in before or name not in after or before[name] != after[name]]
    options = [Option(name, *_sides(before.get(name), after.get(name))) for name in differ]
    return Compared(options, len(names) - len(differ))


def _sides(before: Any, after: Any) -> tuple[Sequence[Line], Sequence[Line]]:
    left, right = lines_of(before), lines_of(after)
    if left == right:  # but for white space, or for what a value is
        left, right = _as_json(before), _as_json(after)
    elif isinstance(before, (list, dict)) or isinstance(after, (list, dict)):
        sides = _entries(left, right)
        return sides[0] or _nothing(before), sides[1] or _nothing(after)
    elif max(len(left), len(right)) > 1:
        return _text(left, right)
    return [Line(LESS, text) for text in left], [Line(MORE, text) for text in right]


def _as_json(value: Any) -> list[str]:
    return [] if value is None else [json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)]


def _nothing(value: Any) -> Sequence[Line]:
    """What stands for a list or mapping without entries, which is something else than none."""
    return [] if value is None else [Line(GAP, "empty")]


def lines_of(value: Any) -> list[str]:
    """A value, line by line: one for each entry of a list or mapping. None has no lines."""
    if value is None:
        return []
    if isinstance(value, Mapping):
        return [f"{key}: {_inline(item)}" for key, item in value.items()]
    if isinstance(value, (list, tuple)):
        return [_inline(item) for item in value]
    if isinstance(value, str):
        return value.splitlines() or [""]
    return [_inline(value)]


def _inline(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)


def _entries(left: list[str], right: list[str]) -> tuple[Sequence[Line], Sequence[Line]]:
    """Lists: what goes and what comes, and how much stays. Where only the order differs, all of both."""
    gone, come = Counter(left) - Counter(right), Counter(right) - Counter(left)
    if not gone and not come:
        return [Line(LESS, text) for text in left], [Line(MORE, text) for text in right]
    return _only(left, gone, LESS), _only(right, come, MORE)


def _only(lines: Sequence[str], chosen: Counter[str], mark: str) -> Sequence[Line]:
    left = Counter(chosen)
    shown: list[Line] = []
    for text in lines:
        if left[text]:
            left[text] -= 1
            shown.append(Line(mark, text))
    rest = len(lines) - len(shown)
    return [*shown, Line(GAP, f"{rest} unchanged")] if rest else shown


def _text(left: Sequence[str], right: Sequence[str]) -> tuple[Sequence[Line], Sequence[Line]]:
    """Texts of several lines: what differs, with a few lines around."""
    if max(len(left), len(right)) > LONGEST:
        return _entries(list(left), list(right))
    before: list[Line] = []
    after: list[Line] = []
    blocks = SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    for number, (tag, start, stop, other_start, other_stop) in enumerate(blocks):
        if tag == "equal":
            same = _context(left[start:stop], number == 0, number == len(blocks) - 1)
            before += same
            after += same
        else:
            before += [Line(LESS, text) for text in left[start:stop]]
            after += [Line(MORE, text) for text in right[other_start:other_stop]]
    return before, after


def _context(lines: Sequence[str], first: bool, last: bool) -> list[Line]:
    head, tail = (0 if first else CONTEXT), (0 if last else CONTEXT)
    if len(lines) <= head + tail + 1:
        return [Line(SAME, text) for text in lines]
    end = len(lines) - tail
    gap = Line(GAP, f"{end - head} unchanged")
    return [*(Line(SAME, text) for text in lines[:head]), gap, *(Line(SAME, text) for text in lines[end:])]
