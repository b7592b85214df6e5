# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two parts of the settings under their older paths, which today are deprecated (facts 8.7)."""

from __future__ import annotations

from typing import Any

from looker_sandbox.call import Call
from looker_sandbox.errors import Problem, invalid
from looker_sandbox.operations import Operations
from looker_sandbox.resources.setting_model import PRIVATE_LABEL, WELCOME_EMAIL
from looker_sandbox.resources.setting_rules import check_rules, updated
from looker_sandbox.schema import ONLY_3, Field, Model
from looker_sandbox.search import Row

operations = Operations()

WHITELABEL = Model("WhitelabelConfiguration", Field("id", is_id=True, value=lambda call, row: 1), *PRIVATE_LABEL.fields)
OLD_WELCOME_EMAIL = Model(
    "CustomWelcomeEmail",
    *WELCOME_EMAIL.fields,
    Field("can", value=lambda call, row: {"show": True, "update": call.is_admin}, versions=ONLY_3),
)


def _show(call: Call, model: Model, name: str) -> Row:
    call.demand_admin()
    return call.show(model, call.instance.settings.get(name, {}))


def _change(call: Call, model: Model, name: str) -> Row:
    call.demand_admin()
    part, problems = model.parse_body(call, call.object)
    values = {name: part}
    problems = [*problems, *(_without_place(p) for p in check_rules(call, values))]
    if problems:
        raise invalid(*problems)
    call.instance.settings = updated(call, values, replace=False)
    return _show(call, model, name)


def _without_place(problem: Problem) -> Problem:
    """A problem of the settings, as that of their part."""
    return Problem(problem.field.rpartition(".")[2], problem.code, problem.message)


@operations.add("GET", "/whitelabel_configuration")
def whitelabel_configuration(call: Call) -> Any:
    """The private label."""
    return _show(call, WHITELABEL, "privatelabel_configuration")


@operations.add("PUT", "/whitelabel_configuration")
def update_whitelabel_configuration(call: Call) -> Any:
    """Change the private label. That a PUT leaves alone what it does not name is a guess."""
    return _change(call, WHITELABEL, "privatelabel_configuration")


@operations.add("GET", "/custom_welcome_email")
def custom_welcome_email(call: Call) -> Any:
    """The welcome mail."""
    return _show(call, OLD_WELCOME_EMAIL, "custom_welcome_email")


@operations.add("PATCH", "/custom_welcome_email")
def update_custom_welcome_email(call: Call) -> Any:
    """Change the welcome mail; ``send_test_welcome_email`` sends nothing here."""
    return _change(call, OLD_WELCOME_EMAIL, "custom_welcome_email")
