# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Copy the work tree to `DIRECTORY/ansible_collections/biops/looker`, a git work tree of its own.

ansible-test, antsibull-docs and molecule insist on that layout and do not follow a symbolic link. Uncommitted and
untracked files are copied, ignored ones are not. What has not changed is not copied again.
"""

from __future__ import annotations

import fcntl
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def listed(tree: Path) -> set[str]:
    """Files of a git work tree that are not ignored, relative to it."""
    command = ["git", "-C", str(tree), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\0")
    return {name for name in names if name and (tree / name).is_file()}


def same(one: Path, other: Path) -> bool:
    """Whether the copy is up to date, judged by size, mode and time of change as `copy2` keeps them."""
    if not other.exists():
        return False
    a, b = one.stat(), other.stat()
    return (a.st_size, a.st_mode, a.st_mtime_ns) == (b.st_size, b.st_mode, b.st_mtime_ns)


def remove_empty(path: Path, top: Path) -> None:
    """Remove the directories between a removed file and `top` that hold nothing any more."""
    for parent in path.relative_to(top).parents[:-1]:
        if (top / parent).is_dir() and not any((top / parent).iterdir()):
            (top / parent).rmdir()


def copy(target: Path) -> None:
    """Make `target` hold exactly the listed files of the clone."""
    target.mkdir(parents=True, exist_ok=True)
    with (target.parent / "copy.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (target / ".git").exists():
            subprocess.run(["git", "init", "--quiet", "--initial-branch=main", target], check=True)
        wanted = listed(ROOT)
        for name in listed(target) - wanted:
            (target / name).unlink(missing_ok=True)
            remove_empty(target / name, target)
        for name in wanted:
            if not same(ROOT / name, target / name):
                (target / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, target / name)


if __name__ == "__main__":
    copy(Path(sys.argv[1]).absolute() / "ansible_collections" / "biops" / "looker")
