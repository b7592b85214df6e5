# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Read, plan, and (outside check mode) apply; and what is said about it afterwards. No Ansible.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Optional

from ansible_collections.biops.looker.plugins.module_utils._client import Call, Client
from ansible_collections.biops.looker.plugins.module_utils._errors import LookerError, is_absent, shortened
from ansible_collections.biops.looker.plugins.module_utils._needs import Need, needs_of
from ansible_collections.biops.looker.plugins.module_utils._plan import plan
from ansible_collections.biops.looker.plugins.module_utils._resource import (
    Types,
)
from ansible_collections.biops.looker.plugins.module_utils._snapshot import Snapshot, extend_snapshot, take_snapshot
from ansible_collections.biops.looker.plugins.module_utils._state import (
    Change,
    NeedMore,
    ObjectPlan,
    Plan,
    PlanError,
    Want,
)

if TYPE_CHECKING:
    from ansible_collections.biops.looker.plugins.module_utils._apply import Outcome

Foresee = Callable[[Plan, Snapshot], Any]


@dataclass
class Result:
    """What was (in check mode: would be) done, in the user's terms."""

    plan: Plan
    objects: list[ObjectPlan]
    warnings: list[str]
    outcome: Optional[Outcome] = None  # None in check mode, and where there was nothing to do
    tests: Sequence[Mapping[str, Any]] = ()  # what Looker tried out before anything was written
    foreseen: Any = None

    @property
    def changed(self) -> bool:
        return bool(self.plan.changes if self.outcome is None else self.outcome.done)

    @property
    def not_compared(self) -> dict[str, list[str]]:
        return {str(item.ref): list(item.not_compared) for item in self.objects if item.not_compared}

    def changed_objects(self) -> list[ObjectPlan]:
        return [item for item in self.objects if item.action != "none"]

    def changes(self) -> list[dict[str, Any]]:
        """[{type, name, action, before, after}], changed objects only."""
        return [
            {
                "type": self.noun(item),
                "name": item.name,
                "action": item.action,
                "before": item.before,
                "after": item.after,
            }
            for item in self.changed_objects()
        ]

    def noun(self, item: ObjectPlan) -> str:
        resource = item.declared.resource
        return resource.name if resource else item.ref.type

    def _title(self, item: ObjectPlan) -> str:
        return f"{self.noun(item)} {item.name}".rstrip()  # settings have no name

    def diffs(self) -> list[dict[str, Any]]:
        return [
            {
                "before": item.before,
                "after": item.after,
                "before_header": self._title(item),
                "after_header": f"{self._title(item)} ({item.action})",
            }
            for item in self.changed_objects()
        ]

    def summary(self) -> dict[str, Any]:
        """Counts by type and action, and the number of write calls that the changes need."""
        counts = Counter((self.noun(item), item.action) for item in self.changed_objects())
        by_type: dict[str, Any] = {}
        for (name, action), count in sorted(counts.items()):
            by_type.setdefault(name, {})[action] = count
        return {"objects": by_type, "writes": len(self.plan.changes)}

    # Where something failed

    @property
    def failures(self) -> Mapping[Change, LookerError]:
        return {} if self.outcome is None else self.outcome.failed

    @property
    def first_error(self) -> LookerError:
        return next(iter(self.failures.values()))

    def _outcome(self) -> Outcome:
        from ansible_collections.biops.looker.plugins.module_utils._apply import Outcome

        return self.outcome or Outcome()

    def message(self) -> str:
        """One sentence for each failure, then what was done and what was skipped."""
        from ansible_collections.biops.looker.plugins.module_utils._core_edition import advice

        outcome = self._outcome()
        failed = "; ".join(
            f"could not {_said(change)}: {error}{advice(error)}" for change, error in self.failures.items()
        )
        rest = f"{len(outcome.done)} of {len(self.plan.changes)} changes were made"
        if outcome.skipped:
            rest += f", {len(outcome.skipped)} were skipped because they depend on what failed"
        if outcome.not_started:
            rest += f", {len(outcome.not_started)} were not started any more because of fail_fast"
        return f"{failed.rstrip('.')}. {rest}; when the cause is gone, running it again completes it"

    def partial(self) -> dict[str, Any]:
        outcome = self._outcome()
        return {
            "done": [_said(change) for change in outcome.done],
            "failures": [{"change": _said(change), **error.as_result()} for change, error in self.failures.items()],
            "not_tried": [_said(change) for change in (*outcome.skipped, *outcome.not_started)],
        }


