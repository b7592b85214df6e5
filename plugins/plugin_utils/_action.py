# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From the arguments of a task to those of its module: the part that runs on the controller.

Note: this plugin_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Optional

from ansible_collections.biops.looker.plugins.module_utils._nearest import nearest
from ansible_collections.biops.looker.plugins.module_utils._resource import (
    Resource,
    Types,
)
from ansible_collections.biops.looker.plugins.plugin_utils._document import read_document
from ansible_collections.biops.looker.plugins.plugin_utils._problems import BadDocument
from ansible_collections.biops.looker.plugins.plugin_utils._schema import MissingLibrary
from ansible_collections.biops.looker.plugins.plugin_utils._yaml import keys_of

# How near an option has to be to one of those that are taken from the task, to be a mistyped one: `gruops` is near to
# `groups`, and `rules`, an option of audit_info, is just not near enough to `roles`.
ALIKE = 0.82


@dataclass(frozen=True)
class Taken:
    """`arguments` are for the module. The rest was noticed on the way, as Document has it."""

    arguments: dict[str, Any]
    ignored_columns: dict[str, list[str]]
    warnings: list[str]

    def result(self, done: Mapping[str, Any]) -> dict[str, Any]:
        """The result of the module, with what was noticed on the controller."""
        result = dict(done)
        if self.ignored_columns:
            result["ignored_columns"] = self.ignored_columns
        if self.warnings:
            result["warnings"] = [*self.warnings, *result.get("warnings", ())]
        return result


def take_document(
    arguments: Mapping[str, Any],
    find: Callable[[str], str],
    loader: Any,
    types: Types,
    resources: Sequence[Resource],
    may_be_empty: bool = False,
) -> Taken:
    """What the module gets: `src`, `csv_columns` and the lists of objects become one `document`.

    `find`: relative path -> absolute path; `may_be_empty`: whether a task makes sense that declares nothing. Raises
    ValueError with the text for the user.
    """
    plurals = keys_of({resource.plural: resource for resource in resources})
    inline = {plural: arguments[plural] for plural in plurals if arguments.get(plural) is not None}
    rest = {name: value for name, value in arguments.items() if name not in (*plurals, "src", "csv_columns")}
    mistyped = [
        (name, near) for name in rest for near in [nearest(name, (*plurals, "src", "csv_columns"), ALIKE)] if near
    ]
    if mistyped:  # here already: without what was meant, the files may look wrong, or nothing is declared
        raise ValueError("; ".join(f"unknown option '{name}'; did you mean '{near}'?" for name, near in mistyped))
    sources, columns = _sources(arguments.get("src")), _columns(arguments.get("csv_columns"))
    if not (sources or inline or may_be_empty):
        raise ValueError(f"nothing is declared: give src, {', '.join(plurals[:-1])} or {plurals[-1]}")
    paths = [find(os.path.expanduser(os.path.expandvars(source))) for source in sources]
    try:
        document = read_document(paths, inline, columns, loader, types, resources)
    except BadDocument as error:
        raise ValueError(f"The configuration cannot be used, and nothing was changed.\n{error}") from error
    except MissingLibrary as error:
        raise ValueError(
            "src and the lists of a configuration are validated with the Python library jsonschema (4.17 or newer), "
            "which is not installed where ansible-playbook runs: pip install jsonschema"
        ) from error
    return Taken({**rest, "document": json.dumps(document.objects)}, document.ignored_columns, document.warnings)


def _sources(src: Any) -> list[str]:
    sources = [src] if isinstance(src, str) else src if src is not None else []
    if not isinstance(sources, list) or not all(isinstance(source, str) for source in sources):
        raise ValueError("src has to be a path or a list of paths")
    return list(sources)


def _columns(columns: Any) -> dict[str, Optional[str]]:
    given = {} if columns is None else columns
    if not isinstance(given, Mapping) or not all(isinstance(option, (str, type(None))) for option in given.values()):
        raise ValueError("csv_columns has to map headers of CSV files to options, such as {E-Mail: email}")
    return {str(header): option for header, option in given.items()}
