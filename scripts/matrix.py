# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run sanity and unit tests with every pair of ansible-core and Python that this machine can offer.

Usage: matrix.py [SELECTION ...], where a selection is the start of a pair's name: `2.17`, `2.21-3.12`. All pairs
without one. Contract tests run too where the sandbox can (Python 3.11 and newer), and modules are run on the oldest
Python that they support. Each pair has an environment of its own in .cache/matrix, kept from run to run. Exit status 1
if a pair failed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import find_pythons

ROOT = Path(__file__).resolve().parent.parent
MATRIX = Path(".cache", "matrix")

# The last release of each supported ansible-core, and the Pythons that can run it as a controller.
CORES = {
    "2.17.14": (10, 11, 12),
    "2.18.19": (11, 12, 13),
    "2.19.14": (11, 12, 13),
    "2.20.10": (12, 13, 14),
    "2.21.5": (12, 13, 14),
}
# The oldest Python for the sandbox, and for the side that runs modules.
SANDBOX_SINCE = 11
MANAGED = 9


def environment(name: str, interpreter: Path, requirements: list[Path], *more: str) -> Path:
    """A venv in the matrix, relative to the root; made when its requirements are not those of the last time."""
    venv = MATRIX / name
    wanted = "\n".join([str(ROOT), *more, *(path.read_text(encoding="utf-8") for path in requirements)])
    stamp = venv / "made-from"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
        subprocess.run([interpreter, "-m", "venv", "--clear", venv], check=True)
        options = [word for path in requirements for word in ("-r", str(path))]
        pip = [str(venv / "bin" / "python"), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
        subprocess.run([*pip, *more, *options], check=True)
        stamp.write_text(wanted, encoding="utf-8")
    return venv


def controller(core: str, minor: int, interpreter: Path) -> Path:
    """The venv of a pair."""
    files = [Path("requirements", "test.txt")]
    if minor >= SANDBOX_SINCE:
        files.append(Path("roles", "sandbox", "files", "requirements.txt"))
    return environment(f"{core}-3.{minor}", interpreter, files, f"ansible-core=={core}")


def passes(command: list[str], venv: Path, log: Path) -> bool:
    """Whether a command succeeds with the venv's programs first on PATH. What it says goes to the log."""
    environ = {**os.environ, "PATH": f"{ROOT / venv / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    with log.open("w", encoding="utf-8") as output:
        done = subprocess.run(command, check=False, env=environ, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
    return done.returncode == 0


def checks(venv: Path, minor: int, managed: Path | None) -> dict[str, list[str]]:
    """Name and command of what is run for a pair, given its venv and one for the side that runs modules."""
    directories = ["tests/unit"]
    if minor >= SANDBOX_SINCE and Path("tests", "contract").is_dir():
        directories.append("tests/contract")
    own_home = ["env", f"HOME={ROOT / '.cache' / 'home'}"]
    found = {
        "sanity": ["scripts/sanity.sh", "--all-pythons", str(venv), f"{venv}-copy"],
        "tests": [*own_home, "pytest", "-q", "-n", "auto", "-m", "not slow", *directories],
    }
    if managed:
        script = [sys.executable, "tests/matrix/run_modules.py"]
        found[f"modules on 3.{MANAGED}"] = [*own_home, *script, str(ROOT / managed / "bin" / "python")]
    return found


def run(core: str, minor: int, pythons: dict[str, Path], managed: Path | None) -> bool:
    """Whether all checks pass for a pair. Prints each verdict, and the end of the log of what failed."""
    pair = f"{core}-3.{minor}"
    venv = controller(core, minor, pythons[f"python3.{minor}"])
    all_passed = True
    for name, command in checks(venv, minor, managed).items():
        start = time.monotonic()
        log = MATRIX / f"{pair}-{name.replace(' ', '-')}.log"
        passed = passes(command, venv, log)
        print(f"{'passed' if passed else 'FAILED'}  {pair}  {name}  {time.monotonic() - start:.0f} s", flush=True)
        if not passed:
            all_passed = False
            print(*log.read_text(encoding="utf-8").splitlines()[-15:], f"(all of it: {log})", sep="\n", flush=True)
    return all_passed


def main() -> None:
    """Goes through the pairs; says which of them this machine cannot offer."""
    os.chdir(ROOT)
    MATRIX.mkdir(parents=True, exist_ok=True)
    pythons = find_pythons.find()
    managed = None
    if oldest := pythons.get(f"python3.{MANAGED}"):
        managed = environment(f"managed-3.{MANAGED}", oldest, [Path("requirements", "managed.txt")])
    else:
        print(f"left out  modules on 3.{MANAGED}: there is no Python 3.{MANAGED} here", flush=True)
    selection = tuple(sys.argv[1:]) or ("",)
    failed = []
    for core, minors in CORES.items():
        for minor in minors:
            pair = f"{core}-3.{minor}"
            if not pair.startswith(selection):
                continue
            if f"python3.{minor}" not in pythons:
                print(f"left out  {pair}: there is no Python 3.{minor} here", flush=True)
            elif not run(core, minor, pythons, managed):
                failed.append(pair)
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
