# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The files of a configuration: which they are, and their text.

Note: this plugin_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Union

from ansible.errors import AnsibleError

from ansible_collections.biops.looker.plugins.plugin_utils._problems import Problem

YAML_SUFFIXES = (".yml", ".yaml")
SUFFIXES = (*YAML_SUFFIXES, ".csv")
_VAULT_HEADER = b"$ANSIBLE_VAULT;"
_MULTIBYTE = re.compile(rb"[\xc3-\xf4][\x80-\xbf]")  # what letters beyond ASCII look like in UTF-8

Decrypt = Callable[[str], str]


class Unreadable(Exception):
    """The text of a file cannot be had. `line` is 0 where unknown."""

    def __init__(self, sentence: str, line: int = 0) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.line = line


@dataclass(frozen=True)
class File:
    path: Path
    name: str  # as shown to the user

    @property
    def is_csv(self) -> bool:
        return self.path.suffix.lower() == ".csv"

    @property
    def lists(self) -> str:
        """What the file is named after: `users` of users.csv, users-emea.csv and users.emea.csv."""
        return re.split(r"[-.]", self.path.name, maxsplit=1)[0].lower()

    def problem(self, sentence: str, line: int = 0) -> Problem:
        return Problem(f"{self.name}:{line}" if line else self.name, sentence)


def find_files(sources: Sequence[str]) -> Iterator[Union[File, Problem]]:
    """The files that `sources` (absolute paths of files and directories) stand for, each one once."""
    seen: set[str] = set()
    for source in sources:
        paths = list(_files_of(Path(source)))
        if not paths:
            yield Problem(_name(Path(source)), f"holds no file that ends in {', '.join(SUFFIXES)}")
        for path in paths:
            file = File(path, _name(path))
            if path.suffix.lower() not in SUFFIXES:
                yield file.problem(f"is neither YAML nor CSV: its name has to end in {', '.join(SUFFIXES)}")
            elif (real := os.path.realpath(path)) not in seen:  # unlike Path.resolve, it takes links to themselves
                seen.add(real)
                yield file


def _files_of(source: Path) -> Iterator[Path]:
    if not source.is_dir():
        yield source
        return
    for directory, below, names in os.walk(source):
        below[:] = sorted(name for name in below if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and name.lower().endswith(SUFFIXES):
                yield Path(directory, name)


def _name(path: Path) -> str:
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative


def decrypter(loader: Any) -> Decrypt:
    """Decrypts the text of a vault with the vault secrets of this run, in memory only.

    `loader`: ansible-core's DataLoader, whose public `load` knows what `!vault` is. The result raises Unreadable.
    """

    def decrypt(ciphertext: str) -> str:
        block = "\n".join(f"  {line.strip()}" for line in ciphertext.strip().splitlines())
        try:
            return str(loader.load(f"!vault |\n{block}\n"))
        except AnsibleError as error:
            raise Unreadable(f"cannot be decrypted: {str(error).splitlines()[0]}") from error

    return decrypt


def read_text(file: File, decrypt: Decrypt) -> str:
    """The text of a file, which may be encrypted as a whole. Raises Unreadable."""
    try:
        if not stat.S_ISREG(file.path.stat().st_mode):  # a pipe that nobody writes to is read for ever
            raise Unreadable("cannot be read: it is no regular file")
        raw = file.path.read_bytes()
    except OSError as error:
        raise Unreadable(f"cannot be read: {error.strerror}") from error
    if raw.startswith(_VAULT_HEADER):
        return decrypt(raw.decode("ascii", "replace")).removeprefix("\ufeff")
    return decode(raw, legacy=file.is_csv)


def decode(raw: bytes, legacy: bool) -> str:
    """Text in UTF-8, in UTF-16 with a byte order mark or, with `legacy`, in Windows-1252 (of which Latin-1's letters
    are a part). Raises Unreadable."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return raw.decode("utf-16")
        except UnicodeDecodeError as error:
            raise Unreadable("begins like UTF-16 and is not: save it as UTF-8") from error
    if b"\0" in raw:
        raise Unreadable("holds NUL bytes, so it is not plain text: save it as UTF-8")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        if not legacy:
            raise Unreadable("is not UTF-8", line) from error
        if _MULTIBYTE.search(raw):  # read as Windows-1252, the good letters would turn into nonsense
            raise Unreadable("is not UTF-8, other lines are: save the file in one encoding", line) from error
    try:
        return raw.decode("cp1252")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise Unreadable("is neither UTF-8 nor Windows-1252: save the file as UTF-8", line) from error
