# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""One file per resource type: its fields, declared once, and its operations."""

from __future__ import annotations
