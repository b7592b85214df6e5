# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Requests and answers: one HTTP session on `requests`, with retries, redirects and the count of calls."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import replace
from typing import Any, Callable, Dict, List, Mapping, Optional, Tuple
from urllib.parse import urljoin, urlsplit

from ansible_collections.biops.looker.plugins.module_utils._address import is_loopback
from ansible_collections.biops.looker.plugins.module_utils._api_version import Operation
from ansible_collections.biops.looker.plugins.module_utils._connection import Connection
from ansible_collections.biops.looker.plugins.module_utils._errors import (
    AnswerLost,
    ConnectionProblem,
    MissingLibrary,
    NotDelivered,
    OutcomeUnknown,
    describe_text,
)
from ansible_collections.biops.looker.plugins.module_utils._retry import UNAVAILABLE, again_after_answer, wait
from ansible_collections.biops.looker.plugins.module_utils._value_class import field, value_class

_REDIRECTS = (301, 302, 303, 307, 308)
_MOST_REDIRECTS = 5
# Establishing a connection takes well under a second; a firewall that swallows packets should not cost minutes.
_CONNECT_TIMEOUT = 10


@value_class
class Request:
    """A request to send: a JSON body or a form, the media type wanted, and a token where it needs one."""

    operation: Operation
    url: str
    query: Optional[List[Tuple[str, str]]] = None
    body: Any = None
    form: Optional[Mapping[str, str]] = field(default=None, repr=False)
    accept: str = "application/json"
    token: str = field(default="", repr=False)


@value_class
class Answer:
    """An HTTP answer. body: the parsed JSON, None where there is none; text: what came instead of JSON; content: either
    of them as it came; maybe_done: whether an attempt before this one may have been carried out."""

    status: int
    headers: Mapping[str, str]
    body: Any = None
    text: str = ""
    content: bytes = field(default=b"", repr=False)
    maybe_done: bool = False

    @property
    def value(self) -> Any:
        """The parsed JSON, or the text where there is none; None for an empty answer."""
        return self.body if self.body is not None else self.text or None

    @property
    def is_html(self) -> bool:
        return "html" in self.headers.get("Content-Type", "") or self.text.lstrip()[:1] == "<"


