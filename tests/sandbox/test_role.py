# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role sandbox starts and stops a server, and says how to reach it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COLLECTIONS = ROOT / ".cache" / "collections"
ANSIBLE = ROOT / ".venv" / "bin" / "ansible-playbook"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not ANSIBLE.exists(), reason="needs the environment that 'make setup' makes"),
]

PLAYBOOK = """
- hosts: localhost
  gather_facts: false
  tasks:
    - ansible.builtin.include_role:
        name: biops.looker.sandbox
      vars:
        sandbox_seed: demo
        sandbox_quirks:
          duplicate_group: 409
          list_order: name
        sandbox_max_lifetime: 120
    - ansible.builtin.uri:
        url: "{{ sandbox_base_url }}/api/4.0/login"
        method: POST
        body_format: form-urlencoded
        body:
          client_id: "{{ sandbox_client_id }}"
          client_secret: "{{ sandbox_client_secret }}"
      register: login
    - ansible.builtin.uri:
        url: "{{ sandbox_base_url }}/api/4.0/groups"
        method: POST
        headers:
          Authorization: "Bearer {{ login.json.access_token }}"
        body_format: json
        body:
          name: Finance
        status_code: 409
    - ansible.builtin.set_fact:
        first_address: "{{ sandbox_base_url }}"
    - ansible.builtin.include_role:
        name: biops.looker.sandbox
    - ansible.builtin.assert:
        that: sandbox_base_url == first_address
    - ansible.builtin.include_role:
        name: biops.looker.sandbox
      vars:
        sandbox_state: stopped
    - ansible.builtin.uri:
        url: "{{ sandbox_base_url }}/alive"
        status_code: -1
    - ansible.builtin.include_role:
        name: biops.looker.sandbox
      vars:
        sandbox_state: stopped
"""


def _run(playbook: str, tmp_path: Path, *options: str) -> subprocess.CompletedProcess[str]:
    (tmp_path / "playbook.yml").write_text(playbook, encoding="utf-8")
    environment = {
        **os.environ,
        "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS),
        "ANSIBLE_HOME": str(tmp_path / "home"),
        "ANSIBLE_NOCOLOR": "1",
        "MOLECULE_EPHEMERAL_DIRECTORY": str(tmp_path),
    }
    command = [str(ANSIBLE), str(tmp_path / "playbook.yml"), *options]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_started_and_stopped(tmp_path: Path) -> None:
    run = _run(PLAYBOOK, tmp_path)
    assert run.returncode == 0, run.stdout + run.stderr
    # Started once and stopped once; the second time there was nothing to do.
    assert run.stdout.count("changed: [localhost]") == 2, run.stdout
    assert sorted(path.name for path in (tmp_path / "sandbox").iterdir()) == ["sandbox.log"]


def test_check_mode_starts_nothing(tmp_path: Path) -> None:
    play = "[{hosts: localhost, gather_facts: false, tasks: [{include_role: {name: biops.looker.sandbox}}]}]"
    run = _run(play, tmp_path, "--check")
    assert run.returncode == 0, run.stdout + run.stderr
    assert not (tmp_path / "sandbox" / "sandbox.json").exists()


def test_a_bad_option_is_refused(tmp_path: Path) -> None:
    play = """
- hosts: localhost
  gather_facts: false
  tasks: [{include_role: {name: biops.looker.sandbox}, vars: {sandbox_quirks: {no_such: 1}}}]
"""
    run = _run(play, tmp_path)
    assert run.returncode != 0
    (failed,) = (line for line in run.stdout.splitlines() if line.startswith("fatal:"))
    assert '"msg": "looker_sandbox: quirk \'no_such\' does not exist; ' in failed
