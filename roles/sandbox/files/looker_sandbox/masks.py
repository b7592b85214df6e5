# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ``fields`` parameter: which keys of an answer the caller wants (facts 4.6)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

# A mask maps a wanted key to the mask of what is below it. The empty mask wants everything.
Mask = Mapping[str, Any]
EVERYTHING: Mask = MappingProxyType({})


def parse_fields(text: str | None) -> Mask:
    """Read ``id, name, folder(id,name)``; blank means everything, and so does a text without any name."""
    root: dict[str, Any] = {}
    stack, name = [root], ""

    def finish() -> dict[str, Any]:
        nonlocal name
        key, name = name.strip(), ""
        return stack[-1].setdefault(key, {}) if key else {}

    for char in text or "":
        if char == "(":
            stack.append(finish())
        elif char == ")":
            finish()
            if len(stack) > 1:
                stack.pop()
        elif char == ",":
            finish()
        else:
            name += char
    finish()
    return root
