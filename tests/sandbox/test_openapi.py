# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sandbox has what Looker's OpenAPI documents have, and the check of exchanges finds mistakes."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from sandbox import openapi
from sandbox.shared import SPEC

from looker_sandbox.app import Exchange
from looker_sandbox.dispatch import OPERATIONS, Answer, Incoming
from looker_sandbox.resources import (
    alert,
    cloud_storage,
    content,
    credentials,
    credentials_other,
    datagroup,
    embed_secret,
    folder,
    folder_model,
    group,
    internal_help,
    ldap,
    legacy_feature,
    mail,
    oauth_client_app,
    oidc,
    policy,
    private_label,
    query_model,
    role_model,
    saml,
    scheduled_plan_model,
    service_account,
    session,
    sets,
    setting,
    setting_model,
    sql_query,
    support_access,
    user_attribute,
    user_model,
)
from looker_sandbox.schema import Model

pytestmark = pytest.mark.skipif(not openapi.AVAILABLE, reason="the OpenAPI documents are not part of the collection")

WHOLE_TAGS = {"User", "Group", "Role", "UserAttribute", "ApiAuth", "Session", "ScheduledPlan", "Datagroup", "Config"}
WHOLE_TAGS |= {"Alert", "Auth"}
# Of these tags, what the sandbox has not.
NOT_BUILT = {
    ("GET", "/api_spec/{api_version}/{specification}"),
    ("POST", "/embed/sso_url"),
    ("POST", "/embed/token_url/me"),
    ("GET", "/embed/sso/validate"),
    ("POST", "/embed/cookieless_session/acquire"),
    ("DELETE", "/embed/cookieless_session/{session_reference_token}"),
    ("PUT", "/embed/cookieless_session/generate_tokens"),
    ("POST", "/mobile/device"),
    ("PATCH", "/mobile/device/{device_id}"),
    ("DELETE", "/mobile/device/{device_id}"),
    ("GET", "/user_login_lockouts"),
    ("GET", "/user_login_lockouts/search"),
    ("DELETE", "/user_login_lockout/{key}"),
}
# Parts of other tags: (method, path) in the documents.
SINGLE = {
    ("GET", "/lookml_models"),
    ("GET", "/dashboards/search"),
    ("GET", "/dashboards"),
    ("GET", "/dashboards/{dashboard_id}"),
    ("GET", "/looks"),
    ("GET", "/looks/search"),
    ("GET", "/looks/{look_id}"),
    ("GET", "/folders"),
    ("GET", "/folders/search"),
    ("GET", "/folders/{folder_id}"),
    ("GET", "/folders/{folder_id}/ancestors"),
    ("GET", "/folders/{folder_id}/children"),
    ("GET", "/folders/{folder_id}/children/search"),
    ("GET", "/folders/{folder_id}/dashboards"),
    ("GET", "/folders/{folder_id}/looks"),
    ("GET", "/folders/{folder_id}/parent"),
    ("GET", "/looks/{look_id}/run/{result_format}"),
    ("POST", "/queries"),
    ("GET", "/queries/{query_id}"),
    ("GET", "/queries/slug/{slug}"),
    ("GET", "/queries/{query_id}/run/{result_format}"),
    ("POST", "/queries/run/{result_format}"),
    ("POST", "/query_tasks"),
    ("GET", "/query_tasks/{query_task_id}"),
    ("GET", "/query_tasks/{query_task_id}/results"),
    ("GET", "/query_tasks/multi_results"),
    ("POST", "/sql_queries"),
    ("GET", "/sql_queries/{slug}"),
    ("POST", "/sql_queries/{slug}/run/{result_format}"),
    ("GET", "/integrations"),
    ("GET", "/integrations/{integration_id}"),
    ("GET", "/dashboards/lookml/search"),
    ("GET", "/dashboards/lookml/{dashboard_id}"),
}
# Denied in Google Cloud core for reasons that are not in the description of the operation.
DENIED_OTHERWISE = {
    ("POST", "/users"): "users come from the identity provider there (facts 10)",
    ("POST", "/embed_config/secrets"): "its description names the editions Standard and Enterprise",
    ("DELETE", "/embed_config/secrets/{}"): "likewise",
}
# In its own words, not always: the operation decides (facts 1.12).
DENIED_AT_TIMES = {("POST", "/login/{}")}


