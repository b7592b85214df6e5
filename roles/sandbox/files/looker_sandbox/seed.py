# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state document: what ``--seed FILE`` reads, and what ``GET /_sandbox/state`` writes.

Its schema is described in the README of the role ``sandbox``. Its sections are the tables of an instance. Ids are
strings there; whatever refers to another object may also give its name, or a user's address.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from looker_sandbox import builtin, seed_checks, seed_sign_on
from looker_sandbox.instance import ADMIN_ROLE, ALL_USERS, KEY_ALPHABET, Instance, now
from looker_sandbox.resources import ldap_directory, oauth_client_app
from looker_sandbox.resources.credentials import SEVERAL, SINGLE, email_of
from looker_sandbox.resources.scheduled_plan import number_destinations
from looker_sandbox.resources.scheduled_plan_model import REQUIREMENTS
from looker_sandbox.search import Row
from looker_sandbox.store import Relation, Table

CLIENT_ID = "sandbox-client"
CLIENT_SECRET = "sandbox-secret"

# In an order in which references are known when they are met.
TABLES = (
    "folders",
    "permission_sets",
    "model_sets",
    "roles",
    "groups",
    "users",
    "user_attributes",
    "group_values",
    "queries",
    "sql_queries",
    "dashboards",
    "looks",
    "datagroups",
    "scheduled_plans",
    "alerts",
    "support_access_allowlist",
    "embed_secrets",
    "oauth_client_apps",
)
# Properties that refer to another object, and to which table.
REFERENCES = {
    "permission_set_id": "permission_sets",
    "model_set_id": "model_sets",
    "user_id": "users",
    "owner_id": "users",
    "group_id": "groups",
    "user_attribute_id": "user_attributes",
    "dashboard_id": "dashboards",
    "look_id": "looks",
    "parent_id": "folders",
    "query_id": "queries",
}
# Of objects whose ids are made of names.
LISTS = {"lookml_dashboards": r"\w+::.+", "integrations": r"\d+::.+", "legacy_features": r"\w+"}
# Of what there is one of, besides the settings.
CONFIGS = (
    "password_config",
    "session_config",
    "digest_emails",
    "internal_help_resources",
    "internal_help_resources_content",
    "cloud_storage",
    "smtp_settings",
    "support_access",
    "mobile_settings",
    "ldap_server",
)
KNOWN = {*TABLES, *CONFIGS, *LISTS, *seed_sign_on.SECTIONS, "settings", "permissions", "models", "complete"}
# Other properties that are integers inside.
NUMBERS = ("id", "creator_id", "personal_folder_id", "home_folder_id", "folder_id", "dashboard_element_id")
# Links of an object that are kept beside the tables: section, name, relation, on which side the object is, other table.
LINKS = (
    ("users", "groups", "members", "right", "groups"),
    ("users", "roles", "user_roles", "left", "roles"),
    ("groups", "users", "members", "left", "users"),
    ("groups", "groups", "children", "left", "groups"),
    ("groups", "roles", "group_roles", "left", "roles"),
    ("oauth_client_apps", "activated_users", "app_users", "left", "users"),
)


class SeedError(ValueError):
    """A state document that cannot be read; the message names the place."""


class _Names:
    """What the objects of an instance that is being filled are called: none is gone through to find another one."""

    def __init__(self) -> None:
        self._ids: dict[tuple[int, str, str], int] = {}  # table, kind of name, name -> the first object of that name

    def add(self, table: Table, row: Row) -> None:
        """Takes note of an object that is new or was changed."""
        for kind, name in _names(row):
            self._ids.setdefault((id(table), kind, name), row["id"])

    def forget(self, table: Table, row: Row) -> None:
        """Before an object is changed."""
        for kind, name in _names(row):
            if self._ids.get((id(table), kind, name)) == row["id"]:
                del self._ids[id(table), kind, name]

    def find(self, table: Table, value: Any, place: str) -> int:
        """The id of an object given by id, by name or title, or a user by address. Raises SeedError."""
        text = str(value)
        if text.isdigit() and int(text) in table:
            return int(text)
        for kind, name in (("name", text), ("address", text.casefold())):
            found = self._ids.get((id(table), kind, name))
            if found is not None:
                return found
        raise SeedError(f"{place}: there is no '{text}'")


def _names(row: Row) -> Iterator[tuple[str, str]]:
    yield from (("name", row[name]) for name in ("name", "title") if row.get(name))
    if row.get("credentials"):
        yield "address", email_of(row).casefold()


# Reading


