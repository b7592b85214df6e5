# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an audit looks at: an instance as plain records and the pairs that link them.

Note: this module_utils is private to the biops.looker collection and may change without notice.

Records know nothing of HTTP, of declarations or of each other: they are linked by keys. `read` says which of the
parts are known whole. What is not in it is unknown, and unknown is never taken for "none".
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from typing import NamedTuple, Optional

from ansible_collections.biops.looker.plugins.module_utils._value_class import field, value_class

ADMINISTER = "administer"  # the permission that includes all others
SINGLE_SIGN_ON = frozenset({"google", "saml", "oidc", "ldap", "looker_openid", "workforce"})

Pairs = frozenset[tuple[str, str]]


class ApiKey(NamedTuple):
    """An API credential of a user."""

    id: str
    created: Optional[datetime] = None  # None: not shown
    disabled: bool = False


class User(NamedTuple):
    """A user; `logins` are the kinds of credentials (email, totp, saml …), None where they are not shown."""

    key: str
    name: str  # the email, or what stands in for it
    disabled: bool = False
    logins: Optional[frozenset[str]] = None
    api_keys: Optional[tuple[ApiKey, ...]] = None
    support: bool = False  # Looker's own staff


class Group(NamedTuple):
    """A group. Everybody is in the one with `everybody`, listed or not (facts 6.2)."""

    key: str
    name: str
    everybody: bool = False
    external: bool = False  # managed by the identity provider


class PermissionSet(NamedTuple):
    key: str
    name: str
    permissions: frozenset[str] = frozenset()
    all_access: bool = False
    built_in: bool = False


class ModelSet(NamedTuple):
    key: str
    name: str
    models: frozenset[str] = frozenset()
    all_access: bool = False
    built_in: bool = False


class Role(NamedTuple):
    """A role; its sets by key, "" where it has none."""

    key: str
    name: str
    permission_set: str = ""
    model_set: str = ""
    built_in: bool = False


class Attribute(NamedTuple):
    key: str
    name: str
    user_can_edit: bool = False


class Destination(NamedTuple):
    type: str  # email, webhook, s3, sftp or an integration
    address: str
    format: str = ""


class Content(NamedTuple):
    """What a schedule sends. `model` is None where it is not known."""

    type: str  # look, dashboard, lookml_dashboard, query
    id: str
    title: str = ""
    model: Optional[str] = None


class Schedule(NamedTuple):
    id: str
    name: str
    owner: str  # key of a user
    enabled: bool = True
    content: Optional[Content] = None
    destinations: tuple[Destination, ...] = ()
    run_as_recipient: bool = False


@value_class
class Audited:
    """An instance as it was read. Every part is named in `read` if it is known whole."""

    now: datetime = datetime(1970, 1, 1, tzinfo=timezone.utc)
    users: Mapping[str, User] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    roles: Mapping[str, Role] = field(default_factory=dict)
    permission_sets: Mapping[str, PermissionSet] = field(default_factory=dict)
    model_sets: Mapping[str, ModelSet] = field(default_factory=dict)
    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    schedules: tuple[Schedule, ...] = ()
    memberships: Pairs = frozenset()  # (group, user)
    nestings: Pairs = frozenset()  # (group, group inside it)
    role_users: Pairs = frozenset()  # (role, user): direct grants only
    role_groups: Pairs = frozenset()  # (role, group)
    group_values: Pairs = frozenset()  # (attribute, group)
    allowed_domains: tuple[str, ...] = ()  # of Looker's setting email_domain_allowlist
    read: frozenset[str] = frozenset()  # names of the fields above that are known whole

    def permissions(self, role: Role) -> Optional[PermissionSet]:
        return self.permission_sets.get(role.permission_set)

    def models(self, role: Role) -> Optional[ModelSet]:
        return self.model_sets.get(role.model_set)

    def gives_admin(self, role: Role) -> bool:
        """Whether who has the role may do everything."""
        held = self.permissions(role)
        return held is not None and (held.all_access or ADMINISTER in held.permissions)
