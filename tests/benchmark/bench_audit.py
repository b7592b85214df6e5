# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""An audit of 10,000 users: time and memory of ansible-playbook, calls; and how its own work grows with the users."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import yaml
from measure import ROOT, play, sandbox, say

sys.path[:0] = [str(ROOT / "tests"), str(ROOT / ".cache" / "collections")]

from contract.large import LARGE, large_state  # noqa: E402
from unit.audit.reports import POLICY, instance_report, organisation  # noqa: E402

from ansible_collections.biops.looker.plugins.module_utils._access import effective_access  # noqa: E402
from ansible_collections.biops.looker.plugins.module_utils._audit import audit  # noqa: E402
from ansible_collections.biops.looker.plugins.module_utils._report import FORMATS  # noqa: E402

_T = TypeVar("_T")


def whole(latency_ms: int, folder: Path) -> None:
    """From files to all reports, with a real ansible-playbook."""
    reports = {name: str(folder / f"report.{name}") for name in FORMATS}
    task = {"biops.looker.audit_info": {"src": str(folder / "looker"), "reports": reports}}
    with sandbox(large_state(), latency_ms) as server:
        cost = play([task], server)
    calls = json.loads(Path(reports["json"]).read_text(encoding="utf-8"))["instances"][0]["api"]["calls"]["total"]
    title = f"latency {latency_ms} ms"
    say(f"{title}: on the clock", f"{cost.seconds:.1f} s", "10 s")
    say(f"{title}: processor time", f"{cost.cpu_seconds:.1f} s")
    say(f"{title}: memory", f"{cost.megabytes:.0f} MB", "400 MB")
    say(f"{title}: calls, with logout", str(calls + 1), "70")


def timed(work: Callable[[], _T]) -> tuple[_T, float]:
    """A result, and the seconds of processor time it took."""
    start = time.process_time()
    result = work()
    return result, time.process_time() - start


def own_work(users: int) -> None:
    """What follows from an instance that was read: access, findings, reports."""
    audited = organisation(users=users, groups=500, roles=50, schedules=2_000)
    access, seconds = timed(lambda: effective_access(audited))
    say(f"{users:>7,} users: effective access, {len(access.lines):,} lines", f"{seconds:.2f} s")
    _found, seconds = timed(lambda: audit(audited, access, POLICY))
    say(f"{users:>7,} users: all rules", f"{seconds:.2f} s")
    report: Any = {"generated": "2026-11-24T12:00:00Z", "instances": [instance_report(audited)]}
    for name, write in FORMATS.items():
        text, seconds = timed(lambda write=write: write(report))  # type: ignore[misc]
        say(f"{users:>7,} users: {name}, {len(text) / 1e6:.1f} MB", f"{seconds:.2f} s")


def main() -> None:
    print("Audit: 10,000 users, 500 groups, 50 roles, 2,000 schedules, 10 attributes with values; all reports")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "looker").mkdir()
        (folder / "looker" / "all.yml").write_text(yaml.dump(LARGE, Dumper=yaml.CSafeDumper), encoding="utf-8")
        for latency_ms in (0, 50):
            whole(latency_ms, folder)
    print("Audit: its own work, processor time")
    for users in (1_000, 10_000, 100_000):
        own_work(users)


if __name__ == "__main__":
    main()
