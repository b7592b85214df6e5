#!/usr/bin/python
# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: api_host
short_description: Manage and verify the addresses of a Looker instance
version_added: 0.1.0
description:
  - Sets the address at which people find Looker, and makes sure that its API is what is needed.
  - 'The API host URL has no public endpoint that sets it. It can be read, so it is verified: if
    it is another one, the task says which, and where an admin changes it.'
author:
  - biops.looker contributors (@biops)
extends_documentation_fragment:
  - biops.looker.attributes
  - biops.looker.api_host
  - biops.looker.guards
  - biops.looker.connection
seealso:
  - module: biops.looker.api_host_info
  - module: biops.looker.setting
  - module: biops.looker.configuration
notes:
  - O(host_url) needs API 4.0. It is the same property as O(host_url) of M(biops.looker.setting).
"""

EXAMPLES = r"""
- name: People find Looker at its new address
  biops.looker.api_host:
    host_url: https://looker.acme.example

- name: The API is what the pipelines need
  biops.looker.api_host:
    api_host_url: "{{ looker_api_url }}"
    api_versions: ["4.0"]
    minimum_release: "26.4"

- name: The same, and a warning will do
  biops.looker.api_host:
    api_host_url: https://looker-api.acme.example
    on_mismatch: warn
"""

RETURN = r"""
api_host:
  description:
    - The addresses as they are after the task, in check mode as they would be, and what M(biops.looker.api_host_info)
      returns.
    - Has the keys that M(biops.looker.api_host_info) returns, as far as they were read.
  returned: success
  type: dict
  sample:
    host_url: https://looker.acme.example
    url: https://looker.acme.example
    api_server_url: https://looker.acme.example
    web_server_url: https://looker.acme.example
    release: 26.12.17
    version: '4.0'
    versions:
      - status: current
        version: '4.0'
    caller:
      id: '3'
      email: automation@acme.example
      is_admin: true
      permissions:
        - administer
      roles:
        - Admin
unmanageable:
  description:
    - 'What differs and has no public endpoint that changes it: option, wanted and found value, and
      the page where an admin changes it.'
    - Is there when the task fails for it, too.
  returned: if there is any
  type: list
  elements: dict
  sample:
    - option: api_host_url
      wanted: https://api.acme.example
      found: https://looker.acme.example:19999
      where: Admin > Platform > API
"""

from ansible_collections.biops.looker.plugins.module_utils._host import describe_host
from ansible_collections.biops.looker.plugins.module_utils._module import run
from ansible_collections.biops.looker.plugins.module_utils._resource import Types
from ansible_collections.biops.looker.plugins.module_utils._resources.api_host import API_HOST

TYPES = Types((API_HOST,), ())


def main() -> None:
    run(API_HOST, TYPES, describe_host)


if __name__ == "__main__":
    main()
