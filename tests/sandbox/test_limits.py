# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the sandbox can bear: 10,000 users."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import requests

FILES = Path(__file__).resolve().parents[2] / "roles" / "sandbox" / "files"

PAGES = 20

pytestmark = pytest.mark.slow


def test_ten_thousand_users(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    seed = {
        "groups": [{"name": f"Group {n}"} for n in range(100)],
        "users": [
            {
                "first_name": f"First {n}",
                "email": f"user{n}@acme.example",
                "groups": [f"Group {(n + k) % 100}" for k in range(3)],
            }
            for n in range(10_000)
        ],
    }
    (tmp_path / "seed.json").write_text(json.dumps(seed))
    environment = {**os.environ, "PYTHONPATH": str(FILES)}
    command = [sys.executable, "-m", "looker_sandbox", f"--seed={tmp_path / 'seed.json'}", "--max-lifetime=60"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            root = json.loads(server.stdout.readline())["base_url"]
            session = requests.Session()
            login = {"client_id": "sandbox-client", "client_secret": "sandbox-secret"}
            token = session.post(f"{root}/api/4.0/login", data=login).json()["access_token"]
            session.headers["Authorization"] = f"Bearer {token}"
            before = _processor_seconds(server.pid)
            for _unused in range(PAGES):
                assert len(session.get(f"{root}/api/4.0/users?limit=500&offset=2000").json()) == 500
            page = (_processor_seconds(server.pid) - before) / PAGES * 1000
            assert len(session.get(f"{root}/api/4.0/users").json()) == 10_001
            memory = _megabytes(server.pid)
        finally:
            server.terminate()
    with capsys.disabled():
        print(f"\nsandbox with 10,000 users: a page of 500 takes {page:.0f} ms of the processor; {memory} MB")
    assert memory < 200
    # The aim is 30 ms on a machine of today that does nothing else; tests run on others too.
    assert page < 90


def _processor_seconds(pid: int) -> float:
    """The processor time that a process has used: unlike the clock, it takes no account of what else is going on."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        pytest.skip("processor time is measured on Linux only")
    user, system = stat.read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _megabytes(pid: int) -> int:
    """The most memory that a process has held."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    line = next(line for line in lines if line.startswith("VmHWM"))
    return int(line.split()[1]) // 1024
