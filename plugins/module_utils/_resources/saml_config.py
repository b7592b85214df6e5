# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The declaration of login by SAML.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Optional

from ansible_collections.biops.looker.plugins.module_utils._facts import Fields
from ansible_collections.biops.looker.plugins.module_utils._resource import (
    Ask,
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
    no_address,
    normalise,
    shuts,
    texts,
    with_stamps,
)
from ansible_collections.biops.looker.plugins.module_utils._resources._sign_on_trials import with_test
from ansible_collections.biops.looker.plugins.module_utils._resources._types import ACCESS

_METADATA = ("metadata_url", "metadata_file", "metadata_text")
_REQUIRED = (
    "idp_url",
    "idp_issuer",
    "user_attribute_map_email",
    "user_attribute_map_first_name",
    "user_attribute_map_last_name",
)


def _check(declared: Declared) -> Iterable[str]:
    yield from check(declared)
    yield from no_address(declared, "idp_url", "metadata_url")
    if declared.fields.get("allowed_clock_drift", 0) < 0:
        yield "allowed_clock_drift is in seconds, and cannot be negative"
    given = [name for name in _METADATA if declared.fields.get(name)]
    if len(given) > 1:
        yield f"{' and '.join(given)}: metadata can come from one place only"


def _verify(declared: Declared, current: Optional[Fields], inquiry: Inquiry) -> Verdict:
    fields, held = declared.fields, current or {}
    several = {**held, **fields}.get("multi_certs_supported")
    certificate = "idp_cert_multi" if several else "idp_cert"
    return Verdict(tuple(incomplete(held, fields, (*_REQUIRED, certificate), "SAML")))


def _ask(declared: Declared, ask: Ask) -> Declared:
    """What metadata of an identity provider says, read by Looker itself. What is declared besides goes before it."""
    fields = declared.fields
    if fields.get("metadata_url"):
        answer = ask("fetch_and_parse_saml_idp_metadata", fields["metadata_url"])
    elif fields.get("metadata_file"):
        text = base64.b64decode(fields["metadata_file"]).decode("utf-8-sig")
        answer = ask("parse_saml_idp_metadata", text)
    elif fields.get("metadata_text"):
        answer = ask("parse_saml_idp_metadata", fields["metadata_text"])
    else:
        return declared
    return replace(declared, fields={**_parsed(answer), **fields})


def _parsed(answer: Mapping[str, Any]) -> Fields:
    """Where there is one certificate only, it counts, whatever counted before; older releases know no other way."""
    names = ("idp_issuer", "idp_url", "idp_cert")
    found = {name: answer[name] for name in names if answer.get(name)}
    if "idp_cert_multi" not in answer:
        return found
    certificates = (answer["idp_cert_multi"] or {}).get("signing") or ()
    if len(certificates) > 1:
        return {**found, "idp_cert_multi": {"signing": sorted(certificates)}, "multi_certs_supported": True}
    return {**found, "multi_certs_supported": False}


SAML_CONFIG = Resource(
    type="saml_config",
    plural="saml_config",
    key="",
    fields=with_stamps(
        *COMMON,
        *texts("idp_url", "idp_issuer", "idp_audience", "idp_cert"),
        Field(
            "idp_cert_multi",
            "dict",
            properties=(Field("signing", "list", elements="str", is_set=True),),
            since="26.2",
        ),
        Field("multi_certs_supported", "bool", since="26.2"),
        Field("allowed_clock_drift", "int"),
        *texts("new_user_migration_types", "groups_attribute", "groups_member_value"),
        Field("groups_finder_type", choices=("grouped_attribute_values", "individual_attributes")),
        *flags("bypass_login_page"),
        Field("metadata_url", action=True),
        Field("metadata_file", "path", from_file=True, action=True),
        Field("metadata_text", action=True),
    ),
    parts=(Part("saml_config", "update_saml_config"),),
    normalise=normalise,
    nested=nested,
    check=_check,
    verify=_verify,
    shuts=shuts("SAML"),
    ask=_ask,
)
TESTED = with_test(SAML_CONFIG, "saml")
TYPES = Types((*ACCESS.values(), TESTED), tuple(ACCESS.kinds.values()))
