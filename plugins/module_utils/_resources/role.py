# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The declaration of Looker roles, as far as users and groups need it.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from ansible_collections.biops.looker.plugins.module_utils._resource import BY_ID, Field, Resource

ADMIN_ID = "2"  # Looker's role "Admin" (facts 6.8)

ROLE = Resource(
    type="role",
    plural="roles",
    key="name",
    fields=(Field("name"),),
    listing=("all_roles",),
    search=("search_roles",),
    by_ids="all_roles",
)

ADMIN = ROLE.ref(BY_ID + ADMIN_ID)
