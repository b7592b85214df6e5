# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is wanted, what there is, and what has to be done: the data that the engine's parts hand to each other.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, Optional, Union

from ansible_collections.biops.looker.plugins.module_utils._errors import LookerError, shortened
from ansible_collections.biops.looker.plugins.module_utils._facts import (
    BY_ID,
    End,
    Fields,
    Link,
    Place,
    Ref,
    Write,
)
from ansible_collections.biops.looker.plugins.module_utils._resource import (
    Declared,
    Rows,
    Trial,
)
from ansible_collections.biops.looker.plugins.module_utils._scope import Scope
from ansible_collections.biops.looker.plugins.module_utils._value_class import field, value_class


class PlanError(Exception):
    """The declaration cannot be carried out, or must not be. Raised before any write.

    `problems`: one sentence each, and in the message a line each. `unmanageable`: see Verdict.
    """

    def __init__(self, problems: Iterable[str], unmanageable: Iterable[Mapping[str, Any]] = ()) -> None:
        self.problems = tuple(problems)
        self.unmanageable = list(unmanageable)
        super().__init__("\n".join(shortened(self.problems)))


class PartlyFailed(Exception):
    """Some writes failed. `error`: the first of them; `result`: what was done, as a module returns it."""

    def __init__(self, message: str, error: LookerError, result: Mapping[str, Any]) -> None:
        super().__init__(message)
        self.error, self.result = error, result


class NeedMore(Exception):
    """More has to be known before a plan can pass: all links of these ends, these objects, these lists, all objects
    of these types."""

    def __init__(
        self,
        ends: Iterable[End] = (),
        objects: Iterable[Ref] = (),
        catalogs: Iterable[str] = (),
        everything: Iterable[str] = (),
    ) -> None:
        self.ends = frozenset(ends)
        self.objects = frozenset(objects)
        self.catalogs = frozenset(catalogs)
        self.everything = frozenset(everything)
        links = (f"{kind} of {owner}" for kind, _side, owner in self.ends)
        super().__init__(", ".join(sorted([*links, *map(str, self.objects), *self.catalogs, *self.everything])))

    def as_read(self, renamed: Mapping[Ref, Ref]) -> NeedMore:
        """The same under the names that Looker has. `renamed`: new key -> the key under which it was read."""
        ends = [(kind, side, renamed.get(owner, owner)) for kind, side, owner in self.ends]
        objects = [renamed.get(ref, ref) for ref in self.objects]
        return NeedMore(ends, objects, self.catalogs, self.everything)


class NotRead(AssertionError):
    """The plan asked for something that was not read: a bug, never to be taken for "absent"."""


@value_class
class Want:
    """What the user declared. What is not in it is not managed."""

    declared: tuple[Declared, ...]
    max_removals: int = 50
    update_secrets: str = "on_create"  # on_create | always
    allow_self_lockout: bool = False
    lift: str = "set allow_self_lockout if that is meant"  # what a refusal because of a lockout advises
    set_aside: tuple[Declared, ...] = ()  # declared too, but not applied this time: what they name stays linked
    purge: frozenset[str] = frozenset()  # keys of a configuration: the types whose undeclared objects go
    purge_users: str = "disable"  # disable | delete
    scope: Scope = field(default_factory=Scope)


@value_class
class Have:
    """What was read. Immutable; refers to objects by Ref only (a record's `id` is there to be shown)."""

    objects: Mapping[Ref, Fields]
    links: Mapping[str, frozenset[Link]] = field(default_factory=dict)
    aliases: Mapping[Ref, Ref] = field(default_factory=dict)  # `id:…` and further addresses -> natural key
    ambiguous: Mapping[Ref, tuple[str, ...]] = field(default_factory=dict)  # key -> ids of all that have it
    complete: frozenset[str] = frozenset()  # types of which every object was read
    sought: frozenset[Ref] = frozenset()  # looked for, found or not
    mentioned: frozenset[Ref] = frozenset()  # ids that some object refers to
    listed: frozenset[End] = frozenset()  # of which all links were read
    listed_sides: frozenset[tuple[str, str]] = frozenset()  # (link kind, side): the same for every object there
    order: Mapping[End, tuple[Ref, ...]] = field(default_factory=dict)  # the other ends, in Looker's order
    catalogs: Mapping[str, Optional[Rows]] = field(default_factory=dict)  # operation -> rows, None: not to be had
    along: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)  # the same for what goes along...
    along_of: frozenset[Ref] = frozenset()  # ...with these objects
    caller: Optional[Ref] = None
    rights: frozenset[str] = frozenset({"administer"})
    version: str = ""
    release: str = ""

    def resolve(self, ref: Ref) -> Ref:
        """The natural key of whatever way an object is named. Raises PlanError where the name is not unique."""
        if ref in self.ambiguous:
            ids = ", ".join(self.ambiguous[ref])
            raise PlanError([f"{ref} is not unique (ids {ids}): say which one is meant with id, or {BY_ID}… in a list"])
        return self.aliases.get(ref, ref)

    def find(self, ref: Ref) -> Optional[Fields]:
        """The record of an object, or None where it is known not to exist. Raises NotRead."""
        record = self.objects.get(ref)
        if record is None and ref.type not in self.complete and ref not in self.sought:
            raise NotRead(str(ref))
        return record

    def exists(self, ref: Ref) -> bool:
        """Whether there is such an object. What another one refers to by its id needs not have been read. Raises
        NotRead."""
        return ref in self.mentioned or self.find(self.resolve(ref)) is not None

    def named(self, ref: Ref) -> Mapping[Ref, Fields]:
        """Every object that a name stands for: several where it is not unique."""
        shared = [Ref(ref.type, BY_ID + identifier) for identifier in self.ambiguous.get(ref, ())]
        found = {self.aliases.get(name, name) for name in shared or [ref]}
        return {name: self.objects[name] for name in found if name in self.objects}

    def links_of(self, kind: str, side: str, owner: Ref) -> None:
        """Raises NotRead unless all links of this kind and owner were read (an object known to be absent has none)."""
        known = (kind, side) in self.listed_sides or (kind, side, owner) in self.listed
        if not known and self.find(owner) is not None:
            raise NotRead(f"{kind} of {owner}")


