# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""An in-memory Looker API server for demonstrations, tests and continuous integration."""

from __future__ import annotations
