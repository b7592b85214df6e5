# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Login by LDAP: the configuration, and Looker's own tests of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from looker_sandbox.call import Call
from looker_sandbox.errors import invalid, missing
from looker_sandbox.operations import Operations
from looker_sandbox.resources import ldap_directory
from looker_sandbox.resources.ldap_directory import DirectoryError
from looker_sandbox.resources.sign_on import SignOn, existing, flag, mapping_models, mappings, new_users, text
from looker_sandbox.schema import Field, Model
from looker_sandbox.search import Row
from looker_sandbox.singleton import CAN

operations = Operations()

MAPPINGS = mapping_models("LDAP", "/ldap_config")
_NEW = new_users()
_LISTS = mappings(MAPPINGS)
_URL = Field("url", value=lambda call, row: call.link("/ldap_config"))
LDAP_CONFIG = Model(
    "LDAPConfig",
    CAN,
    flag("alternate_email_login_allowed"),
    Field("auth_password", kind=str, write_only=True),
    flag("auth_requires_role"),
    text("auth_username"),
    text("connection_host"),
    text("connection_port", "389"),
    flag("connection_tls"),
    flag("connection_tls_no_verify"),
    _NEW["default_new_user_group_ids"],
    _NEW["default_new_user_groups"],
    _NEW["default_new_user_role_ids"],
    _NEW["default_new_user_roles"],
    flag("enabled"),
    flag("force_no_page"),
    _LISTS["groups"],
    text("groups_base_dn"),
    text("groups_finder_type", "memberof"),
    text("groups_member_attribute"),
    text("groups_objectclasses"),
    text("groups_user_attribute"),
    _LISTS["groups_with_role_ids"],
    Field("has_auth_password", value=lambda call, row: bool(row.get("auth_password"))),
    flag("merge_new_users_by_email"),
    Field("modified_at"),
    Field("modified_by", value=lambda call, row: str(row["modified_by"]) if row.get("modified_by") else None),
    flag("set_roles_from_groups"),
    Field("test_ldap_password", kind=str, write_only=True),
    Field("test_ldap_user", kind=str, write_only=True),
    text("user_attribute_map_email", "mail"),
    text("user_attribute_map_first_name", "givenName"),
    text("user_attribute_map_last_name", "sn"),
    text("user_attribute_map_ldap_id", "uid"),
    _LISTS["user_attributes"],
    _LISTS["user_attributes_with_ids"],
    text("user_bind_base_dn"),
    text("user_custom_filter"),
    text("user_id_attribute_names", "uid"),
    text("user_objectclass"),
    flag("allow_normal_group_membership", True),
    flag("allow_roles_from_normal_groups", True),
    flag("allow_direct_roles", True),
    _URL,
)
ISSUE = Model("LDAPConfigTestIssue", Field("severity"), Field("message"))
LDAP_USER = Model(
    "LDAPUser",
    Field("all_emails", []),
    Field("attributes", {}),
    Field("email"),
    Field("first_name"),
    Field("groups", []),
    Field("last_name"),
    Field("ldap_dn"),
    Field("ldap_id"),
    Field("roles", []),
    _URL,
)
TEST_RESULT = Model(
    "LDAPConfigTestResult",
    Field("details"),
    Field("issues", [], model=ISSUE),
    Field("message"),
    Field("status"),
    Field("trace"),
    Field("user", model=LDAP_USER),
    _URL,
)

_SERVER = ("connection_host", "connection_port")
_WHOLE = ("connection_host", "auth_username", "user_bind_base_dn")
_ONLY_FOR_TESTS = ("test_ldap_user", "test_ldap_password")


def _lacks(row: Row) -> list[str]:
    """What stands for itself by default, and has been taken away."""
    return [name for name in ("connection_port", "user_id_attribute_names") if row.get(name) == ""]


_LDAP = SignOn("ldap_config", LDAP_CONFIG, MAPPINGS, _WHOLE, _lacks)

operations.add("GET", "/ldap_config", denied_in_core=True)(_LDAP.read)


@operations.add("PATCH", "/ldap_config", denied_in_core=True)
def update_ldap_config(call: Call) -> Any:
    """Change the configuration; the user for tests is no part of it."""
    answer = _LDAP.change(call)
    for name in _ONLY_FOR_TESTS:
        call.instance.configs["ldap_config"].pop(name, None)
    return answer


# Tests. A test that fails is an answer, no error; only a configuration that cannot be tested is one.


def _to_test(call: Call, *required: str, whole: bool = False) -> Row:
    """The configuration that was sent, with the password of the real one where it has none.

    Raises ApiError 422 where something is missing that the test needs.
    """
    call.demand_admin()
    row = _LDAP.would_be(call, complete=whole)
    lacking = [name for name in required if not call.object.get(name)]
    if lacking:
        raise invalid(*map(missing, lacking))
    return row


def _result(call: Call, test: Callable[[], Row | None], success: str) -> Any:
    row: Row = {"status": "success", "message": success}
    try:
        row["user"] = test()
    except DirectoryError as error:
        issue = {"severity": "error", "message": str(error)}
        row = {"status": "error", "message": error.summary, "details": str(error), "issues": [issue]}
    return call.show(TEST_RESULT, row)


@operations.add("PUT", "/ldap_config/test_connection", denied_in_core=True)
def test_ldap_config_connection(call: Call) -> Any:
    """Whether the server can be reached."""
    row = _to_test(call, *_SERVER)
    return _result(call, lambda: ldap_directory.connect(call.instance, row), "Connection succeeded.")


@operations.add("PUT", "/ldap_config/test_auth", denied_in_core=True)
def test_ldap_config_auth(call: Call) -> Any:
    """Whether Looker's own account can log in there."""
    row = _to_test(call, *_SERVER, "auth_username")
    return _result(call, lambda: ldap_directory.bind(call.instance, row), "Authentication succeeded.")


@operations.add("PUT", "/ldap_config/test_user_info", denied_in_core=True)
def test_ldap_config_user_info(call: Call) -> Any:
    """What is found of a user."""
    row = _to_test(call, "test_ldap_user", whole=True)
    return _result(call, lambda: _user(call, row), "User information was found.")


@operations.add("PUT", "/ldap_config/test_user_auth", denied_in_core=True)
def test_ldap_config_user_auth(call: Call) -> Any:
    """Whether a user can log in."""
    row = _to_test(call, *_ONLY_FOR_TESTS, whole=True)

    def test() -> Row:
        user = _user(call, row)
        ldap_directory.check_password(call.instance, row)
        return user

    return _result(call, test, "User authentication succeeded.")


def _user(call: Call, row: Row) -> Row:
    """A user as Looker would make it: roles from the mapped groups, or those of new users."""
    user = ldap_directory.find_user(call.instance, row)
    role_ids = set(row.get("default_new_user_role_ids", []))
    if row.get("set_roles_from_groups"):
        mapped = [g for g in row.get("groups_with_role_ids", []) if g["name"] in user["groups"]]
        role_ids = {role_id for group in mapped for role_id in group["role_ids"]}
    roles = [role["name"] for role in existing(call.instance.roles, sorted(role_ids))]
    if row.get("auth_requires_role") and not roles:
        raise DirectoryError("User has no role.", f"no role was found for user {row['test_ldap_user']}")
    return {**user, "roles": roles}
