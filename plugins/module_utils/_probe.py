# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Finds the API: which of the possible addresses, which version. Without credentials."""

from __future__ import annotations

from typing import Any, List, Tuple

from ansible_collections.biops.looker.plugins.module_utils._api_version import (
    ASSUMED,
    Server,
    choose_version,
    operation,
)
from ansible_collections.biops.looker.plugins.module_utils._connection import Connection
from ansible_collections.biops.looker.plugins.module_utils._errors import ConnectionProblem
from ansible_collections.biops.looker.plugins.module_utils._http import Answer, Http, Request, describe

_TIMEOUT = 30


def find_server(http: Http, connection: Connection) -> Server:
    """The server behind the connection's address. Raises ConnectionProblem with the reason for every address tried.

    `GET /versions` at the root needs no token, but not every server or load balancer lets it through (facts 2.4);
    then an answer below /api/ shows whether Looker is there. Looker's own 404 alone is the weakest sign, as the port of
    its pages gives it too: it counts only where no candidate shows more.
    """
    reasons: List[Tuple[str, str]] = []
    answered: List[Tuple[str, Answer]] = []
    candidates = connection.address.candidates()
    for url in candidates:
        try:
            # Where there is another port to try, silence is no reason to wait.
            answer = _ask(http, connection, url, 1 if len(candidates) == 1 else 0)
        except ConnectionProblem as problem:
            reasons.append((url, problem.message))
            continue
        if _names_versions(answer.body):
            return choose_version(connection.api_version, url, answer.body)
        answered.append((url, answer))
    lookers: List[str] = []
    version = ASSUMED if connection.api_version == "auto" else connection.api_version
    for url, first in answered:
        try:
            answer = _ask(http, connection, f"{url}/api/{version}", 0)
        except ConnectionProblem as problem:
            reasons.append((url, problem.message))
            continue
        if _names_versions(answer.body):
            return choose_version(connection.api_version, url, answer.body)
        if _is_api(answer):
            return Server(url, version)
        if _is_looker(first):
            lookers.append(url)
        reasons.append((url, _reason(url, first)))
    if lookers:
        return Server(lookers[0], version)
    raise _not_found(reasons)


def _ask(http: Http, connection: Connection, url: str, silent_retries: int) -> Answer:
    """GET versions. A server that is there answers at once; a wrong address should not cost minutes."""
    request = Request(operation("versions"), f"{url}/versions")
    return http.request(request, silent_retries=silent_retries, timeout=min(connection.timeout, _TIMEOUT))


def _names_versions(body: Any) -> bool:
    return isinstance(body, dict) and isinstance(body.get("supported_versions"), list)


def _is_api(answer: Answer) -> bool:
    """Asked for a token, in JSON: the API is here (facts 1.9)."""
    return answer.status == 401 and isinstance(answer.body, dict) and "message" in answer.body


def _is_looker(answer: Answer) -> bool:
    """A 404 in Looker's own form: JSON with its documentation, or its page (facts 1.7, 1.8). Old servers do that."""
    if answer.status != 404:
        return False
    if isinstance(answer.body, dict):
        return "looker" in str(answer.body.get("documentation_url"))
    return "<title>Looker" in answer.text


def _reason(url: str, answer: Answer) -> str:
    if answer.status == 429 or answer.status >= 500:
        trouble = "Looker, or what stands in front of it, is in trouble or busy: try again later"
        return f"{url}/versions answers with {describe(answer)} ({trouble})"
    return f"{url} answers, but not as Looker's API ({describe(answer)})"


def _not_found(reasons: List[Tuple[str, str]]) -> ConnectionProblem:
    said = "; ".join(dict.fromkeys(reason for _url, reason in reasons))
    advice = "base_url must be the API host URL (in Looker: Admin > Platform > API), often with port 443 or 19999"
    return ConnectionProblem(f"{said}; {advice}" if "not as Looker's API" in said else said)
