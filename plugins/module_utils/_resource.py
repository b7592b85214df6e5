# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The vocabulary in which a resource type is declared.

Note: this module_utils is private to the biops.looker collection and may change without notice.

A declaration is data and a few pure functions. Everything else (module arguments, name-to-id resolution, comparison,
payload, diff, JSON Schema, info module) is derived from it. Nothing here knows HTTP or Ansible, and nothing holds ids:
an object is known by its `Ref`, and only `_snapshot` and `_apply` translate between the two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple, Optional, Protocol, Union

from ansible_collections.biops.looker.plugins.module_utils._facts import (
    BY_ID,
    Fields,
    Link,
    Place,
    Ref,
    Write,
    declared,
)
from ansible_collections.biops.looker.plugins.module_utils._field import Field as Field  # pylint: disable=useless-import-alias
from ansible_collections.biops.looker.plugins.module_utils._link_kind import LinkKind, LinkList
from ansible_collections.biops.looker.plugins.module_utils._value_class import field, value_class


@value_class
class Declared:
    """One object as the user declared it."""

    ref: Ref
    fields: Fields = field(default_factory=dict)  # only what was given
    lists: Mapping[str, tuple[Ref, ...]] = field(default_factory=dict)  # option -> objects, only what was given
    values: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict
    )  # option -> the value for each entry of its list
    state: str = "present"
    list_mode: str = "exact"
    previous: Optional[Ref] = None
    by_id: Optional[Ref] = None  # the `id` option, as a reference
    where: str = ""  # for messages: `groups[3]`, or a file and line
    resource: Optional[Resource] = None  # where several types share one kind of Ref (users and service accounts)


@value_class
class OwnLinks:
    """Links that follow from a declaration's fields rather than from a list, and calls that go with them."""

    wanted: tuple[Link, ...] = ()
    unwanted: tuple[Link, ...] = ()
    calls: tuple[FollowUp, ...] = ()
    shows: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)  # for the diff: what changes, before and after
    warnings: tuple[str, ...] = ()


@value_class
class FollowUp:
    """A call that acts rather than states (a mail to send, a URL to make), after `after` is in place."""

    write: Write
    after: Union[Place, Ref, None] = None  # a link; or an object: then it goes with a change of it only
    repeatable: bool = False  # whether sending it once more does no harm
    takes: str = ""  # what it takes away, for max_removals
    returns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # result field -> properties of the answer
    # (the first of them that has a value)


@value_class
class Adoption:
    """What is to be done about objects that an interrupted earlier run may have left."""

    ref: Optional[Ref] = None  # the one object that is taken over
    warnings: tuple[str, ...] = ()


@value_class
class Along:
    """A list with things that go when an object is deleted, although nobody declares them (facts 5.8, 13.8)."""

    operation: str
    fields: str
    query: Mapping[str, Any] = field(default_factory=dict)
    by: str = ""  # the option that asks for those of one object; without it, or for many objects, all are read
    api_since: str = ""  # the version of the API that first understands the query


@value_class
class Part:
    """A call that reads an object there is one of in each instance, and the one that writes it (facts 8.9).

    A singleton has one or more. Only those are read whose fields are declared. Several types may share what one call
    reads: it is sent once.
    """

    read: str
    update: str = ""  # takes the fields that differ; "" where nothing can be written this way
    fields: tuple[str, ...] = ()  # default: all
    record: Callable[[Any], Mapping[str, Any]] = dict  # the answer of `read` -> properties
    lists: bool = False  # whether `read` answers with a list

    def has(self, item: Field) -> bool:
        return not self.fields or item.name in self.fields


@value_class
class Purge:
    """How objects of a type go that nobody declares."""

    needs_scope: bool = False  # never all that there are: a scope has to say which ones are meant
    instead: Fields = field(default_factory=dict)  # what they get, unless they are to be deleted...
    stops: str = ""  # ...and what else Looker stops then


Rows = Sequence[Mapping[str, Any]]
Catalogs = Mapping[str, Rows]  # operation -> rows


class Ask(Protocol):
    """Asks Looker what it makes of something."""

    def __call__(self, operation: str, body: Any = None, path: Optional[Mapping[str, str]] = None) -> Any:
        """The answer; None where there is nothing at this path. Raises what Looker says."""


