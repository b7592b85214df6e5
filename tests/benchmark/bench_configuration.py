# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A configuration of 10,000 users in a YAML file: time and memory of ansible-playbook, and calls."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

import yaml
from measure import RUNS, Cost, Server, play, sandbox, say

USERS, GROUPS, MEMBERSHIPS = 10_000, 100, 3


def company(users: int, groups: int, memberships: int) -> dict[str, list[dict[str, Any]]]:
    """A state document of the sandbox that is also a configuration."""
    return {
        "groups": [{"name": f"Group {number}"} for number in range(groups)],
        "users": [
            {
                "email": f"user{number}@acme.example",
                "first_name": f"First {number}",
                "last_name": f"Last {number}",
                "groups": sorted(f"Group {(number + step * 7) % groups}" for step in range(memberships)),
            }
            for number in range(users)
        ],
    }


def measured(src: Path, server: Server, *arguments: str) -> tuple[Cost, float]:
    """The cost of a run, and the seconds without the time in which the server was at work."""
    before = server.cpu_seconds()
    cost = play([{"biops.looker.configuration": {"src": str(src), "max_removals": 0}}], server, *arguments)
    return cost, cost.seconds - (server.cpu_seconds() - before)


def report(title: str, src: Path, server: Server, *arguments: str) -> None:
    costs = [measured(src, server, *arguments) for _unused in range(RUNS)]
    say(f"{title}: on the clock", f"{median(cost.seconds for cost, _unused in costs):.1f} s")
    say(f"{title}: without the server", f"{median(own for _unused, own in costs):.1f} s", "8 s")
    say(f"{title}: processor time", f"{median(cost.cpu_seconds for cost, _unused in costs):.1f} s")
    say(f"{title}: memory", f"{median(cost.megabytes for cost, _unused in costs):.0f} MB", "400 MB")


def calls(task: dict[str, Any], server: Server, folder: Path) -> int:
    """Requests that a task makes, login and logout included."""
    answer = folder / "calls.json"
    write = {"ansible.builtin.copy": {"content": "{{ result.api | to_json }}", "dest": str(answer), "mode": "0600"}}
    play([{**task, "register": "result"}, write], server)
    total: int = json.loads(answer.read_text())["calls"]["total"]
    return total


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        src = folder / "large.yml"
        large = company(USERS, GROUPS, MEMBERSHIPS)
        src.write_text(yaml.safe_dump(large), encoding="utf-8")
        print(f"Configuration: {USERS} users in {GROUPS} groups, {MEMBERSHIPS} groups each, in one YAML file")
        with sandbox(large) as server:
            report("nothing to change", src, server)
        with sandbox() as server:
            report("all to be created, check mode", src, server, "--check")

        print("Calls of tasks that have nothing to change, login and logout included")
        small = company(100, 10, 5)
        user = small["users"][0]
        with sandbox(small) as server:
            for title, task, target in (
                ("user", {"biops.looker.user": {**user, "groups": None}}, "5"),
                ("user with groups", {"biops.looker.user": user}, "6"),
                ("configuration of 100 users in 10 groups of 50", {"biops.looker.configuration": small}, "7"),
            ):
                say(title, str(calls(task, server, folder)), target)


if __name__ == "__main__":
    main()
