# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The operation table, and the errors that go with it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.biops.looker.plugins.module_utils import _retry
from ansible_collections.biops.looker.plugins.module_utils._api_version import (
    Edition,
    Server,
    newest,
    operation,
    release_key,
    why_not,
)
from ansible_collections.biops.looker.plugins.module_utils._errors import (
    LookerError,
    error_from_answer,
    is_absent,
    is_already_exists,
)
from ansible_collections.biops.looker.plugins.module_utils._operations import TABLE

SPEC = Path(__file__).resolve().parents[4] / "shared" / "looker-api" / "spec"
NAMES = [line.split(" ", 1)[0] for line in TABLE.strip().splitlines()]


def test_every_line_can_be_read() -> None:
    for name in NAMES:
        found = operation(name)
        assert found.name == name
        assert found.method in ("GET", "POST", "PUT", "PATCH", "DELETE")
        assert found.path.startswith("/")
        assert found.activity in ("none", "non_query", "db_query")
        assert found.editions
        for edition in found.editions.values():
            assert edition.paging in ("", "limit", "page")
            assert all(status in ("stable", "beta", "alpha", "deprecated") for _since, status in edition.history)
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize("version", ["3.1", "4.0"])
def test_table_agrees_with_the_openapi_documents(version: str) -> None:
    file = SPEC / f"Looker.{version}.oas.json"
    if not file.exists():
        pytest.skip("the OpenAPI documents are not here")
    paths: dict[str, dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))["paths"]
    documented = {
        item["operationId"]: (method.upper(), path)
        for path, methods in paths.items()
        for method, item in methods.items()
    }
    listed = {name: operation(name) for name in NAMES if version in operation(name).editions}
    assert {name: (found.method, found.path) for name, found in listed.items()} == documented


def test_examples() -> None:
    users = operation("all_users")
    assert users.editions["4.0"] == Edition("limit", True, (((), "stable"),))
    assert users.editions["3.1"].paging == "page"
    assert operation("all_user_attributes").editions["4.0"].paging == ""
    assert operation("get_setting").editions["4.0"].history == (((21, 14), "beta"), ((22, 16), "stable"))
    assert "3.0" not in operation("search_groups").editions
    assert operation("start_pdt_build").method == "GET"
    assert not operation("start_pdt_build").reads
    assert operation("login").reads
    for name in _retry.LIMITED_PER_TARGET:
        assert operation(name)


@pytest.mark.parametrize("name", ["", "me ", "user\nall", "nothing", "stable"])
def test_names_that_are_not_in_the_table(name: str) -> None:
    with pytest.raises(KeyError):
        operation(name)


@pytest.mark.parametrize(
    ("name", "release", "beta", "reason"),
    [
        ("get_setting", "21.12.5", True, "needs Looker 21.14 or newer"),
        ("get_setting", "21.14.0", False, "calls this operation beta"),
        ("get_setting", "22.14.9", True, None),
        ("get_setting", "22.16.1", False, None),
        ("get_setting", "", False, None),
        ("create_service_account", "", False, "alpha"),
        ("create_service_account", "25.18.0", True, None),
        ("all_users", "7.6.1", False, None),
    ],
)
def test_release_and_stability(name: str, release: str, beta: bool, reason: str | None) -> None:
    refusal = why_not(name, Server("u", "4.0", release, ("4.0",)), beta)
    if reason is None:
        assert refusal is None
    else:
        assert reason in str(refusal)
        assert str(refusal).startswith(f"{name}: ")


def test_releases_compare_as_numbers() -> None:
    assert release_key("24.18.3") > release_key("24.4") > release_key("7.20.11") > release_key("")
    assert newest(("2.99", "3.1")) == "3.1"
    assert newest(()) == ""


@pytest.mark.parametrize(
    ("status", "body", "exists"),
    [
        (409, {"message": "The resource already exists."}, True),
        (409, None, True),
        (422, {"message": "Validation Failed", "errors": [{"field": "name", "code": "already_exists"}]}, True),
        (422, {"message": "Validation Failed", "errors": [{"message": "Domain name is already in use."}]}, True),
        (422, {"message": "User is already a member of the group."}, True),
        (422, {"message": "Validation Failed", "errors": [{"field": "name", "code": "missing_field"}]}, False),
        (404, {"message": "Not found"}, False),
        (400, {"message": "already exists"}, False),
    ],
)
def test_already_exists(status: int, body: Any, exists: bool) -> None:
    assert is_already_exists(error_from_answer("create_group", status, body, "")) is exists


def test_absent() -> None:
    assert is_absent(error_from_answer("group", 404, None, "<title>Looker Not Found (404)</title>"))
    assert not is_absent(LookerError("unreachable"))
    assert not is_absent(KeyError())


@pytest.mark.parametrize(
    ("status", "body", "text", "said"),
    [
        (403, None, "", "x (HTTP 403): Permission denied"),
        (418, None, "", "x (HTTP 418): no explanation"),
        (
            404,
            None,
            "<HTML>\n<TITLE>\n Not  here\n</TITLE>",
            (
                'x (HTTP 404): u answered with an HTML page "Not here"; '
                "Looker says so of what does not exist and of what the API user may not see"
            ),
        ),
        (
            502,
            None,
            "<html><body>no title",
            (
                "x (HTTP 502): u answered with an HTML page without a title; "
                "Looker is not available at the moment: try again later"
            ),
        ),
        (
            500,
            None,
            "plain\n words",
            (
                'x (HTTP 500): u answered with "plain words"; '
                "this went wrong inside Looker: try again, and if it lasts, ask those who run the instance"
            ),
        ),
        (405, None, "plain words", 'x (HTTP 405): u answered with "plain words"'),
        (
            429,
            {"message": "Too many."},
            "",
            "x (HTTP 429): Too many; Looker wants fewer calls in this time: try again later",
        ),
        (400, {"message": None}, "", "x (HTTP 400): Bad request"),
        (422, {"message": "No", "errors": "odd"}, "", "x (HTTP 422): No"),
        (422, {"message": "No", "errors": ["odd", {"field": None, "message": "m"}]}, "", "x (HTTP 422): No (m)"),
        (400, ["odd"], "", "x (HTTP 400): Bad request"),
    ],
)
def test_sentences(status: int, body: Any, text: str, said: str) -> None:
    assert str(error_from_answer("x", status, body, text, url="u")) == said


def test_long_texts_are_cut() -> None:
    assert len(str(error_from_answer("x", 500, None, "word " * 5000))) < 400
