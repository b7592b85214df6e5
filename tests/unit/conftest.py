# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""How hypothesis searches in all unit tests. A busy machine is no failure: there is no deadline."""

from __future__ import annotations

import os

from hypothesis import settings
from searching import examples

# In continuous integration the same examples every time: a run says something about its change, not about luck. The
# search for new ones goes on wherever people work.
settings.register_profile("unit", max_examples=examples(100), deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("unit")
