# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What logins by SAML, OpenID Connect and LDAP have in common: one configuration each, groups, roles, attributes.

Inside, roles, groups and user attributes are ids; names become ids where a state document is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from looker_sandbox.call import Call
from looker_sandbox.errors import Problem, invalid, missing
from looker_sandbox.instance import now
from looker_sandbox.merge import merged
from looker_sandbox.resources.group import GROUP
from looker_sandbox.resources.role_model import ROLE
from looker_sandbox.resources.user_attribute import ATTRIBUTE
from looker_sandbox.schema import Field, Model
from looker_sandbox.search import Row, parse_number
from looker_sandbox.store import Table

MAPPINGS = ("groups_with_role_ids", "user_attributes_with_ids")


def text(name: str, default: str | None = None, **options: Any) -> Field:
    """A text that can be written."""
    return Field(name, default, kind=str, writable=True, **options)


def flag(name: str, default: bool = False) -> Field:
    """A switch."""
    return Field(name, default, kind=bool, writable=True)


def existing(table: Table, ids: Iterable[int]) -> list[Row]:
    """The rows with these ids, without those that have been deleted since."""
    return [row for row_id in ids if (row := table.get(row_id)) is not None]


def new_users() -> dict[str, Field]:
    """What new users get: roles and groups, sent as ids and shown as objects."""

    def roles(call: Call, row: Row) -> list[Row]:
        return existing(call.instance.roles, row.get("default_new_user_role_ids", []))

    def groups(call: Call, row: Row) -> list[Row]:
        return existing(call.instance.groups, row.get("default_new_user_group_ids", []))

    fields = (
        Field("default_new_user_roles", value=roles, model=ROLE),
        Field("default_new_user_groups", value=groups, model=GROUP),
        Field("default_new_user_role_ids", kind=list, write_only=True),
        Field("default_new_user_group_ids", kind=list, write_only=True),
    )
    return {field.name: field for field in fields}


def mapping_models(prefix: str, link: str | None) -> tuple[Model, Model, Model, Model]:
    """The models of a mapped group and a mapped attribute, each as it is read and as it is written.

    ``link``: path of the configuration, where the objects name it.
    """
    url = [Field("url", value=lambda call, row: call.link(link))] if link else []
    names = (Field("looker_group_id", is_id=True), text("looker_group_name"), text("name"))
    roles = Field("roles", value=lambda call, row: existing(call.instance.roles, row["role_ids"]), model=ROLE)
    attributes = Field(
        "user_attributes",
        value=lambda call, row: existing(call.instance.user_attributes, row["user_attribute_ids"]),
        model=ATTRIBUTE,
    )
    required = flag("required")
    return (
        Model(f"{prefix}GroupRead", Field("id", is_id=True), *names, roles, *url),
        Model(
            f"{prefix}GroupWrite",
            Field("id", is_id=True, writable=True),
            *names,
            Field("role_ids", [], is_id=True, kind=list, writable=True),
            *url,
        ),
        Model(f"{prefix}UserAttributeRead", text("name"), required, attributes, *url),
        Model(
            f"{prefix}UserAttributeWrite",
            text("name"),
            required,
            Field("user_attribute_ids", [], is_id=True, kind=list, writable=True),
            *url,
        ),
    )


def mappings(models: tuple[Model, Model, Model, Model]) -> dict[str, Field]:
    """The fields of mapped groups and attributes: each list once to be read and once to be written."""
    group_read, group_write, attribute_read, attribute_write = models

    def rows(name: str) -> Callable[[Call, Row], Any]:
        return lambda call, row: row.get(name, [])

    fields = (
        Field("groups", value=rows("groups_with_role_ids"), model=group_read),
        Field("groups_with_role_ids", value=rows("groups_with_role_ids"), model=group_write, kind=list, writable=True),
        Field("user_attributes", value=rows("user_attributes_with_ids"), model=attribute_read),
        Field(
            "user_attributes_with_ids",
            value=rows("user_attributes_with_ids"),
            model=attribute_write,
            kind=list,
            writable=True,
        ),
    )
    return {field.name: field for field in fields}


