# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Login by OpenID Connect: the configuration and its tests."""

from __future__ import annotations

from looker_sandbox.checks import is_url, texts
from looker_sandbox.operations import Operations
from looker_sandbox.resources.sign_on import SignOn, flag, mapping_models, mappings, new_users, text
from looker_sandbox.resources.sign_on_trials import SignOnTests
from looker_sandbox.schema import Field, Model
from looker_sandbox.search import Row
from looker_sandbox.singleton import CAN

operations = Operations()

MAPPINGS = mapping_models("OIDC", None)
_NEW = new_users()
_LISTS = mappings(MAPPINGS)
OIDC_CONFIG = Model(
    "OIDCConfig",
    CAN,
    flag("alternate_email_login_allowed"),
    text("audience"),
    flag("auth_requires_role"),
    text("authorization_endpoint", check=is_url),
    _NEW["default_new_user_group_ids"],
    _NEW["default_new_user_groups"],
    _NEW["default_new_user_role_ids"],
    _NEW["default_new_user_roles"],
    flag("enabled"),
    _LISTS["groups"],
    text("groups_attribute"),
    _LISTS["groups_with_role_ids"],
    text("identifier"),
    text("issuer"),
    Field("modified_at"),
    Field("modified_by", is_id=True),
    text("new_user_migration_types", ""),
    Field("scopes", ["openid"], kind=list, check=texts, writable=True),
    Field("secret", kind=str, write_only=True),
    flag("set_roles_from_groups"),
    Field("test_slug"),
    text("token_endpoint", check=is_url),
    text("user_attribute_map_email"),
    text("user_attribute_map_first_name"),
    text("user_attribute_map_last_name"),
    _LISTS["user_attributes"],
    _LISTS["user_attributes_with_ids"],
    text("userinfo_endpoint", check=is_url),
    flag("allow_normal_group_membership", True),
    flag("allow_roles_from_normal_groups", True),
    flag("allow_direct_roles", True),
    Field("url", value=lambda call, row: call.link("/oidc_config")),
)


def _lacks(row: Row) -> list[str]:
    """What groups are found by."""
    return ["groups_attribute"] if row.get("set_roles_from_groups") and not row.get("groups_attribute") else []


_REQUIRED = (
    "identifier",
    "secret",
    "issuer",
    "authorization_endpoint",
    "token_endpoint",
    "userinfo_endpoint",
    "user_attribute_map_email",
    "user_attribute_map_first_name",
    "user_attribute_map_last_name",
)
_OIDC = SignOn("oidc_config", OIDC_CONFIG, MAPPINGS, _REQUIRED, _lacks)
_TESTS = SignOnTests(_OIDC, "oidc_test_configs")

operations.add("GET", "/oidc_config", denied_in_core=True)(_OIDC.read)
operations.add("PATCH", "/oidc_config", denied_in_core=True)(_OIDC.change)
operations.add("POST", "/oidc_test_configs", denied_in_core=True)(_TESTS.create)
operations.add("GET", "/oidc_test_configs/{test_slug}", denied_in_core=True)(_TESTS.read)
operations.add("DELETE", "/oidc_test_configs/{test_slug}", denied_in_core=True)(_TESTS.delete)
