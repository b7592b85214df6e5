# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Configuration in CSV: one object in a row, as an HR system or an identity provider exports it.

Note: this plugin_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Optional, Union

from ansible_collections.biops.looker.plugins.module_utils._declaration import object_options
from ansible_collections.biops.looker.plugins.module_utils._export_csv import SEPARATOR
from ansible_collections.biops.looker.plugins.module_utils._nearest import nearest
from ansible_collections.biops.looker.plugins.module_utils._resource import (
    Resource,
)
from ansible_collections.biops.looker.plugins.plugin_utils._problems import (
    Entry,
    Place,
    Problem,
    suggestion,
)
from ansible_collections.biops.looker.plugins.plugin_utils._sources import File

ALIKE = 0.8  # how near a column has to be to an option to look like a mistake; an export has many of its own
DELIMITERS = ",;\t"  # between cells
WORDS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}

Row = tuple[int, list[str]]  # line on which it begins, trimmed cells


@dataclass
class Columns:
    """What the headers of exports stand for, and what was found in CSV files instead."""

    mapped: Mapping[str, Optional[str]] = field(default_factory=dict)  # header -> option; None: left out on purpose
    seen: set[str] = field(default_factory=set)  # headers of all files
    ignored: dict[str, list[str]] = field(default_factory=dict)  # file -> its columns that give nothing, unsaid
    doubts: list[Problem] = field(default_factory=list)  # those of them that may be mistyped options

    def of(self, header: Sequence[str]) -> Mapping[str, Optional[str]]:
        """The mapping for a file with this header: empty if it has none of the mapped columns. It is not one of the
        exports that the mapping is for then, and a mistyped option is a mistake."""
        return self.mapped if any(name in self.mapped for name in header) else {}

    def problems(self, specs: Iterable[Mapping[str, Any]]) -> Iterator[Problem]:
        """What is wrong with the mapping itself, once all files are read. `specs`: options of each type."""
        options = {name: spec for named in specs for name, spec in named.items()}
        for header, option in self.mapped.items():
            if option is None:
                continue
            if not is_option(option, options):
                yield Problem("csv_columns", f"unknown option '{option}' for '{header}'; {suggestion(option, options)}")
            if self.seen and header not in self.seen:
                near = suggestion(header, self.seen)
                yield Problem("csv_columns", f"no CSV file has a column '{header}'; {near}")


def read_csv(file: File, text: str, resource: Resource, columns: Columns) -> Iterator[Union[Entry, Problem]]:
    """The objects of a CSV file, one for each row that is not blank. `columns` takes note of its header."""
    spec = object_options(resource)
    try:
        rows = list(_rows(text, _delimiter(text, {*columns.mapped, *spec})))
    except csv.Error as error:
        line = error.args[1] if len(error.args) > 1 else 0
        yield file.problem(f"is not valid CSV: {error.args[0]} (is a quote missing?)", line)
        return
    if not rows:
        yield file.problem(f"is empty: the first line has to name columns, such as {resource.key}")
        return
    (line, header), *body = rows
    while not header[-1]:
        header.pop()  # spreadsheets write delimiters beyond the last column
    columns.seen.update(header)
    mapped = columns.of(header)
    options = _options(header, mapped, spec)
    problems = [file.problem(sentence, line) for sentence in _header_problems(header, options, resource, bool(mapped))]
    yield from problems
    if problems:
        return
    columns.doubts.extend(file.problem(sentence, line) for sentence in _doubts(header, options, spec, mapped))
    if ignored := _ignored(header, options, mapped):
        columns.ignored[file.name] = ignored
    for line, cells in body:
        if any(cells[len(header) :]):
            hint = " (a cell that holds the delimiter has to be quoted)"
            yield file.problem(f"has {len(cells)} cells where the header has {len(header)}{hint}", line)
            continue
        yield Entry(resource.plural, _given(options, cells, spec), Place(file.name, line))