class Inquiry(Protocol):
    """What a check may ask beyond the object itself. What was not read yet is read then, and the check made again."""

    update_secrets: str  # on_create | always

    def rows(self, operation: str) -> Optional[Rows]:
        """What a listing of Looker shows (a single object is a list of one); None where it is not to be had."""

    def record(self, ref: Ref) -> Optional[Fields]:
        """Another object; None where there is none."""


@value_class
class Verdict:
    """What there is to say about a declaration in the light of what was read. Problems stop it before any write."""

    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    unmanageable: tuple[Mapping[str, Any], ...] = ()  # what differs, and nobody can set by the API


@value_class
class Trial:
    """A call with which Looker tries out what is declared before it is written. It changes nothing (facts 13.7)."""

    name: str
    operation: str
    body: Mapping[str, Any]
    judge: Callable[[Any], Verdict]  # by the answer: why nothing must be written, and what to warn of
    tell: Callable[[Any], Mapping[str, Any]]  # what the result says of the answer


# What each of several declarations means: the object, None for a new one, or why it cannot be told.
Matches = Sequence[Union[Ref, str, None]]


Offers = Callable[[str], bool]  # whether this Looker has an operation


def no_links(declared: Declared, current: Optional[Fields]) -> OwnLinks:
    return OwnLinks()


class Lookup(NamedTuple):
    """A search for an object that its key alone did not find."""

    operation: str
    query: Mapping[str, Any] = {}
    path: Mapping[str, str] = {}


def no_traces(declared: Declared) -> Iterable[Lookup]:
    return ()


def no_trials(declared: Declared, whole: Mapping[str, Any]) -> Iterable[Trial]:
    return ()


def no_adoption(declared: Declared, others: Mapping[Ref, Fields]) -> Adoption:
    return Adoption()


def no_check(declared: Declared) -> Iterable[str]:
    return ()


def no_secrets(fields: Fields) -> frozenset[str]:
    return frozenset()


