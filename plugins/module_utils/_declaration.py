# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From a declaration to the options of its module, and from given options to what is wanted.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ansible_collections.biops.looker.plugins.module_utils._facts import (
    BY_ID,
    Ref,
    why_no_id,
)
from ansible_collections.biops.looker.plugins.module_utils._link_kind import LinkList
from ansible_collections.biops.looker.plugins.module_utils._resource import Declared, Field, Resource, Types

LIST_MODES = ("exact", "add", "remove")
STATES = ("present", "absent")
SETTINGS = "settings"  # key of a configuration: a mapping with everything of which there is one in each instance


class BadDeclaration(ValueError):
    """Something is wrong with what the user wrote; the message is one sentence for each problem."""


def key_of(resource: Resource) -> str:
    """The key of a configuration under which a type stands."""
    return SETTINGS if resource.is_singleton else resource.plural


def object_options(resource: Resource) -> dict[str, dict[str, Any]]:
    """Ansible's argument spec of one object of this type: `{option: {type, choices, elements, no_log, ...}}`.

    The same options make a module of its own and an entry of `configuration`.
    """
    spec: dict[str, dict[str, Any]] = {}
    if not resource.is_singleton:
        spec.update({resource.key: {"type": "str"}, "id": {"type": "str"}})
    if resource.is_made:
        spec[resource.previous_option] = {"type": "str"}
    for item in resource.fields:
        if not item.read_only and item.name != resource.key:
            spec[item.name] = field_spec(item)
    for links in resource.lists:
        spec[links.name] = list_spec(links)
    if any(item.has_sets for item in resource.fields) or any(
        not (links.valued or links.removes) for links in resource.lists
    ):
        spec["list_mode"] = {"type": "str", "choices": list(LIST_MODES), "default": "exact"}
    if resource.is_made:
        spec["state"] = {"type": "str", "choices": list(STATES), "default": "present"}
    return spec


def configuration_options(resources: Iterable[Resource]) -> dict[str, dict[str, Any]]:
    """Ansible's argument spec of a configuration: a list for each type, and one mapping for all singletons."""
    spec: dict[str, dict[str, Any]] = {}
    for resource in resources:
        options = object_options(resource)
        if resource.is_singleton:
            settings = spec.setdefault(SETTINGS, {"type": "dict", "options": {}})
            named = _sounds_secret(resource.plural)
            settings["options"][resource.plural] = {"type": "dict", "options": options, **named}
        else:
            spec[resource.plural] = {"type": "list", "elements": "dict", "options": options}
    return spec


def field_spec(item: Field) -> dict[str, Any]:
    spec: dict[str, Any] = {"type": item.type}
    if item.choices:
        spec["choices"] = list(item.choices)
    if item.elements:
        spec["elements"] = item.elements
    if item.options:
        spec["options"] = dict(item.options)
    if item.properties:
        spec["options"] = {inner.name: field_spec(inner) for inner in item.properties if not inner.read_only}
    if item.default is not None:
        spec["default"] = item.default
    if item.secret:
        spec["no_log"] = True
    return {**_sounds_secret(item.name), **spec}


def _sounds_secret(name: str) -> dict[str, Any]:
    """For what is not a secret, although Ansible would take it for one by its name."""
    words = ("password", "token", "secret", "key", "credential")
    return {"no_log": False} if any(word in name for word in words) else {}


def list_spec(links: LinkList) -> dict[str, Any]:
    """Ansible's argument spec of a list option: names, name -> value, or ordered {name, value}."""
    if links.valued:
        return {"type": "dict"}
    if links.ordered:
        options = {links.ordered: {"type": "str", "required": True}, "value": {"type": "raw"}}
        return {"type": "list", "elements": "dict", "options": options}
    return {"type": "list", "elements": "str"}


def _entries(types: Types, links: LinkList, given: Any, at: str) -> tuple[tuple[Ref, ...], tuple[str, ...]]:
    """The objects that a list option names, and the values where it has some. Raises BadDeclaration."""
    other = types[links.other]
    has_values = links.valued or links.ordered
    pairs = _pairs(links, given) if has_values else [(entry, None) for entry in given]
    refs = tuple(_refer(other, name, f"{at}{links.name}") for name, _value in pairs)
    return refs, tuple(_text(value) for _name, value in pairs) if has_values else ()


def _pairs(links: LinkList, given: Any) -> list[tuple[str, Any]]:
    """The names in a list option, each with its value."""
    if links.valued:
        return [(name, value) for name, value in given.items() if value is not None]
    return [(entry[links.ordered], entry.get("value")) for entry in given]


