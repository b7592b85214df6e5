# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Findings: the rules that a policy chooses, applied to an instance. Pure.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple, Optional

from ansible_collections.biops.looker.plugins.module_utils import (  # noqa: F401  # pylint: disable=unused-import  # they register the rules
    _audit_access,
    _audit_schedules,
    _audit_users,
)
from ansible_collections.biops.looker.plugins.module_utils._access import Access
from ansible_collections.biops.looker.plugins.module_utils._audit_rule import (
    RULES,
    SEVERITIES,
    Evidence,
    Found,
    Gap,
    Rule,
)
from ansible_collections.biops.looker.plugins.module_utils._audited import Audited
from ansible_collections.biops.looker.plugins.module_utils._nearest import hint
from ansible_collections.biops.looker.plugins.module_utils._patterns import Patterns, patterns
from ansible_collections.biops.looker.plugins.module_utils._value_class import field, value_class

EXPIRED = "expired_exception"
_SWITCHES = {"enabled": "bool", "severity": "str"}


class BadPolicy(Exception):
    """A policy that cannot be meant. `problems`: one sentence each."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(self.problems))


class Finding(NamedTuple):
    """What a rule objects to, with what to do about it."""

    rule: str
    severity: str
    type: str
    name: str
    reason: str
    advice: str


class Exemption(NamedTuple):
    """Objects that a rule may not object to until a day, and why."""

    rule: str
    object: str  # pattern of names; capitals do not count
    reason: str
    expires: date


class Accepted(NamedTuple):
    """A finding that an exemption covers."""

    finding: Finding
    reason: str
    expires: date


class Unchecked(NamedTuple):
    """Something a rule could not check, and why."""

    rule: str
    reason: str


class Checked(NamedTuple):
    """A rule that was applied, with the severity it had, and what came of it."""

    rule: str
    title: str
    severity: str
    findings: int


@value_class
class Policy:
    """Which rules apply, and how."""

    rules: Mapping[str, Rule] = field(default_factory=lambda: dict(RULES))
    limits: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # rule -> limit -> value
    exemptions: tuple[Exemption, ...] = ()


@value_class
class Findings:
    """Everything an audit says: the worst first."""

    findings: tuple[Finding, ...]
    accepted: tuple[Accepted, ...]
    unchecked: tuple[Unchecked, ...]
    checked: tuple[Checked, ...]


def read_policy(
    rules: Optional[Mapping[str, Mapping[str, Any]]] = None, exceptions: Optional[Sequence[Mapping[str, Any]]] = None
) -> Policy:
    """A policy from options: `rules` is rule -> {enabled, severity, limit: value …}, `exceptions` a list of
    {rule, object, reason, expires: YYYY-MM-DD}. Raises BadPolicy with every problem there is."""
    problems: list[str] = []
    chosen, limits = dict(RULES), {}
    for name, options in _without_nulls(rules or {}).items():
        if name not in RULES:
            problems.append(f"there is no rule '{name}'{_hint(name, RULES)}")
            continue
        wrong = list(_wrong(RULES[name], options))
        if wrong:
            problems += wrong
            continue
        on, severity = options.get("enabled", RULES[name].on), options.get("severity", RULES[name].severity)
        chosen[name] = replace(RULES[name], on=on, severity=severity)
        limits[name] = {limit: value for limit, value in options.items() if limit not in _SWITCHES}
    exemptions = [_exemption(number, item, problems) for number, item in enumerate(exceptions or ())]
    if problems:
        raise BadPolicy(problems)
    return Policy(chosen, limits, tuple(item for item in exemptions if item is not None))


def _wrong(rule: Rule, options: Any) -> Iterator[str]:
    if not isinstance(options, Mapping):
        yield f"rule '{rule.id}' takes a mapping, such as {{enabled: false}}, not {options!r}"
        return
    known = {**_SWITCHES, **{name: limit.type for name, limit in rule.limits.items()}}
    for name, value in options.items():
        if name not in known:
            yield f"rule '{rule.id}' has no '{name}'{_hint(name, known)}"
        elif not _fits(value, known[name]):
            yield f"'{name}' of rule '{rule.id}' has to be of type {known[name]}, not {value!r}"
        elif name == "severity" and value not in SEVERITIES:
            yield f"severity of rule '{rule.id}' has to be one of {', '.join(SEVERITIES)}, not '{value}'"


def _fits(value: Any, kind: str) -> bool:
    if kind == "list":
        return isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value)
    if kind == "int":
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, {"bool": bool, "str": str}[kind])


def _exemption(number: int, item: Mapping[str, Any], problems: list[str]) -> Optional[Exemption]:
    """Reason and end are no formality: without them an exception is forgotten."""
    where = f"exceptions[{number}]"
    missing = [name for name in Exemption._fields if not item.get(name)]
    if missing:
        problems.append(f"{where} has no {' and no '.join(missing)}")
        return None
    if item["rule"] not in RULES:
        problems.append(f"{where}: there is no rule '{item['rule']}'{_hint(str(item['rule']), RULES)}")
    try:
        expires = item["expires"] if isinstance(item["expires"], date) else date.fromisoformat(str(item["expires"]))
    except ValueError:
        problems.append(f"{where}: expires has to be a date like 2027-01-31, not '{item['expires']}'")
        return None
    return Exemption(str(item["rule"]), str(item["object"]), str(item["reason"]), expires)


def _without_nulls(rules: Mapping[str, Any]) -> dict[str, Any]:
    """Null means not given."""
    return {name: options for name, options in rules.items() if options is not None}


def _hint(name: str, known: Iterable[str]) -> str:
    return hint(name, known) or f" (there are {', '.join(sorted(known))})"


def audit(audited: Audited, access: Access, policy: Policy, more: Iterable[Finding] = ()) -> Findings:
    """Applies the rules. `access`: effective access of the same instance; `more`: findings that come from elsewhere."""
    evidence = Evidence(audited, access)
    findings: list[Finding] = [*more, *_expired(policy, audited.now.date())]
    accepted: list[Accepted] = []
    unchecked: list[Unchecked] = []
    checked: list[Checked] = []
    exemptions = [(item, patterns([item.object], str.lower)) for item in policy.exemptions]
    for rule in policy.rules.values():
        if not rule.on:
            continue
        found, gaps = _apply(rule, evidence, _limits(rule, policy.limits.get(rule.id, {})))
        unchecked += [Unchecked(rule.id, gap.reason) for gap in gaps]
        kept = 0
        for finding in found:
            exemption = _covering(finding, exemptions, audited.now.date())
            if exemption is None:
                findings.append(finding)
                kept += 1
            else:
                accepted.append(Accepted(finding, exemption.reason, exemption.expires))
        checked.append(Checked(rule.id, rule.title, rule.severity, kept))
    return Findings(tuple(sorted(findings, key=_place)), tuple(accepted), tuple(unchecked), tuple(checked))


def _limits(rule: Rule, given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: given.get(name, limit.default) for name, limit in rule.limits.items()}


def _apply(rule: Rule, evidence: Evidence, limits: Mapping[str, Any]) -> tuple[list[Finding], list[Gap]]:
    """What a rule finds, and what it could not check."""
    missing = [part for part in rule.needs if part not in evidence.audited.read]
    gaps = (
        [Gap(f"not everything is known about {', '.join(part.replace('_', ' ') for part in missing)}")]
        if missing
        else []
    )
    if missing and rule.about_absence:
        return [], gaps
    found: list[Finding] = []
    for item in rule.check(evidence, limits):
        if isinstance(item, Found):
            found.append(Finding(rule.id, rule.severity, item.type, item.name, item.reason, rule.advice))
        else:
            gaps.append(item)
    return found, gaps


def _covering(finding: Finding, exemptions: Iterable[tuple[Exemption, Patterns]], today: date) -> Optional[Exemption]:
    for item, objects in exemptions:
        if item.rule == finding.rule and item.expires >= today and objects.match(finding.name.lower()):
            return item
    return None


def _expired(policy: Policy, today: date) -> Iterator[Finding]:
    for item in policy.exemptions:
        if item.expires < today:
            reason = f"the exception from {item.rule} ended on {item.expires.isoformat()}: {item.reason}"
            advice = "Remove the exception, or give it a new date if the reason still holds."
            yield Finding(EXPIRED, "medium", "exception", item.object, reason, advice)


def _place(finding: Finding) -> tuple[int, str, str, str]:
    return SEVERITIES.index(finding.severity), finding.rule, finding.name.lower(), finding.reason
