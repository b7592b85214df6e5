#!/usr/bin/python
# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: schedule
short_description: Manage a Looker schedule
version_added: 0.1.0
description:
  - Creates, changes and deletes a schedule, which sends a dashboard, Look or query to people or systems. Looker's API
    calls it a scheduled plan.
  - Whatever is not given is left as it is.
  - Crontab, time zone, datagroup, addresses and formats are checked before anything is written, in check mode too.
  - The API user needs the permission C(see_schedules), since names are looked for among the schedules of all users. To
    manage those of others it has to be an admin.
author:
  - biops.looker contributors (@biops)
extends_documentation_fragment:
  - biops.looker.attributes
  - biops.looker.schedule
  - biops.looker.schedule.sending
  - biops.looker.guards
  - biops.looker.guards.secrets
  - biops.looker.connection
seealso:
  - module: biops.looker.schedule_info
  - module: biops.looker.schedule_run
  - module: biops.looker.datagroup
  - module: biops.looker.configuration
"""

EXAMPLES = r"""
- name: A dashboard as PDF, by email each Monday
  biops.looker.schedule:
    name: Weekly revenue
    dashboard: Revenue
    folder: Shared/Finance
    owner: ada@acme.example
    crontab: 0 6 * * mon
    timezone: Europe/Paris
    filters:
      Order date: 7 days
      Region: EMEA
    pdf_paper_size: a4
    destinations:
      - type: email
        address: finance@acme.example
        format: wysiwyg_pdf
        email_message: The numbers of last week

- name: A Look as CSV, by SFTP each night
  biops.looker.schedule:
    name: Orders to the warehouse
    look: id:1
    owner: ada@acme.example
    crontab: 30 2 * * *
    destinations:
      - type: sftp
        address: sftp://files.acme.example/in/
        format: csv
        parameters: {username: looker}
        secret_parameters:
          password: "{{ sftp_password }}"

- name: To a bucket of S3, if something changed
  biops.looker.schedule:
    name: Orders to S3
    look: id:1
    owner: ada@acme.example
    crontab: 0 * * * *
    require_change: true
    destinations:
      - type: s3
        address: s3://acme-orders/looker/
        format: json
        parameters: {access_key_id: AKIAEXAMPLE, region: eu-west-1}
        secret_parameters:
          secret_access_key: "{{ s3_secret }}"

- name: To a webhook, when the data of the night are there
  biops.looker.schedule:
    name: Orders are in
    dashboard: id:1
    owner: ada@acme.example
    datagroup: nightly_load
    destinations:
      - type: webhook
        address: https://hooks.acme.example/looker
        format: csv_zip

- name: To an integration
  biops.looker.schedule:
    name: Archive
    dashboard: id:1
    owner: ada@acme.example
    crontab: 0 3 1 * *
    destinations:
      - type: 1::google_cloud_storage
        format: wysiwyg_pdf
        parameters: {bucket: acme-archive}

- name: Somebody else takes it over
  biops.looker.schedule:
    name: Weekly revenue
    owner: bob@acme.example

- name: One recipient more
  biops.looker.schedule:
    name: Weekly revenue
    destinations:
      - {type: email, address: board@acme.example, format: wysiwyg_pdf}
    list_mode: add

- name: Pause it
  biops.looker.schedule:
    name: Weekly revenue
    enabled: false
"""

RETURN = r"""
schedule:
  description:
    - The schedule as it is after the task, in check mode as it would be.
    - Has the keys that M(biops.looker.schedule_info) returns, as far as they were read or given.
    - The C(id) of a schedule that does not exist yet is missing in check mode.
  returned: success
  type: dict
  sample:
    crontab: 0 6 * * mon
    dashboard: id:7
    destinations:
      - {address: finance@acme.example, format: wysiwyg_pdf, type: email}
    id: "12"
    name: Weekly revenue
    owner: ada@acme.example
not_compared:
  description: Where secrets are, which Looker hides, so that nobody can say whether they agree.
  returned: if there are any
  type: list
  elements: str
  sample: ["destinations[sftp sftp://files.acme.example/in/].secret_parameters"]
"""

from ansible_collections.biops.looker.plugins.module_utils._module import run
from ansible_collections.biops.looker.plugins.module_utils._resources._schedules import SCHEDULES
from ansible_collections.biops.looker.plugins.module_utils._resources.schedule import SCHEDULE


def main() -> None:
    run(SCHEDULE, SCHEDULES)


if __name__ == "__main__":
    main()
