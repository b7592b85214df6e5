# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Offboards users: reads what is theirs, hands it over, and takes them out of use. No Ansible.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, Optional

from ansible_collections.biops.looker.plugins.module_utils._apply import Outcome, apply
from ansible_collections.biops.looker.plugins.module_utils._client import Client
from ansible_collections.biops.looker.plugins.module_utils._converge import demand_operations, plan_when_all_is_known
from ansible_collections.biops.looker.plugins.module_utils._core_edition import advice
from ansible_collections.biops.looker.plugins.module_utils._errors import LookerError
from ansible_collections.biops.looker.plugins.module_utils._facts import Ref
from ansible_collections.biops.looker.plugins.module_utils._leaver import (
    OUT_OF_USE,
    Leaver,
    Steps,
    as_found,
    declared_by_name,
    difference,
    disable,
    hand_over,
    steps_of,
    told,
    types_of,
    warnings,
    why_not,
)
from ansible_collections.biops.looker.plugins.module_utils._needs import Need, needs_of
from ansible_collections.biops.looker.plugins.module_utils._resource import Declared, Types
from ansible_collections.biops.looker.plugins.module_utils._resources._along import ALERTS, PLANS, belongings
from ansible_collections.biops.looker.plugins.module_utils._settle import unseen
from ansible_collections.biops.looker.plugins.module_utils._snapshot import (
    EVERYTHING,
    Snapshot,
    extend_snapshot,
    take_snapshot,
)
from ansible_collections.biops.looker.plugins.module_utils._state import (
    Change,
    Have,
    PartlyFailed,
    Plan,
    PlanError,
    Want,
)
from ansible_collections.biops.looker.plugins.module_utils._value_class import field, value_class

EDITION = "password_config"  # what admins may read, except on Looker (Google Cloud core) (facts section 10)
IAM = (
    "this seems to be Looker (Google Cloud core): users come from Google Cloud IAM or the identity provider there, and "
    "their access there remains; take it away there too"
)


@value_class
class Wanted:
    """What the task says."""

    users: tuple[str, ...]
    owner: str = ""  # who gets schedules and alerts; "": nobody
    delete: bool = False
    max_removals: int = 50


class _Heir(NamedTuple):
    """Who gets schedules and alerts."""

    ref: Ref
    name: str


@dataclass
class _Situation:
    """What was read."""

    snapshot: Snapshot
    leavers: list[Leaver]
    declared: tuple[Declared, ...]  # of those who are there
    heir: Optional[_Heir]
    unread: dict[str, LookerError] = field(default_factory=dict)  # what cannot be handed over, and why
    warnings: list[str] = field(default_factory=list)
    is_core: bool = False


@dataclass
class _Done:
    """What became of the writes."""

    done: list[Change] = field(default_factory=list)
    failures: list[tuple[str, LookerError]] = field(default_factory=list)  # what could not be done, and why
    undone: set[Change] = field(default_factory=set)  # failed or not tried

    def add(self, outcome: Outcome) -> None:
        self.done += outcome.done
        self.failures += [(str(change), error) for change, error in outcome.failed.items()]
        self.undone.update(outcome.failed)


def offboard(
    client: Client, wanted: Wanted, check_mode: bool, max_concurrency: int, warn: Callable[[str], None]
) -> dict[str, Any]:
    """Offboards users, or says what that would do: the result of the module.

    Raises PlanError before any write; LookerError from reading; PartlyFailed where something could not be done, after
    everything else was.
    """
    types = types_of(bool(wanted.owner))
    now = _read(client, types, wanted, check_mode)
    want = Want(now.declared, max_removals=wanted.max_removals, lift="make somebody else an admin first")
    made = plan_when_all_is_known(client, want, now.snapshot, types)
    handed = [change for leaver in now.leavers for change in hand_over(leaver, now.heir.ref)] if now.heir else []
    steps = steps_of(handed, made.changes)
    demand_operations(client, steps.all)
    for sentence in dict.fromkeys((*now.warnings, *made.warnings, *_warnings(now.leavers, wanted))):
        warn(sentence)
    if check_mode:
        done = _predicted(now, steps)
    else:
        done = _carry_out(now, steps, lambda changes: _apply(client, now.snapshot, made, changes, max_concurrency))
    result = {
        "changed": bool(done.done),
        "users": [told(leaver, done.done, now.heir.name if now.heir else "") for leaver in now.leavers],
        "iam_access_remains": now.is_core,
    }
    if done.failures:
        raise _partly_failed(done, result)
    diffs = [difference(*pair, bool(now.heir)) for pair in zip(_there(now.leavers), made.objects)]
    return {**result, "diff": [diff for diff in diffs if diff]} if done.done else result


