# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Carries a plan out: in an order that the facts allow, in parallel, nothing twice, nothing lost.

Note: this module_utils is private to the biops.looker collection and may change without notice.

One change that fails does not hide the others: everything that does not depend on it is done, and the outcome says what
was done, what failed, and what was skipped because of it. A rerun completes it. Who wants to fail fast gets the rest of
the changes back as not started.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event
from typing import Any

from ansible_collections.biops.looker.plugins.module_utils._client import Client
from ansible_collections.biops.looker.plugins.module_utils._errors import LookerError
from ansible_collections.biops.looker.plugins.module_utils._facts import (
    Ref,
)
from ansible_collections.biops.looker.plugins.module_utils._order import prerequisites
from ansible_collections.biops.looker.plugins.module_utils._recover import Writer
from ansible_collections.biops.looker.plugins.module_utils._snapshot import Snapshot
from ansible_collections.biops.looker.plugins.module_utils._state import Change, Plan


@dataclass
class Outcome:
    """What became of a plan's changes."""

    done: list[Change] = field(default_factory=list)
    failed: dict[Change, LookerError] = field(default_factory=dict)
    skipped: dict[Change, Change] = field(default_factory=dict)  # change -> the failed one that it depended on
    not_started: list[Change] = field(default_factory=list)  # what came after a failure, failing fast
    ids: dict[Ref, str] = field(default_factory=dict)
    returned: dict[Ref, dict[str, Any]] = field(default_factory=dict)  # values that are born in a call
    warnings: list[str] = field(default_factory=list)


def apply(plan: Plan, snapshot: Snapshot, client: Client, max_concurrency: int, fail_fast: bool = False) -> Outcome:
    """Sends one write call for each change. Raises nothing that Looker says: see `Outcome.failed`.

    `fail_fast`: after the first failure nothing is started any more; what runs already comes to its end. The same
    happens where somebody interrupts the run.
    """
    writer = Writer(plan, snapshot, client)
    outcome = Outcome(ids=writer.ids, returned=writer.returned, warnings=writer.warnings)
    waits = prerequisites(plan.changes)
    followers: dict[Change, list[Change]] = {}
    for change, needed in waits.items():
        for earlier in needed:
            followers.setdefault(earlier, []).append(change)
    blocked = {change: set(needed) for change, needed in waits.items()}
    stopped = Event()

    def carry_out(change: Change) -> bool:
        """False if it was too late to start."""
        if stopped.is_set():
            return False
        try:
            writer.carry_out(change)
        except LookerError:
            if fail_fast:
                stopped.set()
            raise
        return True

    with ThreadPoolExecutor(max_workers=max_concurrency) as pool, _set_by_exceptions(stopped):
        running: dict[Future[bool], Change] = {}

        def start(changes: Iterable[Change]) -> None:
            for change in changes:
                if change not in outcome.skipped:
                    running[pool.submit(carry_out, change)] = change

        start([change for change, needed in blocked.items() if not needed])
        while running:
            finished, _rest = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                change = running.pop(future)
                error = future.exception()
                if isinstance(error, LookerError):
                    outcome.failed[change] = error
                    _skip(change, change, followers, outcome)
                    continue
                if error is not None:
                    raise error
                if future.result():
                    outcome.done.append(change)
                    start(_released(change, followers, blocked))
    told = {*outcome.done, *outcome.failed, *outcome.skipped}
    outcome.not_started = [change for change in plan.changes if change not in told]
    return outcome


@contextmanager
def _set_by_exceptions(event: Event) -> Iterator[None]:
    try:
        yield
    except BaseException:
        event.set()
        raise


def _released(
    change: Change, followers: dict[Change, list[Change]], blocked: dict[Change, set[Change]]
) -> list[Change]:
    """The changes that waited for this one only."""
    released = []
    for follower in followers.get(change, ()):
        blocked[follower].discard(change)
        if not blocked[follower]:
            released.append(follower)
    return released


def _skip(failed: Change, change: Change, followers: dict[Change, list[Change]], outcome: Outcome) -> None:
    """Marks everything that depends on a failed change."""
    todo = list(followers.get(change, ()))
    while todo:
        follower = todo.pop()
        if follower not in outcome.skipped:
            outcome.skipped[follower] = failed
            todo += followers.get(follower, ())
