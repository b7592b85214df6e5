# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a plan means for people: who may do what on which models that they could not before, and the other way round.

Note: this module_utils is private to the biops.looker collection and may change without notice.

Pure, and from what was read for the plan. Where that is not enough to know, it says so and counts nobody: no number is
better than a wrong one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from typing import Any, NamedTuple

from ansible_collections.biops.looker.plugins.module_utils._access_state import (
    ALL,
    LINKS,
    AccessState,
    Bits,
    beyond,
    state_after,
)
from ansible_collections.biops.looker.plugins.module_utils._facts import Link, Ref
from ansible_collections.biops.looker.plugins.module_utils._resource import Types
from ansible_collections.biops.looker.plugins.module_utils._snapshot import Snapshot
from ansible_collections.biops.looker.plugins.module_utils._state import Change, Have, Plan

INHERITED = ("membership", "role_user")
CONTENT = ("permission_set_id", "model_set_id", "permissions", "models")  # properties that decide on what a role gives
SHOWN = 3  # how many names a sentence has
LISTED = 20  # how many people an entry lists
ENTRIES = 200  # how many entries there are at most

Doubts = Mapping[str, frozenset[Ref]]
Names = list[str]


class _Turn(NamedTuple):
    """What becomes of the roles of some people."""

    before: frozenset[str]
    after: frozenset[str]


def foresee(plan: Plan, snapshot: Snapshot) -> list[dict[str, Any]]:
    """What a plan means, before it is carried out. See `impact`."""
    if not plan.changes:
        return []
    moved = {old: new for new, old in plan.renamed.items()}
    doubts = {name: frozenset(moved.get(ref, ref) for ref in _doubtful_ends(snapshot, name)) for name in INHERITED}
    return impact(plan.have, plan.changes, doubts, snapshot.types)


def _doubtful_ends(snapshot: Snapshot, name: str) -> Iterator[Ref]:
    """Left objects that may show inherited links as their own, and were not asked one by one."""
    kind = snapshot.types.kinds[name]
    ends = {(name, "left", ref) for ref in snapshot.carriers(kind, "left")}
    return (ref for ref in snapshot.doubtful(kind, ends) if (name, "left", ref) not in snapshot.answered)


def impact(have: Have, changes: Sequence[Change], doubts: Doubts, types: Types) -> list[dict[str, Any]]:
    """Entries {effect, permissions, models, count, users, text}, those of most people first.

    `effect` is gives, takes, more or unknown. `have`: what was read, under the names that objects have afterwards.
    `doubts`: link kind -> left objects that may show inherited links as their own.
    """
    touching = [change for change in changes if _touches_access(change)]
    if not touching:
        return []
    then = state_after(have, touching, types)
    named, concern_others = _named(touching), _concern_others(touching)
    parts = types, Bits(), {*have.objects, *then.objects}, None if concern_others else named
    before, after = AccessState(have, *parts), AccessState(then, *parts)
    if concern_others and not before.knows_everybody:
        reason = "not all users and groups were read, so it is not known what this means for whom"
        return [_entry("unknown", [], f"{reason}: {_some(list(map(str, touching)))}")]
    doubtful = _doubtful(have, doubts)
    certain = [AccessState(_without(one, doubtful), *parts).roles for one in (have, then)] if doubtful else []
    unsure = {user: gap for user, gap in _by_user(doubtful).items() if _differ(certain, user)}
    turned, gaps = _turned(before, after, _changed_roles(before, after, touching), named, unsure)
    found = sorted(_told(turned, before, after), key=lambda entry: (-entry["count"], entry["text"]))
    if len(found) > ENTRIES:
        more = [_entry("more", [], f"{len(found) - ENTRIES} more differences, for fewer people each")]
        found = [*found[:ENTRIES], *more]
    if gaps:
        people = [(after if user in after.audited.users else before).name(user) for user in gaps]
        missing = sorted({gap for listed in gaps.values() for gap in listed})
        text = f"not known for {_people(people)}, because this was not read: {_some(missing)}"
        found.append(_entry("unknown", people, text))
    return found


# Which changes matter


def _object_of(change: Change) -> Any:
    """The object that a change is about; None for one about links."""
    return change.target if isinstance(change.target, Ref) and change.end is None else None


def _links_of(change: Change) -> Iterator[Link]:
    return (link for link in (*change.adds, *change.removes) if link.kind in LINKS)


def _touches_access(change: Change) -> bool:
    ref = _object_of(change)
    if ref is None:
        return any(_links_of(change))
    if ref.type == "user":
        return change.verb in ("create", "delete") or (change.verb == "update" and "is_disabled" in change.write.body)
    return ref.type in ("group", "role", "permission_set", "model_set") and change.verb in (
        "create",
        "update",
        "delete",
    )


def _concern_others(changes: Iterable[Change]) -> bool:
    """Whether people are concerned whom no change names. Who is in a new group has come there by name."""
    new = {change.target for change in changes if change.verb == "create"}
    for change in changes:
        ref = _object_of(change)
        if ref is not None and change.verb == "delete" and ref.type != "user":
            return True
        if ref is not None and change.verb == "update" and any(name in change.write.body for name in CONTENT):
            return True
        if any(link.kind in ("nesting", "role_group") and link.right not in new for link in _links_of(change)):
            return True
    return False


