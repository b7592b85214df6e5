# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What Looker itself tries out before anything is written (facts 13.7).

Note: this module_utils is private to the biops.looker collection and may change without notice.

The calls change nothing, so check mode makes them too: else it would promise what the real run refuses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ansible_collections.biops.looker.plugins.module_utils._client import Call, Client
from ansible_collections.biops.looker.plugins.module_utils._facts import BY_ID, Ref, refs_in
from ansible_collections.biops.looker.plugins.module_utils._resource import Trial
from ansible_collections.biops.looker.plugins.module_utils._snapshot import Snapshot
from ansible_collections.biops.looker.plugins.module_utils._state import PlanError


@dataclass
class Tried:
    """What came out of it: `told` has {type, test, …} for each trial."""

    told: list[Mapping[str, Any]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def try_out(client: Client, trials: Iterable[tuple[Ref, Trial]], snapshot: Snapshot) -> Tried:
    """Makes the trials one after the other, because each needs what the one before it has shown.

    Raises PlanError with the first that fails, and LookerError where Looker does not even try.
    """
    tried = Tried()
    for owner, trial in trials:
        unborn = sorted(ref for ref in refs_in(trial.body) if not _id(ref, snapshot))
        if unborn:
            names = ", ".join(map(str, unborn))
            tried.warnings.append(f"{owner}: the test {trial.name} leaves out what does not exist yet: {names}")
        answer = client.record(Call(trial.operation, body=_with_ids(trial.body, snapshot)))
        verdict = trial.judge(answer)
        if verdict.problems:
            raise PlanError(
                f"{owner}: Looker's test {trial.name} failed, so nothing was changed: {problem}"
                for problem in verdict.problems
            )
        tried.warnings += [f"{owner}: Looker's test {trial.name} says: {warning}" for warning in verdict.warnings]
        tried.told.append({"type": owner.type, "test": trial.name, **trial.tell(answer)})
    return tried


def _id(ref: Ref, snapshot: Snapshot) -> str:
    return snapshot.ids.get(ref) or (ref.key[len(BY_ID) :] if ref.key.startswith(BY_ID) else "")


def _with_ids(value: Any, snapshot: Snapshot) -> Any:
    """A body with ids in place of Refs, without entries of lists that do not exist yet."""
    if isinstance(value, Ref):
        return _id(value, snapshot)
    if isinstance(value, Mapping):
        return {name: _with_ids(part, snapshot) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_with_ids(part, snapshot) for part in value if not isinstance(part, Ref) or _id(part, snapshot)]
    return value
