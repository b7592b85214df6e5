# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody stops a run half-way: nothing new is started, the session is ended, and running it again completes it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest
from contract.harness import ROOT

from looker_sandbox.running import running_sandbox

RUN = """
import json, signal, sys
from contract.harness import _arguments
from ansible_collections.biops.looker.plugins.modules.configuration import main

signal.signal(signal.SIGINT, signal.default_int_handler)  # as in a terminal: where tests run, they may be ignored
signal.signal(signal.SIGHUP, signal.SIG_DFL)
with _arguments(json.load(sys.stdin)):
    main()
"""
USERS = [
    {"email": f"person{number}@acme.example", "first_name": "A", "last_name": str(number)} for number in range(200)
]
PATH = [str(ROOT / part) for part in (".cache/collections", "roles/sandbox/files", "scripts", "tests")]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_ends_a_run_in_order(name: str) -> None:
    with running_sandbox(latency_ms=30) as sandbox:
        options = {
            "base_url": sandbox.base_url,
            "client_id": sandbox.client_id,
            "client_secret": sandbox.client_secret,
            "users": USERS,
            "max_concurrency": 4,
        }
        process = subprocess.Popen(
            [sys.executable, "-c", RUN],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(PATH)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stdin is not None
        process.stdin.write(json.dumps(options))
        process.stdin.close()
        process.stdin = None
        while len(sandbox.requests()) < 30:
            assert process.poll() is None, process.communicate()
            time.sleep(0.01)
        before = len(sandbox.requests())
        process.send_signal(getattr(signal, name))
        output, errors = process.communicate(timeout=60)
        after = sandbox.requests()
        tokens = sandbox.world.instance.tokens
    result = json.loads(output)
    assert result["failed"]
    assert result["changed"]
    assert result["msg"].startswith("interrupted")
    assert errors == ""
    assert len(after) - before < 100, "of some 400 writes: what was under way, and the logout"
    assert after[-1]["path"] == "/logout"
    assert not tokens
