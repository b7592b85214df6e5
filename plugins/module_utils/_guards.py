# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a plan must not do, and what the user should know before it is done. Pure.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ansible_collections.biops.looker.plugins.module_utils._resource import Link, Ref, Types
from ansible_collections.biops.looker.plugins.module_utils._resources.role import ADMIN
from ansible_collections.biops.looker.plugins.module_utils._settle import Settled, Settlement
from ansible_collections.biops.looker.plugins.module_utils._state import Change, Have, Want

SHOWN = 20  # how many removals a message lists


def problems(want: Want, settlement: Settlement, changes: Sequence[Change], types: Types) -> list[str]:
    """One sentence for every reason why the changes must not be made."""
    found = list(_protected(settlement, changes, types))
    if not want.allow_self_lockout:
        found += _lockouts(settlement, changes)
    found += _too_much(want, changes)
    return found


def _protected(settlement: Settlement, changes: Iterable[Change], types: Types) -> Iterable[str]:
    """Objects that Looker, or somebody else, keeps from us."""
    objects = settlement.have.objects
    for change in changes:
        target = change.target if isinstance(change.target, Ref) else change.target.left
        record = objects.get(target)
        if record is None or (isinstance(change.target, Link) and types.kinds[change.target.kind].held is None):
            continue
        reason = types[target.type].protect(change.verb, record)
        if reason:
            yield f"cannot {_doing(change)} {target}: {reason}"


def _doing(change: Change) -> str:
    return {"update": "change", "delete": "remove"}.get(change.verb, "change")


def _leaving(changes: Iterable[Change]) -> dict[Ref, str]:
    """Users who can no longer log in afterwards, and how."""
    leaving = {}
    for change in changes:
        if isinstance(change.target, Ref) and change.target.type == "user":
            if change.verb == "delete":
                leaving[change.target] = "delete"
            elif isinstance(change.write.body, dict) and change.write.body.get("is_disabled") is True:
                leaving[change.target] = "disable"
    return leaving


def _lockouts(settlement: Settlement, changes: Iterable[Change]) -> Iterable[str]:
    have = settlement.have
    leaving = _leaving(changes)
    lift = "set allow_self_lockout if that is meant"
    if have.caller in leaving:
        yield f"this would {leaving[have.caller]} {have.caller}, the API user that this runs as; {lift}"
    admins = enabled_admins(have)
    if admins and admins <= leaving.keys() and have.caller not in leaving:
        names = ", ".join(sorted(ref.key for ref in admins))
        yield f"this would leave Looker without an enabled admin ({names} is the last); {lift}"


def enabled_admins(have: Have) -> set[Ref]:
    """Everyone who is admin, directly or through a group, and not disabled. Empty where that was not read."""
    holders = {link.right for link in have.links.get("holder", ()) if link.left == ADMIN}
    return {ref for ref in holders if not have.objects[ref].get("is_disabled")}


def removals(changes: Iterable[Change]) -> list[str]:
    """What the changes take away: objects, links, and the possibility to log in."""
    taken = []
    disabled = _leaving(changes)
    for change in changes:
        if change.verb == "delete":
            taken.append(f"{change.target}")
        elif change.verb == "unlink" and isinstance(change.target, Link):
            taken.append(f"{change.target.kind} of {change.target.right} and {change.target.left}")
        elif isinstance(change.target, Ref) and disabled.get(change.target) == "disable" and change.verb == "update":
            taken.append(f"login of {change.target}")
    return taken


def _too_much(want: Want, changes: Sequence[Change]) -> Iterable[str]:
    taken = removals(changes)
    if len(taken) > want.max_removals:
        listed = ", ".join(taken[:SHOWN]) + (f" and {len(taken) - SHOWN} more" if len(taken) > SHOWN else "")
        yield (
            f"this would take away {len(taken)} things, more than max_removals ({want.max_removals}) allows: {listed}; "
            "raise max_removals if that is meant"
        )


def warnings(settlement: Settlement, changes: Iterable[Change], types: Types) -> list[str]:
    """What will surprise the user although it is allowed."""
    found = [sentence for item in settlement.settled for sentence in _cautions(item, types)]
    for change in changes:
        if isinstance(change.target, Link):
            link = change.target
            for ref in (link.left, link.right):
                record = settlement.have.objects.get(ref)
                reason = None if record is None else types[ref.type].undone(link.kind, record)
                if reason:
                    found.append(f"{link.kind} of {link.right} and {link.left}: {reason}")
    return found


def _cautions(item: Settled, types: Types) -> Iterable[str]:
    if item.current is None or item.declared.state == "absent":
        return ()
    return types[item.ref.type].cautions(item.declared, item.current)
