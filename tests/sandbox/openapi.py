# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks exchanges against Looker's own OpenAPI documents, as an observer of the sandbox.

```python
observer = openapi.Observer()
with running_sandbox(observer=observer) as sandbox: ...
assert observer.problems == []
```

Where the documents are absent, ``openapi.AVAILABLE`` is False and the observer finds nothing.

The documents are a few megabytes and lists can hold thousands of objects, so schemas become Python functions, each when
it is first needed, once per process. What the documents use of JSON Schema is little: type, properties, items, enum,
references.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sandbox.shared import SPEC

from looker_sandbox.app import Exchange

AVAILABLE = SPEC.is_dir()

Problems = list[str]
# Appends to the problems what is wrong with a value at a place.
Check = Callable[[Any, str, Problems], None]

# Where recorded answers contradict the documents, or say more, the recorded ones hold.
# The documents list no 401 for any operation (facts 1.9).
EVERYWHERE = {"401", "429"}
LISTS = (
    "/users /users/search /users/search/names/{} /groups /groups/search /groups/search/with_roles"
    " /groups/search/with_hierarchy /roles /roles/search /roles/search/with_user_count /permission_sets"
    " /permission_sets/search /model_sets /model_sets/search /user_attributes /scheduled_plans /scheduled_plans/search"
    " /scheduled_plans/look/{} /scheduled_plans/dashboard/{} /scheduled_plans/lookml_dashboard/{}"
).split()
# Refusals whose status nobody knows (facts section 12), by operation.
OPEN_STATUSES: dict[tuple[str, str], set[str]] = {
    ("POST", "/groups/{}/users"): {"409", "422"},
    ("POST", "/groups/{}/groups"): {"409", "422"},
    ("DELETE", "/users/{}"): {"405", "422"},
    ("PATCH", "/users/{}"): {"405"},
    ("PUT", "/users/{}/roles"): {"405", "422"},
    ("PUT", "/roles/{}/users"): {"405", "422"},
    ("PUT", "/roles/{}/groups"): {"405", "422"},
    ("DELETE", "/permission_sets/{}"): {"422"},
    ("DELETE", "/model_sets/{}"): {"422"},
    ("POST", "/scheduled_plans/{}/run_once"): {"500"},  # recorded (facts 7.12)
}
# Lists for callers without the right to see them.
OPEN_STATUSES |= {("GET", route): {"403"} for route in LISTS}
# The description speaks of an array, the schema of a single object.
LISTS_IN_WORDS = {("GET", "/dashboards/lookml/search")}
CORE_DENIALS = {"403", "404", "405"}
# No user is created by hand in Google Cloud core (facts 10), though the description of the operation does not say so.
OPEN_STATUSES[("POST", "/users")] = CORE_DENIALS
# Without a licence, which the quirk unlicensed_setting answers on the older paths as on the newer one.
OPEN_STATUSES[("PUT", "/whitelabel_configuration")] = {"403"}
OPEN_STATUSES[("PATCH", "/custom_welcome_email")] = {"403"}
# Denied in editions of Google Cloud core that the descriptions call by their own names.
OPEN_STATUSES[("POST", "/embed_config/secrets")] = CORE_DENIALS
OPEN_STATUSES[("DELETE", "/embed_config/secrets/{}")] = CORE_DENIALS
_NEW_MCP_TOOLS = "get_explore get_field_value_suggestions render_dashboard render_visualization".split()
# Recorded: the property is there though no document has it, or with another type than the document says.
RECORDED = {
    # The document of 3.1 has no model of its own for a new key, whose secret would then be told nobody.
    ("3.1", "CredentialsApi3", "client_secret"),
    ("3.1", "User", "ui_state"),
    ("4.0", "User", "ui_state"),
    ("3.1", "UserAttribute", "hidden_value_domain_whitelist"),
    ("3.1", "UserAttributeWithValue", "hidden_value_domain_whitelist"),
    ("3.1", "Folder", "id"),
    ("3.1", "Folder", "parent_id"),
    ("3.1", "FolderBase", "id"),
    ("3.1", "FolderBase", "parent_id"),
    # Newer than the documents, known from the SDK of release 26.22.
    ("4.0", "ScheduledPlan", "content_title"),
    ("4.0", "ScheduledPlan", "include_filters"),
    ("4.0", "ScheduledPlan", "last_run_status"),
    ("4.0", "ScheduledPlanDestination", "include_filters"),
    ("4.0", "OauthClientApp", "redirect_uris"),
    ("4.0", "Setting", "embed_vis_modernization_default"),
    ("4.0", "EmbedConfig", "embed_show_tile_filter_information"),
    ("4.0", "EmbedConfig", "embed_vis_modernization_default"),
    *(("4.0", "McpTools", name) for name in _NEW_MCP_TOOLS),
}
# The document of 3.1 denies that these can be null; that of 4.0 says that they can, and nothing tells of a change.
_NULL_IN_QUERIES = (
    "pivots fill_fields filters filter_expression limit column_limit row_total subtotals visible_ui_sections"
    " dynamic_fields query_timezone"
).split()
RECORDED |= {("3.1", "Query", name) for name in _NULL_IN_QUERIES}

