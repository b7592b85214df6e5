# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long the engine thinks, without any HTTP: `python tests/benchmark/bench_engine.py [--profile] [USERS …]`.

Users with three memberships each, declared as they are: nothing to do. Prints seconds of processor time for every
step; they must grow with the number of users, not with its square.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / ".cache/collections"), str(ROOT / "tests")]

from unit.engine.documents import Document, want  # noqa: E402
from unit.engine.model import ModelLooker, State  # noqa: E402

from ansible_collections.biops.looker.plugins.module_utils._needs import needs_of  # noqa: E402
from ansible_collections.biops.looker.plugins.module_utils._order import waves  # noqa: E402
from ansible_collections.biops.looker.plugins.module_utils._plan import plan  # noqa: E402
from ansible_collections.biops.looker.plugins.module_utils._resources._all import ALL  # noqa: E402
from ansible_collections.biops.looker.plugins.module_utils._snapshot import take_snapshot  # noqa: E402

T = TypeVar("T")
MEMBERSHIPS = 3  # of each user


def company(size: int) -> State:
    """Users and a tenth as many groups."""
    users = [f"user{number}@model.example" for number in range(size)]
    groups = [f"group{number}" for number in range(max(size // 10, MEMBERSHIPS))]
    return State(
        {email: {"first_name": "Ada", "last_name": "Lovelace"} for email in users},
        {name: {} for name in groups},
        {
            (groups[(number + turn) % len(groups)], email)
            for number, email in enumerate(users)
            for turn in range(MEMBERSHIPS)
        },
    )


def declared(state: State) -> Document:
    """Everything as it is: fields from the users' side, memberships from the groups' side."""
    members: dict[str, list[str]] = {name: [] for name in state.groups}
    for group, user in sorted(state.members):
        members[group].append(user)
    return {
        "users": [{"email": email, **row} for email, row in state.users.items()],
        "groups": [{"name": name, "users": members[name]} for name in state.groups],
    }


def timed(times: dict[str, float], what: str, work: Callable[[], T]) -> T:
    start = time.process_time()
    result = work()
    times[what] = time.process_time() - start
    return result


def measure(size: int) -> dict[str, float]:
    """Seconds of processor time for each step of a run that finds nothing to do, and of one that makes everything."""
    state, times = company(size), dict[str, float]()
    document = declared(state)
    wanted = timed(times, "declare", lambda: want(document, max_removals=10**6))
    for kind, looker in (("no-op", ModelLooker(state)), ("create all", ModelLooker())):
        snapshot: Any = timed(times, f"{kind}: read", lambda: take_snapshot(looker, needs_of(wanted, ALL), ALL))  # type: ignore[arg-type] # noqa: B023
        have = timed(times, f"{kind}: have", lambda: snapshot.have("4.0"))  # noqa: B023
        made = timed(times, f"{kind}: plan", lambda: plan(wanted, have, ALL))  # noqa: B023
        assert bool(made.changes) == (kind == "create all")
        timed(times, f"{kind}: order", lambda: waves(made.changes))  # noqa: B023
    return times


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sizes", metavar="USERS", type=int, nargs="*", default=[1_000, 10_000, 100_000])
    parser.add_argument("--profile", action="store_true", help="where the time goes, for the largest number of users")
    options = parser.parse_args()
    results = {size: measure(size) for size in options.sizes}
    print("step".ljust(20) + "".join(f"{size:>10,} users" for size in results))
    for step in results[options.sizes[0]]:
        print(step.ljust(20) + "".join(f"{times[step]:14.2f} s" for times in results.values()))
    if options.profile:
        with cProfile.Profile() as profile:
            measure(max(options.sizes))
        pstats.Stats(profile).sort_stats("cumulative").print_stats(45)


if __name__ == "__main__":
    main()
