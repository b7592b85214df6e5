# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The declaration of login by OpenID Connect.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from collections.abc import Iterable
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
    incomplete,
    nested,
    no_address,
    normalise,
    shuts,
    texts,
    with_stamps,
)
from ansible_collections.biops.looker.plugins.module_utils._resources._sign_on_trials import with_test
from ansible_collections.biops.looker.plugins.module_utils._resources._types import ACCESS

_WORDS = "OpenID Connect"
_REQUIRED = (
    "identifier",
    "issuer",
    "authorization_endpoint",
    "token_endpoint",
    "userinfo_endpoint",
    "user_attribute_map_email",
    "user_attribute_map_first_name",
    "user_attribute_map_last_name",
)


def _check(declared: Declared) -> Iterable[str]:
    yield from check(declared)
    yield from no_address(declared, "authorization_endpoint", "token_endpoint", "userinfo_endpoint")


def _verify(declared: Declared, current: Optional[Fields], inquiry: Inquiry) -> Verdict:
    """Nothing tells whether there is a secret: without an identifier there is none."""
    held = current or {}
    required = _REQUIRED if held.get("identifier") else (*_REQUIRED, "secret")
    return Verdict(tuple(incomplete(held, declared.fields, required, _WORDS)))


OIDC_CONFIG = Resource(
    type="oidc_config",
    plural="oidc_config",
    key="",
    fields=with_stamps(
        *COMMON,
        *texts("identifier"),
        Field("secret", secret=True, there="identifier", belongs_to="identifier"),
        *texts("issuer", "audience", "authorization_endpoint", "token_endpoint", "userinfo_endpoint"),
        Field("scopes", "list", elements="str", is_set=True),
        *texts("new_user_migration_types", "groups_attribute"),
    ),
    parts=(Part("oidc_config", "update_oidc_config"),),
    normalise=normalise,
    nested=nested,
    check=_check,
    verify=_verify,
    shuts=shuts(_WORDS),
)
TESTED = with_test(OIDC_CONFIG, "oidc")
TYPES = Types((*ACCESS.values(), TESTED), tuple(ACCESS.kinds.values()))
