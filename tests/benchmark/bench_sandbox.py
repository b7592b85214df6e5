# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sandbox: how quickly it starts and answers, and how much memory it takes."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable

import requests
from bench_configuration import GROUPS, MEMBERSHIPS, USERS, company
from measure import Server, middle, sandbox, say

PAGE = 500


def logged_in(server: Server) -> requests.Session:
    """A session with a token."""
    session = requests.Session()
    form = {name: server.environment[f"LOOKERSDK_{name.upper()}"] for name in ("client_id", "client_secret")}
    token = session.post(f"{server.base_url}/api/4.0/login", data=form).json()["access_token"]
    session.headers["Authorization"] = f"Bearer {token}"
    return session


def milliseconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def start() -> float:
    with sandbox() as server:
        return server.seconds_to_start


def main() -> None:
    print("Sandbox")
    say("start of an empty one", f"{middle(start):.2f} s", "1 s")
    with sandbox(company(USERS, GROUPS, MEMBERSHIPS)) as server, logged_in(server) as session:
        say(f"memory with {USERS} users", f"{server.resident_mb():.0f} MB", "200 MB")
        url = f"{server.base_url}/api/4.0/users?limit={PAGE}&sorts=id&offset="
        offsets = itertools.count(step=PAGE)
        page = middle(lambda: milliseconds(lambda: session.get(f"{url}{next(offsets)}")), USERS // PAGE)
        say(f"a page of {PAGE} users with all fields", f"{page:.0f} ms", "30 ms")
        one = middle(
            lambda: milliseconds(lambda: session.get(f"{server.base_url}/api/4.0/users/{USERS}")), USERS // PAGE
        )
        say("one user", f"{one:.1f} ms")


if __name__ == "__main__":
    main()
