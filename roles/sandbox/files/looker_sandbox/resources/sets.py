# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Permission sets and model sets, which behave alike, and what can be in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from looker_sandbox.call import Call
from looker_sandbox.data_set import EXPLORES, MODEL
from looker_sandbox.errors import ApiError, Problem, invalid, missing, not_found
from looker_sandbox.operations import Operations
from looker_sandbox.schema import ALL_VERSIONS, ONLY_3, Field, Model
from looker_sandbox.search import Row, any_text_filter, flag_filter, number_filter, text_filter
from looker_sandbox.store import Table

operations = Operations()
NOT_3_0 = ALL_VERSIONS - {"3.0"}


def _can(call: Call, row: Row) -> dict[str, bool]:
    return {"show": True, "index": True, "update": call.is_admin}


def _permissions(call: Call, row: Row) -> list[str]:
    """A set with all access has whatever there is, in its own order (facts 6.12)."""
    return [p["permission"] for p in call.instance.permissions] if row.get("all_access") else row["permissions"]


def _models(call: Call, row: Row) -> list[str]:
    """A set with all access has the models of projects; Looker's own are not told (recorded in 2022)."""
    return [name for name in call.instance.models if not _is_internal(name)] if row.get("all_access") else row["models"]


def _is_internal(model: str) -> bool:
    """Whether Looker brings the model along."""
    return model.startswith("system__")


PERMISSION_SET = Model(
    "PermissionSet",
    Field("built_in", False),
    Field("id", is_id=True),
    Field("all_access", False),
    Field("name", writable=True, kind=str),
    Field("permissions", value=_permissions, writable=True),
    Field("url", value=lambda call, row: call.link(f"/permission_sets/{row['id']}")),
    Field("can", value=_can),
    order={"3.0": "id built_in name permissions all_access url can".split()},
)

MODEL_SET = Model(
    "ModelSet",
    Field("built_in", False),
    Field("id", is_id=True),
    Field("all_access", False),
    Field("models", value=_models, writable=True),
    Field("name", writable=True, kind=str),
    Field("url", value=lambda call, row: call.link(f"/model_sets/{row['id']}")),
    Field("can", value=_can),
    order={"3.0": "id built_in name models all_access url can".split()},
)

PERMISSION = Model("Permission", Field("permission"), Field("parent"), Field("description"), Field("can", value=_can))
LOOKML_EXPLORE = Model(
    "LookmlModelNavExplore",
    Field("name"),
    Field("description", ""),
    Field("label"),
    Field("hidden", False),
    Field("group_label", ""),
    Field("can", value=lambda call, row: {}, versions=ONLY_3),
)
LOOKML_MODEL = Model(
    "LookmlModel",
    Field("allowed_db_connection_names", value=lambda call, row: []),
    Field("explores", value=lambda call, row: _explores(row), model=LOOKML_EXPLORE),
    Field("has_content", True),
    Field("label"),
    Field("name"),
    Field("project_name"),
    Field("unlimited_db_connections", False),
    Field("can", value=_can),
)


def _explores(model: Row) -> list[Row]:
    return [{"name": name, "label": name.title()} for name in EXPLORES] if model["name"] == MODEL else []


