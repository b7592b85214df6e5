# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes audit reports: every format from the same data, each file whole or not at all.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Mapping

from ansible_collections.biops.looker.plugins.module_utils._report_csv import access_csv
from ansible_collections.biops.looker.plugins.module_utils._report_data import Report
from ansible_collections.biops.looker.plugins.module_utils._report_html import html
from ansible_collections.biops.looker.plugins.module_utils._report_junit import junit
from ansible_collections.biops.looker.plugins.module_utils._report_markdown import markdown


def as_json(report: Report) -> str:
    """The data itself: what other reports can be made of again."""
    return json.dumps(report, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"


FORMATS: Mapping[str, Callable[[Report], str]] = {
    "html": html,
    "markdown": markdown,
    "json": as_json,
    "junit": junit,
    "access_csv": access_csv,
}


def differing(report: Report, paths: Mapping[str, str]) -> list[str]:
    """The formats of `paths` whose files are not there, or have another content. Raises OSError."""
    return [name for name, path in paths.items() if not _holds(path, FORMATS[name](report))]


def _holds(path: str, text: str) -> bool:
    if not os.path.exists(path):
        return False
    with open(path, "rb") as file:
        return file.read() == _encoded(text)


def _encoded(text: str) -> bytes:
    """UTF-8; half a character, which JSON may hold, becomes a question mark."""
    return text.encode("utf-8", errors="replace")


def write_reports(report: Report, paths: Mapping[str, str]) -> None:
    """Writes a report in several formats: `paths` is format -> path. Directories are made.

    All files are written under other names first, and renamed when everything is there: whoever looks finds the old
    report or the new one. A new file can be read by its owner only, since it says who may do what; an existing one
    keeps its mode. Raises OSError.
    """
    written: dict[str, str] = {}
    try:
        for name, path in paths.items():
            written[_write_beside(path, FORMATS[name](report))] = path
        for temporary, path in written.items():
            os.replace(temporary, path)
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
            stream.write(_encoded(text))
        if os.path.exists(path):
            os.chmod(temporary, os.stat(path).st_mode & 0o777)
    except BaseException:
        os.remove(temporary)
        raise
    return temporary
