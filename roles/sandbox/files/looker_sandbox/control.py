# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The control plane under ``/_sandbox``: log, faults, deliveries, state.

It is no part of the Looker API and never in the log.
"""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from looker_sandbox.faults import Faults, parse_faults
from looker_sandbox.world import World


def control_routes(world: World) -> list[Route]:
    """The routes of one sandbox's control plane."""

    async def body(request: Request) -> Any:
        return json.loads(await request.body() or b"{}")

    async def requests(request: Request) -> Response:
        if request.method == "DELETE":
            world.log.clear()
            return Response(status_code=204)
        return JSONResponse(list(world.log))

    async def faults(request: Request) -> Response:
        if request.method == "DELETE":
            world.faults = Faults()
            return Response(status_code=204)
        try:
            world.faults = parse_faults(await body(request))
        except ValueError as error:
            return JSONResponse({"message": str(error)}, 400)
        return Response(status_code=204)

    async def deliveries(request: Request) -> Response:
        with world.lock:
            sent = world.instance.deliveries
            if request.method == "DELETE":
                sent.clear()
                return Response(status_code=204)
            return JSONResponse(list(sent))

    async def state(request: Request) -> Response:
        if request.method == "GET":
            return JSONResponse(world.state())
        try:
            world.replace_state(await body(request))
        except ValueError as error:
            return JSONResponse({"message": str(error)}, 400)
        return Response(status_code=204)

    async def reset(request: Request) -> Response:
        world.reset()
        return Response(status_code=204)

    return [
        Route("/requests", requests, methods=["GET", "DELETE"]),
        Route("/faults", faults, methods=["POST", "DELETE"]),
        Route("/deliveries", deliveries, methods=["GET", "DELETE"]),
        Route("/state", state, methods=["GET", "PUT"]),
        Route("/reset", reset, methods=["POST"]),
    ]
