# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""One example of each type, for the tests that hold for all types. A type without an example fails them, clearly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# What there is before a test begins. Examples may refer to it.
SEED: dict[str, Any] = {
    "groups": [{"name": "North"}, {"name": "South"}, {"name": "West"}],
    "users": [
        {"email": "ada@acme.example", "first_name": "Ada", "last_name": "Lovelace"},
        {"email": "bob@acme.example", "first_name": "Bob", "last_name": "Kahn"},
        {"email": "cyd@acme.example", "first_name": "Cyd", "last_name": "Charisse"},
    ],
    "datagroups": [{"name": "nightly_load", "model_name": "ecommerce"}],
    "folders": [{"name": "Finance", "parent_id": "1"}, {"name": "Sales", "parent_id": "1"}],
    "dashboards": [
        {"title": "Revenue", "folder_id": "Finance", "slug": "SlugOfRevenueOfFinance"},
        {"title": "Revenue", "folder_id": "Sales"},
        {"title": "Costs", "folder_id": "Sales"},
    ],
    "looks": [{"title": "Orders", "folder_id": "Sales"}, {"title": "Returns", "folder_id": "Sales"}],
    "scheduled_plans": [
        {
            "name": "Weekly revenue",
            "user_id": "1",
            "dashboard_id": "1",
            "crontab": "0 6 * * mon",
            "scheduled_plan_destination": [
                {"type": "email", "address": "finance@acme.example", "format": "wysiwyg_pdf"}
            ],
        }
    ],
    "user_attributes": [
        {"name": name, "label": name.title(), "type": "string"} for name in ("region", "branch", "cost_centre")
    ],
}


@dataclass(frozen=True)
class Sample:
    """An object that can be created, and what can become of it.

    new: options of a new object, its key among them; what `updates` names is given here too, with another value
    keys: two further values of the key
    updates: option -> another value
    clears: options that an empty string empties
    lists: option that lists objects of the seed, or a set -> three entries; a mapping -> three pairs of name and value
    newer: option -> the API version whose server in these tests has it, where the older ones do not
    always: connection options that every task needs
    since: the API version that has this type
    apart: option -> where it is tested instead
    beside: option -> what other options have to be beside it; None for not given
    section: where the state of the sandbox has objects of this type, if not under its plural
    """

    new: Mapping[str, Any]
    keys: tuple[str, str]
    updates: Mapping[str, Any] = field(default_factory=dict)
    clears: tuple[str, ...] = ()
    lists: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    newer: Mapping[str, str] = field(default_factory=dict)
    always: Mapping[str, Any] = field(default_factory=dict)
    since: str = "3.0"
    apart: Mapping[str, str] = field(default_factory=dict)
    beside: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    section: str = ""


GROUPS = ("North", "South", "West")
USERS = ("ada@acme.example", "bob@acme.example", "cyd@acme.example")
ROLES = ("Developer", "User", "Viewer")
VALUES = (("branch", "12"), ("cost_centre", "4711"), ("region", "emea, apac"))
NOBODY = {"user": "nobody@acme.example"}  # type -> what no object of it is called, where not just any name will do

FLAGS = (
    "run_as_recipient",
    "require_results",
    "require_no_results",
    "require_change",
    "send_all_results",
    "include_links",
    "show_custom_url",
    "pdf_landscape",
    "embed",
    "long_tables",
)
NEWER_FLAGS = ("include_dashboard_summary", "pdf_page_breaks")
URL = "custom_url_"


def destination(address: str, **more: Any) -> dict[str, Any]:
    """A destination in full, as it is read back."""
    plain = {"type": "email", "address": address, "format": "wysiwyg_pdf", "apply_formatting": True}
    return {**plain, **more}


