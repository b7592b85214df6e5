# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Objects, the links between them, and the calls that write them: what all parts of the engine speak of.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Optional, TypeVar

from ansible_collections.biops.looker.plugins.module_utils._value_class import field, value_class

End = tuple[str, str, "Ref"]  # (link kind, side, the object that stands there)
Fields = Mapping[str, Any]  # option name -> value in the user's terms; a reference is a Ref

MASKED = "\0hidden"  # the value of a link that Looker shows to nobody
_T = TypeVar("_T")
BY_ID = "id:"  # a reference written `id:4711` names an object by its id (never taken for a name)


class Ref(NamedTuple):
    """An object by its natural key: the only way in which want, have and a plan speak of objects."""

    type: str
    key: str

    def __str__(self) -> str:
        noun = self.type.replace("_", " ")
        return f"{noun} '{self.key}'" if self.key else noun  # there is but one of a singleton


def is_name(key: Any) -> bool:
    """Whether a declaration can mean an object by this key: one that is blank, has white space around it or looks like
    an id would be read as something else."""
    return bool(key) and str(key).strip() == str(key) and not str(key).startswith(BY_ID)


def why_no_id(text: str) -> str:
    """A sentence about what cannot be an id of Looker's, with or without `id:`: it would name nothing, or another path.
    Empty where it can be one."""
    identifier = text.removeprefix(BY_ID)
    is_one = identifier.strip() == identifier and identifier not in ("", ".", "..")
    return "" if is_one else f"'{text}' is no id of Looker's"


_NO_REFS: frozenset[Ref] = frozenset()


class Link(NamedTuple):
    """A fact between two objects (membership, nesting, credential …). At most one per kind and pair."""

    kind: str
    left: Ref
    right: Ref
    value: str = ""

    @property
    def place(self) -> Place:
        return tuple.__new__(Place, self[:3])  # asked so often that Place(…) would take twice the time


class Place(NamedTuple):
    """A link without its value: where a link stands, or would stand."""

    kind: str
    left: Ref
    right: Ref


@value_class
class Write:
    """One write call in which objects are still Refs; `_apply` puts ids in their place, at any depth."""

    operation: str  # operationId of Looker's OpenAPI document
    path: Mapping[str, Any] = field(default_factory=dict)
    query: Mapping[str, Any] = field(default_factory=dict)
    body: Any = None

    def refs(self) -> frozenset[Ref]:
        """All objects this call names: they have to exist before it is sent."""
        return refs_in((self.path, self.body))


def refs_in(value: Any) -> frozenset[Ref]:
    """All objects that a value names, at any depth."""
    if value is None or isinstance(value, (str, int)):
        return _NO_REFS  # most values by far
    found: set[Ref] = set()
    _collect_refs(value, found)
    return frozenset(found)


def with_refs(value: Any, change: Callable[[Ref], Any]) -> Any:
    """A value in which something else stands for each object that it names, at any depth."""
    if value is None or isinstance(value, (str, int)):
        return value  # most values by far
    if isinstance(value, Ref):
        return change(value)
    if isinstance(value, (dict, Mapping)):
        return {name: with_refs(item, change) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [with_refs(item, change) for item in value]
    return value


def declared(value: Optional[_T], what: str) -> _T:
    """A part of a declaration that has to be there. Raises LookupError: a bug in the declaration."""
    if value is None:
        raise LookupError(f"the declaration does not say {what}")
    return value


def _collect_refs(value: Any, found: set[Ref]) -> None:
    if isinstance(value, Ref):
        found.add(value)
        return
    if isinstance(value, (dict, Mapping)):  # a dict is told faster
        value = value.values()
    elif not isinstance(value, (list, tuple)):
        return
    for item in value:
        if item is not None and not isinstance(item, (str, int)):  # few values by far
            _collect_refs(item, found)
