# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""looker-deployer, which many use to copy an access model between instances, copies one sandbox into another."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest
from sandbox import openapi
from sandbox.client_venv import client_venv, interpreter_called
from sandbox.conftest import Client

from looker_sandbox.running import RunningSandbox, running_sandbox

pytestmark = pytest.mark.slow

SOURCE = {
    "groups": [
        {"name": "World", "groups": ["EMEA", "US"], "roles": ["Reader"]},
        {"name": "EMEA", "roles": ["Viewer", "Reader"]},
        {"name": "US"},
    ],
    "permission_sets": [{"name": "Reading", "permissions": ["access_data", "see_looks"]}],
    "model_sets": [{"name": "Shop", "models": ["thelook"]}],
    "roles": [{"name": "Reader", "permission_set": "Reading", "model_set": "Shop"}],
    "user_attributes": [
        {
            "name": "region",
            "label": "Region",
            "type": "string",
            "default_value": "world",
            "group_values": [{"group": "EMEA", "value": "emea"}, {"group": "US", "value": "us"}],
        }
    ],
}
COMMANDS = (
    "groups",
    "group_in_group",
    "permission_sets",
    "model_sets",
    "roles",
    "role_to_group",
    "user_attributes",
)


def test_one_sandbox_is_copied_into_another_twice(tmp_path: Path) -> None:
    program = client_venv("looker-deployer", interpreter_called("python3.10")) / "ldeploy"
    observer = openapi.Observer(requests=False)
    with running_sandbox(seed=SOURCE, observer=observer) as source, running_sandbox(observer=observer) as target:
        ini = tmp_path / "looker.ini"
        ini.write_text(_section("source", source) + _section("target", target), encoding="utf-8")
        expected = _access_model(source)
        assert _access_model(target) != expected
        for _turn in range(2):
            for command in COMMANDS:
                arguments = ["--ini", str(ini), "--source", "source", "--target", "target"]
                run = subprocess.run([program, command, *arguments], capture_output=True, text=True, check=False)
                assert run.returncode == 0, run.stderr
            assert _access_model(target) == expected
        assert [entry for entry in target.requests() if entry["status"] >= 400] == []
    assert observer.problems == []


def _section(name: str, sandbox: RunningSandbox) -> str:
    return (
        f"[{name}]\nbase_url={sandbox.base_url}\nclient_id={sandbox.client_id}\n"
        f"client_secret={sandbox.client_secret}\nverify_ssl=False\n"
    )


def _access_model(sandbox: RunningSandbox) -> dict[str, Any]:
    """All that is copied, without ids."""
    client = Client(sandbox)
    client.log_in()

    def read(path: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = client.json("GET", path)
        return found

    groups, roles = read("/groups/search/with_hierarchy"), read("/roles")
    group_names, role_names = {g["id"]: g["name"] for g in groups}, {r["id"]: r["name"] for r in roles}
    return {
        "groups": {
            group["name"]: (
                sorted(group_names[i] for i in group["parent_group_ids"]),
                sorted(role_names[i] for i in group["role_ids"]),
            )
            for group in groups
        },
        "roles": {r["name"]: (r["permission_set"]["name"], r["model_set"]["name"]) for r in roles},
        "permission_sets": {s["name"]: s["permissions"] for s in read("/permission_sets")},
        "model_sets": {s["name"]: s["models"] for s in read("/model_sets")},
        "user_attributes": {
            a["name"]: (
                a["label"],
                a["default_value"],
                [(group_names[v["group_id"]], v["value"]) for v in read(f"/user_attributes/{a['id']}/group_values")],
            )
            for a in read("/user_attributes")
        },
    }
