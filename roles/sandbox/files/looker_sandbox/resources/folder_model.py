# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a folder is shown; dashboards and Looks show theirs too."""

from __future__ import annotations

from looker_sandbox.call import Call
from looker_sandbox.folders import LOOKML, SHARED, USERS
from looker_sandbox.schema import Field, Model
from looker_sandbox.search import Row


def _can(call: Call, row: Row) -> dict[str, bool]:
    """As recorded of an admin; what others may do is not, and here it is to look."""
    admin = call.is_admin
    own = admin and row["id"] not in (SHARED, USERS, LOOKML["id"]) and not row.get("is_personal")
    can = {"index": True, "show": True, "create": admin, "see_admin_spaces": admin}
    can |= {"save_shared_space_as_embed_user": admin, "destroy": own, "update": own}
    filled = admin and row["id"] != LOOKML["id"]
    return {**can, "move_content": filled, "edit_content": filled}


def _is_personal_descendant(call: Call, row: Row) -> bool:
    return any(parent.get("is_personal") for parent in call.folders.ancestors(row))


FOLDER_BASE = Model(
    "FolderBase",
    Field("name"),
    Field("parent_id", is_id=True),
    Field("id", is_id=True),
    Field("content_metadata_id", is_id=True),
    Field("created_at"),
    Field("creator_id", is_id=True),
    Field("external_id"),
    Field("is_embed", False),
    Field("is_embed_shared_root", False),
    Field("is_embed_users_root", False),
    Field("is_personal", False),
    Field("is_personal_descendant", value=_is_personal_descendant),
    Field("is_shared_root", value=lambda call, row: row["id"] == SHARED),
    Field("is_users_root", value=lambda call, row: row["id"] == USERS),
    Field("child_count", value=lambda call, row: len(call.folders.children(row["id"]))),
    Field("can", value=_can),
)
