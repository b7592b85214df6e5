# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Carries out the reads and turns Looker's ids into names: the only way in for ids.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from typing import Any, Optional

from ansible_collections.biops.looker.plugins.module_utils._client import Call, Client
from ansible_collections.biops.looker.plugins.module_utils._errors import LookerError, is_absent
from ansible_collections.biops.looker.plugins.module_utils._facts import (
    BY_ID,
    End,
    Link,
    Ref,
    declared,
    is_name,
    refs_in,
    with_refs,
)
from ansible_collections.biops.looker.plugins.module_utils._link_kind import LinkKind, Pairs
from ansible_collections.biops.looker.plugins.module_utils._needs import Need
from ansible_collections.biops.looker.plugins.module_utils._reads import Read, reads
from ansible_collections.biops.looker.plugins.module_utils._resource import Resource, Rows, Types
from ansible_collections.biops.looker.plugins.module_utils._resources.role import ADMIN_ID
from ansible_collections.biops.looker.plugins.module_utils._state import Have

EVERYTHING = "administer"  # the permission that shows and allows all
SINGLE = ("get_setting", "password_config")  # operations that show a single object where others list many


class Snapshot:
    """What was read so far. `ids` translates for `_apply`; `have()` is what the plan sees."""

    def __init__(self, types: Types, offers: Callable[[str], bool] = lambda operation: True, version: str = "") -> None:
        self.types = types
        self.offers = offers
        self.version = version
        self.caller_id: Optional[str] = None
        self.rights: Optional[frozenset[str]] = None
        self.objects: dict[Ref, dict[str, Any]] = {}
        self.ids: dict[Ref, str] = {}
        self.complete: set[str] = set()
        self.sought: set[Ref] = set()
        self.answered: set[End] = set()
        self.traced: set[Ref] = set()
        self.catalogs: dict[str, Optional[Rows]] = {}  # None: not to be had
        self.along: dict[str, list[Mapping[str, Any]]] = {}
        self.along_of: set[Ref] = set()
        self.refused: dict[str, LookerError] = {}  # operation -> why its catalog, or what goes along, is not known
        self.answers: dict[str, Any] = {}
        self._mentioned: set[Ref] = set()
        self._by_id: dict[tuple[str, str], Ref] = {}
        self._aliases: dict[Ref, Ref] = {}
        self._ambiguous: dict[Ref, list[str]] = {}
        self._linked: dict[End, list[tuple[str, str]]] = {}  # -> (id of the other end, value), in Looker's order

    # What `reads` asks

    def find(self, ref: Ref) -> Optional[Mapping[str, Any]]:
        """The record of an object, None where it was not read or the name is not unique."""
        return None if ref in self._ambiguous else self.objects.get(self._resolved(ref))

    def id_of(self, ref: Ref) -> str:
        """Looker's id of an object that was read, or that is named by its id."""
        return self.ids.get(self._resolved(ref)) or ref.key.removeprefix(BY_ID)

    def named(self, ref: Ref) -> set[Ref]:
        """Every object that the name stands for: more than one where a key is shared."""
        shared = {self._by_id[(ref.type, identifier)] for identifier in self._ambiguous.get(ref, ())}
        return shared or ({self._resolved(ref)} if self.find(ref) is not None else set())

    def is_mentioned(self, ref: Ref) -> bool:
        return ref in self._mentioned

    def linked(self, end: End) -> list[tuple[str, str]]:
        """What was read of an end with a call of its own: (id of the other end, value), in Looker's order."""
        return self._linked[end]

    def is_absent(self, ref: Ref) -> bool:
        return self.find(ref) is None and (ref.type in self.complete or ref in self.sought)

    def carriers(self, kind: LinkKind, side: str) -> set[Ref]:
        """The objects known so far that can have links of this kind at this side."""
        found = ((ref, record) for ref, record in self.objects.items() if ref.type == kind.type_at(side))
        return {ref for ref, record in found if kind.carried_by(record)}

    def ends(self, kind: LinkKind) -> Iterator[End]:
        """Where all links of a kind are found: at the side that has a column, else with a call for each left object."""
        side = kind.column.side if kind.column else "left"
        return ((kind.name, side, ref) for ref in self.carriers(kind, side))

    def doubtful(self, kind: LinkKind, ends: Iterable[End]) -> set[Ref]:
        """Left objects of which the column cannot tell direct links from inherited ones.

        Where somebody whom a link would reach by inheritance is not listed, this Looker lists direct links only: no
        doubt.
        """
        listed = self.pairs(kind.name) or {}
        implied = kind.implied(self.pairs) if kind.implied else {}
        if implied is None:
            suspects = set(listed)
        elif any(not rights <= listed.get(left, frozenset()) for left, rights in implied.items()):
            return set()
        else:
            suspects = {left for left, rights in implied.items() if rights}
        if not suspects:
            return set()
        owners: dict[str, set[Optional[str]]] = {"left": set(), "right": set()}
        for _name, side, owner in ends:
            owners[side].add(self.ids.get(self._resolved(owner)))
        wanted = {
            left for left in suspects if left in owners["left"] or not owners["right"].isdisjoint(listed.get(left, ()))
        }
        refs = {self._by_id[(kind.left, left)] for left in wanted if (kind.left, left) in self._by_id}
        return {ref for ref in refs if not self.types[kind.left].protect(kind.name, self.objects[ref])}

    def pairs(self, name: str) -> Optional[Pairs]:
        """What the column of a link kind lists: id of the left end -> ids of the right end. None without a column."""
        kind = self.types.kinds[name]
        column = kind.column
        if column is None or (column.operation and not self.offers(column.operation)):
            return None
        found: dict[str, set[str]] = {}
        for ref, record in self.objects.items():
            if ref.type == kind.type_at(column.side):
                for other in record.get(column.property) or ():
                    left, right = (record["id"], str(other)) if column.side == "left" else (str(other), record["id"])
                    found.setdefault(left, set()).add(right)
        return {left: frozenset(rights) for left, rights in found.items()}

    def _resolved(self, ref: Ref) -> Ref:
        return self._aliases.get(ref, ref)

    # What answers teach

    def learn(self, read: Read, answer: Any) -> None:
        """Files the answer to one read."""
        if read.about == "caller":
            self.caller_id = str(answer["id"])
            if ADMIN_ID in {str(role) for role in answer.get("role_ids") or ()}:
                self.rights = frozenset({EVERYTHING})
        elif read.about == "rights":
            self.rights = rights_of(answer)
        elif read.about == "part":
            self.learn_part(read.operation, answer)
        elif read.about == "catalog":
            self.catalogs[read.operation] = answer
        elif read.about == "along":
            self.along.setdefault(read.operation, []).extend(answer)
            self.along_of.update(read.sought)
        elif read.end is not None:
            self._learn_links(read.end, answer)
        else:
            resource = self.types[read.type]
            for row in resource.prepare(answer) if read.about == "all" else answer:
                self.learn_row(resource, row)
            self.sought.update(read.sought)
            if read.about == "all":
                self.complete.add(read.type)
            elif read.about == "traces":
                self.traced.update(read.sought)

    def do_without(self, read: Read, error: LookerError) -> None:
        """Notes what would be worth knowing, but is no reason to fail: the plan says that it is not known."""
        self.refused[read.operation] = error
        if read.about == "catalog":
            self.catalogs[read.operation] = None
        self.along_of.update(read.sought)

    def _learn_links(self, end: End, rows: Iterable[Mapping[str, Any]]) -> None:
        name, side, owner = end
        kind = self.types.kinds[name]
        each = declared(kind.per(side), f"how to read {name}")
        other = kind.type_at("right" if side == "left" else "left")
        if each.row is None:
            linked = [(self.ids[self.learn_row(self.types[other], row)], "") for row in rows]
        else:
            linked = [found for row in rows for found in [each.row(row)] if found is not None]
        resolved = (name, side, self._resolved(owner))
        self.answered |= {end, resolved}
        self._linked[resolved] = linked

    def learn_part(self, operation: str, answer: Any) -> None:
        """Files what one call tells, for all singletons of which it is a part."""
        self.answers[operation] = answer
        self.catalogs.setdefault(operation, [answer] if isinstance(answer, Mapping) else answer)
        for resource in self.types.values():
            for part in resource.parts:
                if part.read == operation:
                    self.objects.setdefault(Ref(resource.type, ""), {}).update(resource.record(part.record(answer)))
                    self._learn_nested(resource, answer)

    def learn_row(self, resource: Resource, raw: Mapping[str, Any]) -> Ref:
        """Files one object as Looker shows it; returns the key under which it is known."""
        identifier = str(raw["id"])
        record = resource.record(raw)
        for item in resource.fields:
            if item.references and isinstance(record.get(item.name), str):
                record[item.name] = Ref(item.references, BY_ID + record[item.name])
                self._mentioned.add(record[item.name])
        record["id"] = identifier
        known = self._by_id.get((resource.type, identifier))
        if known is not None:
            self.objects[known].update(record)
            return known
        nameless = Ref(resource.type, BY_ID + identifier)
        key = record.get(resource.key)
        ref = resource.ref(str(key)) if is_name(key) else nameless
        if resource.match and ref != nameless:
            self._ambiguous.setdefault(ref, []).append(identifier)
            ref = Ref(resource.type, f"{key} (id {identifier})")
        elif ref in self.objects or ref in self._ambiguous:
            self._share_key(resource, ref)
            self._ambiguous[ref].append(identifier)
            ref = nameless
        self._file(resource, ref, record)
        self._learn_nested(resource, raw)
        for address in resource.addresses(raw):
            alias = resource.ref(address)
            if alias.key.startswith(BY_ID) or alias in self.objects:
                continue  # what is written as an id is one, and what is somebody's key means them
            if self._aliases.setdefault(alias, ref) != ref:
                self._ambiguous.setdefault(alias, [self.ids[self._aliases[alias]]]).append(identifier)
        return ref

    def _learn_nested(self, resource: Resource, raw: Mapping[str, Any]) -> None:
        for type_name, inner in resource.nested(raw):
            if type_name in self.types:
                self.learn_row(self.types[type_name], inner)

    def _file(self, resource: Resource, ref: Ref, record: dict[str, Any]) -> None:
        self.objects[ref] = record
        self.ids[ref] = record["id"]
        self._by_id[(resource.type, record["id"])] = ref
        self._aliases.pop(ref, None)  # a key of its own goes before a further address of somebody else
        if ref.key != BY_ID + record["id"]:
            self._aliases[Ref(resource.type, BY_ID + record["id"])] = ref

    def _share_key(self, resource: Resource, ref: Ref) -> None:
        """Two objects have one key: from now on each is known by its id only."""
        if ref in self._ambiguous:
            return
        record = self.objects.pop(ref)
        self._ambiguous[ref] = [record["id"]]
        del self.ids[ref]
        nameless = Ref(resource.type, BY_ID + record["id"])
        del self._aliases[nameless]
        self._file(resource, nameless, record)

    # What the plan sees

    def have(self, version: str = "", release: str = "") -> Have:
        links = {name: self._links(kind) for name, kind in self.types.kinds.items()}
        listed_sides = frozenset(
            (kind.name, side)
            for kind in self.types.kinds.values()
            for side in ("left", "right")
            if self._is_listed(kind, side)
        )
        caller = None if self.caller_id is None else Ref("user", BY_ID + self.caller_id)
        return Have(
            objects=self._with_names(),
            links=links,
            aliases=self._aliases,
            ambiguous={ref: tuple(ids) for ref, ids in self._ambiguous.items()},
            complete=frozenset(self.complete),
            sought=frozenset(self.sought),
            mentioned=frozenset(self._mentioned),
            listed=frozenset(self.answered),
            order={
                end: tuple(self._named_at(end, other) for other, _value in linked)
                for end, linked in self._linked.items()
            },
            catalogs=self.catalogs,
            along=self.along,
            along_of=frozenset(self.along_of),
            listed_sides=listed_sides,
            caller=None if caller is None else self._resolved(caller),
            rights=self.rights or frozenset(),
            version=version,
            release=release,
        )

    def _with_names(self) -> dict[Ref, dict[str, Any]]:
        """The objects, with those that they refer to by name as far as names are known."""
        options = {
            name: [item.name for item in resource.fields if item.refers] for name, resource in self.types.items()
        }
        return {
            ref: {**record, **self._references(record, options[ref.type])} if options.get(ref.type) else record
            for ref, record in self.objects.items()
        }

    def _references(self, record: Mapping[str, Any], options: Iterable[str]) -> dict[str, Any]:
        return {name: with_refs(record[name], self._resolved) for name in options if refs_in(record.get(name))}

    def _is_listed(self, kind: LinkKind, side: str) -> bool:
        """Whether all links of all objects at this side are known."""
        if kind.column and (not kind.column.operation or self.offers(kind.column.operation)):
            return side == kind.column.side or kind.type_at(kind.column.side) in self.complete
        far = "right" if side == "left" else "left"
        if kind.per(far) is None or kind.type_at(far) not in self.complete:
            return False
        return all((kind.name, far, ref) in self.answered for ref in self.carriers(kind, far))

    def _links(self, kind: LinkKind) -> frozenset[Link]:
        found = self._held(kind)
        for (name, side, owner), linked in self._linked.items():
            if name == kind.name:
                found.update(self._link(kind, side, owner, other, value) for other, value in linked)
        column = kind.column
        if column is not None:
            far = "right" if column.side == "left" else "left"
            for ref, record in self.objects.items():
                if ref.type == kind.type_at(column.side) and (kind.name, column.side, ref) not in self._linked:
                    for identifier in record.get(column.property) or ():
                        link = self._link(kind, column.side, ref, str(identifier))
                        if (kind.name, far, link.left if far == "left" else link.right) not in self._linked:
                            found.add(link)
        return frozenset(found)

    def _link(self, kind: LinkKind, side: str, owner: Ref, other_id: str, value: str = "") -> Link:
        other = self._named(kind.type_at("right" if side == "left" else "left"), other_id)
        return Link(kind.name, owner, other, value) if side == "left" else Link(kind.name, other, owner, value)

    def _held(self, kind: LinkKind) -> set[Link]:
        """Links that a record tells of itself (a user's email credential)."""
        if kind.held is None:
            return set()
        return {
            link for ref, record in self.objects.items() if ref.type == kind.left for link in kind.held(ref, record)
        }

    def _named_at(self, end: End, other_id: str) -> Ref:
        return self._named(self.types.kinds[end[0]].type_at("right" if end[1] == "left" else "left"), other_id)

    def _named(self, type_name: str, identifier: str) -> Ref:
        return self._by_id.get((type_name, identifier)) or Ref(type_name, BY_ID + identifier)


