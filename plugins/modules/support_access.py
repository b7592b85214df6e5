#!/usr/bin/python
# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: support_access
short_description: Manage the access of Looker's support to an instance
version_added: 0.1.0
description:
  - Opens and shuts an instance for Looker's support, and says who may come in.
  - Whatever is not given is left as it is.
author:
  - biops.looker contributors (@biops)
extends_documentation_fragment:
  - biops.looker.attributes
  - biops.looker.support_access
  - biops.looker.guards
  - biops.looker.connection
seealso:
  - module: biops.looker.support_access_info
  - module: biops.looker.configuration
notes:
  - Looker (Google Cloud core) may deny this.
"""

EXAMPLES = r"""
- name: Two people of support for a day
  biops.looker.support_access:
    enabled: true
    duration_in_seconds: 86400
    allowlist: [ann@looker.example, ben@looker.example]
    reason: Ticket 4711

- name: Nobody any more
  biops.looker.support_access:
    enabled: false
    allowlist: []
"""

RETURN = r"""
support_access:
  description:
    - The access as it is after the task, in check mode as it would be.
    - Has the keys that M(biops.looker.support_access_info) returns, as far as they were read.
  returned: success
  type: dict
  sample:
    enabled: true
    allowlist:
      - help@looker.example
    open_until: '2026-11-24T20:00:00.000+00:00'
    entries:
      - id: '1'
        email: help@looker.example
        full_name: null
        reason: Ticket 4711
        created_date: '2026-11-23T20:00:00.000+00:00'
"""

from ansible_collections.biops.looker.plugins.module_utils._module import run
from ansible_collections.biops.looker.plugins.module_utils._resource import Types
from ansible_collections.biops.looker.plugins.module_utils._resources.support_access import SUPPORT_ACCESS

TYPES = Types((SUPPORT_ACCESS,), ())


def main() -> None:
    run(SUPPORT_ACCESS, TYPES)


if __name__ == "__main__":
    main()
