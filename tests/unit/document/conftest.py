# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of configuration documents share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from ansible.parsing import vault
from ansible.parsing.dataloader import DataLoader

from ansible_collections.biops.looker.plugins.module_utils._resources._all import ALL, CONFIGURABLE
from ansible_collections.biops.looker.plugins.plugin_utils._document import WHERE, Document, read_document
from ansible_collections.biops.looker.plugins.plugin_utils._problems import BadDocument

SECRETS = [("default", vault.VaultSecret(b"open sesame"))]

Objects = dict[str, list[dict[str, Any]]]
Columns = Mapping[str, "str | None"]


class Folder:
    """A directory of configuration files, and what reading it gives."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.loader = DataLoader()

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def encrypt(self, text: str) -> str:
        return str(vault.VaultLib(SECRETS).encrypt(text).decode())

    @contextmanager
    def secrets(self, secrets: list[tuple[str, Any]]) -> Iterator[None]:
        """What ansible-playbook sets up for the vault secrets of a run: on the loader, since 2.19 as a context."""
        self.loader.set_vault_secrets(secrets)
        context = getattr(vault, "VaultSecretsContext", None)
        with pytest.MonkeyPatch.context() as patch:
            if context is not None:
                patch.setattr(context, "_current", context(secrets))
            yield

    def document(self, columns: Columns | None = None, **inline: Any) -> Document:
        """All files, and the lists `inline`, as one document."""
        sources = [str(self.path)] if any(self.path.iterdir()) else []
        return read_document(sources, inline, columns or {}, self.loader, ALL, CONFIGURABLE)

    def read_with_places(self, columns: Columns | None = None, **inline: Any) -> Objects:
        """All objects; types of which there are none are left out."""
        objects = self.document(columns, **inline).objects
        return {plural: items for plural, items in objects.items() if items}

    def read(self, columns: Columns | None = None, **inline: Any) -> Objects:
        """The objects of all files, without their places; types of which there are none are left out."""
        objects = self.read_with_places(columns, **inline)
        return {
            plural: [{name: value for name, value in item.items() if name != WHERE} for item in items]
            for plural, items in objects.items()
            if items
        }

    def problems(self, columns: Columns | None = None, **inline: Any) -> list[str]:
        """What is wrong, a line each."""
        with pytest.raises(BadDocument) as caught:
            self.read_with_places(columns, **inline)
        return str(caught.value).splitlines()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Folder]:
    """An empty directory, which is also the current one, so that messages name files as `users.csv`."""
    monkeypatch.chdir(tmp_path)
    folder = Folder(tmp_path)
    with folder.secrets(SECRETS):
        yield folder
