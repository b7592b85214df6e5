# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run modules.yml twice against a fresh sandbox, the second time without changes.

Usage: run_modules.py PYTHON, which is what the modules run on; the ansible-playbook is the first on PATH. Part of
`make test-matrix`.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "roles" / "sandbox" / "files"))

from looker_sandbox.running import running_sandbox  # noqa: E402


def changes(python: str, environ: dict[str, str]) -> int:
    """Number of tasks that changed something. Exits if the play fails."""
    play = Path(__file__).with_name("modules.yml")
    command = ["ansible-playbook", "-e", f"ansible_python_interpreter={python}", str(play)]
    done = subprocess.run(command, check=False, env=environ, stdout=subprocess.PIPE, stderr=sys.stdout, text=True)
    print(done.stdout)
    recap = re.search(r"changed=(\d+)", done.stdout)
    if done.returncode or not recap:
        sys.exit(f"the play failed with {done.returncode}")
    return int(recap[1])


def main() -> None:
    """Exit status 1 if the play fails, or changes nothing the first time or something the second time."""
    python = sys.argv[1]
    with running_sandbox() as sandbox:
        environ = {
            **os.environ,
            "LOOKERSDK_BASE_URL": sandbox.base_url,
            "LOOKERSDK_CLIENT_ID": sandbox.client_id,
            "LOOKERSDK_CLIENT_SECRET": sandbox.client_secret,
        }
        first, second = (changes(python, environ) for _run in range(2))
    if not first or second:
        sys.exit(f"the first run changed {first} tasks, the second {second}")


if __name__ == "__main__":
    main()
