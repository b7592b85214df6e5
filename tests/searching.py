# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How far tests search that draw their examples."""

from __future__ import annotations

import os


def examples(count: int) -> int:
    """How many examples to draw: `count`, and a tenth of it in the inner loop (`make test-fast`)."""
    return -(-count // 10) if os.environ.get("FEW_EXAMPLES") else count
