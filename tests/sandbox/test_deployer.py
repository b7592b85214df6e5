# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""looker-deployer, which many use to copy an access model between instances, copies one sandbox into another."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest
from contract import harness
from contract.contract import resource_of
from sandbox import openapi
from sandbox.client_venv import client_venv, interpreter_called

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
# What our info modules read of it: type, key of the result, lists that are read too.
READ: tuple[tuple[str, str, list[str]], ...] = (
    ("permission_set", "permission_sets", []),
    ("model_set", "model_sets", []),
    ("role", "roles", ["groups", "users"]),
    ("group", "groups", ["users", "groups", "parents", "roles", "attribute_values"]),
    ("user_attribute", "user_attributes", ["group_values"]),
)
OWN = ("id",)


def test_one_sandbox_is_copied_into_another_twice(tmp_path: Path) -> None:
    program = client_venv("looker-deployer", interpreter_called("python3.10")) / "ldeploy"
    observer = openapi.Observer(requests=False)
    with (
        harness.looker(api_versions=("4.0",), seed=SOURCE, observer=observer) as source,
        harness.looker(api_versions=("4.0",), observer=observer) as target,
    ):
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
        assert [entry for entry in target.sandbox.requests() if entry["status"] >= 400] == []


def _section(name: str, looker: harness.Looker) -> str:
    options = {**looker.connection, "verify_ssl": "False"}
    return "\n".join([f"[{name}]", *(f"{option}={value}" for option, value in options.items())]) + "\n"


def _access_model(looker: harness.Looker) -> dict[str, Any]:
    """All that is copied, as our own info modules list it: without ids, and without what is each Looker's own."""
    read = {plural: looker.info(resource_of(name), include=include or None) for name, plural, include in READ}
    return {
        plural: {item["name"]: {key: value for key, value in item.items() if key not in OWN} for item in items}
        for plural, items in read.items()
    }
