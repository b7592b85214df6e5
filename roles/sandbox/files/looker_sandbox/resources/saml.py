# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Login by SAML: the configuration, its tests, and the metadata of identity providers."""

from __future__ import annotations

from typing import Any

from looker_sandbox.call import Call
from looker_sandbox.checks import is_url, one_of, texts
from looker_sandbox.errors import ApiError
from looker_sandbox.operations import Operations
from looker_sandbox.resources import saml_metadata
from looker_sandbox.resources.sign_on import SignOn, flag, mapping_models, mappings, new_users, text
from looker_sandbox.resources.sign_on_trials import SignOnTests
from looker_sandbox.schema import ONLY_4, Field, Model
from looker_sandbox.search import Row
from looker_sandbox.singleton import CAN

operations = Operations()
_MULTI = (26, 2)
FINDERS = ("grouped_attribute_values", "individual_attributes")

CERTIFICATES = Model("SamlIdpCertMulti", Field("signing", [], kind=list, check=texts, writable=True))
MAPPINGS = mapping_models("Saml", "/saml_config")
_NEW = new_users()
_LISTS = mappings(MAPPINGS)
SAML_CONFIG = Model(
    "SamlConfig",
    CAN,
    flag("enabled"),
    text("idp_cert"),
    Field("idp_cert_multi", {}, model=CERTIFICATES, kind=dict, writable=True, versions=ONLY_4, since=_MULTI),
    Field("multi_certs_supported", False, kind=bool, writable=True, versions=ONLY_4, since=_MULTI),
    text("idp_url", check=is_url),
    text("idp_issuer"),
    text("idp_audience"),
    Field(
        "allowed_clock_drift",
        0,
        kind=int,
        check=lambda seconds: None if seconds >= 0 else "must not be negative",
        writable=True,
    ),
    text("user_attribute_map_email"),
    text("user_attribute_map_first_name"),
    text("user_attribute_map_last_name"),
    text("new_user_migration_types", ""),
    flag("alternate_email_login_allowed"),
    Field("test_slug"),
    Field("modified_at"),
    Field("modified_by", value=lambda call, row: _text_id(row.get("modified_by"))),
    *_NEW.values(),
    flag("set_roles_from_groups"),
    text("groups_attribute"),
    _LISTS["groups"],
    _LISTS["groups_with_role_ids"],
    flag("auth_requires_role"),
    _LISTS["user_attributes"],
    _LISTS["user_attributes_with_ids"],
    text("groups_finder_type", "grouped_attribute_values", check=one_of(*FINDERS)),
    text("groups_member_value"),
    flag("bypass_login_page"),
    flag("allow_normal_group_membership", True),
    flag("allow_roles_from_normal_groups", True),
    flag("allow_direct_roles", True),
    Field("url", value=lambda call, row: call.link("/saml_config")),
)
METADATA = Model(
    "SamlMetadataParseResult",
    CAN,
    Field("idp_issuer"),
    Field("idp_url"),
    Field("idp_cert"),
    Field("idp_cert_multi", model=CERTIFICATES, versions=ONLY_4, since=_MULTI),
)


def _text_id(value: int | None) -> str | None:
    """In every version a string here, by the documents."""
    return None if value is None else str(value)


def _lacks(row: Row) -> list[str]:
    """One certificate or several, and what groups are found by."""
    several = row.get("multi_certs_supported")
    lacking = []
    if several and not row.get("idp_cert_multi", {}).get("signing"):
        lacking.append("idp_cert_multi")
    if not several and not row.get("idp_cert"):
        lacking.append("idp_cert")
    if row.get("set_roles_from_groups"):
        individual = row.get("groups_finder_type") == "individual_attributes"
        name = "groups_member_value" if individual else "groups_attribute"
        lacking += [] if row.get(name) else [name]
    return lacking


_REQUIRED = (
    "idp_url",
    "idp_issuer",
    "user_attribute_map_email",
    "user_attribute_map_first_name",
    "user_attribute_map_last_name",
)
_SAML = SignOn("saml_config", SAML_CONFIG, MAPPINGS, _REQUIRED, _lacks)
_TESTS = SignOnTests(_SAML, "saml_test_configs")

operations.add("GET", "/saml_config", denied_in_core=True)(_SAML.read)
operations.add("PATCH", "/saml_config", denied_in_core=True)(_SAML.change)
operations.add("POST", "/saml_test_configs", denied_in_core=True)(_TESTS.create)
operations.add("GET", "/saml_test_configs/{test_slug}", denied_in_core=True)(_TESTS.read)
operations.add("DELETE", "/saml_test_configs/{test_slug}", denied_in_core=True)(_TESTS.delete)


def _parsed(call: Call, document: str) -> Any:
    metadata = saml_metadata.parse(document)
    row = {
        "idp_issuer": metadata.issuer,
        "idp_url": metadata.url,
        "idp_cert": metadata.certificates[0] if metadata.certificates else None,
        "idp_cert_multi": {"signing": list(metadata.certificates)},
    }
    return call.show(METADATA, row)


def _body(call: Call) -> str:
    """The text that was sent, as it is or as a JSON string."""
    if call.content.lstrip().startswith(b'"') and isinstance(call.json, str):
        return call.json
    try:
        return call.content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ApiError(400, "The request body must be encoded as UTF-8.") from None


@operations.add("POST", "/parse_saml_idp_metadata", denied_in_core=True)
def parse_saml_idp_metadata(call: Call) -> Any:
    """Read metadata; what is wrong with it answers 400, whose words are ours."""
    call.demand_admin()
    try:
        return _parsed(call, _body(call))
    except saml_metadata.MetadataError as error:
        raise ApiError(400, f"Unable to parse SAML metadata: {error}.") from None


@operations.add("POST", "/fetch_and_parse_saml_idp_metadata", denied_in_core=True)
def fetch_and_parse_saml_idp_metadata(call: Call) -> Any:
    """Fetch metadata from an address, and read it."""
    call.demand_admin()
    try:
        return _parsed(call, saml_metadata.fetch(_body(call).strip()))
    except saml_metadata.MetadataError as error:
        raise ApiError(400, f"Unable to read SAML metadata: {error}.") from None
