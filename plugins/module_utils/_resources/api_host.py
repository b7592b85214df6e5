# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The declaration of the API host: the address of the instance, and what is required of its API (facts 2, 8.4, 8.5).

The API host URL has no public endpoint that sets it. It is readable, so it is verified.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Optional

from ansible_collections.biops.looker.plugins.module_utils._api_version import release_key
from ansible_collections.biops.looker.plugins.module_utils._facts import Fields
from ansible_collections.biops.looker.plugins.module_utils._resource import (
    Declared,
    Field,
    Inquiry,
    Part,
    Resource,
    Verdict,
)
from ansible_collections.biops.looker.plugins.module_utils._resources._host_url import HOST_URL, same_url

WHERE = "Admin > Platform > API"  # where an admin sets the API host URL
_HOST_PART = tuple(item.name for item in HOST_URL)
_VERIFIED = ("api_host_url", "api_versions", "minimum_release", "on_mismatch")


def versions_offered(answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The API versions that `GET /versions` names: [{version, status}]."""
    return [
        {"version": entry.get("version"), "status": entry.get("status")}
        for entry in answer.get("supported_versions") or ()
    ]


def _versions(answer: Any) -> Mapping[str, Any]:
    return {
        "api_server_url": answer.get("api_server_url"),
        "web_server_url": answer.get("web_server_url"),
        "release": answer.get("looker_release_version"),
        "versions": versions_offered(answer),
    }


def _lacking(fields: Fields, current: Fields) -> Iterable[str]:
    """What is required of the API and not there."""
    offered = [str(entry["version"]) for entry in current.get("versions") or ()]
    missing = [version for version in fields.get("api_versions", ()) if version not in offered]
    if missing:
        yield f"API {', '.join(missing)} is required; this instance offers {', '.join(offered) or 'none that it names'}"
    minimum, release = fields.get("minimum_release"), str(current.get("release") or "")
    if minimum and not release:
        yield f"Looker {minimum} is required; this instance does not tell its release"
    elif minimum and release_key(release) < release_key(minimum):
        yield f"Looker {minimum} is required; this instance runs {release}"


def _verify(declared: Declared, current: Optional[Fields], inquiry: Inquiry) -> Verdict:
    fields, held = declared.fields, current or {}
    problems = list(_lacking(fields, held))
    wanted, found = fields.get("api_host_url"), held.get("api_server_url")
    if wanted is None or same_url(wanted, found):
        return Verdict(tuple(problems))
    sentence = (
        f"api_host_url: the API host URL is {found or 'not told by Looker'}, not {wanted}; "
        f"only an admin can change it, on the page {WHERE}"
    )
    unmanageable = ({"option": "api_host_url", "wanted": wanted, "found": found, "where": WHERE},)
    if fields.get("on_mismatch") == "warn":
        return Verdict(tuple(problems), (sentence,), unmanageable)
    return Verdict((*problems, sentence), (), unmanageable)


def _check(declared: Declared) -> Iterable[str]:
    minimum = declared.fields.get("minimum_release")
    if minimum is not None and not release_key(minimum):
        yield f"minimum_release '{minimum}' is no release, such as 26.4"


API_HOST = Resource(
    type="api_host",
    plural="api_host",
    key="",
    fields=(
        *HOST_URL,
        Field("api_host_url", action=True),
        Field("on_mismatch", action=True, choices=("fail", "warn"), default="fail"),
        Field("api_versions", "list", elements="str", action=True),
        Field("minimum_release", action=True),
        Field("api_server_url", read_only=True),
        Field("web_server_url", read_only=True, follows=("host_url",)),
        Field("release", read_only=True),
        Field("versions", "list", read_only=True),
    ),
    parts=(
        Part("get_setting", "set_setting", _HOST_PART, record=lambda answer: {"host_url": answer.get("host_url")}),
        Part("versions", fields=_VERIFIED, record=_versions),
    ),
    check=_check,
    verify=_verify,
)
