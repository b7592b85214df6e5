# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The JSON Schema of configurations, and what it says about an object, in sentences.

Note: this plugin_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ansible_collections.biops.looker.plugins.module_utils._declaration import SETTINGS, object_options
from ansible_collections.biops.looker.plugins.module_utils._nearest import nearest
from ansible_collections.biops.looker.plugins.module_utils._resource import (
    Resource,
)
from ansible_collections.biops.looker.plugins.plugin_utils._problems import Step, shown, suggestion

DIALECT = "https://json-schema.org/draft/2020-12/schema"
TYPES = {  # Ansible's names of types -> JSON Schema's
    "str": "string",
    "path": "string",
    "bool": "boolean",
    "int": "integer",
    "float": "number",
    "list": "array",
    "dict": "object",
}
SIMPLE = ["string", "number", "boolean"]  # a value that is kept as text, however it is written
EXPECTED = {
    "string": "text",
    "boolean": "yes or no",
    "integer": "a whole number",
    "number": "a number",
    "array": "a list",
    "object": "a mapping",
}
Texts = Mapping[str, Mapping[str, str]]  # type -> option (`a.b`: inside of another) -> description


class MissingLibrary(ImportError):
    """The jsonschema library is not there (it is needed on the controller only)."""


def document_schema(resources: Sequence[Resource], texts: Texts | None = None) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a whole configuration, `{groups: [...], users: [...]}`."""
    return {
        "$schema": DIALECT,
        "title": "Configuration of a Looker instance (biops.looker)",
        "type": "object",
        "properties": _keys(resources),
        "additionalProperties": False,
        "$defs": {resource.name: object_schema(resource, (texts or {}).get(resource.name)) for resource in resources},
    }


def _keys(resources: Sequence[Resource]) -> dict[str, Any]:
    """The keys of a configuration."""
    keys: dict[str, Any] = {}
    for resource in resources:
        if resource.is_singleton:
            empty: dict[str, Any] = {"type": ["object", "null"], "properties": {}, "additionalProperties": False}
            options = {"anyOf": [{"$ref": f"#/$defs/{resource.name}"}, {"type": "null"}]}
            keys.setdefault(SETTINGS, empty)["properties"][resource.plural] = options
        else:
            keys[resource.plural] = {"type": ["array", "null"], "items": {"$ref": f"#/$defs/{resource.name}"}}
    return keys


def object_schema(resource: Resource, texts: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The JSON Schema of one object: its options, of which the key or the id is needed where it has one."""
    properties = {name: _option_schema(spec) for name, spec in object_options(resource).items()}
    for path, text in (texts or {}).items():
        _at(properties, path)["description"] = text
    schema: dict[str, Any] = {"type": "object", "properties": properties, "additionalProperties": False}
    if resource.is_singleton:
        return schema
    properties["id"]["type"].insert(1, "integer")  # ids are numbers that happen to be text, since API 4.0 (facts 2.15)
    return {**schema, "anyOf": [{"required": [resource.key]}, {"required": ["id"]}]}


def _at(properties: Mapping[str, Any], path: str) -> dict[str, Any]:
    """The schema of an option, or of one inside of it: `embed_config.domain_allowlist`."""
    name, _dot, rest = path.partition(".")
    found: dict[str, Any] = properties[name]
    return _at(found.get("properties") or found["items"]["properties"], rest) if rest else found


def _option_schema(spec: Mapping[str, Any], nullable: bool = True) -> dict[str, Any]:
    null = ["null"] if nullable else []
    names = SIMPLE if spec["type"] == "raw" else [TYPES[spec["type"]]]
    schema: dict[str, Any] = {"type": [*names, *null]}
    if spec["type"] == "list":  # choices and options are those of the elements
        parts = {name: part for name, part in spec.items() if name in ("choices", "options")}
        schema["items"] = _option_schema({**parts, "type": spec["elements"]}, nullable=False)
    elif "choices" in spec:
        schema["enum"] = [*spec["choices"], *([None] if nullable else [])]
    elif "options" in spec:
        schema["properties"] = {name: _option_schema(option) for name, option in spec["options"].items()}
        schema["required"] = [name for name, option in spec["options"].items() if option.get("required")]
        schema["additionalProperties"] = False
    elif spec["type"] == "dict":  # names of the user's own, with simple values
        schema["additionalProperties"] = {"type": [*SIMPLE, "null"]}
    if "default" in spec:
        schema["default"] = spec["default"]
    return schema


