# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Configurations of logins in state documents: roles, groups and user attributes there by id or name."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Any

from looker_sandbox.instance import Instance
from looker_sandbox.search import Row
from looker_sandbox.store import Table

# Each with the section of its tests, where there are such.
SIGN_ON = {"saml_config": "saml_test_configs", "oidc_config": "oidc_test_configs", "ldap_config": None}
SECTIONS = tuple(SIGN_ON) + tuple(filter(None, SIGN_ON.values()))

# The id of an object by id or name; the place is for the message of the error.
Find = Callable[[Table, Any, str], int]


def load(instance: Instance, document: Mapping[str, Any], find: Find) -> None:
    """Read the configurations and their tests, when everything that they can name is there."""
    for section, tests in SIGN_ON.items():
        instance.configs[section] = _load(instance, document.get(section, {}), section, find)
        if tests:
            rows = [_load(instance, row, f"{tests}[{n}]", find) for n, row in enumerate(document.get(tests, []))]
            setattr(instance, tests, rows)


def _load(instance: Instance, entry: Mapping[str, Any], place: str, find: Find) -> Row:
    row: Row = copy.deepcopy(dict(entry))

    def read(holder: Row, name: str, table: Table) -> None:
        if name in holder:
            holder[name] = [find(table, value, f"{place}.{name}") for value in holder[name]]

    read(row, "default_new_user_role_ids", instance.roles)
    read(row, "default_new_user_group_ids", instance.groups)
    groups: list[Row] = row.get("groups_with_role_ids", [])
    last_id = max([int(group.get("id", 0)) for group in groups], default=0)
    for group in groups:
        group.setdefault("role_ids", [])
        read(group, "role_ids", instance.roles)
        if "id" not in group:
            last_id += 1
        group["id"] = int(group.get("id", last_id))
        if group.get("looker_group_id") is not None:
            group["looker_group_id"] = find(instance.groups, group["looker_group_id"], f"{place}.looker_group_id")
    if groups:
        row["last_group_id"] = max(last_id, int(row.get("last_group_id", 0)))
    for attribute in row.get("user_attributes_with_ids", []):
        attribute.setdefault("user_attribute_ids", [])
        read(attribute, "user_attribute_ids", instance.user_attributes)
    return row


def dump(instance: Instance) -> dict[str, Any]:
    """The sections as ``load`` reads them."""
    return {
        section: copy.deepcopy(instance.configs[section] if section in SIGN_ON else getattr(instance, section))
        for section in SECTIONS
    }