# Whom they concern


def _turned(
    before: AccessState, after: AccessState, changed: set[str], named: Mapping[str, set[str]], unsure: Mapping[str, str]
) -> tuple[dict[_Turn, Names], dict[str, set[str]]]:
    """The people whose access changes, by what becomes of it; and those of whom that is not known, with the reasons.

    `changed`: roles that give something else; `named`: see `_named`; `unsure`: user -> what is doubtful and decides.
    """
    turned: dict[_Turn, Names] = {}
    gaps: dict[str, set[str]] = {}
    for user in sorted(before.roles.keys() | after.roles.keys() | named.keys()):
        turn = _Turn(before.roles.get(user, frozenset()), after.roles.get(user, frozenset()))
        if turn.before == turn.after and not turn.after & changed:
            missing = {gap for state in (before, after) for gap in state.unread(user, named.get(user, ()), ())}
        else:
            missing = {*before.unread_of(user, turn.before), *after.unread_of(user, turn.after)}
        missing.update([unsure[user]] if user in unsure else [])
        if missing:
            gaps[user] = missing
        elif turn.before != turn.after or turn.after & changed:
            turned.setdefault(turn, []).append(user)
    return turned, gaps


def _changed_roles(before: AccessState, after: AccessState, changes: Iterable[Change]) -> set[str]:
    """The roles that give something else, or may: who knows which sets a role has that was not read?"""
    held = {role for roles in before.roles.values() for role in roles}
    sets = any(name in (change.write.body or {}) for change in changes for name in CONTENT if change.verb == "update")
    return {role for role in held if before.gives(role) != after.gives(role) or (sets and before.gives(role) is None)}


def _named(changes: Iterable[Change]) -> dict[str, set[str]]:
    """Whom the changes name -> the groups that they come into or leave; "", all of theirs, if they come or go."""
    found: dict[str, set[str]] = {}
    for change in changes:
        ref = _object_of(change)
        if ref is not None and ref.type == "user":
            found.setdefault(ref.key, set()).add("")
        for link in _links_of(change):
            if link.kind in INHERITED:
                found.setdefault(link.right.key, set()).update([link.left.key] if link.kind == "membership" else ())
    return found


def _doubtful(have: Have, doubts: Doubts) -> set[Link]:
    """Links that Looker shows although they may be inherited."""
    return {
        link
        for kind in INHERITED
        for link in have.links.get(kind, ())
        if link.left in doubts.get(kind, ()) or (kind == "role_user" and link.left not in have.objects)
    }


def _by_user(links: Iterable[Link]) -> dict[str, str]:
    return {link.right.key: f"who has {link.left} of their own" for link in sorted(links)}


def _without(have: Have, links: Set[Link]) -> Have:
    return replace(have, links={kind: found - links for kind, found in have.links.items()})


def _differ(states: Sequence[Mapping[str, frozenset[str]]], user: str) -> bool:
    return len({roles.get(user, frozenset()) for roles in states}) > 1


# What is told


def _told(turned: Mapping[_Turn, Names], before: AccessState, after: AccessState) -> Iterator[dict[str, Any]]:
    """One entry for each set of permissions and models that people get or lose."""
    alike: dict[tuple[str, int, tuple[str, ...], bool], Names] = {}
    for turn, users in turned.items():
        held, kept = before.gives_all(turn.before), after.gives_all(turn.after)
        for effect, rights, others in (("gives", kept, held), ("takes", held, kept)):
            models: dict[int, Names] = {}
            for model, permissions in beyond(rights, others).items():
                models.setdefault(permissions, []).append(model)
            for permissions, on in models.items():
                keeps = effect == "takes" and bool(kept)
                alike.setdefault((effect, permissions, tuple(sorted(on)), keeps), []).extend(users)
    for (effect, permissions, where, keeps), users in alike.items():
        state = after if effect == "gives" else before
        people = sorted(map(state.name, users))
        yield _access_entry(effect, before.bits.names(permissions), list(where), people, keeps)


def _access_entry(effect: str, permissions: Names, models: Names, people: Names, keeps: bool) -> dict[str, Any]:
    """`keeps`: whether somebody keeps something, which they may have had as a part of "all"."""
    what = "all permissions" if ALL in permissions else _some(permissions)
    on = "all models" if ALL in models else f"model{'s' * (len(models) > 1)} {_some(models)}"
    text = f"{effect} {what} on {on} {'to' if effect == 'gives' else 'from'} {_people(people)}"
    if keeps and ALL in (*permissions, *models):
        text += ", except for what they keep"
    return {**_entry(effect, people, text), "permissions": permissions, "models": models}


def _entry(effect: str, people: Names, text: str) -> dict[str, Any]:
    return {"effect": effect, "count": len(people), "users": people[:LISTED], "text": text}


def _people(names: Sequence[str]) -> str:
    return ", ".join(names) if len(names) <= SHOWN else f"{len(names)} people"


def _some(names: Sequence[str]) -> str:
    more = len(names) - SHOWN
    return ", ".join(names[:SHOWN]) + (f" and {more} more" if more > 0 else "")
