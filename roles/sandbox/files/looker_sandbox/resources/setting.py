# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the whole instance has: its settings, time zones, locales and integrations."""

from __future__ import annotations

from typing import Any

from looker_sandbox.call import Call
from looker_sandbox.errors import invalid, not_found
from looker_sandbox.operations import Operations
from looker_sandbox.resources.scheduled_plan_model import timezones
from looker_sandbox.resources.setting_model import SETTING
from looker_sandbox.resources.setting_rules import check_host_url, check_rules, keep_out_of_core, updated
from looker_sandbox.schema import ONLY_4, Field, Model

operations = Operations()

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
MOBILE_SETTINGS = Model(
    "MobileSettings",
    Field("mobile_force_authentication", False),
    Field("mobile_app_integration", True),
    Field("mobile_feature_flags", []),
)
EGRESS = Model("EgressIpAddresses", Field("egress_ip_addresses", []))
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


@operations.add("PATCH", "/setting", versions=ONLY_4)
def set_setting(call: Call) -> Any:
    """Change settings; what is not sent stays as it is."""
    call.demand_admin()
    values, problems = SETTING.parse_body(call, call.object)
    override = bool(values.pop("override_warnings", False))
    problems += check_rules(call, values)
    problems += keep_out_of_core(call, values)
    if problems:
        raise invalid(*problems)
    if not override:
        check_host_url(call, values)
    call.instance.settings = updated(call, values, replace=call.quirk("nested_settings") == "replaced")
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


@operations.add("GET", "/mobile/settings", versions=ONLY_4)
def mobile_settings(call: Call) -> Any:
    """What the mobile app is told."""
    return call.show(MOBILE_SETTINGS, call.instance.configs["mobile_settings"])


@operations.add("GET", "/public_egress_ip_addresses", versions=ONLY_4, denied_in_core=True)
def public_egress_ip_addresses(call: Call) -> Any:
    """Where a hosted instance's requests come from; the sandbox is not hosted."""
    return call.show(EGRESS, call.instance.configs["egress"])


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
