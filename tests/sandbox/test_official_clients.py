# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looker's official Python clients work with the sandbox as with a Looker."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from sandbox import openapi
from sandbox.client_venv import client_venv

from looker_sandbox.running import running_sandbox

CLIENTS = Path(__file__).parent / "clients"

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("driver", ["drive.py", "drive_settings.py"])
@pytest.mark.parametrize(
    ("name", "version"), [("looker-sdk-26", "4.0"), ("looker-sdk-23", "3.1"), ("looker-sdk-23", "4.0")]
)
def test_an_official_client_runs(name: str, version: str, driver: str) -> None:
    python = client_venv(name) / "python"
    observer = openapi.Observer(requests=False)
    with running_sandbox(observer=observer) as sandbox:
        environment = {
            **os.environ,
            "LOOKERSDK_BASE_URL": sandbox.base_url,
            "LOOKERSDK_CLIENT_ID": sandbox.client_id,
            "LOOKERSDK_CLIENT_SECRET": sandbox.client_secret,
            "NO_PROXY": "127.0.0.1",
        }
        run = subprocess.run(
            [str(python), str(CLIENTS / driver), version], env=environment, capture_output=True, text=True, check=False
        )
    assert run.returncode == 0, run.stderr[-3000:]
    assert run.stdout.strip() == "all held"
    assert observer.problems == []
