# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An audit report as JUnit XML, which continuous integration shows as tests. Pure.

Note: this module_utils is private to the biops.looker collection and may change without notice.

A suite for the configuration of each instance, and one for its findings. A drifted object is a failed test; a type
without drift is a passed one. A rule is a test: passed, failed with all its findings, or skipped where it could not
be checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from ansible_collections.biops.looker.plugins.module_utils._report_data import (
    NOT_COMPARED,
    Drifted,
    InstanceReport,
    Report,
    noun,
    title_of,
    words,
)
from ansible_collections.biops.looker.plugins.module_utils._report_diff import LESS, MORE, Line, compare

# Everything else is not a character of XML 1.0, not even escaped.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MARKS = {LESS: "- ", MORE: "+ "}


class _Case(NamedTuple):
    name: str
    outcome: str = ""  # "" (passed) | failure | skipped
    message: str = ""
    type: str = ""
    text: str = ""


def junit(report: Report) -> str:
    """The whole report as one `testsuites` document."""
    suites = [suite for instance in report["instances"] for suite in _suites(instance, report["generated"])]
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', "<testsuites>", *suites, "</testsuites>", ""])


def _suites(instance: InstanceReport, generated: str) -> Iterator[str]:
    title = title_of(instance)
    yield _suite(f"{title}: configuration", list(_configuration(instance)), generated)
    yield _suite(f"{title}: findings", list(_findings(instance)), generated)


def _suite(name: str, cases: Sequence[_Case], generated: str) -> str:
    failures = sum(case.outcome == "failure" for case in cases)
    skipped = sum(case.outcome == "skipped" for case in cases)
    counts = f'tests="{len(cases)}" failures="{failures}" errors="0" skipped="{skipped}" time="0"'
    head = f"  <testsuite name={_attribute(name)} {counts} timestamp={_attribute(generated[:19])}>"
    return "\n".join([head, *(_case(case, name) for case in cases), "  </testsuite>"])


def _case(case: _Case, suite: str) -> str:
    head = f'    <testcase classname={_attribute(suite)} name={_attribute(case.name)} time="0"'
    if not case.outcome:
        return f"{head}/>"
    if case.outcome == "skipped":
        return f"{head}><skipped message={_attribute(case.message)}/></testcase>"
    inner = f"<failure message={_attribute(case.message)} type={_attribute(case.type)}>{_text(case.text)}</failure>"
    return f"{head}>{inner}</testcase>"


def _configuration(instance: InstanceReport) -> Iterator[_Case]:
    drift = instance.get("drift")
    if drift is None:
        yield _Case("everything that is declared", "skipped", NOT_COMPARED)
        return
    for kind in sorted(instance.get("declared", {}).keys() - {item["type"] for item in drift}):
        yield _Case(f"{words(kind)}: as declared")
    for item in drift:
        name = noun(item)
        yield _Case(name, "failure", f"{name} would be {item['action']}d", "drift", "\n".join(_difference(item)))
    for lost in instance.get("undeclared", ()):
        name = noun(lost)
        yield _Case(name, "skipped", f"{name} is in Looker, but not declared")


def _difference(item: Drifted) -> Iterator[str]:
    for option in compare(item["before"], item["after"]).options:
        yield f"{option.name}:"
        yield from _marked(option.before)
        yield from _marked(option.after)


def _marked(lines: Iterable[Line]) -> Iterator[str]:
    return (f"  {_MARKS[line.mark]}{line.text}" for line in lines if line.mark in _MARKS)


def _findings(instance: InstanceReport) -> Iterator[_Case]:
    """One for each rule; what could not be checked of a rule that found something is said with its findings."""
    gaps: dict[str, list[str]] = {}
    for gap in instance.get("not_checked", ()):
        gaps.setdefault(gap["rule"], []).append(gap["reason"])
    found: dict[str, list[Any]] = {}
    for finding in instance.get("findings", ()):
        found.setdefault(finding["rule"], []).append(finding)
    titles = {item["rule"]: item["title"] for item in instance.get("rules", ())}
    for rule in dict.fromkeys([*titles, *found]):
        title, items, missing = titles.get(rule, words(rule)), found.get(rule, []), gaps.get(rule, [])
        if items:
            lines = [f"{noun(item)}: {item['reason']}" for item in items]
            lines += [items[0]["advice"], *(f"not checked: {reason}" for reason in missing)]
            severity = items[0]["severity"]
            yield _Case(title, "failure", f"{len(items)} found, severity {severity}", severity, "\n".join(lines))
        elif missing:
            yield _Case(title, "skipped", f"not checked: {'; '.join(missing)}")
        else:
            yield _Case(title)


def _text(value: str) -> str:
    return escape(_NO_XML.sub("\ufffd", value))


def _attribute(value: str) -> str:
    return quoteattr(_NO_XML.sub("\ufffd", value))
