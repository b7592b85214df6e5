# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """The options of an organisation's own help, on their own and in a configuration."""

    DOCUMENTATION = r"""
options:
  enabled:
    description:
      - Whether the entry is in the help menu. It is shown only if there is a text.
    type: bool
  organization_name:
    description:
      - The name of the entry in the menu.
    type: str
  markdown_content:
    description:
      - The text of the page, in Markdown.
    type: str
"""
