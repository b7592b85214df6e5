# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The seed ``demo``: a small company that has used Looker for a while."""

from __future__ import annotations

from typing import Any

_PEOPLE: tuple[tuple[str, str, list[str], list[str]], ...] = (
    ("Ada", "Lovelace", ["Finance"], ["Developer"]),
    ("Grace", "Hopper", ["Engineering"], ["Developer"]),
    ("Edsger", "Dijkstra", ["Engineering"], []),
    ("Katherine", "Johnson", ["Finance"], ["Viewer"]),
    ("Radia", "Perlman", ["Engineering", "Sales EMEA"], []),
    ("José", "Müller", ["Sales EMEA"], []),
)


def document() -> dict[str, Any]:
    """The state document of the demo."""
    users = [
        {
            "first_name": first,
            "last_name": last,
            "email": f"{first}.{last}@acme.example".lower().replace("é", "e").replace("ü", "u"),
            "groups": groups,
            "roles": roles,
        }
        for first, last, groups, roles in _PEOPLE
    ]
    groups = [
        {"name": "Finance", "roles": ["Viewer"]},
        {"name": "Engineering"},
        {"name": "Sales EMEA"},
        {"name": "Sales", "groups": ["Sales EMEA"], "roles": ["User"]},
        {"name": "Everyone from SSO", "externally_managed": True, "external_group_id": "acme-all"},
    ]
    return {"groups": groups, "users": users}
