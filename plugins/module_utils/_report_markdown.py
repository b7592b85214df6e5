# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An audit report as Markdown, for merge requests and chats: what matters, cut where it gets long. Pure.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from ansible_collections.biops.looker.plugins.module_utils._report_data import (
    NOT_COMPARED,
    Drifted,
    FindingRow,
    InstanceReport,
    Report,
    by_type,
    noun,
    severities,
    title_of,
    types_of,
    words,
)
from ansible_collections.biops.looker.plugins.module_utils._report_diff import LESS, MORE, SAME, compare

MOST_OBJECTS = 50  # of one type or rule
MOST_LINES = 40  # of one object
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~$&]|:(?=//)|(?<=www)\.)", re.IGNORECASE)
_MARKS = {LESS: "-", MORE: "+", SAME: " "}


def markdown(report: Report) -> str:
    """The whole report. Lists that are cut say how much is left out."""
    lines = ["# Looker audit", "", f"Made {_text(report['generated'])}.", ""]
    if len(report["instances"]) > 1:
        lines += [*_overview(report["instances"]), ""]
    for instance in report["instances"]:
        lines += [*_instance(instance), ""]
    return "\n".join(lines).rstrip() + "\n"


def _overview(instances: Sequence[InstanceReport]) -> Iterator[str]:
    yield from _table(
        ("Instance", "Drift", "Undeclared", "High", "Medium", "Low"),
        (
            (
                title_of(item),
                *(str(len(item["drift"])) if "drift" in item else "not compared", str(len(item.get("undeclared", ())))),
                *(str(severities(item)[severity]) for severity in ("high", "medium", "low")),
            )
            for item in instances
        ),
    )


def _instance(instance: InstanceReport) -> Iterator[str]:
    about = instance.get("instance", {})
    yield f"## {_text(title_of(instance))}"
    yield ""
    yield _text(
        f"{about.get('url', '')} · Looker {about.get('release') or '(release unknown)'} · "
        f"{instance.get('api', {}).get('calls', {}).get('total', 0)} API calls"
    )
    yield ""
    yield from _types(instance)
    if "drift" in instance:
        yield from _drift(instance["drift"])
    else:
        yield from ("### Drift", "", NOT_COMPARED, "")
    yield from _undeclared(instance)
    yield from _findings(instance)
    yield from _roles(instance)


def _types(instance: InstanceReport) -> Iterator[str]:
    rows = list(types_of(instance))
    if rows:
        head = ("Type", "Declared", "To create", "To update", "To delete", "Undeclared")
        yield from _table(head, ((words(name), *map(str, counts.values())) for name, counts in rows))
        yield ""


def _drift(drift: Sequence[Drifted]) -> Iterator[str]:
    yield f"### Drift ({len(drift)})"
    yield ""
    if not drift:
        yield "Everything that is declared is as declared."
        yield ""
    for kind, items in by_type(drift).items():
        for item in items[:MOST_OBJECTS]:
            yield f"**{_text(noun(item))}** ({_text(item['action'])})"
            yield ""
            yield from _fenced(list(_difference(item)), "diff")
            yield ""
        yield from _rest(len(items) - MOST_OBJECTS, f"{words(kind)}: objects")


def _difference(item: Drifted) -> Iterator[str]:
    for option in compare(item["before"], item["after"]).options:
        yield f"  {option.name}:"
        lines = [line for line in (*option.before, *option.after) if line.mark in (LESS, MORE)]
        yield from (f"{_MARKS[line.mark]}   {line.text}" for line in lines[:MOST_LINES])
        if len(lines) > MOST_LINES:
            yield f"    ... {len(lines) - MOST_LINES} more lines"


def _undeclared(instance: InstanceReport) -> Iterator[str]:
    items = instance.get("undeclared", ())
    if not items:
        return
    yield f"### Undeclared ({len(items)})"
    yield ""
    for kind, named in by_type(items).items():
        yield from (f"- {_text(noun(item))}" for item in named[:MOST_OBJECTS])
        yield ""
        yield from _rest(len(named) - MOST_OBJECTS, f"{words(kind)}: objects")


def _findings(instance: InstanceReport) -> Iterator[str]:
    findings = instance.get("findings", ())
    titles = {item["rule"]: item["title"] for item in instance.get("rules", ())}
    yield f"### Findings ({len(findings)})"
    yield ""
    if not findings:
        yield "None of the rules that were checked objects to anything."
        yield ""
    for rule, group in groupby(findings, key=lambda item: item["rule"]):
        yield from _rule(titles.get(rule, words(rule)), list(group))
    for heading, rows in (
        (
            "Accepted",
            [
                f"{noun(item)}: {item['accepted_because']} (until {item['expires']})"
                for item in instance.get("accepted", ())
            ],
        ),
        (
            "Not checked",
            [f"{titles.get(item['rule'], item['rule'])}: {item['reason']}" for item in instance.get("not_checked", ())],
        ),
    ):
        if rows:
            yield f"### {heading} ({len(rows)})"
            yield ""
            yield from (f"- {_text(row)}" for row in rows[:MOST_OBJECTS])
            yield ""
            yield from _rest(len(rows) - MOST_OBJECTS, heading.lower())


def _rule(title: str, items: Sequence[FindingRow]) -> Iterator[str]:
    yield f"**{_text(title)}** ({items[0]['severity']}). {_text(items[0]['advice'])}"
    yield ""
    yield from (f"- {_text(noun(item))}: {_text(item['reason'])}" for item in items[:MOST_OBJECTS])
    yield ""
    yield from _rest(len(items) - MOST_OBJECTS, "objects")


def _roles(instance: InstanceReport) -> Iterator[str]:
    access = instance.get("access")
    if not access:
        return
    yield f"### Access ({len(access['users'])} users, {len(access['roles'])} roles)"
    yield ""
    rows = (
        (role["name"], str(role["users"]), role["permission_set"] or "", role["model_set"] or "")
        for role in access["roles"]
    )
    yield from _table(("Role", "Users", "Permission set", "Model set"), rows)
    yield ""


def _rest(count: int, what: str) -> Iterator[str]:
    if count > 0:
        yield f"… and {count} more ({what}). The JSON report has all."
        yield ""


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'|'.join(' --- ' for _column in head)}|"
    yield from (f"| {' | '.join(_text(cell) for cell in row)} |" for row in rows)


def _fenced(lines: Sequence[str], language: str) -> Iterator[str]:
    """A block of code; the fence is longer than any row of backticks inside."""
    longest = max((len(run) for line in lines for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    yield f"{fence}{language}"
    yield from (_one_line(line) for line in lines)
    yield fence


def _text(value: str) -> str:
    """Plain text: nothing in it is taken for Markdown, HTML or a link."""
    return _SPECIAL.sub(r"\\\1", _one_line(value))


def _one_line(value: str) -> str:
    return " ".join(str(value).splitlines())