def is_option(name: str, spec: Mapping[str, Any]) -> bool:
    """Whether a column can give this: an option, or one entry of a mapping, such as `attributes.region`."""
    option, dot, entry = name.partition(".")
    return name in spec or bool(dot and entry and spec.get(option, {}).get("type") == "dict")


def _given(options: Sequence[str], cells: Sequence[str], spec: Mapping[str, Any]) -> dict[str, Any]:
    """The options of one row; blank cells give none."""
    given: dict[str, Any] = {}
    for name, cell in zip(options, cells):
        if name and cell and name in spec:
            given[name] = _value(cell, spec[name])
        elif name and cell:
            option, _dot, entry = name.partition(".")
            given.setdefault(option, {})[entry] = cell
    return given


def _rows(text: str, delimiter: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    before = 0
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if any(cells):
                yield before + 1, cells
            before = reader.line_num  # a quoted cell may span lines
    except csv.Error as error:
        raise csv.Error(str(error), before + 1) from error


def _delimiter(text: str, names: set[str]) -> str:
    """The delimiter under which the header names most known columns, then most columns. `;` may also be part of a
    cell, so the header decides, where no cell is a list."""
    header = next((line for line in text.splitlines() if line.strip()), "")

    def fit(delimiter: str) -> tuple[int, int]:
        cells = next(csv.reader([header], delimiter=delimiter), [])
        known = [cell for cell in cells if names & {cell.strip(), cell.strip().partition(".")[0]}]
        return len(known), len(cells)

    return max(DELIMITERS, key=fit)


def _options(header: Sequence[str], mapped: Mapping[str, Optional[str]], spec: Mapping[str, Any]) -> list[str]:
    """The option that each column gives; empty for a column that gives none. A mapped column goes before one that
    only happens to have the name of the option."""
    taken = {mapped[name] for name in header if name in mapped}
    options = [mapped.get(name, None if name in taken else name) or "" for name in header]
    return [option if is_option(option, spec) else "" for option in options]


def _header_problems(
    header: Sequence[str], options: Sequence[str], resource: Resource, is_export: bool
) -> Iterator[str]:
    spec = object_options(resource)
    has_key = resource.key in options or "id" in options
    for index, (name, option) in enumerate(zip(header, options)):
        if name and name in header[:index]:
            yield f"the column '{name}' is there twice"
        elif option and option in options[:index]:
            yield f"the columns '{header[options.index(option)]}' and '{name}' both give {option}"
        elif name and not option and not is_export:
            has_key = has_key or nearest(name, spec) == resource.key  # what is mistyped is not missing too
            yield f"unknown column '{name}'; {suggestion(name, spec)} (csv_columns maps other headers)"
        elif not name and not is_export:
            yield f"column {index + 1} has no name"
    if not has_key:
        yield f"has no column {resource.key} (or id); it has {', '.join(filter(None, header))}"


def _ignored(header: Sequence[str], options: Sequence[str], mapped: Mapping[str, Optional[str]]) -> list[str]:
    """The columns that give nothing, without those of which that is said."""
    return [name for name, option in zip(header, options) if name and not option and mapped.get(name, "") is not None]


def _doubts(
    header: Sequence[str], options: Sequence[str], spec: Mapping[str, Any], mapped: Mapping[str, Optional[str]]
) -> Iterator[str]:
    for name in _ignored(header, options, mapped):
        if near := nearest(name, set(spec).difference(options), ALIKE):
            silence = f"if not, '{name}: null' in csv_columns says so"
            yield f"the column '{name}' is ignored; did you mean '{near}'? ({silence})"


def _value(cell: str, spec: Mapping[str, Any]) -> Any:
    """A cell in the type of its option. What cannot be converted stays as it is, for validation to report."""
    kind = spec["type"]
    if kind == "bool":
        return WORDS.get(cell.lower(), cell)
    if kind == "list":
        items = filter(None, (item.strip() for item in cell.split(SEPARATOR)))
        return [_value(item, {"type": spec.get("elements", "str")}) for item in items]
    if kind in ("int", "float"):
        try:
            return int(cell) if kind == "int" else float(cell)
        except ValueError:
            return cell
    return cell
