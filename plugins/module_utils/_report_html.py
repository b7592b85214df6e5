# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An audit report as one HTML page that needs nothing else: no network, no JavaScript, no fonts. Pure.

Note: this module_utils is private to the biops.looker collection and may change without notice.

Whatever comes from Looker passes `e`; identifiers in the page are numbers. Should that ever fail, the page's own
security policy lets nothing run but the one script below.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence

from ansible_collections.biops.looker.plugins.module_utils._report_data import (
    InstanceReport,
    Report,
    severities,
    title_of,
    types_of,
)
from ansible_collections.biops.looker.plugins.module_utils._report_html_access import access_section
from ansible_collections.biops.looker.plugins.module_utils._report_html_drift import drift_section, undeclared_section
from ansible_collections.biops.looker.plugins.module_utils._report_html_findings import findings_section
from ansible_collections.biops.looker.plugins.module_utils._report_html_parts import (
    count,
    e,
    plural,
    table,
    type_name,
)
from ansible_collections.biops.looker.plugins.module_utils._report_script import SCRIPT
from ansible_collections.biops.looker.plugins.module_utils._report_style import STYLE


def html(report: Report) -> str:
    """The whole report."""
    return "\n".join(_page(report))


def _page(report: Report) -> Iterator[str]:
    instances = report["instances"]
    names = ", ".join(title_of(instance) for instance in instances)
    yield "<!doctype html>"
    yield '<html lang="en"><head><meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_policy()}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">'
    yield f'<title>Looker audit: {e(names)}</title><link rel="icon" href="data:,">'
    yield f"<style>{STYLE}</style></head><body>"
    yield '<a class="skip" href="#main">Skip to content</a>'
    yield '<header class="top"><div class="wrap"><div><h1>Looker audit</h1>'
    made = e(report["generated"].replace("T", " ").replace("Z", " UTC"))
    yield f'<p>{e(names)} · made <time datetime="{e(report["generated"])}">{made}</time></p></div>'
    yield '<button id="theme" type="button" hidden>Dark</button></div></header>'
    yield '<main id="main" class="wrap">'
    if len(instances) > 1:
        yield from _overview(instances)
    for number, instance in enumerate(instances):
        yield from _instance(instance, number)
    yield "</main>"
    yield f"<script>{SCRIPT}</script></body></html>"


def _policy() -> str:
    """Only this page's own style and script, and no request to anywhere."""

    def own(text: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}'"

    return (
        f"default-src 'none'; style-src {own(STYLE)}; script-src {own(SCRIPT)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _overview(instances: Sequence[InstanceReport]) -> Iterator[str]:
    yield '<section aria-labelledby="overview"><h2 id="overview">All instances</h2>'
    head = ["Instance", "Looker", "#Drift", "#Undeclared", "#High", "#Medium", "#Low", "#Not checked"]
    rows = []
    for number, item in enumerate(instances):
        found = severities(item)
        rows.append(
            [
                f'<a href="#i{number}">{e(title_of(item))}</a>',
                e(item.get("instance", {}).get("release") or "unknown"),
                *(count(len(item["drift"])) if "drift" in item else "?", count(len(item.get("undeclared", ())))),
                *(count(found[severity], severity) for severity in ("high", "medium", "low")),
                count(len(item.get("not_checked", ()))),
            ]
        )
    yield from table("All instances of this report", head, rows, caption_hidden=True)
    yield "</section>"


def _instance(instance: InstanceReport, number: int) -> Iterator[str]:
    about, key = instance.get("instance", {}), f"i{number}"
    yield f'<article class="instance" aria-labelledby="{key}"><h2 id="{key}">{e(title_of(instance))}</h2>'
    calls = instance.get("api", {}).get("calls", {}).get("total")
    facts = [
        e(about.get("url") or ""),
        f"Looker {e(about['release'])}" if about.get("release") else "release unknown",
        f"API {e(about['version'])}" if about.get("version") else "",
        plural(calls, "API call") if calls is not None else "",
    ]
    yield f'<p class="facts">{" · ".join(fact for fact in facts if fact)}</p>'
    yield from _cards(instance, key)
    yield from _types(instance, key)
    yield from drift_section(instance, key)
    yield from undeclared_section(instance, key)
    yield from findings_section(instance, key)
    yield from access_section(instance, key)
    yield "</article>"


def _cards(instance: InstanceReport, key: str) -> Iterator[str]:
    found = severities(instance)
    users = instance["access"]["users"] if "access" in instance else None
    cards = [
        (
            ("drift", "Drift", len(instance["drift"]), "not as declared", "medium")
            if "drift" in instance
            else ("drift", "Drift", None, "not compared", "unknown")
        ),
        ("undeclared", "Undeclared", len(instance.get("undeclared", ())), "in Looker only", "low"),
        *(
            ("findings", f"{severity.capitalize()} severity", found[severity], "findings", severity)
            for severity in ("high", "medium", "low")
        ),
        ("unchecked", "Not checked", len(instance.get("not_checked", ())), "questions left open", "unknown"),
    ]
    if users is not None:
        cards.append(("access", "Users", len(users), "in the access table", ""))
    yield f'<nav aria-label="Summary of {e(title_of(instance))}"><ul class="cards">'
    for target, name, value, text, mark in cards:
        lit = f" {mark}" if value != 0 and mark else ""
        number = "?" if value is None else f"{value:,}"
        yield (
            f'<li><a class="card{lit}" href="#{key}-{target}"><span>{e(name)}</span>'
            f"<strong>{number}</strong><small>{e(text)}</small></a></li>"
        )
    yield "</ul></nav>"


def _types(instance: InstanceReport, key: str) -> Iterator[str]:
    rows = list(types_of(instance))
    if not rows:
        return
    yield f'<section aria-labelledby="{key}-types"><h3 id="{key}-types">By type</h3>'
    head = ["Type", "#Declared", "#To create", "#To update", "#To delete", "#Undeclared"]
    cells = [
        [type_name(name), *(f"{value:,}" if column == "declared" else count(value) for column, value in counts.items())]
        for name, counts in rows
    ]
    yield from table("Objects by type", head, cells, caption_hidden=True)
    yield "</section>"
