# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""One request on its way through the sandbox, and what a resource may ask of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from looker_sandbox import paging, search
from looker_sandbox.errors import ApiError, not_found, refused
from looker_sandbox.folders import FolderTree
from looker_sandbox.masks import Mask, parse_fields
from looker_sandbox.schema import Model, Release
from looker_sandbox.search import Row

if TYPE_CHECKING:
    from looker_sandbox.instance import Instance, Token

# Resource links name this host on every server on record, hosted ones too (facts 2.9).
LINK_HOST = "https://localhost:19999"


@dataclass
class Call:
    """A request to an operation of the API: ``version`` "4.0", the caller by ``token``, parameters, body."""

    instance: Instance
    version: str
    method: str
    route: str
    token: Token | None
    arguments: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    content: bytes = b""
    content_type: str = ""
    base_url: str = ""
    client_address: str = ""

    @property
    def release(self) -> Release:
        """Release of the instance, which decides on the newer fields."""
        return self.instance.release

    def quirk(self, name: str) -> str:
        """The value that this instance has chosen for an open question."""
        return self.instance.quirks[name]

    def refuse(self, quirk: str, message: str, field: str, code: str = "invalid") -> ApiError:
        """The refusal whose status is an open question."""
        return refused(int(self.quirk(quirk)), message, field, code)

    def taken(self, quirk: str, message: str, field: str) -> ApiError:
        """The refusal of a value that another object has: open on creation, 422 by the API's description on change."""
        status = self.quirk(quirk) if self.method == "POST" else "422"
        return refused(int(status), message, field, "already_exists")

    # The caller

    @cached_property
    def caller(self) -> Row:
        """The user whose token it is. The pipeline has made sure that there is one."""
        assert self.token is not None
        return self.instance.users[self.token.user_id]

    @cached_property
    def permissions(self) -> set[str]:
        """All that the caller's roles permit."""
        return self.instance.permissions_of(self.caller["id"])

    @property
    def is_admin(self) -> bool:
        """Whether the caller may administer."""
        return "administer" in self.permissions

    def demand_admin(self) -> None:
        """Looker answers 404, not 403, where rights are missing (facts 3.9)."""
        if not self.is_admin:
            raise not_found()

    @cached_property
    def folders(self) -> FolderTree:
        """All folders."""
        return FolderTree(self.instance)

    @property
    def sees_all(self) -> bool:
        """Whether the caller may see everybody's access."""
        return self.is_admin or "see_users" in self.permissions

    def listable(self, rows: Iterable[Row], is_own: Callable[[Row], bool]) -> list[Row]:
        """What the caller may list: everything, or else what the quirk ``partial_rights`` says."""
        if self.sees_all:
            return list(rows)
        self.demand_whole_list()
        return [row for row in rows if is_own(row)]

    def demand_whole_list(self) -> None:
        """Refuse a list that the caller may see a part of, where the quirk ``partial_rights`` does (facts 12.14)."""
        if (status := self.quirk("partial_rights")) != "shorter":
            raise ApiError(int(status), "Not found" if status == "404" else "Permission Denied")

    # Ids, fields and bodies

    def show_id(self, value: Any) -> Any:
        """An id, or a list of ids, in the type of the API version (facts 2.15)."""
        if value is None:
            return None
        text = self.version == "4.0"
        if isinstance(value, (set, list)):
            ids = sorted(value) if len(value) > 1 else list(value)
            return list(map(str, ids)) if text else ids
        return str(value) if text else value

    def link(self, path: str) -> str:
        """A resource link."""
        return f"{LINK_HOST}/api/{self.version}{path}"

    @cached_property
    def mask(self) -> Mask:
        """What the ``fields`` parameter asks for."""
        return parse_fields(self.query.get("fields"))

    @cached_property
    def json(self) -> Any:
        """The parsed body; an empty one is an empty object. Unparsable: 400 (facts 3.6)."""
        if not self.content.strip():
            return {}
        try:
            parsed = json.loads(self.content, parse_constant=_no_number)
            json.dumps(parsed, ensure_ascii=False).encode()  # half a surrogate pair is no text
        except (ValueError, RecursionError):
            raise ApiError(400, "Unable to parse request body as JSON.") from None
        return parsed

    def flag(self, name: str) -> bool:
        """Whether a query parameter says true, in whatever case: Python's ``True`` is sent often."""
        return self.query.get(name, "").strip().lower() == "true"

    @property
    def object(self) -> dict[str, Any]:
        """The body where an object is expected."""
        if not isinstance(self.json, dict):
            raise ApiError(400, "The request body must be a JSON object.")
        return self.json

    def argument(self, name: str) -> int:
        """An id from the path. What is no number names nothing: 404."""
        return as_id(self.arguments[name])

    # Answers

    def show(self, model: Model, row: Row) -> dict[str, Any]:
        """One object, cut to ``fields``."""
        return model.render(self, row, self.mask)

    def show_list(
        self,
        model: Model,
        rows: Iterable[Row],
        *,
        by_limit: bool = False,
        by_page: bool = False,
        sort_values: Mapping[str, Callable[[Row], Any]] | None = None,
        sorts: str | None = None,
    ) -> paging.Page:
        """A list: sorted by ``sorts``, or as was asked for, cut to the page, each object cut to ``fields``."""
        ordered = self.instance.in_order(rows, sorts or self.query.get("sorts", ""), sort_values or {})
        largest = self.quirk("page_limit")
        wanted = paging.window(
            self.query,
            by_limit=by_limit,
            by_page=by_page,
            largest=None if largest == "none" else int(largest),
        )
        items = model.render_all(self, paging.cut(ordered, wanted), self.mask)
        url = f"{self.base_url}/api/{self.version}{self.route}"
        for name, value in self.arguments.items():
            url = url.replace("{" + name + "}", value)
        return paging.Page(items, paging.headers(url, self.query, wanted, len(ordered)))

    def selected(self, rows: Iterable[Row], filters: Mapping[str, search.Filter]) -> list[Row]:
        """The rows that the search parameters of this request match."""
        return search.select(rows, filters, self.query)


def _no_number(text: str) -> None:
    """Python takes NaN and Infinity for numbers, JSON does not."""
    raise ValueError(text)


def as_id(value: Any) -> int:
    """An id given as integer or string (facts 2.16); what is neither names nothing: 404."""
    number = search.parse_number(value)
    if number is None:
        raise not_found()
    return number
