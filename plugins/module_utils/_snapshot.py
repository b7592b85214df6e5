# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Carries out the reads and turns Looker's ids into names: the only way in for ids.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Optional

from ansible_collections.biops.looker.plugins.module_utils._client import Call, Client
from ansible_collections.biops.looker.plugins.module_utils._errors import LookerError, is_absent
from ansible_collections.biops.looker.plugins.module_utils._reads import Need, Read, doubts, reads
from ansible_collections.biops.looker.plugins.module_utils._resource import BY_ID, Link, LinkKind, Ref, Resource, Types
from ansible_collections.biops.looker.plugins.module_utils._resources.role import ADMIN_ID
from ansible_collections.biops.looker.plugins.module_utils._state import Have

EVERYTHING = "administer"  # the permission that shows and allows all


class Snapshot:
    """What was read so far. `ids` translates for `_apply`; `have()` is what the plan sees."""

    def __init__(self, types: Types, offers: Callable[[str], bool] = lambda operation: True) -> None:
        self.types = types
        self.offers = offers
        self.caller_id: Optional[str] = None
        self.rights: Optional[frozenset[str]] = None
        self.objects: dict[Ref, dict[str, Any]] = {}
        self.ids: dict[Ref, str] = {}
        self.complete: set[str] = set()
        self.sought: set[Ref] = set()
        self.answered: set[tuple[str, Ref]] = set()
        self.traced: set[Ref] = set()
        self._by_id: dict[tuple[str, str], Ref] = {}
        self._aliases: dict[Ref, Ref] = {}
        self._ambiguous: dict[Ref, list[str]] = {}
        self._members: dict[tuple[str, Ref], list[str]] = {}  # (kind, left) -> ids at the right end

    # What `reads` asks

    def find(self, ref: Ref) -> Optional[Mapping[str, Any]]:
        return self.objects.get(self._aliases.get(ref, ref))

    def named(self, ref: Ref) -> set[Ref]:
        """Every object that the name stands for: more than one where a key is shared."""
        shared = {self._by_id[(ref.type, identifier)] for identifier in self._ambiguous.get(ref, ())}
        return shared or ({self._resolved(ref)} if self.find(ref) is not None else set())

    def is_absent(self, ref: Ref) -> bool:
        return self.find(ref) is None and (ref.type in self.complete or ref in self.sought)

    def doubtful(self, kind: LinkKind, side: str, owners: Iterable[Ref]) -> set[Ref]:
        """Left objects of which the column cannot tell direct links from those inherited through nesting.

        Where somebody in a child group is not listed in its parent, this Looker lists direct links only: no doubt.
        """
        column = kind.column
        if column is None or column.side == "left":
            return set()
        listed: dict[str, set[str]] = {}  # id at the left end -> ids at the right end
        for ref, record in self.objects.items():
            if ref.type == kind.right:
                for left in record.get(column.property) or ():
                    listed.setdefault(str(left), set()).add(str(record["id"]))
        nesting = self.types.kinds[kind.inherited].column
        if nesting is None or (nesting.operation and not self.offers(nesting.operation)):
            suspects = set(listed)
        else:
            below = self._descendants(kind.left, nesting.property)
            inherited = {parent: set().union(*(listed.get(c, set()) for c in below[parent])) for parent in below}
            if any(not members <= listed.get(parent, set()) for parent, members in inherited.items()):
                return set()
            suspects = {parent for parent, members in inherited.items() if members}
        if side == "left":
            wanted = {self.ids[ref] for ref in map(self._resolved, owners) if ref in self.ids}
        else:
            records = [self.objects[ref] for ref in map(self._resolved, owners) if ref in self.objects]
            wanted = {str(left) for record in records for left in record.get(column.property) or ()}
        refs = {self._by_id[(kind.left, left)] for left in suspects & wanted if (kind.left, left) in self._by_id}
        resource = self.types[kind.left]
        return {ref for ref in refs if not resource.protect("link", self.objects[ref])}

    def _descendants(self, type_name: str, parents: str) -> dict[str, set[str]]:
        children: dict[str, set[str]] = {}
        for ref, record in self.objects.items():
            if ref.type == type_name:
                for parent in record.get(parents) or ():
                    children.setdefault(str(parent), set()).add(str(record["id"]))

        def below(node: str) -> set[str]:
            found: set[str] = set()
            todo = list(children.get(node, ()))
            while todo:
                child = todo.pop()
                if child not in found:
                    found.add(child)
                    todo += children.get(child, ())
            return found

        return {node: below(node) for node in children}

    def _resolved(self, ref: Ref) -> Ref:
        return self._aliases.get(ref, ref)

    # What answers teach

    def learn(self, read: Read, answer: Any) -> None:
        """Files the answer to one read."""
        if read.about == "caller":
            self.caller_id = str(answer["id"])
            if ADMIN_ID in {str(role) for role in answer.get("role_ids") or ()}:
                self.rights = frozenset({EVERYTHING})
            return
        if read.about == "rights":
            self.rights = rights_of(answer)
            return
        refs = [self.learn_row(self.types[read.type], row) for row in answer]
        self.sought.update(read.sought)
        if read.about == "all":
            self.complete.add(read.type)
        elif read.about == "traces":
            self.traced.update(read.sought)
        elif read.owner is not None:
            kind, owner = read.owner
            self.answered |= {(kind, owner), (kind, self._resolved(owner))}
            self._members[(kind, self._resolved(owner))] = [self.ids[ref] for ref in refs]

    def learn_row(self, resource: Resource, raw: Mapping[str, Any]) -> Ref:
        """Files one object as Looker shows it; returns the key under which it is known."""
        identifier = str(raw["id"])
        record = resource.normalise(raw)
        for item in resource.fields:
            if item.api and item.api in record:
                record[item.name] = record.pop(item.api)
        record["id"] = identifier
        known = self._by_id.get((resource.type, identifier))
        if known is not None:
            self.objects[known].update(record)
            return known
        nameless = Ref(resource.type, BY_ID + identifier)
        key = record.get(resource.key)
        ref = resource.ref(str(key)) if key else nameless
        if ref in self.objects or ref in self._ambiguous:
            self._share_key(resource, ref)
            self._ambiguous[ref].append(identifier)
            ref = nameless
        self._file(resource, ref, record)
        for address in resource.addresses(raw):
            alias = resource.ref(address)
            if alias != ref and self._aliases.setdefault(alias, ref) != ref and alias not in self.objects:
                self._ambiguous.setdefault(alias, [self.ids[self._aliases[alias]]]).append(identifier)
        return ref

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
            if kind.column and (not kind.column.operation or self.offers(kind.column.operation))
            for side in ("left", "right")
            if side == kind.column.side or kind.type_at(kind.column.side) in self.complete
        )
        caller = None if self.caller_id is None else Ref("user", BY_ID + self.caller_id)
        return Have(
            objects=self.objects,
            links=links,
            aliases=self._aliases,
            ambiguous={ref: tuple(ids) for ref, ids in self._ambiguous.items()},
            complete=frozenset(self.complete),
            sought=frozenset(self.sought),
            listed=frozenset(self.answered),
            listed_sides=listed_sides,
            caller=None if caller is None else self._resolved(caller),
            rights=self.rights or frozenset(),
            version=version,
            release=release,
        )

    def _links(self, kind: LinkKind) -> frozenset[Link]:
        found: set[Link] = set()
        for (name, left), members in self._members.items():
            if name == kind.name:
                found.update(Link(name, left, self._named(kind.right, member)) for member in members)
        column = kind.column
        if column is not None:
            near, far = kind.type_at(column.side), kind.type_at("left" if column.side == "right" else "right")
            for ref, record in self.objects.items():
                if ref.type == near:
                    for identifier in record.get(column.property) or ():
                        other = self._named(far, str(identifier))
                        left, right = (ref, other) if column.side == "left" else (other, ref)
                        if (kind.name, left) not in self._members:
                            found.add(Link(kind.name, left, right))
        return frozenset(found | self._held(kind))

    def _held(self, kind: LinkKind) -> set[Link]:
        """Links that a record tells of itself (a user's email credential)."""
        if kind.held is None:
            return set()
        return {
            link for ref, record in self.objects.items() if ref.type == kind.left for link in kind.held(ref, record)
        }

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
    snapshot = Snapshot(types, client.offers)
    extend_snapshot(client, snapshot, need)
    return snapshot


def extend_snapshot(client: Client, snapshot: Snapshot, need: Need) -> None:
    while True:
        todo = reads(need, snapshot, snapshot.types) or doubts(need, snapshot, snapshot.types)
        if not todo:
            return
        calls = [_call(read, snapshot) for read in todo]
        for read, answer in zip(todo, client.send_all(calls, send=_send(client))):
            if isinstance(answer, LookerError):
                if not (read.owner and read.owner[1].key.startswith(BY_ID) and is_absent(answer)):
                    raise answer
                answer = []  # an object named by an id that does not exist has no links
            snapshot.learn(read, answer)


def _send(client: Client) -> Callable[[Call], Any]:
    return lambda call: client.send(call) if call.operation == "me" else client.rows(call)


def _call(read: Read, snapshot: Snapshot) -> Call:
    path = {name: snapshot.ids.get(ref) or ref.key.removeprefix(BY_ID) for name, ref in read.path.items()}
    return Call(read.operation, path, read.query)
