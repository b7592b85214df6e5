# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a PATCH changes an object that there is only one of, with objects in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from looker_sandbox.schema import Model
from looker_sandbox.search import Row


def merged(model: Model, current: Row, values: Mapping[str, Any], *, replace: bool = False) -> Row:
    """The new row: ``values`` over ``current``.

    Null sets a plain field back to its default and leaves a nested object alone, which both are guesses. With
    ``replace`` a nested object that is sent takes the place of the old one: what it leaves out gets its default.
    """
    result = dict(current)
    for field in model.fields:
        if field.name not in values:
            continue
        value = values[field.name]
        if field.model is not None and field.kind is dict:
            if value is not None:
                old = current.get(field.name, {})
                result[field.name] = merged(
                    field.model, _fixed(field.model, old) if replace else old, value, replace=replace
                )
        elif value is None:
            result.pop(field.name, None)
        else:
            result[field.name] = value
    return result


def _fixed(model: Model, row: Row) -> Row:
    """What cannot be written, and so cannot be replaced."""
    writable = {field.name for field in model.fields if field.writable}
    return {name: value for name, value in row.items() if name not in writable}
