#!/usr/bin/python
# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: support_access_info
short_description: Tell about the access of Looker's support to an instance
version_added: 0.1.0
description:
  - Tells whether Looker's support has access to an instance, and who may come in, in the terms of
    M(biops.looker.support_access).
author:
  - biops.looker contributors (@biops)
extends_documentation_fragment:
  - biops.looker.attributes.info_module
  - biops.looker.connection
seealso:
  - module: biops.looker.support_access
"""

EXAMPLES = r"""
- name: Who may come in
  biops.looker.support_access_info:
  register: looker
"""

RETURN = r"""
support_access:
  description: The access.
  returned: success
  type: dict
  contains:
    enabled:
      description: Whether support has access. V(true) needs C(duration_in_seconds).
      type: bool
    allowlist:
      description: The addresses of those who may come in.
      type: list
      elements: str
    open_until:
      description: When the access ends.
      type: str
    entries:
      description: 'Who may come in: address, name, reason and date.'
      type: list
      elements: dict
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

from ansible_collections.biops.looker.plugins.module_utils._info_module import run_singleton_info
from ansible_collections.biops.looker.plugins.module_utils._resource import Types
from ansible_collections.biops.looker.plugins.module_utils._resources.support_access import SUPPORT_ACCESS


def main() -> None:
    run_singleton_info(SUPPORT_ACCESS, Types((SUPPORT_ACCESS,), ()))


if __name__ == "__main__":
    main()
