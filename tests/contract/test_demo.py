# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo, as `make demo` runs it: it ends well, shows what it promises and leaves nothing behind."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from contract.harness import ROOT

pytestmark = pytest.mark.slow


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


def demo(temporary: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """The demo with a directory of its own for what it makes."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {
        **os.environ,
        "PATH": path,
        "TMPDIR": str(temporary),
        "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".cache" / "collections"),
        **more,
    }
    return subprocess.run(
        [str(ROOT / "scripts" / "demo.sh")], env=environment, capture_output=True, text=True, timeout=600, check=False
    )


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are looked for in /proc")
def test_the_demo(tmp_path: Path) -> None:
    done = demo(tmp_path, LOOKERSDK_BASE_URL="https://a.real.looker.example")
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr
    assert re.findall(r"changed=(\d+) ", done.stdout) == ["1", "1", "1", "0", "3", "1", "1"]
    for drift in ("-    - bjork.palsson@acme.example", "+    last_name: Lefèvre", "+    is_disabled: true"):
        assert drift in done.stdout
    assert done.stdout.count("As expected: ") == 2
    assert "a.real.looker.example" not in done.stdout
    assert not any(path.name.startswith("looker-demo") for path in tmp_path.iterdir())
    assert processes_with(str(tmp_path)) == []


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are looked for in /proc")
def test_a_demo_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    """The second step fails: a broken tool stands in for everything that can go wrong half-way."""
    broken = tmp_path / "bin" / "cat"
    broken.parent.mkdir()
    broken.write_text("#!/bin/sh\nexit 3\n")
    broken.chmod(0o755)
    done = demo(tmp_path, PATH=f"{broken.parent}:{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    assert done.returncode == 3
    assert "=== 7. Stop the sandbox" in done.stdout
    assert processes_with(str(tmp_path)) == []
