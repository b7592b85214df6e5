# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What logins by SAML, OpenID Connect and LDAP have in common: mapped groups and attributes, and what new users get.

Looker shows roles, groups and user attributes as objects and takes their ids; here they go by name.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Optional

from ansible_collections.biops.looker.plugins.module_utils._facts import BY_ID, Fields, Ref, is_name
from ansible_collections.biops.looker.plugins.module_utils._resource import Declared, Field
from ansible_collections.biops.looker.plugins.module_utils._resources._types import ACCESS

TRIED = "true"  # what `test` of a login in a browser is where the settings are only to be tried out
_NEW = {"default_new_user_roles": "role", "default_new_user_groups": "group"}
# Option -> the property of an entry that names objects, and their type.
_MAPS = {"groups": ("roles", "role"), "user_attributes": ("user_attributes", "user_attribute")}


def flags(*names: str) -> Iterable[Field]:
    return (Field(name, "bool") for name in names)


def texts(*names: str) -> Iterable[Field]:
    return (Field(name, same=_same_text) for name in names)


def _same_text(one: Any, other: Any) -> bool:
    """Null is no text."""
    return (one or "") == (other or "")


def _parse(option: str) -> Callable[[Any], Any]:
    inner, kind = _MAPS[option]

    def parse(entries: Any) -> Any:
        return [
            {**entry, inner: [ACCESS[kind].ref(str(name).strip()) for name in entry[inner]]}
            if inner in entry
            else entry
            for entry in entries
        ]

    return parse


def _merged(option: str) -> Callable[[Any, Optional[Fields], str], Any]:
    """What a list is to be afterwards: entries go by what the identity provider calls them, and keep what is not given.

    The ids of mapped groups stay: Looker has groups of its own for them.
    """

    def effective(value: Any, current: Optional[Fields], mode: str) -> Any:
        held = {entry["name"]: entry for entry in (current or {}).get(option) or ()}
        if mode == "remove":
            going = {entry["name"] for entry in value}
            return [entry for name, entry in held.items() if name not in going]
        new = {entry["name"]: {**(held.get(entry["name"]) or _by_default(option, entry)), **entry} for entry in value}
        return [*({**held, **new} if mode == "add" else new).values()]

    return effective


