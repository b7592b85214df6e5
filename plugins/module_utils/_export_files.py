# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes a configuration as files, one for each type: the same text for the same configuration, always.

Note: this module_utils is private to the biops.looker collection and may change without notice.

PyYAML need not be installed where modules run, and what it writes depends on its version. What is written here is the
small part of YAML that needs no doubt: block style, and quotes around every text that could be read as something else.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Optional

from ansible_collections.biops.looker.plugins.module_utils._export_csv import to_csv

# Not a number, a date, a boolean, a null or a piece of syntax to any version of YAML.
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:[ ./@-]?[A-Za-z0-9_]+)*")
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "none"})
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}
HEADER = "---\n# Written by biops.looker.configuration_info.\n"


def to_yaml(document: Mapping[str, Any]) -> str:
    """A mapping of text, numbers, booleans, lists and mappings as YAML. Keys stay in their order."""
    return HEADER + "".join(f"{line}\n" for line in _lines(document))


def _lines(value: Any) -> Iterator[str]:
    """A mapping or list that is not empty, as lines."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            if _is_nested(item):
                yield f"{_scalar(str(key))}:"
                yield from (f"  {line}" for line in _lines(item))
            else:
                yield f"{_scalar(str(key))}: {_scalar(item)}"
        return
    for item in value:
        if _is_nested(item):
            first, *rest = _lines(item)
            yield f"- {first}"
            yield from (f"  {line}" for line in rest)
        else:
            yield f"- {_scalar(item)}"


def _is_nested(value: Any) -> bool:
    return isinstance(value, (Mapping, list, tuple)) and bool(value)


def _scalar(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{}"
    if isinstance(value, (list, tuple)):
        return "[]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if isinstance(value, (int, float)):
        return repr(value)
    text = str(value)
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    if char.isprintable():
        return char
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def files_of(
    document: Mapping[str, Any], directory: str, keys: Sequence[str], tables: Mapping[str, Mapping[str, Any]]
) -> dict[str, Optional[bytes]]:
    """The files of a configuration: path -> content. None for a type of which there is nothing: an earlier file goes.

    `tables`: key of a configuration that is written as CSV -> the options of its objects. What CSV cannot hold is in a
    YAML file beside it.
    """
    files: dict[str, Optional[bytes]] = {}
    for key in keys:
        rest = document.get(key)
        if key in tables:
            text, rest = to_csv(document.get(key, ()), tables[key])
            files[os.path.join(directory, f"{key}.csv")] = text.encode() if text else None
        files[os.path.join(directory, f"{key}.yml")] = to_yaml({key: rest}).encode() if rest else None
    return files
