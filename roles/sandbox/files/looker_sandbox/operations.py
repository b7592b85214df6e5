# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of operations, and how a path finds its operation."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from looker_sandbox.call import Call
from looker_sandbox.schema import ALL_VERSIONS

Handler = Callable[[Call], Any]


@dataclass(frozen=True)
class Operation:
    """One operation of the API. ``denied_in_core``: its description says that Google Cloud core may deny it."""

    method: str
    route: str
    handler: Handler
    versions: frozenset[str] = ALL_VERSIONS
    denied_in_core: bool = False
    public: bool = False


@dataclass
class Operations:
    """The operations of one resource file, filled by the decorators below."""

    items: list[Operation] = field(default_factory=list)

    def add(
        self,
        method: str,
        route: str,
        *,
        versions: frozenset[str] = ALL_VERSIONS,
        denied_in_core: bool = False,
        public: bool = False,
    ) -> Callable[[Handler], Handler]:
        """Declare the decorated function as the operation ``method route``.

        It returns what the answer carries: an object, a list, a ``Page``, a ``Document``, or None for 204.
        """

        def declare(handler: Handler) -> Handler:
            self.items.append(Operation(method, route, handler, versions, denied_in_core, public))
            return handler

        return declare


class Router:
    """Finds operations by method and path; a literal segment wins over a parameter (``/groups/search``)."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        self._root: dict[str, Any] = {}
        for operation in operations:
            for version in operation.versions:
                node = self._root.setdefault(version, {})
                for segment in operation.route.strip("/").split("/"):
                    node = node.setdefault("{}" if segment.startswith("{") else segment, {})
                node.setdefault("/", {})[operation.method] = operation

    def find(self, version: str, method: str, path: str) -> tuple[Operation, dict[str, str]] | None:
        """The operation and its path parameters, or None. ``path`` is as it came, with percent signs."""
        segments = path.strip("/").split("/")
        operation = self._walk(self._root.get(version, {}), segments, method)
        if operation is None:
            return None
        names = operation.route.strip("/").split("/")
        return operation, {n[1:-1]: unquote(s) for n, s in zip(names, segments, strict=True) if n.startswith("{")}

    def _walk(self, node: dict[str, Any], segments: list[str], method: str) -> Operation | None:
        if not segments:
            found: Operation | None = node.get("/", {}).get(method)
            return found
        for key in (segments[0], "{}"):
            if key != "/" and key in node and (found := self._walk(node[key], segments[1:], method)):
                return found
        return None
