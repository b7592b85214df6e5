#!/usr/bin/python
# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: session_policy
short_description: Manage how long people stay logged in to a Looker instance
version_added: 0.1.0
description:
  - Says how long sessions of a Looker instance last, and how many of them a person may have.
  - Every instance has one session policy. Whatever is not given is left as it is.
author:
  - biops.looker contributors (@biops)
extends_documentation_fragment:
  - biops.looker.attributes
  - biops.looker.session_policy
  - biops.looker.guards
  - biops.looker.connection
seealso:
  - module: biops.looker.session_policy_info
  - module: biops.looker.password_policy
  - module: biops.looker.configuration
"""

EXAMPLES = r"""
- name: Sessions end in the evening, or after a quarter of an hour without activity
  biops.looker.session_policy:
    session_minutes: 720
    allow_persistent_sessions: false
    use_inactivity_based_logout: true
"""

RETURN = r"""
session_policy:
  description:
    - The rules as they are after the task, in check mode as they would be.
    - Has the keys that M(biops.looker.session_policy_info) returns, as far as they were read.
  returned: success
  type: dict
  sample:
    allow_persistent_sessions: false
    session_minutes: 720
    track_session_location: true
    unlimited_sessions_per_user: true
    use_inactivity_based_logout: true
"""

from ansible_collections.biops.looker.plugins.module_utils._module import run
from ansible_collections.biops.looker.plugins.module_utils._resource import Types
from ansible_collections.biops.looker.plugins.module_utils._resources.session_policy import SESSION_POLICY

TYPES = Types((SESSION_POLICY,), ())


def main() -> None:
    run(SESSION_POLICY, TYPES)


if __name__ == "__main__":
    main()
