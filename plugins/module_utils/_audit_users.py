# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Audit rules about people: admins, how they log in, and their API keys. Pure.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Union

from ansible_collections.biops.looker.plugins.module_utils._audit_rule import (
    ACCESS,
    Evidence,
    Found,
    Gap,
    Limit,
    Limits,
    not_shown,
    rule,
)
from ansible_collections.biops.looker.plugins.module_utils._audited import SINGLE_SIGN_ON, User

WAYS = 3  # named in a reason; the access table has them all


@rule(
    "admin",
    "info",
    "Admins",
    "Check that each of them needs all rights. Prefer a role with just the permissions needed.",
    needs=ACCESS,
)
def admins(evidence: Evidence, limits: Limits) -> Iterator[Found]:
    for key, lines in evidence.admins.items():
        user = evidence.audited.users[key]
        if not user.support:
            ways = "; ".join(evidence.way(line) for line in lines[:WAYS])
            more = f"; and {len(lines) - WAYS} more ways" if len(lines) > WAYS else ""
            yield Found("user", user.name, f"is an admin{' (disabled)' if user.disabled else ''}: {ways}{more}")


@rule(
    "admin_through_group",
    "medium",
    "Admin rights through a group",
    "Whoever manages the group makes admins. Give the role to people directly, or guard who may manage the group.",
    needs=("groups", "roles", "permission_sets", "role_groups"),
)
def admin_groups(evidence: Evidence, limits: Limits) -> Iterator[Found]:
    audited = evidence.audited
    holders: dict[tuple[str, str], set[str]] = {}
    for lines in evidence.admins.values():
        for line in lines:
            if line.path:
                holders.setdefault((line.role, line.path[-1]), set()).add(line.user)
    for role_key, group in sorted(audited.role_groups):
        role = audited.roles.get(role_key)
        if role is not None and audited.gives_admin(role):
            people = _people(len(holders.get((role_key, group), ())))
            yield Found("group", evidence.group(group), f"gives all rights to {people}, by role {role.name}")


def _people(count: int) -> str:
    return "1 user" if count == 1 else f"{count} users"


@rule(
    "second_factor",
    "high",
    "Password logins without a second factor",
    "Have them set up two-factor authentication, or let them log in by single sign-on only.",
    needs=("users",),
    on=False,
    limits={"admins_only": Limit(False, "bool", "Whether only admins need a second factor.")},
)
def second_factor(evidence: Evidence, limits: Limits) -> Iterator[Union[Found, Gap]]:
    """The second factor of single sign-on is a matter of the identity provider, and not seen here."""
    hidden = 0
    for user in _enabled(evidence, limits["admins_only"]):
        if user.logins is None:
            hidden += 1
        elif "email" in user.logins and "totp" not in user.logins:
            admin = " and is an admin" if user.key in evidence.admins else ""
            yield Found("user", user.name, f"logs in with a password alone{admin}")
    yield from not_shown("the logins", hidden, "users")


def _enabled(evidence: Evidence, admins_only: bool = False) -> Iterator[User]:
    for user in evidence.own_users():
        if not user.disabled and (not admins_only or user.key in evidence.admins):
            yield user


@rule(
    "password_beside_sso",
    "medium",
    "Password logins beside single sign-on",
    "Remove the email login: who leaves the company can use it although the identity provider locks them out.",
    needs=("users",),
    limits={
        "everybody": Limit(
            False, "bool", "Whether, once anybody uses single sign-on, no user is to have a password login."
        )
    },
)
def password_beside_sso(evidence: Evidence, limits: Limits) -> Iterator[Union[Found, Gap]]:
    people = list(_enabled(evidence))
    in_use = any(user.logins and user.logins & SINGLE_SIGN_ON for user in people)
    for user in people:
        logins = user.logins or frozenset()
        sso = sorted(logins & SINGLE_SIGN_ON)
        if "email" in logins and sso:
            yield Found("user", user.name, f"can log in with a password, past single sign-on ({', '.join(sso)})")
        elif "email" in logins and in_use and limits["everybody"]:
            yield Found("user", user.name, "logs in with a password only, where others use single sign-on")
    yield from not_shown("the logins", sum(user.logins is None for user in people), "users")


@rule(
    "api_key_age",
    "medium",
    "Old API keys",
    "Make a new key, put it where the old one is used, and delete the old one.",
    needs=("users",),
    limits={"max_age_days": Limit(180, "int", "The age in days up to which an API key is fine.")},
)
def api_key_age(evidence: Evidence, limits: Limits) -> Iterator[Union[Found, Gap]]:
    hidden = ageless = 0
    for user in evidence.own_users():
        hidden += user.api_keys is None
        for key in user.api_keys or ():
            if key.disabled:
                continue
            if key.created is None:
                ageless += 1
            elif (evidence.audited.now - key.created).days > limits["max_age_days"]:
                age = (evidence.audited.now - key.created).days
                yield Found("user", user.name, f"has an API key (id {key.id}) that is {age} days old")
    yield from not_shown("the API keys", hidden, "users")
    yield from not_shown("the age", ageless, "API keys")


@rule(
    "api_key_admin",
    "medium",
    "API keys with admin rights",
    "Give the program a user of its own, with a role that has just the permissions it needs.",
    needs=ACCESS,
)
def api_key_admin(evidence: Evidence, limits: Limits) -> Iterator[Union[Found, Gap]]:
    hidden = 0
    for key in evidence.admins:
        user = evidence.audited.users[key]
        hidden += user.api_keys is None
        keys = [item for item in user.api_keys or () if not item.disabled]
        if keys and not (user.disabled or user.support):
            ids = ", ".join(item.id for item in keys)
            yield Found("user", user.name, f"is an admin and has API keys (id {ids})")
    yield from not_shown("the API keys", hidden, "users")