# Reading


def _read(client: Client, types: Types, wanted: Wanted, check_mode: bool) -> _Situation:
    """Finds the users, and what is theirs. Raises PlanError where one must not be offboarded."""
    options = {} if wanted.delete else OUT_OF_USE
    named = [declared_by_name(types, name, f"users[{place}]", options) for place, name in enumerate(wanted.users)]
    owner = declared_by_name(types, wanted.owner, "owner", {}) if wanted.owner else None
    want = Want((*named, *([owner] if owner else [])))
    snapshot = take_snapshot(client, needs_of(want, types), types)
    have = snapshot.have(client.version, client.release)
    found = {_named(item, have): (name, item) for name, item in zip(wanted.users, named)}
    leavers = [Leaver(name, ref, have.objects.get(ref)) for ref, (name, _item) in found.items()]
    heir, warnings = _heir(wanted.owner, owner, have, check_mode)
    problems = list(_problems(leavers, heir, have, types))
    if problems:
        raise PlanError(problems)
    declared = tuple(as_found(found[leaver.ref][1], leaver.ref, wanted.delete) for leaver in _there(leavers))
    now = _Situation(snapshot, leavers, declared, heir, warnings=warnings)
    if declared:
        _read_things(client, now)
    return now


def _named(item: Declared, have: Have) -> Ref:
    """Under which key the user is known, the declared one where there is no such user. Raises PlanError."""
    asked = item.by_id or item.ref
    try:
        found = have.resolve(asked)
    except PlanError as error:
        raise PlanError(f"{item.where}: {problem}" for problem in error.problems) from None
    return found if have.find(found) is not None else asked


def _there(leavers: Iterable[Leaver]) -> list[Leaver]:
    return [leaver for leaver in leavers if leaver.record is not None]


def _heir(name: str, owner: Optional[Declared], have: Have, check_mode: bool) -> tuple[Optional[_Heir], list[str]]:
    """Who gets everything. In check mode an earlier task may be about to make that user. Raises PlanError."""
    if owner is None:
        return None, []
    ref = _named(owner, have)
    record = have.objects.get(ref)
    if record is None and not check_mode:
        raise PlanError([f"owner: {ref} does not exist"])
    if record is None:
        return _Heir(ref, name), [f"owner: {ref} does not exist; counted as if an earlier task had made it"]
    return _Heir(ref, str(record.get("email") or name)), []


def _problems(leavers: Iterable[Leaver], heir: Optional[_Heir], have: Have, types: Types) -> Iterator[str]:
    """Why this must not be done: one sentence for each user."""
    resource = types["user"]
    for leaver in leavers:
        if leaver.record is None and not have.rights & resource.sees:
            yield unseen(leaver.ref, have, types)
            continue
        reason = why_not(leaver, have.caller, resource)
        if heir is not None and leaver.ref == heir.ref:
            reason = "it is the owner who gets schedules and alerts: name somebody who stays"
        if reason:
            yield f"cannot offboard {leaver.ref}: {reason}"
    record = have.objects.get(heir.ref) if heir else None
    if heir and record is not None:
        kept = resource.protect("update", record)
        if kept or record.get("is_disabled"):
            yield f"owner: {heir.ref} cannot get schedules and alerts: {kept or 'it is disabled'}"


