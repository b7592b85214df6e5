# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTTP server around the application: uvicorn, and connections that can be cut."""

from __future__ import annotations

import socket
import struct
from asyncio import Transport
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from looker_sandbox.app import Observer, create_app
from looker_sandbox.world import Options, World


class Connections(dict[tuple[str, int], Transport]):
    """Open connections by the client's address."""

    def cut(self, client: tuple[str, int]) -> None:
        """Reset a connection, without sending what is still waiting."""
        transport = self.get(tuple(client))  # type: ignore[arg-type]
        if transport is None:
            return
        raw = transport.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()

    def protocol(self) -> type[H11Protocol]:
        """uvicorn's HTTP protocol, which also notes its connections here."""
        connections = self

        class Noting(H11Protocol):
            def connection_made(self, transport: Any) -> None:
                super().connection_made(transport)
                self.address = transport.get_extra_info("peername")
                connections[self.address] = transport

            def connection_lost(self, exc: Exception | None) -> None:
                connections.pop(self.address, None)
                super().connection_lost(exc)

        return Noting


def listen(port: int) -> socket.socket:
    """A listening socket on loopback; port 0 takes a free one."""
    # asyncio turns Nagle's algorithm off only where the protocol is named. With it, the body of every answer waits
    # 40 ms for the client to acknowledge the headers.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen(128)
    return listener


def make_server(
    options: Options,
    *,
    observer: Observer | None = None,
    tls_cert: str | None = None,
    tls_key: str | None = None,
) -> tuple[uvicorn.Server, World]:
    """A uvicorn server that is ready to serve a socket of ``listen``, and the world behind it."""
    connections = Connections()
    app = create_app(options, observer=observer, cut=connections.cut)
    config = uvicorn.Config(
        app,
        http=connections.protocol(),
        ws="none",
        lifespan="off",
        loop="asyncio",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
        ssl_certfile=tls_cert,
        ssl_keyfile=tls_key,
    )
    return uvicorn.Server(config), app.state.world
