# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The declaration of model sets (facts 6.12).

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

CATALOG = "all_lookml_models"
INTERNAL = "system__"  # models that Looker brings along, which the list leaves out


def _verify(declared: Declared, current: Optional[Fields], inquiry: Inquiry) -> Verdict:
    """Looker accepts models that do not exist (yet): a warning says so (facts 6.12)."""
    gained = gains("models", declared, current)
    rows = inquiry.rows(CATALOG) if gained else None
    if rows is None:
        return Verdict()
    known = {row["name"] for row in rows}
    return Verdict(
        warnings=tuple(
            f"{declared.ref}: Looker has no model '{name}' now{hint(name, known)}"
            for name in gained
            if name not in known and not name.startswith(INTERNAL)
        )
    )


MODEL_SET = Resource(
    type="model_set",
    plural="model_sets",
    key="name",
    fields=(
        Field("name"),
        Field("models", "list", elements="str", is_set=True),
        Field("built_in", "bool", read_only=True),
        Field("all_access", "bool", read_only=True),
    ),
    whole_from=2,
    listing=("all_model_sets",),
    search=("search_model_sets",),
    create="create_model_set",
    update="update_model_set",
    delete="delete_model_set",
    verify=_verify,
    protect=keep_built_in,
    purge=Purge(),
)
