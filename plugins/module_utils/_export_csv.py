# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes objects of a configuration as CSV, one in a line: what `configuration` reads back as it was. Pure.

Note: this module_utils is private to the biops.looker collection and may change without notice.

A cell is read without the white space around it, and an empty one says nothing. So there are values that no cell can
hold, such as an empty text. The objects that have one are left for another file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Optional

Entry = Mapping[str, Any]
SEPARATOR = ";"  # between several values in a cell; alone it is a list of none
_LONGEST = 131_072  # characters: what Python's csv module reads in a cell
_QUOTED = re.compile(r'[",\r\n]')
_ENTRY = re.compile(r"[\w.-]+")  # of a mapping, in the name of a column


def to_csv(entries: Sequence[Entry], spec: Mapping[str, Mapping[str, Any]]) -> tuple[str, list[Entry]]:
    """The text, "" without a line, and the objects that it cannot hold.

    `spec`: the options of the type, as Ansible's argument spec; their order is that of the columns.
    """
    rows: list[dict[str, str]] = []
    left: list[Entry] = []
    for entry in entries:
        cells = _cells(entry, spec)
        if cells is None:
            left.append(entry)
        else:
            rows.append(cells)
    places = {name: place for place, name in enumerate(spec)}
    header = sorted({name for row in rows for name in row}, key=lambda name: (places[name.partition(".")[0]], name))
    lines = (_line(row.get(name, "") for name in header) for row in rows)
    return "".join([_line(header), *lines]) if rows else "", left


def _line(cells: Iterable[str]) -> str:
    return ",".join(map(_written, cells)) + "\n"


def _written(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if _QUOTED.search(cell) else cell


def _cells(entry: Entry, spec: Mapping[str, Mapping[str, Any]]) -> Optional[dict[str, str]]:
    """Column -> cell; None where one of the values cannot be written."""
    cells: dict[str, Optional[str]] = {}
    for name, value in entry.items():
        if isinstance(value, Mapping):
            cells.update(_mapping(name, value))
        else:
            cells[name] = _cell(value, spec[name])
    written = {name: cell for name, cell in cells.items() if cell is not None}
    return written if len(written) == len(cells) else None


def _mapping(name: str, value: Mapping[str, Any]) -> dict[str, Optional[str]]:
    """A mapping has a column for each entry; what a cell of it says is text."""
    if not value or not all(_ENTRY.fullmatch(entry) for entry in value):
        return {name: None}
    return {f"{name}.{entry}": _text(item) if isinstance(item, str) else None for entry, item in value.items()}


def _cell(value: Any, spec: Mapping[str, Any]) -> Optional[str]:
    """A value as a cell; None where it would be read as another one."""
    kind = spec["type"]
    if kind == "bool" and isinstance(value, bool):
        return "true" if value else "false"
    if kind == "int" and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if kind == "str" and isinstance(value, str):
        return _text(value)
    if kind == "list" and spec.get("elements") == "str":
        items = [_text(item) if isinstance(item, str) and SEPARATOR not in item else None for item in value]
        return None if None in items else _text(f"{SEPARATOR} ".join(filter(None, items)) or SEPARATOR)
    return None


def _text(value: str) -> Optional[str]:
    is_kept = value and value == value.strip() and "\0" not in value and len(value) <= _LONGEST
    return value if is_kept else None
