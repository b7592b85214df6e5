# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports to write: one of a small company with a bit of everything, and one of 10,000 users."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from unit.audit.instances import ADMIN, ADMIN_SET, ALL_MODELS, EVERYBODY, FINANCE_MODELS, NOW, instance

from ansible_collections.biops.looker.plugins.module_utils._access import effective_access
from ansible_collections.biops.looker.plugins.module_utils._audit import audit, read_policy
from ansible_collections.biops.looker.plugins.module_utils._audited import (
    ApiKey,
    Attribute,
    Audited,
    Content,
    Destination,
    Group,
    ModelSet,
    PermissionSet,
    Role,
    Schedule,
    User,
)
from ansible_collections.biops.looker.plugins.module_utils._report_data import (
    InstanceReport,
    Report,
    access_table,
    findings_rows,
)

GENERATED = NOW.strftime("%Y-%m-%dT%H:%M:%SZ")
FIRST = "Ada Bob Carl Dora Emil Finn Gesa Hugo Ines Jana Kofi Lena Milo Nora Omar Pia Quin Rosa Sven Tara".split()
LAST = "Acker Braun Conti Diaz Endo Fuchs Gross Haas Ito Jung Klein Lange Maier Nagel Otto Petri Quast".split()
TEAMS = "Finance Sales Marketing Operations Support Product Research Legal People Security".split()
POLICY = read_policy(
    {"second_factor": {"enabled": True}, "schedule_outside": {"domains": ["acme.example"]}},
    [
        {"rule": "admin", "object": "root@*", "reason": "break-glass account", "expires": "2027-06-30"},
        {"rule": "api_key_age", "object": "etl@*", "reason": "rotation is planned", "expires": "2026-10-01"},
    ],
)
DEVELOPER_SET = PermissionSet("developer", "Developer", frozenset("develop deploy see_lookml use_sql_runner".split()))
VIEWER_SET = PermissionSet(
    "viewer",
    "Viewer",
    frozenset(
        "access_data see_looks see_user_dashboards see_lookml_dashboards clear_cache_refresh follow_alerts "
        "download_with_limit schedule_look_emails save_content".split()
    ),
)


