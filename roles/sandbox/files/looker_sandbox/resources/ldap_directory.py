# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one LDAP server that a sandbox can reach: a few users, in the section ``ldap_server`` of the state document.

``{"host", "port", "username", "password", "users": [{"login", "password", "dn", "email", "first_name", "last_name",
"groups"}]}``. The words of the failures are ours.
"""

from __future__ import annotations

from typing import Any

from looker_sandbox.instance import Instance
from looker_sandbox.search import Row


class DirectoryError(Exception):
    """A test that has failed: in short, and in detail."""

    def __init__(self, summary: str, details: str) -> None:
        super().__init__(details)
        self.summary = summary


def new_server() -> dict[str, Any]:
    """The server of a new sandbox."""
    return {
        "host": "ldap.sandbox.example",
        "port": "636",
        "username": "cn=looker,dc=sandbox,dc=example",
        "password": "ldap-secret",
        "users": [
            {
                "login": "ada",
                "password": "ada-secret",
                "dn": "uid=ada,ou=people,dc=sandbox,dc=example",
                "email": "ada@sandbox.example",
                "first_name": "Ada",
                "last_name": "Lovelace",
                "groups": ["analysts"],
            }
        ],
    }


def connect(instance: Instance, config: Row) -> None:
    """Reach the server. Raises DirectoryError."""
    server = instance.configs["ldap_server"]
    host, port = config.get("connection_host"), str(config.get("connection_port", "389"))
    if (host, port) != (server.get("host"), str(server.get("port"))):
        raise DirectoryError("Connection failed.", f"cannot connect to {host}:{port}")


def bind(instance: Instance, config: Row) -> None:
    """Log in with Looker's own account. Raises DirectoryError."""
    connect(instance, config)
    server = instance.configs["ldap_server"]
    if (config.get("auth_username"), config.get("auth_password")) != (server.get("username"), server.get("password")):
        raise DirectoryError("Authentication failed.", f"invalid credentials for {config.get('auth_username')}")


def find_user(instance: Instance, config: Row) -> Row:
    """A user by login, in the form of Looker's ``LDAPUser``. Raises DirectoryError."""
    bind(instance, config)
    user = _entry(instance, config)
    return {
        "all_emails": [user["email"]],
        "attributes": {"uid": user["login"], "mail": user["email"]},
        "email": user["email"],
        "first_name": user.get("first_name"),
        "last_name": user.get("last_name"),
        "groups": list(user.get("groups", [])),
        "ldap_dn": user.get("dn"),
        "ldap_id": user["login"],
    }


def check_password(instance: Instance, config: Row) -> None:
    """Log in as a user. Raises DirectoryError."""
    user = _entry(instance, config)
    if config.get("test_ldap_password") != user.get("password"):
        raise DirectoryError("User authentication failed.", f"wrong password for user {user['login']}")


def _entry(instance: Instance, config: Row) -> Row:
    login = config.get("test_ldap_user")
    users: list[Row] = instance.configs["ldap_server"].get("users", [])
    user = next((user for user in users if user["login"] == login), None)
    if user is None:
        raise DirectoryError("User was not found.", f"there is no user {login}")
    return user
