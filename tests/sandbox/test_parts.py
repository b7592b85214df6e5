# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The parts that know nothing of HTTP: fields, search, paging, quirks, faults."""

from __future__ import annotations

import pytest

from looker_sandbox import faults, paging, quirks, search
from looker_sandbox.masks import parse_fields


@pytest.mark.parametrize(
    ("text", "mask"),
    [
        (None, {}),
        ("", {}),
        ("id", {"id": {}}),
        (" id , name ", {"id": {}, "name": {}}),
        ("id,folder(id,name)", {"id": {}, "folder": {"id": {}, "name": {}}}),
        ("a(b(c),d),e", {"a": {"b": {"c": {}}, "d": {}}, "e": {}}),
        ("a(b", {"a": {"b": {}}}),
        ("a),b", {"a": {}, "b": {}}),
    ],
)
def test_fields(text: str | None, mask: object) -> None:
    assert parse_fields(text) == mask


@pytest.mark.parametrize(
    ("pattern", "value", "hit"),
    [
        ("dan%", "Danzig", True),
        ("dan%", "David", False),
        ("D_m%", "dump", True),
        ("dan", "danger", False),
        ("DAN", "dan", True),
        ("a.c", "abc", False),
        ("%", "", True),
        ("straße", "STRASSE", True),
        ("50_%", "50 % off", True),
    ],
)
def test_like(pattern: str, value: str, hit: bool) -> None:
    assert search.like(pattern)(value) is hit


ROWS = [
    {"id": 1, "name": "Ada", "on": True, "owner": 7, "words": ["x", "y"], "groups": [1, 2]},
    {"id": 2, "name": "Grace", "on": False, "owner": None, "words": [""], "groups": [1]},
    {"id": 3, "name": None, "on": True, "owner": 8, "words": [], "groups": []},
]
FILTERS = {
    "id": search.number_filter(lambda r: r["id"]),
    "name": search.text_filter(lambda r: r["name"]),
    "on": search.flag_filter(lambda r: r["on"]),
    "owner": search.number_filter(lambda r: r["owner"]),
    "words": search.any_text_filter(lambda r: r["words"]),
    "groups": search.numbers_filter(lambda r: r["groups"]),
}


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ({}, [1, 2, 3]),
        ({"id": "2"}, [2]),
        ({"id": "1, 3"}, [1, 3]),
        ({"id": '"2"'}, [1, 2, 3]),
        ({"name": "IS NULL"}, [3]),
        ({"name": "not null"}, [1, 2]),
        ({"owner": "IS NULL"}, [2]),
        ({"owner": "not null"}, [1, 3]),
        ({"owner": "IS NULL, 7"}, [1, 2, 3]),
        ({"words": "Y"}, [1]),
        ({"words": "IS NULL"}, [2, 3]),
        ({"words": "NOT NULL"}, [1]),
        ({"groups": "2"}, [1]),
        ({"groups": "2, 1"}, [1, 2]),
        ({"groups": "two"}, [1, 2, 3]),
        ({"groups": " is null "}, [3]),
        ({"groups": "NOT NULL"}, [1, 2]),
        ({"groups": "IS NULL", "owner": "7", "filter_or": "true"}, [1, 3]),
        ({"on": "true"}, [1, 3]),
        ({"on": "yes"}, [1, 2, 3]),
        ({"id": "1,2", "on": "true"}, [1]),
        ({"id": "2", "on": "true", "filter_or": "true"}, [1, 2, 3]),
        ({"unknown": "x", "name": "ada"}, [1]),
        ({"name": "nobody"}, []),
    ],
)
def test_search(query: dict[str, str], ids: list[int]) -> None:
    assert [row["id"] for row in search.select(ROWS, FILTERS, query)] == ids


@pytest.mark.parametrize(
    ("query", "window"),
    [
        ({}, paging.Window()),
        ({"limit": "2"}, paging.Window(2, 0)),
        ({"limit": "2", "offset": "3"}, paging.Window(2, 3)),
        ({"per_page": "5", "page": "3"}, paging.Window(5, 10)),
        ({"per_page": "5", "page": "0"}, paging.Window(5, 0)),
        ({"limit": "2", "per_page": "5", "page": "3"}, paging.Window(2, 0)),
        ({"limit": "900"}, paging.Window(500, 0)),
        ({"limit": "many"}, paging.Window()),
        ({"offset": "2"}, paging.Window(None, 2)),
    ],
)
def test_window(query: dict[str, str], window: paging.Window) -> None:
    assert paging.window(query, by_limit=True, by_page=True, largest=500) == window


def test_paging_headers_name_the_neighbours() -> None:
    url, query = "http://h/users", {"fields": "id", "page": "3", "per_page": "2"}
    found = paging.headers(url, query, paging.Window(2, 4), 9)
    assert found["X-Total-Count"] == "9"
    offsets = {"first": 0, "last": 8, "next": 6, "prev": 2}
    expected = [f'<{url}?fields=id&limit=2&offset={offset}>; rel="{rel}"' for rel, offset in offsets.items()]
    assert found["Link"] == ",".join(expected)


def test_the_last_page_has_no_next() -> None:
    assert 'rel="next"' not in paging.headers("http://h/users", {}, paging.Window(2, 8), 9)["Link"]
    assert paging.headers("http://h/users", {}, paging.Window(None, 0), 9) == {}


def test_quirks_default_to_the_first_value() -> None:
    assert quirks.choose()["member_twice"] == "200"
    assert quirks.choose(["member_twice=409"])["member_twice"] == "409"
    assert quirks.choose([], "random:7") == quirks.choose([], "random:7") != quirks.choose([], "random:8")


@pytest.mark.parametrize(
    ("assignments", "mix", "sentence"),
    [
        (["member_twoce=409"], None, "quirk 'member_twoce' does not exist"),
        (["member_twice=500"], None, "'500' is not one of 200, 409, 422"),
        ([], "seven", "not of the form random:SEED"),
    ],
)
def test_a_quirk_that_does_not_exist_is_refused(assignments: list[str], mix: str | None, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        quirks.choose(assignments, mix)


def test_nth_counts_the_requests_that_match() -> None:
    rules = faults.parse_faults(
        {"rules": [{"match": {"method": "POST", "path": "/users*"}, "when": {"nth": 2}, "do": {"status": 503}}]}
    )
    requests = [
        ("GET", "/users"),
        ("POST", "/users"),
        ("POST", "/groups"),
        ("POST", "/users/1/roles"),
        ("POST", "/users"),
    ]
    assert [bool(rules.strike(*request)) for request in requests] == [False, False, False, True, False]


def test_probability_is_repeatable() -> None:
    document = {"seed": 7, "rules": [{"when": {"probability": 0.5}, "do": {"status": 503}}]}
    runs = [
        [bool(f.strike("GET", "/")) for _unused in range(40)]
        for f in (faults.parse_faults(document) for _unused in range(2))
    ]
    assert runs[0] == runs[1]
    assert 5 < sum(runs[0]) < 35


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ({"do": {"sttus": 500}}, r"rules\[0\]\.do: unknown sttus"),
        ({"do": {}}, r"rules\[0\]\.do: nothing to do"),
        ({"match": {"url": "/"}, "do": {"status": 500}}, r"rules\[0\]\.match: unknown url"),
        ({"do": {"reset": "sometimes"}}, "must be before or after"),
        ({"do": {"status": 404, "body": "xml"}}, "must be json or html"),
    ],
)
def test_a_fault_that_would_never_strike_is_refused(rule: object, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        faults.parse_faults({"rules": [rule]})
