# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes audit reports: every format from the same data, each file whole or not at all.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from ansible_collections.biops.looker.plugins.module_utils._files import held, write_files
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
    return [name for name, path in paths.items() if held(path) != _encoded(FORMATS[name](report))]


def write_reports(report: Report, paths: Mapping[str, str]) -> None:
    """Writes a report in several formats: `paths` is format -> path. Raises OSError, see `write_files`."""
    write_files({path: _encoded(FORMATS[name](report)) for name, path in paths.items()})


def _encoded(text: str) -> bytes:
    """UTF-8; half a character, which JSON may hold, becomes a question mark."""
    return text.encode("utf-8", errors="replace")