def _check_values(links: LinkList, given: Any, list_mode: Any, at: str) -> None:
    """Raises BadDeclaration with names only: values may be secrets."""
    pairs = _pairs(links, given)
    missing = [str(name) for name, value in pairs if value is None]
    if missing and list_mode != "remove":
        sentence = f"{links.name}: value is missing for {', '.join(missing)}"
        raise BadDeclaration(f"{at}{sentence} (only list_mode remove can do without)")
    nested = [str(name) for name, value in pairs if isinstance(value, (list, Mapping))]
    if nested:
        raise BadDeclaration(f"{at}{links.name}: the value of {', '.join(nested)} has to be text")


def _text(value: Any) -> str:
    """A value as Looker keeps it: YAML may have made a number or a truth value of it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def declare(types: Types, resource: Resource, options: Mapping[str, Any], where: str = "") -> Declared:
    """What the user wants of one object.

    `options`: option name -> value; `None` = not given. Values are already of the right Ansible type.
    Raises BadDeclaration.
    """
    key, identifier, previous = options.get(resource.key), options.get("id"), options.get(resource.previous_option)
    at = f"{where}: " if where else ""
    if resource.is_singleton:
        key, identifier, previous = None, None, None
    elif identifier is None and not (isinstance(key, str) and key.strip()):
        raise BadDeclaration(f"{at}a {resource.name.replace('_', ' ')} needs {resource.key} (or id)")
    if isinstance(key, str) and key != key.strip():
        raise BadDeclaration(f"{at}{resource.key} '{key}' begins or ends with white space")
    named = key if identifier is None and isinstance(key, str) and key.startswith(BY_ID) else identifier
    if named is not None and why_no_id(str(named)):
        raise BadDeclaration(f"{at}id: {why_no_id(str(named))}")
    fields = _given(resource.fields, options)
    lists, values = {}, {}
    for links in resource.lists:
        if options.get(links.name) is not None:
            lists[links.name], values[links.name] = _entries(types, links, options[links.name], at)
            if links.ordered or links.valued:
                _check_values(links, options[links.name], options.get("list_mode"), at)
    by_id = None if identifier is None else resource.ref(BY_ID + str(identifier).removeprefix(BY_ID))
    for item in resource.fields:
        if item.name in fields:
            fields[item.name] = item.parse(_referring(types, item, fields[item.name], at))
    declared = Declared(
        ref=resource.apart(resource.ref(key), options) if isinstance(key, str) else by_id or Ref(resource.type, ""),
        fields=fields,
        lists=lists,
        values={name: given for name, given in values.items() if given},
        state=options.get("state") or "present",
        list_mode=options.get("list_mode") or "exact",
        previous=None if previous is None else resource.ref(previous),
        by_id=by_id,
        where=where,
        resource=resource,
    )
    sentences = (*_replaced(resource.fields, fields), *_left_empty(resource.fields, fields), *resource.check(declared))
    problems = [f"{at}{sentence}" for sentence in sentences]
    if problems:
        raise BadDeclaration("; ".join(problems))
    return declared


def _left_empty(fields: Iterable[Field], given: Mapping[str, Any]) -> Iterable[str]:
    return (f"{item.name} cannot be an empty text" for item in fields if item.filled and given.get(item.name) == "")


def _given(fields: Iterable[Field], options: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that were given, at any depth."""
    given = {}
    for item in fields:
        value = options.get(item.name)
        if not item.read_only and value is not None:
            given[item.name] = _given(item.properties, value) if item.properties else _without_nulls(value)
    return given


def _without_nulls(value: Any) -> Any:
    """Null means not given, in the entries of a list too."""
    if not isinstance(value, list):
        return value
    return [
        {name: part for name, part in entry.items() if part is not None} if isinstance(entry, dict) else entry
        for entry in value
    ]


def _replaced(fields: Iterable[Field], given: Mapping[str, Any], inside: str = "") -> Iterator[str]:
    """Sentences about options that go by another name now."""
    for item in fields:
        if item.name in given:
            if item.replaced_by:
                yield f"{inside}{item.name} is an old name that Looker gives up: use {item.replaced_by} instead"
            if item.properties:
                yield from _replaced(item.properties, given[item.name], f"{inside}{item.name}.")


def _referring(types: Types, item: Field, value: Any, at: str) -> Any:
    """A value with the objects that it names. Raises BadDeclaration."""
    if not item.references:
        return value
    other, place = types[item.references], f"{at}{item.name}"
    return [_refer(other, entry, place) for entry in value] if isinstance(value, list) else _refer(other, value, place)


def _refer(resource: Resource, entry: Any, place: str) -> Ref:
    """The object that an entry names. `place`: where it stands. Raises BadDeclaration."""
    ref = resource.ref(str(entry).strip())
    if not ref.key:
        raise BadDeclaration(f"{place} needs the name of a {resource.name.replace('_', ' ')}, not an empty text")
    if ref.key.startswith(BY_ID) and why_no_id(ref.key):
        raise BadDeclaration(f"{place}: {why_no_id(ref.key)}")
    return ref
