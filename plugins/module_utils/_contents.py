# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files that an option names by their path: Looker gets the contents.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from ansible_collections.biops.looker.plugins.module_utils._declaration import BadDeclaration
from ansible_collections.biops.looker.plugins.module_utils._facts import Fields
from ansible_collections.biops.looker.plugins.module_utils._resource import Declared, Field

LARGEST = 10 * 1024 * 1024  # bytes; neither pictures for pages nor metadata are as large


def with_contents(declared: Declared) -> Declared:
    """The declaration with the contents of files, in Base64, in place of their paths. Raises BadDeclaration."""
    if declared.resource is None or not declared.resource.file_fields:
        return declared
    try:
        return replace(declared, fields=_read(declared.resource.file_fields, declared.fields))
    except BadDeclaration as problem:
        at = f"{declared.where}: " if declared.where else ""
        raise BadDeclaration(f"{at}{problem}") from problem


def _read(fields: Iterable[Field], given: Fields) -> dict[str, Any]:
    values = dict(given)
    for item in fields:
        value = values.get(item.name)
        if item.properties and value is not None:
            values[item.name] = _read(item.properties, value)
        elif item.from_file and value:
            values[item.name] = _contents(item.name, Path(value))
    return values


def _contents(name: str, path: Path) -> str:
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= LARGEST else b""
    except OSError as error:
        raise BadDeclaration(f"{name}: cannot read {path}: {error.strerror}") from error
    if size > LARGEST:
        raise BadDeclaration(f"{name}: {path} is too large ({size} bytes; at most {LARGEST})")
    if not content:
        raise BadDeclaration(f"{name}: {path} is empty")
    return base64.b64encode(content).decode("ascii")
