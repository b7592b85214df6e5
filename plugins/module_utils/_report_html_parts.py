# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The small parts of which the HTML report is made. Pure.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Any

from ansible_collections.biops.looker.plugins.module_utils._report_data import words

# What is no character of a page, and what turns the direction of the text after it: a name could pose as another one.
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


def e(value: Any) -> str:
    """Text as HTML: nothing in it is markup, neither between tags nor in a quoted attribute."""
    return escape(_CONTROL.sub("\ufffd", str(value)), quote=True)


def count(value: int, mark: str = "drifted") -> str:
    """A number that stands out unless it is zero."""
    return f'<b class="n {mark}">{value:,}</b>' if value else '<span class="zero">0</span>'


def plural(number: int, noun: str) -> str:
    """`1 user`, `1,000 users`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def type_name(kind: str) -> str:
    """A type as a word for headings: escaped."""
    return e(words(kind).capitalize())


def badge(severity: str) -> str:
    return f'<span class="badge {e(severity)}">{e(severity)}</span>'


def table(
    caption: str, head: Sequence[str], rows: Iterable[Sequence[str]], caption_hidden: bool = False, mark: str = ""
) -> Iterator[str]:
    """A table whose first column names the row. Cells are HTML; a column whose title begins with # holds numbers."""
    hidden = ' class="vh"' if caption_hidden else ""
    yield f'<div class="scroll" tabindex="0" role="region" aria-label="{e(caption)}"><table class="{mark or "plain"}">'
    yield f"<caption{hidden}>{e(caption)}</caption><thead><tr>"
    numbers = [title.startswith("#") for title in head]
    kinds = [' class="num"' if number else "" for number in numbers]
    yield "".join(f'<th scope="col"{kind}>{e(title.lstrip("#"))}</th>' for kind, title in zip(kinds, head))
    yield "</tr></thead><tbody>"
    for first, *others in rows:
        cells = "".join(f"<td{kind}>{cell}</td>" for kind, cell in zip(kinds[1:], others))
        yield f'<tr><th scope="row">{first}</th>{cells}</tr>'
    yield "</tbody></table></div>"
