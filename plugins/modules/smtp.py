#!/usr/bin/python
# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: smtp
short_description: Manage the server by which a Looker instance sends mail
version_added: 0.1.0
description:
  - Sets the SMTP server by which a Looker instance sends mail.
  - 'Looker shows none of these settings, only whether mail can be sent. So nothing can be compared:
    the settings are written if mail cannot be sent, or with O(force).'
  - All settings are written together. What is not given is then not set.
author:
  - biops.looker contributors (@biops)
extends_documentation_fragment:
  - biops.looker.attributes
  - biops.looker.smtp
  - biops.looker.guards
  - biops.looker.connection
seealso:
  - module: biops.looker.smtp_info
  - module: biops.looker.configuration
attributes:
  idempotent:
    description: When run twice in a row with the same options, the second run changes nothing.
    support: partial
    details:
      - With O(force), the settings are written every time.
"""

EXAMPLES = r"""
- name: Mail by our own server, if it cannot be sent yet
  biops.looker.smtp:
    address: smtp.acme.example
    smtp_port: 587
    from: looker@acme.example
    user_name: looker
    password: "{{ smtp_password }}"
    enable_starttls_auto: true
    send_test_mail: true

- name: The same with a new password
  biops.looker.smtp:
    address: smtp.acme.example
    smtp_port: 587
    from: looker@acme.example
    user_name: looker
    password: "{{ smtp_password }}"
    enable_starttls_auto: true
    force: true
"""

RETURN = r"""
smtp:
  description:
    - The state of the server as it is after the task. C(is_valid) and C(node_status) are missing
      if the settings were written, because Looker has yet to try them.
    - Has the keys that M(biops.looker.smtp_info) returns, as far as they were read.
  returned: success
  type: dict
  sample:
    is_valid: true
    node_count: 1
    node_status:
      - hostname: looker-1
        is_valid: true
        message: ''
not_compared:
  description: The options that Looker never shows, so that nobody can say whether they agree.
  returned: if there are any
  type: list
  elements: str
  sample:
    - address
    - from
    - password
    - smtp_port
    - user_name
"""

from ansible_collections.biops.looker.plugins.module_utils._module import run
from ansible_collections.biops.looker.plugins.module_utils._resource import Types
from ansible_collections.biops.looker.plugins.module_utils._resources.smtp import SMTP

TYPES = Types((SMTP,), ())


def main() -> None:
    run(SMTP, TYPES)


if __name__ == "__main__":
    main()