class Usage:
    """Counts every request that left, repeated ones too; Looker's contracts limit them by month (facts 3.18)."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls: Dict[str, int] = {"none": 0, "non_query": 0, "db_query": 0}
        self._writes = 0
        self._retries = 0

    def count(self, operation: Operation) -> None:
        with self._lock:
            self._calls[operation.activity] += 1
            self._writes += not operation.reads

    def retried(self) -> None:
        with self._lock:
            self._retries += 1

    def as_result(self) -> Dict[str, Any]:
        """{"calls": {"total", "writes", "by_activity": {"none", "non_query", "db_query"}}, "retries"}."""
        with self._lock:
            calls = {"total": sum(self._calls.values()), "writes": self._writes, "by_activity": dict(self._calls)}
            return {"calls": calls, "retries": self._retries}


class Http:
    """The way to one instance. Opens nothing before the first request; safe to use from several threads.

    sleep: waits between attempts; adapter: stands in for the network (a requests adapter), for tests
    """

    def __init__(
        self, connection: Connection, sleep: Callable[[float], None] = time.sleep, adapter: Any = None
    ) -> None:
        self.usage = Usage()
        self._connection = connection
        self._sleep = sleep
        self._adapter = adapter
        self._lock = threading.Lock()
        self._session: Any = None

    def request(
        self,
        request: Request,
        retries: Optional[int] = None,
        silent_retries: Optional[int] = None,
        timeout: Optional[int] = None,
    ) -> Answer:
        """Sends a request and, where that cannot do harm, sends it again until there is an answer that counts.

        retries, silent_retries, timeout: how often to repeat at most, and that where no answer comes at all, and how
        long to wait for an answer, all in place of what the connection says. Raises ConnectionProblem, OutcomeUnknown,
        MissingLibrary.
        """
        operation = request.operation
        retries = self._connection.retries if retries is None else retries
        silent_retries = retries if silent_retries is None else min(silent_retries, retries)
        attempt, maybe_done = 0, False
        while True:
            attempt += 1
            retry_after = None
            try:
                answer = self._follow(request, timeout or self._connection.timeout)
            except NotDelivered as problem:
                if not problem.passing or attempt > silent_retries:
                    raise
            except AnswerLost as problem:
                last = attempt > silent_retries
                if not operation.repeatable or (last and not operation.reads):
                    raise OutcomeUnknown(
                        f"{problem.message}; it may or may not have been carried out", operation.name
                    ) from problem
                if last:
                    raise
                maybe_done = True
            else:
                if attempt > retries or not again_after_answer(operation, answer.status):
                    return replace(answer, maybe_done=maybe_done)
                maybe_done = maybe_done or answer.status in UNAVAILABLE
                retry_after = answer.headers.get("Retry-After")
            self.usage.retried()
            self._sleep(wait(attempt, retry_after))

    def close(self) -> None:
        if self._session is not None:
            self._session.close()

    def _follow(self, request: Request, timeout: int) -> Answer:
        """One request, and the redirects of a GET within the same host. A token never goes anywhere else."""
        for _step in range(_MOST_REDIRECTS + 1):
            answer = self._exchange(request, timeout)
            location = answer.headers.get("Location")
            if answer.status not in _REDIRECTS or not location:
                return answer
            try:
                target = urljoin(request.url, location)
                elsewhere = _origin(target) != _origin(request.url)
            except ValueError:
                raise self._astray(request, "redirects to something that is no address") from None
            if elsewhere:
                raise self._astray(
                    request,
                    f"redirects to another address, {_shown(target)}, which is not followed; "
                    "if that is your instance, set base_url to it",
                )
            if request.operation.method != "GET":
                raise self._astray(
                    request, f"redirects to {_shown(target)}, which is only followed for reading; correct base_url"
                )
            request = replace(request, url=target, query=None)  # The redirect's own query counts.
        raise self._astray(request, "redirects in a circle")

    @staticmethod
    def _astray(request: Request, what: str) -> ConnectionProblem:
        return ConnectionProblem(f"{_shown(request.url)} {what}", request.operation.name)

    def _exchange(self, request: Request, timeout: int) -> Answer:
        """Exactly one HTTP request. Raises NotDelivered or AnswerLost."""
        session = self._open()

        def authorize(prepared: Any) -> Any:
            # A function of our own, also without a token: otherwise requests would add what a .netrc holds.
            if request.token:
                prepared.headers["Authorization"] = f"Bearer {request.token}"
            return prepared

        self.usage.count(request.operation)
        try:
            response = session.request(
                request.operation.method,
                request.url,
                params=request.query,
                json=request.body,
                data=request.form,
                headers={"Accept": request.accept},
                auth=authorize,
                allow_redirects=False,
                timeout=(min(timeout, _CONNECT_TIMEOUT), timeout),
                # These two are given with each request: on the session, the environment would win over them.
                verify=self._connection.verify,
                # What is meant for this machine stays on it; plain http is allowed for that reason alone. Not by
                # "no_proxy": requests would set the environment variable of that name, under other threads' feet.
                proxies=dict.fromkeys(("http", "https", "all")) if is_loopback(self._connection.address.host) else None,
            )
        except OSError as error:  # requests' exceptions, and files that cannot be read
            from ansible_collections.biops.looker.plugins.module_utils._network import problem_from

            raise problem_from(error, _host(request.url)) from None
        return _answer(response, request.url)

    def _open(self) -> Any:
        """The session, opened at first use: importing requests takes longer than anything else in a small task."""
        with self._lock:
            if self._session is None:
                try:
                    import requests
                    from requests.adapters import HTTPAdapter
                except ImportError:
                    raise MissingLibrary("requests") from None
                connection = self._connection
                session: Any = requests.Session()
                session.headers.update({"User-Agent": "biops.looker"})
                session.get_redirect_target = lambda _answer: None  # That is up to us, and it may be no address.
                if connection.client_cert:
                    key = connection.client_key
                    session.cert = (connection.client_cert, key) if key else connection.client_cert
                size = connection.max_concurrency
                adapter = self._adapter or HTTPAdapter(pool_connections=2, pool_maxsize=size, pool_block=True)
                session.mount("https://", adapter)
                session.mount("http://", adapter)
                if not connection.validate_certs:
                    _silence_warnings()
                self._session = session
            return self._session


def _answer(response: Any, url: str) -> Answer:
    """Parses an answer. JSON that is cut off counts as lost: half an answer proves nothing."""
    content: bytes = response.content
    if not content.strip():
        return Answer(response.status_code, response.headers)
    declared = "json" in response.headers.get("Content-Type", "")
    if declared or content.lstrip()[:1] in (b"{", b"["):
        try:
            return Answer(response.status_code, response.headers, json.loads(content), content=content)
        except ValueError:
            if declared and response.status_code < 400:
                raise AnswerLost(f"{_host(url)} sent an answer that is cut off or garbled") from None
    return Answer(response.status_code, response.headers, None, content.decode("utf-8", "replace"), content)


def describe(answer: Answer) -> str:
    """What an unexpected answer is, for a sentence: 'HTTP 404, an HTML page "Not Found"'."""
    if isinstance(answer.body, dict) and answer.body.get("message"):
        return f"HTTP {answer.status}, {str(answer.body['message']).rstrip('.')}"
    # The text of a success is what was asked for, perhaps a token: only a page, which is not, is described.
    said = describe_text(answer.text) if answer.status >= 400 or answer.text.lstrip()[:1] == "<" else ""
    return f"HTTP {answer.status}, {said}" if said else f"HTTP {answer.status}"


def _origin(url: str) -> Tuple[str, Optional[str], int]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or {"https": 443, "http": 80}.get(parts.scheme, 0)


def _host(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _shown(url: str) -> str:
    """A URL for a sentence: without query, which may hold what is searched for, and without a password."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _silence_warnings() -> None:
    """With validate_certs: false the user has decided; a warning for every request helps nobody."""
    import urllib3

    urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
