# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a new Looker instance holds before anyone touches it (facts 6.2, 6.8, 6.9)."""

from __future__ import annotations

from typing import Any

# The order of the Admin set, which is the only one that is not alphabetical (facts 6.12).
ALL_PERMISSIONS = (
    "access_data see_lookml_dashboards see_looks see_user_dashboards explore create_table_calculations"
    " create_custom_fields save_content create_public_looks download_with_limit download_without_limit"
    " schedule_look_emails schedule_external_look_emails create_alerts follow_alerts send_to_s3 send_to_sftp"
    " send_outgoing_webhook send_to_integration see_sql see_lookml develop deploy support_access_toggle"
    " use_sql_runner clear_cache_refresh can_copy_print see_drill_overlay manage_spaces manage_homepage"
    " manage_models manage_stereo create_prefetches login_special_email embed_browse_spaces"
    " embed_save_shared_space see_alerts see_queries see_logs see_users sudo see_schedules see_pdts"
    " see_datagroups update_datagroups see_system_activity administer mobile_app_access"
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


def permission_sets() -> list[dict[str, Any]]:
    """Sets 1 to 6; only Admin is built in."""
    admin = {"id": 1, "name": "Admin", "built_in": True, "all_access": True, "permissions": list(ALL_PERMISSIONS)}
    rest = [
        {"id": number, "name": name, "built_in": False, "all_access": False, "permissions": sorted(text.split())}
        for number, (name, text) in enumerate(_SETS, start=2)
    ]
    return [admin, *rest]


def model_sets() -> list[dict[str, Any]]:
    """Set 1, All."""
    return [{"id": 1, "name": "All", "built_in": True, "all_access": True, "models": list(MODELS)}]


def roles() -> list[dict[str, Any]]:
    """Admin has id 2 on every server on record; the ids of the others are not public, and are ours."""
    admin = {"id": 2, "name": "Admin", "permission_set_id": 1, "model_set_id": 1}
    rest = [
        {"id": number, "name": name, "permission_set_id": number - 1, "model_set_id": 1}
        for number, (name, _) in enumerate(_SETS, start=3)
    ]
    return [admin, *rest]


def groups() -> list[dict[str, Any]]:
    """Group 1, All Users."""
    return [{"id": 1, "name": "All Users", "externally_managed": True, "include_by_default": True}]
