# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Audit rules about schedules: who owns them, with whose rights they run, and where their data goes. Pure.

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
    rule,
)
from ansible_collections.biops.looker.plugins.module_utils._audited import Schedule
from ansible_collections.biops.looker.plugins.module_utils._patterns import Patterns, patterns


def _named(schedule: Schedule) -> str:
    """Names of schedules need not be unique (facts 7.15)."""
    return f"{schedule.name} (id {schedule.id})"


def _addresses(schedule: Schedule) -> list[str]:
    """The email addresses that it goes to, each once."""
    addresses = [item.address.strip() for item in schedule.destinations if item.type == "email"]
    return list(dict.fromkeys(address for address in addresses if address))


@rule(
    "schedule_of_disabled_user",
    "medium",
    "Schedules of disabled users",
    "Give the schedule to somebody who answers for it, or delete it: it does not run while its owner is disabled.",
    needs=("schedules", "users"),
)
def schedule_of_disabled_user(evidence: Evidence, limits: Limits) -> Iterator[Union[Found, Gap]]:
    unknown = 0
    for schedule in evidence.audited.schedules:
        owner = evidence.audited.users.get(schedule.owner)
        if owner is None:
            unknown += 1
        elif owner.disabled:
            yield Found("schedule", _named(schedule), f"belongs to {owner.name}, who is disabled")
    if unknown:
        yield Gap(f"the owners of {unknown} schedules are not known")


@rule(
    "schedule_as_admin",
    "medium",
    "Schedules that run with the rights of an admin",
    "Give the schedule to a user who sees just the data that is meant to be sent, or let it run as its recipients.",
    needs=("schedules", *ACCESS),
)
def schedule_as_admin(evidence: Evidence, limits: Limits) -> Iterator[Found]:
    for schedule in evidence.audited.schedules:
        if schedule.enabled and not schedule.run_as_recipient and schedule.owner in evidence.admins:
            owner = evidence.audited.users[schedule.owner]
            yield Found("schedule", _named(schedule), f"runs as {owner.name}, who is an admin: no row is held back")


@rule(
    "schedule_outside",
    "high",
    "Schedules to addresses outside the allow list",
    "Remove the address, or add its domain to the allow list if that is wanted.",
    needs=("schedules",),
    limits={
        "domains": Limit(
            (),
            "list",
            "The domains that email may go to, such as acme.example or *.acme.example. "
            "Without any, those of Looker's own setting email_domain_allowlist.",
        )
    },
)
def schedule_outside(evidence: Evidence, limits: Limits) -> Iterator[Union[Found, Gap]]:
    audited = evidence.audited
    domains = [domain.lower().lstrip("@") for domain in limits["domains"] or audited.allowed_domains]
    if not domains:
        known = "allowed_domains" in audited.read
        reason = "Looker has no allow list of email domains" if known else "the allow list of Looker was not read"
        yield Gap(f"{reason}, and no domains are given")
        return
    allowed = patterns(domains, str.lower)
    for schedule in audited.schedules:
        outside = [address for address in _addresses(schedule) if not _inside(address, allowed)]
        if outside:
            yield Found("schedule", _named(schedule), f"goes to {', '.join(outside)}")


def _inside(address: str, domains: Patterns) -> bool:
    _name, at, domain = address.lower().rpartition("@")
    return bool(at) and domains.match(domain)


@rule(
    "schedule_without_access",
    "medium",
    "Schedules to users who may not see the data themselves",
    "Remove the recipient, give them access to the model, or let the schedule run as its recipients.",
    needs=("schedules", *ACCESS),
    about_absence=True,
)
def schedule_without_access(evidence: Evidence, limits: Limits) -> Iterator[Union[Found, Gap]]:
    """Only for recipients who are users of this instance; others are a matter of the allow list."""
    unknown = 0
    for schedule in evidence.audited.schedules:
        recipients = [evidence.by_address.get(address.lower()) for address in _addresses(schedule)]
        users = [user for user in recipients if user is not None]
        if schedule.run_as_recipient or not users:
            continue
        model = schedule.content.model if schedule.content else None
        if model is None:
            unknown += 1
        for user in users:
            if user.disabled:
                yield Found("schedule", _named(schedule), f"goes to {user.name}, who is disabled")
            elif model is not None and not evidence.sees_model(user, model):
                yield Found("schedule", _named(schedule), f"goes to {user.name}, who has no role on model {model}")
    if unknown:
        yield Gap(f"the model of what {unknown} schedules send is not known")
