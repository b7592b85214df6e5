# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Value classes that cost a task little when it starts.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass, fields
from dataclasses import field as _field
from typing import TYPE_CHECKING, Any, Callable, TypeVar

_T = TypeVar("_T")

if TYPE_CHECKING:
    from typing_extensions import dataclass_transform
else:

    def dataclass_transform(**_unused: Any) -> Callable[[Any], Any]:
        return lambda decorator: decorator


def field(**options: Any) -> Any:
    """`dataclasses.field`, for value classes."""
    return _field(**options)


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def value_class(cls: type[_T]) -> type[_T]:
    """Like `dataclass(frozen=True)`, but for two things: only a type checker keeps it from being changed, and what
    these classes can share is not generated for each of them. For a frozen dataclass, Python compiles six functions,
    which takes about a millisecond; a task begins with some fifty of these classes.
    """
    made: Any = dataclass(eq=False, repr=False)(cls)
    made._compared = operator.attrgetter(*(item.name for item in fields(made) if item.compare))
    made.__eq__, made.__hash__, made.__repr__ = _equal, _hash, _shown
    return made  # type: ignore[no-any-return]


def _equal(self: Any, other: Any) -> Any:
    if type(self) is not type(other):
        return NotImplemented
    return self._compared(self) == self._compared(other)


def _hash(self: Any) -> int:
    return hash(self._compared(self))


def _shown(self: Any) -> str:
    shown = ", ".join(f"{item.name}={getattr(self, item.name)!r}" for item in fields(self) if item.repr)
    return f"{type(self).__name__}({shown})"