def people(count: int) -> list[User]:
    """Made-up users; some are disabled, some log in with a password."""
    found = []
    for number in range(count):
        first, last = FIRST[number % len(FIRST)], LAST[number // len(FIRST) % len(LAST)]
        serial = number // (len(FIRST) * len(LAST))
        logins = {"email", *(["totp"] if number % 5 else []), *(["saml"] if number % 11 == 0 else [])}
        found.append(
            User(
                f"u{number}",
                f"{first}.{last}{serial or ''}@acme.example".lower(),
                disabled=number % 17 == 3,
                logins=frozenset(logins),
                api_keys=(ApiKey(str(number), NOW - timedelta(days=number % 400)),) if number % 50 == 1 else (),
            )
        )
    return found


def organisation(users: int, groups: int, roles: int, schedules: int) -> Audited:
    """A company with teams inside departments, and roles given at every level."""
    teams = [EVERYBODY, Group("old", "SSO Contractors", external=True)]
    teams += [Group(f"g{n}", f"{TEAMS[n % 10]}{f' {n // 10}' if n >= 10 else ''}") for n in range(groups)]
    made = [Role(f"r{n}", f"{TEAMS[n % 10]} viewer {n // 10 or ''}".strip(), "viewer", "finance") for n in range(roles)]
    return instance(
        users=people(users),
        groups=teams,
        roles=[ADMIN, Role("dev", "Developer", "developer", "all"), *made],
        permission_sets=[ADMIN_SET, VIEWER_SET, DEVELOPER_SET, PermissionSet("old", "Legacy")],
        model_sets=[ALL_MODELS, FINANCE_MODELS, ModelSet("sales", "Sales models", frozenset({"sales", "crm"}))],
        attributes=[Attribute("region", "region", user_can_edit=True), Attribute("site", "site")],
        memberships={(f"g{(n * 7 + step * 3) % groups}", f"u{n}") for n in range(users) for step in range(3)},
        nestings={(f"g{n // 8}", f"g{n}") for n in range(8, groups)},
        role_users={("admin", "u0"), ("admin", "u7"), ("dev", "u1")},
        role_groups={
            ("admin", "g9"),
            ("dev", EVERYBODY.key),
            *((f"r{n}", f"g{(n * 13 + step * groups // 5) % groups}") for n in range(roles) for step in range(5)),
        },
        group_values={("region", "g0"), ("region", "g1"), ("site", "g2")},
        schedules=tuple(
            Schedule(
                str(n),
                f"{TEAMS[n % 10]} weekly",
                f"u{n * 3 % users}",
                content=Content("look", str(n), "Revenue", "finance" if n % 4 else None),
                destinations=(
                    Destination("email", "partner@evil.example" if n % 9 == 1 else people(3)[1].name, "csv"),
                ),
            )
            for n in range(schedules)
        ),
    )


DRIFT: list[Any] = [
    {
        "type": "group",
        "name": "Finance",
        "action": "update",
        "before": {"users": [f"user{n}@acme.example" for n in range(220)], "can_add_to_content_metadata": False},
        "after": {
            "users": [f"user{n}@acme.example" for n in range(220) if n != 17] + ["new.colleague@acme.example"],
            "can_add_to_content_metadata": False,
        },
    },
    {
        "type": "user_attribute",
        "name": "region",
        "action": "update",
        "before": {"user_can_edit": True, "default_value": None, "group_values": [{"group": "Sales", "value": "emea"}]},
        "after": {
            "user_can_edit": False,
            "default_value": "none",
            "group_values": [{"group": "Finance", "value": "all"}, {"group": "Sales", "value": "emea"}],
        },
    },
    {
        "type": "user",
        "name": "bob.acker@acme.example",
        "action": "create",
        "before": {},
        "after": {"email": "bob.acker@acme.example", "first_name": "Bob", "groups": ["Finance", "Sales"]},
    },
    {
        "type": "schedule",
        "name": "Weekly revenue",
        "action": "update",
        "before": {"message": "Dear all,\n\nhere are the figures.\n\nGreetings\nFinance", "crontab": "0 8 * * 1"},
        "after": {"message": "Dear all,\n\nhere are the new figures.\n\nGreetings\nFinance", "crontab": "0 7 * * 1"},
    },
    {
        "type": "role",
        "name": "Temp",
        "action": "delete",
        "before": {"name": "Temp", "permission_set": "Viewer"},
        "after": {},
    },
]


def instance_report(audited: Audited, name: str = "prod", **more: Any) -> InstanceReport:
    """What an audit of an instance reports."""
    access = effective_access(audited)
    return {
        "instance": {
            "name": name,
            "url": f"https://{name}.looker.acme.example",
            "release": "26.12.3",
            "version": "4.0",
        },
        "declared": {"user": len(audited.users), "group": 12, "role": 9, "permission_set": 4, "user_attribute": 2},
        "drift": DRIFT,
        "undeclared": [{"type": "group", "name": "Old project"}, {"type": "user", "name": "ghost@acme.example"}],
        "access": access_table(audited, access),
        "api": {"calls": {"total": 17, "writes": 0}},
        **findings_rows(audit(audited, access, POLICY)),
        **more,  # type: ignore[typeddict-item]
    }


def small_report() -> Report:
    """120 users on two instances; one of them is just as declared."""
    audited = organisation(users=120, groups=12, roles=6, schedules=20)
    calm = instance(users=people(3)[1:2], roles=[ADMIN], permission_sets=[ADMIN_SET], model_sets=[ALL_MODELS])
    return {
        "generated": GENERATED,
        "instances": [
            instance_report(audited, not_checked=[{"rule": "api_key_age", "reason": "some ages are not shown"}]),
            instance_report(calm, "stage", drift=[], undeclared=[], declared={"user": 1}),
        ],
    }


def large_report(users: int = 10_000) -> Report:
    """10,000 users in 500 groups with 50 roles, and 2,000 schedules."""
    audited = organisation(users=users, groups=500, roles=50, schedules=2_000)
    return {"generated": GENERATED, "instances": [instance_report(audited)]}
