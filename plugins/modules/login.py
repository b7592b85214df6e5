#!/usr/bin/python
# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: login
short_description: Open a session with Looker for several tasks
version_added: 0.1.0
description:
  - Logs in with API credentials and returns an access token, which later tasks take in O(access_token).
  - This saves a login and a logout for each of these tasks. End the session with M(biops.looker.logout).
  - In check mode it logs in too, since a session is nothing that anybody manages, and later tasks need it.
author:
  - biops.looker contributors (@biops)
extends_documentation_fragment:
  - biops.looker.attributes
  - biops.looker.connection
attributes:
  diff_mode:
    support: N/A
    details:
      - A session is nothing that could be compared.
  idempotent:
    support: full
    details:
      - Each run opens a new session, which does not count as a change.
seealso:
  - module: biops.looker.logout
"""

EXAMPLES = r"""
- name: Two tasks with one login
  hosts: localhost
  gather_facts: false
  tasks:
    - name: Log in
      biops.looker.login:
      register: session
      no_log: true

    - name: Do the work and log out
      module_defaults:
        group/biops.looker.all:
          access_token: "{{ session.access_token }}"
      block:
        - name: A group
          biops.looker.group:
            name: Finance

        - name: A user in it
          biops.looker.user:
            email: ada@acme.example
            groups: [Finance]
      always:
        - name: Log out
          biops.looker.logout:
"""

RETURN = r"""
access_token:
  description: The token of the session. It is a secret; register it in a task with C(no_log).
  returned: success
  type: str
  sample: "{{ the token }}"
expires_in:
  description: After how many seconds Looker ends the session.
  returned: success
  type: int
  sample: 3600
"""

from ansible_collections.biops.looker.plugins.module_utils._module import run_login


def main() -> None:
    run_login()


if __name__ == "__main__":
    main()
