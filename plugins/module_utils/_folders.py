# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where a folder is: its path. Pure.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


def folder_paths(folders: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Id -> "Shared/Finance/Weekly", from Looker's list of all folders (id, name, parent_id)."""
    by_id = {str(folder["id"]): folder for folder in folders}

    def path(identifier: str, seen: tuple[str, ...] = ()) -> str:
        folder = by_id[identifier]
        parent = str(folder.get("parent_id") or "")
        if parent in by_id and parent not in seen:
            return f"{path(parent, (*seen, identifier))}/{folder['name']}"
        return str(folder["name"])

    return {identifier: path(identifier) for identifier in by_id}
