# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Uses tools of looker-mcp-server, in an environment of its own and without a server process.

Reads a JSON list of uses from standard input, [tool, arguments], and writes a JSON list of what they returned. The
address and credentials come from its own variables, LOOKER_*.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

from fastmcp import Client  # type: ignore[import-not-found]
from looker_mcp_server.config import LookerConfig  # type: ignore[import-not-found]
from looker_mcp_server.server import create_server  # type: ignore[import-not-found]


async def use(uses: list[tuple[str, dict[str, Any]]]) -> list[Any]:
    """What the tools returned, one after the other."""
    server, looker = create_server(LookerConfig(), enabled_groups={"admin", "query"})
    try:
        async with Client(server) as client:
            return [json.loads((await client.call_tool(tool, given)).content[0].text) for tool, given in uses]
    finally:
        await looker.close()


if __name__ == "__main__":
    json.dump(asyncio.run(use(json.load(sys.stdin))), sys.stdout)
