# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Environments of their own for clients that cannot share one: made of pinned requirements, kept under .cache."""

from __future__ import annotations

import fcntl
import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def interpreter_called(name: str) -> str:
    """The path of the interpreter ``python3.10`` or the like; skips the test where the machine has none."""
    links = ROOT / ".cache" / "pythons"
    subprocess.run([sys.executable, str(ROOT / "scripts" / "find_pythons.py"), str(links)], check=True)
    if not (links / name).exists():
        pytest.skip(f"there is no {name} here")
    return str((links / name).resolve())


def client_venv(name: str, interpreter: str = sys.executable) -> Path:
    """The directory of programs of the environment of a client, made of requirements/NAME.txt when there is none yet.

    Skips the test, saying why, where it cannot be made: without a package index, or on a Python that is too new
    for the client.
    """
    requirements = ROOT / "requirements" / f"{name}.txt"
    stamp_text = hashlib.sha256(f"{interpreter}{sys.version}".encode() + requirements.read_bytes()).hexdigest()
    place = ROOT / ".cache" / "venvs" / name
    place.parent.mkdir(parents=True, exist_ok=True)
    python, stamp = place / "bin" / "python", place / "made-from"
    with (place.parent / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not stamp.exists() or stamp.read_text() != stamp_text:
            subprocess.run([interpreter, "-m", "venv", "--clear", str(place)], check=True)
            pip = [str(python), "-m", "pip", "install", "-qq", "--disable-pip-version-check", "-r", str(requirements)]
            made = subprocess.run(pip, capture_output=True, text=True, check=False)
            if made.returncode:
                pytest.skip(f"{name} cannot be installed: {made.stderr.strip().splitlines()[-1:]}")
            stamp.write_text(stamp_text)
    return place / "bin"
