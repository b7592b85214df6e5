# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """What keeps a run from doing more harm than meant."""

    DOCUMENTATION = r"""
options:
  max_removals:
    description:
      - How much a run may take away. Objects, memberships and other links count, and so do users that get disabled.
      - If more than this would go, nothing is changed at all, and the error lists what it would be.
    type: int
    default: 50
  allow_self_lockout:
    description:
      - Whether the user whose API credentials are in use may disable or delete itself, or lose the role Admin.
      - Also whether a way to log in may be turned off.
    type: bool
    default: false
"""

    SECRETS = r"""
options:
  update_secrets:
    description:
      - What to do about values that Looker hides, so that nobody can say whether they agree.
      - V(on_create) writes a hidden value only where there is none, and leaves one that is there as it is. V(always)
        writes it every time, so every run changes something. In the diff, C(VALUE_HIDDEN) stands for such a value and
        C(VALUE_HIDDEN (written)) for one that is written over another.
      - Where hidden values of groups have to be written together, because some come or the order changes, all of them
        are written as they are given.
      - Hidden are the values of user attributes with C(value_is_hidden).
    type: str
    choices: [on_create, always]
    default: on_create
"""