class Checker:
    """Says what is wrong with objects of one type.

    A schema of options looks at names, types, emptiness and the few words that are choices, never at other text. So
    one verdict holds for all objects of the same shape, and ten thousand users cost a handful of validations.
    """

    def __init__(self, resource: Resource) -> None:
        """Raises MissingLibrary."""
        try:
            from jsonschema import Draft202012Validator
        except ImportError as error:
            raise MissingLibrary("jsonschema") from error
        schema = object_schema(resource)
        self._resource = resource
        self._validator = Draft202012Validator(schema)
        self._words = frozenset(_choices(schema))
        self._secret = set(_secrets(object_options(resource)))
        self._fine: set[Any] = set()

    def problems(self, options: Mapping[str, Any]) -> list[tuple[tuple[Step, ...], str]]:
        """What is wrong: path inside the object and sentence, one for each problem. `options`: without nulls."""
        shape = self._shape(options)
        if shape in self._fine:
            return []
        problems = [problem for error in self._validator.iter_errors(options) for problem in self._sentences(error)]
        if not problems:
            self._fine.add(shape)
        return sorted(problems, key=lambda problem: _position(options, problem[0]))

    def _shape(self, value: Any) -> Any:
        if isinstance(value, Mapping):
            return frozenset((name, self._shape(item)) for name, item in value.items())
        if isinstance(value, list):
            return (list, frozenset(self._shape(item) for item in value))
        return value if isinstance(value, str) and value in self._words else type(value)

    def _sentences(self, error: Any) -> Iterator[tuple[tuple[Step, ...], str]]:
        path = tuple(error.absolute_path)
        value = "the value" if self._secret.intersection(path) else shown(error.instance)
        if error.validator == "additionalProperties":
            valid = error.schema["properties"]
            for name in error.instance:
                if name not in valid:
                    yield (*path, name), f"unknown option; {suggestion(name, valid)}"
        elif error.validator == "anyOf":
            if any(nearest(name, error.schema["properties"]) == self._resource.key for name in error.instance):
                return  # what is mistyped is not missing too
            yield path, f"a {self._resource.type.replace('_', ' ')} needs {self._resource.key} (or id)"
        elif error.validator == "type":
            yield path, f"{value} where {_expected(error.validator_value)} is needed{_hint(error)}"
        elif error.validator == "enum" and isinstance(error.instance, str):
            valid = [word for word in error.validator_value if word is not None]
            yield path, f"{value} is not valid; {suggestion(error.instance, valid)}"
        elif error.validator != "enum":  # a value of another type is reported as such
            yield path, str(error.message)


def _secrets(options: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """The names of options, at any depth, whose values nobody may see."""
    for name, spec in options.items():
        if spec.get("no_log"):
            yield name
        yield from _secrets(spec.get("options", {}))


def _position(value: Any, path: Sequence[Step]) -> list[Any]:
    """Where a path stands in what was written, for reporting problems in that order."""
    position: list[Any] = []
    for step in path:
        position.append(step if isinstance(value, list) else list(value).index(step))
        value = value[step]
    return position


def _expected(types: Sequence[str]) -> str:
    return " or ".join(EXPECTED[name] for name in types if name != "null")


def _hint(error: Any) -> str:
    """YAML takes words like no, and numbers, for something else than the text that they may be meant as."""
    plain = not isinstance(error.instance, (str, list, dict)) and error.instance is not None
    return ": write it in quotes" if plain and "string" in error.validator_value else ""


def _choices(schema: Any) -> Iterator[str]:
    if isinstance(schema, Mapping):
        yield from (word for word in schema.get("enum", ()) if isinstance(word, str))
        for part in schema.values():
            yield from _choices(part)
