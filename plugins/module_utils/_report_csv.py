# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The access table of a report as CSV: one line per user, role and path. Pure.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from ansible_collections.biops.looker.plugins.module_utils._report_data import (
    InstanceReport,
    Report,
    RoleRow,
    title_of,
)

COLUMNS = (
    *("instance", "user", "status", "role", "through", "more_paths"),
    *("permission_set", "permissions", "model_set", "models"),
)
ALL = "*"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001  # full width counts too


def access_csv(report: Report) -> str:
    """RFC 4180 with a header; `permissions` and `models` are separated by spaces, `*` means all there are.

    Users without a role have one line, without a role. Text that a spreadsheet would run as a formula begins with an
    apostrophe.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for instance in report["instances"]:
        writer.writerows([defused(cell) for cell in row] for row in _rows(instance))
    return text.getvalue()


def _rows(instance: InstanceReport) -> Iterator[list[str]]:
    table = instance.get("access")
    if table is None:
        return
    title = title_of(instance)
    roles = {role["name"]: _allows(role) for role in table["roles"]}
    for user in table["users"]:
        status = "disabled" if user["disabled"] else "enabled"
        if not user["roles"]:
            yield [title, user["name"], status, "", "", "", "", "", "", ""]
        for held in user["roles"]:
            allows = roles.get(held["role"], ["", "", "", ""])
            for path in held["paths"]:
                more = "yes" if held["cut"] and path else ""
                yield [title, user["name"], status, held["role"], " > ".join(path) or "direct", more, *allows]


def _allows(role: RoleRow) -> list[str]:
    permissions = ALL if role["all_permissions"] else " ".join(role["permissions"])
    models = ALL if role["all_models"] else " ".join(role["models"])
    return [role["permission_set"] or "", permissions, role["model_set"] or "", models]


def defused(cell: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
