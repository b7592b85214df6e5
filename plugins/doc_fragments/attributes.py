# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """What the modules support. A module uses one of the two; what it says itself wins."""

    DOCUMENTATION = r"""
attributes:
  check_mode:
    description: Can run in check mode and report what would change, without changing anything.
    support: full
  diff_mode:
    description: Shows in diff mode what changed, or would change.
    support: full
  idempotent:
    description: When run twice in a row with the same options, the second run changes nothing.
    support: full
  platform:
    description: Platforms that the module can run on.
    platforms: posix
    support: full
  action_group:
    description: Use C(group/biops.looker.all) in C(module_defaults) to set defaults for this module.
    support: full
    membership:
      - biops.looker.all
"""

    INFO_MODULE = r"""
attributes:
  check_mode:
    description: Can run in check mode and report what would change, without changing anything.
    support: full
    details:
      - This module changes nothing in Looker.
  diff_mode:
    description: Shows in diff mode what changed, or would change.
    support: N/A
    details:
      - This module changes nothing in Looker.
  idempotent:
    description: When run twice in a row with the same options, the second run changes nothing.
    support: full
    details:
      - This module changes nothing in Looker.
  platform:
    description: Platforms that the module can run on.
    platforms: posix
    support: full
  action_group:
    description: Use C(group/biops.looker.all) in C(module_defaults) to set defaults for this module.
    support: full
    membership:
      - biops.looker.all
"""
