# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles: a permission set on a model set."""

from __future__ import annotations

from typing import Any

from looker_sandbox.call import Call
from looker_sandbox.errors import not_found
from looker_sandbox.operations import Operations
from looker_sandbox.resources.sets import MODEL_SET, PERMISSION_SET
from looker_sandbox.schema import ALL_VERSIONS, ONLY_4, Field, Model
from looker_sandbox.search import Filter, Row, flag_filter, number_filter, text_filter

operations = Operations()
NOT_3_0 = ALL_VERSIONS - {"3.0"}

ROLE = Model(
    "Role",
    Field("id", is_id=True),
    Field("name", writable=True, kind=str),
    Field(
        "permission_set",
        value=lambda call, role: call.instance.permission_sets.get(role["permission_set_id"]),
        model=PERMISSION_SET,
    ),
    Field("model_set", value=lambda call, role: call.instance.model_sets.get(role["model_set_id"]), model=MODEL_SET),
    Field("permission_set_id", write_only=True),
    Field("model_set_id", write_only=True),
    Field("internal", False, versions=ONLY_4, since=(26, 0)),
    Field("url", value=lambda call, role: call.link(f"/roles/{role['id']}")),
    Field("users_url", value=lambda call, role: call.link(f"/roles/{role['id']}/users")),
    Field("can", value=lambda call, role: {"show": True, "index": True, "update": call.is_admin}),
)

FILTERS: dict[str, Filter] = {
    "id": number_filter(lambda r: r["id"]),
    "name": text_filter(lambda r: r["name"]),
    "built_in": flag_filter(lambda r: r["id"] == 2),
    "model_set_ids": number_filter(lambda r: r["model_set_id"]),
    "permission_set_ids": number_filter(lambda r: r["permission_set_id"]),
}


def find_role(call: Call) -> Row:
    """The role that the path names. Raises 404."""
    role = call.instance.roles.read(call.argument("role_id"))
    if role is None:
        raise not_found()
    return role


@operations.add("GET", "/roles")
def all_roles(call: Call) -> Any:
    """All roles, or those named by ``ids``."""
    return call.show_list(
        ROLE, call.selected(call.instance.roles.read_all(), {"ids": number_filter(lambda r: r["id"])})
    )


@operations.add("GET", "/roles/search", versions=NOT_3_0)
def search_roles(call: Call) -> Any:
    """Roles by search parameters."""
    return call.show_list(ROLE, call.selected(call.instance.roles.read_all(), FILTERS), by_limit=True)


@operations.add("GET", "/roles/{role_id}")
def role(call: Call) -> Any:
    """One role."""
    return call.show(ROLE, find_role(call))