def documented(version: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Method, route with blanks and raw operation of everything in scope."""
    raw = json.loads((SPEC / f"Looker.{version}.oas.json").read_text(encoding="utf-8"))
    for path, methods in raw["paths"].items():
        for method, operation in methods.items():
            key = (method.upper(), path)
            if key in SINGLE or (WHOLE_TAGS & set(operation.get("tags", [])) and key not in NOT_BUILT):
                yield method.upper(), re.sub(r"\{[^}]*\}", "{}", path), operation


def built(version: str) -> dict[tuple[str, str], bool]:
    """Method and route with blanks of everything that the sandbox has, and whether core denies it."""
    return {
        (o.method, re.sub(r"\{[^}]*\}", "{}", o.route)): o.denied_in_core for o in OPERATIONS if version in o.versions
    }


@pytest.mark.parametrize("version", ["4.0", "3.1"])
def test_every_operation_is_there_and_no_other(version: str) -> None:
    assert {(method, route) for method, route, _unused in documented(version)} == set(built(version))


@pytest.mark.parametrize("version", ["4.0", "3.1"])
def test_parameters_in_paths_have_their_names_which_errors_show(version: str) -> None:
    assert {o.route for o in OPERATIONS if version in o.versions} <= set(openapi.document(version).routes)


def test_core_denies_what_the_descriptions_say() -> None:
    expected = {
        (method, route)
        for method, route, operation in documented("4.0")
        if "google cloud core" in operation.get("description", "").lower()
    }
    denied = {key for key, is_denied in built("4.0").items() if is_denied}
    assert denied == expected - DENIED_AT_TIMES | set(DENIED_OTHERWISE)


MODELS: dict[str, Model] = {
    "Alert": alert.ALERT,
    "DashboardLookml": content.DASHBOARD_LOOKML,
    "User": user_model.USER,
    "UserPublic": user_model.USER_PUBLIC,
    "CredentialsEmail": credentials.EMAIL,
    "CredentialsApi3": credentials.API3,
    "CreateCredentialsApi3": credentials_other.NEW_API3,
    "CredentialsTotp": credentials.TOTP,
    "CredentialsLDAP": credentials.LDAP,
    "CredentialsGoogle": credentials.GOOGLE,
    "CredentialsSaml": credentials.SAML,
    "CredentialsOIDC": credentials.OIDC,
    "CredentialsLookerOpenid": credentials.LOOKER_OPENID,
    "CredentialsWorkforce": credentials.WORKFORCE,
    "CredentialsEmbed": credentials.EMBED,
    "Session": credentials.SESSION,
    "ServiceAccount": service_account.SERVICE_ACCOUNT,
    "Group": group.GROUP,
    "GroupHierarchy": group.GROUP_WITH_HIERARCHY,
    "GroupSearch": group.GROUP_WITH_ROLES,
    "Role": role_model.ROLE,
    "RoleSearch": role_model.ROLE_WITH_USER_COUNT,
    "PermissionSet": sets.PERMISSION_SET,
    "ModelSet": sets.MODEL_SET,
    "Permission": sets.PERMISSION,
    "UserAttribute": user_attribute.ATTRIBUTE,
    "UserAttributeGroupValue": user_attribute.GROUP_VALUE,
    "UserAttributeWithValue": user_attribute.USER_VALUE,
    "ApiSession": session.SESSION,
    "ApiVersion": session.VERSIONS,
    "Datagroup": datagroup.DATAGROUP,
    "FolderBase": folder_model.FOLDER_BASE,
    "Folder": folder.FOLDER,
    "Locale": setting.LOCALE,
    "Query": query_model.QUERY,
    "QueryTask": query_model.QUERY_TASK,
    "SqlQuery": sql_query.SQL_QUERY,
    "Timezone": setting.TIMEZONE,
    "Setting": setting_model.SETTING,
    "InstanceConfig": setting_model.INSTANCE_CONFIG,
    "MarketplaceAutomation": setting_model.MARKETPLACE_AUTOMATION,
    "PrivatelabelConfiguration": setting_model.PRIVATE_LABEL,
    "CustomWelcomeEmail": setting_model.WELCOME_EMAIL,
    "EmbedConfig": setting_model.EMBED_CONFIG,
    "McpTools": setting_model.MCP_TOOLS,
    "McpToolSetting": setting_model.MCP_TOOL,
    "WhitelabelConfiguration": private_label.WHITELABEL,
    "PasswordConfig": policy.PASSWORD_CONFIG,
    "SessionConfig": policy.SESSION_CONFIG,
    "DigestEmails": mail.DIGEST_EMAILS,
    "SmtpStatus": mail.SMTP_STATUS,
    "SmtpNodeStatus": mail.SMTP_NODE,
    "WelcomeEmailTest": mail.WELCOME_EMAIL_TEST,
    "InternalHelpResources": internal_help.HELP,
    "InternalHelpResourcesContent": internal_help.CONTENT,
    "LegacyFeature": legacy_feature.LEGACY_FEATURE,
    "SupportAccessAllowlistEntry": support_access.ENTRY,
    "SupportAccessStatus": support_access.STATUS,
    "BackupConfiguration": cloud_storage.CLOUD_STORAGE,
    "MobileSettings": setting.MOBILE_SETTINGS,
    "EgressIpAddresses": setting.EGRESS,
    "EmbedSecret": embed_secret.EMBED_SECRET,
    "OauthClientApp": oauth_client_app.APP,
    "SamlConfig": saml.SAML_CONFIG,
    "SamlIdpCertMulti": saml.CERTIFICATES,
    "SamlMetadataParseResult": saml.METADATA,
    "OIDCConfig": oidc.OIDC_CONFIG,
    "LDAPConfig": ldap.LDAP_CONFIG,
    "LDAPConfigTestResult": ldap.TEST_RESULT,
    "LDAPConfigTestIssue": ldap.ISSUE,
    "LDAPUser": ldap.LDAP_USER,
    **{
        f"{prefix}{kind}": model
        for prefix, models in (("Saml", saml.MAPPINGS), ("OIDC", oidc.MAPPINGS), ("LDAP", ldap.MAPPINGS))
        for kind, model in zip(
            ("GroupRead", "GroupWrite", "UserAttributeRead", "UserAttributeWrite"), models, strict=True
        )
    },
    "ScheduledPlan": scheduled_plan_model.SCHEDULED_PLAN,
    "ScheduledPlanDestination": scheduled_plan_model.DESTINATION,
}
NEW_IN_4_0 = {
    "Alert",
    "CreateCredentialsApi3",
    "CredentialsWorkforce",
    "GroupHierarchy",
    "GroupSearch",
    "RoleSearch",
    "ServiceAccount",
    *("Setting", "InstanceConfig", "MarketplaceAutomation", "PrivatelabelConfiguration", "EmbedConfig"),
    *("McpTools", "McpToolSetting", "SmtpStatus", "SmtpNodeStatus", "MobileSettings", "EgressIpAddresses"),
    *("SupportAccessAllowlistEntry", "SupportAccessStatus", "SamlIdpCertMulti"),
    *("EmbedSecret", "OauthClientApp"),
}
# In the documents, and in no answer on record.
NEVER_SENT = {
    ("4.0", "User"): {"embed_group_space_id"},  # gone for embed_group_folder_id (facts 2.17)
    ("3.1", "CredentialsEmail"): {"user_id", "account_setup_url"},
    ("3.1", "CredentialsLookerOpenid"): {"user_url"},
    ("4.0", "CredentialsLookerOpenid"): {"user_url"},
    ("3.1", "CustomWelcomeEmail"): {"can"},  # what is in /setting has none
    # Only the documents of 3.1 say that parts have rights of their own.
    **{
        ("3.1", name): {"can"}
        for name in ("OIDCGroupWrite", "OIDCUserAttributeWrite", "LDAPConfigTestIssue", "LDAPUser")
    },
}
# Only for reading: as much as is needed elsewhere.
PARTIAL = {
    "Dashboard": content.DASHBOARD,
    "DashboardBase": content.DASHBOARD_BASE,
    "Integration": setting.INTEGRATION,
    "Look": content.LOOK,
    "LookWithQuery": content.LOOK_WITH_QUERY,
}


@functools.cache
def schemas_of(version: str) -> dict[str, Any]:
    """The schemas of a version's document."""
    document = json.loads((SPEC / f"Looker.{version}.oas.json").read_text(encoding="utf-8"))
    schemas: dict[str, Any] = document["components"]["schemas"]
    return schemas


@pytest.mark.parametrize("version", ["4.0", "3.1"])
@pytest.mark.parametrize("name", sorted(MODELS))
def test_every_property_is_there_and_no_other(name: str, version: str) -> None:
    schemas = schemas_of(version)
    if version == "3.1" and name in NEW_IN_4_0:
        assert name not in schemas
        return
    properties = schemas[name]["properties"]
    expected = {key for key, value in properties.items() if not value.get("x-looker-write-only")}
    shown = {field.name for field in MODELS[name].shown(version, (26, 12))}
    assert shown == expected - NEVER_SENT.get((version, name), set())


@pytest.mark.parametrize("name", sorted(PARTIAL))
def test_partial_models_have_nothing_of_their_own(name: str) -> None:
    schemas = schemas_of("4.0")
    assert {field.name for field in PARTIAL[name].shown("4.0", (26, 12))} <= set(schemas[name]["properties"])


# Folders are to be read only; tasks, statements and entries of lists are made from models of their own.
NOT_WRITTEN = {"UserPublic", "UserAttributeGroupValue", "Folder", "FolderBase", "QueryTask", "SqlQuery"}
NOT_WRITTEN |= {
    "SupportAccessAllowlistEntry",
    "DashboardLookml",
    *(f"{p}{k}Read" for p in ("Saml", "OIDC", "LDAP") for k in ("Group", "UserAttribute")),
}
# What is only ever sent.
SENT = {
    "SmtpSettings": mail.SMTP_SETTINGS,
    "SupportAccessAddEntries": support_access.ADD_ENTRIES,
    "SupportAccessEnable": support_access.ENABLE,
}


@pytest.mark.parametrize("name", sorted({*MODELS, *SENT} - NOT_WRITTEN))
def test_what_can_be_written_is_what_the_documents_say(name: str) -> None:
    schemas = schemas_of("4.0")
    properties = schemas[name]["properties"]
    expected = {key for key, value in properties.items() if not value.get("readOnly") and "$ref" not in value}
    writable = {
        f.name
        for f in {**MODELS, **SENT}[name].fields
        if (f.writable or f.write_only) and "4.0" in f.versions and f.since <= (26, 12)
    }
    # Documents cannot say of a nested object whether it can be written (facts 8.2).
    assert writable - {key for key, value in properties.items() if "$ref" in value} == expected


# A test of the check


def exchange(
    method: str = "GET", query: Any = None, body: Any = None, status: int = 200, answer: Any = None
) -> Exchange:
    """An exchange about group 1, or about all groups where something is created."""
    route = "/groups" if method == "POST" else "/groups/{group_id}"
    content_ = json.dumps(body).encode() if body is not None else b""
    request = Incoming(method, "4.0", "/groups/1", query or {}, content_, "application/json", "", "", "")
    headers = {"Content-Type": "application/json"}
    return Exchange(request, Answer(status, json.dumps(answer).encode(), headers, route))


def test_a_right_exchange_has_no_problems() -> None:
    answer = {"id": "2", "name": "Finance", "user_count": 0}
    right = exchange("POST", {"fields": "id"}, {"name": "Finance"}, 200, answer)
    assert openapi.check_request(right) == openapi.check_answer(right) == []


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        (exchange(query={"filter": "x"}), "has no parameter 'filter'"),
        (exchange("POST", body={"nmae": "x"}), "body.nmae: Group has no such property"),
        (exchange("POST", body={"id": "1"}), "body.id: is read-only"),
        (exchange("POST", body={"name": ["x"]}), "body.name: ['x'] is no string"),
        (exchange("PUT"), "API 4.0 has no PUT /groups/1"),
    ],
)
def test_wrong_requests_are_found(wrong: Exchange, problem: str) -> None:
    assert openapi.check_request(wrong) == [problem]


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        (exchange(status=201), "status 201 is not documented"),
        (exchange(answer={"id": 2}), "answer.id: 2 is no string"),
        (exchange(answer={"surplus": 1}), "answer.surplus: Group has no such property"),
        (exchange(answer={"externally_managed": "yes"}), "answer.externally_managed: 'yes' is no boolean"),
        (exchange(answer={"user_count": True}), "answer.user_count: True is no integer"),
        (exchange(answer=[]), "answer: [] is no object"),
        (exchange(status=404, answer={"message": 1}), "answer.message: 1 is no string"),
    ],
)
def test_wrong_answers_are_found(wrong: Exchange, problem: str) -> None:
    assert openapi.check_answer(wrong) == [problem]
