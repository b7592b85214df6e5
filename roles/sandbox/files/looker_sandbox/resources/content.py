# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Dashboards and Looks, to be read and seeded only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from looker_sandbox.call import Call
from looker_sandbox.errors import not_found
from looker_sandbox.folders import LOOKML
from looker_sandbox.instance import full_name
from looker_sandbox.operations import Operations
from looker_sandbox.resources.folder_model import FOLDER_BASE
from looker_sandbox.resources.query_model import QUERY
from looker_sandbox.schema import ONLY_4, Field, Model
from looker_sandbox.search import Row, flag_filter, number_filter, text_filter

operations = Operations()


def _can(call: Call, row: Row) -> dict[str, bool]:
    return {"show": True, "update": call.is_admin, "destroy": call.is_admin}


def _owner_name(call: Call, row: Row) -> str | None:
    owner = call.instance.users.get(row.get("user_id") or 0)
    return full_name(owner) if owner else None


def _model_of_look(call: Call, row: Row) -> Row | None:
    """The model that the query of a Look is about."""
    query = call.instance.queries.get(row.get("query_id") or 0)
    return {"id": query["model"], "label": query["model"].replace("_", " ").title()} if query else None


def _folder(call: Call, row: Row) -> Row | None:
    return call.folders.get(row.get("folder_id"))


def _owner_is_disabled(call: Call, row: Row) -> bool:
    owner = call.instance.users.get(row.get("user_id") or 0)
    return bool(owner and owner.get("is_disabled"))


def _text_id(name: str) -> Field:
    """An id that is a string in 3.x too."""
    return Field(name, value=lambda call, row: None if row.get(name) is None else str(row[name]))


_DASHBOARD_BASE = (
    Field("can", value=_can),
    Field("content_favorite_id"),
    Field("content_metadata_id"),
    Field("description"),
    Field("hidden", False),
    _text_id("id"),
    Field("query_timezone"),
    Field("readonly", value=lambda call, row: "::" in str(row["id"])),
    Field("refresh_interval"),
    Field("folder", value=_folder, model=FOLDER_BASE),
    Field("title"),
    Field("user_id", is_id=True),
    Field("slug"),
)
DASHBOARD_BASE = Model("DashboardBase", *_DASHBOARD_BASE)
DASHBOARD = Model(
    "Dashboard",
    *_DASHBOARD_BASE,
    Field("created_at"),
    Field("dashboard_elements", value=lambda call, row: row.get("dashboard_elements", [])),
    Field("dashboard_filters", value=lambda call, row: row.get("dashboard_filters", [])),
    Field("deleted", False),
    Field("deleted_at"),
    Field("updated_at"),
    Field("user_name", value=_owner_name),
    Field("lookml_link_id"),
    _text_id("folder_id"),
    Field("view_count", 0),
    Field("is_owner_disabled", value=_owner_is_disabled, versions=ONLY_4),
    Field("url", value=lambda call, row: f"/dashboards/{row['id']}", versions=ONLY_4),
)

LOOK_MODEL = Model("LookModel", Field("id"), Field("label"))
_LOOK = (
    Field("can", value=_can),
    Field("content_metadata_id"),
    Field("id", is_id=True),
    Field("title"),
    Field("user_id", is_id=True),
    Field("created_at"),
    Field("deleted", False),
    Field("deleted_at"),
    Field("description"),
    Field("model", value=_model_of_look, model=LOOK_MODEL),
    Field("public", False),
    Field("query_id", is_id=True),
    Field("folder", value=_folder, model=FOLDER_BASE),
    _text_id("folder_id"),
    Field("updated_at"),
    Field("user_name", value=_owner_name, versions=ONLY_4),
    Field("view_count", 0),
    Field("is_owner_disabled", value=_owner_is_disabled, versions=ONLY_4),
)
LOOK = Model("Look", *_LOOK)
LOOK_WITH_QUERY = Model(
    "LookWithQuery",
    *_LOOK,
    Field("query", value=lambda call, row: call.instance.queries.get(row.get("query_id") or 0), model=QUERY),
    Field("url", value=lambda call, row: f"/looks/{row['id']}"),
)


