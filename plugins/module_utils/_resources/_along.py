# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What goes with a user who is deleted (facts 5.8, 13.8).

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ansible_collections.biops.looker.plugins.module_utils._facts import (
    Fields,
)
from ansible_collections.biops.looker.plugins.module_utils._resource import (
    Along,
    Catalogs,
)

PLANS, DASHBOARDS, LOOKS, ALERTS = "all_scheduled_plans", "search_dashboards", "search_looks", "search_alerts"

WITH_USER = (
    Along(PLANS, "id,name,user_id,dashboard_id,look_id,user(display_name)", {"all_users": True}, api_since="3.1"),
    Along(DASHBOARDS, "id,title,user_id", by="user_id"),
    Along(LOOKS, "id,title,user_id", by="user_id"),
    Along(ALERTS, "id,custom_title,owner_id", {"all_owners": True}),
)


def goes_with_user(record: Fields, rows: Catalogs) -> Iterable[str]:
    """What a user has, and what others have on it, as short descriptions.

    `record`: the user. `rows`: operation -> what it listed; of everybody, or of this user.
    """
    own = record["id"]
    yield from ("API key" for login in record.get("logins") or () if login.startswith("api3"))
    dashboards, looks = _of(own, rows.get(DASHBOARDS, ())), _of(own, rows.get(LOOKS, ()))
    yield from (f"dashboard '{title}'" for title in dashboards.values())
    yield from (f"Look '{title}'" for title in looks.values())
    for plan in rows.get(PLANS, ()):
        if str(plan.get("user_id")) == own:
            yield f"schedule '{plan.get('name')}'"
        elif str(plan.get("dashboard_id")) in dashboards or str(plan.get("look_id")) in looks:
            owner = (plan.get("user") or {}).get("display_name") or f"user {plan.get('user_id')}"
            yield f"schedule '{plan.get('name')}' that {owner} has on it"
    for alert in rows.get(ALERTS, ()):
        if str(alert.get("owner_id")) == own:
            yield f"alert '{alert.get('custom_title') or alert['id']}', which nobody sees any more"


def _of(user: str, rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The content of a user: id -> title."""
    return {str(row["id"]): row.get("title") for row in rows if str(row.get("user_id")) == user}