# Recorded: properties that the documents call read-only are what these bodies are made of.
SENT = {
    ("GroupIdForGroupInclusion", "group_id"),
    ("GroupIdForGroupUserInclusion", "user_id"),
    ("UserAttributeGroupValue", "group_id"),
    ("UserAttributeGroupValue", "rank"),
    ("UserAttributeGroupValue", "value"),
}


@dataclass(frozen=True)
class Operation:
    """One operation of a document: query parameters, body and answers as checks."""

    parameters: Mapping[str, Mapping[str, Any]]
    body: Check | None
    answers: Mapping[str, Check | None]
    may_be_denied: bool


class Document:
    """One OpenAPI document, for API version "3.1" or "4.0"."""

    def __init__(self, version: str) -> None:
        self.version = version
        text = (SPEC / f"Looker.{version}.oas.json").read_text(encoding="utf-8")
        self._raw = json.loads(text)
        self._checks: dict[tuple[str, bool], Check] = {}
        self._operations: dict[tuple[str, str], Operation] = {}
        self.routes: list[str] = list(self._raw["paths"])
        self._paths = {re.sub(r"\{[^}]*\}", "{}", path): methods for path, methods in self._raw["paths"].items()}

    def operation(self, method: str, route: str) -> Operation | None:
        """The operation, if the document has it; parameters in ``route`` are ``{}``."""
        raw = self._paths.get(route, {}).get(method.lower())
        if raw is None:
            return None
        key = (method, route)
        if key not in self._operations:
            self._operations[key] = self._compile_operation(raw)
        return self._operations[key]

    def _compile_operation(self, raw: Mapping[str, Any]) -> Operation:
        body = raw.get("requestBody")
        if body and "$ref" in body:
            body = self._raw["components"]["requestBodies"][body["$ref"].rpartition("/")[2]]
        return Operation(
            parameters={p["name"]: p["schema"] for p in raw.get("parameters", []) if p["in"] == "query"},
            body=self._content(body, request=True) if body else None,
            answers={status: self._content(answer, request=False) for status, answer in raw["responses"].items()},
            may_be_denied="google cloud core" in raw.get("description", "").lower(),
        )

    def _content(self, holder: Mapping[str, Any], *, request: bool) -> Check | None:
        schema = holder.get("content", {}).get("application/json", {}).get("schema")
        return self._compile(schema, "", request) if schema else None

    def _named(self, name: str, request: bool) -> Check:
        """The check of a component, made on its first use: components refer to each other in circles."""
        key = (name, request)

        def check(value: Any, place: str, problems: Problems) -> None:
            if key not in self._checks:
                self._checks[key] = self._compile(self._raw["components"]["schemas"][name], name, request)
            self._checks[key](value, place, problems)

        return check

    def _compile(self, schema: Mapping[str, Any], name: str, request: bool) -> Check:
        if "$ref" in schema:
            # A nested object that is not there is null, though references cannot say so.
            return _or_null(self._named(schema["$ref"].rpartition("/")[2], request))
        kind = schema.get("type")
        if "properties" in schema:  # components name no type
            check = self._object(schema, name, request)
        elif kind == "array":
            check = _array(self._compile(schema["items"], "", request))
        else:
            check = _scalar(kind, schema.get("enum"), schema.get("format"), request)
        return _or_null(check) if schema.get("nullable") or request else check

    def _object(self, schema: Mapping[str, Any], name: str, request: bool) -> Check:
        fields = {
            key: _anything if (self.version, name, key) in RECORDED else self._compile(property_, "", request)
            for key, property_ in schema["properties"].items()
        }
        read_only = {
            key
            for key, property_ in schema["properties"].items()
            if property_.get("readOnly") and (name, key) not in SENT
        }

        def check(value: Any, place: str, problems: Problems) -> None:
            if not isinstance(value, dict):
                problems.append(f"{place}: {value!r} is no object")
                return
            for key, item in value.items():
                if key not in fields and (self.version, name, key) in RECORDED:
                    continue
                if key not in fields:
                    problems.append(f"{place}.{key}: {name} has no such property")
                elif request and key in read_only:
                    problems.append(f"{place}.{key}: is read-only")
                else:
                    fields[key](item, f"{place}.{key}", problems)

        return check


