# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a role is shown; groups show roles too."""

from __future__ import annotations

from looker_sandbox.call import Call
from looker_sandbox.resources.sets import MODEL_SET, PERMISSION_SET
from looker_sandbox.schema import ONLY_4, Field, Model
from looker_sandbox.search import Row


def _user_count(call: Call, role: Row) -> int:
    return sum(role["id"] in call.instance.roles_of(user["id"]) for user in call.instance.users)


_FIELDS = (
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
)
_LINKS = (
    Field("url", value=lambda call, role: call.link(f"/roles/{role['id']}")),
    Field("users_url", value=lambda call, role: call.link(f"/roles/{role['id']}/users")),
    Field("can", value=lambda call, role: {"show": True, "index": True, "update": call.is_admin}),
)

ROLE = Model("Role", *_FIELDS, *_LINKS)
ROLE_WITH_USER_COUNT = Model("RoleSearch", *_FIELDS, Field("user_count", value=_user_count), *_LINKS)
