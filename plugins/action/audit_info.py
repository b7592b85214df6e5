# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from ansible_collections.biops.looker.plugins.plugin_utils._document_action import DocumentAction


class ActionModule(DocumentAction):
    """A task that declares nothing is fine: then only the rules are applied."""

    module = "biops.looker.audit_info"
    may_be_empty = True
