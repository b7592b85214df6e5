# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What becomes of each declared object, in the user's terms: for results and diffs. Pure.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from functools import cached_property, partial
from typing import Any

from ansible_collections.biops.looker.plugins.module_utils._facts import (
    BY_ID,
    End,
    Fields,
    Link,
    Place,
    Ref,
)
from ansible_collections.biops.looker.plugins.module_utils._field import HIDDEN, WRITTEN
from ansible_collections.biops.looker.plugins.module_utils._link_kind import LinkList
from ansible_collections.biops.looker.plugins.module_utils._plan_links import (
    LinkDifference,
    LinkWishes,
    ends,
    managed_elsewhere,
)
from ansible_collections.biops.looker.plugins.module_utils._resource import Resource, Types
from ansible_collections.biops.looker.plugins.module_utils._settle import Settled, Settlement
from ansible_collections.biops.looker.plugins.module_utils._state import Change, Have, ObjectPlan, Told

Links = Mapping[End, Sequence[Link]]


def outcomes(
    settlement: Settlement,
    wishes: LinkWishes,
    difference: LinkDifference,
    changes: Sequence[Change],
    types: Types,
) -> Iterable[ObjectPlan]:
    """One for each object that is declared, or goes because it is not."""
    view = _View(settlement, wishes, difference, changes, types)
    for item in settlement.settled:
        yield _removal(item, settlement.have, types) if item.declared.state == "absent" else view.outcome(item)


class _View:
    """The state before and after, as far as declarations speak of it. What only telling needs is worked out then."""

    def __init__(
        self,
        settlement: Settlement,
        wishes: LinkWishes,
        difference: LinkDifference,
        changes: Sequence[Change],
        types: Types,
    ) -> None:
        self.types = types
        self.settlement, self.have = settlement, settlement.have
        self.wishes, self.difference = wishes, difference
        self.changes = changes
        self.changed = {change.owner for change in changes}
        self.not_compared: dict[End, list[Link]] = {}
        for link in difference.not_compared:
            for end in ends(link):
                self.not_compared.setdefault(end, []).append(link)

    @cached_property
    def names(self) -> Mapping[Ref, str]:
        return _display_names(self.settlement.settled, self.have, self.types)

    @cached_property
    def hidden(self) -> set[Place]:
        places = {link.place for link in self.difference.not_compared}
        return places | _secret_places(self.difference, self.settlement, self.types)

    @cached_property
    def rewritten(self) -> Set[Place]:
        return self.difference.changed & self.hidden

    @cached_property
    def lists(self) -> tuple[Links, Links]:
        return _lists(self.have, self.wishes, self.changes, self.types)

    def outcome(self, item: Settled) -> ObjectPlan:
        resource = self.types.of(item.declared)
        secrets = _fields_not_compared(item, resource)
        secrets += [self._named(links, link) for links, link in self._uncompared(item, resource)]
        action = "none" if item.ref not in self.changed else "create" if item.current is None else "update"
        return ObjectPlan(item.declared, item.ref, action, partial(self._told, item, resource), tuple(secrets))

    def _told(self, item: Settled, resource: Resource) -> Told:
        before, after, record = _fields_shown(item, resource)
        lists_before, lists_after = self.lists
        for links in resource.lists:
            if links.name in item.declared.lists:
                end = (links.kind, links.side, item.ref)
                name = links.name if not links.removes else _valued_sibling(resource, links)
                named = {*item.declared.lists[links.name]} if links.valued or links.removes else None
                shows = [(before, lists_before, False), (after, lists_after, True)]
                if links.valued or links.removes or self._is_known(end, item):
                    shows.append((record, lists_after, False))
                for shown, found, written in shows:
                    value = self._shown(links, found.get(end, ()), named, written)
                    shown[name] = {**shown[name], **value} if isinstance(shown.get(name), dict) else value
        for name, (held, kept) in self.wishes.shows.get(item.ref, {}).items():
            before[name], after[name] = held, kept
            if name in record:
                record[name] = kept
        for field in resource.fields:
            if any(before.get(name) != after.get(name) for name in field.follows):
                record.pop(field.name, None)
        return Told(self._name(item.ref), before if item.current is not None else {}, after, record)

    def _is_known(self, end: End, item: Settled) -> bool:
        """Whether all links of an object were read: additions and removals need only those that they name."""
        return item.current is None or end[:2] in self.have.listed_sides or end in self.have.listed

    def _uncompared(self, item: Settled, resource: Resource) -> Iterable[tuple[LinkList, Link]]:
        for links in resource.lists if self.not_compared else ():
            if links.name in item.declared.lists and not links.removes:
                for link in self.not_compared.get((links.kind, links.side, item.ref), ()):
                    yield links, link

    def _named(self, links: LinkList, link: Link) -> str:
        return f"{links.name}.{self._name(link.right if links.side == 'left' else link.left)}"

    def _name(self, ref: Ref) -> str:
        return self.names.get(ref, ref.key)

    def _shown(self, links: LinkList, found: Sequence[Link], named: Any, written: bool) -> Any:
        """A list option as the user would write it; of a mapping only the keys that were named."""
        others = [(link.right if links.side == "left" else link.left, link) for link in found]
        if links.ordered:
            return [{links.ordered: self._name(other), "value": self._value(link, written)} for other, link in others]
        if links.valued or links.removes:
            named = {self.have.resolve(ref) for ref in named}
            return {self._name(other): self._value(link, written) for other, link in sorted(others) if other in named}
        return sorted((self._name(other) for other, _link in others), key=lambda name: (name.lower(), name))

    def _value(self, link: Link, written: bool) -> str:
        if link.place not in self.hidden:
            return link.value
        return WRITTEN if written and link.place in self.rewritten else HIDDEN


