# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Configuration documents: read on the controller, merged, validated.

Note: this plugin_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Optional, Union

from ansible.module_utils.common.validation import check_type_bool, check_type_int, check_type_list, check_type_str

from ansible_collections.biops.looker.plugins.module_utils._declaration import (
    SETTINGS,
    BadDeclaration,
    declare,
    object_options,
)
from ansible_collections.biops.looker.plugins.module_utils._resource import (
    Resource,
    Types,
)
from ansible_collections.biops.looker.plugins.plugin_utils._csv import Columns, read_csv
from ansible_collections.biops.looker.plugins.plugin_utils._merge import merge
from ansible_collections.biops.looker.plugins.plugin_utils._problems import (
    LONGEST,
    BadDocument,
    Entry,
    Place,
    Problem,
    suggestion,
)
from ansible_collections.biops.looker.plugins.plugin_utils._schema import Checker
from ansible_collections.biops.looker.plugins.plugin_utils._sources import (
    Unreadable,
    decrypter,
    find_files,
    read_text,
)
from ansible_collections.biops.looker.plugins.plugin_utils._yaml import entries_of, keys_of, read_yaml

WHERE = "__where__"  # in each object of a document: the place that messages name
_SHORTEST_SECRET = 3  # characters; blotting out shorter ones would leave no message


@dataclass(frozen=True)
class Document:
    """`objects`: plural -> plain options of each object, without nulls, plus its place under `__where__`; `settings` ->
    name -> options of everything of which there is one. Only keys that are given somewhere are there, be it with an
    empty list.

    `ignored_columns`: CSV file -> its columns that give nothing, without those that are left out on purpose.
    `warnings`: what is no mistake for sure but looks like one, with its place.
    """

    objects: dict[str, Any]
    ignored_columns: dict[str, list[str]]
    warnings: list[str]


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Reading makes some hundred thousand objects and hardly any circles: looking for these took half of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@_no_garbage_collection()
def read_document(
    sources: Sequence[str],
    inline: Mapping[str, Any],
    csv_columns: Mapping[str, Optional[str]],
    loader: Any,
    types: Types,
    resources: Sequence[Resource],
) -> Document:
    """Everything that a task declares: the files of `sources` (absolute paths), with the options `inline` over them.

    `inline`: plural -> list of objects, `settings` -> mapping of singletons, as Ansible templated them (so `"yes"` may
    stand for true).
    `csv_columns`: header in CSV files -> option, or None for a column that is left out on purpose.
    `loader`: ansible-core's DataLoader, for `!vault`. Raises BadDocument with all problems at once, or MissingLibrary.
    """
    secrets: set[str] = set()
    keys: set[str] = set()
    problems: list[Problem] = []
    known = {resource.plural: resource for resource in resources}
    checkers = {plural: Checker(resource) for plural, resource in known.items()}

    def sound(found: Iterator[Union[Entry, Problem]], check: Callable[[Entry], list[Problem]]) -> list[Entry]:
        """The entries without a problem; all problems are kept."""
        entries = []
        for item in found:
            wrong = [item] if isinstance(item, Problem) else check(item)
            problems.extend(wrong)
            if isinstance(item, Entry) and not wrong:
                entries.append(item)
        return entries

    def schema(entry: Entry) -> list[Problem]:
        found = checkers[entry.plural].problems(entry.options)
        return [Problem(entry.place.inside(*path), sentence) for path, sentence in found]

    def meaning(entry: Entry) -> list[Problem]:
        try:
            declare(types, known[entry.plural], entry.options)
        except BadDeclaration as error:
            return [Problem(entry.place.inside(), str(error))]
        return []

    columns = Columns({header.strip(): option for header, option in csv_columns.items()})
    files = sound(_read_files(sources, columns, loader, known, secrets, keys), schema)
    given = sound(_read_inline(inline, known, keys), schema)
    entries = sound(merge(known, files, given), meaning)
    if problems:
        raise BadDocument([_blotted(problem, secrets) for problem in problems])
    objects: dict[str, Any] = {key: {} if key == SETTINGS else [] for key in keys_of(known) if key in keys}
    for entry in entries:
        options = {**entry.options, WHERE: str(entry.place)}
        if known[entry.plural].is_singleton:
            objects[SETTINGS][entry.plural] = options
        else:
            objects[entry.plural].append(options)
    return Document(objects, columns.ignored, [str(doubt) for doubt in columns.doubts])


def _read_files(
    sources: Sequence[str],
    columns: Columns,
    loader: Any,
    known: Mapping[str, Resource],
    secrets: set[str],
    keys: set[str],
) -> Iterator[Union[Entry, Problem]]:
    decrypt = decrypter(loader)
    listed = {plural: resource for plural, resource in known.items() if not resource.is_singleton}
    for file in find_files(sources):
        if isinstance(file, Problem):
            yield file
        elif file.is_csv and file.lists not in listed:
            yield file.problem(f"a CSV file is named after what it lists; {suggestion(file.lists, listed)}")
        else:
            try:
                text = read_text(file, decrypt)
            except Unreadable as error:
                yield file.problem(error.sentence, error.line)
                continue
            if file.is_csv:
                keys.add(file.lists)
                yield from read_csv(file, text, known[file.lists], columns)
            else:
                yield from read_yaml(file, text, known, decrypt, secrets, keys)
    yield from columns.problems(object_options(resource) for resource in listed.values())


def _read_inline(
    inline: Mapping[str, Any], known: Mapping[str, Resource], keys: set[str]
) -> Iterator[Union[Entry, Problem]]:
    specs = {plural: object_options(resource) for plural, resource in known.items()}
    for item in entries_of(inline, known, Place(), keys):
        if isinstance(item, Entry):
            yield replace(item, options=_converted_options(item.options, specs[item.plural]))
        else:
            yield item


def _converted_options(options: Mapping[str, Any], specs: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _converted(value, specs.get(name, {})) for name, value in options.items()}


def _converted(value: Any, spec: Mapping[str, Any]) -> Any:
    """A value of a task's option in its declared type by Ansible's own rules, or unchanged where these fail."""
    options = spec.get("options")
    if isinstance(value, Mapping) and options:
        return _converted_options(value, options)
    if isinstance(value, (list, Mapping)) and spec.get("type") == "str":
        return value  # by Ansible's rules it would be a text with brackets in it
    convert = {"bool": check_type_bool, "int": check_type_int, "list": check_type_list, "str": check_type_str}
    try:
        value = convert[spec["type"]](value)
    except (KeyError, TypeError, ValueError):
        return value
    if isinstance(value, list):
        return [_converted(item, {"type": spec.get("elements"), "options": options}) for item in value]
    return value


def _blotted(problem: Problem, secrets: set[str]) -> Problem:
    """The problem without anything that was encrypted in a file."""
    sentence = problem.sentence
    for secret in secrets:
        if len(secret) >= _SHORTEST_SECRET:
            sentence = sentence.replace(secret, "(vaulted)").replace(secret.lower(), "(vaulted)")
    return replace(problem, sentence=sentence if len(sentence) <= LONGEST else f"{sentence[:LONGEST]}…")
