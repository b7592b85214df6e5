# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What permission sets and model sets have in common.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from typing import Optional

from ansible_collections.biops.looker.plugins.module_utils._facts import (
    Fields,
)
from ansible_collections.biops.looker.plugins.module_utils._resource import (
    Declared,
)


def keep_built_in(what: str, current: Fields) -> Optional[str]:
    """Built-in sets can neither be changed nor removed (facts 3.8, 6.9)."""
    if current.get("built_in") or current.get("all_access"):
        return "it is built into Looker, which lets nobody change or remove it"
    return None


def gains(option: str, declared: Declared, current: Optional[Fields]) -> list[str]:
    """What a set would have that it has not now, sorted."""
    return sorted(set(declared.fields.get(option) or ()) - set((current or {}).get(option) or ()))
