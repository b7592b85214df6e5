# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line of the sandbox."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from looker_sandbox import background, demo, quirks
from looker_sandbox.faults import parse_faults
from looker_sandbox.seed import CLIENT_ID, CLIENT_SECRET
from looker_sandbox.world import DEFAULT_RELEASE, Options


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
    add("--stop", action="store_true", help="end the one that runs in the background; needs --state-dir")
    add("--state-dir", metavar="DIR", help="where process id, address and output of the server are kept")
    add("--max-lifetime", type=float, metavar="S", help="end after this many seconds")
    return result


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the sandbox until it is told to stop, or start or stop one in the background. Returns the exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    args = parser().parse_args(given)
    if (args.detach or args.stop) and not args.state_dir:
        parser().error("--detach and --stop need --state-dir")
    if args.stop:
        return background.stop(Path(args.state_dir))
    if args.detach:
        return background.start([a for a in given if a != "--detach"], Path(args.state_dir))
    return _serve(args)


def _serve(args: argparse.Namespace) -> int:
    # Here and not above, so that stopping needs no web server to be installed.
    from looker_sandbox.server import listen, make_server

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
            world.faults = parse_faults(_document("faults", args.faults))
        listener = listen(args.port)
    except (OSError, ValueError) as error:
        print(f"looker_sandbox: {error}", file=sys.stderr)
        return 2
    if args.max_lifetime:
        timer = threading.Timer(args.max_lifetime, lambda: setattr(server, "should_exit", True))
        timer.daemon = True
        timer.start()
    # uvicorn passes a signal on when it has stopped serving; leaving by SystemExit lets the tidying happen.
    signal.signal(signal.SIGTERM, lambda *_unused: sys.exit(0))
    scheme = "https" if args.tls_cert else "http"
    _announce(f"{scheme}://127.0.0.1:{listener.getsockname()[1]}", args.state_dir)
    try:
        server.run([listener])
    except KeyboardInterrupt:
        pass
    finally:
        if args.state_dir:
            background.forget(Path(args.state_dir))
    return 0


def _seed(name: str) -> dict[str, Any]:
    if name == "empty":
        return {}
    if name == "demo":
        return demo.document()
    document = _document("seed", name)
    if not isinstance(document, dict):
        raise ValueError(f"seed {name}: must be a JSON object")
    return document


def _document(option: str, name: str) -> Any:
    """The JSON document in the file that an option names. Raises ValueError."""
    try:
        return json.loads(Path(name).read_text(encoding="utf-8"))
    except OSError as error:
        raise ValueError(f"{option} {name}: {error.strerror}") from error
    except ValueError as error:
        raise ValueError(f"{option} {name}: is not JSON: {error}") from error


def _announce(base_url: str, state_dir: str | None) -> None:
    """One JSON line when the port is open; connections wait there until the server takes them."""
    ready = {"base_url": base_url, "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "pid": os.getpid()}
    if state_dir:
        background.note(Path(state_dir), ready)
    print(json.dumps(ready), flush=True)