def _by_default(option: str, entry: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a new entry has where nothing is given."""
    if option == "groups":
        return {"looker_group_name": entry["name"], "roles": []}
    return {"required": False, "user_attributes": []}


def _comparable(option: str, entries: Any) -> dict[str, Any]:
    inner = _MAPS[option][0]
    return {
        entry["name"]: (
            frozenset(entry.get(inner) or ()),
            bool(entry.get("required")),
            entry.get("looker_group_name") or entry["name"],
        )
        for entry in entries or ()
    }


def _shown(option: str) -> Callable[[Any], Any]:
    inner = _MAPS[option][0]

    def shown(entries: Any) -> Any:
        plain = [{k: v for k, v in entry.items() if k != "id"} for entry in entries]
        return [{**entry, inner: sorted(entry.get(inner) or ())} for entry in plain]

    return shown


def _encode(option: str, ids: str) -> Callable[[Any], Any]:
    inner = _MAPS[option][0]

    def encode(entries: Any) -> Any:
        return [
            {**{name: value for name, value in entry.items() if name != inner}, ids: list(entry.get(inner) or ())}
            for entry in entries
        ]

    return encode


def _lost(option: str) -> Callable[[Any, Any], Iterable[str]]:
    """The mapped groups or attributes that go."""

    def lost(value: Any, held: Any) -> Iterable[str]:
        kept = {entry["name"] for entry in value or ()}
        noun = option[:-1].replace("_", " ")
        return (f"mapped {noun} '{entry['name']}'" for entry in held or () if entry["name"] not in kept)

    return lost


def _mirrors(value: Any, held: Any) -> Iterable[tuple[Ref, Fields]]:
    """The groups that Looker has of its own for mapped ones, where they are new or get another name."""
    names = {entry["name"]: entry.get("looker_group_name") or entry["name"] for entry in held or ()}
    for entry in value:
        name = entry.get("looker_group_name") or entry["name"]
        if names.get(entry["name"]) != name and is_name(name):
            yield Ref("group", name), {"externally_managed": True, "external_group_id": entry["name"]}


def _mapping(option: str, ids: str, more: Mapping[str, Mapping[str, Any]]) -> Field:
    inner = _MAPS[option][0]
    return Field(
        option,
        "list",
        api=f"{option}_with_{'role_ids' if option == 'groups' else 'ids'}",
        shown_in=option,
        derived=True,
        elements="dict",
        options={"name": {"type": "str", "required": True}, inner: {"type": "list", "elements": "str"}, **more},
        has_modes=True,
        parse=_parse(option),
        effective=_merged(option),
        same=lambda one, other: _comparable(option, one) == _comparable(option, other),
        shown=_shown(option),
        takes=_lost(option),
        encode=_encode(option, ids),
    )


# The options that all of them have.
COMMON = (
    Field("enabled", "bool"),
    *flags("alternate_email_login_allowed", "auth_requires_role", "set_roles_from_groups"),
    *flags("allow_normal_group_membership", "allow_roles_from_normal_groups", "allow_direct_roles"),
    *texts("user_attribute_map_email", "user_attribute_map_first_name", "user_attribute_map_last_name"),
    *(
        Field(
            name,
            "list",
            api=f"{name[:-1]}_ids",
            shown_in=name,
            derived=True,
            elements="str",
            references=kind,
            is_set=True,
        )
        for name, kind in _NEW.items()
    ),
    replace(_mapping("groups", "role_ids", {"looker_group_name": {"type": "str"}}), makes=_mirrors),
    _mapping("user_attributes", "user_attribute_ids", {"required": {"type": "bool"}}),
)


def with_stamps(*fields: Field) -> tuple[Field, ...]:
    """The fields, and who changed any of them last, and when."""
    names = tuple(item.name for item in fields if item.is_managed)
    return (*fields, *(Field(name, read_only=True, follows=names) for name in ("modified_at", "modified_by")))


def _refs(kind: str, rows: Any) -> list[Ref]:
    return [Ref(kind, BY_ID + str(row["id"])) for row in rows or ()]


def normalise(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Objects as references to them."""
    new = {name: _refs(kind, raw.get(name)) for name, kind in _NEW.items() if name in raw}
    groups = [
        {
            "id": str(entry["id"]),
            "name": entry["name"],
            "looker_group_name": entry.get("looker_group_name"),
            "roles": _refs("role", entry.get("roles")),
        }
        for entry in raw.get("groups") or ()
    ]
    attributes = [
        {
            "name": entry["name"],
            "required": bool(entry.get("required")),
            "user_attributes": _refs("user_attribute", entry.get("user_attributes")),
        }
        for entry in raw.get("user_attributes") or ()
    ]
    return {**raw, **new, "groups": groups, "user_attributes": attributes}


def nested(raw: Mapping[str, Any]) -> Iterable[tuple[str, Mapping[str, Any]]]:
    """The objects that a configuration shows: they need no call of their own."""
    for name, kind in _NEW.items():
        yield from ((kind, row) for row in raw.get(name) or ())
    for option, (inner, kind) in _MAPS.items():
        for entry in raw.get(option) or ():
            yield from ((kind, row) for row in entry.get(inner) or ())


def check(declared: Declared) -> Iterable[str]:
    """An entry that is there twice, or has no name."""
    for option in _MAPS:
        names = [entry["name"] for entry in declared.fields.get(option) or ()]
        yield from (f"entry {n} of {option} has no name" for n, name in enumerate(names, 1) if not name.strip())
        yield from (f"'{name}' is in {option} twice" for name in sorted({n for n in names if names.count(n) > 1}))


def no_address(declared: Declared, *options: str) -> Iterable[str]:
    """Addresses that are none. Empty takes an address away."""
    given = ((name, declared.fields.get(name)) for name in options)
    return (
        f"{name}: '{value}' has to begin with https:// (or http://)"
        for name, value in given
        if value and not value.lower().startswith(("https://", "http://"))
    )


def shuts(words: str) -> Callable[[Fields, Fields], Optional[str]]:
    """Whoever logs in this way cannot any more when it is turned off."""

    def reason(current: Fields, fields: Fields) -> Optional[str]:
        if current.get("enabled") and fields.get("enabled") is False:
            return f"this would turn off login by {words}, and everybody who logs in that way is shut out"
        return None

    return reason


def incomplete(current: Fields, fields: Fields, required: Sequence[str], words: str) -> Iterable[str]:
    """What a configuration that is turned on, or that somebody is to try to log in with, cannot do without."""
    after = {**current, **fields}
    missing = ", ".join(name for name in required if not after.get(name))
    if missing and fields.get("test") == TRIED:
        yield f"login by {words} needs {missing} to be tested"
    elif missing and after.get("enabled"):
        yield f"login by {words} needs {missing} to be turned on"
