# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The part of the HTML report about access: what roles allow, and who has them in which way. Pure.

Note: this module_utils is private to the biops.looker collection and may change without notice.

10,000 users have to fit: the end tags that HTML leaves to the reader are left out, and users come in blocks, which
browsers lay out only when they come into view.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ansible_collections.biops.looker.plugins.module_utils._report_data import (
    AccessTable,
    Held,
    InstanceReport,
    RoleRow,
    UserRow,
)
from ansible_collections.biops.looker.plugins.module_utils._report_html_parts import e, plural, table

BLOCK = 200  # users in one table
SHOWN = 8  # permissions or models of a role that are shown at once


def access_section(instance: InstanceReport, key: str) -> Iterator[str]:
    access = instance.get("access")
    if access is None:
        return
    yield f'<section aria-labelledby="{key}-access"><h3 id="{key}-access">Effective access</h3>'
    if access["unknown"]:
        yield f'<p class="warn">There may be more: not everything is known about {e(", ".join(access["unknown"]))}.</p>'
    yield "<h4>Roles</h4>"
    head = ["Role", "#Users", "Permissions", "Models"]
    yield from table("Roles and what they allow", head, map(_role, access["roles"]), True)
    yield "<h4>Users</h4>"
    yield f'<div class="access" data-total="{len(access["users"])}">'
    yield from _filter(access)
    users = access["users"]
    for start in range(0, len(users), BLOCK):
        yield from _block(users[start : start + BLOCK])
    yield "</div></section>"


def _role(role: RoleRow) -> list[str]:
    return [
        e(role["name"]),
        f"{role['users']:,}",
        _set(role["permission_set"], role["permissions"], role["all_permissions"]),
        _set(role["model_set"], role["models"], role["all_models"]),
    ]


def _set(name: str | None, items: Sequence[str], everything: bool) -> str:
    """A set by name and what is in it; long ones open on demand."""
    title = f"<b>{e(name)}</b>" if name else "<b>none</b>"
    if everything:
        return f"{title} <em>everything</em>"
    text = f'<span class="list">{e(", ".join(items)) or "nothing"}</span>'
    if len(items) <= SHOWN:
        return f"{title} {text}"
    return f"<details><summary>{title} ({len(items)})</summary>{text}</details>"


def _filter(access: AccessTable) -> Iterator[str]:
    """What needs the script stays hidden without it."""
    yield '<div class="filter" role="search" hidden>'
    yield '<label>Find <input type="search" autocomplete="off" spellcheck="false" placeholder="user or group"></label>'
    yield '<label>Role <select><option value="">any role</option>'
    yield "".join(f"<option>{e(role['name'])}</option>" for role in access["roles"])
    yield "</select></label>"
    yield '<label class="check"><input type="checkbox"> enabled users only</label>'
    yield f'<output aria-live="polite">{plural(len(access["users"]), "user")}</output></div>'


def _block(users: Sequence[UserRow]) -> Iterator[str]:
    span = f"{e(users[0]['name'])} to {e(users[-1]['name'])}" if len(users) > 1 else e(users[0]["name"])
    yield f'<div class="block"><table class="people"><caption>{span}</caption>'
    yield '<thead><tr><th scope="col">User<th scope="col">Role<th scope="col">Through</thead>'
    for user in users:
        yield _person(user)
    yield "</table></div>"


def _person(user: UserRow) -> str:
    """One body for a user, one row for each role."""
    roles = user["roles"] or [{"role": "", "paths": [[]], "cut": False}]
    mark = " class=off" if user["disabled"] else ""
    note = " <small>disabled</small>" if user["disabled"] else ""
    span = f" rowspan={len(roles)}" if len(roles) > 1 else ""
    first = f'<th scope="rowgroup"{span}>{e(user["name"])}{note}'
    return f"<tbody{mark}><tr>{first}{'<tr>'.join(_held(held) for held in roles)}"


def _held(held: Held) -> str:
    if not held["role"]:
        return "<td class=none>no role<td>"
    ways = "<br>".join(" › ".join(map(e, path)) if path else "<i>directly</i>" for path in held["paths"])  # noqa: RUF001
    more = "<br><i>and further paths</i>" if held["cut"] else ""
    return f"<td>{e(held['role'])}<td>{ways}{more}"
