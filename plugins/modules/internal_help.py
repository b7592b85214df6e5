#!/usr/bin/python
# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: internal_help
short_description: Manage the organisation's own help in a Looker instance
version_added: 0.1.0
description:
  - Manages the page with an organisation's own help, and its entry in Looker's help menu.
  - Whatever is not given is left as it is.
author:
  - biops.looker contributors (@biops)
extends_documentation_fragment:
  - biops.looker.attributes
  - biops.looker.internal_help
  - biops.looker.guards
  - biops.looker.connection
seealso:
  - module: biops.looker.internal_help_info
  - module: biops.looker.configuration
"""

EXAMPLES = r"""
- name: Whom to ask
  biops.looker.internal_help:
    enabled: true
    organization_name: Acme BI
    markdown_content: "{{ lookup('ansible.builtin.file', 'help.md') }}"
"""

RETURN = r"""
internal_help:
  description:
    - The help as it is after the task, in check mode as it would be.
    - Has the keys that M(biops.looker.internal_help_info) returns, as far as they were read.
  returned: success
  type: dict
  sample:
    enabled: true
    markdown_content: Ask **#bi** first.
    organization_name: Acme BI
"""

from ansible_collections.biops.looker.plugins.module_utils._module import run
from ansible_collections.biops.looker.plugins.module_utils._resource import Types
from ansible_collections.biops.looker.plugins.module_utils._resources.internal_help import INTERNAL_HELP

TYPES = Types((INTERNAL_HELP,), ())


def main() -> None:
    run(INTERNAL_HELP, TYPES)


if __name__ == "__main__":
    main()
