# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The address at which people find Looker (Admin > General > Host URL): one property, in `setting` and in `api_host`
(facts 8.4).

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from typing import Any

from ansible_collections.biops.looker.plugins.module_utils._resource import Field


def same_url(one: Any, other: Any) -> bool:
    """Whether two addresses are the same but for a slash at the end and the case of scheme and host."""
    return _plain(one) == _plain(other)


def _plain(url: Any) -> str:
    scheme, found, rest = str(url or "").strip().partition("://")
    host, slash, path = rest.partition("/") if found else scheme.partition("/")
    host = host.lower()
    if found and scheme.lower() == "https":
        host = host.removesuffix(":443")
    start = f"{scheme.lower()}://" if found else ""
    return f"{start}{host}{slash}{path}".rstrip("/")


HOST_URL = (
    Field("host_url", filled=True, same=same_url, since="23.0"),
    Field("override_warnings", "bool", write_only=True, goes_with="host_url", since="23.0"),
)
