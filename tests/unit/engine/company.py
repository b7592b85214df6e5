# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A small company on the sandbox: a seed, a document that changes a bit of everything, and the end by names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from unit.engine.documents import Document, want
from unit.engine.engine import check, run

from ansible_collections.biops.looker.plugins.module_utils._client import Client
from ansible_collections.biops.looker.plugins.module_utils._connection import connection_from
from ansible_collections.biops.looker.plugins.module_utils._converge import Result

Sandbox = Any

SEED = {
    "users": [
        {"first_name": "Ada", "last_name": "Lovelace", "email": "ada@acme.example"},
        {"first_name": "Bob", "last_name": "Kahn", "email": "bob@acme.example"},
        {"first_name": "Carl", "last_name": "Gauss", "email": "old@acme.example"},
        {"first_name": "Dora", "last_name": "Maar", "email": "dora@acme.example"},
    ],
    "groups": [
        {"name": "Finance", "users": ["ada@acme.example", "bob@acme.example"]},
        {"name": "Sale", "users": ["old@acme.example"], "groups": ["Finance"]},
        {"name": "Ghosts"},
    ],
}


def person(email: str, **options: Any) -> dict[str, Any]:
    return {"email": email, "state": "present", "list_mode": "exact", **options}


def group(name: str, **options: Any) -> dict[str, Any]:
    return {"name": name, "state": "present", "list_mode": "exact", **options}


# Every verb once: create, update, rename, delete, link, change, unlink; two new users look the same.
DOCUMENT: Document = {
    "users": [
        person("ada@acme.example", is_disabled=True),
        person("carl@acme.example", previous_email="old@acme.example"),
        person("dora@acme.example", state="absent"),
        person("eve@acme.example", first_name="Eve", last_name="Noether", groups=["Finance", "Research"]),
        person("ev2@acme.example", first_name="Eve", last_name="Noether"),
    ],
    "groups": [
        group("Finance", users=["bob@acme.example"]),
        group("Sales", previous_name="Sale", groups=["Research"]),
        group("Research", users=["carl@acme.example"]),
        group("Ghosts", state="absent"),
    ],
}


@contextmanager
def client(sandbox: Sandbox, **options: Any) -> Iterator[Client]:
    params = {"base_url": sandbox.base_url, "client_id": sandbox.client_id, "client_secret": sandbox.client_secret}
    with Client(connection_from({**params, **options}, {}), sleep=lambda _seconds: None) as made:
        yield made


def apply_document(sandbox: Sandbox, document: Document, check_mode: bool = False, **options: Any) -> Result:
    """One run of its own, login and logout included. `options` are those of Want."""
    with client(sandbox) as looker:
        return (check if check_mode else run)(looker, want(document, **options))


def end_of(sandbox: Sandbox) -> Mapping[str, Any]:
    """The whole state by names; whatever is there twice is shown twice."""
    state = sandbox.state()
    names = {entry["id"]: entry["name"] for entry in state["groups"]}
    users = sorted(
        (
            entry["credentials"].get("email", {}).get("email", ""),
            entry.get("first_name", ""),
            entry.get("last_name", ""),
            bool(entry.get("is_disabled")),
            tuple(sorted(names[one] for one in entry["groups"])),
        )
        for entry in state["users"]
    )
    groups = sorted((entry["name"], tuple(sorted(names[one] for one in entry["groups"]))) for entry in state["groups"])
    return {"users": users, "groups": groups}


def writes(sandbox: Sandbox) -> list[tuple[str, str]]:
    """(method, path) of every request that may change something."""
    return [
        (entry["method"], entry["path"])
        for entry in sandbox.requests()
        if entry["method"] != "GET" and entry["path"] not in ("/login", "/logout")
    ]
