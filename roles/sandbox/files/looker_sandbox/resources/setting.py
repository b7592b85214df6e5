# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the whole instance has: its settings (to be read only), time zones, locales and integrations."""

from __future__ import annotations

from typing import Any

from looker_sandbox.call import Call
from looker_sandbox.errors import not_found
from looker_sandbox.instance import DEFAULT_TIMEZONE
from looker_sandbox.operations import Operations
from looker_sandbox.resources.scheduled_plan_model import timezones
from looker_sandbox.schema import ONLY_4, Field, Model

operations = Operations()

# The keys and their order are those of the one body on record (facts 8.1); the values are a new instance's.
_MARKETPLACE = {"install_enabled": False, "update_looker_enabled": False, "update_third_party_enabled": False}
_PRIVATE_LABEL = {
    "logo_file": None,
    "logo_url": None,
    "favicon_file": None,
    "favicon_url": None,
    "default_title": "",
    "show_help_menu": True,
    "show_docs": True,
    "show_email_sub_options": False,
    "allow_looker_mentions": True,
    "allow_looker_links": True,
    "custom_welcome_email_advanced": False,
    "setup_mentions": False,
    "alerts_logo": False,
    "alerts_links": False,
    "folders_mentions": False,
}
_WELCOME_EMAIL = {"enabled": False, "content": "", "subject": "", "header": ""}
_EMBED = {
    "domain_allowlist": [],
    "alert_url_allowlist": [],
    "alert_url_param_owner": "",
    "alert_url_label": "",
    "sso_auth_enabled": False,
    "embed_cookieless_v2": False,
    "embed_content_navigation": False,
    "embed_content_management": False,
    "strict_sameorigin_for_login": False,
    "look_filters": False,
    "hide_look_navigation": False,
    "embed_enabled": False,
}

SETTING = Model(
    "Setting",
    Field("instance_config", {"feature_flags": {}, "license_features": {}}, since=(24, 12)),
    Field("extension_framework_enabled", True),
    Field("extension_load_url_enabled", False),
    Field("marketplace_auto_install_enabled", False),
    Field("marketplace_automation", _MARKETPLACE),
    Field("marketplace_enabled", True),
    Field("marketplace_site", "https://static-a.cdn.looker.app/marketplace/"),
    Field("marketplace_terms_accepted", False, since=(23, 12)),
    Field("privatelabel_configuration", _PRIVATE_LABEL),
    Field("custom_welcome_email", _WELCOME_EMAIL, since=(21, 16)),
    Field("onboarding_enabled", True),
    Field("timezone", DEFAULT_TIMEZONE, since=(22, 18)),
    Field("allow_user_timezones", False, since=(22, 18)),
    Field("data_connector_default_enabled", False),
    Field("host_url", since=(23, 0)),
    Field("email_domain_allowlist", value=lambda call, row: row.get("email_domain_allowlist") or [], since=(23, 0)),
    Field("embed_cookieless_v2", False),
    Field("embed_enabled", False, since=(23, 10)),
    Field("embed_config", _EMBED, since=(23, 14)),
    Field("dashboard_auto_refresh_restriction", False, since=(24, 14)),
    Field("dashboard_auto_refresh_minimum_interval", since=(24, 14)),
    Field("managed_certificate_uri", since=(24, 14)),
)
TIMEZONE = Model("Timezone", *(Field(name) for name in ("value", "label", "group")))
LOCALE = Model("Locale", *(Field(name) for name in ("code", "native_name", "english_name")))
INTEGRATION = Model(
    "Integration",
    Field("can", value=lambda call, row: {"show": True, "index": True, "update": call.is_admin}),
    Field("id"),
    Field("integration_hub_id", is_id=True, value=lambda call, row: int(row["id"].partition("::")[0])),
    Field("label", ""),
    Field("description"),
    Field("enabled", False),
    Field("params", value=lambda call, row: row.get("params", [])),
    Field("supported_formats", value=lambda call, row: row.get("supported_formats", [])),
    Field("supported_action_types", value=lambda call, row: row.get("supported_action_types", ["query", "dashboard"])),
    Field("icon_url"),
    Field("uses_oauth", False),
    Field("required_fields", value=lambda call, row: row.get("required_fields", [])),
)
_LOCALES = (
    ("de_DE", "Deutsch", "German"),
    ("en", "English", "English"),
    ("es_ES", "Español", "Spanish"),
    ("fr_FR", "Français", "French"),
    ("ja_JP", "日本語", "Japanese"),
)
_COMMON = {"UTC", "America/Los_Angeles", "America/New_York", "Europe/London", "Europe/Paris", "Asia/Tokyo"}


@operations.add("GET", "/setting", versions=ONLY_4)
def get_setting(call: Call) -> Any:
    """The settings, for admins."""
    call.demand_admin()
    return call.show(SETTING, call.instance.settings)


@operations.add("GET", "/timezones")
def all_timezones(call: Call) -> Any:
    """All time zones that a schedule may have; which of them Looker calls common is a guess."""
    rows = [
        {"value": name, "label": name.replace("/", " - ").replace("_", " "), "group": group}
        for group, names in (("Common", timezones() & _COMMON), ("Other", timezones() - _COMMON))
        for name in sorted(names)
    ]
    return TIMEZONE.render_all(call, rows, call.mask)


@operations.add("GET", "/locales")
def all_locales(call: Call) -> Any:
    """Some of Looker's locales."""
    rows = [{"code": code, "native_name": native, "english_name": english} for code, native, english in _LOCALES]
    return LOCALE.render_all(call, rows, call.mask)


@operations.add("GET", "/integrations")
def all_integrations(call: Call) -> Any:
    """All integrations, or those of one hub."""
    hub = call.query.get("integration_hub_id")
    rows = [row for row in call.instance.integrations if hub in (None, "", row["id"].partition("::")[0])]
    return call.show_list(INTEGRATION, rows)


@operations.add("GET", "/integrations/{integration_id}")
def integration(call: Call) -> Any:
    """One integration, by ``hub::name``."""
    wanted = call.arguments["integration_id"]
    row = next((row for row in call.instance.integrations if row["id"] == wanted), None)
    if row is None:
        raise not_found()
    return call.show(INTEGRATION, row)