def _anything(value: Any, place: str, problems: Problems) -> None:
    """No opinion."""


def _or_null(check: Check) -> Check:
    def with_null(value: Any, place: str, problems: Problems) -> None:
        if value is not None:
            check(value, place, problems)

    return with_null


def _array(item: Check) -> Check:
    def check(value: Any, place: str, problems: Problems) -> None:
        if not isinstance(value, list):
            problems.append(f"{place}: {value!r} is no list")
            return
        for number, entry in enumerate(value):
            item(entry, f"{place}[{number}]", problems)

    return check


_TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "object": dict,
}


def _scalar(kind: str | None, enum: list[Any] | None, form: str | None, request: bool) -> Check:
    expected = _TYPES.get(kind or "")
    if expected is None or form == "any":
        return _anything
    # The server takes ids as integers or strings, whatever the version (facts 2.16).
    if request and kind in ("string", "integer"):
        expected = (str, int)

    def check(value: Any, place: str, problems: Problems) -> None:
        if not isinstance(value, expected) or (isinstance(value, bool) and kind != "boolean"):
            problems.append(f"{place}: {value!r} is no {kind}")
        elif enum is not None and value not in enum:
            problems.append(f"{place}: {value!r} is none of {enum}")

    return check


@cache
def document(version: str) -> Document:
    """The document of an API version, read once per process."""
    return Document(version)


# Exchanges


def check_request(exchange: Exchange) -> Problems:
    """What is wrong with a request: unknown operation or parameter, wrong types, unknown or read-only properties."""
    request = exchange.request
    found = _operation(exchange)
    if found is None:
        return [f"API {request.version} has no {request.method} {request.path}"]
    problems: Problems = []
    for name, text in request.query.items():
        if name not in found.parameters:
            problems.append(f"has no parameter '{name}'")
        elif not _readable(text, found.parameters[name]):
            problems.append(f"parameter {name}: {text!r} is no {found.parameters[name].get('type')}")
    if found.body and request.content.strip() and "json" in request.content_type:
        found.body(json.loads(request.content), "body", problems)
    return problems


def check_answer(exchange: Exchange) -> Problems:
    """What is wrong with an answer: undocumented status, missing or unknown properties, wrong types."""
    request, answer = exchange.request, exchange.answer
    found = _operation(exchange)
    if found is None or answer.route is None:
        return []  # outside the documents, which say nothing about unknown paths
    route = _with_blanks(answer.route)
    status = str(answer.status)
    if status not in found.answers:
        known = EVERYWHERE | OPEN_STATUSES.get((request.method, route), set())
        known |= CORE_DENIALS if found.may_be_denied else set()
        return [] if status in known else [f"status {status} is not documented"]
    check = found.answers[status]
    if status == "200" and re.search(r"/run/\{\}$|/results$|/multi_results$", route):
        return []  # the result of a query, which the documents call a string whatever its format
    if check is None or not answer.headers.get("Content-Type", "").startswith("application/json"):
        return []
    if (request.method, route) in LISTS_IN_WORDS:
        check = _array(check)
    problems: Problems = []
    check(json.loads(answer.body), "answer", problems)
    return problems


def _operation(exchange: Exchange) -> Operation | None:
    route, version = exchange.answer.route, exchange.request.version
    if route is None or version not in ("3.1", "4.0"):
        return None
    return document(version).operation(exchange.request.method, _with_blanks(route))


def _with_blanks(route: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", route)


def _readable(text: str, schema: Mapping[str, Any]) -> bool:
    kind = schema.get("type")
    if kind == "integer":
        return bool(re.fullmatch(r"-?\d+", text))
    return text in ("true", "false") if kind == "boolean" else True


@dataclass
class Observer:
    """Collects the problems of all exchanges of a sandbox.

    ``requests`` False leaves requests alone: tests of the sandbox send nonsense on purpose.
    """

    requests: bool = True
    problems: list[str] = field(default_factory=list)
    checked: int = 0

    def __call__(self, exchange: Exchange) -> None:
        """Check one exchange."""
        request = exchange.request
        if not AVAILABLE or request.version not in ("3.1", "4.0"):
            return
        self.checked += 1
        found = check_answer(exchange)
        # A request that was refused as unreadable may well be wrong; that is what the refusal says.
        if self.requests and exchange.answer.status != 400:
            found = [*check_request(exchange), *found]
        self.problems += [f"{request.method} {request.path}: {problem}" for problem in found]
