# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line of the sandbox."""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from looker_sandbox import demo, quirks
from looker_sandbox.faults import parse_faults
from looker_sandbox.seed import CLIENT_ID, CLIENT_SECRET
from looker_sandbox.server import listen, make_server
from looker_sandbox.world import DEFAULT_RELEASE, Options

READY_FILE = "sandbox.json"
PID_FILE = "sandbox.pid"
LOG_FILE = "sandbox.log"
SECONDS_TO_START = 15


def parser() -> argparse.ArgumentParser:
    """The options."""
    result = argparse.ArgumentParser(prog="python3 -m looker_sandbox", description=__doc__)
    add = result.add_argument
    add("--port", type=int, default=0, help="port on 127.0.0.1; 0 takes a free one")
    add("--seed", default="empty", help="empty (a new instance), demo, or a JSON file with a state document")
    add("--latency-ms", type=float, default=0, help="wait this long before every answer")
    add("--api-versions", default="3.1,4.0", help="any of 3.0, 3.1 and 4.0, with commas")
    add("--edition", choices=("original", "core"), default="original")
    add("--release", default=DEFAULT_RELEASE, help="Looker release to be, for example 22.16.0")
    add("--quirk", action="append", default=[], metavar="NAME=VALUE", help="how to settle an open question")
    add("--quirks", metavar="random:SEED", help="settle all open questions at random")
    add("--faults", metavar="FILE", help="JSON file with fault rules")
    add("--tls-cert", metavar="FILE")
    add("--tls-key", metavar="FILE")
    add("--detach", action="store_true", help="run in the background; needs --state-dir")
    add("--state-dir", metavar="DIR", help="where process id, address and output of the server are kept")
    add("--max-lifetime", type=float, metavar="S", help="end after this many seconds")
    return result


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the sandbox until it is told to stop. Returns the exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    args = parser().parse_args(given)
    if args.detach and not args.state_dir:
        parser().error("--detach needs --state-dir")
    if args.detach:
        return _detach(given, Path(args.state_dir))
    try:
        options = Options(
            seed=_seed(args.seed),
            latency_ms=args.latency_ms,
            api_versions=tuple(v.strip() for v in args.api_versions.split(",") if v.strip()),
            edition=args.edition,
            release=args.release,
            quirks=quirks.choose(args.quirk, args.quirks),
        )
        server, world = make_server(options, tls_cert=args.tls_cert, tls_key=args.tls_key)
        if args.faults:
            world.faults = parse_faults(json.loads(Path(args.faults).read_text(encoding="utf-8")))
        listener = listen(args.port)
    except (OSError, ValueError) as error:
        print(f"looker_sandbox: {error}", file=sys.stderr)
        return 2
    if args.max_lifetime:
        timer = threading.Timer(args.max_lifetime, lambda: setattr(server, "should_exit", True))
        timer.daemon = True
        timer.start()
    scheme = "https" if args.tls_cert else "http"
    # uvicorn passes a signal on when it has stopped serving; leaving by SystemExit lets the tidying happen.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    _announce(f"{scheme}://127.0.0.1:{listener.getsockname()[1]}", args.state_dir)
    try:
        server.run([listener])
    except KeyboardInterrupt:
        pass
    finally:
        _tidy(args.state_dir)
    return 0


def _seed(name: str) -> dict[str, Any]:
    if name == "empty":
        return {}
    if name == "demo":
        return demo.document()
    document = json.loads(Path(name).read_text(encoding="utf-8"))
    if not isinstance(document, dict):
        raise ValueError(f"seed {name}: must be a JSON object")
    return document


def _announce(base_url: str, state_dir: str | None) -> None:
    """One JSON line when the port is open; connections wait there until the server takes them."""
    ready = {"base_url": base_url, "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "pid": os.getpid()}
    line = json.dumps(ready)
    if state_dir:
        folder = Path(state_dir)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / PID_FILE).write_text(f"{os.getpid()}\n", encoding="utf-8")
        unfinished = folder / f"{READY_FILE}.new"
        unfinished.write_text(line + "\n", encoding="utf-8")
        unfinished.replace(folder / READY_FILE)
    print(line, flush=True)


def _tidy(state_dir: str | None) -> None:
    if state_dir:
        for name in (PID_FILE, READY_FILE):
            (Path(state_dir) / name).unlink(missing_ok=True)


def _detach(given: list[str], folder: Path) -> int:
    """Start the server as a process of its own, wait until it is ready, print its ready line."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / READY_FILE).unlink(missing_ok=True)
    command = [sys.executable, "-m", "looker_sandbox", *(a for a in given if a != "--detach")]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    with (folder / LOG_FILE).open("wb") as log:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, env=environment
        )
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        if (folder / READY_FILE).exists():
            print((folder / READY_FILE).read_text(encoding="utf-8").strip(), flush=True)
            return 0
        if process.poll() is not None:
            break
        time.sleep(0.02)
    process.terminate()
    print((folder / LOG_FILE).read_text(encoding="utf-8", errors="replace").strip(), file=sys.stderr)
    return 1
