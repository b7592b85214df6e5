# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole lists under every kind of server: page limits, missing headers, numbered pages, lists that change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from unit.client.fake_network import Network, Reply, Seen, versions_body

from ansible_collections.biops.looker.plugins.module_utils._api_version import Edition
from ansible_collections.biops.looker.plugins.module_utils._client import Call, Client
from ansible_collections.biops.looker.plugins.module_utils._errors import IncompleteList
from ansible_collections.biops.looker.plugins.module_utils._paging import Page, distinct, page_from, read_list


@dataclass
class Server:
    """A list of `length` rows. cap: rows served at most; headers: none, link, total or both."""

    length: int
    cap: int | None = None
    headers: str = "both"
    ignores_limit: bool = False
    ignores_offset: bool = False
    queries: list[dict[str, Any]] = field(default_factory=list)
    after: dict[int, int] = field(default_factory=dict)  # request number -> the first id that is left from then on

    def fetch(self, query: dict[str, Any]) -> Page:
        self.queries.append(query)
        start = self.after.get(max((number for number in self.after if number <= len(self.queries)), default=0), 0)
        rows = [{"id": str(number)} for number in range(start, self.length)]
        size = query.get("limit", query.get("per_page"))
        if size is None or self.ignores_limit:
            return Page(rows)
        offset = query["offset"] if "limit" in query else (query["page"] - 1) * size
        if self.ignores_offset:
            offset = 0
        size = min(size, self.cap or size)
        headers = {}
        if self.headers in ("link", "both"):
            more = offset + size < len(rows)
            headers["Link"] = '<https://x/?offset=0>; rel="first"' + (',<https://x/?y>; rel="next"' if more else "")
        if self.headers in ("total", "both"):
            headers["X-Total-Count"] = str(len(rows))
        return page_from(rows[offset : offset + size], headers)

    def read(self, kind: str, page_size: int) -> list[str]:
        edition = Edition(kind, True, ())
        rows = read_list(
            "x", edition, page_size, {"fields": "id"}, self.fetch, lambda all_: [self.fetch(q) for q in all_]
        )
        return [row["id"] for row in rows]


def ids(length: int, start: int = 0) -> list[str]:
    return [str(number) for number in range(start, length)]


@given(
    length=st.integers(0, 40),
    page_size=st.integers(0, 12),
    cap=st.none() | st.integers(1, 12),
    headers=st.sampled_from(["none", "link", "total", "both"]),
    kind=st.sampled_from(["limit", "page"]),
)
def test_every_list_is_read_whole(length: int, page_size: int, cap: int | None, headers: str, kind: str) -> None:
    server = Server(length, cap, headers)
    assert server.read(kind, page_size) == ids(length)


@given(
    length=st.integers(0, 30),
    page_size=st.integers(1, 10),
    headers=st.sampled_from(["none", "link", "total", "both"]),
    kind=st.sampled_from(["limit", "page"]),
    limit=st.booleans(),
    offset=st.booleans(),
)
def test_servers_that_ignore_paging(
    length: int, page_size: int, headers: str, kind: str, limit: bool, offset: bool
) -> None:
    server = Server(length, None, headers, ignores_limit=limit, ignores_offset=offset)
    if not (offset and not limit and headers == "link"):
        assert server.read(kind, page_size) == ids(length)
    assert len(server.queries) < length + 4  # It ends.


@given(
    length=st.integers(2, 30),
    page_size=st.integers(1, 10),
    gone=st.integers(1, 3),
    kind=st.sampled_from(["limit", "page"]),
)
def test_a_list_that_shrinks_meanwhile_is_read_again(length: int, page_size: int, gone: int, kind: str) -> None:
    server = Server(length, after={2: min(gone, length)})
    rows = server.read(kind, page_size)
    expected = ids(length) if len(server.queries) == 1 else ids(length, min(gone, length))
    assert rows == expected


def test_calls_that_are_needed() -> None:
    def queries(length: int, headers: str, page_size: int = 5, cap: int | None = None) -> int:
        server = Server(length, cap, headers)
        server.read("limit", page_size)
        return len(server.queries)

    assert queries(5, "both") == 1
    assert queries(5, "link") == 1
    assert queries(3, "none") == 2  # only an empty page proves it
    assert queries(12, "both") == 3
    assert queries(12, "both", cap=2) == 6
    assert queries(12, "none", page_size=0) == 1


