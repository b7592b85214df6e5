# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run sanity and unit tests with every pair of ansible-core and Python that this machine can offer.

Usage: matrix.py [SELECTION ...], where a selection is the start of a pair's name: `2.17`, `2.21-3.12`. All pairs
without one. Contract tests run too where the sandbox can (Python 3.11 and newer). Each pair has an environment of its
own in .cache/matrix, kept from run to run. Exit status 1 if a pair failed.
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
SANDBOX_SINCE = 11


def environment(core: str, minor: int, interpreter: Path) -> Path:
    """The venv of a pair, relative to the root; made when its requirements are not those of the last time."""
    venv = MATRIX / f"{core}-3.{minor}"
    files = [Path("requirements", "test.txt")]
    if minor >= SANDBOX_SINCE:
        files.append(Path("roles", "sandbox", "files", "requirements.txt"))
    wanted = "".join([f"{ROOT}\n{core}\n", *(path.read_text(encoding="utf-8") for path in files)])
    stamp = venv / "made-from"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
        subprocess.run([interpreter, "-m", "venv", "--clear", venv], check=True)
        options = [word for path in files for word in ("-r", str(path))]
        pip = [str(venv / "bin" / "python"), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
        subprocess.run([*pip, f"ansible-core=={core}", *options], check=True)
        stamp.write_text(wanted, encoding="utf-8")
    return venv


def passes(command: list[str], log: Path, variables: dict[str, str]) -> bool:
    """Whether a command succeeds. What it says goes to the log."""
    environ = {**os.environ, **variables}
    with log.open("w", encoding="utf-8") as output:
        done = subprocess.run(command, check=False, env=environ, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
    return done.returncode == 0


def checks(venv: Path, minor: int) -> dict[str, tuple[list[str], dict[str, str]]]:
    """Name, command and environment variables of what is run for a pair."""
    directories = ["tests/unit"]
    if minor >= SANDBOX_SINCE and Path("tests", "contract").is_dir():
        directories.append("tests/contract")
    binaries = ROOT / venv / "bin"
    home = {"HOME": str(ROOT / ".cache" / "home"), "PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}"}
    pytest = [str(binaries / "pytest"), "-q", "-n", "auto", "-m", "not slow", *directories]
    return {"sanity": (["scripts/sanity.sh", str(venv), f"{venv}-copy"], {}), "tests": (pytest, home)}


def run(core: str, minor: int, interpreter: Path) -> list[str]:
    """Names of the checks that fail for a pair. Prints each verdict, and the end of the log of what failed."""
    pair = f"{core}-3.{minor}"
    venv = environment(core, minor, interpreter)
    failed = []
    for name, (command, variables) in checks(venv, minor).items():
        start = time.monotonic()
        log = MATRIX / f"{pair}-{name}.log"
        passed = passes(command, log, variables)
        print(f"{'passed' if passed else 'FAILED'}  {pair}  {name}  {time.monotonic() - start:.0f} s", flush=True)
        if not passed:
            failed.append(name)
            print(*log.read_text(encoding="utf-8").splitlines()[-15:], f"(all of it: {log})", sep="\n", flush=True)
    return failed


def main() -> None:
    """Goes through the pairs; says which of them this machine cannot offer."""
    os.chdir(ROOT)
    MATRIX.mkdir(parents=True, exist_ok=True)
    pythons = find_pythons.find()
    selection = tuple(sys.argv[1:]) or ("",)
    failed = []
    for core, minors in CORES.items():
        for minor in minors:
            pair = f"{core}-3.{minor}"
            if not pair.startswith(selection):
                continue
            if f"python3.{minor}" not in pythons:
                print(f"left out  {pair}: there is no Python 3.{minor} here", flush=True)
            elif run(core, minor, pythons[f"python3.{minor}"]):
                failed.append(pair)
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