@dataclass(frozen=True)
class SignOn:
    """One way to log in: its place in the state document, its model, those of the mappings, what it cannot do without.

    ``lacks``: further fields that a configuration lacks.
    """

    section: str
    model: Model
    mappings: tuple[Model, Model, Model, Model]
    required: tuple[str, ...]
    lacks: Callable[[Row], list[str]] = lambda row: []

    def read(self, call: Call) -> Any:
        """The operation that shows the configuration."""
        call.demand_admin()
        return call.show(self.model, call.instance.configs[self.section])

    def change(self, call: Call) -> Any:
        """The operation that changes it. A configuration that is turned on has to be complete (spec ``saml_config``).

        Whether one that is turned off has to be complete too is not known.
        """
        call.demand_admin()
        after = self.would_be(call, complete=call.quirk("sign_on_complete") == "always")
        after["modified_at"] = now()
        after["modified_by"] = call.caller["id"]
        mapped = after.get("groups_with_role_ids", [])
        if taken := [n for n, row in enumerate(mapped) if _name_is_taken(call, row)]:
            places = [f"groups_with_role_ids[{n}].looker_group_name" for n in taken]
            raise invalid(*(Problem(place, "already_exists", "Name is already in use.") for place in places))
        for row in mapped:
            _mirror(call, row)
        call.instance.configs[self.section] = after
        return call.show(self.model, after)

    def would_be(self, call: Call, *, complete: bool) -> Row:
        """The configuration with what the body changes. ``complete``: it has to be, even when it is turned off.

        Raises ApiError 422 with everything that is wrong.
        """
        before = call.instance.configs[self.section]
        values, problems = self.model.parse_body(call, call.object)
        problems += _read_ids(values, "default_new_user_role_ids", call.instance.roles)
        problems += _read_ids(values, "default_new_user_group_ids", call.instance.groups)
        problems += self._read_mappings(call, values)
        after = merged(self.model, before, values)
        problems += _number_groups(before, after)
        if complete or after.get("enabled"):
            lacking = [name for name in self.required if not after.get(name)] + self.lacks(after)
            problems += [missing(name) for name in lacking]
        if problems:
            raise invalid(*problems)
        return after

    def _read_mappings(self, call: Call, values: Row) -> list[Problem]:
        problems = []
        for name, model, ids, table in (
            ("groups_with_role_ids", self.mappings[1], "role_ids", call.instance.roles),
            ("user_attributes_with_ids", self.mappings[3], "user_attribute_ids", call.instance.user_attributes),
        ):
            if values.get(name) is None:
                continue
            rows = []
            for number, sent in enumerate(values[name]):
                row, found = _read_mapping(call, model, sent, ids, table)
                rows.append(row)
                problems += [replace(p, field=f"{name}[{number}].{p.field}") for p in found]
            values[name] = rows
        return problems


def _read_mapping(call: Call, model: Model, sent: Any, ids: str, table: Table) -> tuple[Row, list[Problem]]:
    if not isinstance(sent, Mapping):
        return {}, [Problem("base", "invalid", "must be an object")]
    row, problems = model.parse_body(call, sent)
    problems += _read_ids(row, ids, table)
    if not row.get("name"):
        problems.append(missing("name"))
    return {ids: [], **{key: value for key, value in row.items() if value is not None}}, problems


def _read_ids(values: Row, name: str, table: Table) -> list[Problem]:
    """Make ids of both kinds (facts 2.16) integers; those that name nothing are a problem."""
    if not isinstance(values.get(name), list):
        return []
    numbers = {str(value): parse_number(value) for value in values[name]}
    if unknown := [text for text, number in numbers.items() if number is None or number not in table]:
        return [Problem(name, "invalid", f"'{name}' names nothing: {', '.join(unknown)}")]
    values[name] = list(numbers.values())
    return []


def _number_groups(before: Row, after: Row) -> list[Problem]:
    """Mapped groups keep the ids that they are sent with; others get new ones, which are never used twice."""
    known = {row["id"]: row for row in before.get("groups_with_role_ids", [])}
    problems = []
    for place, row in enumerate(after.get("groups_with_role_ids", [])):
        if "id" not in row:
            after["last_group_id"] = after.get("last_group_id", 0) + 1
            row["id"] = after["last_group_id"]
            continue
        row["id"] = parse_number(row["id"])
        if row["id"] not in known:
            problems.append(Problem(f"groups_with_role_ids[{place}].id", "invalid", "'id' names nothing"))
        else:
            for name in ("looker_group_id", "looker_group_name"):
                row.setdefault(name, known[row["id"]].get(name))
    return problems


def _mirror_of(call: Call, row: Row) -> Row | None:
    """The group in Looker that belongs to a mapped group."""
    groups = call.instance.groups
    return groups.get(row.get("looker_group_id") or 0) or next(
        (g for g in groups if g.get("externally_managed") and g.get("external_group_id") == row["name"]), None
    )


def _mirror_name(row: Row, group: Row | None) -> str:
    return str(row.get("looker_group_name") or (group["name"] if group else row["name"]))


def _name_is_taken(call: Call, row: Row) -> bool:
    """Whether another group has the name: no two groups have the same (facts 3.12)."""
    group = _mirror_of(call, row)
    name = _mirror_name(row, group)
    return any(other["name"] == name and other is not group for other in call.instance.groups)


def _mirror(call: Call, row: Row) -> None:
    """Have a group in Looker for a mapped group, with its roles, managed from outside (facts 6.4).

    That it is there at once, and not only when somebody of the group logs in, is a guess.
    """
    groups, group = call.instance.groups, _mirror_of(call, row)
    name = _mirror_name(row, group)
    values = {"name": name, "externally_managed": True, "external_group_id": row["name"]}
    if group is None:
        group = groups.insert(values)
    else:
        groups.update(group, values)
    row["looker_group_id"] = group["id"]
    row["looker_group_name"] = name
    call.instance.group_roles.replace_right(group["id"], row["role_ids"])
