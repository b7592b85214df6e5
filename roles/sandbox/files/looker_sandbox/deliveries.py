# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What scheduled plans have sent, as far as the sandbox sends anything: a list that the control plane shows."""

from __future__ import annotations

from typing import Any

from looker_sandbox.instance import Instance, full_name, now
from looker_sandbox.resources.credentials import email_of
from looker_sandbox.resources.scheduled_plan_model import CONTENT, user_with_address
from looker_sandbox.search import Row

_SHOWN = ("type", "address", "format", "apply_formatting", "apply_vis", "message", "parameters")


def deliver(instance: Instance, plan: Row, trigger: str) -> None:
    """Run a plan now. ``trigger`` is ``run_once``, ``enabled`` or ``datagroup``.

    Nothing is sent for an owner who is gone or disabled (facts 5.8).
    """
    owner = instance.users.get(plan.get("user_id") or 0)
    if owner is None or owner.get("is_disabled"):
        return
    moment = now()
    for destination in plan.get("scheduled_plan_destination", []):
        instance.deliveries.append(
            {
                "at": moment,
                "trigger": trigger,
                "scheduled_plan_id": str(plan["id"]),
                "name": plan.get("name"),
                "content": {name: str(plan[name]) for name in CONTENT if plan.get(name) is not None},
                "filters_string": plan.get("filters_string"),
                "destination": {
                    **{name: destination.get(name) for name in _SHOWN},
                    "has_secret_parameters": bool(destination.get("secret_parameters")),
                },
                "data_of": _shown(_data_of(instance, plan, destination, owner)),
            }
        )
    plan["last_run_at"] = moment


def _data_of(instance: Instance, plan: Row, destination: Row, owner: Row) -> Row:
    """Whose rights the queries run with: each recipient's where that is wanted and all of them are users, else the
    owner's (the API's description of ``create_scheduled_plan``)."""
    emails = [d for d in plan["scheduled_plan_destination"] if d.get("type") == "email"]
    recipients = [user_with_address(instance, d.get("address")) for d in emails]
    if not plan.get("run_as_recipient") or destination.get("type") != "email" or not all(recipients):
        return owner
    return user_with_address(instance, destination.get("address")) or owner


def _shown(user: Row) -> dict[str, Any]:
    return {"id": str(user["id"]), "email": email_of(user), "name": full_name(user)}
