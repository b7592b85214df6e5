# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The declaration of roles (facts 6.8 to 6.13).

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Optional

from ansible_collections.biops.looker.plugins.module_utils._facts import (
    BY_ID,
    Fields,
    Ref,
)
from ansible_collections.biops.looker.plugins.module_utils._link_kind import LinkList
from ansible_collections.biops.looker.plugins.module_utils._resource import Field, Purge, Resource

ADMIN_ID = "2"  # Looker's role "Admin" (facts 6.8)
SETS = ("permission_set", "model_set")


def _normalise(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Looker nests the sets; here a role refers to them."""
    return {**raw, **{name: Ref(name, f"{BY_ID}{raw[name]['id']}") for name in SETS if raw.get(name)}}


def _nested(raw: Mapping[str, Any]) -> Iterable[tuple[str, Mapping[str, Any]]]:
    return ((name, raw[name]) for name in SETS if raw.get(name))


def _protect(what: str, current: Fields) -> Optional[str]:
    if what in ("update", "delete") and (str(current.get("id")) == ADMIN_ID or current.get("internal")):
        return "it is Looker's own role: only who has it can be managed"
    return None


ROLE = Resource(
    type="role",
    plural="roles",
    key="name",
    fields=(
        Field("name"),
        Field(
            "permission_set",
            api="permission_set_id",
            shown_in="permission_set",
            references="permission_set",
            holds=True,
            required_to_create=True,
        ),
        Field(
            "model_set",
            api="model_set_id",
            shown_in="model_set",
            references="model_set",
            holds=True,
            required_to_create=True,
        ),
        Field("internal", "bool", read_only=True),
    ),
    lists=(
        LinkList("groups", "role_group", "left", "group"),
        LinkList("users", "role_user", "left", "user"),
    ),
    whole_from=2,
    listing=("all_roles",),
    search=("search_roles",),
    by_ids="all_roles",
    create="create_role",
    update="update_role",
    delete="delete_role",
    normalise=_normalise,
    nested=_nested,
    protect=_protect,
    purge=Purge(),
)

ADMIN = ROLE.ref(BY_ID + ADMIN_ID)
