#!/usr/bin/python
# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: schedule_run
short_description: Send a Looker schedule once, now
version_added: 0.1.0
description:
  - Sends what a schedule sends, once and now. The schedule itself stays as it is.
  - Options that differ from the schedule hold for this time only. So a change can be tried before it is made.
  - Each run sends, and counts as changed. In check mode nothing is sent, but everything is checked.
  - Looker allows ten runs a second. A task takes longer than that allows, and if several run at the same time, Looker's
    refusal is waited out.
author:
  - biops.looker contributors (@biops)
options:
  name:
    description:
      - The name of the schedule. Needed unless O(id) is given.
    type: str
  id:
    description:
      - Looker's id of the schedule.
    type: str
  owner:
    description:
      - The user with whose rights it runs, by email. For a service account, its name. Write an id as V(id:4711).
      - Tells schedules apart that have name and content in common. If this user has none of them, the only one is run
        with the rights of this user.
    type: str
  dashboard:
    description:
      - The dashboard to send, by its title or slug. Write an id as V(id:4711), which takes one API call less.
      - No more than one of this, O(look), O(lookml_dashboard) and O(query_id) can be given.
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
  destinations:
    description:
      - Where to send this time, in place of the destinations of the schedule.
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
          - Whether the filters are shown. Needs Looker 26.22, and older ones ignore it.
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
          - Those of a destination that the schedule has too are needed as well. C({}) says that it has none.
        type: dict
  filters:
    description:
      - The values of filters, by the names that the dashboard or Look gives them. Filters that are not named are as the
        content has them.
      - They take the place of all filters of the schedule.
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
    type: bool
  require_no_results:
    description:
      - Whether to send only if there are no results. Has no effect for dashboards.
    type: bool
  require_change:
    description:
      - Whether to send only if the results have changed since the last time. Has no effect for dashboards.
    type: bool
  ad_hoc:
    description:
      - Sends what the options describe, without a schedule of that name. Then O(owner), O(destinations) and something
        to send have to be given.
    type: bool
    default: false
extends_documentation_fragment:
  - biops.looker.attributes
  - biops.looker.connection
  - biops.looker.schedule.sending
attributes:
  idempotent:
    description: When run twice in a row with the same options, the second run changes nothing.
    support: none
seealso:
  - module: biops.looker.schedule
"""

EXAMPLES = r"""
- name: Send it again
  biops.looker.schedule_run:
    name: Weekly revenue

- name: Try another layout on yourself
  biops.looker.schedule_run:
    name: Weekly revenue
    dashboard: id:1
    pdf_landscape: true
    destinations:
      - {type: email, address: ada@acme.example, format: wysiwyg_pdf}

- name: Send a dashboard that has no schedule
  biops.looker.schedule_run:
    name: Numbers for the board
    ad_hoc: true
    dashboard: Costs
    owner: ada@acme.example
    destinations:
      - {type: email, address: board@acme.example, format: wysiwyg_pdf}
"""

RETURN = r"""
schedule:
  description: What is sent, in the terms of M(biops.looker.schedule).
  returned: success
  type: dict
  sample:
    id: "12"
    name: Weekly revenue
    owner: ada@acme.example
run_id:
  description: Looker's id of the plan that it made for this run.
  returned: if it was sent
  type: str
  sample: "47"
"""

from typing import TYPE_CHECKING, Any

from ansible_collections.biops.looker.plugins.module_utils._module import run_work
from ansible_collections.biops.looker.plugins.module_utils._schedule_run import argument_spec, run_schedule

if TYPE_CHECKING:
    from ansible_collections.biops.looker.plugins.module_utils._client import Client
    from ansible_collections.biops.looker.plugins.module_utils._connection import Connection


def work(client: Client, connection: Connection, module: Any) -> dict[str, Any]:
    return run_schedule(client, module.params, module.check_mode)


def main() -> None:
    run_work(argument_spec(), work, required_one_of=[("name", "id")])


if __name__ == "__main__":
    main()
