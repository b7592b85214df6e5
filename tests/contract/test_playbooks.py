# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What only Ansible itself shows: action plugin and files, module_defaults, -vvv, the counts of a play."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from contract.harness import NAMES, ROOT, Looker, play

# A play as a user would write it: objects that refer to each other, one task after the other, inline and from files.
TASKS: list[dict[str, Any]] = [
    {"biops.looker.user": {"email": "ada@acme.example", "first_name": "Ada", "last_name": "Lovelace"}},
    {"biops.looker.group": {"name": "Finance", "users": ["Ada@acme.example"]}},
    {
        "biops.looker.configuration": {
            "groups": [{"name": "Finance"}, {"name": "Sales", "users": ["bob@acme.example"]}],
            "users": [{"email": "bob@acme.example", "first_name": "Bob", "last_name": "Kahn"}],
        }
    },
    {"biops.looker.configuration": {"src": "looker/"}},
]
DEFAULTS = "group/biops.looker.all"


@pytest.fixture
def empty(looker: Looker, tmp_path: Path) -> Looker:
    """A new Looker, and files beside the playbook."""
    looker.sandbox.set_state({})
    files = tmp_path / "looker"
    files.mkdir()
    (files / "groups.yml").write_text("- name: Headquarters\n  groups: [Finance, Sales]\n", encoding="utf-8")
    (files / "users.csv").write_text("email,first_name,groups\nEve@acme.example,Eve,Headquarters\n", encoding="utf-8")
    return looker


def environment(looker: Looker) -> dict[str, str]:
    return {f"LOOKERSDK_{name.upper()}": value for name, value in looker.connection.items() if name != "base_url"}


@pytest.mark.slow
def test_check_mode_predicts_the_play(empty: Looker, tmp_path: Path) -> None:
    defaults = {DEFAULTS: {"base_url": empty.connection["base_url"]}}

    def run(*arguments: str) -> dict[str, int]:
        played = play(tmp_path, TASKS, *arguments, environment=environment(empty), module_defaults=defaults)
        assert played.status == 0, played.output
        assert not any(secret in played.output for secret in empty.secrets())
        return played.recap

    predicted = run("--check", "--diff")
    assert not any(entry["method"] in ("PUT", "PATCH") for entry in empty.sandbox.requests())
    assert {row["name"] for row in empty.sandbox.state()["groups"]} == {"All Users"}
    assert run("-vvv", "--diff")["changed"] == predicted["changed"] == 4
    assert run()["changed"] == 0


@pytest.mark.slow
def test_failures_keep_secrets_too(empty: Looker, tmp_path: Path) -> None:
    """With the secret as an option of the task, with -vvv, in errors of Looker, of options and of the connection."""
    secret = "s3cret-of-the-task"
    bad: list[dict[str, Any]] = [
        {"biops.looker.group": {"name": "x", "client_secret": secret}},
        {"biops.looker.group": {"name": "x", "client_secret": secret, "no_such_option": True}},
        {"biops.looker.user_info": {"client_secret": secret, "base_url": "http://127.0.0.1:9", "retries": 0}},
        {"biops.looker.configuration": {"client_secret": secret, "src": "not-there.yml"}},
    ]
    tasks = [{**task, "ignore_errors": True} for task in bad]
    connection = {"base_url": empty.connection["base_url"], "client_id": empty.connection["client_id"]}
    played = play(tmp_path, tasks, "-vvv", environment={}, module_defaults={DEFAULTS: connection})
    assert played.recap["ignored"] == len(bad), played.output
    assert secret not in played.output
    assert "Traceback" not in played.output


def test_action_group_reaches_every_module() -> None:
    """The list is that of the modules; a play above shows that it works."""
    runtime = yaml.safe_load((ROOT / "meta" / "runtime.yml").read_text(encoding="utf-8"))
    assert runtime["action_groups"]["all"] == [name for name in NAMES if name != "audit_report"]  # does not connect
