# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """The options of the access of Looker's support, on its own and in a configuration."""

    DOCUMENTATION = r"""
options:
  enabled:
    description:
      - Whether support has access. V(true) needs O(duration_in_seconds).
    type: bool
  duration_in_seconds:
    description:
      - How long the access lasts from when it is opened. Access that is open already is not made
        longer.
    type: int
  allowlist:
    description:
      - The addresses of those who may come in.
    type: list
    elements: str
  reason:
    description:
      - Why the addresses that are new on the list are there.
    type: str
  list_mode:
    description:
      - 'What to do with the entries of a list: V(exact) makes the list complete, V(add) only adds,
        V(remove) only takes away.'
    type: str
    choices:
      - exact
      - add
      - remove
    default: exact
"""
