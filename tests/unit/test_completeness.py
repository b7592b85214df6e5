# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that can be written about what the collection manages is an option, or a list says why it is not."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable

import pytest
from sandbox.client_venv import client_venv
from sandbox.shared import SPEC

from ansible_collections.biops.looker.plugins.module_utils._connection import argument_spec
from ansible_collections.biops.looker.plugins.module_utils._declaration import object_options
from ansible_collections.biops.looker.plugins.module_utils._destinations import API_NAMES
from ansible_collections.biops.looker.plugins.module_utils._module import GUARD_OPTIONS, SECRET_OPTIONS
from ansible_collections.biops.looker.plugins.module_utils._resource import (
    Resource,
)
from ansible_collections.biops.looker.plugins.module_utils._resources._all import ALL, CONFIGURABLE
from ansible_collections.biops.looker.plugins.module_utils._resources.service_account import SERVICE_ACCOUNT
from ansible_collections.biops.looker.plugins.modules import api_credential, embed_secret, oauth_client_app

Writable = dict[str, set[str]]

MANAGED_BY: dict[str, Resource] = {
    "User": ALL["user"],
    "CredentialsEmail": ALL["user"],
    "Group": ALL["group"],
    "Role": ALL["role"],
    "PermissionSet": ALL["permission_set"],
    "ModelSet": ALL["model_set"],
    "UserAttribute": ALL["user_attribute"],
    "ScheduledPlan": ALL["scheduled_plan"],
    "ServiceAccount": SERVICE_ACCOUNT,
    "Setting": ALL["setting"],
    "SessionConfig": ALL["session_policy"],
    "PasswordConfig": ALL["password_policy"],
    "SmtpSettings": ALL["smtp"],
    "SamlConfig": ALL["saml_config"],
    "OIDCConfig": ALL["oidc_config"],
    "LDAPConfig": ALL["ldap_config"],
    "DigestEmails": ALL["digest_emails"],
    "InternalHelpResources": ALL["internal_help"],
    "InternalHelpResourcesContent": ALL["internal_help"],
    "LegacyFeature": ALL["legacy_feature"],
    "BackupConfiguration": ALL["cloud_storage"],
}
SIGN_ON = {"Saml": "saml_config", "OIDC": "oidc_config", "LDAP": "ldap_config"}
# Objects inside others: model -> the option whose entries they are.
PARTS = {
    "ScheduledPlanDestination": ALL["scheduled_plan"].option("destinations"),
    "EmbedConfig": ALL["setting"].option("embed_config"),
    "PrivatelabelConfiguration": ALL["setting"].option("privatelabel_configuration"),
    "CustomWelcomeEmail": ALL["setting"].option("custom_welcome_email"),
    "MarketplaceAutomation": ALL["setting"].option("marketplace_automation"),
    "McpTools": ALL["setting"].option("mcp_tools"),
    "SamlIdpCertMulti": ALL["saml_config"].option("idp_cert_multi"),
    **{f"{kind}GroupWrite": ALL[config].option("groups") for kind, config in SIGN_ON.items()},
    **{f"{kind}UserAttributeWrite": ALL[config].option("user_attributes") for kind, config in SIGN_ON.items()},
}
# One model is for reading and writing.
READ_BACK = {
    "ScheduledPlanDestination": {"id", "looker_recipient"},
    **{f"{kind}GroupWrite": {"looker_group_id", "url"} for kind in SIGN_ON},
    **{f"{kind}UserAttributeWrite": {"url"} for kind in SIGN_ON},
}
OTHER_LOGINS = ("google", "ldap", "looker_openid", "oidc", "saml", "totp", "workforce")
# Modules with a logic of their own: model -> the options that they have.
BY_MODULES = {"OauthClientApp": set(oauth_client_app.SPEC), "EmbedSecret": set(embed_secret.SPEC)}
# Property -> how it is managed under another name.
ELSEWHERE = {
    "Role.permission_set": "an object in Looker's answers; written as permission_set_id",
    "ScheduledPlan.user": "an object in Looker's answers; written as user_id",
    "OauthClientApp.group_id": "written as the group's name, in group",
    "Role.model_set": "an object in Looker's answers; written as model_set_id",
    **{f"{kind}GroupWrite.role_ids": "written as the roles' names, in roles" for kind in SIGN_ON},
    **{f"{kind}UserAttributeWrite.user_attribute_ids": "by name, in user_attributes" for kind in SIGN_ON},
    **{
        f"User.credentials_{kind}": "made by single sign-on or by the user; credentials_absent takes most of them away"
        for kind in OTHER_LOGINS
    },
}
# Property -> why nothing manages it.
LEFT_OUT = {
    **{f"{kind}GroupWrite.id": "sent back as it was read" for kind in SIGN_ON},
    "Setting.extension_load_url_enabled": "deprecated: a temporary switch that Looker will take away",
    "Setting.instance_config": "what the licence has: the client's model for writing does not have it",
    "ScheduledPlan.run_once": "a plan that runs once and is gone is no state; schedule_run makes such ones",
    "ScheduledPlan.dashboard_filters": "the deprecated name of filters_string (facts 7.7)",
    "ScheduledPlanDestination.scheduled_plan_id": "the plan that the destination is part of",
    "User.models_dir_validated": "a note of Looker's own about the user's development mode",
    "User.ui_state": "what Looker's pages remember about the user's last visit",
}


