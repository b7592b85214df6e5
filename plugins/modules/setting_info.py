#!/usr/bin/python
# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: setting_info
short_description: Tell the settings of a Looker instance
version_added: 0.1.0
description:
  - Returns the settings of a Looker instance, in the terms of M(biops.looker.setting).
author:
  - biops.looker contributors (@biops)
extends_documentation_fragment:
  - biops.looker.attributes.info_module
  - biops.looker.connection
seealso:
  - module: biops.looker.setting
"""

EXAMPLES = r"""
- name: All settings
  biops.looker.setting_info:
  register: looker
"""

RETURN = r"""
setting:
  description: The settings.
  returned: success
  type: dict
  contains:
    host_url:
      description: The address at which people find Looker (Admin > General > Host URL). It is in
        mails and links.
      type: str
    timezone:
      description: The default time zone, such as V(Europe/Berlin).
      type: str
    allow_user_timezones:
      description: Whether people can have a time zone of their own.
      type: bool
    email_domain_allowlist:
      description: The domains that mail with content may be sent to. An empty list is all domains.
      type: list
      elements: str
    embed_config:
      description: What can be embedded, and where. What is not given in it is left as it is.
      type: dict
      contains:
        domain_allowlist:
          description: The domains on which content may be embedded.
          type: list
          elements: str
        alert_url_allowlist:
          description: The addresses that alerts and schedules may link to.
          type: list
          elements: str
        alert_url_param_owner:
          description: Who defines the parameters of these addresses.
          type: str
        alert_url_label:
          description: The label of these addresses.
          type: str
        sso_auth_enabled:
          description: Whether embedding with single sign-on is possible.
          type: bool
        embed_cookieless_v2:
          description: Whether embedding works without cookies.
          type: bool
        embed_content_navigation:
          description: Whether people can move around in embedded content.
          type: bool
        embed_content_management:
          description: Whether people can manage content where it is embedded.
          type: bool
        strict_sameorigin_for_login:
          description: Whether Looker's login pages are kept out of frames of other sites.
          type: bool
        look_filters:
          description: Whether embedded Looks have filters.
          type: bool
        hide_look_navigation:
          description: Whether embedded dashboards and explores have no links to Looks.
          type: bool
        embed_show_tile_filter_information:
          description: Whether embedded tiles tell their filters.
          type: bool
        embed_enabled:
          description: Whether the licence has embedding.
          type: bool
        permissions:
          description: What embedded users can be allowed, as Looker shows it.
          type: dict
        embed_vis_modernization_default:
          description: A copy of the one beside it, from Looker 26.22 on.
          type: bool
    embed_vis_modernization_default:
      description: Whether embedded content has the new visualisations by default.
      type: bool
    privatelabel_configuration:
      description: How Looker looks under a label of its own, which the licence has to allow. What
        is not given in it is left as it is.
      type: dict
      contains:
        logo_url:
          description: The address of the logo.
          type: str
        favicon_url:
          description: The address of the picture for the tab of the browser.
          type: str
        default_title:
          description: The title of pages that have none.
          type: str
        show_help_menu:
          description: Whether there is a help menu.
          type: bool
        show_docs:
          description: Whether the help menu has Looker's documentation.
          type: bool
        show_email_sub_options:
          description: Whether people can subscribe to Looker's mails.
          type: bool
        allow_looker_mentions:
          description: Whether mails mention Looker.
          type: bool
        allow_looker_links:
          description: Whether mails have links to Looker.
          type: bool
        custom_welcome_email_advanced:
          description: Whether welcome mails can have a subject and a heading of their own.
          type: bool
        setup_mentions:
          description: Whether the page to set up an account does without the word Looker.
          type: bool
        alerts_logo:
          description: Whether alerts do without Looker's logo.
          type: bool
        alerts_links:
          description: Whether alerts do without links to Looker.
          type: bool
        folders_mentions:
          description: Whether an empty folder does without the word Looker.
          type: bool
    custom_welcome_email:
      description: The mail that new users get. What is not given in it is left as it is.
      type: dict
      contains:
        enabled:
          description: Whether the text goes in place of Looker's.
          type: bool
        content:
          description: The text, in HTML.
          type: str
        subject:
          description: The subject. Needs the private label licence and C(custom_welcome_email_advanced)
            of C(privatelabel_configuration).
          type: str
        header:
          description: The heading. Needs what the subject needs.
          type: str
    extension_framework_enabled:
      description: Whether extensions can be used.
      type: bool
    marketplace_enabled:
      description: Whether the marketplace can be used.
      type: bool
    marketplace_terms_accepted:
      description: Whether the terms of the marketplace are accepted. That cannot be taken back.
        Accepting them turns the marketplace on.
      type: bool
    marketplace_automation:
      description: What the marketplace does by itself. What is not given in it is left as it is.
      type: dict
      contains:
        install_enabled:
          description: Whether it installs by itself.
          type: bool
        update_looker_enabled:
          description: Whether it updates Looker's extensions by itself.
          type: bool
        update_third_party_enabled:
          description: Whether it updates the extensions of others by itself.
          type: bool
    onboarding_enabled:
      description: Whether new people are shown around.
      type: bool
    data_connector_default_enabled:
      description: Whether new connectors are on from the start.
      type: bool
    dashboard_auto_refresh_restriction:
      description: Whether there is a limit to how often dashboards refresh by themselves.
      type: bool
    dashboard_auto_refresh_minimum_interval:
      description: That limit, such as V(30 seconds) or V(1 minute).
      type: str
    managed_certificate_uri:
      description: The addresses of root certificates in Secret Manager.
      type: list
      elements: str
    content_certification_documentation_link:
      description: The address of the page about certified content.
      type: str
    revoke_certification_on_edits:
      description: Whether content that is edited loses its certificate.
      type: bool
    is_content_certification_enabled:
      description: Whether content can be certified.
      type: bool
    auto_certify_lookml_content:
      description: Whether content in LookML is certified by itself.
      type: bool
    automated_mfa_enabled:
      description: Whether people get a second factor by themselves.
      type: bool
    ca_agent_observability:
      description: Whether the use of tokens by agents of Conversational Analytics is told.
      type: bool
    mcp_tools:
      description: Which tools agents can use. What is not given in it is left as it is.
      type: dict
      contains:
        enable_all:
          description: Whether all tools can be used.
          type: bool
        add_dashboard_element:
          description: Whether agents can use the tool C(add_dashboard_element).
          type: bool
        add_dashboard_filter:
          description: Whether agents can use the tool C(add_dashboard_filter).
          type: bool
        create_project_directory:
          description: Whether agents can use the tool C(create_project_directory).
          type: bool
        create_project_file:
          description: Whether agents can use the tool C(create_project_file).
          type: bool
        create_view_from_table:
          description: Whether agents can use the tool C(create_view_from_table).
          type: bool
        delete_project_directory:
          description: Whether agents can use the tool C(delete_project_directory).
          type: bool
        delete_project_file:
          description: Whether agents can use the tool C(delete_project_file).
          type: bool
        dev_mode:
          description: Whether agents can use the tool C(dev_mode).
          type: bool
        generate_embed_url:
          description: Whether agents can use the tool C(generate_embed_url).
          type: bool
        get_connection_databases:
          description: Whether agents can use the tool C(get_connection_databases).
          type: bool
        get_connection_schemas:
          description: Whether agents can use the tool C(get_connection_schemas).
          type: bool
        get_connection_table_columns:
          description: Whether agents can use the tool C(get_connection_table_columns).
          type: bool
        get_connection_tables:
          description: Whether agents can use the tool C(get_connection_tables).
          type: bool
        get_connections:
          description: Whether agents can use the tool C(get_connections).
          type: bool
        get_dashboards:
          description: Whether agents can use the tool C(get_dashboards).
          type: bool
        get_dimensions:
          description: Whether agents can use the tool C(get_dimensions).
          type: bool
        get_explores:
          description: Whether agents can use the tool C(get_explores).
          type: bool
        get_filters:
          description: Whether agents can use the tool C(get_filters).
          type: bool
        get_lookml_tests:
          description: Whether agents can use the tool C(get_lookml_tests).
          type: bool
        get_looks:
          description: Whether agents can use the tool C(get_looks).
          type: bool
        get_measures:
          description: Whether agents can use the tool C(get_measures).
          type: bool
        get_models:
          description: Whether agents can use the tool C(get_models).
          type: bool
        get_parameters:
          description: Whether agents can use the tool C(get_parameters).
          type: bool
        get_project_directories:
          description: Whether agents can use the tool C(get_project_directories).
          type: bool
        get_project_file:
          description: Whether agents can use the tool C(get_project_file).
          type: bool
        get_project_files:
          description: Whether agents can use the tool C(get_project_files).
          type: bool
        get_projects:
          description: Whether agents can use the tool C(get_projects).
          type: bool
        health_analyze:
          description: Whether agents can use the tool C(health_analyze).
          type: bool
        health_pulse:
          description: Whether agents can use the tool C(health_pulse).
          type: bool
        health_vacuum:
          description: Whether agents can use the tool C(health_vacuum).
          type: bool
        make_dashboard:
          description: Whether agents can use the tool C(make_dashboard).
          type: bool
        make_look:
          description: Whether agents can use the tool C(make_look).
          type: bool
        query:
          description: Whether agents can use the tool C(query).
          type: bool
        query_sql:
          description: Whether agents can use the tool C(query_sql).
          type: bool
        query_url:
          description: Whether agents can use the tool C(query_url).
          type: bool
        run_dashboard:
          description: Whether agents can use the tool C(run_dashboard).
          type: bool
        run_look:
          description: Whether agents can use the tool C(run_look).
          type: bool
        run_lookml_tests:
          description: Whether agents can use the tool C(run_lookml_tests).
          type: bool
        update_project_file:
          description: Whether agents can use the tool C(update_project_file).
          type: bool
        validate_project:
          description: Whether agents can use the tool C(validate_project).
          type: bool
        get_explore:
          description: Whether agents can use the tool C(get_explore).
          type: bool
        get_field_value_suggestions:
          description: Whether agents can use the tool C(get_field_value_suggestions).
          type: bool
        render_dashboard:
          description: Whether agents can use the tool C(render_dashboard).
          type: bool
        render_visualization:
          description: Whether agents can use the tool C(render_visualization).
          type: bool
    marketplace_site:
      description: Where the marketplace is.
      type: str
    embed_enabled:
      description: Whether the licence has embedding.
      type: bool
    login_notification_enabled:
      description: Whether there is a notice where people log in.
      type: bool
    login_notification_text:
      description: That notice.
      type: str
  sample:
    host_url: https://looker.acme.example
    timezone: Europe/Berlin
    allow_user_timezones: true
    email_domain_allowlist:
      - acme.example
    marketplace_enabled: true
"""

from ansible_collections.biops.looker.plugins.module_utils._info_module import run_singleton_info
from ansible_collections.biops.looker.plugins.module_utils._resource import Types
from ansible_collections.biops.looker.plugins.module_utils._resources.setting import SETTING


def main() -> None:
    run_singleton_info(SETTING, Types((SETTING,), ()))


if __name__ == "__main__":
    main()
