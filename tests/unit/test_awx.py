# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files that docs/awx.md has people paste into AWX; tests/contract/test_installed.py runs them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import yaml

from ansible_collections.biops.looker.plugins.module_utils import _connection

DOCS = Path(__file__).resolve().parents[2] / "docs"


def load(name: str) -> Any:
    return yaml.safe_load((DOCS / "awx" / name).read_text(encoding="utf-8"))


def test_credential_type() -> None:
    """Every input has a use, every variable is one that modules read, and what modules keep secret is kept secret."""
    inputs, injectors = load("credential_type_inputs.yml"), load("credential_type_injectors.yml")
    assert set(injectors) == {"env"}
    fields = {field["id"]: field for field in inputs["fields"]}
    assert set(inputs["required"]) == set(fields)
    assert len(fields) == len(inputs["fields"])
    used = {name: re.fullmatch(r"\{\{ (\w+) \}\}", template) for name, template in injectors["env"].items()}
    spec = _connection.argument_spec()
    assert {field: name for name, match in used.items() if match and (field := match[1])} == {
        field: _connection._ENVIRONMENT[field] for field in fields
    }
    for name, field in fields.items():
        assert field["type"] == "string"
        assert field.get("secret", False) == spec[name].get("no_log", False)


def test_survey() -> None:
    """It asks for variables of the role, and for all that the role requires."""
    survey = json.loads((DOCS / "awx" / "offboard_survey.json").read_text(encoding="utf-8"))
    asked = {question["variable"]: question["required"] for question in survey["spec"]}
    specs = DOCS.parent / "roles" / "offboard" / "meta" / "argument_specs.yml"
    options = yaml.safe_load(specs.read_text(encoding="utf-8"))["argument_specs"]["main"]["options"]
    assert set(asked) <= set(options)
    assert {name for name, option in options.items() if option.get("required")} == {
        name for name, required in asked.items() if required
    }


def test_what_is_named_is_there() -> None:
    text = (DOCS / "awx.md").read_text(encoding="utf-8")
    linked = re.findall(r"\]\((awx[^)]*)\)", text)
    assert all((DOCS / path).exists() for path in linked)
    files = {f"awx/{path.name}" for path in (DOCS / "awx").iterdir() if path.is_file()}
    assert files <= set(linked)
    for path in (DOCS / "awx" / "project").iterdir():
        assert path.name in text


def test_image_holds_this_release() -> None:
    version = yaml.safe_load((DOCS.parent / "galaxy.yml").read_text(encoding="utf-8"))["version"]
    (collection,) = load("execution-environment.yml")["dependencies"]["galaxy"]["collections"]
    assert collection["name"] == f"biops-looker-{version}.tar.gz"
