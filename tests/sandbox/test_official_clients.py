# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looker's official Python clients work with the sandbox as with a Looker."""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sandbox import openapi

from looker_sandbox.running import running_sandbox

ROOT = Path(__file__).resolve().parents[2]
DRIVER = Path(__file__).parent / "clients" / "drive.py"

pytestmark = pytest.mark.slow


def client_python(name: str) -> str:
    """The interpreter of the environment of a client, made of requirements/NAME.txt when there is none yet.

    Skips the test, saying why, where it cannot be made: without a package index, or on a Python that is too new for it.
    """
    requirements = ROOT / "requirements" / f"{name}.txt"
    stamp_text = hashlib.sha256(sys.version.encode() + requirements.read_bytes()).hexdigest()
    place = ROOT / ".cache" / "venvs" / name
    place.parent.mkdir(parents=True, exist_ok=True)
    python, stamp = place / "bin" / "python", place / "made-from"
    with (place.parent / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not stamp.exists() or stamp.read_text() != stamp_text:
            subprocess.run([sys.executable, "-m", "venv", "--clear", str(place)], check=True)
            pip = [str(python), "-m", "pip", "install", "-qq", "--disable-pip-version-check", "-r", str(requirements)]
            made = subprocess.run(pip, capture_output=True, text=True, check=False)
            if made.returncode:
                pytest.skip(f"{name} cannot be installed: {made.stderr.strip().splitlines()[-1:]}")
            stamp.write_text(stamp_text)
    return str(python)


@pytest.mark.parametrize(
    ("name", "version"), [("looker-sdk-26", "4.0"), ("looker-sdk-23", "3.1"), ("looker-sdk-23", "4.0")]
)
def test_an_official_client_runs(name: str, version: str) -> None:
    python = client_python(name)
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
            [python, str(DRIVER), version], env=environment, capture_output=True, text=True, check=False
        )
    assert run.returncode == 0, run.stderr[-3000:]
    assert run.stdout.strip() == "all held"
    assert observer.problems == []