def _said(change: Change) -> str:
    return str(change) if change.verb not in ("call", "call once") else f"{change.write.operation} for {change.owner}"


def converge(
    client: Client,
    want: Want,
    types: Types,
    check_mode: bool,
    max_concurrency: int,
    fail_fast: bool = False,
    foresee: Optional[Foresee] = None,
) -> Result:
    """Brings Looker to what is wanted, or says what that would take.

    `fail_fast`: see `apply`. `foresee`: what else is to be told of the plan before it is carried out.

    Raises PlanError (before any write) and LookerError (from reading; what writing meets is in the result).
    """
    want = asked(client, want, types)
    snapshot = take_snapshot(client, needs_of(want, types), types)
    made = plan_when_all_is_known(client, want, snapshot, types)
    demand_operations(client, made.changes)
    if made.unknown and not check_mode:
        raise PlanError(made.unknown)
    tests, said = _tried_out(client, made, snapshot)
    warnings = [*made.warnings, *said]
    foreseen = foresee(made, snapshot) if foresee else None
    if check_mode:
        unknown = [f"{sentence}; counted as if an earlier task had made it" for sentence in made.unknown]
        warnings += shortened(unknown, " references to what does not exist; counted as if earlier tasks had made it")
    if check_mode or not made.changes:
        return Result(made, list(made.objects), warnings, None, tests, foreseen)
    from ansible_collections.biops.looker.plugins.module_utils._apply import apply

    outcome = apply(made, snapshot, client, max_concurrency, fail_fast)
    objects = [_with_born_values(item, outcome, snapshot) for item in made.objects]
    return Result(made, objects, [*warnings, *outcome.warnings], outcome, tests, foreseen)


def _tried_out(client: Client, made: Plan, snapshot: Snapshot) -> tuple[Sequence[Mapping[str, Any]], Sequence[str]]:
    """What Looker's own tests tell of what is planned, and warn of. Raises what `try_out` raises."""
    if not made.trials:
        return (), ()
    from ansible_collections.biops.looker.plugins.module_utils._trials import try_out

    tried = try_out(client, made.trials, snapshot)
    return tried.told, tried.warnings


def demand_operations(client: Client, changes: Iterable[Change]) -> None:
    """Raises NotOffered where this Looker lacks an operation that the changes need."""
    for operation in sorted({change.write.operation for change in changes}):
        refusal = client.refusal(operation)
        if refusal is not None:
            raise refusal


def asked(client: Client, want: Want, types: Types) -> Want:
    """What is wanted, with what Looker itself makes of it. Raises LookerError."""

    def ask(operation: str, body: Any = None, path: Optional[Mapping[str, str]] = None) -> Any:
        try:
            return client.record(Call(operation, path or {}, body=body))
        except LookerError as error:
            if path and is_absent(error):
                return None
            raise

    declared = []
    for item in want.declared:
        asks = types.of(item).ask
        declared.append(asks(item, ask) if asks else item)
    return replace(want, declared=tuple(declared))


def plan_when_all_is_known(client: Client, want: Want, snapshot: Snapshot, types: Types) -> Plan:
    """Some guards and checks have to know more, and so does the diff of a deletion: it depends on the plan."""
    need: Optional[Need] = None  # what the snapshot was taken for, worked out again where there has to be more
    while True:
        try:
            made = plan(want, snapshot.have(client.version, client.release), types)
        except NeedMore as more:
            need = need or needs_of(want, types)
            need = replace(
                need,
                lists={**need.lists, **dict.fromkeys(more.ends, frozenset())},
                objects=need.objects | more.objects,
                catalogs=need.catalogs | more.catalogs,
                everything=need.everything | more.everything,
            )
        else:
            gone = {
                change.owner for change in made.changes if change.verb == "delete" and types[change.owner.type].along
            }
            if not gone or (need and gone <= need.along):
                return made
            need = replace(need or needs_of(want, types), along=frozenset(gone))
        extend_snapshot(client, snapshot, need)


def _with_born_values(item: ObjectPlan, outcome: Outcome, snapshot: Snapshot) -> ObjectPlan:
    """The id of a new object, and values that are shown just once."""
    born: dict[str, Any] = dict(outcome.returned.get(item.ref, {}))
    identifier = outcome.ids.get(item.ref)
    if identifier and item.action == "create":
        born["id"] = identifier
    if not born:
        return item
    return replace(item, tell=lambda: item.told._replace(record={**item.record, **born}))
