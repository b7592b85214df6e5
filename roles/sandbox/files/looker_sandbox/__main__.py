# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Entry point of ``python3 -m looker_sandbox``."""

from __future__ import annotations

import sys

from looker_sandbox.cli import main

if __name__ == "__main__":
    sys.exit(main())
