# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an audit report holds: one data structure, from which every format is written. It is plain JSON. Pure.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Optional, TypedDict

from ansible_collections.biops.looker.plugins.module_utils._access import Access, Line
from ansible_collections.biops.looker.plugins.module_utils._audit import Finding, Findings
from ansible_collections.biops.looker.plugins.module_utils._audit_rule import SEVERITIES
from ansible_collections.biops.looker.plugins.module_utils._audited import Audited, Role

NOT_COMPARED = "Not compared: nothing is declared, or the configuration cannot be applied."


class Drifted(TypedDict):
    """A declared object that differs; `before` is how Looker has it, `after` how it is declared."""

    type: str
    name: str
    action: str  # create | update | delete
    before: Mapping[str, Any]
    after: Mapping[str, Any]


class Named(TypedDict):
    type: str
    name: str


class FindingRow(Named):
    rule: str
    severity: str
    reason: str
    advice: str


class AcceptedRow(FindingRow):
    accepted_because: str
    expires: str


class RoleRow(TypedDict):
    """What a role allows. `all_permissions`, `all_models`: whatever there is, now and later."""

    name: str
    permission_set: Optional[str]
    permissions: Sequence[str]
    all_permissions: bool
    model_set: Optional[str]
    models: Sequence[str]
    all_models: bool
    users: int


class Held(TypedDict):
    """A role that a user has: `paths` are chains of groups, an empty one means directly."""

    role: str
    paths: Sequence[Sequence[str]]
    cut: bool  # there are further paths


class UserRow(TypedDict):
    name: str
    disabled: bool
    roles: Sequence[Held]


class AccessTable(TypedDict):
    roles: Sequence[RoleRow]
    users: Sequence[UserRow]
    unknown: Sequence[str]


class InstanceReport(TypedDict, total=False):
    """One instance. `declared` counts the declared objects by type, those that agree included.

    Without `drift` and `undeclared` nothing was compared, which is something else than no difference.
    """

    instance: Mapping[str, Any]  # name, url, release, version
    declared: Mapping[str, int]
    drift: Sequence[Drifted]
    undeclared: Sequence[Named]
    findings: Sequence[FindingRow]
    accepted: Sequence[AcceptedRow]
    not_checked: Sequence[Mapping[str, str]]  # rule, reason
    rules: Sequence[Mapping[str, Any]]  # rule, title, severity, findings
    access: AccessTable
    api: Mapping[str, Any]


class Report(TypedDict):
    generated: str  # ISO 8601, UTC
    instances: Sequence[InstanceReport]


def findings_rows(found: Findings) -> InstanceReport:
    """The part of a report that the rules make."""
    return {
        "findings": [_finding(item) for item in found.findings],
        "accepted": [
            {**_finding(item.finding), "accepted_because": item.reason, "expires": item.expires.isoformat()}
            for item in found.accepted
        ],
        "not_checked": [item._asdict() for item in found.unchecked],
        "rules": [item._asdict() for item in found.checked],
    }


def _finding(item: Finding) -> FindingRow:
    return {
        "rule": item.rule,
        "severity": item.severity,
        "type": item.type,
        "name": item.name,
        "reason": item.reason,
        "advice": item.advice,
    }


def access_table(audited: Audited, access: Access) -> AccessTable:
    """Effective access by names: every user, those without a role included."""
    held: dict[str, dict[str, list[Line]]] = {key: {} for key in audited.users}
    for line in access.lines:
        held.setdefault(line.user, {}).setdefault(line.role, []).append(line)
    users_of = access.users_of()
    roles = [_role(role, audited, len(users_of.get(role.key, ()))) for role in audited.roles.values()]
    users = [_user(key, lines, audited) for key, lines in held.items()]
    return {
        "roles": sorted(roles, key=lambda row: row["name"].lower()),
        "users": sorted(users, key=lambda row: row["name"].lower()),
        "unknown": [part.replace("_", " ") for part in access.unknown],
    }


def _role(role: Role, audited: Audited, users: int) -> RoleRow:
    permissions, models = audited.permissions(role), audited.models(role)
    return {
        "name": role.name,
        "permission_set": permissions.name if permissions else None,
        "permissions": sorted(permissions.permissions) if permissions else [],
        "all_permissions": bool(permissions and permissions.all_access),
        "model_set": models.name if models else None,
        "models": sorted(models.models) if models else [],
        "all_models": bool(models and models.all_access),
        "users": users,
    }


def _user(key: str, lines_of: Mapping[str, Sequence[Line]], audited: Audited) -> UserRow:
    user = audited.users.get(key)
    held: list[Held] = []
    for role_key, lines in lines_of.items():
        role = audited.roles.get(role_key)
        paths = [[_group(group, audited) for group in line.path] for line in lines]
        held.append({"role": role.name if role else role_key, "paths": paths, "cut": any(line.cut for line in lines)})
    return {"name": user.name if user else key, "disabled": bool(user and user.disabled), "roles": held}


def _group(key: str, audited: Audited) -> str:
    found = audited.groups.get(key)
    return found.name if found else key


def severities(report: InstanceReport) -> Mapping[str, int]:
    """How many findings there are of each severity, the worst first."""
    counts = Counter(item["severity"] for item in report.get("findings", ()))
    return {severity: counts[severity] for severity in SEVERITIES}


def title_of(report: InstanceReport) -> str:
    """What an instance is called."""
    about = report.get("instance", {})
    return str(about.get("name") or about.get("url") or "Looker")


def by_type(items: Iterable[Any]) -> Mapping[str, list[Any]]:
    """Objects grouped by type, in alphabetical order of the types."""
    found: dict[str, list[Any]] = {}
    for item in items:
        found.setdefault(item["type"], []).append(item)
    return dict(sorted(found.items()))


def types_of(report: InstanceReport) -> Iterator[tuple[str, Mapping[str, int]]]:
    """For each type: how many objects are declared, to be created, updated, deleted, and undeclared."""
    declared = report.get("declared", {})
    drift = Counter((item["type"], item["action"]) for item in report.get("drift", ()))
    undeclared = Counter(item["type"] for item in report.get("undeclared", ()))
    for name in sorted({*declared, *undeclared, *(kind for kind, _action in drift)}):
        actions = {action: drift[(name, action)] for action in ("create", "update", "delete")}
        yield name, {"declared": declared.get(name, 0), **actions, "undeclared": undeclared[name]}


def noun(item: Named) -> str:
    """An object with its type: `group Finance`, or the type alone where there is one of it."""
    return f"{words(item['type'])} {item['name']}".rstrip()


def words(name: str) -> str:
    """A type or an option in words."""
    return name.replace("_", " ")
