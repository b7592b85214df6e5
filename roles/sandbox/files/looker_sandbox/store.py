# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The generic store: tables of rows by id, and relations between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from looker_sandbox.search import Row


class Table:
    """Rows of one type by id. Ids are never used twice (facts 13.10)."""

    def __init__(self) -> None:
        self._rows: dict[int, Row] = {}
        self._last_id = 0
        # What readers get in the place of a row that was just written: how many more times, and what (facts 9.1).
        self._stale: dict[int, tuple[int, Row | None]] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows.values())

    def __contains__(self, row_id: int) -> bool:
        return row_id in self._rows

    def __getitem__(self, row_id: int) -> Row:
        return self._rows[row_id]

    def get(self, row_id: int) -> Row | None:
        """The row with this id, if there is one."""
        return self._rows.get(row_id)

    def insert(self, values: dict[str, Any], *, stale_reads: int = 0) -> Row:
        """Add a row; its id is ``values["id"]`` or the next free one."""
        row_id = values.get("id") or self._last_id + 1
        self._last_id = max(self._last_id, row_id)
        row = {**values, "id": row_id}
        self._rows[row_id] = row
        if stale_reads:
            self._stale[row_id] = (stale_reads, None)
        return row

    def update(self, row: Row, values: dict[str, Any], *, stale_reads: int = 0) -> None:
        """Change a row in place."""
        if stale_reads:
            self._stale[row["id"]] = (stale_reads, dict(row))
        row.update(values)

    def delete(self, row_id: int) -> None:
        """Remove a row."""
        del self._rows[row_id]
        self._stale.pop(row_id, None)

    def read(self, row_id: int) -> Row | None:
        """The row as a reader sees it, which may be the state before the last write."""
        if row_id in self._stale:
            left, old = self._stale.pop(row_id)
            if left > 1:
                self._stale[row_id] = (left - 1, old)
            return old
        return self._rows.get(row_id)

    def read_all(self) -> list[Row]:
        """All rows as a reader sees them."""
        if not self._stale:
            return list(self._rows.values())
        return [row for row_id in list(self._rows) if (row := self.read(row_id)) is not None]


class Relation:
    """A set of pairs of ids that can be asked from both sides."""

    def __init__(self) -> None:
        self._right: dict[int, set[int]] = {}
        self._left: dict[int, set[int]] = {}

    def __contains__(self, pair: tuple[int, int]) -> bool:
        return pair[1] in self._right.get(pair[0], ())

    def right_of(self, left: int) -> set[int]:
        """Everything that ``left`` is paired with."""
        return self._right.get(left, set())

    def left_of(self, right: int) -> set[int]:
        """Everything that is paired with ``right``."""
        return self._left.get(right, set())

    def add(self, left: int, right: int) -> None:
        """Add a pair."""
        self._right.setdefault(left, set()).add(right)
        self._left.setdefault(right, set()).add(left)

    def remove(self, left: int, right: int) -> None:
        """Remove a pair that is there."""
        self._right[left].remove(right)
        self._left[right].remove(left)

    def replace_right(self, left: int, rights: Iterable[int]) -> None:
        """Make ``rights`` the whole of what ``left`` is paired with."""
        wanted = set(rights)
        for gone in self.right_of(left) - wanted:
            self.remove(left, gone)
        for new in wanted - self.right_of(left):
            self.add(left, new)

    def replace_left(self, right: int, lefts: Iterable[int]) -> None:
        """Make ``lefts`` the whole of what ``right`` is paired with."""
        wanted = set(lefts)
        for gone in self.left_of(right) - wanted:
            self.remove(gone, right)
        for new in wanted - self.left_of(right):
            self.add(new, right)

    def forget_left(self, left: int) -> None:
        """Drop every pair of something that is deleted."""
        for right in self._right.pop(left, set()):
            self._left[right].remove(left)

    def forget_right(self, right: int) -> None:
        """Drop every pair of something that is deleted."""
        for left in self._left.pop(right, set()):
            self._right[left].remove(right)


def closure(start: Iterable[int], relation: Relation) -> set[int]:
    """``start`` and everything that can be reached from it by going from left to right."""
    found: set[int] = set()
    waiting = list(start)
    while waiting:
        item = waiting.pop()
        if item not in found:
            found.add(item)
            waiting.extend(relation.right_of(item))
    return found