@dataclass(frozen=True)
class SetKind:
    """What tells the two kinds of sets apart. ``members`` is what they hold, ``used_as`` how a role names them."""

    path: str
    table: str
    model: Model
    members: str
    used_as: str

    def rows(self, call: Call) -> Table:
        """All sets of the kind."""
        table: Table = getattr(call.instance, self.table)
        return table

    def visible(self, call: Call) -> list[Row]:
        """The sets that the caller may list: without rights at most those of its own roles."""
        own = self._own(call)
        return call.listable(self.rows(call).read_all(), lambda row: row["id"] in own)

    def _own(self, call: Call) -> set[int]:
        return {call.instance.roles[r][self.used_as] for r in call.instance.roles_of(call.caller["id"])}

    def find(self, call: Call, *, to_write: bool = False) -> Row:
        """The set that the path names. Raises 404, and 405 for changing what is built in (facts 3.8)."""
        if to_write:
            call.demand_admin()
        set_id = call.argument(self.used_as)
        row = self.rows(call).get(set_id) if to_write else self.rows(call).read(set_id)
        if row is None or not (call.sees_all or set_id in self._own(call)):
            raise not_found()
        if to_write and row.get("built_in"):
            raise ApiError(405, "This resource cannot be modified")
        return row

    def read(self, call: Call, current: Row | None) -> Row:
        """The values of a body. Raises 422 with all problems (facts 3.11, 6.12)."""
        values = self.model.read_body(call, call.object)
        problems = []
        if current is None or "name" in values:
            name = values.get("name")
            if not name:
                problems.append(missing("name"))
            elif any(r["name"] == name and r is not current for r in self.rows(call)):
                problems.append(Problem("name", "already_exists", "Name is already in use."))
        if self.members in values:
            problems += self._read_members(call, values)
        elif current is None:
            values[self.members] = []
        if problems:
            raise invalid(*problems)
        return values

    def _read_members(self, call: Call, values: Row) -> list[Problem]:
        given = values[self.members]
        values["all_access"] = given == "all"  # a short form of the first years (recorded in 2014)
        if given == "all":
            values[self.members] = []
            return []
        if not isinstance(given, list):
            return [Problem(self.members, "invalid", f"'{self.members}' must be a list")]
        values[self.members] = sorted(set(map(str, given)))
        known = {p["permission"] for p in call.instance.permissions}
        unknown = set(values[self.members]) - known if self.members == "permissions" else set()
        if not unknown:
            return []
        return [Problem(self.members, "invalid", f"'{self.members}' has unknown: {', '.join(sorted(unknown))}")]


def _declare(kind: SetKind) -> None:
    """The operations of one kind of set."""
    one = f"{kind.path}/{{{kind.used_as}}}"

    @operations.add("GET", kind.path)
    def all_sets(call: Call) -> Any:
        return call.show_list(kind.model, kind.visible(call))

    @operations.add("GET", f"{kind.path}/search", versions=NOT_3_0)
    def search_sets(call: Call) -> Any:
        filters = {
            "id": number_filter(lambda r: r["id"]),
            "name": text_filter(lambda r: r["name"]),
            "all_access": flag_filter(lambda r: r.get("all_access", False)),
            "built_in": flag_filter(lambda r: r.get("built_in", False)),
        }
        if call.version == "4.0":
            filters[kind.members] = any_text_filter(lambda r: r[kind.members])
        return call.show_list(kind.model, call.selected(kind.visible(call), filters), by_limit=True)

    @operations.add("GET", one)
    def one_set(call: Call) -> Any:
        return call.show(kind.model, kind.find(call))

    @operations.add("POST", kind.path)
    def create_set(call: Call) -> Any:
        call.demand_admin()
        values = kind.read(call, None)
        return call.show(kind.model, kind.rows(call).insert(values, stale_reads=call.instance.stale_reads))

    @operations.add("PATCH", one)
    def update_set(call: Call) -> Any:
        row = kind.find(call, to_write=True)
        kind.rows(call).update(row, kind.read(call, row), stale_reads=call.instance.stale_reads)
        return call.show(kind.model, row)

    @operations.add("DELETE", one)
    def delete_set(call: Call) -> Any:
        row = kind.find(call, to_write=True)
        used = any(role[kind.used_as] == row["id"] for role in call.instance.roles)
        if used and call.quirk("set_in_use") != "204":
            raise call.refuse("set_in_use", "The set is in use by a role.", "id")
        kind.rows(call).delete(row["id"])


_declare(SetKind("/permission_sets", "permission_sets", PERMISSION_SET, "permissions", "permission_set_id"))
_declare(SetKind("/model_sets", "model_sets", MODEL_SET, "models", "model_set_id"))


@operations.add("GET", "/permissions")
def all_permissions(call: Call) -> Any:
    """Every permission, with the one that it depends on."""
    return [PERMISSION.render(call, row) for row in call.instance.permissions]


@operations.add("GET", "/lookml_models")
def all_lookml_models(call: Call) -> Any:
    """Every model of the instance's projects; in 4.0 those that Looker brings along only when asked for."""
    rows: list[Row] = [
        {"id": n, "name": m, "label": m.title(), "project_name": m} for n, m in enumerate(call.instance.models)
    ]
    if call.version == "4.0" and not call.flag("include_internal"):
        rows = [row for row in rows if not _is_internal(row["name"])]
    if call.flag("exclude_empty"):
        rows = [row for row in rows if _explores(row)]
    return call.show_list(LOOKML_MODEL, rows, by_limit=True)
