# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Kinds of links between objects: how they are declared as options, read and written.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Optional, Union

from ansible_collections.biops.looker.plugins.module_utils._facts import (
    Fields,
    Link,
    Place,
    Ref,
    Write,
)
from ansible_collections.biops.looker.plugins.module_utils._value_class import field, value_class


@value_class
class LinkList:
    """An option that lists the objects linked to this one (rule: a given list is the whole truth)."""

    name: str  # option, for example `users`
    kind: str  # link kind
    side: str  # the side on which the object with this option stands: left | right
    other: str  # type at the other end
    valued: bool = False  # a mapping from the other end's name to the value of the link; mappings merge
    ordered: str = ""  # a list of {other type, value}, whose order counts; this is the name of the first of the two
    removes: bool = False  # names links that have to go
    costly: bool = False  # takes a call for each object to read: info modules do so only when asked


@value_class
class Column:
    """A link kind is readable in bulk: objects at `side` carry a property that lists ids of the other end."""

    side: str  # left | right
    property: str
    operation: str = ""  # the listing that shows the property, where not every one does


@value_class
class PerObject:
    """A link kind is readable one object at a time: `operation` lists what is linked to it."""

    operation: str
    parameter: str  # path parameter that takes the object's id
    query: Mapping[str, Any] = field(default_factory=dict)
    row: Optional[Callable[[Mapping[str, Any]], Optional[tuple[str, str]]]] = (
        None  # row -> (id of the other end, value)
    )
    # Without `row`, rows are objects of the other end's type.


Pairs = Mapping[str, frozenset[str]]  # id of the left end -> ids of the right end
Implied = Callable[[Callable[[str], Optional[Pairs]]], Optional[Pairs]]
"""From the columns of other kinds (None where this Looker has no such column) to the pairs that may be inherited;
None where that cannot be told."""


@value_class
class LinkKind:
    """How a kind of link is read and written."""

    name: str
    left: str
    right: str
    column: Optional[Column] = None
    per_left: Optional[PerObject] = None
    per_right: Optional[PerObject] = None
    add: Optional[Callable[[Link], Write]] = None
    change: Optional[Callable[[Link], Write]] = None  # another value for a pair that is linked already
    remove: Optional[Callable[[Link], Write]] = None
    held: Optional[Callable[[Ref, Mapping[str, Any]], Iterable[Link]]] = None  # links that a record tells of itself
    probe: Optional[Callable[[Link], Write]] = None  # reads one link, where adding it twice is not harmless
    probe_value: str = ""  # property of the probe's answer that is the link's value
    claims: Callable[[Link], frozenset[Ref]] = lambda link: frozenset()  # names that only one object may have
    replace_left: Optional[Callable[[Ref, Sequence[Link]], Write]] = None  # one call writes all links of a left object
    replace_right: Optional[Callable[[Ref, Sequence[Link]], Write]] = None
    implied: Optional[Implied] = None  # pairs that the column may show although they are not linked directly
    implied_by: tuple[str, ...] = ()  # the types that `implied` has to know whole
    hides: Callable[[Fields], bool] = lambda fields: False  # whether the values are secrets, by the fields of...
    hidden_by: str = ""  # ...the object at this end
    carried_by: Callable[[Fields], bool] = lambda fields: True  # whether an object with these fields can have any
    words: str = "{right} of {left}"  # what a link is called in messages

    def says(self, link: Union[Link, Place]) -> str:
        return self.words.format(left=link.left, right=link.right)

    def type_at(self, side: str) -> str:
        return self.left if side == "left" else self.right

    def per(self, side: str) -> Optional[PerObject]:
        return self.per_left if side == "left" else self.per_right

    def replace(self, side: str) -> Optional[Callable[[Ref, Sequence[Link]], Write]]:
        return self.replace_left if side == "left" else self.replace_right
