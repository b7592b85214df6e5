# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """The options of the session policy, on its own and in a configuration."""

    DOCUMENTATION = r"""
options:
  session_minutes:
    description:
      - How many minutes a session lasts, from 5 to 43200 (30 days).
    type: int
  allow_persistent_sessions:
    description:
      - Whether people can ask to stay logged in.
    type: bool
  unlimited_sessions_per_user:
    description:
      - Whether a person may have several sessions at the same time.
    type: bool
  use_inactivity_based_logout:
    description:
      - Whether a session ends after 15 minutes without activity.
    type: bool
  track_session_location:
    description:
      - Whether Looker keeps where a session was opened.
    type: bool
"""
