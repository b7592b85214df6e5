# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Access tokens: logging in once for all threads, again when a token ran out, and out of what was opened."""

from __future__ import annotations

import threading
import time
from typing import Any, Dict, List, Optional

from ansible_collections.biops.looker.plugins.module_utils._api_version import Server, operation
from ansible_collections.biops.looker.plugins.module_utils._connection import Connection
from ansible_collections.biops.looker.plugins.module_utils._errors import (
    ConnectionProblem,
    CredentialsRefused,
    LookerError,
    error_from_answer,
)
from ansible_collections.biops.looker.plugins.module_utils._http import Http, Request, describe

# A token lives for an hour (facts 1.3); it is renewed a little earlier, so that a call in flight does not outlive it.
_MARGIN = 60
# Seconds that the logout at the end may take: the work is done by then.
_LAST_WORDS = 10


class Session:
    """The tokens of one client. A login that was refused is never sent again: four failures lock the credentials and
    the address for five minutes, even for the right secret (facts 1.14)."""

    def __init__(self, http: Http, connection: Connection) -> None:
        self._http = http
        self._connection = connection
        self._lock = threading.Lock()
        self._token = connection.access_token
        self._expires = float("inf")
        self._opened: List[str] = []
        self._refused: Optional[CredentialsRefused] = None

    def token(self, server: Server) -> str:
        """A token to use now; logs in where there is none. Raises CredentialsRefused and what `login` raises."""
        with self._lock:
            if not self._token or time.monotonic() > self._expires:
                self._renew(server)
            return self._token

    def renewed(self, server: Server, rejected: str) -> str:
        """A token in place of one that Looker answered with 401. Raises CredentialsRefused where the user gave it."""
        with self._lock:
            if rejected == self._connection.access_token:
                raise CredentialsRefused(
                    "the access_token is no longer valid (it lives for an hour and ends with logout); log in again",
                    status=401,
                )
            if rejected in self._opened:
                self._opened.remove(rejected)
            if self._token == rejected:  # Otherwise another thread was here first.
                self._renew(server)
            return self._token

    def login(self, server: Server) -> Dict[str, Any]:
        """Opens a session: Looker's answer, {access_token, token_type, expires_in, …} (facts 1.2)."""
        if self._refused:
            raise self._refused
        connection = self._connection
        if not connection.client_id or not connection.client_secret:
            raise CredentialsRefused("client_id and client_secret are needed to log in")
        form = {"client_id": connection.client_id, "client_secret": connection.client_secret}
        url = f"{server.url}/api/{server.version}/login"
        answer = self._http.request(Request(operation("login"), url, form=form))
        if answer.status in (401, 404):
            self._refused = CredentialsRefused(_refusal(server), "login", answer.status)
            raise self._refused
        if answer.status == 403:
            raise ConnectionProblem(
                f"{server.url} does not let anyone log in (HTTP 403): this is not the address or port of Looker's API"
                + _hint(server),
                "login",
                403,
            )
        if answer.status >= 400:
            raise error_from_answer("login", answer.status, answer.body, answer.text, connection.secrets, url)
        if not isinstance(answer.body, dict) or not answer.body.get("access_token"):
            raise ConnectionProblem(f"{server.url} does not log in as Looker does ({describe(answer)})", "login")
        return answer.body

    def logout(self, server: Server, token: str, retries: Optional[int] = None, timeout: Optional[int] = None) -> bool:
        """Ends a session. False where it had ended before (404 or 401, facts 1.11). Raises LookerError."""
        url = f"{server.url}/api/{server.version}/logout"
        request = Request(operation("logout"), url, token=token)
        answer = self._http.request(request, retries=retries, timeout=timeout)
        if answer.status in (401, 404):
            return answer.maybe_done  # it had not, if its end was what an attempt with a lost answer did
        if answer.status >= 400:
            raise error_from_answer("logout", answer.status, answer.body, answer.text, (token,), url)
        return True

    def close(self, server: Server) -> None:
        """Logs out of what was opened here. Where that fails, tokens end by themselves: never an error."""
        while self._opened:
            try:
                self.logout(server, self._opened.pop(), 0, _LAST_WORDS)
            except LookerError:
                continue

    @property
    def secrets(self) -> List[str]:
        """All tokens and secrets in use."""
        return [*self._connection.secrets, *self._opened]

    def _renew(self, server: Server) -> None:
        body = self.login(server)
        self._token = str(body["access_token"])
        self._expires = time.monotonic() + max(float(body.get("expires_in") or 3600) - _MARGIN, _MARGIN)
        self._opened.append(self._token)


def _refusal(server: Server) -> str:
    said = (
        "the API credentials were refused: check client_id and client_secret "
        "(after four refusals in a row, Looker refuses the right ones too, for five minutes)"
    )
    if server.speaks:
        return said + _hint(server)
    return f"{said}; or {server.url}, which does not tell its versions, is not the API host"


def _hint(server: Server) -> str:
    """The instance says where its API is (facts 2.8); on hosted servers that may be its inner address (facts 2.9)."""
    api_url = server.api_url.rstrip("/")
    if not api_url or api_url == server.url or "//localhost" in api_url:
        return ""
    return f" (the instance names {api_url} as its API host)"
