# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the controller makes of a task's arguments."""

from __future__ import annotations

import builtins
import json
import re
from typing import Any

import pytest
import yaml

from ansible_collections.biops.looker.plugins.module_utils._connection import argument_spec
from ansible_collections.biops.looker.plugins.module_utils._module import GUARD_OPTIONS, SECRET_OPTIONS
from ansible_collections.biops.looker.plugins.module_utils._resources._all import ALL, CONFIGURABLE
from ansible_collections.biops.looker.plugins.modules import audit_info, configuration
from ansible_collections.biops.looker.plugins.plugin_utils._action import Taken, take_document

from .conftest import Folder

KEYS = {"settings" if resource.is_singleton else resource.plural for resource in CONFIGURABLE}


def taken(folder: Folder, **arguments: Any) -> Taken:
    return take_document(arguments, lambda path: str(folder.path / path), folder.loader, ALL, CONFIGURABLE)


def take(folder: Folder, **arguments: Any) -> dict[str, Any]:
    """The module's arguments, with the document as data."""
    passed = taken(folder, **arguments).arguments
    return {**passed, "document": json.loads(passed["document"])}


def test_one_document_and_the_rest(folder: Folder) -> None:
    folder.write("users.csv", "Mail\nada@acme.example\n")
    arguments = take(folder, src="users.csv", csv_columns={"Mail": "email"}, groups=[{"name": "A"}], timeout=7)
    assert arguments == {
        "timeout": 7,
        "document": {
            "groups": [{"name": "A", "__where__": "groups[0]"}],
            "users": [{"email": "ada@acme.example", "__where__": "users.csv:2"}],
        },
    }


def test_paths_are_expanded(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STAGE", "prod")
    monkeypatch.setenv("HOME", str(folder.path))
    folder.write("prod/groups.yml", "- name: A\n")
    for source in ("$STAGE", "~/${STAGE}/groups.yml"):
        assert len(take(folder, src=[source])["document"]["groups"]) == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "nothing is declared: give src, permission_sets, "),
        ({"src": [], "groups": None}, "nothing is declared: give src, permission_sets, "),
        ({"gruops": []}, "unknown option 'gruops'; did you mean 'groups'?"),
        ({"grups": []}, "unknown option 'grups'; did you mean 'groups'?"),
        (
            {"src": "x", "csv_colums": {}, "user": []},
            "unknown option 'csv_colums'; did you mean 'csv_columns'?; unknown option 'user'; did you mean 'users'?",
        ),
        ({"src": {"a": "b"}}, "src has to be a path or a list of paths"),
        ({"src": "x", "csv_columns": ["email"]}, "csv_columns has to map headers of CSV files to options"),
        (
            {"groups": [{"nme": "A"}]},
            "and nothing was changed.\ngroups[0].nme: unknown option; did you mean 'name'?",
        ),
    ],
)
def test_bad_arguments(folder: Folder, arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        take(folder, **arguments)


def test_what_was_noticed_joins_the_result(folder: Folder) -> None:
    folder.write("users.csv", "Mail,Cost centre,locle\nada@acme.example,4711,en\n")
    noticed = taken(folder, src="users.csv", csv_columns={"Mail": "email"})
    result = noticed.result({"changed": True, "warnings": ["from the module"]})
    (own, other) = result.pop("warnings")
    assert own.startswith("users.csv:1: the column 'locle' is ignored; did you mean 'locale'?")
    assert other == "from the module"
    assert result == {"changed": True, "ignored_columns": {"users.csv": ["Cost centre", "locle"]}}


def test_nothing_is_added_where_nothing_was_noticed(folder: Folder) -> None:
    assert taken(folder, groups=[]).result({"changed": False}) == {"changed": False}


def test_no_valid_option_is_taken_for_a_mistyped_one(folder: Folder) -> None:
    own = {name for module in (audit_info, configuration) for name in yaml.safe_load(module.DOCUMENTATION)["options"]}
    others = {*argument_spec(), *GUARD_OPTIONS, *SECRET_OPTIONS, *own} - {*KEYS, "src", "csv_columns", "document"}
    assert take(folder, groups=[], **dict.fromkeys(others, "x")).keys() == {*others, "document"}


def test_an_empty_list_is_a_declaration(folder: Folder) -> None:
    assert take(folder, groups=[]) == {"document": {"groups": []}}


def test_without_jsonschema(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name == "jsonschema":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ValueError, match="pip install jsonschema"):
        take(folder, groups=[{"name": "A"}])