def load(instance: Instance, document: Mapping[str, Any]) -> None:
    """Fill a fresh instance: what a new Looker has, then what the document says.

    With ``complete: true`` (as ``dump`` writes it) the document is the whole state and nothing is added to it.
    Raises SeedError.
    """
    if unknown := set(document) - KNOWN:
        raise SeedError(f"unknown sections: {', '.join(sorted(unknown))}")
    instance.settings = dict(document.get("settings", {}))
    _check("settings", instance.settings, "settings")
    instance.permissions = list(document.get("permissions") or builtin.permissions())
    instance.models = list(document.get("models") or builtin.MODELS)
    instance.configs.update({name: _copy(document.get(name, _NEW_CONFIGS.get(name, {}))) for name in CONFIGS})
    for name in LISTS:
        setattr(instance, name, _load_list(document, name))
    names = _Names()
    if not document.get("complete"):
        _load_sections(instance, names, _new_instance())
    _load_sections(instance, names, document)
    seed_sign_on.load(instance, document, names.find)
    if not document.get("complete"):
        _add_sandbox_key(instance)


_NEW_LISTS = {"legacy_features": builtin.legacy_features()}
_NEW_CONFIGS = {"ldap_server": ldap_directory.new_server()}


def _new_instance() -> dict[str, Any]:
    """A new Looker with the one user whose API key the sandbox gives away."""
    admin = {
        "id": 1,
        "first_name": "Sandbox",
        "last_name": "Admin",
        "roles": [ADMIN_ROLE],
        "credentials": {"email": {"email": "admin@sandbox.example", "is_disabled": False}},
    }
    return {
        "permission_sets": builtin.permission_sets(),
        "model_sets": builtin.model_sets(),
        "roles": builtin.roles(),
        "groups": builtin.groups(),
        "folders": [{"id": 1, "name": "Shared"}, {"id": 2, "name": "Users"}],
        "user_attributes": builtin.user_attributes(),
        "users": [admin],
    }