@value_class
class Resource:
    """One resource type, declared once."""

    type: str  # the type in a Ref; two resources share it where Looker has one id space for both
    plural: str  # key in a configuration (a singleton's in its `settings`), result key of the info module
    key: str  # option that is the natural key; "" for a singleton
    fields: tuple[Field, ...]
    lists: tuple[LinkList, ...] = ()
    parts: tuple[Part, ...] = ()  # of a singleton
    # Declared fields that have to be written in a call before the others, by what there is.
    first: Callable[[Fields, Fields], frozenset[str]] = lambda fields, current: frozenset()
    force: str = ""  # option that writes what cannot be compared although it is there
    noun: str = ""  # singular: module name and result key; default: `type`
    belongs: Callable[[Fields], bool] = lambda record: True  # which objects of the Ref's type are of this one
    # The query that finds a key (default: {key: …}); None where this Looker has no such filter: the list is read then.
    by_key: Optional[Callable[[str, Offers], Optional[Mapping[str, Any]]]] = None
    id_parameter: str = ""  # path parameter of the single-object operations; default: `<type>_id`
    listing: tuple[str, ...] = ()  # operations that list all objects, best first
    takes_fields: bool = True  # whether the listing can leave properties out
    search: tuple[str, ...] = ()  # operations that search by key, best first
    by_ids: str = ""  # the listing that takes `ids`
    create: Optional[str] = None
    update: Optional[str] = None
    delete: Optional[str] = None
    everything: Mapping[str, Any] = field(default_factory=dict)  # what `listing` has to be asked, to show everybody's
    prepare: Callable[[Rows], Rows] = lambda rows: rows  # of a list that was read whole, before each row is filed
    nested: Callable[[Mapping[str, Any]], Iterable[tuple[str, Mapping[str, Any]]]] = lambda raw: ()  # objects inside
    columns: tuple[str, ...] = ()  # further properties to read, beyond those of `fields` and link columns
    whole_from: int = 4  # from so many wanted objects on, one list is read instead of a search for each
    fold: Callable[[str], str] = str  # natural key -> the form in which keys are compared
    sees: frozenset[str] = frozenset({"administer"})  # any of these permissions proves that all objects are visible
    whole_since: str = ""  # where a list that may be cut is of no use: the first API version that can show everything
    tells_apart: tuple[str, ...] = ()  # the options that tell objects of one key apart
    # What a scope has patterns for instead of the key: the references that lead there, one way or the other.
    scoped_by: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    narrow: Callable[[Declared, Callable[[Ref], Mapping[Ref, Fields]]], Union[Declared, str]] = (
        lambda declared, named: declared  # which of several objects of one name a reference means, or why that is open
    )
    # The other way round: the options that name what an object refers to so that `narrow` finds it, where ids could.
    widen: Callable[[Fields, Callable[[Ref], Mapping[Ref, Fields]]], Mapping[str, str]] = lambda record, named: {}
    match: Optional[Callable[[Sequence[Declared], Mapping[Ref, Fields]], Matches]] = (
        None  # where the key alone does not tell objects apart: which one each declaration means
    )
    implies: Callable[[Fields, Fields], Fields] = lambda fields, current: {}  # what changes with declared fields
    normalise: Callable[[Mapping[str, Any]], dict[str, Any]] = dict  # Looker's object -> the record, before renaming
    addresses: Callable[[Mapping[str, Any]], Iterable[str]] = lambda raw: ()  # further keys under which it is found
    keeps: Callable[[Declared, Fields], Iterable[str]] = (
        lambda declared, current: ()
    )  # those that no new key takes away
    fill: Callable[[Fields], Fields] = lambda fields: {}  # what a new object is sent where nothing was declared
    own_links: Callable[[Declared, Optional[Fields]], OwnLinks] = no_links
    traces: Callable[[Declared], Iterable[Lookup]] = no_traces  # before it is created: where else it may be
    adopt: Callable[[Declared, Mapping[Ref, Fields]], Adoption] = no_adoption
    check: Callable[[Declared], Iterable[str]] = no_check  # sentences about what is wrong with a declaration
    # Why an object is kept from us: asked with "update", "delete", "call", or the name of a kind of link that it has.
    protect: Callable[[str, Fields], Optional[str]] = lambda what, current: None
    purge: Optional[Purge] = None  # whether undeclared objects can be taken away, and how...
    spares: Callable[[Fields], bool] = lambda record: False  # ...without those that others brought, or look after
    secrets: Callable[[Fields], frozenset[str]] = no_secrets  # fields that are secrets in this object
    verify: Callable[[Declared, Optional[Fields], Inquiry], Verdict] = lambda declared, current, inquiry: Verdict()
    # Who undoes a link of this kind later: when it comes (true), or when it goes.
    undone: Callable[[str, bool, Fields], Optional[str]] = lambda kind, comes, current: None
    # Turning a login off: why this takes it from somebody, by what there is and what is declared.
    shuts: Callable[[Fields, Fields], Optional[str]] = lambda current, fields: None
    # What Looker itself makes of a declaration, before anything is planned. Asked with calls that change nothing.
    ask: Optional[Callable[[Declared, Ask], Declared]] = None
    # The declared fields as they count, by what there is: what is only to be tried out changes nothing.
    effective: Callable[[Fields, Fields], Fields] = lambda fields, current: fields
    # What to try out before anything of it is written, by the declaration and the body of the whole object.
    trials: Callable[[Declared, Mapping[str, Any]], Iterable[Trial]] = no_trials
    along: tuple[Along, ...] = ()  # what to read before an object is deleted...
    takes_along: Callable[[Fields, Catalogs], Iterable[str]] = lambda record, rows: ()  # ...to say what goes with it

    @property
    def name(self) -> str:
        return self.noun or self.type

    @property
    def is_singleton(self) -> bool:
        return bool(self.parts)

    @property
    def is_made(self) -> bool:
        """Whether objects of the type are created and deleted; others are only changed."""
        return bool(self.create or self.delete)

    @property
    def updates(self) -> tuple[Part, ...]:
        """The calls that change an object."""
        if self.is_singleton:
            return tuple(part for part in self.parts if part.update)
        return (Part("", declared(self.update, "how to update")),)

    def path(self, ref: Ref) -> Mapping[str, Ref]:
        """The path parameters of the calls about one object."""
        return {} if self.is_singleton else {self.id_param: ref}

    def record(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """An object as Looker shows it, in the terms of the options."""
        record = self.normalise(raw)
        for item in self.fields:
            if item.api and item.api in record and not item.derived:
                record[item.name] = record.pop(item.api)
            if item.name in record:
                record[item.name] = item.read(record[item.name])
        return record

    def whole(self, fields: Fields, current: Fields, always: bool = False) -> dict[str, Any]:
        """An object that exists as it is to be, in Looker's terms: all of it that can be written. Of what Looker does
        not show, only what would be sent now (`always`: all that is declared)."""
        values = {**{name: held for name, held in current.items() if held is not None}, **fields}
        sent = (item for item in self.managed if item.name in values and not item.by_links)
        return {
            item.written_as: item.written(values[item.name], current.get(item.name), always)
            for item in sent
            if not item.is_unseen or item.differs(fields, current, always=always)
        }

    def query(self, ref: Ref, offers: Offers) -> Optional[Mapping[str, Any]]:
        """The search that finds an object by its key, None where only the list of all does."""
        return {self.key: ref.key} if self.by_key is None else self.by_key(ref.key, offers)

    @property
    def id_param(self) -> str:
        return self.id_parameter or f"{self.type}_id"

    def ref(self, key: str) -> Ref:
        """The Ref of a natural key or of `id:…`."""
        return Ref(self.type, key if key.startswith(BY_ID) else self.fold(key))

    def apart(self, ref: Ref, options: Fields) -> Ref:
        """The Ref of a key as one declaration means it: `Weekly (dashboard Sales, owner ada@acme.example)`."""
        said = ", ".join(f"{name} {options[name]}" for name in self.tells_apart if options.get(name) is not None)
        return Ref(ref.type, f"{ref.key} ({said})") if said and not ref.key.startswith(BY_ID) else ref

    def unique(self, record: Fields) -> frozenset[Ref]:
        """The values that no other object may have, written like names: `user_attribute_label`, `Region`."""
        only = (item.name for item in self.fields if item.unique and record.get(item.name))
        return frozenset(Ref(f"{self.name}_{name}", str(record[name])) for name in only)

    def heeded(self, declared: Declared) -> Fields:
        """The fields that matter: of what is to go none, unless it is known by more than its key."""
        return declared.fields if declared.state == "present" or self.match else {}

    def option(self, name: str) -> Optional[Field]:
        return next((item for item in self.fields if item.name == name), None)

    def list_option(self, name: str) -> LinkList:
        return next(item for item in self.lists if item.name == name)

    @property
    def previous_option(self) -> str:
        return f"previous_{self.key}"

    @cached_property
    def managed(self) -> tuple[Field, ...]:
        """Fields that are compared and written (the key included where it is a property)."""
        return tuple(item for item in self.fields if item.is_managed)

    @cached_property
    def file_fields(self) -> tuple[Field, ...]:
        return tuple(item for item in self.fields if item.takes_files)


class Types(Mapping[str, Resource]):
    """The resource types and link kinds that a module knows."""

    def __init__(self, resources: Sequence[Resource], kinds: Sequence[LinkKind]) -> None:
        self._resources = {resource.type: resource for resource in resources}
        self.kinds = {kind.name: kind for kind in kinds}

    def __getitem__(self, name: str) -> Resource:
        return self._resources[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._resources)

    def __len__(self) -> int:
        return len(self._resources)

    def of(self, item: Declared) -> Resource:
        """The resource that an object is declared as."""
        return item.resource or self[item.ref.type]

    def keep_secrets(self, resource: Resource) -> bool:
        """Whether objects of this type may hold values that Looker shows to nobody."""
        kinds = [self.kinds[links.kind] for links in resource.lists]
        own = any(item.keeps_secrets for item in resource.fields) or resource.secrets is not no_secrets
        return (own and not resource.force) or any(kind.hidden_by for kind in kinds)

    def by_plural(self, plural: str) -> Resource:
        return next(resource for resource in self._resources.values() if resource.plural == plural)
