# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The declaration of Looker groups (facts 6.1 to 6.7).

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from typing import Optional

from ansible_collections.biops.looker.plugins.module_utils._facts import (
    Fields,
)
from ansible_collections.biops.looker.plugins.module_utils._link_kind import LinkList
from ansible_collections.biops.looker.plugins.module_utils._resource import Field, Purge, Resource

ALL_USERS = "All Users"
ALL_USERS_ID = "1"
LOOKERS_OWN = ("Gemini Default Users", "Looker CI Users")  # of newer Lookers (facts 6.3)


def _protect(what: str, current: Fields) -> Optional[str]:
    if what == "group_value":
        return None  # the values of attributes are Looker's, whoever manages the group
    if current.get("include_by_default") and current.get("externally_managed"):
        return f"'{ALL_USERS}' is Looker's own group: it can be neither renamed nor removed, and everybody is in it"
    if current.get("externally_managed"):
        return "it is managed by the identity provider (externally_managed), which would undo the change"
    return None


def _spares(record: Fields) -> bool:
    """Looker's own groups, and those of embed users, which the embedding application knows by an id of its own."""
    return record["name"] in LOOKERS_OWN or bool(record.get("external_group_id"))


GROUP = Resource(
    type="group",
    plural="groups",
    key="name",
    fields=(
        Field("name"),
        Field("can_add_to_content_metadata", "bool"),
        Field("externally_managed", "bool", read_only=True),
        Field("external_group_id", read_only=True),
        Field("include_by_default", "bool", read_only=True),
        Field("user_count", "int", read_only=True, follows=("users",)),
    ),
    lists=(
        LinkList("users", "membership", "left", "user"),
        LinkList("groups", "nesting", "left", "group"),
        LinkList("parents", "nesting", "right", "group"),
        LinkList("roles", "role_group", "right", "role"),
        LinkList("attribute_values", "group_value", "right", "user_attribute", valued=True, costly=True),
        LinkList("unset_attribute_values", "group_value", "right", "user_attribute", removes=True),
    ),
    listing=("search_groups_with_hierarchy", "all_groups"),
    search=("search_groups_with_hierarchy", "search_groups"),
    by_ids="all_groups",
    whole_from=2,
    create="create_group",
    update="update_group",
    delete="delete_group",
    sees=frozenset({"administer", "see_users"}),
    protect=_protect,
    purge=Purge(),
    spares=_spares,
    takes_along=lambda record, rows: ("the access to folders that the group has",),  # facts 13.10
)
