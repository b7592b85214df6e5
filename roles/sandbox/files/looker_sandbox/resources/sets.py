# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Permission sets and model sets."""

from __future__ import annotations

from looker_sandbox.call import Call
from looker_sandbox.schema import Field, Model
from looker_sandbox.search import Row


def _can(call: Call, row: Row) -> dict[str, bool]:
    return {"show": True, "index": True, "update": call.is_admin}


PERMISSION_SET = Model(
    "PermissionSet",
    Field("built_in", False),
    Field("id", is_id=True),
    Field("all_access", False),
    Field("name", writable=True, kind=str),
    Field("permissions", writable=True, kind=list),
    Field("url", value=lambda call, row: call.link(f"/permission_sets/{row['id']}")),
    Field("can", value=_can),
)

MODEL_SET = Model(
    "ModelSet",
    Field("built_in", False),
    Field("id", is_id=True),
    Field("all_access", False),
    Field("models", writable=True, kind=list),
    Field("name", writable=True, kind=str),
    Field("url", value=lambda call, row: call.link(f"/model_sets/{row['id']}")),
    Field("can", value=_can),
)
