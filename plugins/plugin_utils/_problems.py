# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is wrong with a configuration document, and where.

Note: this plugin_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Optional, Union

from ansible_collections.biops.looker.plugins.module_utils._errors import shortened
from ansible_collections.biops.looker.plugins.module_utils._nearest import nearest

Step = Union[str, int]  # a key of a mapping or an index of a list
LONGEST = 400  # characters of a sentence: a value in it may be a whole file


@dataclass(frozen=True)
class Place:
    """Where an object stands: a row of a CSV file, an item of a YAML file, or an item of the task's own options."""

    file: str = ""  # as shown to the user; empty for options of the task
    line: int = 0  # known of CSV rows
    path: tuple[Step, ...] = ()  # in YAML and in options: ("groups", 3)
    line_of: Optional[Callable[[Sequence[Step]], int]] = None  # finds the line of a path; slow, so only for problems

    def __str__(self) -> str:
        """The place in short: `users.csv:12`, `groups.yml: groups[3]` or `groups[3]`."""
        return self._text(self.line, self.path)

    def inside(self, *steps: Step) -> str:
        """The place of something in the object, with its line: `groups.yml:7: groups[3].users`."""
        path = (*self.path, *steps)
        line = self.line or (self.line_of(path) if self.line_of else 0)
        return self._text(line, path)

    def _text(self, line: int, path: Iterable[Step]) -> str:
        file = f"{self.file}:{line}" if line else self.file
        return ": ".join(filter(None, (file, dotted(path))))


@dataclass(frozen=True)
class Entry:
    """One object as it was written: plain options, only those that were given."""

    plural: str
    options: dict[str, Any]
    place: Place


@dataclass(frozen=True)
class Problem:
    where: str  # `users.csv:12`, `groups.yml:7: groups[3].users`; empty for the task as a whole
    sentence: str

    def __str__(self) -> str:
        return ": ".join(filter(None, (self.where, self.sentence)))


class BadDocument(Exception):
    """The configuration cannot be used; `problems` is all that is wrong with it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(problems)
        self.problems = list(problems)

    def __str__(self) -> str:
        return "\n".join(shortened([str(problem) for problem in self.problems]))


def dotted(path: Iterable[Step]) -> str:
    """A path as people write it: `groups[3].users`."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def suggestion(name: str, valid: Iterable[str]) -> str:
    """What would be right: the nearest valid name if one is near, else all of them."""
    names = sorted(valid)
    near = nearest(name, names)
    return f"did you mean '{near}'?" if near else f"valid are {', '.join(names)}"


def shown(value: Any) -> str:
    """A value as a message quotes it; the contents of lists and mappings are left out."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, dict)):
        kind = "list" if isinstance(value, list) else "mapping"
        return f"a {kind}" if value else f"an empty {kind}"
    return f"'{value}'" if isinstance(value, str) else str(value)
