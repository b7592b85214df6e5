# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The declaration of the server that mail is sent by (facts 8.9).

Some options have other names than Looker's properties, which are taken by options of the connection.

Looker takes these settings and shows none of them, only whether they work: they are written where they do not, or when
asked to.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Optional

from ansible_collections.biops.looker.plugins.module_utils._facts import Fields, Write
from ansible_collections.biops.looker.plugins.module_utils._resource import (
    Declared,
    Field,
    FollowUp,
    OwnLinks,
    Part,
    Resource,
)


def _setting(name: str, kind: str = "str", **more: Any) -> Field:
    return Field(name, kind, write_only=True, there="is_valid", **more)


_SETTINGS = (
    _setting("default_smtp", "bool"),
    _setting("address"),
    _setting("smtp_port", "int", api="port"),
    _setting("from"),
    _setting("user_name"),
    _setting("password", secret=True),
    _setting("enable_starttls_auto", "bool"),
    _setting("ssl_version", choices=("TLSv1_1", "SSLv23", "TLSv1_2")),
    # In the official client from 25.20 on.
    _setting("auth_type", since="25.20"),
    _setting("oauth_client_id", api="client_id", since="25.20"),
    _setting("oauth_client_secret", api="client_secret", secret=True, since="25.20"),
    _setting("token_endpoint", since="25.20"),
    _setting("scopes", since="25.20"),
)
NAMES = tuple(item.name for item in _SETTINGS)


def _check(declared: Declared) -> Iterable[str]:
    given = [name for name in NAMES if name in declared.fields]
    if given and not (declared.fields.get("default_smtp") or declared.fields.get("address")):
        yield f"{given[0]} without address: all settings of the server are written together, so all have to be given"
    if declared.fields.get("default_smtp") and declared.fields.get("address"):
        yield "default_smtp is Looker's own server, so it cannot have an address"


def _test_mail(declared: Declared, current: Optional[Fields]) -> OwnLinks:
    """A mail to the API user, after the settings are written. Looker has no other test than that of welcome mails."""
    if not declared.fields.get("send_test_mail"):
        return OwnLinks()
    body = {"content": "This mail shows that Looker can send mail with its new settings."}
    return OwnLinks(calls=(FollowUp(Write("update_custom_welcome_email_test", body=body), after=declared.ref),))


SMTP = Resource(
    type="smtp",
    plural="smtp",
    key="",
    fields=(
        *_SETTINGS,
        Field("force", "bool", action=True),
        Field("send_test_mail", "bool", action=True),
        Field("is_valid", "bool", read_only=True, follows=NAMES),
        Field("node_count", "int", read_only=True),
        Field("node_status", "list", read_only=True, follows=NAMES),
    ),
    parts=(Part("smtp_status", "set_smtp_settings"),),
    force="force",
    check=_check,
    own_links=_test_mail,
)