SAMPLES = {
    "group": Sample(
        new={"name": "Émile's group, 50 % & more", "can_add_to_content_metadata": False},
        keys=("4711", "Two_words"),
        updates={"can_add_to_content_metadata": True},
        lists={"users": USERS, "groups": GROUPS, "parents": GROUPS, "roles": ROLES, "attribute_values": VALUES},
    ),
    "user": Sample(
        new={
            "email": "Zoë.O'Hara+test@acme.example",
            "first_name": "Zoë",
            "last_name": "O'Hara",
            "locale": "en",
            "is_disabled": False,
            "home_folder": "1",
            "can_manage_api3_creds": False,
        },
        keys=("zoe.1@acme.example", "zoe.2@acme.example"),
        updates={
            "first_name": "Zoe",
            "last_name": "O'Hara, née Smith",
            "locale": "de_DE",
            "is_disabled": True,
            "home_folder": "2",
            "can_manage_api3_creds": True,
        },
        clears=("first_name", "last_name"),
        lists={"groups": GROUPS, "roles": ROLES, "attributes": VALUES},
        newer={"locale": "3.1", "home_folder": "3.1", "can_manage_api3_creds": "4.0"},
        apart={
            "credentials_absent": "test_users.py",
            "credentials_email": "test_users.py",
            "end_sessions": "test_users.py",
            "forced_password_reset_at_next_login": "test_users.py",
            "send_setup_link": "test_users.py",
            "return_setup_url": "test_users.py",
        },
    ),
    "service_account": Sample(
        new={"service_account_name": "Nightly job, EMEA", "is_disabled": False},
        keys=("job 1", "4715"),
        updates={"is_disabled": True},
        lists={"groups": GROUPS, "roles": ROLES},
        always={"allow_beta": True},
        since="4.0",
    ),
    "role": Sample(
        new={"name": "Analyst, EMEA", "permission_set": "Viewer", "model_set": "All"},
        keys=("Reader", "4712"),
        updates={"permission_set": "Developer"},
        lists={"groups": GROUPS, "users": USERS},
        apart={"model_set": "no second model set in the seed; it is written as permission_set is"},
    ),
    "permission_set": Sample(
        new={"name": "Look, don't touch", "permissions": ["access_data"]},
        keys=("Readers", "4713"),
        lists={"permissions": ("access_data", "see_looks", "see_user_dashboards")},
    ),
    "model_set": Sample(
        new={"name": "Sales & Finance", "models": ["sales"]},
        keys=("Models", "4714"),
        lists={"models": ("finance", "marketing", "sales")},
    ),
    "user_attribute": Sample(
        new={
            "name": "team",
            "type": "string",
            "default_value": "none",
            "user_can_view": True,
            "user_can_edit": False,
            "needed_for_ci_run": False,
            "value_for_ci_run": "ci",
        },
        keys=("team_1", "team_2"),
        updates={
            "default_value": "all",
            "user_can_view": False,
            "user_can_edit": True,
            "needed_for_ci_run": True,
            "value_for_ci_run": "continuous",
        },
        lists={"group_values": tuple({"group": name, "value": f"v{name}"} for name in GROUPS)},
        newer={"needed_for_ci_run": "4.0", "value_for_ci_run": "4.0"},
        apart={
            "label": "test_secrets.py",
            "type": "only a new attribute can choose it",
            "value_is_hidden": "test_secrets.py",
            "hidden_value_domain_whitelist": "test_secrets.py",
        },
    ),
    "schedule": Sample(
        section="scheduled_plans",
        beside={
            "look": {"dashboard": None, "destinations": [destination("bob@acme.example", format="csv")]},
            "folder": {"dashboard": "Costs"},
        },
        since="3.1",
        new={
            "name": "Sales, 50 % & more",
            "owner": "ada@acme.example",
            "dashboard": "id:3",
            "crontab": "0 6 * * mon-fri",
            "timezone": "Europe/Paris",
            "destinations": [destination("bob@acme.example", email_message="Voilà")],
            "filters": {"Order date": "7 days", "Région & more": "50 %+=?"},
            **dict.fromkeys((*FLAGS, *NEWER_FLAGS), False),
            "enabled": True,
            "pdf_paper_size": "a4",
            "color_theme": "dark",
            "inline_table_width": 600,
            "tab_ids": ["1", "2"],
            f"{URL}base": "https://acme.example",
            f"{URL}params": "/sales",
            f"{URL}label": "Sales",
        },
        keys=("Sales 1", "4716"),
        updates={
            "owner": "bob@acme.example",
            "crontab": "*/15 8-18 1,15 * 1-5",
            "timezone": "Asia/Tokyo",
            "destinations": [
                destination("bob@acme.example", email_message="Voici"),
                destination("cyd@acme.example", format="csv_zip"),
            ],
            "filters": {"Order date": "14 days"},
            **dict.fromkeys((*FLAGS, *NEWER_FLAGS), True),
            "pdf_paper_size": "letter",
            "color_theme": "light",
            "inline_table_width": 800,
            "tab_ids": ["3"],
            f"{URL}base": "https://acme.example/x",
            f"{URL}params": "/sales?a=b",
            f"{URL}label": "More",
            "enabled": False,
        },
        clears=("color_theme", f"{URL}label"),
        newer=dict.fromkeys(("tab_ids", *NEWER_FLAGS), "4.0"),
        apart={
            **dict.fromkeys(("dashboard", "look", "lookml_dashboard", "query_id", "folder"), "test_schedules.py"),
            **dict.fromkeys(("datagroup", "filters_string", "include_filters"), "test_schedules.py"),
        },
    ),
}


