# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state document: what ``--seed FILE`` reads, and what ``GET /_sandbox/state`` writes.

Its schema is described in the README of the role ``sandbox``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from looker_sandbox import builtin
from looker_sandbox.instance import ADMIN_ROLE, ALL_USERS, KEY_ALPHABET, Instance, now
from looker_sandbox.resources.credentials import SEVERAL, SINGLE, email_of
from looker_sandbox.search import Row
from looker_sandbox.store import Table

CLIENT_ID = "sandbox-client"
CLIENT_SECRET = "sandbox-secret"
HOST_URL = "https://sandbox.looker.example"

_TABLES = ("permission_sets", "model_sets", "roles", "groups", "users")
_REFERENCES = {"permission_set": "permission_sets", "model_set": "model_sets"}


class SeedError(ValueError):
    """A state document that cannot be read; the message names the place."""


def load(instance: Instance, document: Mapping[str, Any]) -> None:
    """Fill a fresh instance: what a new Looker has, then what the document says.

    With ``complete: true`` (as ``dump`` writes it) the document is the whole state and nothing is added to it.
    Raises SeedError.
    """
    if unknown := set(document) - {*_TABLES, "settings", "complete"}:
        raise SeedError(f"unknown sections: {', '.join(sorted(unknown))}")
    instance.settings = {"host_url": HOST_URL, **document.get("settings", {})}
    if not document.get("complete"):
        _load_new_instance(instance)
    for section in _TABLES:
        for number, entry in enumerate(document.get(section, [])):
            _load_entry(instance, section, dict(entry), f"{section}[{number}]")
    for number, entry in enumerate(document.get("groups", [])):
        _load_group_links(instance, entry, f"groups[{number}]")
    keys = (key for user in instance.users for key in user["credentials"].get("api3", []))
    if not document.get("complete") and all(key["client_id"] != CLIENT_ID for key in keys):
        _add_api_key(instance, 1, CLIENT_ID, CLIENT_SECRET)


def _load_new_instance(instance: Instance) -> None:
    for row in builtin.permission_sets():
        instance.permission_sets.insert(row)
    for row in builtin.model_sets():
        instance.model_sets.insert(row)
    for row in builtin.roles():
        instance.roles.insert(row)
    for row in builtin.groups():
        instance.groups.insert(row)
    _load_entry(
        instance,
        "users",
        {
            "id": "1",
            "first_name": "Sandbox",
            "last_name": "Admin",
            "roles": [str(ADMIN_ROLE)],
            "credentials": {"email": {"email": "admin@sandbox.example", "is_disabled": False}},
        },
        "users[1]",
    )


def _add_api_key(instance: Instance, user_id: int, client_id: str, secret: str) -> None:
    key = {"id": instance.new_credential_id(), "user_id": user_id, "created_at": now()}
    keys = instance.users[user_id]["credentials"].setdefault("api3", [])
    keys.append({**key, "client_id": client_id, "client_secret": secret})


def _load_entry(instance: Instance, section: str, entry: Row, place: str) -> None:
    table: Table = getattr(instance, section)
    row_id = int(entry.pop("id")) if "id" in entry else None
    for name, target in _REFERENCES.items():
        if name in entry:
            entry[f"{name}_id"] = _reference(getattr(instance, target), entry.pop(name), f"{place}.{name}")
    links = {name: entry.pop(name) for name in ("groups", "roles", "users", "email") if name in entry}
    if section == "users":
        _prepare_user(instance, entry, links.pop("email", None))
    if row_id is not None and (existing := table.get(row_id)) is not None:
        table.update(existing, entry)
        row = existing
    else:
        row = table.insert({"id": row_id, **_defaults(instance, section), **entry})
    if section == "users":
        _own_credentials(instance, row)
        for group in links.get("groups", []):
            group_id = _reference(instance.groups, group, f"{place}.groups")
            if group_id != ALL_USERS:
                instance.members.add(group_id, row["id"])
        for role in links.get("roles", []):
            instance.user_roles.add(row["id"], _reference(instance.roles, role, f"{place}.roles"))


def _defaults(instance: Instance, section: str) -> Row:
    if section == "users":
        return {"first_name": "", "last_name": "", "credentials": {}, "personal_folder_id": instance.new_folder_id()}
    return {}


def _prepare_user(instance: Instance, entry: Row, email: str | None) -> None:
    """``email: x`` is short for an email login with that address whose owner has set a password."""
    if "personal_folder_id" in entry:
        entry["personal_folder_id"] = int(entry["personal_folder_id"])
        instance.last_folder_id = max(instance.last_folder_id, entry["personal_folder_id"])
    if email is not None:
        entry["credentials"] = {"email": {"email": email, "is_disabled": False}, **entry.get("credentials", {})}
    if unknown := set(entry.get("credentials", {})) - {*SINGLE, *SEVERAL}:
        raise SeedError(f"credentials: unknown {', '.join(sorted(unknown))}")


def _own_credentials(instance: Instance, user: Row) -> None:
    """Give every credential and session what the short form of a seed leaves out."""
    user["credentials"] = {kind: _copy(value) for kind, value in user["credentials"].items()}
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


def _copy(value: Any) -> Any:
    return [dict(row) for row in value] if isinstance(value, list) else dict(value)


def _load_group_links(instance: Instance, entry: Mapping[str, Any], place: str) -> None:
    group_id = _reference(instance.groups, entry.get("id", entry.get("name")), place)
    for child in entry.get("groups", []):
        instance.children.add(group_id, _reference(instance.groups, child, f"{place}.groups"))
    for user in entry.get("users", []):
        instance.members.add(group_id, _reference(instance.users, user, f"{place}.users"))
    for role in entry.get("roles", []):
        instance.group_roles.add(group_id, _reference(instance.roles, role, f"{place}.roles"))


def _reference(table: Table, value: Any, place: str) -> int:
    """An object by id or, for people who write seeds by hand, by name (a user by address)."""
    text = str(value)
    if text.isdigit() and int(text) in table:
        return int(text)
    for row in table:
        if row.get("name") == text or (row.get("credentials") and email_of(row).casefold() == text.casefold()):
            found: int = row["id"]
            return found
    raise SeedError(f"{place}: there is no '{text}'")


def dump(instance: Instance) -> dict[str, Any]:
    """The whole state; ``load`` makes the same instance of it. It holds secrets: it is the sandbox's own memory."""
    document: dict[str, Any] = {"complete": True, "settings": dict(instance.settings)}
    for section in _TABLES:
        document[section] = [_dump_row(row) for row in getattr(instance, section)]
    for entry in document["users"]:
        user_id = int(entry["id"])
        entry["roles"] = _ids(instance.user_roles.right_of(user_id))
        entry["groups"] = _ids(instance.members.left_of(user_id))
    for entry in document["groups"]:
        entry["groups"] = _ids(instance.children.right_of(int(entry["id"])))
        entry["roles"] = _ids(instance.group_roles.right_of(int(entry["id"])))
    return document


def _ids(values: Iterable[int]) -> list[str]:
    return [str(v) for v in sorted(values)]


def _dump_row(row: Row) -> Row:
    entry = {
        key: _copy(value) if isinstance(value, list) and value and isinstance(value[0], dict) else value
        for key, value in row.items()
    }
    entry["id"] = str(row["id"])
    for name in _REFERENCES:
        if f"{name}_id" in entry:
            entry[name] = str(entry.pop(f"{name}_id"))
    if "credentials" in row:
        entry["credentials"] = {kind: _copy(value) for kind, value in row["credentials"].items()}
    return entry
