# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Link every Python 3 that works on this machine as `DIRECTORY/python3.X`, for tools that look for them on PATH.

Looks on PATH and where pyenv and uv keep interpreters. pyenv's own stand-ins on PATH are not taken: they exist for
versions that pyenv is not set to use, and then fail.

Usage: find_pythons.py DIRECTORY. Prints one line for each: version, space, path.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

NAME = re.compile(r"python3\.\d+")


def places() -> Iterator[Path]:
    """Directories that may hold interpreters, the most wanted first."""
    pyenv = Path(os.environ.get("PYENV_ROOT") or "~/.pyenv").expanduser()
    for directory in os.environ.get("PATH", "").split(os.pathsep):
        if directory and Path(directory) != pyenv / "shims":
            yield Path(directory)
    for kept in (pyenv / "versions", Path("~/.local/share/uv/python").expanduser()):
        yield from sorted(kept.glob("*/bin"), reverse=True)


def works(interpreter: Path) -> bool:
    """Whether it starts, says what its name says and can make virtual environments."""
    code = "import ensurepip, ssl, sys, venv; print('python%d.%d' % sys.version_info[:2])"
    try:
        answer = subprocess.run([interpreter, "-c", code], capture_output=True, check=False, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.stdout.strip() == interpreter.name


def find() -> dict[str, Path]:
    """Working interpreters by name (`python3.12`), oldest first. Those of virtual environments are not meant.

    Links are followed: a directory that this script filled may be on PATH itself, and would be linked to itself.
    """
    found: dict[str, Path] = {}
    for place in places():
        if (place.parent / "pyvenv.cfg").exists() or not place.is_dir():
            continue
        for path in place.iterdir():
            if NAME.fullmatch(path.name) and path.name not in found and works(path):
                found[path.name] = path.resolve()
    return dict(sorted(found.items(), key=lambda item: int(item[0].split(".")[1])))


def main() -> None:
    """Links what was found and removes links to what is gone."""
    directory = Path(sys.argv[1])
    directory.mkdir(parents=True, exist_ok=True)
    found = find()
    for link in directory.iterdir():
        if link.name not in found or os.readlink(link) != str(found[link.name]):
            link.unlink()
    for name, path in found.items():
        if not (directory / name).is_symlink():
            (directory / name).symlink_to(path)
        print(name.removeprefix("python"), path)


if __name__ == "__main__":
    main()
