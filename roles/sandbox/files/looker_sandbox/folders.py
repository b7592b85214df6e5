# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tree of folders: those of the table, everybody's personal one, and the one of LookML dashboards."""

from __future__ import annotations

from looker_sandbox.instance import Instance, full_name
from looker_sandbox.search import Row

FolderId = int | str
SHARED, USERS = 1, 2
LOOKML: Row = {"id": "lookml", "name": "LookML Dashboards"}  # recorded: the one id that is no number


class FolderTree:
    """All folders as one request sees them. Personal folders hang on their users, so that they follow them."""

    def __init__(self, instance: Instance) -> None:
        personal = [
            {
                "id": user["personal_folder_id"],
                "name": full_name(user),
                "parent_id": USERS,
                "creator_id": user["id"],
                "is_personal": True,
            }
            for user in instance.users
        ]
        self.rows: dict[FolderId, Row] = {row["id"]: row for row in [LOOKML, *personal, *instance.folders]}
        self._children: dict[FolderId, list[Row]] = {}
        for row in self.rows.values():
            if (parent := row.get("parent_id")) is not None:
                self._children.setdefault(parent, []).append(row)

    def get(self, folder_id: FolderId | None) -> Row | None:
        """The folder with this id."""
        return None if folder_id is None else self.rows.get(folder_id)

    def children(self, folder_id: FolderId) -> list[Row]:
        """The folders in a folder."""
        return self._children.get(folder_id, [])

    def ancestors(self, row: Row) -> list[Row]:
        """The folders around a folder, the outermost first."""
        found: list[Row] = []
        parent = self.get(row.get("parent_id"))
        while parent is not None and parent not in found:
            found.insert(0, parent)
            parent = self.get(parent.get("parent_id"))
        return found
