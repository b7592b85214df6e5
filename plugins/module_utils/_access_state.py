# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who has which roles and what these give, before changes and after them, as far as it was read. Pure.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timezone
from functools import cached_property
from typing import Optional

from ansible_collections.biops.looker.plugins.module_utils._access import by_right, roles_by_user
from ansible_collections.biops.looker.plugins.module_utils._audit_reading import audited_from
from ansible_collections.biops.looker.plugins.module_utils._audited import Audited
from ansible_collections.biops.looker.plugins.module_utils._facts import BY_ID, Fields, Ref
from ansible_collections.biops.looker.plugins.module_utils._resource import Types
from ansible_collections.biops.looker.plugins.module_utils._resources.group import ALL_USERS, ALL_USERS_ID
from ansible_collections.biops.looker.plugins.module_utils._state import Change, Have

ALL = "*"  # every permission, every model
EVERY = 1  # the bit of all permissions
LINKS = ("membership", "nesting", "role_user", "role_group")
_ALL_USERS = BY_ID + ALL_USERS_ID  # the key under which it is known if it was not read
_ANY_TIME = datetime(1970, 1, 1, tzinfo=timezone.utc)

Rights = Mapping[str, int]  # model -> permissions, one bit each


def beyond(rights: Rights, others: Rights) -> dict[str, int]:
    """The rights that are not among others, nor among wider ones of either."""
    everywhere = rights.get(ALL, 0)
    found = {}
    for model, permissions in rights.items():
        held = others.get(model, 0) | others.get(ALL, 0) | (everywhere if model != ALL else 0)
        own = EVERY if permissions & EVERY else permissions
        left = 0 if held & EVERY else own & ~held
        if left:
            found[model] = left
    return found


