# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """The options of a legacy feature, on its own and in a list of a configuration."""

    DOCUMENTATION = r"""
options:
  name:
    description:
      - The name of the legacy feature, which has to match exactly.
      - It is required unless O(id) is given.
    type: str
  id:
    description:
      - Looker's id of the legacy feature.
    type: str
  enabled_locally:
    description:
      - Whether somebody has turned the feature on.
    type: bool
"""
