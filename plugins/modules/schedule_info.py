#!/usr/bin/python
# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: schedule_info
short_description: List Looker schedules
version_added: 0.1.0
description:
  - Lists the schedules of all users of a Looker instance, in the terms of M(biops.looker.schedule).
  - Without options, all schedules are listed. A name or id that does not exist gives an empty list.
  - The API user needs the permission C(see_schedules).
author:
  - biops.looker contributors (@biops)
options:
  name:
    description: Only schedules with this name.
    type: str
  id:
    description: Only the schedule with this id.
    type: str
  owner:
    description: Only schedules of this user, by email. For a service account, its name.
    type: str
  enabled:
    description: Only schedules that are sent, or only those that are paused.
    type: bool
extends_documentation_fragment:
  - biops.looker.attributes.info_module
  - biops.looker.connection
seealso:
  - module: biops.looker.schedule
"""

EXAMPLES = r"""
- name: All schedules that somebody has
  biops.looker.schedule_info:
    owner: ada@acme.example
  register: adas

- name: What is paused
  biops.looker.schedule_info:
    enabled: false
"""

RETURN = r"""
schedules:
  description: The schedules that match, sorted by name.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: Looker's id of the schedule.
      type: str
    name:
      description: The name of the schedule.
      type: str
    owner:
      description: The user with whose rights it runs, by email. For a service account, its name.
      type: str
    dashboard:
      description: The dashboard that it sends, as V(id:4711).
      type: str
    look:
      description: The Look that it sends, as V(id:4711).
      type: str
    lookml_dashboard:
      description: The LookML dashboard that it sends, as C(model::name).
      type: str
    query_id:
      description: The query that it sends.
      type: str
    title:
      description: The title of what it sends.
      type: str
    enabled:
      description: Whether it is sent.
      type: bool
    crontab:
      description: When it is sent.
      type: str
    timezone:
      description: The time zone of RV(schedules[].crontab).
      type: str
    datagroup:
      description: The datagroup after whose trigger it is sent.
      type: str
    destinations:
      description:
        - Where it is sent, as M(biops.looker.schedule) takes it, without secrets and without switches that are off.
      type: list
      elements: dict
    filters:
      description: The values of filters, by name. A filter that is there several times has a list.
      type: dict
    filters_string:
      description: The same as Looker keeps it.
      type: str
    run_as_recipient:
      description: Whether recipients get what they are allowed to see.
      type: bool
    require_results:
      description: Whether it is sent only if there are results.
      type: bool
    require_no_results:
      description: Whether it is sent only if there are no results.
      type: bool
    require_change:
      description: Whether it is sent only if the results have changed.
      type: bool
    send_all_results:
      description: Whether all rows are sent.
      type: bool
    include_links:
      description: Whether links back to Looker are sent.
      type: bool
    show_custom_url:
      description: Whether a link of your own is sent in place of the one to Looker.
      type: bool
    custom_url_base:
      description: The domain of that link.
      type: str
    custom_url_params:
      description: The path and parameters of that link.
      type: str
    custom_url_label:
      description: The text of that link.
      type: str
    include_dashboard_summary:
      description: Whether emails have a summary of the dashboard. Missing on older instances.
      type: bool
    include_filters:
      description: Whether the filters are shown. Missing on older instances.
      type: bool
    pdf_paper_size:
      description: The size of the paper that a PDF is made for.
      type: str
    pdf_landscape:
      description: Whether a PDF is wider than high.
      type: bool
    pdf_page_breaks:
      description: Whether a PDF has a new page for each tab. Missing on older instances.
      type: bool
    tab_ids:
      description: The tabs of the dashboard that are sent. Missing on older instances.
      type: list
      elements: str
    embed:
      description: Whether it belongs to embedded content.
      type: bool
    long_tables:
      description: Whether tables are shown with all their rows.
      type: bool
    color_theme:
      description: The color theme of the dashboard.
      type: str
    inline_table_width:
      description: The width of tables in emails, in pixels.
      type: int
    created_at:
      description: When it was made.
      type: str
    last_run_at:
      description: When it was last sent.
      type: str
    next_run_at:
      description: When it will be sent next.
      type: str
  sample:
    - crontab: 0 6 * * mon
      dashboard: id:7
      destinations:
        - {address: finance@acme.example, format: wysiwyg_pdf, type: email}
      enabled: true
      filters: {Region: EMEA}
      id: "12"
      name: Weekly revenue
      owner: ada@acme.example
      timezone: Europe/Paris
      title: Revenue
"""

from ansible_collections.biops.looker.plugins.module_utils._info import Filters
from ansible_collections.biops.looker.plugins.module_utils._info_module import run_info
from ansible_collections.biops.looker.plugins.module_utils._resources._schedules import SCHEDULES
from ansible_collections.biops.looker.plugins.module_utils._resources.schedule import SCHEDULE


def main() -> None:
    run_info(SCHEDULE, SCHEDULES, Filters.equal(enabled="bool", owner="str"))


if __name__ == "__main__":
    main()
