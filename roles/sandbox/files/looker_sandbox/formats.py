# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results of queries in the formats that Looker writes them in.

What a pivoted result looks like is known for ``json_detail`` only. In ``json`` it is a quirk. That the text formats
have a line for each field that is pivoted by, above that of the labels, and that none of them has totals, is a guess.
"""

from __future__ import annotations

import csv
import html
import io
import json
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from looker_sandbox.data_set import FIELDS
from looker_sandbox.tables import Heading, Pivot, Table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Document:
    """An answer that is no JSON object of the API: a result in one of the formats."""

    content: bytes
    content_type: str
    status: int = 200


@dataclass(frozen=True)
class Style:
    """How a result is written: values as they are shown (``apply_formatting``), and how ``json`` nests pivots."""

    formatted: bool = False
    pivoted_json: str = "values"


def _label(name: str) -> str:
    """``orders.total_amount`` is headed Orders Total Amount; a column of SQL by its own name."""
    return name.replace(".", " ").replace("_", " ").title() if name in FIELDS else name


def _rendered(name: str, value: Any) -> str | None:
    """How a value is shown, where that is not as it is; in ``number_format`` 1,234.56."""
    column = FIELDS.get(name)
    if not isinstance(value, (int, float)) or column is None or not column.is_measure:
        return None
    if column.value_format:
        return f"${value:,.2f}"
    return f"{value:,}" if abs(value) >= 1000 else None


def _value(heading: Heading, value: Any, style: Style) -> Any:
    shown = _rendered(heading.name, value) if style.formatted else None
    return value if shown is None else shown


# JSON


def _json(table: Table, style: Style) -> bytes:
    return _nested(table, style, lambda name: name)


def _json_label(table: Table, style: Style) -> bytes:
    return _nested(table, style, _label)


def _nested(table: Table, style: Style, key: Callable[[str], str]) -> bytes:
    rows = []
    for values in table.rows:
        row: dict[str, Any] = {}
        for heading, value in zip(table.headings, values, strict=True):
            path = _path(heading, style)
            path[0] = key(path[0])
            inner = row
            for name in path[:-1]:
                inner = inner.setdefault(name, {})
            inner[path[-1]] = _value(heading, value, style)
        rows.append(row)
    return _dump(rows)


def _path(heading: Heading, style: Style) -> list[str]:
    """Where a value is in a row of ``json``: a pivoted one is below its measure, by the key of the pivot, or by the
    fields that are pivoted by and their values."""
    if heading.pivot is None:
        return [heading.name]
    if style.pivoted_json == "values" or heading.pivot.is_total:
        return [heading.name, heading.pivot.key]
    return [heading.name, *(str(part) for item in heading.pivot.data.items() for part in item)]


def _json_detail(table: Table, style: Style) -> bytes:
    """The parts of Looker's that everybody uses; it has more."""
    body: dict[str, Any] = {
        "fields": _described(table),
        "number_format": "1,234.56",
        "has_totals": table.totals is not None,
        "has_row_totals": any(pivot.is_total for pivot in table.pivots),
        "data": [_detailed(table, values) for values in table.rows],
        "sql": table.sql,
        "errors": [{"message": table.error, "sql_error_loc": None}] if table.error else [],
    }
    if table.pivots:
        body["pivots"] = [_pivot(pivot) for pivot in table.pivots]
    if table.totals is not None:
        body["totals_data"] = _detailed(table, table.totals)
    return _dump(body)


def _described(table: Table) -> dict[str, list[Any]]:
    fields: dict[str, list[Any]] = {"dimensions": [], "measures": [], "table_calculations": [], "pivots": []}
    for name in dict.fromkeys([*(heading.name for heading in table.headings), *table.pivot_fields]):
        column = FIELDS.get(name)
        kind = "pivots" if name in table.pivot_fields else "measures" if column and column.is_measure else "dimensions"
        fields[kind].append({"name": name, "label": _label(name), "type": column.kind if column else "string"})
    return fields


