# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Calls that the user spells out: which operation is meant, and what of the answer must not be seen. Pure.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote

from ansible_collections.biops.looker.plugins.module_utils._api_version import Operation, operation
from ansible_collections.biops.looker.plugins.module_utils._client import Call
from ansible_collections.biops.looker.plugins.module_utils._errors import BadOption
from ansible_collections.biops.looker.plugins.module_utils._field import HIDDEN
from ansible_collections.biops.looker.plugins.module_utils._nearest import nearest
from ansible_collections.biops.looker.plugins.module_utils._operations import TABLE

_PREFIX = re.compile(r"/api/(\d+\.\d+)(?=/)")
# What the client does itself, and would not survive if a task did it in between.
_SESSIONS = {"login": "biops.looker.login", "logout": "biops.looker.logout"}
_PLAIN_TEXT = ("parse_saml_idp_metadata", "fetch_and_parse_saml_idp_metadata")
_FILES = ("content_thumbnail", "vector_thumbnail", "render_task_results")
_FILE_FORMATS = ("png", "jpg", "pdf", "xlsx", "html")
_PAGING = ("limit", "offset", "page", "per_page")

# Properties that hold a secret, by the names that the OpenAPI document has: client_secret, access_token, git_password…
_SECRET_NAME = re.compile(r"(secret|password|token)s?$|^(secret_parameters|private_key|api_key)$", re.IGNORECASE)
# Addresses that let in whoever has them: set-up, new password, signed embedding.
_SECRET_URL = re.compile(r"/(account/setup|password/reset|login/embed)/", re.IGNORECASE)
_SECRET_NAMES_URL = re.compile(r"^(account_setup|password_reset)_url$", re.IGNORECASE)
# Operations whose whole answer is a secret: a signed address, a token.
_SECRET_ANSWERS = ("create_sso_embed_url", "create_embed_url_as_me", "activate_app_user")


def asked_call(options: Mapping[str, Any], version: str) -> Call:
    """The call that options of the module `api` describe, for this API version. Raises BadOption.

    options: method and path, or operation; path_parameters, query, body, paginate
    """
    parameters = (options["path_parameters"] or {}).items()
    given = {str(name): "" if value is None else str(value) for name, value in parameters}
    if options["operation"] is not None:
        found, values = _named(options["operation"]), given
    else:
        found, values = _at_path(options["method"], options["path"], given, version)
    _check_values(found, values, given)
    query = dict(options["query"] or {})
    for name, value in query.items():
        if isinstance(value, dict):
            raise BadOption(f"query: {name} is a mapping; Looker takes text, numbers, booleans and lists here")
    _check_kind(found, values, options["body"])
    if options["paginate"]:
        _check_pages(found, query)
    return Call(found.name, values, query, _body(options["body"]))


def masked(found: Operation, answer: Any) -> Any:
    """An answer without its secrets, at any depth."""
    if found.name in _SECRET_ANSWERS and answer:
        return HIDDEN
    return _masked(answer)


