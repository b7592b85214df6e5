# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make the development environment: `.venv` with everything pinned, and the collection where Ansible finds it.

Run by `make setup` with the interpreter to use (3.11 to 3.14). Nothing outside the clone is touched, and nothing is
done when interpreter, place and requirements are those of the last run. An older Python has to get as far as being told
so, thus no import from __future__.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
CACHE = ROOT / ".cache"
STAMP = VENV / "made-from"
OLDEST, NEWEST = (3, 11), (3, 14)
REQUIREMENTS = ROOT / "requirements" / "dev.txt"


def fingerprint() -> str:
    """What the environment depends on."""
    return hashlib.sha256(interpreter().encode() + REQUIREMENTS.read_bytes()).hexdigest()


def make_venv() -> None:
    """Make or bring up to date `.venv`. Raises CalledProcessError if pip fails."""
    wanted = fingerprint()
    if STAMP.exists() and STAMP.read_text() == wanted:
        return
    print(f"Making .venv with Python {sys.version.split()[0]}", flush=True)
    STAMP.unlink(missing_ok=True)
    same_interpreter = (VENV / "interpreter").exists() and (VENV / "interpreter").read_text() == interpreter()
    venv = [sys.executable, "-m", "venv", str(VENV)]
    subprocess.run(venv if same_interpreter else [*venv, "--clear"], check=True)
    pip = [str(VENV / "bin" / "python"), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    subprocess.run([*pip, "-r", str(REQUIREMENTS)], check=True)
    (VENV / "interpreter").write_text(interpreter())
    STAMP.write_text(wanted)


def interpreter() -> str:
    """The interpreter and the place of a venv, whose scripts hold absolute paths; another one means starting afresh."""
    return f"{sys.version}\n{sys.base_prefix}\n{ROOT}\n"


def link_collection() -> None:
    """Let `ANSIBLE_COLLECTIONS_PATH=.cache/collections` find this clone itself, later edits included."""
    namespace = CACHE / "collections" / "ansible_collections" / "biops"
    namespace.mkdir(parents=True, exist_ok=True)
    link = namespace / "looker"
    target = os.path.relpath(ROOT, namespace)
    if link.is_symlink() and os.readlink(link) == target:
        return
    link.unlink(missing_ok=True)
    link.symlink_to(target)


def make_home() -> None:
    """A home for the tools that want one, with nothing of the user's in it but how pip reaches its index."""
    home = CACHE / "home"
    home.mkdir(exist_ok=True)
    for name in (".config/pip", ".pip"):
        configuration = Path.home() / name
        if configuration.is_dir() and Path.home() != home and not (home / name).is_symlink():
            (home / name).parent.mkdir(exist_ok=True)
            (home / name).symlink_to(configuration)


def main() -> None:
    """Do what is missing; a second run at the same time waits for the first."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        wanted = " to ".join(f"{major}.{minor}" for major, minor in (OLDEST, NEWEST))
        sys.exit(f"Python {wanted} is needed, this is {sys.version.split()[0]}; name another with PYTHON=python3.12")
    CACHE.mkdir(exist_ok=True)
    with (CACHE / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        make_venv()
        make_home()
        link_collection()


if __name__ == "__main__":
    main()
