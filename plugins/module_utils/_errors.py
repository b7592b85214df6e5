# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What can go wrong between the collection and Looker, each kind with a sentence for the user.

The sentences never hold a secret: no body that was sent, no token, no header gets into them.
"""

from __future__ import annotations

import re
from typing import Any, Dict, Iterable, List, Optional, Sequence

# Looker's words for "there is one already" where no status or code says so (facts 3.5, 3.10, 12.3).
_EXISTS = re.compile(
    r"already (exists|in use|been taken|a member|belongs|in (the|this) group)|has already", re.IGNORECASE
)
# How much of an answer that is not Looker's JSON goes into a sentence.
_EXCERPT = 200


SHOWN = 50  # sentences that a message, or the warnings of a task, consist of at most


def shortened(sentences: Sequence[str], what: str = "") -> List[str]:
    """The first ones, and how many more there are. `what`: what they are about."""
    more = len(sentences) - SHOWN
    return [*sentences[:SHOWN], *([f"and {more} more{what}"] if more > 0 else [])]


class MissingLibrary(Exception):
    """A Python library is missing where the module runs; `library` is its name on PyPI."""

    def __init__(self, library: str) -> None:
        super().__init__(f"the Python library {library} is missing")
        self.library = library


class LookerError(Exception):
    """A call that failed. `str()` is one sentence.

    message: what is wrong, in Looker's words where there are any (never empty)
    operation: operationId of the call, "" where no single call is meant
    status: the HTTP status, None when there was no answer
    errors: the entries of a validation error: dicts with some of field, code, message, documentation_url (facts 3.2)
    advice: what to do about it, "" where the message says enough
    """

    def __init__(
        self,
        message: str,
        operation: str = "",
        status: Optional[int] = None,
        errors: Optional[List[Dict[str, str]]] = None,
        documentation_url: Optional[str] = None,
        advice: str = "",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.operation = operation
        self.status = status
        self.errors = errors or []
        self.documentation_url = documentation_url
        self.advice = advice

    @property
    def words(self) -> str:
        """The message and all entries of a validation error: "Validation Failed (name: is required; locale: …)"."""
        entries = "; ".join(filter(None, (_entry(entry) for entry in self.errors)))
        return f"{self.message} ({entries})" if entries else self.message

    def __str__(self) -> str:
        status = f" (HTTP {self.status})" if self.status else ""
        said = f"{self.words.rstrip('.')}; {self.advice}" if self.advice else self.words
        return f"{self.operation}{status}: {said}" if self.operation else f"{said}{status}"

    def as_result(self) -> Dict[str, Any]:
        """The `error` of a module's result: {status, message, errors, documentation_url}."""
        return {
            "status": self.status,
            "message": self.message,
            "errors": self.errors,
            "documentation_url": self.documentation_url,
        }


class BadOption(LookerError):
    """A connection option that cannot be right; nothing was sent."""


class CredentialsRefused(LookerError):
    """Login was refused, or the access token is not valid any more."""


class NotOffered(LookerError):
    """This server, in this version, does not have the operation, or the options do not allow it; nothing was sent."""


class ReadOnly(LookerError):
    """`read_only` forbids the operation, because it changes something; nothing was sent."""


class OutcomeUnknown(LookerError):
    """The request went out, no answer tells whether it was carried out: look before trying again."""


class IncompleteList(LookerError):
    """A list was read, but it may be cut: nothing may be concluded from what it does not hold."""


class ConnectionProblem(LookerError):
    """No Looker API could be talked to at this address."""


class NotDelivered(ConnectionProblem):
    """The request cannot have arrived. passing: it may be better in a moment (refused), or not (TLS, DNS)."""

    def __init__(self, message: str, passing: bool) -> None:
        super().__init__(message)
        self.passing = passing


class AnswerLost(ConnectionProblem):
    """The request may have arrived, its answer did not."""


def is_absent(error: BaseException) -> bool:
    """Whether Looker says there is no such thing. It also says so when the caller may not see it (facts 3.9)."""
    return isinstance(error, LookerError) and error.status == 404


def is_already_exists(error: BaseException) -> bool:
    """Whether a create or add failed because the thing is there already.

    409, or 422 with code `already_exists`, or 422 whose words say so (facts 3.10-3.13; for adding a member twice
    nothing is on record, quirk 12.3).
    """
    if not isinstance(error, LookerError):
        return False
    if error.status == 422:
        return any(entry.get("code") == "already_exists" for entry in error.errors) or bool(_EXISTS.search(error.words))
    return error.status == 409


def error_from_answer(
    operation: str, status: int, body: Any, text: str, secrets: Iterable[str] = (), url: str = ""
) -> LookerError:
    """The error that an HTTP answer stands for.

    body: the parsed JSON, or None where the answer is not JSON: Looker answers some 404 with an HTML page (facts 1.8)
    secrets: values to blot out, should the answer repeat them
    url: what was asked, for answers that are not Looker's own and may come from something else
    """
    hidden = [secret for secret in secrets if secret]

    def clean(value: Any) -> str:
        said = str(value).strip()
        for secret in hidden:
            said = said.replace(secret, "********")
        return said

    reason = _REASONS.get(status, "no explanation")
    advice = _ADVICE.get(status, "")
    if not isinstance(body, dict):
        said = clean(describe_text(text))
        message = f"{url} answered with {said}" if url and said else said or reason
        return LookerError(message, operation, status, advice=advice)
    entries = body.get("errors")
    errors = [
        {key: clean(value) for key, value in entry.items() if value is not None}
        for entry in (entries if isinstance(entries, list) else [])
        if isinstance(entry, dict)
    ]
    documentation = body.get("documentation_url")
    message = clean(body.get("message") or reason)
    return LookerError(message, operation, status, errors, clean(documentation) if documentation else None, advice)


_REASONS = {
    400: "Bad request",
    401: "Requires authentication",
    403: "Permission denied",
    404: "Not found",
    405: "This cannot be modified",
    409: "The resource already exists",
    422: "Validation failed",
    429: "Too many requests",
    500: "An error has occurred in Looker",
    502: "Bad gateway",
    503: "Looker is unavailable",
    504: "Gateway timeout",
}
_LATER = "Looker is not available at the moment: try again later"
_ADVICE = {
    404: "Looker says so of what does not exist and of what the API user may not see",  # facts 3.9
    429: "Looker wants fewer calls in this time: try again later",
    500: "this went wrong inside Looker: try again, and if it lasts, ask those who run the instance",
    502: _LATER,
    503: _LATER,
    504: _LATER,
}


def describe_text(text: str) -> str:
    """What an answer that is not JSON says, on one line: `an HTML page "Not Found"`, or the start of the text."""
    title = re.search(r"<title[^>]*>(.*?)</title>", text, re.IGNORECASE | re.DOTALL)
    if title:
        return f'an HTML page "{_line(title.group(1))}"'
    if text.lstrip()[:1] == "<":
        return "an HTML page without a title"
    return f'"{_line(text)}"' if text.strip() else ""


def _line(text: str) -> str:
    return " ".join(text.split())[:_EXCERPT]


def _entry(entry: Dict[str, str]) -> str:
    """One problem of a validation error. In old releases the message is often missing (facts 3.2)."""
    return ": ".join(filter(None, [entry.get("field"), entry.get("message") or entry.get("code")]))
