# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where the API is and who is asking: what `api_host_info` returns. No Ansible.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from typing import Any

from ansible_collections.biops.looker.plugins.module_utils._client import Call, Client
from ansible_collections.biops.looker.plugins.module_utils._snapshot import EVERYTHING, rights_of


def describe_host(client: Client) -> dict[str, Any]:
    """Address, versions, release and caller. Raises LookerError."""
    versions = client.server.body or client.send(Call("versions"))  # asked without a token, if it was answered then
    caller = client.send(Call("me", query={"fields": "id,email"}))
    fields = {"fields": "id,name,permission_set(permissions,all_access)"}
    roles = client.rows(Call("user_roles", {"user_id": str(caller["id"])}, fields))
    rights = rights_of(roles)
    return {
        "url": client.url,
        "version": client.version,
        "release": client.release,
        "versions": [
            {"version": entry.get("version"), "status": entry.get("status")}
            for entry in versions.get("supported_versions") or ()
        ],
        "api_server_url": versions.get("api_server_url"),
        "web_server_url": versions.get("web_server_url"),
        "caller": {
            "id": str(caller["id"]),
            "email": caller.get("email") or "",
            "is_admin": EVERYTHING in rights,
            "permissions": sorted(rights),
            "roles": sorted(str(role.get("name")) for role in roles),
        },
    }
