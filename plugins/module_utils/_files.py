# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes several files together: each whole or not at all.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from typing import Optional

from ansible_collections.biops.looker.plugins.module_utils._errors import BadOption


def held(path: str) -> Optional[bytes]:
    """What a file holds, None if there is none. Raises OSError."""
    if not os.path.exists(path):
        return None
    with open(path, "rb") as file:
        return file.read()


def obstacle(directory: str) -> str:
    """What is in the way of a directory that is there or is to be made: something that is none. Empty if nothing is."""
    path = os.path.abspath(directory)
    while not os.path.lexists(path):
        path = os.path.dirname(path)
    return "" if os.path.isdir(path) else path


def not_written(option: str, problem: OSError) -> BadOption:
    """What to raise where a file that an option asks for cannot be written: a renamed file is known by its new name."""
    return BadOption(f"{option}: cannot write {problem.filename2 or problem.filename}: {problem.strerror}")


def write_files(contents: Mapping[str, Optional[bytes]]) -> None:
    """Writes path -> content; None removes a file. Directories are made.

    All files are written under other names first, and renamed when everything is there: whoever looks finds the old
    file or the new one. A new file can be read by its owner only, since it says who may do what; an existing one keeps
    its mode. Raises OSError.
    """
    written: dict[str, str] = {}
    try:
        for path, content in contents.items():
            if content is not None:
                written[_write_beside(path, content)] = path
        for temporary, path in written.items():
            os.replace(temporary, path)
        for path, content in contents.items():
            if content is None:
                os.remove(path)
    finally:
        for temporary in written:
            if os.path.exists(temporary):
                os.remove(temporary)


def _write_beside(path: str, content: bytes) -> str:
    """Writes a temporary file in the same directory and returns its name."""
    directory = os.path.dirname(os.path.abspath(path))
    os.makedirs(directory, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=directory, prefix=f".{os.path.basename(path)}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        if os.path.exists(path):
            os.chmod(temporary, os.stat(path).st_mode & 0o777)
    except BaseException:
        os.remove(temporary)
        raise
    return temporary
