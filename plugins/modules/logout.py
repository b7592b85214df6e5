#!/usr/bin/python
# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: logout
short_description: End a session that was opened with login
version_added: 0.1.0
description:
  - Ends the session of an access token. A session that has ended already is fine.
  - In check mode it logs out too, since M(biops.looker.login) opened a session in check mode.
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
      - Ending a session does not count as a change.
seealso:
  - module: biops.looker.login
"""

EXAMPLES = r"""
- name: Log in
  biops.looker.login:
  register: session
  no_log: true

- name: Log out
  biops.looker.logout:
    access_token: "{{ session.access_token }}"
"""

RETURN = r"""
ended:
  description: Whether there was a session to end.
  returned: success
  type: bool
  sample: true
"""

from ansible_collections.biops.looker.plugins.module_utils._module import run_logout


def main() -> None:
    run_logout()


if __name__ == "__main__":
    main()
