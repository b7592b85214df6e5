# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Other clients that work on a sandbox beside the modules, each in an environment of its own."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sandbox.client_venv import client_venv

from looker_sandbox.running import RunningSandbox

CLIENTS = Path(__file__).parent / "clients"
Calls = Sequence[tuple[str, Mapping[str, Any]]]


def sdk_calls(sandbox: RunningSandbox, name: str, version: str, calls: Calls) -> list[Any]:
    """What calls of Looker's official client returned; ``name`` is that of its requirements, looker-sdk-26 or -23.

    Skips the test where the client cannot be installed, and raises AssertionError where a call failed.
    """
    return _run(name, ["sdk_calls.py", version], "LOOKERSDK_", sandbox, calls)


def mcp_tools(sandbox: RunningSandbox, calls: Calls) -> list[Any]:
    """What tools of looker-mcp-server returned. Skips the test where it cannot be installed."""
    return _run("looker-mcp-server", ["mcp_tools.py"], "LOOKER_", sandbox, calls)


def _run(name: str, command: list[str], prefix: str, sandbox: RunningSandbox, calls: Calls) -> list[Any]:
    python = client_venv(name) / "python"
    environment = {
        **os.environ,
        f"{prefix}BASE_URL": sandbox.base_url,
        f"{prefix}CLIENT_ID": sandbox.client_id,
        f"{prefix}CLIENT_SECRET": sandbox.client_secret,
        "NO_PROXY": "127.0.0.1",
    }
    run = subprocess.run(
        [str(python), str(CLIENTS / command[0]), *command[1:]],
        env=environment,
        input=json.dumps(calls),
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-3000:]
    results: list[Any] = json.loads(run.stdout.splitlines()[-1])  # a client may log before
    return results
