# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filters of a schedule: a mapping of names to values, which Looker keeps as a query string (facts 7.8). Pure.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Optional, Union
from urllib.parse import parse_qsl, quote, urlencode

Filters = Mapping[str, Union[str, list[str]]]  # a list where a query string gives one name several times


def encode_filters(filters: Filters) -> str:
    """`{"Order date": "7 days"}` as `?Order%20date=7%20days`; no filters are an empty string."""
    return f"?{urlencode(_pairs(filters), quote_via=quote, safe='')}" if filters else ""


def decode_filters(text: Optional[str]) -> dict[str, Union[str, list[str]]]:
    """The mapping that a query string stands for, with or without its `?`."""
    found: dict[str, list[str]] = {}
    for name, value in parse_qsl((text or "").removeprefix("?"), keep_blank_values=True):
        found.setdefault(name, []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def same_filters(one: Optional[Filters], other: Optional[Filters]) -> bool:
    """Whether two mappings say the same, in whatever order."""
    return sorted(_pairs(one or {})) == sorted(_pairs(other or {}))


def same_filters_string(one: Optional[str], other: Optional[str]) -> bool:
    """Whether two query strings say the same, however they are encoded."""
    return same_filters(decode_filters(one), decode_filters(other))


def plain_filters(value: Mapping[str, Any]) -> dict[str, Any]:
    """A declared mapping as Looker keeps it: text. YAML may have made numbers and truth values of it."""
    return {str(name): _text(item) for name, item in value.items() if item is not None}


def _text(value: Any) -> Any:
    if isinstance(value, list):
        return [_text(item) for item in value]
    return ("Yes" if value else "No") if isinstance(value, bool) else str(value)


def _pairs(filters: Filters) -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, values in filters.items()
        for value in (values if isinstance(values, list) else [values])
    ]
