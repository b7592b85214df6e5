# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """The options of the password policy, on its own and in a configuration."""

    DOCUMENTATION = r"""
options:
  min_length:
    description:
      - How many characters a new password needs at least, from 7 to 100.
    type: int
  require_numeric:
    description:
      - Whether a password needs a digit.
    type: bool
  require_upperlower:
    description:
      - Whether a password needs an upper-case and a lower-case letter.
    type: bool
  require_special:
    description:
      - Whether a password needs a special character.
    type: bool
  expiration_enabled:
    description:
      - Whether passwords expire.
      - Needs Looker 26.2 or newer.
    type: bool
  expiration_duration_days:
    description:
      - After how many days passwords expire, from 30 to 365.
      - Needs Looker 26.2 or newer.
    type: int
"""
