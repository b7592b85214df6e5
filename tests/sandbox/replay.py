# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Replays recorded exchanges against the sandbox and says where its answers differ.

Ids, dates, hosts and tokens differ of necessity. They are compared by form, and ids for being the same object's each
time: ``Ids`` pairs every recorded id with one of the sandbox's, one to one, and requests are sent with the paired ids.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

# Sends a request: method, path with query, content type, body; gives status, content type, parsed body or text.
Send = Callable[[str, str, str, Any], tuple[int, str, Any]]

KINDS = {
    "users": "user",
    "user": "user",
    "groups": "group",
    "roles": "role",
    "permission_sets": "permission_set",
    "model_sets": "model_set",
    "user_attributes": "user_attribute",
    "attribute_values": "user_attribute",
    "group_values": "group_value",
    "credentials_api3": "api3",
    "sessions": "session",
}
# Keys whose name does not say what kind of id they hold.
KEY_KINDS = {
    "home_folder_id": "folder",
    "personal_folder_id": "folder",
    "home_space_id": "folder",
    "personal_space_id": "folder",
    "sudo_user_id": "user",
    "parent_group_ids": "group",
}
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d")
SECRETS = {"access_token": 40, "client_id": 20, "client_secret": 24}


@dataclass(frozen=True)
class Exchange:
    """One recorded request and its answer. ``version`` "4.0", ``path`` without ``/api/<version>``, with its query."""

    method: str
    version: str
    path: str
    content_type: str | None
    body: Any
    status: int
    answer_type: str | None
    answer: Any

    @property
    def is_page(self) -> bool:
        """Whether the answer was an HTML page, of which only title and heading are on record."""
        return isinstance(self.answer, dict) and bool(self.answer.get("_html_body_trimmed"))


@dataclass
class Ids:
    """Which of the sandbox's ids stands for which recorded id, by kind of object."""

    actual: dict[tuple[str, str], str] = field(default_factory=dict)
    recorded: dict[tuple[str, str], str] = field(default_factory=dict)

    def pair(self, kind: str, recorded: Any, actual: Any) -> str | None:
        """Note a pair; a sentence where it contradicts an earlier one."""
        if type(recorded) is not type(actual):
            return f"id {actual!r} is not of the type of {recorded!r}"
        one, other = str(recorded), str(actual)
        known = self.actual.setdefault((kind, one), other)
        if known != other:
            return f"{kind} {one} is {other} here, and was {known} before"
        if self.recorded.setdefault((kind, other), one) != one:
            return f"{kind} {other} stands for {one} here, and stood for another before"
        return None

    def to_actual(self, kind: str, recorded: Any) -> Any:
        """A recorded id in a request as the sandbox's; ids that no answer has shown yet stay as they are."""
        found = self.actual.get((kind, str(recorded)), str(recorded))
        return int(found) if isinstance(recorded, int) else found

    def is_some(self, recorded: str, actual: str) -> bool:
        """Whether the two are a pair of any kind: attribute values show ids as text."""
        return any(key[1] == recorded and value == actual for key, value in self.actual.items())


# Requests


def kind_of_path(path: str) -> str:
    """What the objects are that a path is about: the last collection in it."""
    kind = ""
    for segment in urlsplit(path).path.strip("/").split("/"):
        kind = KINDS.get(segment, kind)
    return kind


def kind_of_key(key: str, around: str) -> str:
    """What kind of id a key holds; ``id`` alone is that of the object around it."""
    if key in KEY_KINDS:
        return KEY_KINDS[key]
    return around if key in ("id", "ids") else re.sub(r"_ids?$", "", key)


def is_id_key(key: str) -> bool:
    """Whether a key holds an id or a list of ids of this server. API clients and outside systems have their own."""
    return key in ("id", "ids") or (
        key.endswith(("_id", "_ids")) and key not in ("client_id", "external_group_id", "workspace_id")
    )


def request_path(path: str, ids: Ids) -> str:
    """The path and query of a request with the sandbox's ids."""
    parts = urlsplit(path)
    segments, kind = [], ""
    for segment in parts.path.split("/"):
        segments.append(ids.to_actual(kind, segment) if segment.isdigit() else segment)
        kind = KINDS.get(segment, kind)
    query = [
        (k, ids.to_actual(kind_of_key(k, kind), v) if is_id_key(k) and v.isdigit() else v)
        for k, v in parse_qsl(parts.query, keep_blank_values=True)
    ]
    return "/".join(segments) + (f"?{urlencode(query)}" if query else "")


def request_body(body: Any, kind: str, ids: Ids) -> Any:
    """A request body with the sandbox's ids. A bare list of numbers is a list of ids."""
    if isinstance(body, dict):
        return {
            k: ids.to_actual(kind_of_key(k, kind), v) if is_id_key(k) and str(v).isdigit() else v
            for k, v in body.items()
        }
    if isinstance(body, list):
        return [request_body(v, kind, ids) if isinstance(v, dict) else ids.to_actual(kind, v) for v in body]
    return body


# Answers


