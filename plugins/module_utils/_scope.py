# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a configuration owns where several teams share an instance. Pure.

Note: this module_utils is private to the biops.looker collection and may change without notice.

A scope that is given owns only what its patterns match: a type that it does not name is all outside. So a team that
forgets a type is told so, instead of taking away what is another team's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Optional

from ansible_collections.biops.looker.plugins.module_utils._declaration import key_of
from ansible_collections.biops.looker.plugins.module_utils._facts import BY_ID, Fields, Ref, declared
from ansible_collections.biops.looker.plugins.module_utils._resource import Resource, Types
from ansible_collections.biops.looker.plugins.module_utils._value_class import field, value_class

if TYPE_CHECKING:
    from ansible_collections.biops.looker.plugins.module_utils._patterns import Patterns

Find = Callable[[Ref], tuple[Ref, Optional[Fields]]]  # a reference -> the natural key, and the record if there is one
_PATTERNS: dict[str, Any] = {"type": "list", "elements": "str"}


@value_class
class Scope:
    """What is owned. `owned`: key of a scope -> patterns, by what they are about ("" for an object's own name).

    Without `resources` everything is owned.
    """

    resources: tuple[Resource, ...] = ()
    owned: Mapping[str, Mapping[str, Patterns]] = field(default_factory=dict)

    def covers(self, ref: Ref, record: Fields, find: Find) -> bool:
        """Whether an object is owned. Objects that nobody can declare, as a user's credentials, set no limit."""
        shared = [resource for resource in self.resources if resource.type == ref.type]
        return not shared or any(self.has(item, ref, record, find) for item in shared if item.belongs(record))

    def has(self, resource: Resource, ref: Ref, record: Fields, find: Find) -> bool:
        """Whether an object of a resource is owned: everything that is said about its type has to hold."""
        if not self.resources:
            return True
        given = self.owned.get(key_of(resource))
        if given is None:
            return False
        return all(
            any(owned.match(name) for name in _names(resource, about, ref, record, find))
            for about, owned in given.items()
        )

    def reaches(self, resource: Resource) -> bool:
        """Whether an object of a resource may be owned."""
        if not self.resources:
            return True
        given = self.owned.get(key_of(resource))
        return given is not None and (not resource.is_singleton or given[""].match(resource.plural))

    def said(self, resource: Resource) -> str:
        """What the scope has of a type, for messages."""
        key = key_of(resource)
        if key not in self.owned:
            return f"it has no {key}"
        parts = [(about, ", ".join(owned.said)) for about, owned in self.owned[key].items()]
        return f"its {key}: " + "; ".join(f"{about} {listed}" if about else listed for about, listed in parts)


def scope_options(resources: Iterable[Resource]) -> dict[str, dict[str, Any]]:
    """Ansible's argument spec of the option `scope`: patterns for each type."""
    spec: dict[str, dict[str, Any]] = {}
    for resource in resources:
        about = {name: dict(_PATTERNS) for name in resource.scoped_by}
        spec[key_of(resource)] = {"type": "dict", "options": about} if about else dict(_PATTERNS)
    return {"scope": {"type": "dict", "options": spec}}


def read_scope(types: Types, resources: Sequence[Resource], given: Optional[Mapping[str, Any]]) -> Scope:
    """The scope that the option asks for; everything where it is not given."""
    if given is None:
        return Scope()
    from ansible_collections.biops.looker.plugins.module_utils._patterns import patterns

    owned: dict[str, dict[str, Patterns]] = {}
    for resource in resources:
        key = key_of(resource)
        value = given.get(key)
        if value is None:
            continue
        if not resource.scoped_by:
            owned[key] = {"": patterns(value, str if resource.is_singleton else resource.fold)}
            continue
        said = {about: listed for about, listed in value.items() if listed is not None}
        if said:  # an empty mapping says nothing, so nothing is owned
            owned[key] = {about: patterns(listed, _last(types, resource, about).fold) for about, listed in said.items()}
    return Scope(tuple(resources), owned)


def _last(types: Types, resource: Resource, about: str) -> Resource:
    """The type of the objects that are matched instead of an object's own name."""
    for name in resource.scoped_by[about][0]:
        option = declared(resource.option(name), name)
        resource = types[option.references]
    return resource


def _names(resource: Resource, about: str, ref: Ref, record: Fields, find: Find) -> Iterable[str]:
    """The names of an object that patterns are about."""
    if not about:
        yield resource.plural if resource.is_singleton else name_of(resource, ref, record)
        return
    for path in resource.scoped_by[about]:
        at, met = record, ref
        for step in path:
            target = at.get(step)
            if not isinstance(target, Ref):
                break
            met, found = find(target)
            at = found or {}
        else:
            yield met.key


def name_of(resource: Resource, ref: Ref, record: Fields) -> str:
    """The name of an object, also where that is not unique and it goes by its id."""
    own = record.get(resource.key)
    return resource.fold(str(own)) if ref.key.startswith(BY_ID) and own else ref.key
