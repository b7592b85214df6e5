# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a running sandbox works on: options, instance, log and faults."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from looker_sandbox import quirks, seed
from looker_sandbox.faults import Faults
from looker_sandbox.instance import Instance
from looker_sandbox.schema import ALL_VERSIONS, Release

DEFAULT_RELEASE = "26.12.0"


@dataclass(frozen=True)
class Options:
    """How a sandbox is started; the command line has the same options.

    ``seed`` is a state document (see the role's README); {} is a new instance. ``release`` decides which of the newer
    fields there are. By default it is a recent one although the server speaks 3.1 too, which no real server of that
    release does: one sandbox then serves clients of both versions.
    """

    seed: Mapping[str, Any] = field(default_factory=dict)
    latency_ms: float = 0
    api_versions: tuple[str, ...] = ("3.1", "4.0")
    edition: str = "original"
    release: str = DEFAULT_RELEASE
    quirks: Mapping[str, str] = field(default_factory=quirks.choose)


class World:
    """One running sandbox."""

    def __init__(self, options: Options) -> None:
        if unknown := set(options.api_versions) - ALL_VERSIONS:
            raise ValueError(f"API versions {', '.join(sorted(unknown))} do not exist; there are 3.0, 3.1 and 4.0")
        if options.edition not in ("original", "core"):
            raise ValueError(f"edition '{options.edition}' is neither original nor core")
        self.options = options
        self.lock = threading.RLock()
        self.log: list[dict[str, Any]] = []
        self.faults = Faults()
        self.instance = self._new_instance(options.seed)

    def _new_instance(self, document: Mapping[str, Any]) -> Instance:
        release, patch = _parse_release(self.options.release)
        instance = Instance(
            release=release,
            patch=patch,
            versions=tuple(sorted(self.options.api_versions)),
            edition=self.options.edition,
            quirks={**quirks.choose(), **self.options.quirks},
        )
        seed.load(instance, document)
        return instance

    def state(self) -> dict[str, Any]:
        """The state document of the instance."""
        with self.lock:
            return seed.dump(self.instance)

    def replace_state(self, document: Mapping[str, Any]) -> None:
        """Start over from a state document; tokens stay valid for users that are still there. Raises SeedError."""
        fresh = self._new_instance(document)
        with self.lock:
            fresh.tokens = self.instance.tokens
            fresh.dead_tokens = self.instance.dead_tokens
            self.instance = fresh

    def reset(self) -> None:
        """Back to the seed: state, log, faults and lock-outs. Tokens stay valid."""
        self.replace_state(self.options.seed)
        with self.lock:
            self.log.clear()
            self.faults = Faults()

    def expire(self, authorization: str) -> None:
        """Make a token invalid, as if its hour were over."""
        with self.lock:
            self.instance.tokens.pop(authorization.split(" ")[-1], None)


def _parse_release(text: str) -> tuple[Release, int]:
    parts = text.split(".")
    if len(parts) not in (2, 3) or not all(part.isdigit() for part in parts):
        raise ValueError(f"release '{text}' is not of the form 26.12 or 26.12.3")
    numbers = [int(part) for part in parts]
    return (numbers[0], numbers[1]), numbers[2] if len(numbers) == 3 else 0
