# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Audit rules about groups, roles, sets and user attributes. Pure.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from collections.abc import Iterator

from ansible_collections.biops.looker.plugins.module_utils._audit_rule import (
    Evidence,
    Found,
    Limit,
    Limits,
    rule,
)

# What lets people act as others, run SQL of their own, or carry data out of Looker.
RISKY = (
    "administer",
    "sudo",
    "develop",
    "deploy",
    "use_sql_runner",
    "manage_models",
    "create_public_looks",
    "download_without_limit",
    "schedule_external_look_emails",
    "send_outgoing_webhook",
    "send_to_s3",
    "send_to_sftp",
    "support_access_toggle",
)


@rule(
    "editable_attribute",
    "high",
    "User attributes that users can edit although groups set them",
    "Set user_can_edit: false. Where the attribute restricts data, users can lift the restriction themselves.",
    needs=("attributes", "group_values"),
)
def editable_attribute(evidence: Evidence, limits: Limits) -> Iterator[Found]:
    counts: dict[str, int] = {}
    for attribute, _group in evidence.audited.group_values:
        counts[attribute] = counts.get(attribute, 0) + 1
    for key, count in sorted(counts.items()):
        found = evidence.audited.attributes.get(key)
        if found is not None and found.user_can_edit:
            groups = "1 group has a value" if count == 1 else f"{count} groups have values"
            yield Found("user_attribute", found.name, f"{groups}, and every user can set another one")


@rule(
    "orphaned_external_group",
    "low",
    "Groups that single sign-on left behind",
    "Check the group mapping of the identity provider, and delete what it does not use any more.",
    needs=("groups", "memberships", "nestings"),
    about_absence=True,
)
def orphaned_external_group(evidence: Evidence, limits: Limits) -> Iterator[Found]:
    """Mirrored but empty: the provider no longer sends it with anybody."""
    audited = evidence.audited
    filled = {group for group, _user in audited.memberships} | {group for group, _inner in audited.nestings}
    for group in audited.groups.values():
        if group.external and not group.everybody and group.key not in filled:
            yield Found("group", group.name, "is managed by the identity provider, but nobody is in it")


@rule(
    "risky_for_everybody",
    "high",
    "Risky permissions for All Users",
    "Give the role to a group of those who need it.",
    needs=("groups", "roles", "permission_sets", "role_groups"),
    limits={"permissions": Limit(RISKY, "list", "The permissions that not everybody should have.")},
)
def risky_for_everybody(evidence: Evidence, limits: Limits) -> Iterator[Found]:
    audited = evidence.audited
    for role_key, group_key in sorted(audited.role_groups):
        role, group = audited.roles.get(role_key), audited.groups.get(group_key)
        held = audited.permissions(role) if role else None
        if role is None or held is None or group is None or not group.everybody:
            continue
        risky = sorted(held.permissions & set(limits["permissions"]))
        if held.all_access:
            yield Found("role", role.name, f"gives everybody all permissions, through {group.name}")
        elif risky:
            yield Found("role", role.name, f"gives everybody {', '.join(risky)}, through {group.name}")


@rule(
    "unused_role",
    "low",
    "Roles that nobody has",
    "Delete the role, or give it to those it was made for.",
    needs=("roles", "role_users", "role_groups"),
    about_absence=True,
)
def unused_role(evidence: Evidence, limits: Limits) -> Iterator[Found]:
    audited = evidence.audited
    used = {role for role, _holder in audited.role_users | audited.role_groups}
    for role in audited.roles.values():
        if role.key not in used and not role.built_in:
            yield Found("role", role.name, "is given to no user and no group")


@rule(
    "unused_set",
    "low",
    "Permission sets and model sets that no role uses",
    "Delete the set.",
    needs=("roles", "permission_sets", "model_sets"),
    about_absence=True,
)
def unused_set(evidence: Evidence, limits: Limits) -> Iterator[Found]:
    audited = evidence.audited
    used = {("permission_set", role.permission_set) for role in audited.roles.values()}
    used |= {("model_set", role.model_set) for role in audited.roles.values()}
    kinds = (("permission_set", audited.permission_sets), ("model_set", audited.model_sets))
    for kind, sets in kinds:
        for key, item in sets.items():
            if (kind, key) not in used and not item.built_in:
                yield Found(kind, item.name, "is used by no role")
