# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sandboxes that run in the background, each known by its state directory.

The directory holds ``sandbox.json`` (the ready line) and ``sandbox.pid`` while the server runs, and its output in
``sandbox.log``.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

READY, PID, LOG = "sandbox.json", "sandbox.pid", "sandbox.log"
SECONDS_TO_START = 15.0
SECONDS_TO_STOP = 5.0


def note(folder: Path, ready: dict[str, Any]) -> None:
    """Say in the state directory that this process is ready."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / PID).write_text(f"{ready['pid']}\n", encoding="utf-8")
    unfinished = folder / f"{READY}.new"
    unfinished.write_text(json.dumps(ready) + "\n", encoding="utf-8")
    unfinished.replace(folder / READY)


def forget(folder: Path) -> None:
    """Say that nothing runs any more."""
    for name in (PID, READY):
        (folder / name).unlink(missing_ok=True)


def running(folder: Path) -> dict[str, Any] | None:
    """The ready line of the sandbox of this directory, if that very process still runs."""
    try:
        ready: dict[str, Any] = json.loads((folder / READY).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return ready if _is_sandbox(ready["pid"]) else None


def start(arguments: list[str], folder: Path) -> int:
    """Start a sandbox as a process of its own and print its ready line; ``started`` tells whether it is a new one.

    Returns the exit status.
    """
    ready = running(folder)
    if ready is not None:
        print(json.dumps({**ready, "started": False}), flush=True)
        return 0
    folder.mkdir(parents=True, exist_ok=True)
    forget(folder)
    here = str(Path(__file__).resolve().parent.parent)
    path = os.pathsep.join(filter(None, [here, os.environ.get("PYTHONPATH")]))
    with (folder / LOG).open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "looker_sandbox", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            env={**os.environ, "PYTHONPATH": path},
        )
    deadline = time.monotonic() + SECONDS_TO_START
    while process.poll() is None and time.monotonic() < deadline:
        ready = running(folder)
        if ready is not None:
            print(json.dumps({**ready, "started": True}), flush=True)
            return 0
        time.sleep(0.02)
    process.terminate()
    print((folder / LOG).read_text(encoding="utf-8", errors="replace").strip(), file=sys.stderr)
    return 1


def stop(folder: Path) -> int:
    """End the sandbox of this directory and print whether there was one. Returns the exit status."""
    ready = running(folder)
    if ready is not None:
        os.kill(ready["pid"], signal.SIGTERM)
        deadline = time.monotonic() + SECONDS_TO_STOP
        while _is_sandbox(ready["pid"]):
            if time.monotonic() > deadline:
                os.kill(ready["pid"], signal.SIGKILL)
            time.sleep(0.02)
    forget(folder)
    print(json.dumps({"stopped": ready is not None}), flush=True)
    return 0


def _is_sandbox(pid: int) -> bool:
    """Whether the process is a sandbox: its number may long be another's."""
    command = Path(f"/proc/{pid}/cmdline")
    if command.parent.parent.joinpath("self").exists():
        try:
            return b"looker_sandbox" in command.read_bytes()
        except OSError:
            return False
    listed = subprocess.run(["ps", "-p", str(pid), "-o", "args="], capture_output=True, text=True, check=False)
    return "looker_sandbox" in listed.stdout
