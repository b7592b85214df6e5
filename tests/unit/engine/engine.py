# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine on a model instead of a Looker: read, plan, and carry out in any order that the facts allow."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from unit.engine.model import ModelLooker

from ansible_collections.biops.looker.plugins.module_utils._converge import Result, converge
from ansible_collections.biops.looker.plugins.module_utils._order import prerequisites
from ansible_collections.biops.looker.plugins.module_utils._recover import Writer
from ansible_collections.biops.looker.plugins.module_utils._resource import (
    Types,
)
from ansible_collections.biops.looker.plugins.module_utils._resources._all import ALL
from ansible_collections.biops.looker.plugins.module_utils._snapshot import Snapshot
from ansible_collections.biops.looker.plugins.module_utils._state import Change, Plan, Want


def check(looker: Any, want: Want, types: Types = ALL) -> Result:
    """Check mode: the plan and nothing else."""
    return converge(looker, want, types, check_mode=True, max_concurrency=1)


def run(looker: Any, want: Want, types: Types = ALL) -> Result:
    return converge(looker, want, types, check_mode=False, max_concurrency=1)


def carry_out(looker: ModelLooker, plan: Plan, snapshot: Snapshot, dice: random.Random) -> None:
    """Sends the writes one after the other, in a random order in which everything waits for its prerequisites."""
    writer = Writer(plan, snapshot, looker, sleep=_no_need_to_wait)  # type: ignore[arg-type]
    for change in in_any_order(plan.changes, dice):
        writer.carry_out(change)


def in_any_order(changes: Sequence[Change], dice: random.Random) -> list[Change]:
    waits = {change: set(needed) for change, needed in prerequisites(changes).items()}
    order: list[Change] = []
    while waits:
        ready = [change for change, needed in waits.items() if not needed - set(order)]
        order.append(dice.choice(ready))
        del waits[order[-1]]
    return order


def _no_need_to_wait(_seconds: float) -> None:
    raise AssertionError("nothing was in doubt, so there was nothing to wait for")
