# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cutting a list into pages, and the headers that go with a page (facts 4.1 to 4.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlencode

from looker_sandbox.search import parse_number

Item = TypeVar("Item")


@dataclass(frozen=True)
class Window:
    """What part of a list was asked for; ``limit`` None means all of it."""

    limit: int | None = None
    offset: int = 0


@dataclass(frozen=True)
class Page:
    """An answer that is one page of a list: rendered items, and the paging headers where there are any."""

    items: list[dict[str, Any]]
    headers: Mapping[str, str] = field(default_factory=dict)


def window(query: Mapping[str, str], *, by_limit: bool, by_page: bool, largest: int | None) -> Window:
    """Read limit and offset, or else page and per_page. A number that cannot be read, or is negative,
    counts as not given.

    ``largest`` caps what is served whatever was asked for (facts 12.9), but only where a limit was asked for.
    """

    def number(name: str) -> int | None:
        value = parse_number(query.get(name, "").strip())
        return value if value is not None and value >= 0 else None

    limit, offset = (number("limit"), number("offset") or 0) if by_limit else (None, 0)
    if by_page and limit is None and (per_page := number("per_page")) is not None:
        limit, offset = per_page, max((number("page") or 1) - 1, 0) * per_page
    if limit is not None and largest is not None:
        limit = min(limit, largest)
    return Window(limit, offset)


def cut(items: Sequence[Item], wanted: Window) -> Sequence[Item]:
    """The items of the window."""
    end = None if wanted.limit is None else wanted.offset + wanted.limit
    return items[wanted.offset : end]


def headers(url: str, query: Mapping[str, str], wanted: Window, total: int) -> dict[str, str]:
    """``Link`` and ``X-Total-Count``; nothing when no limit was given. Links use limit and offset always."""
    if wanted.limit is None:
        return {}
    kept = {k: v for k, v in query.items() if k not in ("limit", "offset", "page", "per_page")}

    def link(relation: str, offset: int) -> str:
        return f'<{url}?{urlencode({**kept, "limit": wanted.limit, "offset": offset})}>; rel="{relation}"'

    step, offset = max(wanted.limit, 1), wanted.offset
    links = [link("first", 0), link("last", max(total - 1, 0) // step * step)]
    if offset + step < total:
        links.append(link("next", offset + step))
    if offset > 0:
        links.append(link("prev", max(offset - step, 0)))
    return {"Link": ",".join(links), "X-Total-Count": str(total)}
