# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The declaration of login by LDAP.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Optional

from ansible_collections.biops.looker.plugins.module_utils._facts import Fields
from ansible_collections.biops.looker.plugins.module_utils._field import HIDDEN
from ansible_collections.biops.looker.plugins.module_utils._resource import (
    Declared,
    Field,
    Inquiry,
    Part,
    Resource,
    Trial,
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


# What each of Looker's tests takes, in the order in which one builds on the other.
_SERVER = ("connection_host", "connection_port", "connection_tls", "connection_tls_no_verify")
_ACCOUNT = (*_SERVER, "auth_username", "auth_password")
_USER = ("test_ldap_user", "test_ldap_password")


def _check(declared: Declared) -> Iterable[str]:
    yield from check(declared)
    port = declared.fields.get("connection_port") or "1"
    if not (port.isdigit() and 0 < int(port) < 65536):
        yield f"connection_port: '{port}' is no number from 1 to 65535"
    given = [name for name in _USER if declared.fields.get(name)]
    if given and not declared.fields.get("test"):
        yield f"{given[0]} is for tests only: it takes test: true"
    elif given == ["test_ldap_password"]:
        yield "test_ldap_password needs test_ldap_user: whose password is it?"


def _trials(declared: Declared, whole: Mapping[str, Any]) -> Iterable[Trial]:
    """Looker's tests: each sends what it needs of the settings as they are to be."""
    fields = declared.fields
    if not fields.get("test"):
        return
    user = {name: fields[name] for name in _USER if fields.get(name)}
    bodies = {
        "connection": {name: whole[name] for name in _SERVER if name in whole},
        "auth": {name: whole[name] for name in _ACCOUNT if name in whole},
    }
    if user:
        kind = "user_auth" if "test_ldap_password" in user else "user_info"
        bodies[kind] = {**whole, **user}
    secrets = tuple(str(fields[name]) for name in ("auth_password", "test_ldap_password") if fields.get(name))
    for name, body in bodies.items():
        yield Trial(name, f"test_ldap_config_{name}", body, partial(_judge, secrets), partial(_tell, secrets))


def _judge(secrets: Sequence[str], answer: Mapping[str, Any]) -> Verdict:
    if answer.get("status") != "success":
        return Verdict((_words(answer, secrets),))
    return Verdict(warnings=tuple(_masked(issue.get("message"), secrets) for issue in answer.get("issues") or ()))


def _words(answer: Mapping[str, Any], secrets: Sequence[str]) -> str:
    """All that Looker says about a failure, each thing once, on one line."""
    issues = (issue.get("message") for issue in answer.get("issues") or ())
    said = (_masked(text, secrets) for text in (answer.get("message"), answer.get("details"), *issues) if text)
    return " ".join(dict.fromkeys(said)) or "Looker does not say why"


def _masked(text: Any, secrets: Sequence[str]) -> str:
    said = " ".join(str(text).split())
    for secret in secrets:
        said = said.replace(secret, HIDDEN)
    return said


def _tell(secrets: Sequence[str], answer: Mapping[str, Any]) -> Mapping[str, Any]:
    """Of the user that was found, what the settings are about; not all attributes, which may be anything."""
    told = {"status": answer.get("status"), "message": _masked(answer.get("message"), secrets)}
    user = answer.get("user")
    names = ("email", "first_name", "last_name", "ldap_id", "ldap_dn", "groups", "roles")
    return {**told, "user": {name: user.get(name) for name in names}} if user else told


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
        Field("test", "bool", action=True),
        Field("test_ldap_user", action=True),
        Field("test_ldap_password", secret=True, action=True),
    ),
    parts=(Part("ldap_config", "update_ldap_config"),),
    normalise=normalise,
    nested=nested,
    check=_check,
    verify=_verify,
    shuts=shuts(_WORDS),
    trials=_trials,
)
TYPES = Types((*ACCESS.values(), LDAP_CONFIG), tuple(ACCESS.kinds.values()))
