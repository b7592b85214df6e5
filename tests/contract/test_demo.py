# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo, as `make demo` runs it: it ends well, shows what it promises and leaves nothing behind but its reports."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from contract.harness import ROOT, Looker

FILES = ROOT / "playbooks" / "files"
PEOPLE = (
    12  # of 300, and two of the three instances, to save time: the first people are those that something happens to
)
in_a_clone = pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are looked for in /proc")


def processes_with(text: str) -> list[str]:
    """Command lines of running processes that hold a text."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = entry.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue  # has ended meanwhile
        if text in line:
            found.append(line)
    return found


def demo(folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """The demo with fewer people and without stage, with a directory of its own for what it makes."""
    script = folder / "clone" / "scripts" / "demo.sh"
    script.parent.mkdir(parents=True)
    shutil.copy(ROOT / "scripts" / "demo.sh", script)
    shutil.copytree(ROOT / "playbooks", folder / "clone" / "playbooks")
    users = folder / "clone" / "playbooks" / "files" / "acme" / "users.csv"
    users.write_text("".join(users.read_text(encoding="utf-8").splitlines(True)[: PEOPLE + 1]), encoding="utf-8")
    hosts = folder / "clone" / "playbooks" / "files" / "inventory" / "hosts.yml"
    hosts.write_text(hosts.read_text(encoding="utf-8").replace("    stage:\n", ""), encoding="utf-8")
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "TMPDIR": str(folder),
        "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".cache" / "collections"),
        **more,
    }
    return subprocess.run([str(script)], env=environment, capture_output=True, text=True, timeout=600, check=False)


@in_a_clone
@pytest.mark.slow
def test_the_demo(tmp_path: Path) -> None:
    done = demo(tmp_path, LOOKERSDK_BASE_URL="https://a.real.looker.example")
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr
    counts = re.findall(r"^(\w+) +: ok=\d+ +changed=(\d+) ", done.stdout, re.MULTILINE)
    first, again = {"dev": "1", "prod": "1"}, {"dev": "0", "prod": "0"}
    for step in (first, {"dev": "1"}, first, again, {"prod": "1"}, {"dev": "0", "prod": "1"}):
        now, counts = dict(counts[: len(step)]), counts[len(step) :]
        assert now == step
    for words in (
        "takes see_sql on model",
        "-    - bjork.palsson@acme.example",
        "+    last_name: Lefèvre",
        "+    is_disabled: true",
        "-    - see_sql",
    ):
        assert words in done.stdout
    assert done.stdout.count("As expected: ") == 2
    assert "a.real.looker.example" not in done.stdout
    report = Path(done.stdout.splitlines()[-1])
    assert report.parent == tmp_path / "clone" / ".cache" / "demo"
    text = report.read_text(encoding="utf-8")
    assert all(words in text for words in ("dev", "prod", "Lefebvre", "Weekly revenue"))
    assert not any(path.name.startswith("looker-demo") for path in tmp_path.iterdir())
    assert processes_with(str(tmp_path)) == []


@in_a_clone
@pytest.mark.slow
def test_a_demo_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    """The second step fails: a broken tool stands in for everything that can go wrong half-way."""
    broken = tmp_path / "bin" / "head"
    broken.parent.mkdir()
    broken.write_text("#!/bin/sh\nexit 3\n")
    broken.chmod(0o755)
    done = demo(tmp_path, PATH=f"{broken.parent}:{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    assert done.returncode == 3
    assert "=== 8. Stop the sandboxes" in done.stdout
    assert "The report" not in done.stdout
    assert processes_with(str(tmp_path)) == []


def test_the_company(looker: Looker) -> None:
    """All of it can be applied, and its people have what makes exports difficult."""
    content = yaml.safe_load((FILES / "acme-content.json").read_text(encoding="utf-8"))
    looker.sandbox.set_state(content)
    columns = yaml.safe_load((FILES / "inventory" / "group_vars" / "looker.yml").read_text(encoding="utf-8"))
    outcome = looker.configure(check=True, src=[str(FILES / "acme")], csv_columns=columns["looker_csv_columns"])
    assert not outcome.failed, outcome.message
    assert outcome.result["summary"]["objects"]["user"] == {"create": 300}
    text = (FILES / "acme" / "users.csv").read_text(encoding="utf-8")
    emails = [line.split(",")[1] for line in text.splitlines()[1:]]
    assert len([email for email in emails if email != email.lower()]) > 20
    assert len([email for email in emails if email != email.strip()]) > 5
    assert len(re.findall(r'"[^"]*,[^"]*"', text)) > 3
    assert len(re.findall(r"[À-ž]", text)) > 50
    assert ",," in text
