# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a resource type is declared: its fields, in the order in which Looker sends them (facts 4.10)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from looker_sandbox.errors import Problem, invalid
from looker_sandbox.masks import EVERYTHING, Mask
from looker_sandbox.search import Row

if TYPE_CHECKING:
    from looker_sandbox.call import Call

Release = tuple[int, int]
ALL_VERSIONS = frozenset({"3.0", "3.1", "4.0"})
ONLY_4 = frozenset({"4.0"})
ONLY_3 = frozenset({"3.0", "3.1"})

Value = Callable[["Call", Row], Any]


@dataclass(frozen=True)
class Field:
    """One property of a resource.

    ``value`` computes it; without one it is read from the row, ``default`` where the row has none. ``is_id`` says that
    it holds an id or a list of ids, integers inside and in 3.x, strings in 4.0 (facts 2.15). With ``model`` the value
    is a row, a list of rows or None, each shown as that model. ``on_request``: sent only when named in ``fields``.
    """

    name: str
    default: Any = None
    value: Value | None = None
    is_id: bool = False
    model: Model | None = None
    kind: type | None = None
    writable: bool = False
    write_only: bool = False
    on_request: bool = False
    null_as: Any = None
    versions: frozenset[str] = ALL_VERSIONS
    since: Release = (0, 0)


class Model:
    """The fields of one resource type, and how rows of it are shown and written."""

    def __init__(self, name: str, *fields: Field, order: Mapping[str, tuple[str, ...]] | None = None) -> None:
        self.name = name
        self.fields = fields
        self._order = order or {}
        self._shown: dict[tuple[str, Release], list[tuple[str, Field]]] = {}

    def shown(self, version: str, release: Release) -> list[tuple[str, Field]]:
        """The readable fields of an API version and release, in the order of that version."""
        key = (version, release)
        if key not in self._shown:
            fields = [f for f in self.fields if version in f.versions and f.since <= release and not f.write_only]
            if order := self._order.get(version):
                fields.sort(key=lambda f: order.index(f.name))
            self._shown[key] = [(f.name, f) for f in fields]
        return self._shown[key]

    def render(self, call: Call, row: Row, mask: Mask = EVERYTHING) -> dict[str, Any]:
        """One row as the caller sees it."""
        result: dict[str, Any] = {}
        for name, field in self.shown(call.version, call.release):
            if (name not in mask) if mask else field.on_request:
                continue
            value = field.value(call, row) if field.value else row.get(name, field.default)
            if field.is_id:
                value = call.show_id(value)
            elif field.model is not None:
                value = _nested(call, field.model, value, mask.get(name, EVERYTHING))
            result[name] = value
        return result

    def read_body(self, call: Call, body: Mapping[str, Any]) -> dict[str, Any]:
        """The writable part of a request body, checked for types.

        What is read-only or unknown is dropped or refused, as the quirk ``unknown_fields`` says (facts 4.12).
        Raises ApiError 422 with all problems at once.
        """
        writable = {f.name: f for f in self.fields if (f.writable or f.write_only) and call.version in f.versions}
        values: dict[str, Any] = {}
        problems: list[Problem] = []
        for name, value in body.items():
            field = writable.get(name)
            if field is None:
                if call.quirk("unknown_fields") == "422":
                    problems.append(Problem(name, "invalid", f"'{name}' cannot be set"))
            elif value is None:
                values[name] = field.null_as
            elif not _fits(field, value):
                problems.append(Problem(name, "invalid", f"'{name}' is of the wrong type"))
            else:
                values[name] = value
        if problems:
            raise invalid(*problems)
        return values


def _fits(field: Field, value: Any) -> bool:
    if field.kind is None:
        return True
    if field.kind is str and not isinstance(value, bool):
        return isinstance(value, (str, int))  # numbers are taken for strings and the other way round (facts 2.16)
    return isinstance(value, field.kind)


def _nested(call: Call, model: Model, value: Any, mask: Mask) -> Any:
    if isinstance(value, list):
        return [model.render(call, row, mask) for row in value]
    return None if value is None else model.render(call, value, mask)
