# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads an instance as a configuration: what is to be read, and the result of the module.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Optional

from ansible_collections.biops.looker.plugins.module_utils._client import Client
from ansible_collections.biops.looker.plugins.module_utils._declaration import key_of, object_options
from ansible_collections.biops.looker.plugins.module_utils._errors import BadOption, LookerError
from ansible_collections.biops.looker.plugins.module_utils._export import (
    Ends,
    NotExported,
    chosen_ends,
    export,
)
from ansible_collections.biops.looker.plugins.module_utils._export_files import files_of
from ansible_collections.biops.looker.plugins.module_utils._facts import BY_ID, End, Ref
from ansible_collections.biops.looker.plugins.module_utils._files import held, not_written, obstacle, write_files
from ansible_collections.biops.looker.plugins.module_utils._needs import Need
from ansible_collections.biops.looker.plugins.module_utils._resource import Resource
from ansible_collections.biops.looker.plugins.module_utils._resources._all import ALL, CONFIGURABLE
from ansible_collections.biops.looker.plugins.module_utils._resources.user import USER
from ansible_collections.biops.looker.plugins.module_utils._scope import Scope, read_scope, scope_options
from ansible_collections.biops.looker.plugins.module_utils._settle import cut_off, sees_everything
from ansible_collections.biops.looker.plugins.module_utils._snapshot import Snapshot, extend_snapshot

KEYS = tuple(dict.fromkeys(map(key_of, CONFIGURABLE)))
OPTIONS: dict[str, dict[str, Any]] = {
    "types": {"type": "list", "elements": "str", "choices": list(KEYS)},
    "include_user_values": {"type": "bool", "default": False},
    "include_builtin": {"type": "bool", "default": False},
    "dest": {"type": "path"},
    "users_format": {"type": "str", "choices": ["yaml", "csv"], "default": "yaml"},
    **scope_options(CONFIGURABLE),
}


