# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From what was read to the document that `configuration` takes. Pure.

Note: this module_utils is private to the biops.looker collection and may change without notice.

Every link is written once, although often both ends have an option for it: the document is shorter, and nobody has to
keep two places in step. It depends on names only, so that two instances in the same state give the same document.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Optional

from ansible_collections.biops.looker.plugins.module_utils._declaration import SETTINGS, BadDeclaration, declare
from ansible_collections.biops.looker.plugins.module_utils._facts import BY_ID, MASKED, End, Fields, Link, Ref
from ansible_collections.biops.looker.plugins.module_utils._link_kind import LinkList
from ansible_collections.biops.looker.plugins.module_utils._resource import Field, Resource, Types
from ansible_collections.biops.looker.plugins.module_utils._scope import Scope
from ansible_collections.biops.looker.plugins.module_utils._state import Have, Questions
from ansible_collections.biops.looker.plugins.module_utils._value_class import field, value_class

Entry = dict[str, Any]  # one object, in the options of its module
Document = dict[str, Any]
Lists = Mapping[str, tuple[LinkList, ...]]  # plural of a type -> options

HIDDEN = "Looker shows it to nobody"
NAMELESS = (
    "a configuration could mean it by its id only, for it has no name of its own, or one that is blank, "
    f"has white space around it or begins with {BY_ID}"
)
TWIN = "there are several that a configuration could tell from each other by their ids only"
COSTLY = "reading it takes a call for each object: include_user_values does so"


class NotExported(NamedTuple):
    """What the document leaves out. `options` empty: the whole object; `name` empty: all objects of the type."""

    type: str
    name: str
    options: tuple[str, ...]
    reason: str


@dataclass
class Export:
    """The document, and what could not be put in it."""

    document: Document = field(default_factory=dict)
    not_exported: list[NotExported] = field(default_factory=list)


@value_class
class Ends:
    """Where links are written: in the options `lists` or, if the object there is outside the scope, in `beyond`.

    `left_out`: the lists that nobody asked to pay for.
    """

    lists: Lists
    beyond: Lists
    left_out: tuple[NotExported, ...]

    @property
    def kinds(self) -> set[str]:
        """The kinds of links that are written."""
        return {links.kind for options in self.lists.values() for links in options}


def chosen_ends(resources: Sequence[Resource], with_costly: bool) -> Ends:
    """The end at which each kind of link is written.

    That is where their order shows, if it counts; else the type that comes last, whose objects depend on the others:
    what is left out (a support user) is then not named by what is exported (a group).
    """
    found: dict[str, list[tuple[bool, int, Resource, LinkList]]] = {}
    for position, resource in enumerate(resources):
        for links in resource.lists:
            if not links.removes:
                found.setdefault(links.kind, []).append((bool(links.ordered), position, resource, links))
    lists: dict[str, tuple[LinkList, ...]] = {}
    beyond: dict[str, tuple[LinkList, ...]] = {}
    left_out = []
    for candidates in found.values():
        _ordered, _position, best, chosen = max(candidates, key=lambda item: item[:2])
        for _is_ordered, _at, resource, links in candidates:
            if (resource.type, links.side) != (best.type, chosen.side):
                beyond[resource.plural] = (*beyond.get(resource.plural, ()), links)
            elif links.costly and not with_costly:
                left_out.append(NotExported(resource.name, "", (links.name,), COSTLY))
            else:
                lists[resource.plural] = (*lists.get(resource.plural, ()), links)
    return Ends(lists, beyond, tuple(left_out))


def export(
    have: Have, resources: Sequence[Resource], types: Types, ends: Ends, scope: Scope, builtin: bool = False
) -> Export:
    """All objects of these types that the scope owns. `builtin`: also those that can only be changed by Looker or by
    others."""
    result = Export()
    by_end = _by_end(have, types, ends.kinds)
    owned = _Owned(scope, have)
    objects: dict[str, list[tuple[Ref, Fields]]] = {}
    for ref, record in have.objects.items():
        objects.setdefault(ref.type, []).append((ref, record))
    seen: set[tuple[str, str]] = set()  # what an earlier singleton shows already
    for resource in resources:
        if resource.is_singleton:
            _add_singleton(result, resource, have, types, seen)
            continue
        lists, beyond = ends.lists.get(resource.plural, ()), ends.beyond.get(resource.plural, ())
        written, keepers = _written(resource), _keepers(resource)
        writer = _Writer(resource, written, keepers, lists, beyond, have, types, by_end, owned, builtin)
        found = writer.entries(objects.get(resource.type, ()), result.not_exported)
        told_apart = _told_apart(found, resource, result.not_exported)
        entries = list(_declarable(told_apart, resource, types, result.not_exported))
        if entries:
            result.document[resource.plural] = sorted(entries, key=lambda entry: _order(entry, resource))
    result.not_exported.sort()
    return result


