# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The declaration of login by LDAP.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from typing import Optional

from ansible_collections.biops.looker.plugins.module_utils._facts import Fields
from ansible_collections.biops.looker.plugins.module_utils._resource import (
    Declared,
    Field,
    Inquiry,
    Part,
    Resource,
    Types,
    Verdict,
)
from ansible_collections.biops.looker.plugins.module_utils._resources._sign_on import (
    COMMON,
    check,
    flags,
    incomplete,
    nested,
    normalise,
    shuts,
    texts,
    with_stamps,
)
from ansible_collections.biops.looker.plugins.module_utils._resources._types import ACCESS

_WORDS = "LDAP"
_REQUIRED = ("connection_host", "auth_username", "user_bind_base_dn")
_PASSWORD = "has_auth_password"


def _verify(declared: Declared, current: Optional[Fields], inquiry: Inquiry) -> Verdict:
    return Verdict(tuple(incomplete(current or {}, declared.fields, _REQUIRED, _WORDS)))


LDAP_CONFIG = Resource(
    type="ldap_config",
    plural="ldap_config",
    key="",
    fields=with_stamps(
        *COMMON,
        *texts("connection_host", "connection_port"),
        *flags("connection_tls", "connection_tls_no_verify"),
        *texts("auth_username"),
        Field("auth_password", secret=True, there=_PASSWORD, belongs_to="auth_username"),
        Field(_PASSWORD, "bool", read_only=True, follows=("auth_password",)),
        *flags("force_no_page"),
        *texts("user_bind_base_dn", "user_objectclass", "user_id_attribute_names", "user_custom_filter"),
        *texts("user_attribute_map_ldap_id"),
        *flags("merge_new_users_by_email"),
        *texts("groups_base_dn", "groups_finder_type", "groups_objectclasses"),
        *texts("groups_member_attribute", "groups_user_attribute"),
    ),
    parts=(Part("ldap_config", "update_ldap_config"),),
    normalise=normalise,
    nested=nested,
    check=check,
    verify=_verify,
    shuts=shuts(_WORDS),
)
TYPES = Types((*ACCESS.values(), LDAP_CONFIG), tuple(ACCESS.kinds.values()))
