# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One report about several instances, made of the JSON reports of each. No Ansible, and no Looker.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.biops.looker.plugins.module_utils._errors import BadOption
from ansible_collections.biops.looker.plugins.module_utils._files import not_written
from ansible_collections.biops.looker.plugins.module_utils._report import FORMATS, differing, write_reports
from ansible_collections.biops.looker.plugins.module_utils._report_data import InstanceReport, Report, severities

OPTIONS: dict[str, dict[str, Any]] = {
    "src": {"type": "list", "elements": "path", "required": True},
    "reports": {"type": "dict", "required": True, "options": {name: {"type": "path"} for name in FORMATS}},
}


def combine(options: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """The result of the module: writes what differs. Raises BadOption."""
    report = _merged([_read(path) for path in options["src"]])
    paths = {form: path for form, path in options["reports"].items() if path}
    try:
        changed = differing(report, paths)
        if changed and not check_mode:
            write_reports(report, {form: paths[form] for form in changed})
    except OSError as problem:
        raise not_written("reports", problem) from problem
    return {"changed": bool(changed), "reports": paths, "instances": [_numbers(item) for item in report["instances"]]}


def _merged(reports: Sequence[Report]) -> Report:
    """All instances, in the order of the files; as old as the newest of them."""
    return {
        "generated": max((report["generated"] for report in reports), default=""),
        "instances": [instance for report in reports for instance in report["instances"]],
    }


def _read(path: str) -> Report:
    try:
        with open(path, encoding="utf-8") as file:
            report: Report = json.load(file)
    except OSError as problem:
        raise BadOption(f"src: cannot read {path}: {problem.strerror}") from problem
    except ValueError as problem:
        raise BadOption(f"src: {path} is not JSON: {problem}") from problem
    if not _is_report(report):
        raise BadOption(f"src: {path} is no JSON report of audit_info")
    return report


def _is_report(found: Any) -> bool:
    """Whether it has the outline of a report; what is inside of an instance is taken as audit_info wrote it."""
    if not isinstance(found, dict) or not isinstance(found.get("generated"), str):
        return False
    instances = found.get("instances")
    return isinstance(instances, list) and all(
        isinstance(item, dict) and isinstance(item.get("instance"), dict) and "name" in item["instance"]
        for item in instances
    )


def _numbers(instance: InstanceReport) -> dict[str, Any]:
    """The numbers of one instance; without `drift` where nothing was compared."""
    numbers: dict[str, Any] = {"name": instance["instance"]["name"], "findings": dict(severities(instance))}
    if "drift" in instance:
        numbers["drift"] = len(instance["drift"])
    return numbers