def _told_apart(entries: Iterable[Entry], resource: Resource, not_exported: list[NotExported]) -> Iterator[Entry]:
    """The objects without those that a configuration could not tell from each other."""
    same: dict[tuple[str, ...], list[Entry]] = {}
    for entry in entries:
        others = (str(entry.get(name, "")) for name in resource.tells_apart)
        same.setdefault((resource.fold(entry[resource.key]), *others), []).append(entry)
    for twins in same.values():
        if len(twins) == 1:
            yield twins[0]
        else:
            not_exported += [NotExported(resource.name, twin[resource.key], (), TWIN) for twin in twins]


def _declarable(
    entries: Iterable[Entry], resource: Resource, types: Types, not_exported: list[NotExported]
) -> Iterator[Entry]:
    """The objects without those that a configuration is not taken with: Looker may hold what nobody should declare."""
    for entry in entries:
        try:
            declare(types, resource, entry)
        except BadDeclaration as refusal:
            name = str(entry.get(resource.key, ""))
            not_exported.append(NotExported(resource.name, name, (), f"a configuration cannot say it: {refusal}"))
        else:
            yield entry


def _order(entry: Entry, resource: Resource) -> tuple[str, str, str]:
    """By name; what has the same name, by everything else."""
    name = str(entry[resource.key])
    return name.lower(), name, json.dumps(entry, sort_keys=True) if resource.match else ""


def _add_singleton(result: Export, resource: Resource, have: Have, types: Types, seen: set[tuple[str, str]]) -> None:
    record = have.objects.get(Ref(resource.type, ""))
    if record is None:
        return
    here = {(part.read, item.read_as) for part in resource.parts for item in resource.fields if part.has(item)}
    again = {name for _read, name in here & seen}
    options = [item for item in _written(resource) if item.read_as not in again]
    given = {item.name: value for item, value in _fields(resource, options, record)}
    seen |= here
    for entry in _declarable([given] if given else (), resource, types, result.not_exported):
        result.document.setdefault(SETTINGS, {})[resource.plural] = entry
    hidden = tuple(_hidden(resource, _keepers(resource), record))
    if hidden:
        result.not_exported.append(NotExported(resource.name, "", hidden, HIDDEN))


def _by_end(have: Have, types: Types, kinds: Iterable[str]) -> dict[End, list[Link]]:
    """Whose lists: the links in it. Without those that are not ours to manage."""
    found: dict[End, list[Link]] = {}
    protected: dict[tuple[str, Ref], bool] = {}

    def is_ours(kind: str, ref: Ref) -> bool:
        if (kind, ref) not in protected:
            record = have.objects.get(ref)
            protected[(kind, ref)] = record is not None and types[ref.type].protect(kind, record) is not None
        return not protected[(kind, ref)]

    for kind in kinds:
        for link in have.links.get(kind, ()):
            if is_ours(kind, link.left) and is_ours(kind, link.right):
                found.setdefault((kind, "left", link.left), []).append(link)
                found.setdefault((kind, "right", link.right), []).append(link)
    return found


class _Owned:
    """What the scope owns of what there is. What was not read counts as outside."""

    def __init__(self, scope: Scope, have: Have) -> None:
        self._scope, self._have = scope, have
        self._find = Questions(have).named
        self._known: dict[Ref, bool] = {}
        self.is_everything = not scope.resources

    def has(self, resource: Resource, ref: Ref, record: Fields) -> bool:
        return self.is_everything or self._scope.has(resource, ref, record, self._find)

    def covers(self, ref: Ref) -> bool:
        if ref not in self._known:
            self._known[ref] = self._scope.covers(ref, self._have.objects.get(ref, {}), self._find)
        return self._known[ref]


