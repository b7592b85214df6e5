# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """The options of a schedule, on its own and in a list of a configuration; those of how it sends also for once."""

    DOCUMENTATION = r"""
options:
  name:
    description:
      - The name of the schedule. It is required unless O(id) is given.
      - Names need not be unique. A schedule is known by its name and what it sends. Of several with both in common, the
        one that O(owner) has is meant. If O(owner) has none of them, the only one that nothing else in the task
        means is handed over.
    type: str
  id:
    description:
      - Looker's id of the schedule, in place of all that it is known by.
    type: str
  previous_name:
    description:
      - The name that the schedule had before. If one with it exists, it is renamed to O(name).
      - It is fine if the old name is gone, so the option may stay. It is an error if both names exist.
    type: str
  owner:
    description:
      - The user with whose rights the schedule runs, by email. For a service account, its name. Write an id as
        V(id:4711).
      - Required for a new schedule. Without an owner it would run with the rights of the API user, who is often an
        admin and sees the rows of everybody.
      - A schedule whose owner changes sends other data. The difference shows both owners.
    type: str
  dashboard:
    description:
      - The dashboard to send, by its title or slug. Write an id as V(id:4711), which takes one API call less.
      - A new schedule needs this, O(look), O(lookml_dashboard) or O(query_id). No more than one of them can be given.
    type: str
  look:
    description:
      - The Look to send, by its title. Write an id as V(id:4711), which takes one API call less.
    type: str
  folder:
    description:
      - The path of the folder with the dashboard or Look, such as V(Shared/Finance). Needed where several have one
        title.
    type: str
  lookml_dashboard:
    description:
      - The LookML dashboard to send, as C(model::name).
    type: str
  query_id:
    description:
      - The query to send, by its slug, on older instances by its id.
    type: str
  enabled:
    description:
      - Whether the schedule is sent. Turning it on again sends at once what was missed. A warning says so.
    type: bool
  crontab:
    description:
      - When to send, in the five fields of Vixie's cron, such as V(0 6 * * mon).
      - A new schedule needs this or O(datagroup). They exclude each other, and whichever is given takes the place of
        the other.
    type: str
  timezone:
    description:
      - The time zone of O(crontab), such as V(Europe/Paris). If a new schedule has none, Looker takes that of the
        instance.
    type: str
  datagroup:
    description:
      - The datagroup after whose trigger to send.
    type: str
  destinations:
    description:
      - Where to send, and in which format. Required for a new schedule. Their order means nothing.
      - A destination is known by type, address and format. What is not said of one that exists is left as it is.
      - The list is the whole truth unless O(list_mode) says otherwise. An empty list is an error, because a schedule
        sends to one place at least.
    type: list
    elements: dict
    suboptions:
      type:
        description:
          - The type, V(email), V(webhook), V(s3) or V(sftp), or the id of an integration, such as
            V(1::google_cloud_storage).
        type: str
        required: true
      format:
        description:
          - The format, V(csv), V(csv_zip), V(html), V(inline_json), V(json), V(json_detail), V(txt) or V(xlsx), or for
            dashboards V(wysiwyg_pdf), V(assembled_pdf) or V(wysiwyg_png). Integrations may have further ones.
        type: str
        required: true
      address:
        description:
          - The email address, or the URL, such as V(https://example.com/hook), V(s3://bucket/path/) or
            V(sftp://host/path/). An integration may do without.
        type: str
      apply_formatting:
        description:
          - Whether values are formatted, with currencies and separators.
        type: bool
      apply_vis:
        description:
          - Whether the options of the visualization are applied.
        type: bool
      include_filters:
        description:
          - Whether the filters are shown. Needs Looker 26.22.
        type: bool
      email_message:
        description:
          - A message that goes with emails.
        type: str
      parameters:
        description:
          - Parameters of the type. V(s3) needs C(access_key_id) and C(region), V(sftp) needs C(username).
        type: dict
      secret_parameters:
        description:
          - Secret parameters of the type. V(s3) needs C(secret_access_key), V(sftp) needs C(password).
          - Looker never shows them, so they cannot be compared.
          - Whatever changes in the list, Looker takes all destinations anew, and forgets secrets that it is not told
            again. So the secrets of all destinations that stay have to be given then. Before anything is written, an
            error says which one is missing. C({}) says that an integration has none.
        type: dict
  filters:
    description:
      - The values of filters, by the names that the dashboard or Look gives them. Filters that are not named are as the
        content has them.
      - The mapping is the whole truth. An empty one takes all values away.
    type: dict
  filters_string:
    description:
      - The same as Looker keeps it, as a query string such as V(?Region=EMEA). In place of O(filters).
    type: str
  run_as_recipient:
    description:
      - Whether recipients get what they are allowed to see, rather than what the owner is. Then all destinations have
        to be email addresses of Looker users.
    type: bool
  require_results:
    description:
      - Whether to send only if there are results. Has no effect for dashboards.
      - A new schedule of a Look gets V(true) if it is not given.
    type: bool
  require_no_results:
    description:
      - Whether to send only if there are no results. Has no effect for dashboards.
      - A new schedule of a Look gets V(false) if it is not given.
    type: bool
  require_change:
    description:
      - Whether to send only if the results have changed since the last time. Has no effect for dashboards.
      - A new schedule of a Look gets V(false) if it is not given.
    type: bool
  list_mode:
    description:
      - What O(destinations) means. V(exact) makes the list the whole truth. V(add) adds to the destinations that there
        are, or changes them. V(remove) takes away those with this type, address and format.
    type: str
    choices: [exact, add, remove]
    default: exact
  state:
    description:
      - Whether the schedule is to exist. With V(absent) and O(owner), a schedule of somebody else stays.
    type: str
    choices: [present, absent]
    default: present
"""

    SENDING = r"""
options:
  send_all_results:
    description:
      - Whether to send all rows, without the limit of the query.
    type: bool
  include_links:
    description:
      - Whether to send links back to Looker.
    type: bool
  show_custom_url:
    description:
      - Whether to send a link of your own in place of the one to Looker.
    type: bool
  custom_url_base:
    description:
      - The domain of that link.
    type: str
  custom_url_params:
    description:
      - The path and parameters of that link.
    type: str
  custom_url_label:
    description:
      - The text of that link.
    type: str
  include_dashboard_summary:
    description:
      - Whether emails have a summary of the dashboard. Needs Looker 26.12.
    type: bool
  include_filters:
    description:
      - Whether the filters are shown. Needs Looker 26.22.
    type: bool
  pdf_paper_size:
    description:
      - The size of the paper that a PDF is made for.
    type: str
    choices: [letter, legal, tabloid, a0, a1, a2, a3, a4, a5]
  pdf_landscape:
    description:
      - Whether a PDF is wider than high.
    type: bool
  pdf_page_breaks:
    description:
      - Whether a PDF has a new page for each tab. Needs Looker 26.8.
    type: bool
  tab_ids:
    description:
      - The tabs of the dashboard to send, by id, of a LookML dashboard by label. Needs Looker 26.8.
    type: list
    elements: str
  embed:
    description:
      - Whether the schedule belongs to embedded content.
    type: bool
  long_tables:
    description:
      - Whether tables are shown with all their rows.
    type: bool
  color_theme:
    description:
      - The color theme of the dashboard.
    type: str
  inline_table_width:
    description:
      - The width of tables in emails, in pixels.
    type: int
"""
