# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The parts of the settings of an instance that are objects of their own (facts 8.1 to 8.7).

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

from ansible_collections.biops.looker.plugins.module_utils._resource import Field


def same_text(one: Any, other: Any) -> bool:
    """Whether two texts are the same: Looker escapes what is special in HTML when it shows them (facts 8.7)."""
    return html.unescape(str(one or "")) == html.unescape(str(other or ""))


def unescaped(part: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """A part as it was written. What has markup in it was not escaped."""
    texts = {name: part[name] for name in names if isinstance(part.get(name), str) and "<" not in part[name]}
    return {**part, **{name: html.unescape(text) for name, text in texts.items()}}


def _switches(names: str, **more: Any) -> tuple[Field, ...]:
    return tuple(Field(name, "bool", **more) for name in names.split())


def _text(name: str) -> Field:
    return Field(name, same=same_text)


LABEL_TEXTS = ("default_title",)
EMBED_TEXTS = ("alert_url_param_owner", "alert_url_label")
EMAIL_TEXTS = ("content", "subject", "header")

PRIVATE_LABEL = Field(
    "privatelabel_configuration",
    "dict",
    properties=(
        Field("logo_file", "path", write_only=True, there="logo_url", from_file=True),
        Field("logo_url", read_only=True),
        Field("favicon_file", "path", write_only=True, there="favicon_url", from_file=True),
        Field("favicon_url", read_only=True),
        _text("default_title"),
        *_switches("show_help_menu show_docs show_email_sub_options allow_looker_mentions allow_looker_links"),
        *_switches("custom_welcome_email_advanced setup_mentions alerts_logo alerts_links folders_mentions"),
    ),
)
WELCOME_EMAIL = Field(
    "custom_welcome_email",
    "dict",
    since="21.16",
    properties=(Field("enabled", "bool"), *(_text(name) for name in EMAIL_TEXTS)),
)
EMBED_CONFIG = Field(
    "embed_config",
    "dict",
    since="23.14",
    properties=(
        Field("domain_allowlist", "list", elements="str", is_set=True),
        Field("alert_url_allowlist", "list", elements="str", is_set=True),
        *(_text(name) for name in EMBED_TEXTS),
        *_switches("sso_auth_enabled embed_cookieless_v2 embed_content_navigation embed_content_management"),
        *_switches("strict_sameorigin_for_login look_filters hide_look_navigation"),
        *_switches("embed_show_tile_filter_information", since="26.22"),
        Field("embed_enabled", "bool", read_only=True),
        Field("permissions", "dict", read_only=True),
        Field("embed_vis_modernization_default", "bool", read_only=True, since="26.22"),  # set beside embed_config
    ),
)
MARKETPLACE_AUTOMATION = Field(
    "marketplace_automation",
    "dict",
    properties=_switches("install_enabled update_looker_enabled update_third_party_enabled"),
)
MCP_TOOLS = Field(
    "mcp_tools",
    "dict",
    since="26.4",
    others_inside="enabled",
    properties=(
        Field("enable_all", "bool"),
        *_switches(
            "add_dashboard_element add_dashboard_filter create_project_directory create_project_file "
            "create_view_from_table delete_project_directory delete_project_file dev_mode generate_embed_url "
            "get_connection_databases get_connection_schemas get_connection_table_columns get_connection_tables "
            "get_connections get_dashboards get_dimensions get_explores get_filters get_lookml_tests get_looks "
            "get_measures get_models get_parameters get_project_directories get_project_file get_project_files "
            "get_projects health_analyze health_pulse health_vacuum make_dashboard make_look query query_sql "
            "query_url run_dashboard run_look run_lookml_tests update_project_file validate_project",
            inside="enabled",
        ),
        *_switches(
            "get_explore get_field_value_suggestions render_dashboard render_visualization",
            inside="enabled",
            since="26.22",
        ),
    ),
)
