# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The parts of the HTML report about configuration: what differs, side by side, and what nobody declares. Pure.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ansible_collections.biops.looker.plugins.module_utils._report_data import (
    NOT_COMPARED,
    Drifted,
    InstanceReport,
    by_type,
)
from ansible_collections.biops.looker.plugins.module_utils._report_diff import (
    GAP,
    LESS,
    MORE,
    Line,
    Option,
    compare,
)
from ansible_collections.biops.looker.plugins.module_utils._report_html_parts import e, plural, type_name

OPEN = 12  # so many objects are shown with their differences; of more, the reader opens what matters
_MARKS = {LESS: ("del", "−"), MORE: ("ins", "+")}  # noqa: RUF001  # a minus sign
_ACTIONS = {"create": "missing in Looker", "update": "differs", "delete": "to be deleted"}


def drift_section(instance: InstanceReport, key: str) -> Iterator[str]:
    yield f'<section aria-labelledby="{key}-drift"><h3 id="{key}-drift">Drift</h3>'
    drift = instance.get("drift")
    if drift is None:
        yield f'<p class="warn">{NOT_COMPARED}</p></section>'
        return
    if not drift:
        yield '<p class="good">Everything that is declared is as declared.</p></section>'
        return
    yield f'<p class="note">{plural(len(drift), "object")}. Before: as it is in Looker. After: as it is declared.</p>'
    for kind, items in by_type(drift).items():
        yield f"<h4>{type_name(kind)} <small>{len(items):,}</small></h4>"
        for item in items:
            yield from _object(item, len(drift) <= OPEN)
    yield "</section>"


def _object(item: Drifted, shown: bool) -> Iterator[str]:
    action = item["action"]
    compared = compare(item["before"], item["after"])
    name = e(item["name"]) or type_name(item["type"])  # what there is one of has no name
    yield f'<details class="object"{" open" if shown else ""}><summary><span class="name">{name}</span>'
    yield f'<span class="badge {e(action)}">{e(_ACTIONS.get(action, action))}</span></summary>'
    yield f'<table class="diff"><caption class="vh">{name}: before and after</caption>'
    yield '<thead><tr><th scope="col">Option<th scope="col">Before<th scope="col">After</thead><tbody>'
    for option in compared.options:
        yield _option(option)
    yield "</tbody></table>"
    if compared.agree:
        yield f'<p class="note">{plural(compared.agree, "option")} as declared.</p>'
    yield "</details>"


def _option(option: Option) -> str:
    return f'<tr><th scope="row">{e(option.name)}<td>{_side(option.before)}<td>{_side(option.after)}'


def _side(lines: Sequence[Line]) -> str:
    return "".join(map(_line, lines)) if lines else '<p class="none">not there</p>'


def _line(line: Line) -> str:
    if line.mark == GAP:
        return f'<p class="gap">{e(line.text)}</p>'
    if line.mark not in _MARKS:
        return f"<p>{e(line.text)}</p>"
    tag, sign = _MARKS[line.mark]
    text = e(line.text) or "<i>empty</i>"
    return f'<p><{tag}><span aria-hidden="true">{sign}</span>{text}</{tag}></p>'


def undeclared_section(instance: InstanceReport, key: str) -> Iterator[str]:
    yield f'<section aria-labelledby="{key}-undeclared"><h3 id="{key}-undeclared">Undeclared</h3>'
    undeclared = instance.get("undeclared")
    if undeclared is None:
        yield f'<p class="warn">{NOT_COMPARED}</p></section>'
        return
    if not undeclared:
        yield '<p class="good">Nothing was found in Looker that is not declared.</p></section>'
        return
    yield f'<p class="note">{plural(len(undeclared), "object")} in Looker that the configuration does not mention.</p>'
    for kind, items in by_type(undeclared).items():
        shown = " open" if len(undeclared) <= OPEN else ""
        yield f'<details class="object"{shown}><summary><span class="name">{type_name(kind)}</span>'
        yield f'<span class="badge plainly">{len(items):,}</span></summary><ul class="names">'
        yield "".join(f"<li>{e(item['name'])}" for item in items)
        yield "</ul></details>"
    yield "</section>"
