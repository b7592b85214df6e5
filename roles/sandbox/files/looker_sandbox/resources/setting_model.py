# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The settings of an instance, field by field.

Keys and order are those of the one body on record (facts 8.1), what is newer stands behind; the values are a new
instance's. The releases of what is newer are those of the official client that has it first.
"""

from __future__ import annotations

from typing import Any

from looker_sandbox.call import Call
from looker_sandbox.checks import (
    domains,
    escape,
    is_base64,
    is_host_url,
    is_interval,
    is_timezone,
    is_url,
    texts,
)
from looker_sandbox.instance import DEFAULT_HOST_URL, DEFAULT_TIMEZONE
from looker_sandbox.schema import Field, Model, Release, Value
from looker_sandbox.search import Row

# The names are those on record, and ours for the one that stands for private labels, which is not on record. All are
# there unless a seed takes them away: what a licence forbids can be tried then.
LICENSE_FEATURES = {
    "allow_private_embed": True,
    "custom_home_page": True,
    "ldap": True,
    "saml": True,
    "whitelabel": True,
}


def flag(name: str, default: bool = False, since: Release = (0, 0)) -> Field:
    """A switch."""
    return Field(name, default, kind=bool, writable=True, since=since)


def _text(name: str) -> Field:
    """A text, which is shown escaped where the quirk ``escaped_texts`` says so."""
    return Field(name, "", value=_shown(name, "all"), kind=str, writable=True)


def _shown(name: str, *quirks: str) -> Value:
    def get(call: Call, row: Row) -> Any:
        text = row.get(name, "")
        return escape(text) if call.quirk("escaped_texts") in quirks else text

    return get


def _nested(name: str, model: Model, since: Release = (0, 0)) -> Field:
    return Field(name, {}, model=model, kind=dict, writable=True, since=since)


def _file(name: str) -> Field:
    """A picture: taken, never shown; only its address is."""
    return Field(name, value=lambda call, row: None, kind=str, check=is_base64, writable=True)


def has_embedding(call: Call) -> bool:
    """Whether the licence includes embedding."""
    return bool(call.instance.settings.get("embed_enabled", True))


INSTANCE_CONFIG = Model(
    "InstanceConfig",
    Field("feature_flags", {}),
    Field("license_features", LICENSE_FEATURES),
)
MARKETPLACE_AUTOMATION = Model(
    "MarketplaceAutomation",
    flag("install_enabled"),
    flag("update_looker_enabled"),
    flag("update_third_party_enabled"),
)
PRIVATE_LABEL = Model(
    "PrivatelabelConfiguration",
    _file("logo_file"),
    Field("logo_url"),
    _file("favicon_file"),
    Field("favicon_url"),
    _text("default_title"),
    flag("show_help_menu", True),
    flag("show_docs", True),
    flag("show_email_sub_options"),
    flag("allow_looker_mentions", True),
    flag("allow_looker_links", True),
    flag("custom_welcome_email_advanced"),
    flag("setup_mentions"),
    flag("alerts_logo"),
    flag("alerts_links"),
    flag("folders_mentions"),
)
WELCOME_EMAIL = Model(
    "CustomWelcomeEmail",
    flag("enabled"),
    _text("content"),
    Field("subject", "", value=_shown("subject", "welcome_email", "all"), kind=str, writable=True),
    Field("header", "", value=_shown("header", "welcome_email", "all"), kind=str, writable=True),
)
EMBED_CONFIG = Model(
    "EmbedConfig",
    Field("domain_allowlist", [], kind=list, check=texts, writable=True),
    Field("alert_url_allowlist", [], kind=list, check=texts, writable=True),
    _text("alert_url_param_owner"),
    _text("alert_url_label"),
    flag("sso_auth_enabled"),
    flag("embed_cookieless_v2"),
    flag("embed_content_navigation"),
    flag("embed_content_management"),
    flag("strict_sameorigin_for_login"),
    flag("look_filters"),
    flag("hide_look_navigation"),
    flag("embed_show_tile_filter_information", since=(26, 22)),
    Field("embed_vis_modernization_default", False, kind=bool, since=(26, 22)),
    Field("permissions", {}, since=(26, 10)),
    Field("embed_enabled", value=lambda call, row: row.get("embed_enabled", has_embedding(call))),
)
MCP_TOOL = Model(
    "McpToolSetting",
    flag("enabled"),
    Field("description"),
    Field("category"),
    Field("access_level"),
)
# By category; which tool is in which, and the other words that Looker has for them, are guesses.
_TOOLS = {
    "content": "add_dashboard_element add_dashboard_filter generate_embed_url get_dashboards get_looks make_dashboard"
    " make_look run_dashboard run_look",
    "query": "get_dimensions get_explores get_filters get_measures get_models get_parameters query query_sql query_url",
    "lookml": "create_project_file delete_project_file dev_mode get_project_file get_project_files get_projects"
    " update_project_file validate_project get_project_directories create_project_directory"
    " delete_project_directory get_lookml_tests run_lookml_tests create_view_from_table",
    "connection": "get_connection_databases get_connection_schemas get_connection_table_columns get_connection_tables"
    " get_connections",
    "health": "health_analyze health_pulse health_vacuum",
}
_NEW_TOOLS = {
    "content": "render_dashboard render_visualization",
    "query": "get_explore get_field_value_suggestions",
}


def _tool(name: str, category: str, since: Release) -> Field:
    reads = name.startswith(("get_", "query", "run_", "health_", "render_", "validate_"))
    told = {
        "description": name.replace("_", " ").capitalize(),
        "category": category,
        "access_level": "read" if reads else "write",
    }

    def get(call: Call, row: Row) -> Row:
        return {**told, **row.get(name, {})}

    return Field(name, value=get, model=MCP_TOOL, kind=dict, writable=True, since=since)


MCP_TOOLS = Model(
    "McpTools",
    flag("enable_all"),
    *(_tool(name, category, (0, 0)) for category, names in _TOOLS.items() for name in names.split()),
    *(_tool(name, category, (26, 22)) for category, names in _NEW_TOOLS.items() for name in names.split()),
)


def _cookieless(call: Call, row: Row) -> bool:
    """The older copy of what is in ``embed_config`` (facts 8.6)."""
    return bool(row.get("embed_config", {}).get("embed_cookieless_v2", False))


SETTING = Model(
    "Setting",
    Field("instance_config", {}, model=INSTANCE_CONFIG, since=(24, 12)),
    flag("extension_framework_enabled", True),
    flag("extension_load_url_enabled"),
    flag("marketplace_auto_install_enabled"),
    _nested("marketplace_automation", MARKETPLACE_AUTOMATION),
    flag("marketplace_enabled", True),
    Field("marketplace_site", "https://static-a.cdn.looker.app/marketplace/"),
    flag("marketplace_terms_accepted", since=(23, 12)),
    _nested("privatelabel_configuration", PRIVATE_LABEL),
    _nested("custom_welcome_email", WELCOME_EMAIL, since=(21, 16)),
    flag("onboarding_enabled", True),
    Field("timezone", DEFAULT_TIMEZONE, kind=str, check=is_timezone, writable=True, since=(22, 18)),
    flag("allow_user_timezones", since=(22, 18)),
    flag("data_connector_default_enabled"),
    Field("host_url", DEFAULT_HOST_URL, kind=str, check=is_host_url, writable=True, since=(23, 0)),
    Field("override_warnings", kind=bool, write_only=True, since=(23, 0)),
    Field("email_domain_allowlist", [], kind=list, check=domains, writable=True, since=(23, 0)),
    Field("embed_cookieless_v2", value=_cookieless, kind=bool, writable=True),
    Field("embed_enabled", True, since=(23, 10)),
    _nested("embed_config", EMBED_CONFIG, since=(23, 14)),
    Field("login_notification_enabled", False, since=(25, 10)),
    Field("login_notification_text", "", since=(25, 10)),
    flag("dashboard_auto_refresh_restriction", since=(24, 14)),
    Field("dashboard_auto_refresh_minimum_interval", kind=str, check=is_interval, writable=True, since=(24, 14)),
    Field("managed_certificate_uri", kind=list, check=texts, writable=True, since=(24, 14)),
    Field("content_certification_documentation_link", kind=str, check=is_url, writable=True, since=(26, 2)),
    flag("revoke_certification_on_edits", since=(26, 2)),
    flag("automated_mfa_enabled", since=(26, 12)),
    flag("is_content_certification_enabled", since=(26, 6)),
    flag("auto_certify_lookml_content", since=(26, 6)),
    flag("ca_agent_observability", since=(26, 10)),
    _nested("mcp_tools", MCP_TOOLS, since=(26, 4)),
    flag("embed_vis_modernization_default", since=(26, 22)),
)