def _add_sandbox_key(instance: Instance) -> None:
    keys = [key for user in instance.users for key in user["credentials"].get("api3", [])]
    if all(key["client_id"] != CLIENT_ID for key in keys):
        own = instance.users[1]["credentials"].setdefault("api3", [])
        own.append({"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET})
        _complete_user(instance, instance.users[1])


def _load_list(document: Mapping[str, Any], name: str) -> list[Row]:
    rows = [dict(row) for row in document.get(name, _NEW_LISTS.get(name, []))]
    for number, row in enumerate(rows):
        if not re.fullmatch(LISTS[name], str(row.get("id"))):
            raise SeedError(f"{name}[{number}].id: '{row.get('id')}' is no id of its kind")
    return rows


def _load_sections(instance: Instance, names: _Names, document: Mapping[str, Any]) -> None:
    linked = []
    for section in TABLES:
        for number, entry in enumerate(document.get(section, [])):
            place = f"{section}[{number}]"
            if not isinstance(entry, Mapping):
                raise SeedError(f"{place}: must be an object")
            row = _load_row(instance, names, section, entry, place)
            linked.append((section, row, entry, place))
    for section, row, entry, place in linked:
        _load_links(instance, names, section, row["id"], entry, place)
    for section, row, entry, place in linked:
        if section == "user_attributes":
            _load_group_values(instance, names, row["id"], entry, place)
        if section == "users" and "attribute_values" in entry:
            row["attribute_values"] = {
                names.find(instance.user_attributes, name, f"{place}.attribute_values"): value
                for name, value in entry["attribute_values"].items()
            }


def _load_row(instance: Instance, names: _Names, section: str, entry: Mapping[str, Any], place: str) -> Row:
    """One object: changes the one with its id, or is added."""
    links = {name for where, name, *_unused in LINKS if where == section}
    row = {key: value for key, value in entry.items() if key not in links | {"attribute_values", "group_values"}}
    for name, target in REFERENCES.items():
        # A set may be called by its short name: permission_set instead of permission_set_id.
        value = row.pop(name.removesuffix("_id"), None) if name.endswith("set_id") else None
        value = row.get(name) if value is None else value
        if (section, name) == ("scheduled_plans", "query_id"):
            continue  # an id or a slug there, as it was sent
        if value is not None:
            row[name] = names.find(getattr(instance, target), value, f"{place}.{name}")
    if "folder_id" in row and not str(row["folder_id"] or 0).isdigit():
        row["folder_id"] = names.find(instance.folders, row["folder_id"], f"{place}.folder_id")
    for name in NUMBERS:
        if row.get(name) is not None:
            row[name] = _number(row[name], f"{place}.{name}")
    if section == "users":
        _prepare_user(row, place)
    if section in ("queries", "sql_queries"):
        row.setdefault("slug", instance.secret(22))
    if section == "oauth_client_apps":
        oauth_client_app.complete(row)
    if section == "folders":
        row.setdefault("created_at", now())
        row["id"] = row.get("id") or instance.new_folder_id()
        instance.last_folder_id = max(instance.last_folder_id, row["id"])
    table: Table = getattr(instance, section)
    existing = table.get(row.get("id", 0))
    if existing is not None:
        names.forget(table, existing)
        table.update(existing, row)
        row = existing
    else:
        row = table.insert(row)
    names.add(table, row)
    seed_checks.complete(section, row)
    _check(section, row, place)
    if section == "users":
        _complete_user(instance, row)
    if section == "scheduled_plans":
        row.update({name: row.get(name) or False for name in REQUIREMENTS})
        row["scheduled_plan_destination"] = [dict(d) for d in row.get("scheduled_plan_destination", [])]
        number_destinations(instance, row)
    return row


def _check(section: str, row: Row, place: str) -> None:
    for problem in seed_checks.problems(section, row):
        raise SeedError(f"{place}.{problem}")


def _prepare_user(row: Row, place: str) -> None:
    """``email: x`` is short for an email login with that address whose owner has set a password."""
    email = row.pop("email", None)
    if email is not None:
        row["credentials"] = {"email": {"email": email, "is_disabled": False}, **row.get("credentials", {})}
    if unknown := set(row.get("credentials", {})) - {*SINGLE, *SEVERAL}:
        raise SeedError(f"{place}.credentials: unknown {', '.join(sorted(unknown))}")


def _complete_user(instance: Instance, user: Row) -> None:
    """Give a user, its credentials and its sessions what the short form of a seed leaves out."""
    if "personal_folder_id" not in user:
        user["personal_folder_id"] = instance.new_folder_id()
    instance.last_folder_id = max(instance.last_folder_id, user["personal_folder_id"])
    user["credentials"] = {kind: _copy(value) for kind, value in user.get("credentials", {}).items()}
    for kind, value in user["credentials"].items():
        for row in value if kind in SEVERAL else [value]:
            row.setdefault("created_at", now())
            row["user_id"] = user["id"]
            if kind in SEVERAL:
                row["id"] = int(row["id"]) if "id" in row else instance.new_credential_id()
                instance.last_credential_id = max(instance.last_credential_id, row["id"])
            if kind == "api3":
                row.setdefault("client_id", instance.secret(20, KEY_ALPHABET))
                row.setdefault("client_secret", instance.secret(24, KEY_ALPHABET))
    if "sessions" in user:
        user["sessions"] = [
            {**session, "id": int(session.get("id", number)), "user_id": user["id"]}
            for number, session in enumerate(user["sessions"], start=1)
        ]


def _load_links(
    instance: Instance, names: _Names, section: str, row_id: int, entry: Mapping[str, Any], place: str
) -> None:
    for where, name, relation_name, side, target in LINKS:
        if where != section:
            continue
        relation: Relation = getattr(instance, relation_name)
        for value in entry.get(name, []):
            other = names.find(getattr(instance, target), value, f"{place}.{name}")
            pair = (row_id, other) if side == "left" else (other, row_id)
            if relation_name not in ("members", "children") or pair[0] != ALL_USERS:
                relation.add(*pair)


def _load_group_values(
    instance: Instance, names: _Names, attribute_id: int, entry: Mapping[str, Any], place: str
) -> None:
    """``group_values: [{group: Sales, value: emea}]`` of an attribute, in the order of precedence."""
    for rank, value in enumerate(entry.get("group_values", []), start=1):
        group_id = names.find(instance.groups, value["group"], f"{place}.group_values")
        row = {"user_attribute_id": attribute_id, "group_id": group_id, "rank": rank, "value": value["value"]}
        instance.group_values.insert(row)


def _number(value: Any, place: str) -> int:
    if not str(value).isdigit():
        raise SeedError(f"{place}: '{value}' is no id")
    return int(value)


# Writing


def dump(instance: Instance) -> dict[str, Any]:
    """The whole state; ``load`` makes the same instance of it. It holds secrets: it is the sandbox's own memory."""
    document: dict[str, Any] = {
        "complete": True,
        "settings": dict(instance.settings),
        "permissions": [dict(p) for p in instance.permissions],
        "models": list(instance.models),
        **{name: _copy(getattr(instance, name)) for name in LISTS},
        **{name: _copy(instance.configs[name]) for name in CONFIGS},
        **seed_sign_on.dump(instance),
    }
    for section in TABLES:
        document[section] = [_dump_row(row) for row in getattr(instance, section)]
    for section, name, relation_name, side, _unused in LINKS:
        if (section, name) == ("groups", "users"):
            continue  # said by the users
        relation: Relation = getattr(instance, relation_name)
        for entry in document[section]:
            row_id = int(entry["id"])
            entry[name] = _ids(relation.right_of(row_id) if side == "left" else relation.left_of(row_id))
    return document


def _ids(values: Iterable[int]) -> list[str]:
    return [str(v) for v in sorted(values)]


def _dump_row(row: Row) -> Row:
    entry: Row = {}
    for key, value in row.items():
        if key in REFERENCES or key in NUMBERS:
            entry[key] = None if value is None else str(value)
        elif key == "credentials":
            entry[key] = {kind: _copy(v) for kind, v in value.items()}
        elif key == "attribute_values":
            entry[key] = {str(k): v for k, v in value.items()}
        else:
            entry[key] = _copy(value) if isinstance(value, (list, dict)) else value
    return entry


def _copy(value: Any) -> Any:
    if isinstance(value, list):
        return [_copy(item) for item in value]
    return {k: _copy(v) for k, v in value.items()} if isinstance(value, Mapping) else value