def _valued_sibling(resource: Resource, removed: LinkList) -> str:
    """The mapping in which an option that names removals is shown."""
    return next(
        links.name
        for links in resource.lists
        if (links.kind, links.side) == (removed.kind, removed.side) and links.valued
    )


def _secret_places(difference: LinkDifference, settlement: Settlement, types: Types) -> set[Place]:
    """Links whose values must not be shown, whether they come, stay or go."""
    declared = {item.ref: item.declared.fields for item in settlement.settled}
    found = set()
    for link in (*difference.current.values(), *difference.comes):
        kind = types.kinds[link.kind]
        if kind.hidden_by:
            owner = link.left if kind.hidden_by == "left" else link.right
            if kind.hides({**settlement.have.objects.get(owner, {}), **declared.get(owner, {})}):
                found.add(link.place)
    return found


def _removal(item: Settled, have: Have, types: Types) -> ObjectPlan:
    resource = types.of(item.declared)
    record = {} if item.current is None else returned(resource, item.current)
    shown = {field.name: record[field.name] for field in resource.managed if record.get(field.name) is not None}
    takes_along = [] if item.current is None else list(types[item.ref.type].takes_along(item.current, have.along))
    if takes_along:
        shown["takes_along"] = takes_along
    name = str(record.get(resource.key) or item.ref.key)
    told = Told(name, shown, {}, record)
    return ObjectPlan(item.declared, item.ref, "delete" if record else "none", lambda: told)


def returned(resource: Resource, record: Fields) -> dict[str, Any]:
    """A record as modules return it: what the declaration knows, and the id. Never a secret."""
    hidden = resource.secrets(record)
    known = (field for field in resource.fields if field.name in record)
    shown = (field for field in known if field.is_shown and field.name not in hidden)
    values = {field.name: field.plain(record[field.name]) for field in shown}
    return {"id": record["id"], **values} if "id" in record else values


def _fields_not_compared(item: Settled, resource: Resource) -> list[str]:
    if item.current is None:
        return []
    fields, hidden_now = item.declared.fields, resource.secrets(item.current)
    given = (field for field in resource.managed if field.name in fields)
    return [name for field in given for name in field.not_compared(fields, item.current, hidden_now)]


def _fields_shown(item: Settled, resource: Resource) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """The declared fields before and after, and the whole record afterwards."""
    current = item.current or {}
    fields = item.declared.fields
    hidden, hidden_now = resource.secrets({**current, **fields}), resource.secrets(current)
    record = {name: value for name, value in returned(resource, current).items() if name not in hidden}
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for field in resource.managed:
        if field.name not in fields:
            continue
        old, new = field.sides(fields, current, hidden, hidden_now, item.always)
        before.update(old)
        after.update(new)
        if item.current is None and not field.goes_with and (field.is_unseen or field.name in hidden):
            after[field.name] = HIDDEN  # of a new object it is written in any case
        if not (field.is_unseen or field.goes_with or field.name in hidden):
            value = fields[field.name] if field.properties else new[field.name]
            record[field.name] = field.result(value, current.get(field.name))
    return before, after, record


def _display_names(settled: Iterable[Settled], have: Have, types: Types) -> Mapping[Ref, str]:
    """Keys as they are written (compared keys may be folded): Looker's spelling, else the user's."""
    names = {}
    for item in settled:
        key = item.declared.fields.get(types.of(item.declared).key)
        if key:
            names[item.ref] = str(key)
    for ref, record in have.objects.items():
        resource = types[ref.type]
        key = record.get(resource.key)
        if key and not ref.key.startswith(BY_ID) and resource.fold(str(key)) == ref.key:
            names[ref] = str(key)
    return names


def _lists(have: Have, wishes: LinkWishes, changes: Sequence[Change], types: Types) -> tuple[Links, Links]:
    """Before and after: the links of every object that declares a list, except those that are not ours to manage."""
    come = [link for change in changes for link in change.adds]
    leave = {link.place for change in changes for link in change.removes} | {link.place for link in come}
    gone = {change.target for change in changes if change.verb == "delete"}
    before: dict[End, list[Link]] = {}
    after: dict[End, list[Link]] = {}

    def note(lists: dict[End, list[Link]], link: Link) -> None:
        for end in ends(link):
            if end in wishes.lists:
                lists.setdefault(end, []).append(link)

    for kind in {end[0] for end in wishes.lists}:
        for link in have.links.get(kind, ()):
            if managed_elsewhere(link, have, types):
                continue
            note(before, link)
            if link.place not in leave and not {link.left, link.right} & gone:
                note(after, link)
    for link in come:
        note(after, link)
    for end in wishes.orders.keys() | (have.order.keys() & wishes.lists.keys()):
        held = have.order.get(end, ())
        before[end] = _ordered(before.get(end, []), held, end)
        after[end] = _ordered(after.get(end, []), (*wishes.orders.get(end, ()), *held), end)
    return before, after


def _ordered(links: list[Link], order: Sequence[Ref], end: End) -> list[Link]:
    place = {ref: number for number, ref in reversed(list(enumerate(order)))}
    return sorted(links, key=lambda link: place.get(link.right if end[1] == "left" else link.left, len(order)))