@value_class
class _Writer:
    """Writes the objects of one type."""

    resource: Resource
    written: tuple[Field, ...]  # found once, as there may be many objects
    keepers: tuple[Field, ...]  # the same
    lists: tuple[LinkList, ...]
    beyond: tuple[LinkList, ...]  # only for links to what is outside the scope
    have: Have
    types: Types
    by_end: Mapping[End, Sequence[Link]]
    owned: _Owned
    builtin: bool

    def entries(self, objects: Iterable[tuple[Ref, Fields]], not_exported: list[NotExported]) -> Iterator[Entry]:
        resource = self.resource
        for ref, record in objects:
            if not (resource.belongs(record) and self.owned.has(resource, ref, record)):
                continue
            is_ours = self.builtin or resource.protect("update", record) is None
            options = self._of_ours(ref, record) if is_ours else self._of_others(ref)
            if not options:
                continue
            if ref.key.startswith(BY_ID):
                not_exported.append(NotExported(resource.name, ref.key, (), NAMELESS))
                continue
            name = str(record[resource.key])
            yield {resource.key: name, **options}
            hidden = (*(_hidden(resource, self.keepers, record) if is_ours else ()), *self._hidden_lists(ref))
            if hidden:
                not_exported.append(NotExported(resource.name, name, hidden, HIDDEN))

    def _of_ours(self, ref: Ref, record: Fields) -> Entry:
        fields = {item.name: value for item, value in _fields(self.resource, self.written, record)}
        fields.update(self.resource.widen(record, self.have.named))
        # Nothing to say of an object that only has a name, unless it is there because somebody made it.
        entry = {**fields, **{name: value for name, value in self._links(ref).items() if value is not None}}
        is_named = self.resource.is_made or any(name != self.resource.key for name in entry)
        return entry if is_named else {}

    def _of_others(self, ref: Ref) -> Entry:
        """Only what can be managed all the same: the links that it has."""
        return {name: value for name, value in self._links(ref).items() if value}

    def _links(self, ref: Ref) -> dict[str, Any]:
        """The list options of an object."""
        found = {links.name: self._list(links, ref) for links in self.lists}
        if not self.owned.is_everything:
            found.update({links.name: self._list(links, ref, only_outside=True) or None for links in self.beyond})
        return found

    def _list(self, links: LinkList, ref: Ref, only_outside: bool = False) -> Any:
        """A list option as the user would write it; None where it has to be left out."""
        record, kind = self.have.objects[ref], self.types.kinds[links.kind]
        if self.resource.protect(links.kind, record) is not None or not kind.carried_by(record):
            return None
        end = (links.kind, links.side, ref)
        found = {link.right if links.side == "left" else link.left: link.value for link in self.by_end.get(end, ())}
        if only_outside:
            found = {other: value for other, value in found.items() if not self.owned.covers(other)}
        if links.ordered:
            if MASKED in found.values():
                return None  # a list is the whole truth: without a value, it would take the value away
            order = [other for other in self.have.order.get(end, ()) if other in found]
            return [{links.ordered: self._named(other), "value": found[other]} for other in order]
        names = sorted(
            ((self._named(other), found[other]) for other in found), key=lambda pair: (pair[0].lower(), pair)
        )
        if links.valued:
            return {name: value for name, value in names if value != MASKED} or None
        return [name for name, _value in names]

    def _named(self, ref: Ref) -> str:
        """How a configuration refers to an object: by name, unless the name is shared or there is none."""
        if ref.key.startswith(BY_ID):
            return ref.key
        return str(self.have.objects.get(ref, {}).get(self.types[ref.type].key) or ref.key)

    def _hidden_lists(self, ref: Ref) -> Iterator[str]:
        for links in self.lists:
            if any(link.value == MASKED for link in self.by_end.get((links.kind, links.side, ref), ())):
                yield links.name


def _written(resource: Resource) -> tuple[Field, ...]:
    """The options that can have a value to write."""
    return tuple(
        item
        for item in resource.managed
        if _is_written(item) and not ((item.by_links or item.local) and item.name != resource.key)
    )


def _is_written(item: Field) -> bool:
    return item.is_managed and not (item.is_unseen or item.goes_with)


def _fields(resource: Resource, options: Iterable[Field], record: Fields) -> Iterator[tuple[Field, Any]]:
    """The options that an object has. What is said twice (`filters`, `filters_string`) is written once."""
    hidden = resource.secrets(record)
    written: set[str] = set()
    for item in options:
        held = record.get(item.name)
        if held is None or item.name in hidden:
            continue
        if item.follows and any(_mutual(resource, item, name) for name in written.intersection(item.follows)):
            continue
        value = _value(item, held)
        if value is not None:
            written.add(item.name)
            yield item, value


def _mutual(resource: Resource, item: Field, name: str) -> bool:
    """Whether two options are two ways to say the same."""
    other = resource.option(name)
    return other is not None and item.name in other.follows


def _value(item: Field, held: Any) -> Any:
    """A property as the user would write it, at any depth; None where there is nothing to write."""
    if item.properties:
        given = (each for each in item.properties if _is_written(each) and held.get(each.name) is not None)
        inner = {each.name: _value(each, held[each.name]) for each in given}
        return {name: value for name, value in inner.items() if value is not None} or None
    value = item.plain(held)
    if isinstance(value, Mapping) and any(isinstance(part, (list, Mapping)) for part in value.values()):
        return None  # no configuration takes these
    return None if item.choices and not isinstance(value, list) and value not in item.choices else value


def _keepers(resource: Resource) -> tuple[Field, ...]:
    """The options in which something may be written and not read, whatever the object."""
    return tuple(item for item in resource.managed if item.keeps_secrets)


def _hidden(resource: Resource, keepers: Iterable[Field], record: Fields) -> Iterator[str]:
    """The options that may have a value, which nobody can read."""
    secrets = resource.secrets(record)
    for item in resource.managed if secrets else keepers:
        if item.name in secrets:
            if record.get(item.name) is not None:
                yield item.name
        else:
            yield from _unseen(item, record)


def _unseen(item: Field, record: Optional[Fields], inside: str = "") -> Iterator[str]:
    held = (record or {}).get(item.name)
    if item.is_unseen:
        if item.is_managed and not item.goes_with and (record or {}).get(item.there, not item.there):
            yield f"{inside}{item.name}"
        return
    for inner in item.properties:
        yield from _unseen(inner, held, f"{inside}{item.name}.")
    if held is not None:
        yield from item.concealed_in(held)
