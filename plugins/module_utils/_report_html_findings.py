# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The part of the HTML report about findings: by rule, the worst first. Pure.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from ansible_collections.biops.looker.plugins.module_utils._report_data import FindingRow, InstanceReport, words
from ansible_collections.biops.looker.plugins.module_utils._report_html_parts import badge, e, plural, table, type_name

OPEN = 25  # a rule with so many findings shows them; with more, the reader opens it


def findings_section(instance: InstanceReport, key: str) -> Iterator[str]:
    findings = instance.get("findings", ())
    titles = {item["rule"]: item["title"] for item in instance.get("rules", ())}
    yield f'<section aria-labelledby="{key}-findings"><h3 id="{key}-findings">Findings</h3>'
    if not findings:
        yield '<p class="good">No rule that was checked objects to anything.</p>'
    for rule, group in groupby(findings, key=lambda item: item["rule"]):
        yield from _rule(titles.get(rule, words(rule).capitalize()), list(group))
    yield from _accepted(instance, titles)
    yield from _passed(instance, titles)
    yield "</section>"
    yield from _unchecked(instance, titles, key)


def _rule(title: str, items: Sequence[FindingRow]) -> Iterator[str]:
    first = items[0]
    shown = " open" if len(items) <= OPEN else ""
    yield f'<details class="rule {e(first["severity"])}"{shown}><summary>{badge(first["severity"])}'
    yield f'<span class="name">{e(title)}</span><span class="many">{len(items):,}</span></summary>'
    yield f'<p class="advice"><b>What to do:</b> {e(first["advice"])}</p>'
    rows = ([e(item["name"]), type_name(item["type"]), e(item["reason"])] for item in items)
    yield from table(title, ["Object", "Type", "Why"], rows, caption_hidden=True, mark="reasons")
    yield "</details>"


def _accepted(instance: InstanceReport, titles: dict[str, str]) -> Iterator[str]:
    accepted = instance.get("accepted", ())
    if not accepted:
        return
    yield '<details class="rule"><summary><span class="name">Accepted exceptions</span>'
    yield f'<span class="many">{len(accepted):,}</span></summary>'
    rows = (
        [
            e(item["name"]),
            e(titles.get(item["rule"], item["rule"])),
            e(item["reason"]),
            e(item["accepted_because"]),
            e(item["expires"]),
        ]
        for item in accepted
    )
    yield from table("Accepted exceptions", ["Object", "Rule", "Why", "Accepted because", "Until"], rows, True)
    yield "</details>"


def _passed(instance: InstanceReport, titles: dict[str, str]) -> Iterator[str]:
    """Rules that were checked in full and found nothing."""
    open_questions = {item["rule"] for item in instance.get("not_checked", ())}
    passed = [
        item["rule"]
        for item in instance.get("rules", ())
        if not item["findings"] and item["rule"] not in open_questions
    ]
    if passed:
        yield f'<details class="rule passed"><summary><span class="name">{plural(len(passed), "rule")} without findings'
        yield "</span></summary><ul>"
        yield "".join(f"<li>{e(titles[rule])}" for rule in passed)
        yield "</ul></details>"


def _unchecked(instance: InstanceReport, titles: dict[str, str], key: str) -> Iterator[str]:
    unchecked = instance.get("not_checked", ())
    yield f'<section aria-labelledby="{key}-unchecked"><h3 id="{key}-unchecked">Not checked</h3>'
    if unchecked:
        yield '<p class="note">This is unknown, which does not mean that it is fine.</p>'
        rows = ([e(titles.get(item["rule"], words(item["rule"]))), e(item["reason"])] for item in unchecked)
        yield from table("What could not be checked", ["Rule", "Why not"], rows, True)
    else:
        yield '<p class="good">Every rule could be checked in full.</p>'
    yield "</section>"