def rights_of(roles: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """The permissions that roles give, on whatever model."""
    rights: set[str] = set()
    for role in roles:
        permissions = role.get("permission_set") or {}
        rights.update(permissions.get("permissions") or ())
        if permissions.get("all_access") or str(role.get("id")) == ADMIN_ID:
            rights.add(EVERYTHING)
    return frozenset(rights)


def take_snapshot(client: Client, need: Need, types: Types) -> Snapshot:
    """Reads what is needed, in as few calls as possible. Raises LookerError."""
    snapshot = Snapshot(types, client.offers, client.version)
    extend_snapshot(client, snapshot, need)
    return snapshot


def extend_snapshot(client: Client, snapshot: Snapshot, need: Need) -> None:
    lists = {part.read for resource in snapshot.types.values() for part in resource.parts if part.lists}
    while True:
        todo = reads(need, snapshot, snapshot.types)
        if not todo:
            snapshot.along_of |= need.along
            for operation in need.catalogs:
                snapshot.catalogs.setdefault(operation, None)
            return
        calls = [_call(read, snapshot) for read in todo]
        single = {read.operation for read in todo if read.about in ("caller", "part")} - lists
        for read, answer in zip(todo, client.send_all(calls, send=_send(client, single))):
            if isinstance(answer, LookerError):
                if read.about in ("along", "catalog"):
                    snapshot.do_without(read, answer)
                    continue
                if not (read.end and read.end[2].key.startswith(BY_ID) and is_absent(answer)):
                    raise answer
                answer = []  # an object named by an id that does not exist has no links
            snapshot.learn(read, answer)


def _send(client: Client, single: Container[str]) -> Callable[[Call], Any]:
    def send(call: Call) -> Any:
        if call.operation in single:
            return client.record(call)
        return [client.record(call)] if call.operation in SINGLE else client.rows(call)

    return send


def _call(read: Read, snapshot: Snapshot) -> Call:
    def with_ids(values: Mapping[str, Any]) -> dict[str, Any]:
        return {name: snapshot.id_of(value) if isinstance(value, Ref) else value for name, value in values.items()}

    return Call(read.operation, with_ids(read.path), with_ids(read.query))
