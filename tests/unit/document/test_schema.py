# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The JSON Schema of configurations."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.biops.looker.plugins.module_utils._declaration import object_options
from ansible_collections.biops.looker.plugins.module_utils._resource import (
    Resource,
)
from ansible_collections.biops.looker.plugins.module_utils._resources._all import CONFIGURABLE
from ansible_collections.biops.looker.plugins.plugin_utils import _schema
from ansible_collections.biops.looker.plugins.plugin_utils._schema import Checker, document_schema, object_schema

SCHEMA = document_schema(CONFIGURABLE)
OPTIONS = [(resource, name) for resource in CONFIGURABLE for name in object_options(resource)]

value = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.sampled_from(["", "exact", "x"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["name", "x"]), inner, max_size=2),
    max_leaves=4,
)
given_value = value.filter(lambda item: item is not None)


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    ("document", "valid"),
    [
        ("groups: [{name: A, users: [a@x.example], state: absent}]", True),
        ("users: [{id: 7}, {id: '7', email: null, groups: null}]", True),
        ("users:", True),
        ("groups: [{users: []}]", False),
        ("groups: [{name: A, state: gone}]", False),
        ("groups: [{name: A, user: []}]", False),
        ("group: []", False),
        ("[]", False),
    ],
)
def test_what_editors_accept(document: str, valid: bool) -> None:
    assert jsonschema.Draft202012Validator(SCHEMA).is_valid(yaml.safe_load(document)) is valid


@given(st.data())
def test_the_short_cut_gives_the_verdict_of_the_schema(data: st.DataObject) -> None:
    resource: Resource = data.draw(st.sampled_from(CONFIGURABLE))
    names = st.sampled_from([*object_options(resource), "nonsense"])
    objects: list[dict[str, Any]] = data.draw(st.lists(st.dictionaries(names, given_value, max_size=3), max_size=8))
    checker, validator = Checker(resource), jsonschema.Draft202012Validator(object_schema(resource))
    for options in objects:  # one checker for all: what it has seen before must not matter
        assert bool(checker.problems(options)) is not validator.is_valid(options)


def test_many_objects_cost_few_validations(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[Any] = []
    original = jsonschema.Draft202012Validator.iter_errors

    def counted(self: Any, item: Any) -> Any:
        calls.append(item)
        return original(self, item)

    monkeypatch.setattr(jsonschema.Draft202012Validator, "iter_errors", counted)
    checker = Checker(next(resource for resource in CONFIGURABLE if resource.name == "user"))
    for number in range(1000):
        groups = [f"Group {number}", f"Group {number + 1}"]
        assert not checker.problems({"email": f"{number}@x.example", "is_disabled": bool(number % 2), "groups": groups})
    assert len(calls) == 1


def test_secrets_are_not_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        _schema,
        "object_options",
        lambda resource: {"name": {"type": "str"}, "id": {"type": "str"}, "pin": {"type": "str", "no_log": True}},
    )
    problems = Checker(CONFIGURABLE[0]).problems({"name": "A", "pin": 1234})
    assert problems == [(("pin",), "the value where text is needed: write it in quotes")]


@pytest.mark.parametrize(("resource", "name"), OPTIONS, ids=lambda item: getattr(item, "type", item))
def test_every_option_is_in_the_schema(resource: Resource, name: str) -> None:
    assert name in SCHEMA["$defs"][resource.name]["properties"]
