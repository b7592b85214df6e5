# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a team does with Terraform's providers for Looker, done here: calls, time and memory of ansible-playbook.

100 users who log in by email, 10 groups of 50, a role with its sets, the groups on the role, and a user attribute with
the values of two groups. The best-known provider, with 124 resources for the same and 50 ms a call: first apply 1,349
calls and 13.7 s, a plan without changes 635 calls and 6.5 s, one user more in one group 844 calls and 23.7 s.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import yaml
from measure import Server, play, sandbox, say

USERS = [f"user{number}@acme.example" for number in range(100)]
GROUPS = [f"Group {number}" for number in range(10)]
FACTS = 716  # users, their emails, groups, memberships, role and sets, attribute, its values, the groups on the role
WRITING = {"POST", "PUT", "PATCH", "DELETE"}


def company(*newcomers: str) -> dict[str, Any]:
    """The configuration, with more members of the first group."""
    members = {name: (USERS[number * 10 :] + USERS)[:50] for number, name in enumerate(GROUPS)}
    members[GROUPS[0]] = [*members[GROUPS[0]], *newcomers]
    values = [{"group": GROUPS[0], "value": "emea"}, {"group": GROUPS[1], "value": "apac"}]
    return {
        "users": [{"email": email, "first_name": "User", "last_name": email.split("@")[0]} for email in USERS],
        "groups": [{"name": name, "users": users} for name, users in members.items()],
        "permission_sets": [{"name": "Explorer", "permissions": ["access_data", "see_looks"]}],
        "model_sets": [{"name": "Finance", "models": ["finance"]}],
        "roles": [{"name": "Finance explorer", "permission_set": "Explorer", "model_set": "Finance", "groups": GROUPS}],
        "user_attributes": [{"name": "region", "label": "Region", "type": "string", "group_values": values}],
    }


def step(title: str, task: dict[str, Any], server: Server, *arguments: str, calls: int = 0, seconds: str = "") -> None:
    """Run a task and print what it cost. `calls`: as many as there may be, by default ten and one for each attribute
    that can have values of groups; `seconds`: the aim."""
    server.forget_requests()
    cost = play([task], server, *arguments)
    requests = server.requests()
    writes = sum(row["method"] in WRITING and not row["path"].endswith(("/login", "/logout")) for row in requests)
    values = sum(row["path"].endswith("/group_values") for row in requests)
    say(f"{title}: calls, {writes} of them writes", str(len(requests)), str(calls or 10 + values))
    say(f"{title}: on the clock", f"{cost.seconds:.1f} s", seconds)
    say(f"{title}: processor time", f"{cost.cpu_seconds:.1f} s")
    say(f"{title}: memory", f"{cost.megabytes:.0f} MB")


def measure(latency_ms: int, folder: Path) -> None:
    """All steps on an instance that is empty at first. Times have aims at 50 ms."""
    src = folder / "company.yml"
    apply = {"biops.looker.configuration": {"src": str(src)}}
    export = {"biops.looker.configuration_info": {"types": list(company()), "dest": str(folder / "exported")}}
    aims = {"first": "8 s", "check": "2.5 s"} if latency_ms == 50 else {"first": "", "check": ""}
    print(f"Comparison with Terraform: latency {latency_ms} ms")
    with sandbox({}, latency_ms) as server:
        src.write_text(yaml.safe_dump(company()), encoding="utf-8")
        step("first apply", apply, server, calls=FACTS + 15, seconds=aims["first"])
        step("check without changes", apply, server, "--check", calls=11, seconds=aims["check"])
        src.write_text(yaml.safe_dump(company(USERS[-1])), encoding="utf-8")
        step("one user more in a group", apply, server, calls=12)
        step("export", export, server)


def main() -> None:
    for latency_ms in (0, 50):
        with tempfile.TemporaryDirectory() as name:
            measure(latency_ms, Path(name))


if __name__ == "__main__":
    main()
