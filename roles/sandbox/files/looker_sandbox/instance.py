# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state of one Looker instance, and the questions about it that more than one resource asks."""

from __future__ import annotations

import random
import re
import string
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

from looker_sandbox.schema import Release
from looker_sandbox.search import Row
from looker_sandbox.store import Relation, Table, closure

ALL_USERS = 1
ADMIN_ROLE = 2
TOKEN_SECONDS = 3600
DEFAULT_TIMEZONE = "UTC"
TIME_FORMAT = "%Y-%m-%dT%H:%M:%S.000+00:00"  # that of the recordings, in UTC
DEFAULT_HOST_URL = "https://sandbox.looker.example"
# Looker's own alphabet for client ids and secrets (facts 1.15): no vowels, no look-alikes.
KEY_ALPHABET = "bcdfghjkmnpqrstvwxyzBCDFGHJKMNPQRSTVWXYZ23456789"


@dataclass
class Token:
    """An access token: whose, until when (seconds of the monotonic clock), and its API session."""

    user_id: int
    expires: float
    workspace: str = "production"
    sudo_user_id: int | None = None


@dataclass
class Instance:
    """An in-memory Looker. ``release`` is (26, 12); ``versions`` the API versions that it speaks, newest last."""

    release: Release
    patch: int
    versions: tuple[str, ...]
    edition: str
    quirks: dict[str, str]
    users: Table = field(default_factory=Table)
    groups: Table = field(default_factory=Table)
    roles: Table = field(default_factory=Table)
    permission_sets: Table = field(default_factory=Table)
    model_sets: Table = field(default_factory=Table)
    user_attributes: Table = field(default_factory=Table)
    group_values: Table = field(default_factory=Table)  # of user attributes
    folders: Table = field(default_factory=Table)  # without personal ones, which hang on their users
    dashboards: Table = field(default_factory=Table)
    queries: Table = field(default_factory=Table)
    sql_queries: Table = field(default_factory=Table)
    looks: Table = field(default_factory=Table)
    lookml_dashboards: list[dict[str, Any]] = field(default_factory=list)  # id is "model::name"
    integrations: list[dict[str, Any]] = field(default_factory=list)  # id is "hub::name"
    datagroups: Table = field(default_factory=Table)
    scheduled_plans: Table = field(default_factory=Table)
    alerts: Table = field(default_factory=Table)
    permissions: list[dict[str, Any]] = field(default_factory=list)  # permission, parent, description
    models: list[str] = field(default_factory=list)
    members: Relation = field(default_factory=Relation)  # group, user; without All Users, where everybody is
    children: Relation = field(default_factory=Relation)  # parent group, child group; without All Users likewise
    user_roles: Relation = field(default_factory=Relation)  # user, role
    group_roles: Relation = field(default_factory=Relation)  # group, role
    settings: dict[str, Any] = field(default_factory=dict)
    configs: dict[str, Row] = field(default_factory=lambda: defaultdict(dict))  # other objects that there is one of
    legacy_features: list[dict[str, Any]] = field(default_factory=list)
    saml_test_configs: list[dict[str, Any]] = field(default_factory=list)  # by test_slug
    oidc_test_configs: list[dict[str, Any]] = field(default_factory=list)
    embed_secrets: Table = field(default_factory=Table)
    oauth_client_apps: Table = field(default_factory=Table)
    app_users: Relation = field(default_factory=Relation)  # app, user who has agreed to it
    support_access_allowlist: Table = field(default_factory=Table)
    tokens: dict[str, Token] = field(default_factory=dict)
    dead_tokens: set[str] = field(default_factory=set)
    refused_logins: dict[tuple[str, str], list[float]] = field(default_factory=dict)
    reset_mails: dict[str, float] = field(default_factory=dict)  # address, time of the last reset mail
    last_folder_id: int = 2  # folders 1 Shared and 2 Users are there from the start
    last_credential_id: int = 0
    last_destination_id: int = 0
    plan_runs: dict[int, list[float]] = field(default_factory=dict)  # user, times of the last second's run_once
    query_tasks: dict[str, dict[str, Any]] = field(default_factory=dict)  # by id; gone with the process
    deliveries: list[dict[str, Any]] = field(default_factory=list)  # a log, no part of the state
    dice: random.Random = field(default_factory=random.Random)

    # Small helpers

    def secret(self, length: int, alphabet: str = string.ascii_letters + string.digits) -> str:
        """A random string. Nothing here protects anything, so ordinary randomness does."""
        return "".join(self.dice.choices(alphabet, k=length))

    def new_folder_id(self) -> int:
        """Id of a folder: shared ones and the personal ones that come with users are counted together."""
        self.last_folder_id += 1
        return self.last_folder_id

    def new_credential_id(self) -> int:
        """Id of an API key."""
        self.last_credential_id += 1
        return self.last_credential_id

    def new_destination_id(self) -> int:
        """Id of a destination of a scheduled plan."""
        self.last_destination_id += 1
        return self.last_destination_id

    @property
    def timezone(self) -> str:
        """The time zone of the instance."""
        return str(self.settings.get("timezone") or DEFAULT_TIMEZONE)

    @property
    def host_url(self) -> str:
        """The address of the instance in mails and links."""
        return str(self.settings.get("host_url") or DEFAULT_HOST_URL)

    @property
    def stale_reads(self) -> int:
        """How many answers after a write are still the old state (facts 12.17)."""
        value = self.quirks["stale_reads"]
        return 0 if value == "current" else int(value)

    def in_order(self, rows: Iterable[Row], sorts: str, sort_values: Mapping[str, Callable[[Row], Any]]) -> list[Row]:
        """Rows in the order of ``sorts`` (``last_name, first_name desc``), otherwise as ``list_order`` says.

        A sort field that a row does not have is ignored.
        """
        ordered = list(rows)
        default = self.quirks["list_order"]
        if default == "random":
            self.dice.shuffle(ordered)
        elif default == "name":
            ordered.sort(key=lambda row: _sort_key(row.get("name") or full_name(row)))
        else:
            ordered.sort(key=lambda row: _sort_key(row["id"]))
        for part in reversed([p.split() for p in sorts.split(",") if p.strip()]):
            name, descending = part[0], part[1:] == ["desc"]
            get = sort_values.get(name, lambda row, name=name: row.get(name))
            ordered.sort(key=lambda row: _sort_key(get(row)), reverse=descending)
        return ordered

    # Groups and roles

    def groups_of(self, user_id: int) -> set[int]:
        """Groups that a user is in directly, All Users among them."""
        return self.members.left_of(user_id) | {ALL_USERS}

    def all_groups_of(self, user_id: int) -> set[int]:
        """Groups that a user is in, through nesting too."""
        found = self.groups_of(user_id)
        waiting = list(found)
        while waiting:
            for parent in self.children.left_of(waiting.pop()) - found:
                found.add(parent)
                waiting.append(parent)
        return found

    def users_in(self, group_id: int) -> set[int]:
        """Users that are in a group directly."""
        if group_id == ALL_USERS:
            return {user["id"] for user in self.users}
        return self.members.right_of(group_id)

    def would_be_circle(self, parent: int, child: int) -> bool:
        """Whether ``child`` in ``parent`` would close a circle."""
        return parent in closure([child], self.children)

    def roles_of(self, user_id: int, *, direct: bool = False) -> set[int]:
        """Roles of a user: given directly, or also through groups."""
        own = set(self.user_roles.right_of(user_id))
        if direct:
            return own
        return own.union(*(self.group_roles.right_of(g) for g in self.all_groups_of(user_id)))

    def permissions_of(self, user_id: int) -> set[str]:
        """Permissions of a user."""
        found: set[str] = set()
        for role_id in self.roles_of(user_id):
            permission_set = self.permission_sets.get(self.roles[role_id]["permission_set_id"])
            if permission_set and permission_set.get("all_access"):
                found.update(p["permission"] for p in self.permissions)
            elif permission_set:
                found.update(permission_set["permissions"])
        return found

    def admins(self) -> set[int]:
        """Enabled users that have the role Admin, through groups too."""
        return {
            user["id"] for user in self.users if not user.get("is_disabled") and ADMIN_ROLE in self.roles_of(user["id"])
        }

    # Tokens

    def issue_token(self, user_id: int, sudo_user_id: int | None = None) -> str:
        """A new access token of 40 characters (facts 1.2)."""
        text = self.secret(40)
        self.tokens[text] = Token(user_id, time.monotonic() + TOKEN_SECONDS, sudo_user_id=sudo_user_id)
        return text

    def token(self, authorization: str) -> Token | None:
        """The token of an Authorization header, ``token X`` or ``Bearer X`` (facts 1.6), if it is alive."""
        match = re.fullmatch(r"(?i:token|bearer)\s+(\S+)", authorization.strip())
        token = self.tokens.get(match.group(1)) if match else None
        if token is None or token.expires <= time.monotonic():
            return None
        user = self.users.get(token.user_id)
        return token if user is not None and not user.get("is_disabled") else None


def now(later: timedelta = timedelta()) -> str:
    """The time, or one so much later, in the form of the recordings: 2022-09-28T14:05:55.000+00:00."""
    return (datetime.now(timezone.utc) + later).strftime(TIME_FORMAT)


def full_name(row: Row) -> str:
    """First and last name of a user."""
    return f"{row.get('first_name') or ''} {row.get('last_name') or ''}".strip()


def _sort_key(value: Any) -> tuple[int, Any]:
    """Makes any two values comparable: nothing first, then numbers, then text without regard to case."""
    if value is None:
        return (0, 0)
    return (1, value) if isinstance(value, (int, float)) else (2, str(value).casefold())
