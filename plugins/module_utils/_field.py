# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One property of an object: as an option, as Looker reads and writes it, and when two values of it agree.

Note: this module_utils is private to the biops.looker collection and may change without notice.

A property may be an object itself, with `options` of its own. Then only what was given in it is compared, at any depth,
and the whole of it is sent where anything differs, merged on our side: whether Looker merges it is not known (facts
12.22). The whole is also what a newer Looker has in it and nobody here knows: that is sent back as it was read, and
not shown.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Optional

from ansible_collections.biops.looker.plugins.module_utils._facts import Fields, Ref, with_refs
from ansible_collections.biops.looker.plugins.module_utils._value_class import field, value_class

HIDDEN = "VALUE_HIDDEN"  # stands for a value that nobody may see
_ABOUT_CALLER = frozenset({"can"})  # in Looker's objects, and no property of them: what the caller may do
WRITTEN = f"{HIDDEN} (written)"  # the same after a write: whether it is another value, nobody can tell


def no_parse(value: Any) -> Any:
    return value


@value_class
class Field:
    """A property of an object that is an option of its module (or, `read_only`, only part of what is returned)."""

    name: str
    type: str = "str"  # Ansible's name of the type
    api: str = ""  # Looker's name of the property, where it is another
    shown_in: str = ""  # what to ask for in `fields`, where the property is written under another name than it is read
    inside: str = ""  # Looker keeps the value in an object, under this key
    properties: tuple[Field, ...] = ()  # of a property that is an object: what is in it
    others_inside: str = ""  # of such an object: `inside` of what is in it besides these
    read_only: bool = False
    write_only: bool = False  # Looker never shows it: never compared or returned
    secret: bool = False  # the same, and nobody else may see it either
    there: str = ""  # the property beside it that says whether there is a write-only value
    belongs_to: str = ""  # the option beside it whose change asks for a new write-only value, if one is declared
    mask: str = ""  # what Looker shows in place of a hidden value that is there
    goes_with: str = ""  # says how to write that other field, and is sent along with it: never compared
    from_file: bool = False  # a path; Looker gets the contents, in Base64
    replaced_by: str = ""  # Looker's newer name: the option is there to say so, and refused
    returned_once: bool = False  # born in the call and returned just that once
    action: bool = False  # an option about how to act, not a property: never compared
    derived: bool = False  # made by `normalise`: not a property that Looker knows
    by_links: bool = False  # compared and shown, but written by the links of `own_links`
    filled: bool = False  # Looker takes no empty text for it
    unique: bool = False  # Looker takes no value that another object of the type has
    local: bool = False  # an id that says something in its own instance only, and is not exported
    follows: tuple[str, ...] = ()  # options after whose change only Looker knows the value: it is not returned then
    same: Callable[[Any, Any], bool] = operator.eq
    since: str = ""  # release that brought it
    api_since: str = ""  # version of the API that brought it
    effective: Optional[Callable[[Any, Optional[Fields], str], Any]] = (
        None  # a declared value that depends on what there is, and on list_mode
    )
    required_to_create: bool = False
    references: str = ""  # type of the object, or of each object of a list, that the value names
    parse: Callable[[Any], Any] = no_parse  # a declared value with references in place of names inside it
    holds: bool = False  # whether that object cannot be deleted meanwhile
    is_set: bool = False  # a list whose order never matters; list_mode applies
    has_modes: bool = False  # another list that list_mode applies to, by `effective`
    elements: str = ""
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # Ansible's argument spec of its entries
    entries: tuple[Field, ...] = ()  # those options of its entries that not every Looker knows
    encode: Callable[[Any], Any] = lambda value: value  # how Looker takes the value
    shown: Callable[[Any], Any] = lambda value: value  # the value without what nobody may see
    # What a new value takes away from the one that is there, for max_removals.
    takes: Callable[[Any, Any], Iterable[str]] = lambda value, held: ()
    # The objects that Looker makes for a new value beside the one that is there, and by what each is known for its own.
    makes: Optional[Callable[[Any, Any], Iterable[tuple[Ref, Fields]]]] = None
    uncompared: Optional[Callable[[Any], Sequence[str]]] = None  # the secrets in a value, by where they are in it
    conceals: Optional[Callable[[Any], Sequence[str]]] = None  # where one that was read may have some, likewise
    choices: tuple[str, ...] = ()
    default: Any = None  # documented default of an action option

    @property
    def refers(self) -> bool:
        """Whether the value names objects."""
        return bool(self.references) or self.parse is not no_parse

    @property
    def written_as(self) -> str:
        return self.api or self.name

    @property
    def read_as(self) -> str:
        return self.shown_in or self.written_as

    @property
    def is_unseen(self) -> bool:
        """Whether Looker never shows the value."""
        return self.secret or self.write_only

    @property
    def is_managed(self) -> bool:
        """Whether it is a property that can be written."""
        return not (self.read_only or self.action or self.replaced_by)

    @property
    def is_shown(self) -> bool:
        """Whether modules return it."""
        return not (self.is_unseen or self.goes_with or self.action or self.replaced_by)

    @property
    def has_sets(self) -> bool:
        """Whether list_mode means something to it."""
        return self.is_set or self.has_modes or any(inner.has_sets for inner in self.properties)

    @property
    def keeps_secrets(self) -> bool:
        """Whether it, or something in it, can be written and not read."""
        own = (self.is_unseen and not self.goes_with) or self.uncompared is not None
        return own or any(inner.keeps_secrets for inner in self.properties)

    @property
    def _other(self) -> Field:
        """Any property in this object that is none of `properties`."""
        return Field("", "raw", inside=self.others_inside)

    @property
    def takes_files(self) -> bool:
        """Whether it, or something in it, is given as the path of a file."""
        return self.from_file or any(inner.takes_files for inner in self.properties)

    # In the user's terms and in Looker's

    def read(self, raw: Any) -> Any:
        """Looker's value, as the user would write it."""
        if self.inside and isinstance(raw, dict):
            return raw.get(self.inside)
        if self.properties and isinstance(raw, dict):
            shown = [inner for inner in self.properties if inner.read_as in raw and not inner.is_unseen]
            known = {inner.read_as for inner in self.properties} | _ABOUT_CALLER
            others = {name: self._other.read(value) for name, value in raw.items() if name not in known}
            return {**others, **{inner.name: inner.read(raw[inner.read_as]) for inner in shown}}
        if self.type == "str" and isinstance(raw, int):
            return str(raw)  # ids are integers in API 3.x (facts 2.15)
        if self.is_set and raw:
            return sorted(raw)
        return raw

    def written(self, value: Any, current: Any = None, always: bool = False) -> Any:
        """A declared value as it is sent: an object whole, with what it has now where nothing is declared.

        `always`: also what cannot be compared and is there already.
        """
        if self.inside:
            return {self.inside: value}
        if not self.properties:
            return self.encode(value)
        held = {name: kept for name, kept in (current or {}).items() if kept is not None}
        known = {inner.name for inner in self.properties}
        sent = {name: self._other.written(kept) for name, kept in held.items() if name not in known}
        for inner in self.properties:
            if inner.is_managed and inner.name in value:
                if not inner.is_unseen or inner.differs(value, held, always=always):
                    sent[inner.written_as] = inner.written(value[inner.name], held.get(inner.name), always)
            elif inner.is_managed and inner.name in held:
                sent[inner.written_as] = inner.written(held[inner.name], held[inner.name])
        return sent

    # Comparing

    def is_compared(self, current: Fields, hidden: frozenset[str] = frozenset()) -> bool:
        """Whether it can be told if a declared value agrees. `hidden`: the fields that are secrets in this object."""
        if self.is_unseen and self.there:
            return not current.get(self.there)  # there is none yet
        if self.is_unseen or self.name in hidden:
            return bool(self.mask) and current.get(self.name) != self.mask  # there is none yet
        return True

    def _is_anothers(self, wanted: Fields, current: Fields) -> bool:
        """Whether the value that is there belongs to something else than what is wanted (a password, to its user)."""
        return self.belongs_to in wanted and wanted[self.belongs_to] != current.get(self.belongs_to)

    def equal(self, wanted: Any, held: Any) -> bool:
        """Whether two values mean the same; of an object, all that is wanted and can be compared."""
        if self.properties:
            return not any(inner.differs(wanted or {}, held or {}) for inner in self.properties)
        if self.is_set:
            return set(wanted or ()) == set(held or ())
        return self.same(wanted, held)

    def differs(
        self, wanted: Fields, current: Fields, hidden: frozenset[str] = frozenset(), always: bool = False
    ) -> bool:
        """Whether the field of `wanted` has to be written. What cannot be compared is written `always` or never."""
        if self.name not in wanted or self.goes_with or not self.is_managed:
            return False
        value, held = wanted[self.name], current.get(self.name)
        if self.properties:
            return any(inner.differs(value, held or {}, always=always) for inner in self.properties)
        if not self.is_compared(current, hidden):
            return always or self._is_anothers(wanted, current)
        again = always and bool(self.secrets_in(value))
        return again or self.is_unseen or not self.equal(value, held)

    def made(self, wanted: Fields, current: Fields) -> Iterable[tuple[Ref, Fields]]:
        """The objects that Looker itself makes for the field of `wanted`, see `makes`."""
        return self.makes(wanted[self.name], current.get(self.name)) if self.makes and self.name in wanted else ()

    def secrets_in(self, value: Any) -> list[str]:
        """Where a value has parts that cannot be compared, as `destinations[0].password`."""
        return [] if self.uncompared is None else [f"{self.name}{place}" for place in self.uncompared(value)]

    def concealed_in(self, held: Any) -> list[str]:
        """Where a value that was read may have parts that Looker shows to nobody, written likewise."""
        return [] if self.conceals is None else [f"{self.name}{place}" for place in self.conceals(held)]

    def not_compared(self, wanted: Fields, current: Fields, hidden: frozenset[str] = frozenset()) -> Iterator[str]:
        """The names of all that is wanted and nobody can compare: `secret`, `object.secret`."""
        if self.name not in wanted or self.goes_with or not self.is_managed:
            return
        for inner in self.properties:
            names = inner.not_compared(wanted[self.name], current.get(self.name) or {})
            yield from (f"{self.name}.{name}" for name in names)
        if not self.is_compared(current, hidden):
            if not self._is_anothers(wanted, current):
                yield self.name
        elif self.name not in hidden:
            yield from self.secrets_in(wanted[self.name])

    # Showing

    def sides(
        self,
        wanted: Fields,
        current: Fields,
        hidden: frozenset[str] = frozenset(),
        hidden_now: frozenset[str] = frozenset(),
        always: bool = False,
    ) -> tuple[Fields, Fields]:
        """The field before and after, for the diff, as far as it was declared: each {name: value}, or {}.

        `hidden`, `hidden_now`: the fields that are secrets in this object, afterwards and now. Of a secret, the diff
        says only that it is written.
        """
        if self.name not in wanted or self.goes_with or not self.is_managed:
            return {}, {}
        value, held = wanted[self.name], current.get(self.name)
        if self.properties:
            before: dict[str, Any] = {}
            after: dict[str, Any] = {}
            for inner in self.properties:
                old, new = inner.sides(value, held or {}, always=always)
                before.update(old)
                after.update(new)
            return {self.name: before}, {self.name: after}
        if self.is_unseen or self.name in hidden:
            if not (current and self.differs(wanted, current, hidden_now, always)):
                return {}, {}
            is_there = bool(current.get(self.there)) if self.there else self.is_unseen or held is not None
            return ({self.name: HIDDEN}, {self.name: WRITTEN}) if is_there else ({self.name: None}, {self.name: HIDDEN})
        same = bool(current) and self.equal(value, held)
        return {self.name: self.plain(held)}, {self.name: self.plain(held if same else value)}

    def result(self, value: Any, current: Any = None) -> Any:
        """The field as modules return it, once the declared value is written: an object with all that it has."""
        if not self.properties:
            return self.plain(value)
        seen = {inner.name: inner for inner in self.properties if not (inner.is_unseen or inner.goes_with)}
        held = {name: kept for name, kept in (current or {}).items() if name in seen}
        new = {name: seen[name].result(given, held.get(name)) for name, given in value.items() if name in seen}
        same = [name for name in new if name in held and seen[name].equal(new[name], held[name])]
        return {**held, **new, **{name: held[name] for name in same}}

    def plain(self, value: Any) -> Any:
        """A value as the user may see it: objects by their key, and of a property that is one only what is known."""
        if self.properties and value:
            shown = [inner for inner in self.properties if inner.name in value]
            return {inner.name: inner.plain(value[inner.name]) for inner in shown}
        return None if value is None else with_refs(self.shown(value), operator.attrgetter("key"))