@dataclass(frozen=True)
class Setting:
    """Options of what there is one of, and what can become of them.

    changes: option -> another value than a new instance has
    newer: options that the release of the old server does not have
    since: the API version that has this type
    apart: option -> where it is tested instead
    """

    changes: Mapping[str, Any]
    newer: tuple[str, ...] = ()
    since: str = "3.0"
    apart: Mapping[str, str] = field(default_factory=dict)


HERE = "test_settings.py"
LOGINS = "test_sign_on.py"
# What logins by SAML, OpenID Connect and LDAP have in common.
SIGN_ON = {
    "alternate_email_login_allowed": True,
    "auth_requires_role": True,
    "set_roles_from_groups": True,
    "allow_normal_group_membership": False,
    "allow_roles_from_normal_groups": False,
    "allow_direct_roles": False,
    "user_attribute_map_email": "email",
    "user_attribute_map_first_name": "first",
    "user_attribute_map_last_name": "last",
    "default_new_user_roles": ["User", "Viewer"],
    "default_new_user_groups": ["North", "South"],
    "groups": [{"name": "bi-analysts", "looker_group_name": "Analysts", "roles": ["Developer", "Viewer"]}],
    "user_attributes": [{"name": "country", "required": True, "user_attributes": ["branch", "region"]}],
}
SETTINGS = {
    "setting": Setting(
        changes={
            "host_url": "https://bi.acme.example",
            "timezone": "Europe/Berlin",
            "allow_user_timezones": True,
            "email_domain_allowlist": ["acme.example", "partner.example"],
            "embed_config": {"domain_allowlist": ["https://portal.acme.example"], "look_filters": True},
            "privatelabel_configuration": {"default_title": "Acme & Co", "show_docs": False},
            "custom_welcome_email": {"enabled": True, "content": "<p>Ask & you'll be told</p>"},
            "extension_framework_enabled": False,
            "marketplace_enabled": False,
            "marketplace_terms_accepted": True,
            "marketplace_automation": {"install_enabled": True},
            "onboarding_enabled": False,
            "data_connector_default_enabled": True,
            "dashboard_auto_refresh_restriction": True,
            "dashboard_auto_refresh_minimum_interval": "5 minutes",
            "managed_certificate_uri": ["projects/acme/secrets/root"],
            "content_certification_documentation_link": "https://wiki.acme.example/certified",
            "revoke_certification_on_edits": True,
            "is_content_certification_enabled": True,
            "auto_certify_lookml_content": True,
            "automated_mfa_enabled": True,
            "ca_agent_observability": True,
            "mcp_tools": {"enable_all": True, "query_sql": True},
        },
        since="4.0",
        apart={
            "override_warnings": HERE,
            "embed_cookieless_v2": HERE,
            "marketplace_auto_install_enabled": HERE,
            "embed_vis_modernization_default": HERE,
        },
    ),
    "password_policy": Setting(
        changes={
            "min_length": 14,
            "require_numeric": False,
            "require_upperlower": False,
            "require_special": False,
            "expiration_enabled": True,
            "expiration_duration_days": 180,
        },
        newer=("expiration_enabled", "expiration_duration_days"),
        since="3.1",
    ),
    "session_policy": Setting(
        changes={
            "session_minutes": 60,
            "allow_persistent_sessions": False,
            "unlimited_sessions_per_user": False,
            "use_inactivity_based_logout": True,
            "track_session_location": False,
        },
    ),
    "digest_emails": Setting(changes={"enabled": True}),
    "internal_help": Setting(
        changes={"enabled": True, "organization_name": "Acme BI", "markdown_content": "Ask **#bi** first."},
    ),
    "support_access": Setting(
        changes={"allowlist": ["ann@looker.example", "ben@looker.example"]},
        since="4.0",
        apart={"enabled": HERE, "duration_in_seconds": HERE, "reason": HERE},
    ),
    "cloud_storage": Setting(
        changes={"custom_s3_bucket": "acme-looker", "custom_s3_bucket_region": "eu-central-1"},
        apart={"type": HERE, "custom_s3_key": HERE, "custom_s3_secret": HERE},
    ),
    "smtp": Setting(
        changes={},
        since="4.0",
        apart=dict.fromkeys(
            "default_smtp address smtp_port from user_name password enable_starttls_auto ssl_version auth_type "
            "oauth_client_id oauth_client_secret token_endpoint scopes force send_test_mail".split(),
            HERE,
        ),
    ),
    "saml_config": Setting(
        changes={
            **SIGN_ON,
            "idp_url": "https://idp.acme.example/sso",
            "idp_issuer": "https://idp.acme.example",
            "idp_audience": "looker",
            "idp_cert": "MIIA",
            "idp_cert_multi": {"signing": ["MIIA", "MIIB"]},
            "multi_certs_supported": True,
            "allowed_clock_drift": 30,
            "new_user_migration_types": "email,google",
            "groups_attribute": "groups",
            "groups_member_value": "yes",
            "groups_finder_type": "individual_attributes",
            "bypass_login_page": True,
        },
        newer=("idp_cert_multi", "multi_certs_supported"),
        apart=dict.fromkeys(("enabled", "metadata_url", "metadata_file", "metadata_text", "test", "test_slug"), LOGINS),
    ),
    "oidc_config": Setting(
        changes={
            **SIGN_ON,
            "identifier": "looker",
            "issuer": "https://idp.acme.example",
            "audience": "bi",
            "authorization_endpoint": "https://idp.acme.example/authorize",
            "token_endpoint": "https://idp.acme.example/token",
            "userinfo_endpoint": "https://idp.acme.example/userinfo",
            "scopes": ["email", "groups", "openid"],
            "new_user_migration_types": "email,google",
            "groups_attribute": "groups",
        },
        apart=dict.fromkeys(("enabled", "secret", "test", "test_slug"), LOGINS),
    ),
    "ldap_config": Setting(
        changes={
            **SIGN_ON,
            "connection_host": "ldap.acme.example",
            "connection_port": "636",
            "connection_tls": True,
            "connection_tls_no_verify": True,
            "auth_username": "cn=looker,dc=acme,dc=example",
            "force_no_page": True,
            "user_bind_base_dn": "ou=people,dc=acme,dc=example",
            "user_objectclass": "person",
            "user_id_attribute_names": "uid,mail",
            "user_custom_filter": "(active=TRUE)",
            "user_attribute_map_ldap_id": "entryUUID",
            "merge_new_users_by_email": True,
            "groups_base_dn": "ou=groups,dc=acme,dc=example",
            "groups_finder_type": "custom",
            "groups_objectclasses": "groupOfNames",
            "groups_member_attribute": "member",
            "groups_user_attribute": "dn",
        },
        apart=dict.fromkeys(("enabled", "auth_password", "test", "test_ldap_user", "test_ldap_password"), LOGINS),
    ),
    "api_host": Setting(
        changes={"host_url": "https://bi.acme.example"},
        since="4.0",
        apart=dict.fromkeys(
            ("override_warnings", "api_host_url", "on_mismatch", "api_versions", "minimum_release"), "test_api_host.py"
        ),
    ),
}
