# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Reads whole lists, page by page, and believes a list to be whole only on proof.

Proof is: it was read without limit (Looker then returns everything, facts 4.3), or the headers say so (facts 4.1), or
an empty page followed. Servers may serve smaller pages than asked for, so reading goes on from the rows received.
Whatever does not add up (a list that changes while it is read, a server that ignores offset) is read once more, in
one piece. Pure but for the two functions that fetch.
"""

from __future__ import annotations

import re
from typing import Any, Callable, Dict, Iterable, List, Mapping, Optional, Sequence, Set

from ansible_collections.biops.looker.plugins.module_utils._api_version import Edition
from ansible_collections.biops.looker.plugins.module_utils._errors import IncompleteList
from ansible_collections.biops.looker.plugins.module_utils._value_class import value_class

# More would only be asked for together to be told that they are not there, should a total be far too high.
_PAGES_AT_ONCE = 64

Row = Dict[str, Any]
Query = Dict[str, Any]


@value_class
class Page:
    """One answer. total: the length of the list (header X-Total-Count); more: whether Link names a next page."""

    rows: List[Row]
    total: Optional[int] = None
    more: Optional[bool] = None


Fetch = Callable[[Query], Page]
FetchAll = Callable[[Sequence[Query]], List[Page]]


class _Doubt(Exception):
    """What was read does not add up to a list that is surely whole."""


def page_from(rows: List[Row], headers: Mapping[str, str]) -> Page:
    total = headers.get("X-Total-Count", "").strip()
    link = headers.get("Link")
    return Page(
        rows,
        int(total) if re.fullmatch(r"[0-9]{1,9}", total) else None,
        None if link is None else bool(re.search(r'rel="?next\b', link)),
    )


def read_list(
    operation: str, edition: Edition, page_size: int, query: Query, fetch: Fetch, fetch_all: FetchAll
) -> List[Row]:
    """All rows of a list, each once, in the order of the server.

    query: the caller's parameters, without paging; page_size: rows to ask for, 0 = everything in one piece
    fetch, fetch_all: get one page, get several at the same time
    Raises IncompleteList, and what fetching raises.
    """
    if not edition.paging or not page_size:
        return distinct(fetch(query).rows)
    if edition.sorts:
        query = {"sorts": "id", **query}  # A fixed order: otherwise rows may move between pages.
    seen: List[Page] = []
    try:
        return _read_pages(edition.paging, page_size, query, fetch, fetch_all, seen)
    except _Doubt:
        rows = distinct(fetch(query).rows)
    promised = min((page.total for page in seen if page.total is not None), default=0)
    if len(rows) < promised:
        raise IncompleteList(f"a list of {promised} could not be read in full, {len(rows)} came", operation)
    return rows


def distinct(rows: Iterable[Row]) -> List[Row]:
    """Drops repeats, told by their id; rows without one are all kept."""
    collected = _Rows()
    collected.add(rows)
    return collected.rows


class _Rows:
    """Rows without repeats, in the order they came."""

    def __init__(self) -> None:
        self.rows: List[Row] = []
        self._ids: Set[str] = set()

    def add(self, rows: Iterable[Row]) -> None:
        for row in rows:
            key = row.get("id") if isinstance(row, dict) else None
            if key is not None and str(key) in self._ids:
                continue
            if key is not None:
                self._ids.add(str(key))
            self.rows.append(row)


def _read_pages(
    kind: str, page_size: int, query: Query, fetch: Fetch, fetch_all: FetchAll, seen: List[Page]
) -> List[Row]:
    first = fetch({**query, **_window(kind, 0, page_size)})
    seen.append(first)
    served = len(first.rows)
    if served > page_size:
        raise _Doubt  # The limit was ignored.
    if first.total is None:
        return _read_on(kind, page_size, query, fetch, seen)
    if served == 0 and first.total > 0:
        raise _Doubt
    # The total is known: the other pages at the same time, as large as the server serves them.
    offsets = range(served, first.total, served) if served else range(0)
    for start in range(0, len(offsets), _PAGES_AT_ONCE):
        part = offsets[start : start + _PAGES_AT_ONCE]
        seen += fetch_all([{**query, **_window(kind, offset, served)} for offset in part])
        if not seen[-1].rows:
            raise _Doubt  # Less is there than the total says.
    rows = distinct(row for page in seen for row in page.rows)
    if any(page.total != first.total for page in seen) or len(rows) != first.total:
        raise _Doubt  # It changed meanwhile, or the pages do not fit together.
    return rows


def _read_on(kind: str, page_size: int, query: Query, fetch: Fetch, seen: List[Page]) -> List[Row]:
    """Without a total: on to the page that the headers call the last, or that is empty."""
    page = seen[0]
    # Page numbers only make sense for pages of one size, so it is the size that the server serves.
    size = len(page.rows) if kind == "page" else page_size
    offset, collected = len(page.rows), _Rows()
    collected.add(page.rows)
    while page.rows and page.more is not False:
        page = fetch({**query, **_window(kind, offset, size)})
        seen.append(page)
        known = len(collected.rows)
        collected.add(page.rows)
        if len(page.rows) > size or (page.rows and len(collected.rows) == known):
            raise _Doubt  # Limit or offset are ignored: the same rows come again.
        offset += size if kind == "page" else len(page.rows)
    return collected.rows


def _window(kind: str, offset: int, size: int) -> Query:
    """The parameters for `size` rows from `offset` on; where pages have numbers, offset is a multiple of size."""
    if kind == "limit":
        return {"limit": size, "offset": offset}
    return {"page": offset // size + 1, "per_page": size}
