# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The vocabulary of audit rules: what a rule is, what it looks at, and what it says. Pure.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple, Union

from ansible_collections.biops.looker.plugins.module_utils._access import LINKS, NEEDS, Access, Line
from ansible_collections.biops.looker.plugins.module_utils._audited import Audited, Role, User
from ansible_collections.biops.looker.plugins.module_utils._value_class import field, value_class

SEVERITIES = ("high", "medium", "low", "info")  # the worst first
ACCESS = (*NEEDS, *LINKS)  # what effective access takes


class Found(NamedTuple):
    """Something a rule objects to: an object by type and name, and why."""

    type: str
    name: str
    reason: str


class Gap(NamedTuple):
    """Something a rule could not check, and why. What is unknown is never fine."""

    reason: str


class Limit(NamedTuple):
    """A number, list or switch that decides what a rule objects to."""

    default: Any
    type: str  # Ansible's name of the type
    text: str  # one sentence of documentation


class Evidence:
    """An instance, and what follows from it. Everything is computed once, for all rules."""

    def __init__(self, audited: Audited, access: Access) -> None:
        self.audited = audited
        self.access = access

    @cached_property
    def admins(self) -> Mapping[str, list[Line]]:
        """user -> every way in which they have a role that gives all rights."""
        roles = {key for key, role in self.audited.roles.items() if self.audited.gives_admin(role)}
        found: dict[str, list[Line]] = {}
        for line in self.access.lines:
            if line.role in roles and line.user in self.audited.users:
                found.setdefault(line.user, []).append(line)
        return found

    @cached_property
    def roles_of(self) -> Mapping[str, set[str]]:
        """user -> their roles, direct and through groups."""
        found: dict[str, set[str]] = {}
        for line in self.access.lines:
            found.setdefault(line.user, set()).add(line.role)
        return found

    @cached_property
    def by_address(self) -> Mapping[str, User]:
        """Users by email, in small letters."""
        return {user.name.lower(): user for user in self.audited.users.values()}

    def sees_model(self, user: User, model: str) -> bool:
        """Whether any of a user's roles includes a model."""
        sets = (self.audited.models(role) for role in self.roles(user))
        return any(found is not None and (found.all_access or model in found.models) for found in sets)

    def roles(self, user: User) -> Iterator[Role]:
        held = self.roles_of.get(user.key, set())
        return (self.audited.roles[role] for role in held if role in self.audited.roles)

    def own_users(self) -> Iterator[User]:
        """The users whom the company manages: without Looker's own staff."""
        return (user for user in self.audited.users.values() if not user.support)

    def way(self, line: Line) -> str:
        """How a user came by a role, in words."""
        role = self.audited.roles.get(line.role)
        name = role.name if role else line.role
        if not line.path:
            return f"role {name}, directly"
        return f"role {name}, through {' > '.join(self.group(group) for group in line.path)}"

    def group(self, key: str) -> str:
        found = self.audited.groups.get(key)
        return found.name if found else key


Limits = Mapping[str, Any]
Check = Callable[[Evidence, Limits], Iterable[Union[Found, Gap]]]


@value_class
class Rule:
    """A rule, and the defaults that a policy may change."""

    id: str
    severity: str
    title: str
    advice: str
    check: Check
    needs: tuple[str, ...]  # parts of the instance: where one is not known whole, that is said
    about_absence: bool = False  # objects to something that is not there: says nothing unless all is known
    on: bool = True
    limits: Mapping[str, Limit] = field(default_factory=dict)


RULES: dict[str, Rule] = {}


def rule(id: str, severity: str, title: str, advice: str, **more: Any) -> Callable[[Check], Check]:  # noqa: A002
    """Registers a function as a rule; see Rule for what else can be said of it."""

    def register(check: Check) -> Check:
        RULES[id] = Rule(id, severity, title, advice, check, **more)
        return check

    return register


def not_shown(what: str, count: int, of: str) -> Iterator[Gap]:
    """A gap where Looker does not show something of some objects: `not_shown("the logins", 3, "users")`."""
    if count:
        yield Gap(f"Looker does not show {what} of {count} {of}")
