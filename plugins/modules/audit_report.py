#!/usr/bin/python
# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: audit_report
short_description: Write one audit report about several Looker instances
version_added: 0.1.0
description:
  - Makes one report of the JSON reports that M(biops.looker.audit_info) wrote for several instances, or writes such a
    report in another form.
  - Does not connect to Looker.
options:
  src:
    description: The JSON reports. Their instances are reported in this order.
    type: list
    elements: path
    required: true
  reports:
    description:
      - Files to write. They are written whole or not at all. New files can be read by their owner only, existing ones
        keep their mode.
    type: dict
    required: true
    suboptions:
      html:
        description: One page for people, which needs no network and no JavaScript.
        type: path
      markdown:
        description: A summary for merge requests and chats. Long lists are cut.
        type: path
      json:
        description: Everything, for programs.
        type: path
      junit:
        description: JUnit XML, which continuous integration shows as tests.
        type: path
      access_csv:
        description: Who has which role in which way, one line for each user, role and path.
        type: path
attributes:
  check_mode:
    description: Can run in check mode and report what would change, without changing anything.
    support: full
  diff_mode:
    description: Shows in diff mode what changed, or would change.
    support: none
    details:
      - The reports are too large to be shown.
  idempotent:
    description: When run twice in a row with the same options, the second run changes nothing.
    support: full
  platform:
    description: Platforms that the module can run on.
    platforms: posix
    support: full
seealso:
  - module: biops.looker.audit_info
author:
  - biops.looker contributors (@biops)
"""

EXAMPLES = r"""
- name: Write one page about three instances
  biops.looker.audit_report:
    src:
      - reports/dev.json
      - reports/stage.json
      - reports/prod.json
    reports:
      html: reports/all.html
"""

RETURN = r"""
reports:
  description: The files, whether they were changed or not.
  returned: success
  type: dict
  sample: {html: reports/all.html}
instances:
  description: The numbers of each instance. RV(instances[].drift) is missing where nothing was compared.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: What the instance is called.
      type: str
    drift:
      description: How many objects are not as declared.
      type: int
    findings:
      description: How many findings there are of each severity.
      type: dict
  sample:
    - {name: prod, drift: 0, findings: {high: 0, medium: 1, low: 0, info: 2}}
"""

from ansible_collections.biops.looker.plugins.module_utils._audit_report import OPTIONS, combine
from ansible_collections.biops.looker.plugins.module_utils._module import run_offline


def main() -> None:
    run_offline(OPTIONS, combine)


if __name__ == "__main__":
    main()
