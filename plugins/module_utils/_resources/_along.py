# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What goes with a user who is deleted (facts 5.8, 13.8).

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from ansible_collections.biops.looker.plugins.module_utils._facts import (
    Fields,
)
from ansible_collections.biops.looker.plugins.module_utils._resource import (
    Along,
    Catalogs,
    Rows,
)

PLANS, DASHBOARDS, LOOKS, ALERTS = "all_scheduled_plans", "search_dashboards", "search_looks", "search_alerts"
FOLDERS = "search_folders"
NOT_IN_TRASH = {"deleted": False}  # else Looker may list what is deleted softly, too

WITH_USER = (
    Along(
        PLANS,
        "id,name,title,enabled,user_id,dashboard_id,look_id,user(display_name)",
        {"all_users": True},
        api_since="3.1",
    ),
    Along(DASHBOARDS, "id,title,user_id", NOT_IN_TRASH, by="user_id"),
    Along(LOOKS, "id,title,user_id", NOT_IN_TRASH, by="user_id"),
    Along(ALERTS, "id,custom_title,owner_id", {"all_owners": True}),
)
FOLDERS_OF_USER = Along(FOLDERS, "id,name,creator_id,is_personal", by="creator_id")


class Belongings(NamedTuple):
    """What a user has, and the schedules that others have on it, as Looker's rows."""

    dashboards: Rows = ()
    looks: Rows = ()
    folders: Rows = ()
    schedules: Rows = ()
    schedules_of_others: Rows = ()
    alerts: Rows = ()

    def sends_own(self, plan: Mapping[str, Any]) -> bool:
        """Whether a schedule sends content of the user, with which it goes."""
        sent = ((self.dashboards, plan.get("dashboard_id")), (self.looks, plan.get("look_id")))
        return any(str(row["id"]) == str(identifier) for rows, identifier in sent for row in rows)


NOTHING = Belongings()


def belongings(user: str, rows: Catalogs) -> Belongings:
    """What there is of a user, the oldest first. `user`: the id. `rows`: operation -> what it listed; of everybody, or
    of this user."""

    def listed(operation: str) -> Rows:
        return sorted(rows.get(operation, ()), key=lambda row: (len(str(row["id"])), str(row["id"])))

    def of(operation: str, owner: str) -> Rows:
        return [row for row in listed(operation) if str(row.get(owner)) == user]

    found = Belongings(
        of(DASHBOARDS, "user_id"),
        of(LOOKS, "user_id"),
        of(FOLDERS, "creator_id"),
        of(PLANS, "user_id"),
        alerts=of(ALERTS, "owner_id"),
    )
    others = [plan for plan in listed(PLANS) if str(plan.get("user_id")) != user and found.sends_own(plan)]
    return found._replace(schedules_of_others=others)


def goes_with_user(record: Fields, rows: Catalogs) -> Iterator[str]:
    """What goes when a user is deleted, as short descriptions. `rows`: see `belongings`."""
    found = belongings(record["id"], rows)
    yield from _goes_in_any_case(record, found)
    yield from (f"schedule '{plan.get('name')}'" for plan in found.schedules)
    yield from _of_others(found)
    yield from (f"alert '{title_of(alert)}', which nobody sees any more" for alert in found.alerts)


def goes_after_hand_over(record: Fields, rows: Catalogs) -> Iterator[str]:
    """The same of a user whose schedules and alerts go to somebody else before."""
    found = belongings(record["id"], rows)
    yield from _goes_in_any_case(record, found)
    own = (plan for plan in found.schedules if found.sends_own(plan))
    yield from (f"schedule '{plan.get('name')}' on it, although it is handed over" for plan in own)
    yield from _of_others(found)


def title_of(alert: Mapping[str, Any]) -> str:
    """What an alert is called; one without a title by its id."""
    return str(alert.get("custom_title") or alert["id"])


def owner_of(plan: Mapping[str, Any]) -> str:
    """Whose schedule it is."""
    return str((plan.get("user") or {}).get("display_name") or f"user {plan.get('user_id')}")


def _goes_in_any_case(record: Fields, found: Belongings) -> Iterator[str]:
    yield from ("API key" for login in record.get("logins") or () if login.startswith("api3"))
    yield from (f"dashboard '{row.get('title')}'" for row in found.dashboards)
    yield from (f"Look '{row.get('title')}'" for row in found.looks)


def _of_others(found: Belongings) -> Iterable[str]:
    return (f"schedule '{plan.get('name')}' that {owner_of(plan)} has on it" for plan in found.schedules_of_others)