@dataclass
class Comparison:
    """Compares one answer with the recorded one.

    ``values`` False: forms only. ``lost``: recorded keys that Looker dropped since. ``grown``: Looker's objects had
    fewer keys then, so more are fine. ``ordered``: the order of keys is evidence.
    """

    ids: Ids
    values: bool = True
    lost: frozenset[str] = frozenset()
    grown: bool = False
    ordered: bool = True
    differences: list[str] = field(default_factory=list)

    def compare(self, recorded: Any, actual: Any, where: str, key: str, kind: str) -> None:
        """Walk both; ``key`` is the property they are the value of, ``kind`` that of the object around them."""
        if key and is_id_key(key) and recorded is not None and not isinstance(recorded, list):
            pairs = self.ids if self.values else Ids()
            self._note(where, pairs.pair(kind_of_key(key, kind), recorded, actual))
        elif isinstance(recorded, dict):
            self._objects(recorded, actual, where, KINDS.get(key, key) or kind)
        elif isinstance(recorded, list):
            self._lists(recorded, actual, where, key, kind)
        else:
            self._note(where, self._scalar(recorded, actual, key))

    def _note(self, where: str, sentence: str | None) -> None:
        if sentence:
            self.differences.append(f"{where or 'body'}: {sentence}")

    def _objects(self, recorded: Mapping[str, Any], actual: Any, where: str, kind: str) -> None:
        if not isinstance(actual, dict):
            return self._note(where, f"{actual!r} instead of an object")
        expected = set(recorded) - self.lost
        if missing := expected - set(actual):
            self._note(where, f"lacks {', '.join(sorted(missing))}")
        if not self.grown and (surplus := set(actual) - expected):
            self._note(where, f"has {', '.join(sorted(surplus))} too much")
        common = [n for n in recorded if n in expected and n in actual]
        if self.ordered and common != [n for n in actual if n in common]:
            self._note(where, f"keys are in the order {', '.join(actual)}")
        for name in common:
            self.compare(recorded[name], actual[name], f"{where}.{name}" if where else name, name, kind)
        return None

    def _lists(self, recorded: list[Any], actual: Any, where: str, key: str, kind: str) -> None:
        if not isinstance(actual, list):
            return self._note(where, f"{actual!r} instead of a list")
        if len(recorded) != len(actual) and (self.values or not actual):
            return self._note(where, f"{len(actual)} items instead of {len(recorded)}")
        if key and is_id_key(key):
            return self._id_lists(recorded, actual, where, kind_of_key(key, kind))
        for number, (one, other) in enumerate(self._pairs(recorded, actual, kind)):
            self.compare(one, other, f"{where}[{number}]", "", KINDS.get(key, key) or kind)
        return None

    def _id_lists(self, recorded: list[Any], actual: list[Any], where: str, kind: str) -> None:
        expected = sorted(str(self.ids.to_actual(kind, v)) for v in recorded)
        if self.values and expected != sorted(map(str, actual)):
            self._note(where, f"{actual} instead of {expected}")
        if recorded and {type(v) for v in actual} - {type(v) for v in recorded}:
            self._note(where, f"{actual} are not of the type of {recorded}")

    def _pairs(self, recorded: list[Any], actual: list[Any], kind: str) -> list[tuple[Any, Any]]:
        """Items that belong together: by paired ids, the others in their order."""
        left, pairs = list(actual), []
        for one in recorded:
            recorded_id = str(one.get("id")) if isinstance(one, dict) else ""
            known = self.ids.actual.get((kind, recorded_id), None if self.values else recorded_id)
            match = next((o for o in left if known and isinstance(o, dict) and str(o.get("id")) == known), None)
            pairs.append([one, match])
            if match is not None:
                left.remove(match)
        for pair in pairs:
            if pair[1] is None and left:
                pair[1] = left.pop(0)
        # Where only forms count, a longer recorded list says nothing about a shorter one.
        return [(one, other) for one, other in pairs if self.values or other is not None]

    def _scalar(self, recorded: Any, actual: Any, key: str) -> str | None:
        if key in SECRETS:
            fine = isinstance(actual, str) and (len(actual) == SECRETS[key] or key == "client_id")
            return None if fine else f"{actual!r} is not like a {key}"
        if key == "expires_in":
            return None if actual in (3599, 3600) else f"{actual!r} seconds"
        if key.endswith("_at") and recorded:
            return None if isinstance(actual, str) and DATE.fullmatch(actual) else f"{actual!r} is no date"
        if key.endswith("url") or key.startswith("avatar_url"):
            return self._urls(recorded, actual)
        if type(recorded) is not type(actual):
            return f"{actual!r} instead of {recorded!r}"
        same = recorded == actual or (isinstance(recorded, str) and self.ids.is_some(recorded, actual))
        return None if same or not self.values else f"{actual!r} instead of {recorded!r}"

    def _urls(self, recorded: Any, actual: Any) -> str | None:
        """The same path below the host, ids and tokens aside."""
        if not self.values and not actual:
            return None
        if not recorded or not isinstance(actual, str):
            return None if recorded == actual else f"{actual!r} instead of {recorded!r}"
        forms = [
            re.sub(r"/[0-9a-f]{32}|/\d+(?=/|$)|/REDACTED_TOKEN|/longhash|/[A-Za-z0-9]{40}$", "/*", urlsplit(u).path)
            for u in (recorded, actual)
        ]
        return None if forms[0] == forms[1] else f"{actual!r} instead of {recorded!r}"


def compare_answers(exchange: Exchange, got: tuple[int, str, Any], comparison: Comparison) -> list[str]:
    """All differences between a recorded answer and the sandbox's."""
    status, content_type, body = got
    if status != exchange.status:
        return [f"status {status} instead of {exchange.status}: {json.dumps(body)[:200]}"]
    if exchange.is_page:
        titled = isinstance(body, str) and exchange.answer["title"] in body and exchange.answer["h1"] in body
        return [] if titled and "html" in content_type else [f"{content_type} instead of Looker's HTML page"]
    if exchange.answer is None:
        return [] if body in (None, "") else [f"{body!r} instead of an empty body"]
    if not content_type.startswith("application/json"):
        return [f"{content_type} instead of JSON"]
    comparison.compare(exchange.answer, body, "", "", kind_of_path(exchange.path))
    return comparison.differences
