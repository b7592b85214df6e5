# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the reference material lies that is not part of the collection: recorded exchanges, OpenAPI documents."""

from __future__ import annotations

from pathlib import Path

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
RECORDED = SHARED / "looker-api" / "recorded"
SPEC = SHARED / "looker-api" / "spec"
