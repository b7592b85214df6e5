# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""CONTRIBUTING.md shows how a resource type was added: what it shows is the code as it is."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def test_shown_code_is_the_code() -> None:
    named = (
        "plugins/module_utils/_resources/model_set.py",
        "plugins/modules/model_set.py",
        "tests/contract/samples.py",
    )
    assert all(name in TEXT for name in named)
    code = "\n".join(textwrap.dedent((ROOT / name).read_text(encoding="utf-8")) for name in named)
    lines = "\n".join(line.strip() for line in code.splitlines())
    shown = re.findall(r"(?ms)^ *```python\n(.*?)^ *```$", TEXT)
    assert len(shown) == len(named)
    for block in shown:
        assert "\n".join(line.strip() for line in block.splitlines()) in lines, block


def test_named_files_and_targets_are_there() -> None:
    paths = set(re.findall(r"`((?:plugins|roles|tests|docs|meta|changelogs)/[\w./-]+)`", TEXT))
    layout = re.findall(r"(?m)^((?:plugins|roles|playbooks|extensions)/[\w/]*) ", TEXT)
    assert len(paths) > 5
    assert [path for path in {*paths, *layout} if not (ROOT / path).exists()] == []
    targets = set(re.findall(r"(?m)^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8")))
    assert set(re.findall(r"(?:^|`)make ([a-z-]+)", TEXT, re.MULTILINE)) <= targets
