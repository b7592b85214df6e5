# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results of queries in the formats that Looker writes them in."""

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

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Document:
    """An answer that is no JSON object of the API: a result in one of the formats."""

    content: bytes
    content_type: str
    status: int = 200


@dataclass(frozen=True)
class Table:
    """The rows of a query, under the names of its columns, and its SQL. ``error``: why there are none."""

    columns: list[str]
    rows: list[list[Any]]
    sql: str
    error: str | None = None


def _label(name: str) -> str:
    """``orders.total_amount`` is headed Orders Total Amount; a column of SQL by its own name."""
    return name.replace(".", " ").replace("_", " ").title() if name in FIELDS else name


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _json(table: Table) -> bytes:
    return json.dumps([dict(zip(table.columns, row, strict=True)) for row in table.rows], ensure_ascii=False).encode()


def _json_detail(table: Table) -> bytes:
    """The parts of Looker's that everybody uses; it has more."""
    fields: dict[str, list[Any]] = {"dimensions": [], "measures": []}
    for name in table.columns:
        column = FIELDS.get(name)
        entry = {"name": name, "label": _label(name), "type": column.kind if column else "string"}
        fields["measures" if column and column.is_measure else "dimensions"].append(entry)
    body = {
        "fields": fields,
        "data": [{n: {"value": v} for n, v in zip(table.columns, row, strict=True)} for row in table.rows],
        "sql": table.sql,
        "errors": [{"message": table.error, "sql_error_loc": None}] if table.error else [],
    }
    return json.dumps(body, ensure_ascii=False).encode()


def _separated(table: Table, mark: str) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=mark, lineterminator="\n")
    writer.writerow([_label(name) for name in table.columns])
    writer.writerows([_text(value) for value in row] for row in table.rows)
    return out.getvalue().encode()


def _html(table: Table) -> bytes:
    def line(tag: str, cells: list[str]) -> str:
        return f"<tr>{''.join(f'<{tag}>{html.escape(cell)}</{tag}>' for cell in cells)}</tr>"

    rows = [line("th", [_label(name) for name in table.columns])]
    rows += [line("td", [_text(value) for value in row]) for row in table.rows]
    return f"<table>\n{chr(10).join(rows)}\n</table>\n".encode()


def _markdown(table: Table) -> bytes:
    def line(cells: list[str]) -> str:
        return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"

    rows = [line([_label(name) for name in table.columns]), line(["---"] * len(table.columns))]
    rows += [line([_text(value) for value in row]) for row in table.rows]
    return ("\n".join(rows) + "\n").encode()


def _xlsx(table: Table) -> bytes:
    import xlsxwriter  # type: ignore[import-untyped]

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Results")
        for number, row in enumerate([[_label(name) for name in table.columns], *table.rows]):
            sheet.write_row(number, 0, row)
    return out.getvalue()


def _png(table: Table) -> bytes:
    """One white pixel: a valid image is all that is promised."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    pixel = chunk(b"IDAT", zlib.compress(b"\x00\xff\xff\xff"))
    return b"\x89PNG\r\n\x1a\n" + header + pixel + chunk(b"IEND", b"")


FORMATS: dict[str, tuple[str, Callable[[Table], bytes]]] = {
    "json": ("application/json", _json),
    "json_detail": ("application/json", _json_detail),
    "csv": ("text/csv", lambda table: _separated(table, ",")),
    "txt": ("text/plain", lambda table: _separated(table, "\t")),
    "html": ("text/html", _html),
    "md": ("text/markdown", _markdown),
    "sql": ("text/plain", lambda table: table.sql.encode()),
    "xlsx": (XLSX, _xlsx),
    "png": ("image/png", _png),
}


def write(table: Table, form: str) -> Document:
    """The result in a format, one of ``FORMATS``."""
    content_type, writer = FORMATS[form]
    return Document(writer(table), content_type)
