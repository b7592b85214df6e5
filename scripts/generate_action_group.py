# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the action group `all` in meta/runtime.yml, so that `module_defaults` reaches all that connect to Looker.

Usage: generate_action_group.py [--check]
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNTIME = ROOT / "meta" / "runtime.yml"
MARK = "# Written by `make generate`"


def names() -> list[str]:
    """Names of all modules that take the options about the connection; action plugins are named after modules."""
    modules = (ROOT / "plugins" / "modules").glob("[!_]*.py")
    return sorted(path.stem for path in modules if "biops.looker.connection" in path.read_text(encoding="utf-8"))


def main() -> None:
    """Rewrites what stands below the mark, or with --check exits with 1 if that is stale."""
    text = RUNTIME.read_text(encoding="utf-8")
    group = "".join(f"\n    - {name}" for name in names()) or " []"
    wanted = f"{text.partition(MARK)[0]}{MARK}: every module that connects to Looker.\naction_groups:\n  all:{group}\n"
    if "--check" not in sys.argv[1:]:
        RUNTIME.write_text(wanted, encoding="utf-8")
    elif text != wanted:
        raise SystemExit(f"{RUNTIME.relative_to(ROOT)} is stale: run make generate")


if __name__ == "__main__":
    main()
