# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The declaration of what passwords must be like (facts 8.9).

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from ansible_collections.biops.looker.plugins.module_utils._resource import Field, Part, Resource

PASSWORD_POLICY = Resource(
    type="password_policy",
    plural="password_policy",
    key="",
    fields=(
        Field("min_length", "int"),
        Field("require_numeric", "bool"),
        Field("require_upperlower", "bool"),
        Field("require_special", "bool"),
        # In the official client from 26.2 on.
        Field("expiration_enabled", "bool", since="26.2", api_since="4.0"),
        Field("expiration_duration_days", "int", since="26.2", api_since="4.0"),
        Field("policy_enabled_at", read_only=True, follows=("expiration_enabled",)),
    ),
    parts=(Part("password_config", "update_password_config"),),
)
