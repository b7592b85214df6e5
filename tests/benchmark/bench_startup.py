# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task that changes nothing costs, next to a task of `ansible.builtin.uri` that asks the same server."""

from __future__ import annotations

from statistics import median
from typing import Any

from measure import RUNS, Server, play, sandbox, say

TASKS = 8  # in a playbook, so that the start of ansible-playbook itself weighs little
USER = {"email": "ada@acme.example", "first_name": "Ada", "last_name": "Lovelace"}


def seconds_a_task(task: dict[str, Any], server: Server) -> float:
    """Without the time that ansible-playbook takes for nothing."""
    return (play([task] * TASKS, server).seconds - play([], server).seconds) / TASKS


def main() -> None:
    print("Start-up: one task, nothing to change")
    with sandbox({"users": [USER]}) as server:
        tasks = [{"ansible.builtin.uri": {"url": f"{server.base_url}/alive"}}, {"biops.looker.user": USER}]
        # One after the other each time, so that whatever else the machine does meets both.
        pairs = [[seconds_a_task(task, server) for task in tasks] for _unused in range(RUNS)]
    say("ansible.builtin.uri, one request", f"{median(uri for uri, _unused in pairs):.2f} s")
    say("biops.looker.user, five requests", f"{median(user for _unused, user in pairs):.2f} s")
    say("ratio", f"{median(user / uri for uri, user in pairs):.2f}", "1.3")


if __name__ == "__main__":
    main()
