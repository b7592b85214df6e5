# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a new Looker instance holds before anyone touches it (facts 6.2, 6.8, 6.9)."""

from __future__ import annotations

from typing import Any

# Every permission, in the order of the Admin set, which is the only one that is not alphabetical (facts 6.12); after
# the colon the permission that it depends on, as far as Looker's documentation of roles says.
_PERMISSIONS = (
    "access_data see_lookml_dashboards:access_data see_looks:access_data see_user_dashboards:see_looks"
    " explore:see_looks create_table_calculations:explore create_custom_fields:explore can_create_forecast:explore"
    " save_content:see_looks create_public_looks:save_content download_with_limit:see_looks"
    " download_without_limit:see_looks schedule_look_emails:see_looks"
    " schedule_external_look_emails:schedule_look_emails create_alerts:see_looks follow_alerts:see_looks"
    " send_to_s3:see_looks send_to_sftp:see_looks send_outgoing_webhook:see_looks send_to_integration:see_looks"
    " see_sql:see_looks see_lookml:see_looks develop:see_lookml deploy:develop support_access_toggle:develop"
    " use_sql_runner:see_lookml clear_cache_refresh:access_data can_copy_print see_drill_overlay:access_data"
    " manage_spaces manage_homepage manage_models manage_stereo create_prefetches login_special_email"
    " embed_browse_spaces embed_save_shared_space see_alerts see_queries see_logs see_users sudo:see_users"
    " see_schedules see_pdts:access_data see_datagroups:access_data update_datagroups:see_datagroups"
    " see_system_activity administer mobile_app_access"
).split()

_LOOKML_DASHBOARD_USER = "access_data clear_cache_refresh mobile_app_access see_lookml_dashboards"
_VIEWER = (
    "access_data clear_cache_refresh create_alerts download_without_limit follow_alerts login_special_email"
    " mobile_app_access schedule_look_emails see_drill_overlay see_lookml_dashboards see_looks see_user_dashboards"
    " send_to_integration"
)
_NO_LOOKML = (
    "access_data clear_cache_refresh create_custom_fields create_table_calculations download_without_limit explore"
    " manage_spaces mobile_app_access save_content schedule_look_emails see_lookml_dashboards see_looks"
    " see_user_dashboards send_to_integration"
)
_USER = _NO_LOOKML + " create_alerts login_special_email see_drill_overlay see_lookml see_sql"
_DEVELOPER = _USER + " create_public_looks deploy develop follow_alerts use_sql_runner"

_SETS = (
    ("Developer", _DEVELOPER),
    ("User", _USER),
    ("LookML Dashboard User", _LOOKML_DASHBOARD_USER),
    ("User who can't view LookML", _NO_LOOKML),
    ("Viewer", _VIEWER),
)

MODELS = ("thelook", "system__activity")


def permissions() -> list[dict[str, Any]]:
    """Every permission."""
    pairs = (entry.partition(":") for entry in _PERMISSIONS)
    return [
        {"permission": name, "parent": parent or None, "description": name.replace("_", " ").capitalize()}
        for name, _unused, parent in pairs
    ]


def permission_sets() -> list[dict[str, Any]]:
    """Sets 1 to 6; only Admin is built in."""
    admin = {"id": 1, "name": "Admin", "built_in": True, "all_access": True, "permissions": []}
    rest = [
        {"id": number, "name": name, "built_in": False, "all_access": False, "permissions": sorted(text.split())}
        for number, (name, text) in enumerate(_SETS, start=2)
    ]
    return [admin, *rest]


def model_sets() -> list[dict[str, Any]]:
    """Set 1, All."""
    return [{"id": 1, "name": "All", "built_in": True, "all_access": True, "models": []}]


def roles() -> list[dict[str, Any]]:
    """Admin has id 2 on every server on record; the ids of the others are not public, and are ours."""
    admin = {"id": 2, "name": "Admin", "permission_set_id": 1, "model_set_id": 1}
    rest = [
        {"id": number, "name": name, "permission_set_id": number - 1, "model_set_id": 1}
        for number, (name, _unused) in enumerate(_SETS, start=3)
    ]
    return [admin, *rest]


def groups() -> list[dict[str, Any]]:
    """Group 1, All Users."""
    return [{"id": 1, "name": "All Users", "externally_managed": True, "include_by_default": True}]


def legacy_features() -> list[dict[str, Any]]:
    """Looker's change with every release and are not public; these are made up."""
    return [
        {
            "id": "legacy_table_visualization",
            "name": "Legacy Table Visualization",
            "description": "Tables look as they did before release 25.0.",
            "disallowed_as_of_version": "25.0.0",
            "disable_on_upgrade_to_version": "27.0.0",
            "end_of_life_version": "27.4.0",
        },
        {
            "id": "legacy_sort_order",
            "name": "Legacy Sort Order",
            "description": "Results without a sort come in the order of the database.",
            "disallowed_as_of_version": "24.8.0",
            "disable_on_upgrade_to_version": "26.20.0",
            "end_of_life_version": "27.0.0",
        },
    ]


# id, name, label, whether users may change it, default. Without one it comes from the user's account (facts 6.15).
_ATTRIBUTES = (
    (1, "first_name", "First Name", True, None),
    (2, "last_name", "Last Name", True, None),
    (3, "email", "Email", False, None),
    (4, "name", "Full Name", True, None),
    (5, "timezone", "Timezone", True, None),
    (6, "id", "Looker User ID", False, None),
    (7, "ldap_user_id", "LDAP External User ID", False, None),
    (8, "saml_user_id", "Saml External User ID", False, None),
    (9, "google_user_id", "Google Auth External User ID", False, None),
    (10, "oidc_user_id", "OpenID Connect External User ID", False, None),
    (11, "locale", "Locale", False, "en"),
    (12, "number_format", "Number Format", False, "1,234.56"),
    (13, "landing_page", "Landing Page", True, "/browse"),
)


def user_attributes() -> list[dict[str, Any]]:
    """The attributes of the system, 1 to 13."""
    return [
        {
            "id": number,
            "name": name,
            "label": label,
            "type": "string",
            "user_can_edit": editable,
            "default_value": default,
            "is_system": True,
            "is_permanent": True,
        }
        for number, name, label, editable, default in _ATTRIBUTES
    ]