def _detailed(table: Table, values: list[Any]) -> dict[str, Any]:
    """One row, or the totals, which measures alone have."""
    row: dict[str, Any] = {}
    for heading, value in zip(table.headings, values, strict=True):
        if values is table.totals and heading.name in FIELDS and not FIELDS[heading.name].is_measure:
            continue
        shown = _rendered(heading.name, value)
        cell = {"value": value} if shown is None else {"value": value, "rendered": shown}
        if heading.pivot is None:
            row[heading.name] = cell
        else:
            row.setdefault(heading.name, {})[heading.pivot.key] = cell
    return row


def _pivot(pivot: Pivot) -> dict[str, Any]:
    return {"key": pivot.key, "is_total": pivot.is_total, "data": dict(pivot.data), "metadata": {}}


def _dump(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


# Text


def _heads(table: Table) -> list[list[str]]:
    """The lines above the rows: one for each field that is pivoted by, and the labels."""
    lines = []
    for name in table.pivot_fields:
        cells = [_pivoted_by(heading.pivot, name) if heading.pivot else "" for heading in table.headings]
        lines.append([_label(name), *cells[1:]] if not table.headings[0].pivot else cells)
    return [*lines, [_label(heading.name) for heading in table.headings]]


def _pivoted_by(pivot: Pivot, name: str) -> str:
    return "Total" if pivot.is_total else _text(pivot.data[name])


def _lines(table: Table, style: Style) -> list[list[str]]:
    """The rows as they are written."""
    return [
        [_text(_value(heading, value, style)) for heading, value in zip(table.headings, values, strict=True)]
        for values in table.rows
    ]


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _separated(mark: str) -> Writer:
    def write_them(table: Table, style: Style) -> bytes:
        out = io.StringIO()
        csv.writer(out, delimiter=mark, lineterminator="\n").writerows([*_heads(table), *_lines(table, style)])
        return out.getvalue().encode()

    return write_them


def _html(table: Table, style: Style) -> bytes:
    def line(tag: str, cells: list[str]) -> str:
        return f"<tr>{''.join(f'<{tag}>{html.escape(cell)}</{tag}>' for cell in cells)}</tr>"

    rows = [line("th", cells) for cells in _heads(table)] + [line("td", cells) for cells in _lines(table, style)]
    body = "\n".join(rows)
    return f"<table>\n{body}\n</table>\n".encode()


def _markdown(table: Table, style: Style) -> bytes:
    """Tables of Markdown have one line of headings."""

    def line(cells: list[str]) -> str:
        return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"

    by = [[_pivoted_by(h.pivot, name) for name in table.pivot_fields] if h.pivot else [] for h in table.headings]
    labels = [" ".join([*values, _label(h.name)]) for values, h in zip(by, table.headings, strict=True)]
    rows = [line(labels), line(["---"] * len(labels)), *map(line, _lines(table, style))]
    return ("\n".join(rows) + "\n").encode()


# Files


def _xlsx(table: Table, style: Style) -> bytes:
    import xlsxwriter  # type: ignore[import-untyped]

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Results")
        for number, row in enumerate([*_heads(table), *table.rows]):
            sheet.write_row(number, 0, row)
    return out.getvalue()


def _png(table: Table, style: Style) -> bytes:
    """One white pixel: a valid image is all that is promised."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    pixel = chunk(b"IDAT", zlib.compress(b"\x00\xff\xff\xff"))
    return b"\x89PNG\r\n\x1a\n" + header + pixel + chunk(b"IEND", b"")


def _sql(table: Table, style: Style) -> bytes:
    return table.sql.encode()


Writer = Callable[[Table, Style], bytes]
FORMATS: dict[str, tuple[str, Writer]] = {
    "json": ("application/json", _json),
    "json_label": ("application/json", _json_label),
    "json_detail": ("application/json", _json_detail),
    "csv": ("text/csv", _separated(",")),
    "txt": ("text/plain", _separated("\t")),
    "html": ("text/html", _html),
    "md": ("text/markdown", _markdown),
    "sql": ("text/plain", _sql),
    "xlsx": (XLSX, _xlsx),
    "png": ("image/png", _png),
}


def write(table: Table, form: str, style: Style | None = None) -> Document:
    """The result in a format, one of ``FORMATS``."""
    content_type, writer = FORMATS[form]
    return Document(writer(table, style or Style()), content_type)
