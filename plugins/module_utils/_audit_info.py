# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From the parameters of `audit_info` to its result and its files. No Ansible.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any
from urllib.parse import urlsplit

from ansible_collections.biops.looker.plugins.module_utils._audit import BadPolicy, read_policy
from ansible_collections.biops.looker.plugins.module_utils._audit_instance import audit_instance
from ansible_collections.biops.looker.plugins.module_utils._client import Client
from ansible_collections.biops.looker.plugins.module_utils._errors import BadOption
from ansible_collections.biops.looker.plugins.module_utils._files import not_written
from ansible_collections.biops.looker.plugins.module_utils._report import FORMATS, write_reports
from ansible_collections.biops.looker.plugins.module_utils._report_data import InstanceReport, Report, severities
from ansible_collections.biops.looker.plugins.module_utils._resource import Declared
from ansible_collections.biops.looker.plugins.module_utils._resources._all import ALL, CONFIGURABLE
from ansible_collections.biops.looker.plugins.module_utils._scope import read_scope
from ansible_collections.biops.looker.plugins.module_utils._state import Want

OPTIONS: dict[str, dict[str, Any]] = {
    "instance": {"type": "str"},
    "rules": {"type": "dict"},
    "exceptions": {
        "type": "list",
        "elements": "dict",
        "options": {
            "rule": {"type": "str", "required": True},
            "object": {"type": "str", "required": True},
            "reason": {"type": "str", "required": True},
            "expires": {"type": "str", "required": True},
        },
    },
    "reports": {"type": "dict", "options": {name: {"type": "path"} for name in FORMATS}},
    "include_access": {"type": "bool", "default": False},
}


def audit_info(client: Client, declared: tuple[Declared, ...], options: Mapping[str, Any]) -> dict[str, Any]:
    """The result of the module, and `warnings`. Raises BadOption before anything is read, and LookerError."""
    try:
        policy = read_policy(options["rules"], options["exceptions"])
    except BadPolicy as problem:
        raise BadOption(str(problem)) from problem
    now = datetime.now(timezone.utc)
    want = Want(declared, scope=read_scope(ALL, CONFIGURABLE, options["scope"]))
    report, warnings = audit_instance(client, want, ALL, CONFIGURABLE, policy, now)
    usage = client.usage()
    name = options["instance"] or urlsplit(usage["url"]).hostname
    report["instance"] = {"name": name, **{part: usage[part] for part in ("url", "release", "version")}}
    report["api"] = usage
    wanted = {form: path for form, path in (options["reports"] or {}).items() if path}
    if wanted and not options["check_mode"]:
        _write({"generated": now.strftime("%Y-%m-%dT%H:%M:%SZ"), "instances": [report]}, wanted)
    return {**_shown(report, options["include_access"]), "reports": wanted, "warnings": warnings}


def _write(report: Report, paths: Mapping[str, str]) -> None:
    try:
        write_reports(report, paths)
    except OSError as problem:
        raise not_written("reports", problem) from problem


def _shown(report: InstanceReport, with_access: bool) -> dict[str, Any]:
    """What is returned: large tables belong in files."""
    left_out = {"api", *(() if with_access else ("access",))}
    shown: dict[str, Any] = {name: value for name, value in report.items() if name not in left_out}
    summary: dict[str, Any] = {"findings": dict(severities(report)), "not_checked": len(report["not_checked"])}
    summary.update({name: len(shown[name]) for name in ("drift", "undeclared") if name in shown})
    return {**shown, "summary": summary}
