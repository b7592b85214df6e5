#!/usr/bin/python
# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: session_policy_info
short_description: Tell how long people stay logged in to a Looker instance
version_added: 0.1.0
description:
  - Returns the session policy of a Looker instance, in the terms of M(biops.looker.session_policy).
author:
  - biops.looker contributors (@biops)
extends_documentation_fragment:
  - biops.looker.attributes.info_module
  - biops.looker.connection
seealso:
  - module: biops.looker.session_policy
"""

EXAMPLES = r"""
- name: How long sessions last
  biops.looker.session_policy_info:
  register: looker
"""

RETURN = r"""
session_policy:
  description: The session policy.
  returned: success
  type: dict
  contains:
    session_minutes:
      description: How many minutes a session lasts, from 5 to 43200 (30 days).
      type: int
    allow_persistent_sessions:
      description: Whether people can ask to stay logged in.
      type: bool
    unlimited_sessions_per_user:
      description: Whether a person may have several sessions at the same time.
      type: bool
    use_inactivity_based_logout:
      description: Whether a session ends after 15 minutes without activity.
      type: bool
    track_session_location:
      description: Whether Looker keeps where a session was opened.
      type: bool
  sample:
    allow_persistent_sessions: false
    session_minutes: 720
    track_session_location: true
    unlimited_sessions_per_user: true
    use_inactivity_based_logout: true
"""

from ansible_collections.biops.looker.plugins.module_utils._info_module import run_singleton_info
from ansible_collections.biops.looker.plugins.module_utils._resource import Types
from ansible_collections.biops.looker.plugins.module_utils._resources.session_policy import SESSION_POLICY


def main() -> None:
    run_singleton_info(SESSION_POLICY, Types((SESSION_POLICY,), ()))


if __name__ == "__main__":
    main()
