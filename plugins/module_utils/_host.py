# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where the API is and who is asking: what `api_host_info` returns. No Ansible.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Optional

from ansible_collections.biops.looker.plugins.module_utils._client import Call, Client
from ansible_collections.biops.looker.plugins.module_utils._errors import LookerError
from ansible_collections.biops.looker.plugins.module_utils._resources.api_host import versions_offered
from ansible_collections.biops.looker.plugins.module_utils._snapshot import EVERYTHING, rights_of

STALE = ("legacy", "deprecated")  # Looker's words for versions that are going away (facts 2.6)


def describe_host(client: Client) -> dict[str, Any]:
    """Address, versions, release and caller; `warnings`. Raises LookerError."""
    versions = client.record(Call("versions"))
    offered = versions_offered(versions)
    return {
        "url": client.url,
        "version": client.version,
        "release": client.release,
        "versions": offered,
        "api_server_url": versions.get("api_server_url"),
        "web_server_url": versions.get("web_server_url"),
        "caller": _caller(client),
        "warnings": going_away(client),
    }


def going_away(client: Client) -> list[str]:
    """A warning where the API version in use is deprecated. Raises LookerError."""
    return [
        f"API {client.version}, which is in use, is called {entry['status']} by this instance: it is going away"
        for entry in versions_offered(client.record(Call("versions")))
        if entry["version"] == client.version and entry["status"] in STALE
    ]


def _caller(client: Client) -> dict[str, Any]:
    caller = client.record(Call("me", query={"fields": "id,email"}), "id")
    fields = {"fields": "id,name,permission_set(permissions,all_access)"}
    roles = client.rows(Call("user_roles", {"user_id": str(caller["id"])}, fields))
    rights = rights_of(roles)
    return {
        "id": str(caller["id"]),
        "email": caller.get("email") or "",
        "is_admin": EVERYTHING in rights,
        "permissions": sorted(rights),
        "roles": sorted(str(role.get("name")) for role in roles),
    }


def host_url(client: Client) -> Optional[str]:
    """The Host URL, None where this Looker does not tell, or not to this user. Raises LookerError."""
    if not client.offers("get_setting"):
        return None
    try:
        answer = client.record(Call("get_setting", query={"fields": "host_url"}))
    except LookerError as error:
        if error.status in (403, 404):
            return None
        raise
    return answer.get("host_url") or None


def list_facts(client: Client, names: Sequence[str]) -> dict[str, Any]:
    """Lists of what an instance knows, as far as asked for: `locales`, `timezones`. Raises LookerError."""
    keys = {"locales": ("code", "english_name", "native_name"), "timezones": ("value", "label", "group")}
    found = {name: client.rows(Call(f"all_{name}")) for name in names}
    return {name: [{key: row.get(key) for key in keys[name]} for row in rows] for name, rows in found.items()}
