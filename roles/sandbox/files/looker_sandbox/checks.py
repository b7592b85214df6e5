# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Looker demands of single values: checks for the fields of settings, and the texts it makes of HTML.

The sentences are ours, in the style of those on record (facts 3.5). A check gets a value of the field's type.
"""

from __future__ import annotations

import base64
import re
from typing import Any
from urllib.parse import urlsplit

from looker_sandbox.resources.scheduled_plan_model import timezones
from looker_sandbox.schema import Check

_DOMAIN = re.compile(r"(\*\.)?(?!-)[a-z0-9-]+(\.[a-z0-9-]+)+", re.IGNORECASE)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_INTERVAL = re.compile(r"[1-9]\d* (second|minute|hour|day)s?")
_SCRIPT = re.compile(r"<script\b.*?(</script\s*>|\Z)", re.IGNORECASE | re.DOTALL)
# The five characters, and how Ruby writes them: the apostrophe is on record (facts 8.7).
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}


def between(low: int, high: int) -> Check:
    """A number in a range, both ends included."""
    return lambda value: None if low <= value <= high else f"must be between {low} and {high}"


def one_of(*values: str) -> Check:
    """One of some words."""
    return lambda value: None if value in values else f"must be one of {', '.join(values)}"


def is_timezone(value: str) -> str | None:
    """A time zone of the tz database."""
    return None if value in timezones() else "is not a valid time zone"


def is_url(value: str) -> str | None:
    """An http or https address with a host, or nothing at all."""
    if not value:
        return None
    try:
        parts = urlsplit(value)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"\s", value)
        good = good and parts.port != 0  # a port that is no number raises an error
    except ValueError:
        good = False
    return None if good else "must be a valid URL"


def is_host_url(value: str) -> str | None:
    """An address that others can be appended to: neither empty nor with a query or fragment."""
    sentence = is_url(value) if value else "must be a valid URL"
    return sentence or ("must not have a query" if re.search(r"[?#]", value) else None)


def is_interval(value: str) -> str | None:
    """A duration such as ``30 seconds``, or nothing at all."""
    return None if not value or _INTERVAL.fullmatch(value) else "must be a duration such as '30 seconds' or '1 minute'"


def is_base64(value: str) -> str | None:
    """The contents of a file; empty takes the file away."""
    try:
        base64.b64decode("".join(value.split()), validate=True)
    except ValueError:
        return "must be base64 encoded data"
    return None


def texts(value: list[Any]) -> str | None:
    """A list of strings."""
    return None if all(isinstance(item, str) for item in value) else "must be a list of strings"


def domains(value: list[Any]) -> str | None:
    """A list of domains such as ``acme.example``."""
    bad = [item for item in value if not isinstance(item, str) or not _DOMAIN.fullmatch(item)]
    return f"contains {', '.join(map(repr, bad))}, which is no domain" if bad else None


def emails(value: list[Any]) -> str | None:
    """A list of addresses."""
    bad = [item for item in value if not isinstance(item, str) or not _EMAIL.fullmatch(item)]
    return f"contains {', '.join(map(repr, bad))}, which is no email address" if bad else None


def urls(value: list[Any]) -> str | None:
    """A list of addresses that browsers are sent to, of web pages or of apps: a scheme and something behind it."""
    bad = [
        item for item in value if not isinstance(item, str) or not re.fullmatch(r"[a-z][a-z0-9+.-]*:\S+", item, re.I)
    ]
    return f"contains {', '.join(map(repr, bad))}, which is no URI" if bad else None


def escape(text: str | None) -> str | None:
    """A text as Looker shows it: HTML is escaped (facts 8.7)."""
    return None if text is None else "".join(_ESCAPES.get(char, char) for char in text)


def without_scripts(html: str) -> str:
    """HTML without its script elements; Looker takes out other dangerous markup too."""
    return _SCRIPT.sub("", html)
