# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every example of the documentation agrees with the JSON Schema; each of its keys, misspelt, is told and corrected.

The examples are those of the modules, of the README and of the other pages: whole documents, options of
`configuration` and of the modules of single objects, and variables of roles.
"""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from ansible_collections.biops.looker.plugins.module_utils._declaration import SETTINGS, key_of, object_options
from ansible_collections.biops.looker.plugins.module_utils._resource import Resource
from ansible_collections.biops.looker.plugins.module_utils._resources._all import CONFIGURABLE
from ansible_collections.biops.looker.plugins.plugin_utils._schema import Checker, document_schema

ROOT = Path(__file__).resolve().parents[3]
SCHEMA = jsonschema.Draft202012Validator(document_schema(CONFIGURABLE))
PREFIX = "biops.looker."
KEYS = frozenset(map(key_of, CONFIGURABLE))
Place = tuple[str | int, ...]


def texts() -> Iterator[tuple[str, str]]:
    """All YAML in the documentation: where it is, and the text."""
    for path in sorted((ROOT / "plugins" / "modules").glob("[!_]*.py")):
        module = importlib.import_module(f"ansible_collections.biops.looker.plugins.modules.{path.stem}")
        yield path.stem, module.EXAMPLES
    for path in [ROOT / "README.md", *sorted(ROOT.glob("docs/**/*.md")), *sorted(ROOT.glob("roles/*/README.md"))]:
        for number, text in enumerate(re.findall(r"(?ms)^```ya?ml\n(.*?)^```$", path.read_text(encoding="utf-8"))):
            yield f"{path.relative_to(ROOT)}[{number}]", text


def documents(node: Any) -> Iterator[dict[str, Any]]:
    """The configurations in a piece of YAML, at any depth."""
    if isinstance(node, list):
        for item in node:
            yield from documents(item)
    if not isinstance(node, dict):
        return
    if node and set(node) <= KEYS:
        yield node
        return
    variables = {name.removeprefix("looker_"): value for name, value in node.items() if name.startswith("looker_")}
    yield {name: value for name, value in variables.items() if name in KEYS}
    for name, value in node.items():
        module = name.removeprefix(PREFIX) if name.startswith(PREFIX) and isinstance(value, dict) else ""
        resource = next((item for item in CONFIGURABLE if item.name == module), None)
        if resource is not None:
            spec = object_options(resource)  # the module has more, about how it runs
            options = {option: given for option, given in value.items() if option in spec}
            yield {SETTINGS: {resource.plural: options}} if resource.is_singleton else {resource.plural: [options]}
        elif module in ("configuration", "audit_info"):
            yield {option: given for option, given in value.items() if option in KEYS}
        elif not module:
            yield from documents(value)


def known(node: Any) -> Any:
    """A value without what only Ansible knows, in templates."""
    if isinstance(node, dict):
        return {name: known(value) for name, value in node.items() if not (isinstance(value, str) and "{{" in value)}
    return [known(item) for item in node] if isinstance(node, list) else node


DOCUMENTS = [
    (place, known(document)) for place, text in texts() for document in documents(yaml.safe_load(text)) if document
]


def objects() -> Iterator[tuple[Resource, dict[str, Any]]]:
    """All objects of the examples."""
    for _place, document in DOCUMENTS:
        for resource in CONFIGURABLE:
            if resource.is_singleton:
                found = (document.get(SETTINGS) or {}).get(resource.plural)
                yield from [(resource, found)] if found else []
            else:
                yield from ((resource, item) for item in document.get(resource.plural) or ())


def test_there_are_examples_of_all_types() -> None:
    assert {resource.name for resource, _options in objects()} == {resource.name for resource in CONFIGURABLE}
    assert any(place.startswith("README.md") for place, _document in DOCUMENTS)


@pytest.mark.parametrize(("place", "document"), DOCUMENTS, ids=[place for place, _document in DOCUMENTS])
def test_the_schema_accepts_every_example(place: str, document: dict[str, Any]) -> None:
    assert [error.message for error in SCHEMA.iter_errors(document)] == []


def keys(value: Any, spec: Mapping[str, Any], place: Place = ()) -> Iterator[Place]:
    """The places of all options, at any depth; the names in mappings of the user's own are none."""
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from keys(item, spec, (*place, number))
    elif isinstance(value, dict) and spec:
        for name, item in value.items():
            yield (*place, name)
            yield from keys(item, spec.get(name, {}).get("options", {}), (*place, name))


def misspelt(value: Any, place: Place) -> Any:
    """The object with the last letter of one key written twice."""
    changed = json.loads(json.dumps(value))
    holder = changed
    for step in place[:-1]:
        holder = holder[step]
    holder[f"{place[-1]}{str(place[-1])[-1]}"] = holder.pop(place[-1])
    return changed


def test_every_key_misspelt_is_told_with_its_place_and_the_right_one() -> None:
    tried = set()
    for resource, options in objects():
        checker = Checker(resource)
        for place in keys(options, object_options(resource)):
            path = (resource.name, *(step for step in place if isinstance(step, str)))
            if path in tried:
                continue
            tried.add(path)
            wrong = (*place[:-1], f"{place[-1]}{str(place[-1])[-1]}")
            assert (wrong, f"unknown option; did you mean '{place[-1]}'?") in checker.problems(misspelt(options, place))
    assert len(tried) > 100
