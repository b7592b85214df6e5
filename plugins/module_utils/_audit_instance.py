# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Audits one instance: reads it, compares it with what is declared, applies the rules. Changes nothing.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from ansible_collections.biops.looker.plugins.module_utils._access import effective_access
from ansible_collections.biops.looker.plugins.module_utils._audit import Finding, Policy, audit
from ansible_collections.biops.looker.plugins.module_utils._audit_reading import (
    may_read,
    read_instance,
    read_objects,
)
from ansible_collections.biops.looker.plugins.module_utils._client import Client
from ansible_collections.biops.looker.plugins.module_utils._converge import Result, asked, plan_when_all_is_known
from ansible_collections.biops.looker.plugins.module_utils._errors import LookerError
from ansible_collections.biops.looker.plugins.module_utils._facts import Ref
from ansible_collections.biops.looker.plugins.module_utils._needs import Need, needs_of
from ansible_collections.biops.looker.plugins.module_utils._purge import undeclared
from ansible_collections.biops.looker.plugins.module_utils._report_data import (
    InstanceReport,
    Named,
    access_table,
    findings_rows,
)
from ansible_collections.biops.looker.plugins.module_utils._resource import Resource, Types
from ansible_collections.biops.looker.plugins.module_utils._scope import Scope
from ansible_collections.biops.looker.plugins.module_utils._snapshot import Snapshot, take_snapshot
from ansible_collections.biops.looker.plugins.module_utils._state import NeedMore, PlanError, Questions, Want

NO_LIMIT = 10**9
UNKNOWN_REFERENCE = "unknown_reference"
REFUSED = "refused_configuration"


def audit_instance(
    client: Client, want: Want, types: Types, resources: Sequence[Resource], policy: Policy, now: datetime
) -> tuple[InstanceReport, list[str]]:
    """What there is to say about an instance, and warnings. Drift is only told where something is declared.

    `resources`: the types of which undeclared objects are looked for, those that are declared among them. Raises
    LookerError.
    """
    # A plan that is not carried out needs no guard: what it would do is what the report is about.
    want = replace(want, max_removals=NO_LIMIT, allow_self_lockout=True)
    found: list[Finding] = []
    try:
        want = asked(client, want, types)
    except LookerError as problem:
        found.append(_refused(str(problem)))
        want = replace(want, declared=())
    snapshot = take_snapshot(client, needs_of(want, types), types)
    read_objects(client, snapshot)
    report: InstanceReport = {}
    warnings: list[str] = []
    if want.declared:
        try:
            made = plan_when_all_is_known(client, want, snapshot, types)
        except PlanError as refused:
            found += [_refused(problem) for problem in refused.problems]
        else:
            result = Result(made, list(made.objects), list(made.warnings))
            found += [_unknown(sentence) for sentence in made.unknown]
            warnings = result.warnings
            report.update(_configuration(client, result, snapshot, want, resources))
    audited = read_instance(client, snapshot, now)
    access = effective_access(audited)
    report.update(findings_rows(audit(audited, access, policy, found)))
    report["access"] = access_table(audited, access)
    return report, warnings


def _refused(problem: str) -> Finding:
    advice = "Correct the configuration: as it is, it cannot be applied, and drift cannot be told."
    return Finding(REFUSED, "high", "configuration", "configuration", problem, advice)


def _unknown(sentence: str) -> Finding:
    advice = "Declare the object, or remove its name from the configuration: applying it would fail."
    return Finding(UNKNOWN_REFERENCE, "high", "configuration", "configuration", sentence, advice)


def _configuration(
    client: Client, result: Result, snapshot: Snapshot, want: Want, resources: Iterable[Resource]
) -> InstanceReport:
    declared = Counter(result.noun(item) for item in result.objects)
    wanted = [resource for resource in resources if declared[resource.name] and not resource.is_singleton]
    known = {item.ref for item in result.objects} | {
        result.plan.renamed.get(item.ref, item.ref) for item in result.objects
    }
    return {
        "declared": dict(declared),
        "drift": [_drifted(change) for change in result.changes()],
        "undeclared": _undeclared(client, wanted, snapshot, want.scope, known),
    }


def _drifted(change: Mapping[str, Any]) -> Any:
    return {name: change[name] for name in ("type", "name", "action", "before", "after")}


def _undeclared(
    client: Client, resources: Sequence[Resource], snapshot: Snapshot, scope: Scope, known: set[Ref]
) -> list[Named]:
    """Objects of the declared types that nobody declares: those that purge would take away.

    What a scope is about is read. Where that is refused, an object counts as outside: it is not known to be ours.
    """
    have = snapshot.have()
    questions = Questions(have)
    rows: list[Named] = [
        {"type": resource.name, "name": str(have.objects[ref].get(resource.key) or ref.key)}
        for resource in resources
        for ref in undeclared(resource, have.objects, have.caller, known, scope, questions.named)
    ]
    try:
        questions.settle()
    except NeedMore as more:
        if may_read(client, snapshot, Need(objects=more.objects)):
            return _undeclared(client, resources, snapshot, scope, known)
    return sorted(rows, key=lambda item: (item["type"], item["name"].lower()))
