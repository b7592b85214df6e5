# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What schedules send and where it is: dashboards, Looks and folders, to be referred to only.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ansible_collections.biops.looker.plugins.module_utils._folders import folder_paths
from ansible_collections.biops.looker.plugins.module_utils._resource import (
    Field,
    Resource,
    Rows,
)


def _with_paths(rows: Rows) -> Rows:
    paths = folder_paths(rows)
    return [{**row, "path": paths[str(row["id"])]} for row in rows]


def _without_lookml(rows: Rows) -> Rows:
    """Dashboards that are defined in LookML have ids of another kind, `model::name`."""
    return [row for row in rows if "::" not in str(row["id"])]


def _by_id(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Titles are not unique, so content is known by its id, to which its title and its slug lead."""
    folder = raw.get("folder") or {}
    identifier = str(folder["id"]) if folder.get("id") is not None else None
    return {"id": raw["id"], "called": raw.get("title"), "folder": identifier}


def _title_and_slug(raw: Mapping[str, Any]) -> Iterable[str]:
    return [raw[name] for name in ("title", "slug") if raw.get(name)]


FOLDER = Resource(
    type="folder",
    plural="folders",
    key="path",
    fields=(Field("path", derived=True), Field("name"), Field("parent_id")),
    whole_from=1,
    listing=("all_folders",),
    fold=lambda path: path.strip("/"),
    prepare=_with_paths,
)
DASHBOARD = Resource(
    type="dashboard",
    plural="dashboards",
    key="title",
    fields=(Field("title"), Field("slug"), Field("folder", shown_in="folder(id)", references="folder")),
    whole_from=1,
    listing=("all_dashboards",),
    prepare=_without_lookml,
    normalise=_by_id,
    addresses=_title_and_slug,
)
LOOK = Resource(
    type="look",
    plural="looks",
    key="title",
    fields=(Field("title"), Field("folder", shown_in="folder(id)", references="folder")),
    whole_from=1,
    listing=("all_looks",),
    normalise=_by_id,
    addresses=_title_and_slug,
)