class Questions:
    """What checks ask about (see Inquiry): answers from what was read, and notes what was not."""

    def __init__(self, have: Have, update_secrets: str = "on_create") -> None:
        self.update_secrets = update_secrets
        self._have = have
        self._objects: set[Ref] = set()
        self._catalogs: set[str] = set()

    def rows(self, operation: str) -> Optional[Rows]:
        if operation not in self._have.catalogs:
            self._catalogs.add(operation)
        return self._have.catalogs.get(operation)

    def record(self, ref: Ref) -> Optional[Fields]:
        try:
            return self._have.find(self._have.resolve(ref))
        except NotRead:
            self._objects.add(ref)
            return None

    def named(self, ref: Ref) -> tuple[Ref, Optional[Fields]]:
        """The natural key of another object, and its record."""
        return self._have.resolve(ref), self.record(ref)

    def settle(self) -> None:
        """Raises NeedMore where something that was asked for has not been read yet."""
        if self._objects or self._catalogs:
            raise NeedMore(objects=self._objects, catalogs=self._catalogs)


@dataclass(frozen=True, eq=False)
class Change:
    """One write call. `len(plan.changes)` is the number of writes."""

    verb: str  # create | update | delete | link | change | unlink | replace | call | call once | hand over
    target: Union[Ref, Link]
    owner: Ref  # the object under which it is reported
    write: Write
    adds: tuple[Link, ...] = ()  # links that come, or get another value
    removes: tuple[Link, ...] = ()  # links that go
    end: Optional[End] = None  # of a replace: whose links are written as a whole
    order: tuple[Place, ...] = ()  # of a replace: the links in the order in which they are to be
    after: frozenset[Union[Place, Ref]] = frozenset()  # links and changes of objects that must be done before
    claims: frozenset[Ref] = frozenset()  # names it takes
    frees: frozenset[Ref] = frozenset()  # names it gives up
    drops: frozenset[Ref] = frozenset()  # objects it no longer refers to; their deletion waits
    returns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # see FollowUp
    takes: tuple[str, ...] = ()  # what it takes away besides links, for max_removals
    words: str = ""  # what it is about, where that is no object

    @property
    def makes(self) -> Union[Ref, Place, None]:
        if self.verb == "create" and isinstance(self.target, Ref):
            return self.target
        return self.target.place if isinstance(self.target, Link) and self.verb != "unlink" else None

    @property
    def ends(self) -> Union[Ref, Place, None]:
        if self.verb == "delete" and isinstance(self.target, Ref):
            return self.target
        return self.target.place if isinstance(self.target, Link) and self.verb == "unlink" else None

    def __str__(self) -> str:
        verb = {"link": "add", "unlink": "remove", "replace": "set"}.get(self.verb, self.verb)
        return f"{verb} {self.words or self.target}"


class Told(NamedTuple):
    """What there is to tell of one declared object, in the user's terms."""

    name: str
    before: Mapping[str, Any]  # managed fields only
    after: Mapping[str, Any]
    record: Mapping[str, Any]  # what is returned


@value_class
class ObjectPlan:
    """What becomes of one declared object: for the result and the diff."""

    declared: Declared
    ref: Ref
    action: str  # none | create | update | delete
    tell: Callable[[], Told] = field(repr=False)  # asked when somebody wants to know: most objects stay as they are
    not_compared: tuple[str, ...] = ()

    @cached_property
    def told(self) -> Told:
        return self.tell()

    @property
    def name(self) -> str:
        return self.told.name

    @property
    def before(self) -> Mapping[str, Any]:
        return self.told.before

    @property
    def after(self) -> Mapping[str, Any]:
        return self.told.after

    @property
    def record(self) -> Mapping[str, Any]:
        return self.told.record


@value_class
class Plan:
    changes: tuple[Change, ...]
    objects: tuple[ObjectPlan, ...]
    warnings: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()  # sentences about references to objects that do not exist
    renamed: Mapping[Ref, Ref] = field(default_factory=dict)  # new key -> the key under which it was read
    have: Have = field(default_factory=lambda: Have({}))  # what there was, under the names that objects get
    unmanageable: tuple[Mapping[str, Any], ...] = ()  # see Verdict
    trials: tuple[tuple[Ref, Trial], ...] = ()  # to be made before the first change
