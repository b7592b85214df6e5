# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The collection as a whole: what every module and every file must have. New ones are found by themselves."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted((ROOT / "plugins" / "modules").glob("[!_]*.py"))
ACTIONS = sorted((ROOT / "plugins" / "action").glob("[!_]*.py"))
GENERATORS = sorted((ROOT / "scripts").glob("generate_*.py"))

# Modules that do not connect to Looker.
OFFLINE = {"audit_report"}

WITHOUT_INFO_TWIN = {
    "api": "calls any operation, those that read among them",
    "audit_report": "writes files, of what audit_info has read",
    "embed_secret": "Looker has no call that reads embed secrets",
    "login": "opens a session, of which nothing stays to be read",
    "logout": "ends a session",
    "offboard": "hands over and takes away; user_info and schedule_info show what is left",
    "query": "reads by itself",
    "schedule_run": "sends, and nothing stays to be read",
}

# What a file with comments begins with. Files without comments are named in REUSE.toml.
COMMENTED = {".cfg", ".in", ".ini", ".j2", ".py", ".sh", ".toml", ".txt", ".yaml", ".yml"}
# REUSE-IgnoreStart
COPYRIGHT = "# Copyright (c) biops.looker contributors"
LICENCE = "# SPDX-License-Identifier: GPL-3.0-or-later"
# REUSE-IgnoreEnd
LICENCE_IN_WORDS = (
    "# GNU General Public License v3.0 or later "
    "(see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)"
)


def name(path: Path) -> str:
    """How a test case names its file."""
    return str(path.relative_to(ROOT))


def constants(module: Path) -> dict[str, str]:
    """Strings that a module assigns to names at its top level."""
    assignments = [node for node in ast.parse(module.read_text(encoding="utf-8")).body if isinstance(node, ast.Assign)]
    return {
        target.id: node.value.value
        for node in assignments
        for target in node.targets
        if isinstance(target, ast.Name) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    }


def commented_files() -> list[Path]:
    """Files known to git, or new and not ignored, that are not empty and whose format has comments with `#`."""
    command = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listing = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return []
    paths = [ROOT / entry for entry in listing.split("\0") if entry]
    paths = [path for path in paths if path.suffix in COMMENTED and path.parent.name != "LICENSES"]
    return sorted(path for path in paths if path.is_file() and path.stat().st_size)


def test_action_group_names_every_module_and_action() -> None:
    runtime = yaml.safe_load((ROOT / "meta" / "runtime.yml").read_text(encoding="utf-8"))
    assert runtime["action_groups"]["all"] == sorted({path.stem for path in MODULES + ACTIONS} - OFFLINE)


@pytest.mark.parametrize("module", MODULES, ids=name)
def test_module_has_documentation(module: Path) -> None:
    found = constants(module)
    assert {"DOCUMENTATION", "EXAMPLES", "RETURN"} <= set(found)
    documentation: dict[str, Any] = yaml.safe_load(found["DOCUMENTATION"])
    assert documentation["module"] == module.stem
    tasks = [task for play in yaml.safe_load(found["EXAMPLES"]) for task in play.get("tasks", [play])]
    assert any(f"biops.looker.{module.stem}" in task for task in tasks)
    assert yaml.safe_load(found["RETURN"])


@pytest.mark.parametrize("module", [path for path in MODULES if not path.stem.endswith("_info")], ids=name)
def test_module_has_info_twin(module: Path) -> None:
    twin = module.with_name(f"{module.stem}_info.py")
    assert twin.exists() != (module.stem in WITHOUT_INFO_TWIN)


@pytest.mark.parametrize("action", ACTIONS, ids=name)
def test_action_has_module_with_its_documentation(action: Path) -> None:
    assert (ROOT / "plugins" / "modules" / action.name).exists()


def test_files_say_whose_they_are() -> None:
    lacking = []
    for path in commented_files():
        head = path.read_text(encoding="utf-8").splitlines()[:5]
        wanted = [COPYRIGHT, LICENCE]
        if path.suffix == ".py" and path.is_relative_to(ROOT / "plugins"):
            wanted.append(LICENCE_IN_WORDS)
        if not all(line in head for line in wanted):
            lacking.append(name(path))
    assert lacking == []


def test_sanity_has_nothing_to_ignore() -> None:
    assert list((ROOT / "tests" / "sanity").glob("ignore*.txt")) == []


@pytest.mark.parametrize("generator", GENERATORS, ids=name)
def test_generated_files_are_not_stale(generator: Path) -> None:
    check = subprocess.run([sys.executable, generator, "--check"], capture_output=True, check=False, text=True)
    assert check.returncode == 0, check.stdout + check.stderr
