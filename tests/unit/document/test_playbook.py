# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bad documents in a real run of ansible-playbook: a clear message, and no sign of a program that broke."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import Folder

ROOT = Path(__file__).resolve().parents[3]


def message(folder: Folder, task: str) -> str:
    """What the failed task says. There is no Looker: nothing may get as far as asking it."""
    tasks = f"  tasks:\n    - biops.looker.configuration: {task}\n"
    folder.write("play.yml", f"- hosts: localhost\n  gather_facts: false\n{tasks}")
    environment = {
        **os.environ,
        "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".cache" / "collections"),
        "ANSIBLE_HOME": str(folder.path / ".ansible"),
        "ANSIBLE_CALLBACK_RESULT_FORMAT": "json",
        "ANSIBLE_NOCOLOR": "1",
    }
    command = [
        Path(sys.executable).with_name("ansible-playbook"),
        "-i",
        "localhost,",
        "-c",
        "local",
        "-vvv",
        "play.yml",
    ]
    run = subprocess.run(command, env=environment, capture_output=True, check=False, text=True)
    assert run.returncode == 2, run.stdout + run.stderr
    assert "Traceback" not in run.stdout + run.stderr
    failed = run.stdout[run.stdout.index("FAILED! => ") :].partition(" => ")[2]
    result, _end = json.JSONDecoder().raw_decode(failed)
    return str(result["msg"])


@pytest.mark.slow
def test_a_syntax_error(folder: Folder) -> None:
    folder.write("files/looker/groups.yml", "- name: [\n")
    assert message(folder, "{src: looker}").splitlines() == [
        "The configuration cannot be used, and nothing was changed.",
        ("files/looker/groups.yml:2: is not valid YAML: while parsing a flow node, did not find expected node content"),
    ]


@pytest.mark.slow
def test_a_missing_file(folder: Folder) -> None:
    first, *searched = message(folder, "{src: [nowhere.yml]}").splitlines()
    assert first == "Could not find or access 'nowhere.yml'"
    assert any(line.strip().startswith(f"{folder.path}/files/nowhere.yml") for line in searched)