def from_client() -> Writable:
    """What the official client sends: the fields of its models for writing."""
    script = (
        "import attr, json, looker_sdk.sdk.api40.models as models;"
        "names = {name: list(attr.fields_dict(model)) for name, model in vars(models).items() if attr.has(model)};"
        "print(json.dumps({**names, **{name[5:]: names[name] for name in names if name.startswith('Write')}}))"
    )
    python = client_venv("looker-sdk-26") / "python"
    answer = subprocess.run([str(python), "-c", script], capture_output=True, text=True, check=True)
    # Names that Python takes for itself have an underscore behind them.
    return {
        name: {word.rstrip("_") for word in names} - READ_BACK.get(name, set())
        for name, names in json.loads(answer.stdout).items()
    }


def from_specification() -> Writable:
    """What the API's description does not call read-only."""
    path = SPEC / "Looker.4.0.oas.json"
    if not path.exists():
        pytest.skip("the OpenAPI document of API 4.0 is not here")
    schemas = json.loads(path.read_text(encoding="utf-8"))["components"]["schemas"]
    return {
        name: {key for key, value in schema.get("properties", {}).items() if not value.get("readOnly")}
        for name, schema in schemas.items()
    }


@pytest.mark.parametrize("source", [pytest.param(from_client, marks=pytest.mark.slow), from_specification])
def test_every_writable_property_is_managed(source: Callable[[], Writable]) -> None:
    writable = source()
    found = {f"{model}.{name}" for model in (*MANAGED_BY, *PARTS, *BY_MODULES) for name in writable[model]}
    managed = {
        f"{model}.{field.written_as}"
        for model, resource in MANAGED_BY.items()
        for field in resource.fields
        if not field.read_only
    }
    managed |= {
        f"{model}.{API_NAMES.get(name, name)}" for model, option in PARTS.items() if option for name in option.options
    }
    managed |= {f"{model}.{part.written_as}" for model, option in PARTS.items() if option for part in option.properties}
    managed |= {f"{model}.{name}" for model, options in BY_MODULES.items() for name in options}
    assert found - managed - ELSEWHERE.keys() - LEFT_OUT.keys() == set()
    assert writable["CredentialsApi3"] <= {"purpose"}
    assert "\n  purpose:\n" in api_credential.DOCUMENTATION


def test_reasons_are_still_needed() -> None:
    writable = from_specification()
    named = {f"{model}.{name}" for model in (*MANAGED_BY, *PARTS, *BY_MODULES) for name in writable[model]}
    assert (ELSEWHERE.keys() | LEFT_OUT.keys()) - named == set()


@pytest.mark.parametrize("resource", CONFIGURABLE, ids=lambda resource: resource.name)
def test_no_option_has_the_name_of_another_one(resource: Resource) -> None:
    """A module has the options of the connection and of the run too."""
    assert object_options(resource).keys() & {*argument_spec(), *GUARD_OPTIONS, *SECRET_OPTIONS} == set()
