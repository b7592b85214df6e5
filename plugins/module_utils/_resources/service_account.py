# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The declaration of service accounts (facts 13.9): users that only programs log in as, by API key.

Note: this module_utils is private to the biops.looker collection and may change without notice.

Looker keeps them among the users, so their Refs are those of users, with the name in place of an address. Groups and
roles take them like any user. Making, changing and deleting them has operations of its own, which Looker calls alpha.
"""

from __future__ import annotations

from collections.abc import Iterable

from ansible_collections.biops.looker.plugins.module_utils._link_kind import LinkList
from ansible_collections.biops.looker.plugins.module_utils._resource import Declared, Field, Resource
from ansible_collections.biops.looker.plugins.module_utils._resources.user import USER


def _check(declared: Declared) -> Iterable[str]:
    name = declared.fields.get("service_account_name")
    if name and "@" in name:
        yield f"service_account_name '{name}' must not look like an email address: users are told from accounts by that"


SERVICE_ACCOUNT = Resource(
    type="user",
    noun="service_account",
    plural="service_accounts",
    key="service_account_name",
    fields=(
        Field("service_account_name"),
        Field("is_disabled", "bool"),
        Field("credentials", "list", elements="str", read_only=True, derived=True),
    ),
    lists=(
        LinkList("groups", "membership", "right", "group"),
        LinkList("roles", "role_user", "right", "role"),
    ),
    listing=USER.listing,
    search=USER.search,
    by_ids=USER.by_ids,
    by_key=USER.by_key,
    belongs=lambda record: bool(record.get("is_service_account")),
    create="create_service_account",
    update="update_service_account",
    delete="delete_service_account",
    fold=USER.fold,
    sees=USER.sees,
    normalise=USER.normalise,
    check=_check,
    undone=USER.undone,
    verify=USER.verify,
)
