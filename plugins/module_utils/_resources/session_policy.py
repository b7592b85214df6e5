# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The declaration of how long people stay logged in (facts 8.9).

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from ansible_collections.biops.looker.plugins.module_utils._resource import Field, Part, Resource

SESSION_POLICY = Resource(
    type="session_policy",
    plural="session_policy",
    key="",
    fields=(
        Field("session_minutes", "int"),
        Field("allow_persistent_sessions", "bool"),
        Field("unlimited_sessions_per_user", "bool"),
        Field("use_inactivity_based_logout", "bool"),
        Field("track_session_location", "bool"),
    ),
    parts=(Part("session_config", "update_session_config"),),
)
