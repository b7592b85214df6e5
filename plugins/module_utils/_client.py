# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The client of Looker's API: calls by operation name, whole lists, many calls at once. No Ansible, no resources."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence, Tuple, TypeVar, Union
from urllib.parse import quote

from ansible_collections.biops.looker.plugins.module_utils._api_version import Operation, Server, operation, why_not
from ansible_collections.biops.looker.plugins.module_utils._connection import Connection
from ansible_collections.biops.looker.plugins.module_utils._errors import (
    ConnectionProblem,
    LookerError,
    OutcomeUnknown,
    ReadOnly,
    error_from_answer,
)
from ansible_collections.biops.looker.plugins.module_utils._http import Answer, Http, Request, describe
from ansible_collections.biops.looker.plugins.module_utils._paging import Page, page_from, read_list
from ansible_collections.biops.looker.plugins.module_utils._probe import find_server
from ansible_collections.biops.looker.plugins.module_utils._retry import may_be_done
from ansible_collections.biops.looker.plugins.module_utils._session import Session
from ansible_collections.biops.looker.plugins.module_utils._value_class import field, value_class

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


@value_class
class Call:
    """A call of Looker's API.

    operation: operationId of the OpenAPI document, e.g. "search_users"
    path: values of the path parameters, not yet encoded
    query: None is left out, bool becomes true or false, list and tuple become comma-separated (facts 4.7)
    body: sent as JSON; None: no body
    """

    operation: str
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, Any] = field(default_factory=dict)
    body: Any = None


