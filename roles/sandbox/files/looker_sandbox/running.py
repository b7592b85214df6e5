# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A sandbox inside the process of a test: ``with running_sandbox() as sandbox: ...``."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, cast

from starlette.types import ASGIApp

from looker_sandbox.app import Observer
from looker_sandbox.faults import Faults, parse_faults
from looker_sandbox.seed import CLIENT_ID, CLIENT_SECRET
from looker_sandbox.server import listen, make_server
from looker_sandbox.world import Options


class RunningSandbox:
    """A sandbox that serves in a thread of its own, on a free port of loopback."""

    def __init__(
        self,
        options: Options,
        observer: Observer | None = None,
        tls_cert: str | None = None,
        tls_key: str | None = None,
    ) -> None:
        self._server, self.world = make_server(options, observer=observer, tls_cert=tls_cert, tls_key=tls_key)
        self.app = cast(ASGIApp, self._server.config.app)
        listener = listen(0)
        scheme = "https" if tls_cert else "http"
        self.base_url = f"{scheme}://127.0.0.1:{listener.getsockname()[1]}"
        self.client_id, self.client_secret = CLIENT_ID, CLIENT_SECRET
        self._thread = threading.Thread(target=self._server.run, args=([listener],), daemon=True)
        self._thread.start()
        while not self._server.started:
            if not self._thread.is_alive():
                raise RuntimeError("the sandbox did not start")
            time.sleep(0.002)

    def requests(self) -> list[dict[str, Any]]:
        """The log: method, path (without ``/api/<version>``), query, status, version of every request so far."""
        return list(self.world.log)

    def clear_requests(self) -> None:
        """Forget the log."""
        self.world.log.clear()

    def faults(self, *rules: Mapping[str, Any], seed: int | None = None) -> None:
        """Set the fault rules; none ends all faults. Raises ValueError for a rule that is not understood."""
        self.world.faults = parse_faults({"seed": seed, "rules": rules}) if rules else Faults()

    def state(self) -> dict[str, Any]:
        """The state document."""
        return self.world.state()

    def set_state(self, document: Mapping[str, Any]) -> None:
        """Start over from a state document."""
        self.world.replace_state(document)

    def reset(self) -> None:
        """Back to the seed, with an empty log and without faults."""
        self.world.reset()

    def stop(self, *, wait: bool = True) -> None:
        """End the server; without ``wait`` the port closes within the next fifth of a second. Safe to call twice."""
        self._server.should_exit = True
        if wait:
            self._thread.join(timeout=5)


@contextmanager
def running_sandbox(
    *,
    observer: Observer | None = None,
    tls_cert: str | None = None,
    tls_key: str | None = None,
    **options: Any,
) -> Iterator[RunningSandbox]:
    """Run a sandbox for the length of a with block; ``options`` are the fields of ``Options``.

    ``quirks`` may name only those that differ from the default.
    """
    sandbox = RunningSandbox(Options(**options), observer, tls_cert, tls_key)
    try:
        yield sandbox
    finally:
        sandbox.stop(wait=False)  # nobody needs the port again, and hundreds of tests need not wait
