# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The declaration of an organisation's own entry in the help menu (facts 8.9): Looker keeps its two halves apart.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from ansible_collections.biops.looker.plugins.module_utils._resource import Field, Part, Resource

INTERNAL_HELP = Resource(
    type="internal_help",
    plural="internal_help",
    key="",
    fields=(
        Field("enabled", "bool"),
        Field("organization_name"),
        Field("markdown_content"),
    ),
    parts=(
        Part("internal_help_resources", "update_internal_help_resources", ("enabled",)),
        Part(
            "internal_help_resources_content",
            "update_internal_help_resources_content",
            ("organization_name", "markdown_content"),
        ),
    ),
)
