# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The declaration of user attributes (facts 6.14 to 6.17).

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Optional

from ansible_collections.biops.looker.plugins.module_utils._facts import (
    Fields,
)
from ansible_collections.biops.looker.plugins.module_utils._link_kind import LinkList
from ansible_collections.biops.looker.plugins.module_utils._resource import (
    Declared,
    Field,
    Inquiry,
    Purge,
    Resource,
    Verdict,
)

TYPES = ("string", "number", "datetime", "yesno", "zipcode", "advanced_filter_string", "advanced_filter_number")
_NAME = re.compile(r"[a-z0-9_]+")


def _protect(what: str, current: Fields) -> Optional[str]:
    if current.get("is_system") and what in ("update", "delete"):
        return "it is one of Looker's own attributes: only its values can be managed"
    if current.get("is_permanent") and what == "delete":
        return "Looker keeps it for good"
    return None


def _secrets(fields: Fields) -> frozenset[str]:
    """A hidden attribute's values are secrets; Looker shows them to nobody."""
    return frozenset({"default_value", "value_for_ci_run"}) if fields.get("value_is_hidden") else frozenset()


def _check(declared: Declared) -> Iterable[str]:
    name = declared.fields.get("name")
    if name and not _NAME.fullmatch(name):
        yield f"name '{name}' of a user attribute may have lower-case letters, digits and underscores only"


def _destinations(text: Any) -> set[str]:
    return {part.strip() for part in str(text or "").split(",") if part.strip()}


def _same_destinations(one: Any, other: Any) -> bool:
    return _destinations(one) == _destinations(other)


def _verify(declared: Declared, current: Optional[Fields], inquiry: Inquiry) -> Verdict:
    verdict = _hiding(declared, current or {})
    held, wanted = (current or {}).get("type"), declared.fields.get("type")
    if held is None or wanted in (None, held):
        return verdict
    sentence = f"{declared.ref}: the type changes from {held} to {wanted}"
    warning = f"{sentence}; Looker does not say what becomes of values that do not fit"
    return Verdict(verdict.problems, (*verdict.warnings, warning))


def _hiding(declared: Declared, held: Fields) -> Verdict:
    """Hiding is one-way, and needs a list of destinations that can only be narrowed (facts 6.14)."""
    fields = declared.fields
    is_hidden, hide = bool(held.get("value_is_hidden")), fields.get("value_is_hidden")
    wanted = fields.get("hidden_value_domain_whitelist")
    before = held.get("hidden_value_domain_whitelist")
    if is_hidden and hide is False:
        return Verdict((f"{declared.ref} is hidden, and Looker cannot show it again: delete it and make a new one",))
    if hide and not is_hidden and not (wanted or before):
        return Verdict((f"{declared.ref}: value_is_hidden needs hidden_value_domain_whitelist",))
    if wanted and not (is_hidden or hide):
        return Verdict((f"{declared.ref}: hidden_value_domain_whitelist goes with value_is_hidden: true only",))
    if is_hidden and wanted is not None and not _same_destinations(wanted, before):
        if not _destinations(wanted):
            return Verdict((f"{declared.ref}: a hidden attribute cannot do without hidden_value_domain_whitelist",))
        added = _destinations(wanted) - _destinations(before)
        if added:
            sentence = f"{declared.ref}: hidden_value_domain_whitelist can only be narrowed, and has no"
            return Verdict((f"{sentence} {', '.join(sorted(added))} now",))
        return Verdict(warnings=(f"{declared.ref}: Looker may refuse to change hidden_value_domain_whitelist",))
    return Verdict()


def _fill(fields: Fields) -> Fields:
    """What Looker wants of a new attribute, as its own form fills it in."""
    return {"label": str(fields.get("name", "")).replace("_", " ").title(), "type": "string"}


USER_ATTRIBUTE = Resource(
    type="user_attribute",
    plural="user_attributes",
    key="name",
    fields=(
        Field("name"),
        Field("label", filled=True, unique=True),
        Field("type", choices=TYPES),
        Field("default_value", mask="DEFAULT_IS_SET"),
        Field("value_is_hidden", "bool"),
        Field("user_can_view", "bool"),
        Field("user_can_edit", "bool"),
        Field("hidden_value_domain_whitelist", same=_same_destinations),
        # In the API's description of 26.12, but not in the official client of 25.20.
        Field("needed_for_ci_run", "bool", since="26.0"),
        Field("value_for_ci_run", since="26.0"),
        Field("is_system", "bool", read_only=True),
        Field("is_permanent", "bool", read_only=True),
    ),
    lists=(LinkList("group_values", "group_value", "left", "group", ordered="group"),),
    whole_from=1,  # there is no search
    listing=("all_user_attributes",),
    create="create_user_attribute",
    update="update_user_attribute",
    delete="delete_user_attribute",
    fill=_fill,
    secrets=_secrets,
    check=_check,
    verify=_verify,
    protect=_protect,
    purge=Purge(),
)
