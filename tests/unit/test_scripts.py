# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The development scripts whose mistakes would make other checks pass or fail for the wrong reason."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import copy_collection
import find_pythons
import pytest


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A work tree in the place of this one, with a committed, an uncommitted and an ignored file."""
    root = tmp_path / "a clone"
    root.mkdir()
    subprocess.run(["git", "init", "--quiet", root], check=True)
    (root / ".gitignore").write_text("*.log\n")
    (root / "plugins").mkdir()
    (root / "plugins" / "one.py").write_text("1")
    subprocess.run(["git", "-C", root, "add", "."], check=True)
    (root / "two.py").write_text("2")
    (root / "three.log").write_text("3")
    monkeypatch.setattr(copy_collection, "ROOT", root)
    return root


def files(tree: Path) -> set[str]:
    """Files of a tree, without those of git."""
    return {str(path.relative_to(tree)) for path in tree.rglob("*") if path.is_file() and ".git" not in path.parts}


def test_copy_has_uncommitted_and_no_ignored_files(clone: Path, tmp_path: Path) -> None:
    copy_collection.copy(tmp_path / "copy")
    assert files(tmp_path / "copy") == {".gitignore", "plugins/one.py", "two.py"}


def test_copy_follows_edits_and_removals(clone: Path, tmp_path: Path) -> None:
    copy_collection.copy(tmp_path / "copy")
    (clone / "two.py").write_text("2, edited")
    (clone / "plugins" / "one.py").unlink()
    copy_collection.copy(tmp_path / "copy")
    assert files(tmp_path / "copy") == {".gitignore", "two.py"}
    assert (tmp_path / "copy" / "two.py").read_text() == "2, edited"
    assert not (tmp_path / "copy" / "plugins").exists()


def test_interpreters_that_do_not_work_are_not_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, code in (("python3.98", "exit 127"), ("python3.99", "echo python3.11")):
        (tmp_path / name).write_text(f"#!/bin/sh\n{code}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    found = find_pythons.find()
    assert not {"python3.98", "python3.99"} & set(found)


def test_an_interpreter_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = f"python3.{sys.version_info.minor}"
    (tmp_path / name).write_text(f"#!/bin/sh\necho {name}\n")
    (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_pythons.find()[name] == tmp_path / name


def test_links_to_interpreters_can_be_made_again_when_they_are_on_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "real").mkdir()
    interpreter = tmp_path / "real" / "python3.99"
    interpreter.write_text("#!/bin/sh\necho python3.99\n")
    interpreter.chmod(0o755)
    links = tmp_path / "links"
    monkeypatch.setattr(sys, "argv", ["find_pythons.py", str(links)])
    monkeypatch.setenv("PATH", f"{links}:{tmp_path / 'real'}")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    for _time in range(2):
        find_pythons.main()
        assert (links / "python3.99").resolve() == interpreter


def test_an_old_python_gets_as_far_as_being_told_so() -> None:
    """That of a stable distribution may be 3.6."""
    script = Path(__file__).resolve().parents[2] / "scripts" / "setup.py"
    tree = ast.parse(script.read_text(encoding="utf-8"), feature_version=(3, 6))
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == "__future__"]
