# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The declaration of legacy features: what Looker used to do, and can be made to do again for a while (facts 8.9).

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from ansible_collections.biops.looker.plugins.module_utils._resource import Field, Resource

LEGACY_FEATURE = Resource(
    type="legacy_feature",
    plural="legacy_features",
    key="name",
    fields=(
        Field("name", read_only=True),
        Field("enabled_locally", "bool"),
        Field("enabled", "bool", read_only=True, follows=("enabled_locally",)),
        Field("description", read_only=True),
        Field("disallowed_as_of_version", read_only=True),
        Field("disable_on_upgrade_to_version", read_only=True),
        Field("end_of_life_version", read_only=True),
        Field("approximate_disable_date", read_only=True),
        Field("approximate_end_of_life_date", read_only=True),
        Field("documentation_url", read_only=True),
    ),
    whole_from=1,  # there is no search
    listing=("all_legacy_features",),
    takes_fields=False,
    update="update_legacy_feature",
)
