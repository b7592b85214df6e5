# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a resource type is declared: its fields, in the order in which Looker sends them (facts 4.10)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
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
# What is wrong with a value that was sent, as Looker's sentence; None where nothing is.
Check = Callable[[Any], "str | None"]


@dataclass(frozen=True)
class Field:
    """One property of a resource.

    ``value`` computes it; without one it is read from the row, ``default`` where the row has none. ``is_id`` says that
    it holds an id or a list of ids, integers inside and in 3.x, strings in 4.0 (facts 2.15). With ``model`` the value
    is a row, a list of rows or None, each shown as that model; of ``kind`` dict it is also written as that model.
    ``null_as`` is what null is taken for; a switch then has its ``default``. ``on_request``: sent only when named in
    ``fields``. ``only_for``: left out of all other rows. ``check`` looks at values that are sent and are not null.
    """

    name: str
    default: Any = None
    value: Value | None = None
    is_id: bool = False
    model: Model | None = None
    kind: type | tuple[type, ...] | None = None
    check: Check | None = None
    writable: bool = False
    write_only: bool = False
    on_request: bool = False
    only_for: Callable[[Row], bool] | None = None
    null_as: Any = None
    versions: frozenset[str] = ALL_VERSIONS
    since: Release = (0, 0)


Getter = Callable[["Call", Row], Any]


@dataclass(frozen=True)
class Plan:
    """How to make the JSON object of a row, worked out once per request because lists can be long.

    Copy ``template``, which has all keys in their order; take over what the row itself holds; compute the rest; take
    out what this row has not.
    """

    template: Row
    stored: frozenset[str]
    computed: tuple[tuple[str, Getter], ...]
    selective: tuple[tuple[str, Callable[[Row], bool]], ...]

    def apply(self, call: Call, row: Row) -> Row:
        """The JSON object."""
        result = self.template.copy()
        for name, value in row.items():
            if name in self.stored:
                result[name] = value
        for name, get in self.computed:
            result[name] = get(call, row)
        for name, has in self.selective:
            if not has(row):
                del result[name]
        return result


class Model:
    """The fields of one resource type, and how rows of it are shown and written.

    ``order``: for API versions that send them in another order, all names in that order.
    """

    def __init__(self, name: str, *fields: Field, order: Mapping[str, list[str]] | None = None) -> None:
        self.name = name
        self.fields = fields
        self._order = order or {}
        self._whole: dict[tuple[str, Release], Plan] = {}

    def shown(self, version: str, release: Release) -> list[Field]:
        """The readable fields of an API version and release, in the order of that version."""
        fields = [f for f in self.fields if version in f.versions and f.since <= release and not f.write_only]
        if order := self._order.get(version):
            fields.sort(key=lambda f: order.index(f.name))
        return fields

    def render(self, call: Call, row: Row, mask: Mask = EVERYTHING) -> Row:
        """One row as the caller sees it."""
        return self.plan(call, mask).apply(call, row)

    def render_all(self, call: Call, rows: Iterable[Row], mask: Mask = EVERYTHING) -> list[Row]:
        """Many rows as the caller sees them."""
        plan = self.plan(call, mask)
        return [plan.apply(call, row) for row in rows]

    def plan(self, call: Call, mask: Mask) -> Plan:
        """The plan for what ``mask`` asks for."""
        key = (call.version, call.release)
        if mask:
            return _plan([f for f in self.shown(*key) if f.name in mask], mask)
        if key not in self._whole:
            self._whole[key] = _plan([f for f in self.shown(*key) if not f.on_request], EVERYTHING)
        return self._whole[key]

    def read_body(self, call: Call, body: Mapping[str, Any]) -> Row:
        """The writable part of a request body. Raises ApiError 422 with all problems at once."""
        values, problems = self.parse_body(call, body)
        if problems:
            raise invalid(*problems)
        return values

    def parse_body(self, call: Call, body: Mapping[str, Any]) -> tuple[Row, list[Problem]]:
        """The writable part of a request body, checked for types, and what is wrong with the rest.

        What is read-only or unknown is dropped or refused, as the quirk ``unknown_fields`` says (facts 4.12).
        """
        writable = {
            f.name: f
            for f in self.fields
            if (f.writable or f.write_only) and call.version in f.versions and f.since <= call.release
        }
        values: Row = {}
        problems: list[Problem] = []
        for name, value in body.items():
            field = writable.get(name)
            if field is None:
                if call.quirk("unknown_fields") == "422":
                    problems.append(Problem(name, "invalid", f"'{name}' cannot be set"))
            elif value is None:
                values[name] = field.default if field.kind is bool else field.null_as
            elif not _fits(field, value):
                problems.append(Problem(name, "invalid", f"'{name}' is of the wrong type"))
            elif field.model is not None and field.kind is dict:
                values[name], below = field.model.parse_body(call, value)
                problems += [replace(problem, field=f"{name}.{problem.field}") for problem in below]
            else:
                values[name] = str(value) if field.kind is str else value
                if field.check is not None and (sentence := field.check(values[name])):
                    problems.append(Problem(name, "invalid", f"'{name}' {sentence}"))
        return values, problems


def _fits(field: Field, value: Any) -> bool:
    if field.kind is None:
        return True
    if field.kind is str and not isinstance(value, bool):
        return isinstance(value, (str, int))  # numbers are taken for strings and the other way round (facts 2.16)
    return isinstance(value, field.kind) and not (field.kind is int and isinstance(value, bool))


def _plan(fields: list[Field], mask: Mask) -> Plan:
    computed = tuple((f.name, get) for f in fields if (get := _getter(f, mask.get(f.name, EVERYTHING))))
    stored = frozenset(f.name for f in fields) - {name for name, _unused in computed}
    selective = tuple((f.name, f.only_for) for f in fields if f.only_for)
    return Plan({f.name: f.default for f in fields}, stored, computed, selective)


def _getter(field: Field, mask: Mask) -> Getter | None:
    """How to compute a field; None for one that is read from the row as it is."""
    name, default, model = field.name, field.default, field.model
    if field.value is None and not field.is_id and model is None:
        return None
    get = field.value or (lambda call, row: row.get(name, default))
    if field.is_id:
        return lambda call, row: call.show_id(get(call, row))
    if model is None:
        return get

    def nested(call: Call, row: Row) -> Any:
        value = get(call, row)
        if value is None:
            return None
        return model.render_all(call, value, mask) if isinstance(value, list) else model.render(call, value, mask)

    return nested