class Bits:
    """A bit for each permission."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {ALL: EVERY}

    def of(self, permissions: Iterable[str]) -> int:
        found = 0
        for name in permissions:
            found |= self._known.setdefault(name, 1 << len(self._known))
        return found

    def names(self, bits: int) -> list[str]:
        return sorted(name for name, bit in self._known.items() if bit & bits)


class AccessState:
    """The access of everybody, at one time. Users, groups and roles go by their keys.

    `read`: the objects that are known at this time or at the other one, as those that come or go. `only`: the users who
    are looked at.
    """

    def __init__(
        self, have: Have, types: Types, bits: Bits, read: Container[Ref], only: Optional[Container[str]] = None
    ) -> None:
        self.have, self.bits, self.read = have, bits, read
        self.audited: Audited = audited_from(have, types, _ANY_TIME)
        self._looked_at = self.audited if only is None else _limited(self.audited, only)
        self._given: dict[str, Optional[Rights]] = {}

    @cached_property
    def roles(self) -> Mapping[str, frozenset[str]]:
        """user -> the roles of somebody who can log in."""
        found = roles_by_user(self._looked_at)
        return {user: roles for user, roles in found.items() if not self._is_disabled(user)}

    def _is_disabled(self, user: str) -> bool:
        found = self.audited.users.get(user)
        return found is not None and found.disabled

    def name(self, user: str) -> str:
        found = self.audited.users.get(user)
        return found.name if found else user

    # What roles give

    def gives(self, role: str) -> Optional[Rights]:
        """What a role gives; None where it was not read."""
        if role not in self._given:
            self._given[role] = self._read_of(role)
        return self._given[role]

    def gives_all(self, roles: Iterable[str]) -> Rights:
        """What roles give together."""
        found: dict[str, int] = {}
        for role in roles:
            for model, permissions in (self.gives(role) or {}).items():
                found[model] = found.get(model, 0) | permissions
        return found

    def _read_of(self, role: str) -> Optional[Rights]:
        found = self.audited.roles.get(role)
        if found is None:
            return None
        if not (found.permission_set and found.model_set):
            return {}
        permissions = self._content("permission_set", found.permission_set, "permissions")
        models = self._content("model_set", found.model_set, "models")
        if permissions is None or models is None:
            return None
        return dict.fromkeys(models, self.bits.of(permissions))

    def _content(self, kind: str, key: str, option: str) -> Optional[Iterable[str]]:
        record = self.have.objects.get(Ref(kind, key), {})
        if record.get("all_access"):
            return (ALL,)
        return record.get(option)

    # What is not known

    @cached_property
    def knows_everybody(self) -> bool:
        """Whether all users and groups were read with their links, by somebody who may see them all."""
        sides = {(kind, "right") for kind in LINKS}
        return {"users", "groups"} <= self.audited.read and sides <= self.have.listed_sides

    def unread_of(self, user: str, roles: Iterable[str]) -> Iterator[str]:
        """What was not read of all that decides on the access of a user."""
        if Ref("user", user) not in self.read:
            yield f"user '{user}'"
        yield from self.unread(user, {""}, roles)

    def unread(self, user: str, groups: Iterable[str], roles: Iterable[str]) -> Iterator[str]:
        """The same for some groups and roles, and what is above these groups. "" stands for all groups of the user."""
        yield from (f"role '{role}'" for role in roles if self.gives(role) is None)
        known = {("nesting", "right"), ("role_group", "right")} <= self.have.listed_sides
        todo = [other for group in groups for other in (self._groups.get(user, ()) if group == "" else (group,))]
        seen: set[str] = set()
        while todo:
            group = todo.pop()
            if group not in seen:
                seen.add(group)
                todo += self._parents.get(group, ())
                if not known or Ref("group", group) not in self.read:
                    yield f"group '{ALL_USERS if group == _ALL_USERS else group}'"

    @cached_property
    def _groups(self) -> Mapping[str, list[str]]:
        return by_right(self.audited.memberships)

    @cached_property
    def _parents(self) -> Mapping[str, list[str]]:
        """The groups that hold a group. All Users holds all (facts 6.6), but everybody is in it anyhow."""
        everybody = {_ALL_USERS, *(group.key for group in self.audited.groups.values() if group.everybody)}
        return by_right(frozenset(pair for pair in self.audited.nestings if pair[0] not in everybody))


def _limited(audited: Audited, users: Container[str]) -> Audited:
    """The same instance, as far as these users are concerned."""
    return replace(
        audited,
        users={key: user for key, user in audited.users.items() if key in users},
        memberships=frozenset(pair for pair in audited.memberships if pair[1] in users),
        role_users=frozenset(pair for pair in audited.role_users if pair[1] in users),
    )


def state_after(have: Have, changes: Iterable[Change], types: Types) -> Have:
    """What there is after changes, as far as access goes."""
    objects: dict[Ref, Fields] = dict(have.objects)
    links = {kind: {link.place: link for link in have.links.get(kind, ())} for kind in LINKS}
    for change in changes:
        ref = change.target
        if isinstance(ref, Ref) and change.verb == "delete":
            objects.pop(ref, None)
        elif isinstance(ref, Ref) and change.verb in ("create", "update"):
            old: Fields = {"id": "", types[ref.type].key: ref.key} if change.verb == "create" else objects[ref]
            objects[ref] = {**old, **_written(change, ref, types)}
        for link in change.removes:
            links.get(link.kind, {}).pop(link.place, None)
        for link in change.adds:
            links.get(link.kind, {})[link.place] = link
    gone = have.objects.keys() - objects.keys()
    kept = {
        kind: frozenset(link for link in found.values() if not {link.left, link.right} & gone)
        for kind, found in links.items()
    }
    return replace(have, objects=objects, links={**have.links, **kept})


def _written(change: Change, ref: Ref, types: Types) -> Fields:
    """What a write says about an object, by the names of the options."""
    body = change.write.body or {}
    return {item.name: body[item.written_as] for item in types[ref.type].fields if item.written_as in body}
