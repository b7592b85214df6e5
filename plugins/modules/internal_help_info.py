#!/usr/bin/python
# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: internal_help_info
short_description: Tell the organisation's own help in a Looker instance
version_added: 0.1.0
description:
  - Returns the organisation's own help of a Looker instance, in the terms of M(biops.looker.internal_help).
author:
  - biops.looker contributors (@biops)
extends_documentation_fragment:
  - biops.looker.attributes.info_module
  - biops.looker.connection
seealso:
  - module: biops.looker.internal_help
"""

EXAMPLES = r"""
- name: What the help says
  biops.looker.internal_help_info:
  register: looker
"""

RETURN = r"""
internal_help:
  description: The help.
  returned: success
  type: dict
  contains:
    enabled:
      description: Whether the entry is in the help menu. It is shown only if there is a text.
      type: bool
    organization_name:
      description: The name of the entry in the menu.
      type: str
    markdown_content:
      description: The text of the page, in Markdown.
      type: str
  sample:
    enabled: true
    markdown_content: Ask **#bi** first.
    organization_name: Acme BI
"""

from ansible_collections.biops.looker.plugins.module_utils._info_module import run_singleton_info
from ansible_collections.biops.looker.plugins.module_utils._resource import Types
from ansible_collections.biops.looker.plugins.module_utils._resources.internal_help import INTERNAL_HELP


def main() -> None:
    run_singleton_info(INTERNAL_HELP, Types((INTERNAL_HELP,), ()))


if __name__ == "__main__":
    main()
