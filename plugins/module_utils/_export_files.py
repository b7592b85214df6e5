# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes a configuration as YAML files, one for each type: the same text for the same configuration, always.

Note: this module_utils is private to the biops.looker collection and may change without notice.

PyYAML need not be installed where modules run, and what it writes depends on its version. What is written here is the
small part of YAML that needs no doubt: block style, and quotes around every text that could be read as something else.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Optional

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


def texts_of(document: Mapping[str, Any], directory: str, keys: Sequence[str]) -> dict[str, Optional[str]]:
    """The files of a configuration: path -> text. None for a type of which there is nothing: an earlier file goes."""
    paths = {key: os.path.join(directory, f"{key}.yml") for key in keys}
    return {path: to_yaml({key: document[key]}) if key in document else None for key, path in paths.items()}


def differing(texts: Mapping[str, Optional[str]]) -> list[str]:
    """The files that are not as they should be. Raises OSError."""
    return [path for path, text in texts.items() if _held(path) != (None if text is None else text.encode())]


def _held(path: str) -> Optional[bytes]:
    if not os.path.exists(path):
        return None
    with open(path, "rb") as file:
        return file.read()


def write_texts(texts: Mapping[str, Optional[str]]) -> None:
    """Writes files whole: all under other names first, then renamed. None removes a file. Directories are made.

    A new file can be read by its owner only, since it says who may do what; an existing one keeps its mode. Raises
    OSError.
    """
    written: dict[str, str] = {}
    try:
        for path, text in texts.items():
            if text is not None:
                written[_write_beside(path, text)] = path
        for temporary, path in written.items():
            os.replace(temporary, path)
        for path, text in texts.items():
            if text is None:
                os.remove(path)
    finally:
        for temporary in written:
            if os.path.exists(temporary):
                os.remove(temporary)


def _write_beside(path: str, text: str) -> str:
    """Writes a temporary file in the same directory and returns its name."""
    directory = os.path.dirname(os.path.abspath(path))
    os.makedirs(directory, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=directory, prefix=f".{os.path.basename(path)}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(text.encode())
        if os.path.exists(path):
            os.chmod(temporary, os.stat(path).st_mode & 0o777)
    except BaseException:
        os.remove(temporary)
        raise
    return temporary