class Client:
    """Talks to one instance; a context manager that logs out of what it opened. Safe to use from several threads.

    Nothing is sent before the first use. sleep and adapter: see Http.
    """

    def __init__(
        self, connection: Connection, sleep: Callable[[float], None] = time.sleep, adapter: Any = None
    ) -> None:
        self._connection = connection
        self._http = Http(connection, sleep, adapter)
        self._session = Session(self._http, connection)
        self._lock = threading.Lock()
        self._server: Optional[Server] = None

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_exception: object) -> None:
        """Logs out, whatever happened; an exception that is on its way goes on."""
        if self._server is not None:
            self._session.close(self._server)
        self._http.close()

    @property
    def server(self) -> Server:
        """Address, version and release; asked for at first use, without credentials. Raises ConnectionProblem."""
        with self._lock:
            if self._server is None:
                self._server = find_server(self._http, self._connection)
            return self._server

    @property
    def version(self) -> str:
        """The API version spoken: "4.0", "3.1" or "3.0"."""
        return self.server.version

    @property
    def release(self) -> str:
        """Looker's release, e.g. "26.12.17"; "" where the server does not tell."""
        return self.server.release

    @property
    def url(self) -> str:
        """The base URL in use, with the port where it is not the usual one."""
        return self.server.url

    def offers(self, name: str) -> bool:
        """Whether this server has the operation and the options allow it. Asks nothing but versions, once."""
        if self._connection.read_only and not operation(name).reads:
            return False
        return why_not(name, self.server, self._connection.allow_beta) is None

    def refusal(self, name: str) -> Optional[LookerError]:
        """Why this server, or the options, do not allow an operation; None where they do. Asks nothing but versions."""
        return why_not(name, self.server, self._connection.allow_beta)

    def permit(self, found: Operation) -> None:
        """Raises ReadOnly or NotOffered for an operation that must not be sent."""
        if self._connection.read_only and not found.reads:
            raise ReadOnly("read_only is set, and this would change something", found.name)
        refusal = self.refusal(found.name)
        if refusal is not None:
            raise refusal

    def send(self, call: Call) -> Any:
        """Carries out a call: the parsed JSON (or the text) of the answer, None where there is none.

        Raises LookerError: NotOffered and ReadOnly before anything is sent, OutcomeUnknown where a repeat could do a
        thing twice, ConnectionProblem, CredentialsRefused, and LookerError itself for what Looker refuses.
        """
        return self._answer_to(call).value

    def exchange(self, call: Call, accept: str = "application/json") -> Answer:
        """The whole answer to a call, with status, headers and bytes. Raises what `send` raises.

        accept: the media type wanted; a page of HTML is only taken for Looker's answer where "text/html" is wanted.
        A token that has run out is replaced, once per call (facts 9.5).
        """
        found = operation(call.operation)
        self.permit(found)
        server = self.server
        url = f"{server.url}/api/{server.version}{_path(found, call.path)}"
        request = Request(found, url, _query(call.query), call.body, accept=accept, token=self._session.token(server))
        answer = self._http.request(request)
        if answer.status == 401:
            answer = self._http.request(replace(request, token=self._session.renewed(server, request.token)))
        if answer.status >= 400:
            raise self._error(request, answer)
        if answer.body is None and answer.is_html and accept != "text/html":
            raise _strange(found, f"something else than Looker answered ({describe(answer)})", answer)
        return answer

    def record(self, call: Call, *needed: str) -> Dict[str, Any]:
        """The object with which Looker answers a call. `needed`: properties without which it is none.

        Raises what `send` raises; for anything else that came (nothing, a text, half of it) OutcomeUnknown where the
        call changes something, ConnectionProblem where it reads.
        """
        answer = self._answer_to(call)
        if not isinstance(answer.body, dict) or any(answer.body.get(name) is None for name in needed):
            raise _strange(operation(call.operation), f"an object was expected, but came {describe(answer)}", answer)
        return answer.body

    def listed(self, call: Call) -> Answer:
        """The answer to one call that lists objects, as `body`. Raises what `record` raises."""
        answer = self.exchange(call)
        if not isinstance(answer.body, list) or not all(isinstance(row, dict) for row in answer.body):
            raise _strange(operation(call.operation), f"a list was expected, but came {describe(answer)}", answer)
        return answer

    def rows(self, call: Call) -> List[Dict[str, Any]]:
        """A whole list, each row once; read in pages where the operation has them, several at the same time.

        Raises IncompleteList where the list may be cut, and what `send` raises. Give `fields` with id among them:
        repeats are told by it. Not for a call that pages by itself.
        """
        if {"limit", "offset", "page", "per_page"}.intersection(call.query):
            raise ValueError(f"{call.operation}: rows() does the paging itself")

        def fetch(query: Dict[str, Any]) -> Page:
            answer = self.listed(Call(call.operation, call.path, query, call.body))
            return page_from(answer.body, answer.headers)

        def fetch_all(queries: Sequence[Dict[str, Any]]) -> List[Page]:
            return self._at_once(fetch, queries)

        self.permit(operation(call.operation))
        edition = operation(call.operation).editions[self.version]
        return read_list(call.operation, edition, self._connection.page_size, dict(call.query), fetch, fetch_all)

    def send_all(
        self, calls: Sequence[Call], send: Optional[Callable[[Call], Any]] = None
    ) -> List[Union[Any, LookerError]]:
        """Carries out independent calls at the same time: results in order, for a failed call its error.

        send: what to do with each call (default: `self.send`; `self.rows` for lists)
        """
        carry_out = send or self.send

        def one(call: Call) -> Union[Any, LookerError]:
            try:
                return carry_out(call)
            except LookerError as error:
                return error

        return self._at_once(one, calls)

    def login(self) -> Dict[str, Any]:
        """Opens a session that outlives this client: Looker's {access_token, token_type, expires_in, …}."""
        return self._session.login(self.server)

    def logout(self, token: str = "") -> bool:
        """Ends the session of a token (default: the connection's access_token); False where it had ended before."""
        return self._session.logout(self.server, token or self._connection.access_token)

    def usage(self) -> Dict[str, Any]:
        """What was called so far: {"url", "version", "release"} (blank before the first call) and what Usage counts."""
        server = self._server or Server(self._connection.address.candidates()[0], "")
        return {"url": server.url, "version": server.version, "release": server.release, **self._http.usage.as_result()}

    def _answer_to(self, call: Call) -> Answer:
        if call.operation == "versions" and not call.query and self.server.body:
            return Answer(200, {}, dict(self.server.body))  # was asked to find the API
        return self.exchange(call)

    def _error(self, request: Request, answer: Answer) -> LookerError:
        found, secrets = request.operation, self._session.secrets
        error = error_from_answer(found.name, answer.status, answer.body, answer.text, secrets, request.url)
        if may_be_done(found, answer.status, answer.maybe_done):
            message = f"{error.message.rstrip('.')}; it may or may not have been carried out"
            return OutcomeUnknown(message, found.name, answer.status, error.errors)
        return error

    def _at_once(self, function: Callable[[_Item], _Result], items: Sequence[_Item]) -> List[_Result]:
        """Applies a function to all items, at most max_concurrency at the same time. The first exception ends it."""
        workers = min(self._connection.max_concurrency, len(items))
        if workers <= 1:
            return [function(item) for item in items]
        with ThreadPoolExecutor(workers) as pool:
            return list(pool.map(function, items))


def _strange(found: Operation, said: str, answer: Answer) -> LookerError:
    """What an answer is that Looker does not give: of a call that changes something, it does not tell what was done."""
    kind = ConnectionProblem if found.reads else OutcomeUnknown
    return kind(said, found.name, answer.status)


def _path(found: Operation, values: Mapping[str, str]) -> str:
    """The path of an operation with its parameters filled in. Raises ValueError for a missing or unusable value."""
    parts = []
    for part in found.path.split("/"):
        if not part.startswith("{"):
            parts.append(part)
            continue
        value = str(values.get(part[1:-1], ""))
        if value in ("", ".", ".."):  # Dots would climb up the path: no encoding survives requests.
            raise ValueError(f"{found.name}: {part[1:-1]} cannot be {value!r}")
        parts.append(quote(value, safe=""))
    return "/".join(parts)


def _query(values: Mapping[str, Any]) -> List[Tuple[str, str]]:
    return [(name, _text(value)) for name, value in values.items() if value is not None]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return ",".join(_text(entry) for entry in value)
    return str(value)
