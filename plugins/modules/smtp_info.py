#!/usr/bin/python
# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: smtp_info
short_description: Tell whether a Looker instance can send mail
version_added: 0.1.0
description:
  - Tells whether a Looker instance can send mail. The settings of the server cannot be read.
author:
  - biops.looker contributors (@biops)
extends_documentation_fragment:
  - biops.looker.attributes.info_module
  - biops.looker.connection
seealso:
  - module: biops.looker.smtp
"""

EXAMPLES = r"""
- name: Can mail be sent
  biops.looker.smtp_info:
  register: looker
"""

RETURN = r"""
smtp:
  description: The state of the server.
  returned: success
  type: dict
  contains:
    is_valid:
      description: Whether mail can be sent.
      type: bool
    node_count:
      description: How many nodes the instance has.
      type: int
    node_status:
      description: What each node says.
      type: list
      elements: dict
  sample:
    is_valid: true
    node_count: 1
    node_status:
      - hostname: looker-1
        is_valid: true
        message: ''
"""

from ansible_collections.biops.looker.plugins.module_utils._info_module import run_singleton_info
from ansible_collections.biops.looker.plugins.module_utils._resource import Types
from ansible_collections.biops.looker.plugins.module_utils._resources.smtp import SMTP


def main() -> None:
    run_singleton_info(SMTP, Types((SMTP,), ()))


if __name__ == "__main__":
    main()