def _lookml(call: Call, row: Row) -> str:
    """The head of the dashboard's LookML; its elements are not kept."""
    return f"- dashboard: {str(row['id']).rpartition('::')[2]}\n  title: {row.get('title') or ''}\n"


DASHBOARD_LOOKML = Model(
    "DashboardLookml",
    Field("dashboard_id", value=lambda call, row: str(row["id"])),
    Field("lookml", value=_lookml),
)


def present(rows: Iterable[Row]) -> list[Row]:
    """Without what is in the trash."""
    return [row for row in rows if not row.get("deleted")]


def all_dashboard_rows(call: Call) -> list[Row]:
    """Dashboards of users and of LookML; the latter are all in the folder ``lookml``."""
    lookml = [{"folder_id": LOOKML["id"], **row} for row in call.instance.lookml_dashboards]
    return [*present(call.instance.dashboards), *lookml]


@operations.add("GET", "/dashboards")
def all_dashboards(call: Call) -> Any:
    """All dashboards in short, without those in the trash."""
    return call.show_list(DASHBOARD_BASE, all_dashboard_rows(call))


@operations.add("GET", "/dashboards/search")
def search_dashboards(call: Call) -> Any:
    """Dashboards by owner, folder and title; those in the trash only when asked for."""
    return _search_content(call, DASHBOARD, list(call.instance.dashboards))


@operations.add("GET", "/dashboards/lookml/search", versions=ONLY_4)
def search_lookml_dashboards(call: Call) -> Any:
    """LookML dashboards by title and folder. A list, as the words of the description have it; its schema has one."""
    rows = [row for row in all_dashboard_rows(call) if "::" in str(row["id"])]
    filters = {"title": text_filter(lambda r: r.get("title")), "folder_id": text_filter(lambda r: str(r["folder_id"]))}
    return call.show_list(DASHBOARD_LOOKML, call.selected(rows, filters), by_limit=True)


@operations.add("GET", "/dashboards/lookml/{dashboard_id}")
def dashboard_lookml(call: Call) -> Any:
    """The LookML of one dashboard, whether it is kept there or was made by a user."""
    return call.show(DASHBOARD_LOOKML, _dashboard(call))


def _dashboard(call: Call) -> Row:
    wanted = call.arguments["dashboard_id"]
    rows: list[Row] = [*call.instance.dashboards, *all_dashboard_rows(call)]
    for row in rows:
        if str(row["id"]) == wanted:
            return row
    raise not_found()


@operations.add("GET", "/dashboards/{dashboard_id}")
def dashboard(call: Call) -> Any:
    """One dashboard: by number, in the trash or not, or a LookML dashboard by ``model::name``."""
    return call.show(DASHBOARD, _dashboard(call))


@operations.add("GET", "/looks")
def all_looks(call: Call) -> Any:
    """All Looks, without those in the trash."""
    return call.show_list(LOOK, present(call.instance.looks))


@operations.add("GET", "/looks/search")
def search_looks(call: Call) -> Any:
    """Looks by owner, folder and title; those in the trash only when asked for."""
    return _search_content(call, LOOK, list(call.instance.looks))


@operations.add("GET", "/looks/{look_id}")
def look(call: Call) -> Any:
    """One Look, in the trash or not."""
    row = call.instance.looks.get(call.argument("look_id"))
    if row is None:
        raise not_found()
    return call.show(LOOK_WITH_QUERY, row)


def _search_content(call: Call, model: Model, rows: list[Row]) -> Any:
    if "deleted" not in call.query and call.quirk("search_trash") == "left_out":
        rows = present(rows)
    filters = {
        "id": number_filter(lambda r: r["id"]),
        "title": text_filter(lambda r: r.get("title")),
        "description": text_filter(lambda r: r.get("description")),
        "slug": text_filter(lambda r: r.get("slug")),
        "user_id": number_filter(lambda r: r.get("user_id")),
        "query_id": number_filter(lambda r: r.get("query_id")),
        "folder_id": number_filter(lambda r: r.get("folder_id")),
        "deleted": flag_filter(lambda r: r.get("deleted", False)),
    }
    return call.show_list(model, call.selected(rows, filters), by_limit=True, by_page=True)
