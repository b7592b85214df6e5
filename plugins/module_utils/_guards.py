# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a plan must not do, and what the user should know before it is done. Pure.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from ansible_collections.biops.looker.plugins.module_utils._facts import (
    BY_ID,
    End,
    Link,
    Ref,
)
from ansible_collections.biops.looker.plugins.module_utils._link_kind import LinkKind
from ansible_collections.biops.looker.plugins.module_utils._plan_links import managed_elsewhere
from ansible_collections.biops.looker.plugins.module_utils._resource import Types
from ansible_collections.biops.looker.plugins.module_utils._resources._links import CREDENTIAL
from ansible_collections.biops.looker.plugins.module_utils._resources.group import ALL_USERS, ALL_USERS_ID
from ansible_collections.biops.looker.plugins.module_utils._resources.role import ADMIN, ADMIN_ID
from ansible_collections.biops.looker.plugins.module_utils._settle import Settlement
from ansible_collections.biops.looker.plugins.module_utils._state import Change, Have, NeedMore, NotRead, Want
from ansible_collections.biops.looker.plugins.module_utils._taken import taken

SHOWN = 20  # how many removals a message lists
NEEDS_ANOTHER = "and needs another one first"


def problems(want: Want, settlement: Settlement, changes: Sequence[Change], types: Types) -> list[str]:
    """One sentence for every reason why the changes must not be made."""
    found = list(_protected(settlement, changes, types))
    if not want.allow_self_lockout:
        found += _lockouts(want, settlement, changes, types)
    found += _too_much(want, changes, types)
    found += _circles(settlement.have, changes, types)
    found += _in_use(settlement, changes, types)
    found += taken(settlement, changes, types)
    return found


def _protected(settlement: Settlement, changes: Iterable[Change], types: Types) -> Iterable[str]:
    """Objects that Looker, or somebody else, keeps from us."""
    have = settlement.have
    for change in changes:
        target = change.target
        if isinstance(target, Link):
            elsewhere = managed_elsewhere(target, have, types)
            if elsewhere:
                yield f"cannot change {elsewhere}"
        elif target in have.objects and change.end is None:  # a list is written without what is not ours
            reason = types[target.type].protect(change.verb, have.objects[target])
            if reason:
                yield f"cannot {'remove' if change.verb == 'delete' else 'change'} {target}: {reason}"


def _in_use(settlement: Settlement, changes: Sequence[Change], types: Types) -> Iterable[str]:
    """Objects that are to be deleted although others that stay cannot do without them. Raises NeedMore.

    Looker may refuse that or not (quirk 12.4); a role without its set is nothing that anybody wants.
    """
    have = settlement.have
    purged = {item.ref for item in settlement.settled if item.purged}
    gone = {change.target for change in changes if change.verb == "delete" and isinstance(change.target, Ref)}
    rewritten = {(change.target, name) for change in changes if change.verb == "update" for name in change.write.body}
    for resource in types.values():
        for item in resource.fields:
            going = {ref for ref in gone if item.holds and ref.type == item.references}
            if not going:
                continue
            if resource.type not in have.complete:
                raise NeedMore(everything=[resource.type])
            for ref, record in have.objects.items():
                stays = ref.type == resource.type and ref not in gone and (ref, item.written_as) not in rewritten
                held = record.get(item.name)
                if stays and held in going:
                    way_out = f"declare it, or purge {resource.plural}, too" if held in purged else NEEDS_ANOTHER
                    yield f"cannot remove {held}: {ref} uses it, {way_out}"


def _circles(have: Have, changes: Sequence[Change], types: Types) -> Iterable[str]:
    """Objects of one type that would hold each other: Looker refuses the link that closes it. Raises NeedMore."""
    for kind in (kind for kind in types.kinds.values() if kind.left == kind.right):
        come = [link for change in changes for link in change.adds if link.kind == kind.name]
        if not come:
            continue
        unread = frozenset(_unread(kind, come, have))
        if unread:
            raise NeedMore(unread)
        go = {link.place for change in changes for link in change.removes}
        gone = {change.ends for change in changes}
        held: dict[Ref, list[Ref]] = {}
        for link in (*have.links.get(kind.name, ()), *come):
            if link.place not in go and not {link.left, link.right} & gone:
                held.setdefault(link.right, []).append(link.left)
        try:
            TopologicalSorter(held).prepare()
        except CycleError as circle:
            names = " holds ".join(map(str, circle.args[1]))
            yield f"{names}: that is a circle, which Looker does not allow"


def _unread(kind: LinkKind, come: Iterable[Link], have: Have) -> Iterable[End]:
    """Whose links have to be read to know every way down from what is new, or up to it where those are known.

    Everybody's group is above every other one, and in none.
    """
    upwards = (kind.name, "right") in have.listed_sides
    side, far = ("right", "left") if upwards else ("left", "right")
    onwards: dict[Ref, list[Ref]] = {}
    for link in have.links.get(kind.name, ()):
        onwards.setdefault(getattr(link, side), []).append(getattr(link, far))
    todo, seen = [link.left if upwards else link.right for link in come], set[Ref]()
    while todo:
        ref = todo.pop()
        if ref in seen or ref.key in (ALL_USERS, BY_ID + ALL_USERS_ID):
            continue
        seen.add(ref)
        try:
            if have.find(ref) is not None:
                have.links_of(kind.name, side, ref)
        except NotRead:
            yield kind.name, side, ref
        todo += onwards.get(ref, ())