def _read_things(client: Client, now: _Situation) -> None:
    """What is theirs, for all of them together, and what edition this is."""
    snapshot = now.snapshot
    refs = frozenset(leaver.ref for leaver in _there(now.leavers))
    extend_snapshot(client, snapshot, Need(along=refs, catalogs=frozenset({EDITION})))
    now.leavers = [
        replace(leaver, things=belongings(leaver.record["id"], snapshot.along)) if leaver.record else leaver
        for leaver in now.leavers
    ]
    is_admin = EVERYTHING in (snapshot.rights or ())
    refusal = snapshot.refused.get(EDITION)
    now.is_core = is_admin and refusal is not None and bool(advice(refusal))
    if now.is_core:
        now.warnings.append(IAM)
    missing = sorted(snapshot.refused.keys() - {EDITION, PLANS, ALERTS})
    if missing:
        now.warnings.append(f"what the users own is not known completely: could not read {', '.join(missing)}")
    for operation, what in ((PLANS, "schedules"), (ALERTS, "alerts")):
        if operation == ALERTS and not client.offers(operation):
            now.warnings.append(f"alerts are not looked at: that needs API 4.0, and this is API {client.version}")
        elif operation in snapshot.refused or operation not in snapshot.along:
            now.unread[what] = snapshot.refused.get(operation) or _cut_off(what, operation)
        elif not is_admin:
            now.unread[what] = _cut_off(what, operation)
    if not now.heir:
        now.warnings += [f"the {what} of the users are not known: {error}" for what, error in now.unread.items()]
        now.unread = {}


def _cut_off(what: str, operation: str) -> LookerError:
    return LookerError(
        f"the API user does not see the {what} of everybody, which takes an admin and API 3.1", operation
    )


def _warnings(leavers: Iterable[Leaver], wanted: Wanted) -> Iterator[str]:
    for leaver in leavers:
        yield from warnings(leaver, bool(wanted.owner), wanted.delete)


# Writing


def _predicted(now: _Situation, steps: Steps) -> _Done:
    """What a run would do of which nothing fails that has not failed yet."""
    return _carry_out(now, steps, lambda changes: Outcome(done=list(changes)))


def _carry_out(now: _Situation, steps: Steps, send: Callable[[Sequence[Change]], Outcome]) -> _Done:
    """Makes the changes, one stage after the other, whatever fails. Who cannot be deleted is disabled at least: with a
    user go the schedules that are not handed over."""
    result = _Done(failures=[(f"hand over {what}", error) for what, error in now.unread.items()])
    for stage in (steps.hand_over, steps.keys, steps.sessions, steps.access):
        result.add(send(stage))
    stuck = {change.owner for change in result.undone if change in steps.hand_over}
    if now.unread:
        stuck = {leaver.ref for leaver in now.leavers}
    kept = [change for change in steps.end if change.verb == "delete" and change.owner in stuck]
    result.undone.update(kept)
    result.add(send([change for change in steps.end if change not in kept]))
    disabled = {leaver.ref for leaver in _there(now.leavers) if leaver.record and leaver.record.get("is_disabled")}
    left = [change.owner for change in steps.end if change.verb == "delete" and change in result.undone]
    result.add(send([disable(ref) for ref in left if ref not in disabled]))
    return result


def _apply(client: Client, snapshot: Snapshot, made: Plan, changes: Sequence[Change], max_concurrency: int) -> Outcome:
    return apply(replace(made, changes=tuple(changes)), snapshot, client, max_concurrency)


def _partly_failed(done: _Done, result: Mapping[str, Any]) -> PartlyFailed:
    """One sentence for each failure, and one about the rest."""
    failed = "; ".join(f"could not {what}: {error}{advice(error)}" for what, error in done.failures)
    not_tried = [str(change) for change in done.undone if str(change) not in {what for what, _error in done.failures}]
    kept = f", but {', '.join(sorted(not_tried))} was not tried" if not_tried else ""
    rest = f"This keeps nothing else from being done{kept}; when the cause is gone, running it again completes it"
    return PartlyFailed(
        f"{failed.rstrip('.')}. {rest}",
        done.failures[0][1],
        {
            **result,
            "done": [str(change) for change in done.done],
            "failures": [{"change": what, **error.as_result()} for what, error in done.failures],
            "not_tried": sorted(not_tried),
        },
    )
