# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Folders, to be read and seeded only."""

from __future__ import annotations

from typing import Any

from looker_sandbox.call import Call
from looker_sandbox.errors import not_found
from looker_sandbox.operations import Operations
from looker_sandbox.resources.content import (
    DASHBOARD,
    DASHBOARD_BASE,
    LOOK,
    LOOK_WITH_QUERY,
    all_dashboard_rows,
    present,
)
from looker_sandbox.resources.folder_model import FOLDER_BASE
from looker_sandbox.schema import Field, Model
from looker_sandbox.search import Filter, Row, flag_filter, number_filter, parse_number, text_filter

operations = Operations()


def _dashboards_in(call: Call, row: Row) -> list[Row]:
    return [d for d in all_dashboard_rows(call) if d.get("folder_id") == row["id"]]


def _looks_in(call: Call, row: Row) -> list[Row]:
    return [look for look in present(call.instance.looks) if look.get("folder_id") == row["id"]]


FOLDER = Model(
    "Folder",
    *FOLDER_BASE.fields,
    Field("dashboards", value=_dashboards_in, model=DASHBOARD_BASE),
    Field("looks", value=_looks_in, model=LOOK),
)


def _find(call: Call) -> Row:
    """The folder that the path names: a number or ``lookml``. Raises 404."""
    text = call.arguments["folder_id"]
    number = parse_number(text)
    row = call.folders.get(text if number is None else number)
    if row is None:
        raise not_found()
    return row


_FILTERS: dict[str, Filter] = {
    "name": text_filter(lambda f: f.get("name")),
    "id": text_filter(lambda f: str(f["id"])),
    "parent_id": number_filter(lambda f: f.get("parent_id")),
    "creator_id": number_filter(lambda f: f.get("creator_id")),
    "is_shared_root": flag_filter(lambda f: f["id"] == 1),
    "is_users_root": flag_filter(lambda f: f["id"] == 2),
}


@operations.add("GET", "/folders")
def all_folders(call: Call) -> Any:
    """All folders, everybody's personal ones among them."""
    return call.show_list(FOLDER_BASE, call.folders.rows.values())


@operations.add("GET", "/folders/search")
def search_folders(call: Call) -> Any:
    """Folders by name, parent or creator."""
    rows = call.selected(call.folders.rows.values(), _FILTERS)
    return call.show_list(FOLDER, rows, by_limit=True, by_page=True)


@operations.add("GET", "/folders/{folder_id}")
def folder(call: Call) -> Any:
    """One folder."""
    return call.show(FOLDER, _find(call))


@operations.add("GET", "/folders/{folder_id}/children")
def folder_children(call: Call) -> Any:
    """The folders in a folder."""
    rows = call.folders.children(_find(call)["id"])
    return call.show_list(FOLDER, rows, by_limit=call.version == "4.0", by_page=True)


@operations.add("GET", "/folders/{folder_id}/children/search")
def folder_children_search(call: Call) -> Any:
    """The folders in a folder, by name."""
    rows = call.folders.children(_find(call)["id"])
    return call.show_list(FOLDER, call.selected(rows, {"name": _FILTERS["name"]}))


@operations.add("GET", "/folders/{folder_id}/parent")
def folder_parent(call: Call) -> Any:
    """The folder around a folder; a root has none, which is taken to be a 404."""
    parent = call.folders.get(_find(call).get("parent_id"))
    if parent is None:
        raise not_found()
    return call.show(FOLDER, parent)


@operations.add("GET", "/folders/{folder_id}/ancestors")
def folder_ancestors(call: Call) -> Any:
    """The folders around a folder, taken to come the outermost first."""
    return FOLDER.render_all(call, call.folders.ancestors(_find(call)), call.mask)


@operations.add("GET", "/folders/{folder_id}/dashboards")
def folder_dashboards(call: Call) -> Any:
    """The dashboards in a folder."""
    return call.show_list(DASHBOARD, _dashboards_in(call, _find(call)))


@operations.add("GET", "/folders/{folder_id}/looks")
def folder_looks(call: Call) -> Any:
    """The Looks in a folder, without those in the trash."""
    return call.show_list(LOOK_WITH_QUERY, _looks_in(call, _find(call)))
