# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The declaration of permission sets (facts 6.9, 6.12).

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from typing import Optional

from ansible_collections.biops.looker.plugins.module_utils._facts import (
    Fields,
)
from ansible_collections.biops.looker.plugins.module_utils._nearest import hint
from ansible_collections.biops.looker.plugins.module_utils._resource import (
    Declared,
    Field,
    Inquiry,
    Purge,
    Resource,
    Verdict,
)
from ansible_collections.biops.looker.plugins.module_utils._resources._sets import gains, keep_built_in

CATALOG = "all_permissions"
LOOKERS_OWN = ("Gemini", "Support Basic Editor", "Support Advanced Editor")  # which nobody can delete (facts 6.9)


def _verify(declared: Declared, current: Optional[Fields], inquiry: Inquiry) -> Verdict:
    """Unknown permissions are an error: Looker refuses them (facts 6.12). A missing parent makes one useless."""
    gained = gains("permissions", declared, current)
    known = inquiry.rows(CATALOG) if gained else None
    if known is None:
        return Verdict()
    parents = {row["permission"]: row.get("parent") for row in known}
    problems = [
        f"{declared.ref}: there is no permission '{name}'{hint(name, parents)}"
        for name in gained
        if name not in parents
    ]
    warnings = [
        f"{declared.ref}: permission '{name}' has no effect without '{parents[name]}', which is not in the set"
        for name in gained
        if parents.get(name) and parents[name] not in declared.fields["permissions"]
    ]
    return Verdict(tuple(problems), tuple(warnings))


PERMISSION_SET = Resource(
    type="permission_set",
    plural="permission_sets",
    key="name",
    fields=(
        Field("name"),
        Field("permissions", "list", elements="str", is_set=True),
        Field("built_in", "bool", read_only=True),
        Field("all_access", "bool", read_only=True),
    ),
    whole_from=2,
    listing=("all_permission_sets",),
    search=("search_permission_sets",),
    create="create_permission_set",
    update="update_permission_set",
    delete="delete_permission_set",
    verify=_verify,
    protect=keep_built_in,
    purge=Purge(),
    spares=lambda record: record["name"] in LOOKERS_OWN,
)