def configuration_info(client: Client, options: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """The result of the module, and `warnings`. Raises LookerError; BadOption where files cannot be written."""
    scope = read_scope(ALL, CONFIGURABLE, options["scope"])
    wanted = _wanted(options["types"], scope)
    tables = {USER.plural: object_options(USER)} if options["users_format"] == "csv" else {}
    if tables and not options["dest"]:
        raise BadOption("users_format is about files: give dest, too, the directory to write them to")
    snapshot = Snapshot(ALL, client.offers)
    readable, not_exported = _read_objects(client, snapshot, wanted, is_asked=options["types"] is not None)
    ends = chosen_ends(readable, options["include_user_values"])
    _read_links(client, snapshot, ends)
    have = snapshot.have(client.version, client.release)
    found = export(have, readable, ALL, ends, scope, options["include_builtin"])
    missing = sorted([*not_exported, *ends.left_out, *found.not_exported])
    shown = {
        "not_exported": [_row(item) for item in missing],
        "summary": {key: len(value) for key, value in found.document.items()},
        "warnings": list(_warnings(readable, snapshot)),
    }
    if not options["dest"]:
        return {"changed": False, "configuration": found.document, **shown}
    keys = list(dict.fromkeys(map(key_of, wanted)))
    files = files_of(found.document, options["dest"], keys, tables)
    return {**_written(files, check_mode), **shown}


def _wanted(types: Optional[Sequence[str]], scope: Scope) -> list[Resource]:
    """The types to export. Raises BadOption where one that is asked for is outside the scope, or there is none."""
    inside = [resource for resource in CONFIGURABLE if scope.reaches(resource)]
    outside = set(types or ()).difference(map(key_of, inside))
    if outside:
        raise BadOption(f"types: {', '.join(sorted(outside))} cannot be exported, since the scope owns none of them")
    if not inside:
        raise BadOption("scope names no type, so it owns nothing that could be exported; '*' owns all of a type")
    return [resource for resource in inside if types is None or key_of(resource) in types]


def _row(item: NotExported) -> dict[str, Any]:
    return {"type": item.type, "name": item.name, "options": list(item.options), "reason": item.reason}


def _written(files: Mapping[str, Optional[bytes]], check_mode: bool) -> dict[str, Any]:
    """Writes the files; what the result says of them."""
    for directory in {os.path.dirname(path) for path in files}:
        if obstacle(directory):
            raise BadOption(f"dest: {obstacle(directory)} is no directory")
    for path in files:
        table = os.path.splitext(path)[0] + ".csv"
        if table not in files and os.path.exists(table):
            raise BadOption(
                f"dest: {table} is there, too, so that {path} would declare the same once more: move it elsewhere"
            )
    try:
        changing = {path: content for path, content in files.items() if held(path) != content}
        if changing and not check_mode:
            write_files(changing)
    except OSError as problem:
        raise not_written("dest", problem) from problem
    return {"changed": bool(changing), "files": sorted(path for path, content in files.items() if content is not None)}


def _read_objects(
    client: Client, snapshot: Snapshot, wanted: Sequence[Resource], is_asked: bool
) -> tuple[list[Resource], list[NotExported]]:
    """Reads all objects of these types; returns the types that Looker shows. Raises LookerError where a type that was
    asked for by name is not among them."""
    try:
        extend_snapshot(client, snapshot, _need(wanted, snapshot))
        return _whole(client, snapshot, wanted, is_asked)
    except LookerError as error:
        if is_asked or error.status not in (403, 404):
            raise
    shown, refused = [], []
    for resource in wanted:
        try:
            extend_snapshot(client, snapshot, _need([resource], snapshot))
            shown.append(resource)
        except LookerError as error:
            if error.status not in (403, 404):
                raise
            refused.append(NotExported(resource.name, "", (), f"Looker does not show it: {error.message}"))
    readable, cut = _whole(client, snapshot, shown, is_asked)
    return readable, [*refused, *cut]


def _whole(
    client: Client, snapshot: Snapshot, resources: Sequence[Resource], is_asked: bool
) -> tuple[list[Resource], list[NotExported]]:
    """The types whose lists can be relied on. Raises BadOption where one that was asked for cannot."""
    readable, cut = [], []
    for resource in resources:
        if sees_everything(resource, client.version, snapshot.rights or frozenset()):
            readable.append(resource)
        elif is_asked:
            raise BadOption(cut_off(resource, client.version))
        else:
            cut.append(NotExported(resource.name, "", (), cut_off(resource, client.version)))
    names = (item for resource in readable if resource.match for item in _of_type(resource, snapshot))
    extend_snapshot(client, snapshot, Need(referring=frozenset(names)))
    _read_referred(client, snapshot, {resource.type for resource in readable})
    return readable, cut


def _read_referred(client: Client, snapshot: Snapshot, about: set[str]) -> None:
    """Reads what objects of these types refer to by its id, where only the list of all tells its name; and what that
    refers to."""
    while True:
        unread = {
            ref.type
            for name in about
            for ref in _references(name, snapshot)
            if snapshot.find(ref) is None and not snapshot.types[ref.type].by_ids
        } - snapshot.complete
        if not unread:
            return
        extend_snapshot(client, snapshot, Need(everything=frozenset(unread)))
        about = about | unread


def _references(name: str, snapshot: Snapshot) -> Iterator[Ref]:
    options = [item.name for item in snapshot.types[name].fields if item.references]
    for ref, record in snapshot.objects.items() if options else ():
        if ref.type == name:
            yield from (record[option] for option in options if isinstance(record.get(option), Ref))


def _of_type(resource: Resource, snapshot: Snapshot) -> Iterator[Ref]:
    """The objects of a type whose references have to be known by name."""
    return (Ref(ref.type, BY_ID + snapshot.ids[ref]) for ref in snapshot.objects if ref.type == resource.type)


def _need(resources: Iterable[Resource], snapshot: Snapshot) -> Need:
    """All objects of these types, and of those at the other ends of their lists, which are needed by name."""
    types: set[str] = set()
    parts: set[str] = set()
    for resource in resources:
        if resource.is_singleton:
            parts |= {part.read for part in resource.parts if snapshot.offers(part.read)}
        else:
            types |= {resource.type, *(links.other for links in resource.lists if not links.costly)}
    return Need(everything=frozenset(types), parts=frozenset(parts))


def _read_links(client: Client, snapshot: Snapshot, ends: Ends) -> None:
    """All links of the lists that are exported."""
    kinds = [snapshot.types.kinds[name] for name in ends.kinds]
    others = {links.other for options in ends.lists.values() for links in options}
    extend_snapshot(client, snapshot, Need(everything=frozenset(others)))
    lists: dict[End, frozenset[Ref]] = {end: frozenset() for kind in kinds for end in snapshot.ends(kind)}
    extend_snapshot(client, snapshot, Need(lists=lists, whole_lists=frozenset(lists), everything=frozenset(others)))


def _warnings(resources: Iterable[Resource], snapshot: Snapshot) -> Iterator[str]:
    for resource in resources:
        if not resource.is_singleton and not (snapshot.rights or frozenset()) & resource.sees:
            needed = " or ".join(sorted(resource.sees))
            noun = resource.plural.replace("_", " ")
            yield f"the API user may not see all {noun} (that takes the permission {needed}): some may be missing"