def test_fewer_rows_than_promised_is_an_error() -> None:
    def fetch(query: dict[str, Any]) -> Page:
        return Page([{"id": "1"}], total=3 if "limit" in query else None)

    with pytest.raises(IncompleteList, match="a list of 3 could not be read in full, 1 came"):
        read_list("x", Edition("limit", True, ()), 5, {}, fetch, lambda queries: [fetch(query) for query in queries])


def test_sorts_only_where_there_is_such_a_parameter() -> None:
    server = Server(1)
    read_list("x", Edition("limit", False, ()), 5, {}, server.fetch, lambda _queries: [])
    read_list("x", Edition("limit", True, ()), 5, {"sorts": "name"}, server.fetch, lambda _queries: [])
    assert [query.get("sorts") for query in server.queries] == [None, "name"]


def test_distinct_keeps_rows_without_id() -> None:
    rows: list[dict[str, Any]] = [{"id": 1}, {"id": "1"}, {"name": "a"}, {"name": "a"}, {"id": None}]
    assert distinct(rows) == [{"id": 1}, {"name": "a"}, {"name": "a"}, {"id": None}]


@pytest.mark.parametrize(
    ("link", "more"),
    [
        ('<http://h/api/4.0/alerts/search?limit=2&offset=0>; rel="first"', False),
        ('<http://h/a?imit=2>; rel="first",<http://h/a?limit=2&offset=7>; rel="next",<http://h/b>; rel="prev"', True),
        ("<http://h/a>; rel=next", True),
        (None, None),
    ],
)
def test_link_header(link: str | None, more: bool | None) -> None:
    assert page_from([], {} if link is None else {"Link": link}).more is more


def _paged(length: int) -> Callable[[Seen], Reply]:
    def answer(seen: Seen) -> Reply:
        query = seen.query
        if "per_page" in query:
            size, offset = int(query["per_page"]), (int(query["page"]) - 1) * int(query["per_page"])
        else:
            size, offset = int(query["limit"]), int(query["offset"])
        rows = [{"id": number} for number in range(length)][offset : offset + size]
        return Reply(200, rows, {"X-Total-Count": str(length), "Link": '<x>; rel="first"'})

    return answer


@pytest.mark.parametrize(("version", "names"), [("4.0", {"limit", "offset"}), ("3.1", {"page", "per_page"})])
def test_client_pages_as_the_version_does(
    network: Network, client: Callable[..., Client], version: str, names: set[str]
) -> None:
    network.versions = Reply(200, versions_body(version, release="23.0.1"))
    network.api = _paged(23)
    with client(page_size=5) as looker:
        rows = looker.rows(Call("all_users", query={"fields": "id"}))
    assert [row["id"] for row in rows] == list(range(23))
    pages = [seen.query for seen in network.seen if seen.path.endswith("/users")]
    assert len(pages) == 5
    assert all(set(query) == {"fields", "sorts", *names} for query in pages)


def test_client_reads_lists_without_pages_in_one_piece(network: Network, client: Callable[..., Client]) -> None:
    network.api = lambda _seen: Reply(200, [{"id": "1"}, {"id": "2"}])
    with client() as looker:
        assert looker.rows(Call("all_user_attributes")) == [{"id": "1"}, {"id": "2"}]
    assert network.seen[2].query == {}


@pytest.mark.parametrize("total", ["\xb2", "-1", "many", "", "9" * 5000])
def test_a_total_that_is_none(total: str) -> None:
    assert page_from([], {"X-Total-Count": total}).total is None


def test_a_total_beyond_reason_ends_with_the_first_empty_pages(network: Network, client: Callable[..., Client]) -> None:
    def serve(seen: Seen) -> Reply:
        return Reply(200, [{"id": "1"}] if seen.query.get("offset", "0") == "0" else [], {"X-Total-Count": "9" * 9})

    network.api = serve
    with client() as looker, pytest.raises(IncompleteList):
        looker.rows(Call("all_users"))
    assert len(network.seen) < 200
