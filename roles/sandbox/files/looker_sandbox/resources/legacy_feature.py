# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Old behaviour that an admin can turn on again for a while."""

from __future__ import annotations

from typing import Any

from looker_sandbox.call import Call
from looker_sandbox.errors import not_found
from looker_sandbox.operations import Operations
from looker_sandbox.schema import Field, Model
from looker_sandbox.search import Row
from looker_sandbox.singleton import CAN

operations = Operations()

LEGACY_FEATURE = Model(
    "LegacyFeature",
    CAN,
    Field("id"),
    Field("name"),
    Field("description", ""),
    Field("enabled_locally", False, kind=bool, writable=True),
    Field("enabled", value=lambda call, row: bool(row.get("enabled_locally"))),
    Field("disallowed_as_of_version"),
    Field("disable_on_upgrade_to_version"),
    Field("end_of_life_version"),
    Field("documentation_url"),
    Field("approximate_disable_date"),
    Field("approximate_end_of_life_date"),
    Field("has_disabled_on_upgrade", False),
)


def _find(call: Call) -> Row:
    call.demand_admin()
    wanted = call.arguments["legacy_feature_id"]
    row = next((row for row in call.instance.legacy_features if row["id"] == wanted), None)
    if row is None:
        raise not_found()
    return row


@operations.add("GET", "/legacy_features", denied_in_core=True)
def all_legacy_features(call: Call) -> Any:
    """All of them."""
    call.demand_admin()
    return call.show_list(LEGACY_FEATURE, call.instance.legacy_features)


@operations.add("GET", "/legacy_features/{legacy_feature_id}", denied_in_core=True)
def legacy_feature(call: Call) -> Any:
    """One, by its id."""
    return call.show(LEGACY_FEATURE, _find(call))


@operations.add("PATCH", "/legacy_features/{legacy_feature_id}", denied_in_core=True)
def update_legacy_feature(call: Call) -> Any:
    """Turn one on or off."""
    row = _find(call)
    values = LEGACY_FEATURE.read_body(call, call.object)
    if values.get("enabled_locally") is not None:
        row["enabled_locally"] = values["enabled_locally"]
    return call.show(LEGACY_FEATURE, row)