def _leaving(changes: Iterable[Change]) -> dict[Ref, str]:
    """Users who can no longer log in afterwards, and how."""
    leaving = {}
    for change in changes:
        if isinstance(change.target, Ref) and change.target.type == "user":
            if change.verb == "delete":
                leaving[change.target] = "delete"
            elif isinstance(change.write.body, dict) and change.write.body.get("is_disabled") is True:
                leaving[change.target] = "disable"
    return leaving


def _lockouts(want: Want, settlement: Settlement, changes: Sequence[Change], types: Types) -> Iterable[str]:
    """Raises NeedMore where the admins have to be known and are not."""
    have = settlement.have
    leaving = _leaving(changes)
    for item in settlement.settled:
        reason = types.of(item.declared).shuts(item.current or {}, item.declared.fields)
        if reason:
            yield f"{reason}; {want.lift}"
    if have.caller in leaving:
        yield f"this would {leaving[have.caller]} {have.caller}, the API user that this runs as; {want.lift}"
    removed = [link for change in changes for link in change.removes if link.kind == CREDENTIAL]
    if any(link.left == have.caller and link.right.key.startswith("api3/") for link in removed):
        yield f"this would remove the API keys of {have.caller}, and this runs with one of them; {want.lift}"
    admin = have.aliases.get(ADMIN, ADMIN)
    if not _touches_admins(admin, have, changes, leaving):
        return
    before = admins(admin, have, (), {})
    after = admins(admin, have, changes, leaving)
    if have.caller in before - after and have.caller not in leaving:
        yield f"this would take the role Admin from {have.caller}, the API user that this runs as; {want.lift}"
    elif before and not after and have.caller not in leaving:
        names = ", ".join(sorted(ref.key for ref in before))
        yield f"this would leave Looker without an enabled admin (up to now: {names}); {want.lift}"


def _touches_admins(admin: Ref, have: Have, changes: Iterable[Change], leaving: Mapping[Ref, str]) -> bool:
    """Whether somebody could lose the role Admin."""
    if leaving:
        return True
    lost = [link for change in changes for link in change.removes]
    groups = {link.left for link in lost if link.left.type == "group"}
    groups |= {change.owner for change in changes if change.verb == "delete" and change.owner.type == "group"}
    return any(link.left == admin for link in lost) or any(_may_give_admin(ref, have) for ref in groups)


def _may_give_admin(group: Ref, have: Have) -> bool:
    """Whether a group, or one that holds it, could have the role Admin: unknown counts as yes."""
    record = have.objects.get(group, {})
    roles, parents = record.get("role_ids"), record.get("parent_group_ids")
    if roles is None or parents is None:
        return True
    return ADMIN_ID in map(str, roles) or bool(set(map(str, parents)) - {ALL_USERS_ID})


def admins(admin: Ref, have: Have, changes: Iterable[Change], leaving: Mapping[Ref, str]) -> set[Ref]:
    """Every enabled user who has the role Admin, directly or through groups, after the changes. Raises NeedMore."""
    changes = list(changes)
    removed = {link.place for change in changes for link in change.removes}
    added = [link for change in changes for link in change.adds]
    gone = {change.target for change in changes if change.verb == "delete"}

    def linked(kind: str, left: Ref) -> set[Ref]:
        end = (kind, "left", left)
        try:
            have.links_of(*end)
        except NotRead:
            raise NeedMore([end]) from None
        found = {link.right for link in have.links.get(kind, ()) if link.left == left and link.place not in removed}
        return (found | {link.right for link in added if (link.kind, link.left) == (kind, left)}) - gone

    found = linked("role_user", admin)
    todo, seen = list(linked("role_group", admin)), set[Ref]()
    while todo:
        group = todo.pop()
        if group not in seen:
            seen.add(group)
            found |= linked("membership", group)
            todo += linked("nesting", group)
    return {ref for ref in found - leaving.keys() if not have.objects.get(ref, {}).get("is_disabled")}


def removals(changes: Iterable[Change], types: Types) -> list[str]:
    """What the changes take away: objects, links, and the possibility to log in."""
    taken = []
    disabled = _leaving(changes)
    for change in changes:
        if change.verb == "delete":
            taken.append(f"{change.target}")
        taken += [types.kinds[link.kind].says(link) for link in change.removes]
        taken += change.takes
        if isinstance(change.target, Ref) and disabled.get(change.target) == "disable" and change.verb == "update":
            taken.append(f"login of {change.target}")
    return taken


def _too_much(want: Want, changes: Sequence[Change], types: Types) -> Iterable[str]:
    taken = removals(changes, types)
    if len(taken) > want.max_removals:
        listed = ", ".join(taken[:SHOWN]) + (f" and {len(taken) - SHOWN} more" if len(taken) > SHOWN else "")
        things = f"{len(taken)} things" if len(taken) > 1 else "1 thing"
        yield (
            f"this would take away {things}, more than max_removals ({want.max_removals}) allows: {listed}; "
            "raise max_removals if that is meant"
        )


def warnings(settlement: Settlement, changes: Iterable[Change], types: Types) -> list[str]:
    """What will surprise the user although it is allowed."""
    found = []
    for change in changes:
        for link, comes in (*((link, True) for link in change.adds), *((link, False) for link in change.removes)):
            for ref in (link.left, link.right):
                record = settlement.have.objects.get(ref)
                reason = None if record is None else types[ref.type].undone(link.kind, comes, record)
                if reason:
                    found.append(f"{types.kinds[link.kind].says(link)}: {reason}")
    return found