def _masked(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: HIDDEN if _is_secret(str(name), inner) else _masked(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_masked(inner) for inner in value]
    return HIDDEN if isinstance(value, str) and _SECRET_URL.search(value) else value


def _is_secret(name: str, value: Any) -> bool:
    """Flags and lifetimes (has_password, api_token_ttl) are none, and neither is a value that is not there."""
    is_named = bool(_SECRET_NAME.search(name) or _SECRET_NAMES_URL.search(name))
    return is_named and bool(value) and isinstance(value, (str, list, dict))


def _named(name: str) -> Operation:
    try:
        return operation(name)
    except KeyError:
        raise BadOption(f"Looker has no operation {name}{_nearest(name, _names())}") from None


def _names() -> list[str]:
    return [line.partition(" ")[0] for line in TABLE.strip().splitlines()]


def _nearest(given: str, known: Iterable[str]) -> str:
    near = nearest(given, known, alike=0.0)
    return f"; the nearest is {near}" if near else ""


def _at_path(method: str, path: str, given: Mapping[str, str], version: str) -> tuple[Operation, dict[str, str]]:
    """The operation of a method and a path, and the values that the path holds for its parameters."""
    if "?" in path:
        raise BadOption("path: give what follows the question mark as query")
    route = "/" + path.strip().strip("/")
    prefix = _PREFIX.match(route)
    if prefix and prefix.group(1) != version:
        raise BadOption(
            f"path: this task speaks API {version}, the path is of {prefix.group(1)}; leave /api/{prefix.group(1)} out"
        )
    segments = [_filled(segment, given) for segment in route[prefix.end() if prefix else 0 :].split("/")]
    matching = [found for found in map(operation, _names()) if _fits(found, segments)]
    # Nothing but literal words wins over a parameter: /groups/search is no group. What this version has comes first.
    matching.sort(key=lambda found: (version not in found.editions, found.path.count("{")))
    for found in matching:
        if found.method == method:
            words = found.path.split("/")
            return found, {word[1:-1]: value for word, value in zip(words, segments) if word.startswith("{")}
    raise BadOption(f"Looker has no {method} {route}{_instead(method, route, matching)}")


def _filled(segment: str, given: Mapping[str, str]) -> str:
    """A part of a path: `{user_id}` is filled in, %2F stands for a slash."""
    if segment.startswith("{") and segment.endswith("}"):
        if segment[1:-1] not in given:
            raise BadOption(f"path_parameters lacks {segment[1:-1]}")
        return given[segment[1:-1]]
    return unquote(segment)


def _fits(found: Operation, segments: list[str]) -> bool:
    words = found.path.split("/")
    return len(words) == len(segments) and all(
        word == segment or (word.startswith("{") and segment != "") for word, segment in zip(words, segments)
    )


def _instead(method: str, route: str, matching: list[Operation]) -> str:
    if matching:
        methods = ", ".join(sorted({found.method for found in matching if found.path == matching[0].path}))
        return f"; {matching[0].path} has {methods}"
    known = [f"{found.method} {found.path}" for found in map(operation, _names())]
    return _nearest(f"{method} {route}", known)


def _check_values(found: Operation, values: Mapping[str, str], given: Mapping[str, str]) -> None:
    """Every parameter of the path has a value that can be sent, and nothing was given for one that is not there."""
    needed = [word[1:-1] for word in found.path.split("/") if word.startswith("{")]
    for name in needed:
        if values.get(name, "") in ("", ".", ".."):
            raise BadOption(f"path_parameters: {found.name} needs {name} ({found.method} {found.path})")
    if values is given and set(given) - set(needed):
        unknown = ", ".join(sorted(set(given) - set(needed)))
        raise BadOption(f"path_parameters: {found.name} has no {unknown} ({found.method} {found.path})")


def _check_kind(found: Operation, values: Mapping[str, str], body: Any) -> None:
    """Raises BadOption for what this way of calling cannot do."""
    if found.name in _SESSIONS:
        raise BadOption(f"sessions are begun and ended by the collection itself; see {_SESSIONS[found.name]}")
    if found.name in _PLAIN_TEXT:
        raise BadOption(f"{found.name} takes plain text; only JSON can be sent")
    if found.name in _FILES or values.get("result_format") in _FILE_FORMATS:
        raise BadOption(f"{found.name} answers with a file here; only JSON and plain text can be returned")
    if found.method == "GET" and body is not None:
        raise BadOption("body: a GET has none; give query")


def _check_pages(found: Operation, query: Mapping[str, Any]) -> None:
    if found.method != "GET" or not found.reads:
        raise BadOption(f"paginate: {found.name} does not read a list")
    paging = [name for name in _PAGING if name in query]
    if paging:
        raise BadOption(f"paginate reads the whole list; leave {', '.join(paging)} out of query")


def _body(body: Any) -> Any:
    """Text that is JSON of a mapping or a list is taken for it: templates may make text of both."""
    if isinstance(body, str) and body.lstrip()[:1] in ("{", "["):
        try:
            return json.loads(body)
        except ValueError as problem:
            raise BadOption(f"body is no JSON: {problem}") from None
    return body
