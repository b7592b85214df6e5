# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sends one write, and finds out what happened where the answer does not tell (rule 7: nothing twice, nothing lost).

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from typing import Any, Callable, Optional

from ansible_collections.biops.looker.plugins.module_utils._client import Call, Client
from ansible_collections.biops.looker.plugins.module_utils._errors import (
    LookerError,
    OutcomeUnknown,
    is_absent,
    is_already_exists,
)
from ansible_collections.biops.looker.plugins.module_utils._facts import (
    BY_ID,
    MASKED,
    End,
    Link,
    Ref,
    Write,
    declared,
)
from ansible_collections.biops.looker.plugins.module_utils._reads import find_one, read_links
from ansible_collections.biops.looker.plugins.module_utils._resource import (
    Resource,
)
from ansible_collections.biops.looker.plugins.module_utils._snapshot import EVERYTHING, Snapshot
from ansible_collections.biops.looker.plugins.module_utils._state import Change, Plan

LOOKS = 4  # how often something is looked for that must be there: reads can be stale (facts 9.1, 12.17)
PAUSE = 0.5  # seconds before looking again; twice as long each time
TRIES = 3  # how often a write is sent whose outcome was unknown and that turned out not to have been carried out


class Writer:
    """Carries out single changes; knows the ids of what was read and of what was made."""

    def __init__(self, plan: Plan, snapshot: Snapshot, client: Client, sleep: Callable[[float], None] = time.sleep):
        old = set(plan.renamed.values())
        self.ids = {ref: identifier for ref, identifier in snapshot.ids.items() if ref not in old}
        self.ids.update({new: snapshot.ids[ref] for new, ref in plan.renamed.items()})
        self.returned: dict[Ref, dict[str, Any]] = {}
        self.warnings: list[str] = []
        self._types = snapshot.types
        self._all_visible = EVERYTHING in (snapshot.rights or ())
        self._known = {(ref.type, identifier) for ref, identifier in snapshot.ids.items()}
        self._bodies = {change.target: change.write.body for change in plan.changes if change.verb == "create"}
        self._declared = {item.ref: item.declared for item in plan.objects}
        self._going = {change.target for change in plan.changes if change.verb == "delete"}
        self._client = client
        self._sleep = sleep
        self._made: set[Ref] = set()
        self._claimed: set[tuple[str, str]] = set()
        self._lock = threading.Lock()
        self._twins: dict[str, threading.Lock] = {}

    def carry_out(self, change: Change) -> None:
        """One write call, and more only where it has to be found out what became of it. Raises LookerError."""
        if change.end is not None:
            self._replace(change, change.end)
        elif isinstance(change.target, Link):
            self._write_link(change, change.target)
        elif change.verb == "create":
            self._create(change, change.target)
        elif change.verb == "delete":
            self._delete(change.write)
        else:
            self._act(change)

    def call(self, write: Write) -> Call:
        """The call with ids in place of Refs."""
        path = {name: self._with_ids(value) for name, value in write.path.items()}
        return Call(write.operation, path, write.query, self._with_ids(write.body))

    def _with_ids(self, value: Any) -> Any:
        if isinstance(value, Ref):
            return self.ids.get(value) or value.key.removeprefix(BY_ID)
        if isinstance(value, Mapping):
            return {name: self._with_ids(item) for name, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [self._with_ids(item) for item in value]
        return value

    # Creating

    def _create(self, change: Change, ref: Ref) -> None:
        item = self._declared.get(ref)
        resource = self._types.of(item) if item else self._types[ref.type]
        with self._alone_with(repr((change.write.operation, change.write.body))):
            for turn in range(1, TRIES + 1):
                try:
                    self._made_as(ref, str(self._client.record(self.call(change.write), "id")["id"]))
                    return
                except OutcomeUnknown:
                    found = self._look(lambda: self._find_made(resource, ref, change.write.body))
                    if found is not None:
                        self._made_as(ref, found)
                        return
                    if turn == TRIES:
                        raise
                except LookerError as error:
                    if not is_already_exists(error):
                        raise
                    self._take_over(resource, ref, error)
                    return

    def _alone_with(self, what: str) -> threading.Lock:
        """Two creates of the same look are sent one after the other: a lost answer could be either's."""
        with self._lock:
            return self._twins.setdefault(what, threading.Lock())

    def _made_as(self, ref: Ref, identifier: str) -> None:
        with self._lock:
            self.ids[ref] = identifier
            self._made.add(ref)
            self._claimed.add((ref.type, identifier))

    def _find_made(self, resource: Resource, ref: Ref, body: Mapping[str, Any]) -> Optional[str]:
        """The id of what a create with a lost answer made."""
        key = resource.option(resource.key)
        if key is not None and not key.by_links and not resource.match:
            return self._find(resource, ref)
        item = self._declared.get(ref)
        lookups = resource.traces(item) if item else ()
        probe = self._search(resource, next((lookup.query for lookup in lookups if lookup.query), {}))
        for found, record in sorted(probe.objects.items()):
            new = (ref.type, record["id"]) not in self._known and (ref.type, record["id"]) not in self._claimed
            nameless = found.key.startswith(BY_ID) or bool(resource.match)
            if new and nameless and self._looks_like(resource, record, body):
                return str(record["id"])
        return None

    def _find(self, resource: Resource, ref: Ref) -> Optional[str]:
        """The id of the object with this key."""
        found = self._search(resource, resource.query(ref, self._client.offers)).find(ref)
        return None if found is None else str(found["id"])

    def _search(self, resource: Resource, query: Optional[Mapping[str, Any]], operation: str = "") -> Snapshot:
        result = Snapshot(self._types, self._client.offers)
        read = find_one(resource, self._types, self._client.offers, query, operation)
        for row in self._client.rows(Call(read.operation, {}, read.query)):
            result.learn_row(resource, row)
        return result

    def _take_over(self, resource: Resource, ref: Ref, error: LookerError) -> None:
        """Looker has it already although it was not listed (lists can be stale): find it and bring it in line."""
        found = self._look(lambda: self._find(resource, ref))
        if found is None:
            raise error
        self._adopt(resource, ref, found)

    def _adopt(self, resource: Resource, ref: Ref, identifier: str) -> None:
        with self._lock:
            self.ids[ref] = identifier
        body = self._bodies.get(ref)
        if body and resource.update:
            self._client.send(self.call(Write(resource.update, {resource.id_param: ref}, body=body)))

    def _look(self, find: Callable[[], Optional[str]]) -> Optional[str]:
        pause = PAUSE
        for turn in range(LOOKS):
            if turn:
                self._sleep(pause)
                pause *= 2
            found = find()
            if found is not None:
                return found
        return None

    # Links

    def _write_link(self, change: Change, link: Link) -> None:
        pause = PAUSE
        for turn in range(1, LOOKS + 1):
            try:
                self._client.send(self.call(change.write))
                return
            except LookerError as error:
                if self._is_settled(change, link, error):
                    return
                again = self._is_new(link) if is_absent(error) else isinstance(error, OutcomeUnknown)
                if not again or turn == LOOKS:
                    raise
            self._sleep(pause)
            pause *= 2

    def _is_new(self, link: Link) -> bool:
        """Whether an end was made just now: for a moment Looker may not know it yet (facts 9.1)."""
        return bool({link.left, link.right} & self._made)

    def _is_settled(self, change: Change, link: Link, error: LookerError) -> bool:
        """Whether the link is as it should be, although the answer was an error."""
        kind = self._types.kinds[link.kind]
        if change.verb == "unlink":
            return self._is_gone(error) and not self._is_there(link)
        if change.verb == "change" or not (isinstance(error, OutcomeUnknown) or is_already_exists(error)):
            return False
        if kind.probe is None:
            return is_already_exists(error)
        return self._holds(link) or (is_already_exists(error) and self._belongs_to_another(link))

    def _is_gone(self, error: LookerError) -> bool:
        """Whether there was nothing left to remove. "Not found" can also mean that it was denied (facts 3.9)."""
        return is_absent(error) and self._all_visible

    def _is_there(self, link: Link) -> bool:
        """Whether Looker lists a link: on some editions denied operations are not found either (facts 12.10)."""
        kind, left = self._types.kinds[link.kind], ("left", link.left)
        if kind.per_left is not None:
            return any(found.place == link.place for found in self._links_now((link.kind, *left)))
        resource = self._types[link.left.type]
        snapshot = self._search(resource, {"ids": [self.ids[link.left]]}, resource.by_ids)
        return any(found.right == link.right for found in snapshot.have().links[link.kind])

    def _holds(self, link: Link) -> bool:
        kind = self._types.kinds[link.kind]
        try:
            answer = self._client.record(self.call(declared(kind.probe, "how to read it")(link)))
        except LookerError as error:
            if is_absent(error):
                return False
            raise
        value = answer.get(kind.probe_value)
        return bool(value) and self._types[link.left.type].fold(str(value)) == self._types[link.left.type].fold(
            link.value
        )

    def _belongs_to_another(self, link: Link) -> bool:
        """The value of the link belongs to an object that was not listed: that is the one, ours was made in vain."""
        resource = self._types[link.left.type]
        if link.left not in self._made or resource.delete is None:
            return False
        found = self._look(lambda: self._find(resource, resource.ref(link.value)))
        if found is None or found == self.ids[link.left]:
            return False
        self._delete(Write(resource.delete, {resource.id_param: link.left}))
        with self._lock:
            self._made.discard(link.left)
        self._adopt(resource, link.left, found)
        return True

    def _replace(self, change: Change, end: End) -> None:
        """Writes all links of an object at once. They are read again just before: somebody else may have changed them,
        and the call would undo that (facts 13.2; there is no lock). If it is refused, because one of them went in the
        meantime with its object, the rest is sent."""
        now = [] if end[2] in self._made else self._links_now(end)
        for turn in range(1, LOOKS + 1):
            write = self._as_a_whole(change, end, now)
            try:
                self._client.send(self.call(write))
                return
            except LookerError as error:
                if error.status not in (404, 422) or turn == LOOKS:
                    raise
                before, now = now, self._links_now(end)
                if now == before:
                    raise

    def _as_a_whole(self, change: Change, end: End, now: list[Link]) -> Write:
        """The call that makes of the links that an object has now those that it should have."""
        name, side, owner = end
        kind = self._types.kinds[name]
        write = kind.replace(side)
        if write is None:
            raise LookerError(f"{name} of {owner} cannot be written as a whole")
        added, removed = {link.place for link in change.adds}, {link.place for link in change.removes}
        kept = [
            link
            for link in now
            if link.place not in removed and link.place not in added and not {link.left, link.right} & self._going
        ]
        if any(link.value == MASKED for link in kept):
            others = ", ".join(sorted(str(link.right if side == "left" else link.left) for link in kept))
            raise LookerError(f"{name} of {owner}: the hidden values of {others} would be lost; declare them too")
        place = {link: number for number, link in enumerate(change.order)}
        links = sorted((*kept, *change.adds), key=lambda link: (place.get(link.place, len(place)), link))
        return write(owner, links)

    def _links_now(self, end: End) -> list[Link]:
        name, side, owner = end
        read = read_links(end, self._types)
        snapshot = Snapshot(self._types, self._client.offers)
        path = {name: self._with_ids(ref) for name, ref in read.path.items()}
        snapshot.learn(read, self._client.rows(Call(read.operation, path, read.query)))
        refs = {(ref.type, identifier): ref for ref, identifier in self.ids.items()}
        others = [
            (refs.get((read.type, identifier)) or Ref(read.type, BY_ID + identifier), value)
            for identifier, value in snapshot.linked(end)
        ]
        return [
            Link(name, owner, other, value) if side == "left" else Link(name, other, owner, value)
            for other, value in others
        ]

    def _looks_like(self, resource: Resource, record: Mapping[str, Any], body: Mapping[str, Any]) -> bool:
        """Whether an object is as the body that was sent to make it."""
        sent = [item for item in resource.managed if item.written_as in body and not (item.secret or item.derived)]
        plain = [item for item in sent if item.uncompared is None]  # others come back in another form
        return all(
            item.equal(self._with_ids(body[item.written_as]), self._with_ids(record.get(item.name))) for item in plain
        )

    # Everything else

    def _delete(self, write: Write) -> None:
        try:
            self._client.send(self.call(write))
        except LookerError as error:
            if not self._is_gone(error):
                raise

    def _act(self, change: Change) -> None:
        send = self._client.record if change.returns else self._client.send
        try:
            answer = send(self.call(change.write))
        except OutcomeUnknown as error:
            if self._is_gone(error):
                return
            if change.verb == "call once":
                self.warnings.append(f"{change.owner}: {error}; it was not sent again")
                return
            if is_absent(error):
                raise
            answer = send(self.call(change.write))
        if change.returns:
            values = {
                name: next((answer[source] for source in sources if answer.get(source)), None)
                for name, sources in change.returns.items()
            }
            with self._lock:
                self.returned.setdefault(change.owner, {}).update(values)
