# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """The options of digest mails, on their own and in a configuration."""

    DOCUMENTATION = r"""
options:
  enabled:
    description:
      - Whether digest mails are sent.
    type: bool
"""
