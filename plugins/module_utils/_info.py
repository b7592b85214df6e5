# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What info modules return: objects in the same terms as the modules that manage them. No Ansible.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Callable, Optional, Union

from ansible_collections.biops.looker.plugins.module_utils._client import Client
from ansible_collections.biops.looker.plugins.module_utils._facts import (
    BY_ID,
    MASKED,
    End,
    Fields,
    Ref,
    why_no_id,
)
from ansible_collections.biops.looker.plugins.module_utils._field import HIDDEN
from ansible_collections.biops.looker.plugins.module_utils._link_kind import LinkList
from ansible_collections.biops.looker.plugins.module_utils._needs import Need, needs_of_info, needs_of_singleton
from ansible_collections.biops.looker.plugins.module_utils._outcomes import returned
from ansible_collections.biops.looker.plugins.module_utils._resource import Resource, Types
from ansible_collections.biops.looker.plugins.module_utils._settle import cut_off, sees_everything
from ansible_collections.biops.looker.plugins.module_utils._snapshot import Snapshot, extend_snapshot
from ansible_collections.biops.looker.plugins.module_utils._state import Have, PlanError
from ansible_collections.biops.looker.plugins.module_utils._value_class import field, value_class


@value_class
class Filters:
    """Options of an info module that leave objects out. `keep(record, value)` decides for a given value."""

    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    keep: Mapping[str, Callable[[Fields, Any], bool]] = field(default_factory=dict)

    @classmethod
    def equal(cls, **types: str) -> Filters:
        """Filters by fields that have to be equal: option name -> Ansible's type."""

        def same(name: str) -> Callable[[Fields, Any], bool]:
            def keep(record: Fields, value: Any) -> bool:
                held = record.get(name)
                return bool(held.key == value.lower() if isinstance(held, Ref) else held == value)

            return keep

        return cls({name: {"type": kind} for name, kind in types.items()}, {name: same(name) for name in types})


def read_info(
    client: Client, resource: Resource, types: Types, filters: Filters, options: Mapping[str, Any]
) -> tuple[list[dict[str, Any]], list[str]]:
    """The objects that match, sorted by key, and warnings. Unknown names and ids give an empty list.

    Raises LookerError. What the caller may not see is unknown, not absent: a warning says that the list may be cut.
    """
    asked = _asked(resource, options)
    snapshot = Snapshot(types, client.offers)
    extend_snapshot(
        client,
        snapshot,
        Need(frozenset() if asked is None else frozenset({asked}), everything=_all_of(resource, asked)),
    )
    if not sees_everything(resource, client.version, snapshot.rights or frozenset()):
        raise PlanError([cut_off(resource, client.version)])
    found = _matching(snapshot, resource, asked)
    if resource.match:
        names = frozenset(Ref(resource.type, BY_ID + snapshot.objects[ref]["id"]) for ref in found)
        extend_snapshot(client, snapshot, Need(referring=names))
    records = snapshot.have().objects
    kept = {ref for ref in found if _kept(records[ref], filters, options)}
    wanted = [links for links in resource.lists if links.name in (options.get("include") or ())]
    extend_snapshot(client, snapshot, needs_of_info(resource, kept, asked is None, wanted))
    have = snapshot.have()
    by_end = _by_end(have, wanted)
    shown = [_shown(resource, ref, have, wanted, by_end, types) for ref in kept]
    listed = sorted(shown, key=lambda item: (str(item.get(resource.key) or "").lower(), str(item["id"])))
    return listed, [] if have.rights & resource.sees else [_cut(resource)]


def read_singleton(client: Client, resource: Resource, types: Types) -> dict[str, Any]:
    """What there is one of, all parts of it. Raises LookerError."""
    snapshot = Snapshot(types, client.offers)
    extend_snapshot(client, snapshot, needs_of_singleton(resource))
    return returned(resource, snapshot.have().objects[Ref(resource.type, "")])


def _cut(resource: Resource) -> str:
    needed = " or ".join(sorted(resource.sees))
    noun = resource.plural.replace("_", " ")
    return f"the API user may not see all {noun} (that takes the permission {needed}): some or parts may be missing"


def _asked(resource: Resource, options: Mapping[str, Any]) -> Optional[Ref]:
    if options.get("id") is not None:
        if why_no_id(str(options["id"])):
            raise PlanError([f"id: {why_no_id(str(options['id']))}"])
        return resource.ref(BY_ID + str(options["id"]))
    return None if options.get(resource.key) is None else resource.ref(options[resource.key])


def _all_of(resource: Resource, asked: Optional[Ref]) -> frozenset[str]:
    return frozenset({resource.type}) if asked is None else frozenset()


def _matching(snapshot: Snapshot, resource: Resource, asked: Optional[Ref]) -> set[Ref]:
    """All objects of the type, or those with the asked key (several may share it)."""
    everything = {ref for ref in snapshot.objects if ref.type == resource.type}
    found = everything if asked is None else snapshot.named(asked)
    return {ref for ref in found if resource.belongs(snapshot.objects[ref])}


def _kept(record: Fields, filters: Filters, options: Mapping[str, Any]) -> bool:
    return all(keep(record, options[name]) for name, keep in filters.keep.items() if options.get(name) is not None)


def _by_end(have: Have, wanted: list[LinkList]) -> dict[End, dict[Ref, str]]:
    """Whose lists: the objects in it, each with the value of the link."""
    found: dict[End, dict[Ref, str]] = {}
    for kind in {links.kind for links in wanted}:
        for link in have.links.get(kind, ()):
            found.setdefault((kind, "left", link.left), {})[link.right] = link.value
            found.setdefault((kind, "right", link.right), {})[link.left] = link.value
    return found


def _shown(
    resource: Resource,
    ref: Ref,
    have: Have,
    wanted: list[LinkList],
    by_end: Mapping[End, Mapping[Ref, str]],
    types: Types,
) -> dict[str, Any]:
    record = returned(resource, have.objects[ref])
    for links in wanted:
        end = (links.kind, links.side, ref)
        record[links.name] = _list(links, by_end.get(end, {}), have.order.get(end, ()), have, types)
    return record


def _list(
    links: LinkList, entries: Mapping[Ref, str], order: Sequence[Ref], have: Have, types: Types
) -> Union[list[str], list[dict[str, str]], dict[str, str]]:
    """A list option as the user would write it."""
    values = {ref: HIDDEN if value == MASKED else value for ref, value in entries.items()}
    names = {ref: str(have.objects.get(ref, {}).get(types[links.other].key) or ref.key) for ref in entries}
    if links.ordered:
        return [{links.ordered: names[ref], "value": values[ref]} for ref in order if ref in values]
    by_name = sorted(entries, key=lambda ref: (names[ref].lower(), names[ref]))
    if links.valued:
        return {names[ref]: values[ref] for ref in by_name}
    return [names[ref] for ref in by_name]
