# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Configuration in YAML.

Note: this plugin_utils is private to the biops.looker collection and may change without notice.

Ansible's own loader keeps the origin of every value and needs ten times as long; here lines are looked up only when
there is a problem to report.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Union

import yaml

from ansible_collections.biops.looker.plugins.module_utils._declaration import SETTINGS
from ansible_collections.biops.looker.plugins.module_utils._resource import Resource
from ansible_collections.biops.looker.plugins.plugin_utils._problems import (
    Entry,
    Place,
    Problem,
    Step,
    shown,
    suggestion,
)
from ansible_collections.biops.looker.plugins.plugin_utils._sources import Decrypt, File, Unreadable

_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _refusal(sentence: str, node: yaml.Node) -> yaml.MarkedYAMLError:
    return yaml.constructor.ConstructorError(None, None, sentence, node.start_mark)


def _sound(construct: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """The constructor of a scalar, which refuses what is not one of its kind: `0x_`, `!!int x`."""

    def constructed(loader: Any, node: yaml.Node) -> Any:
        try:
            return construct(loader, node)
        except (ArithmeticError, LookupError, ValueError) as error:
            kind = node.tag.rpartition(":")[2]
            raise _refusal(f"{shown(node.value)} is no {kind}; to mean text, write it in quotes", node) from error

    return constructed


class _Loader(_Base):  # type: ignore[misc]
    """PyYAML's safe loader, with Ansible's `!vault` and `!unsafe`; it also notes keys that are written twice."""

    decrypt: Decrypt
    has_anchors: bool
    secrets: set[str]
    problems: list[tuple[int, str]]

    def get_single_node(self) -> Any:
        root = super().get_single_node()
        if self.has_anchors:
            _refuse_cycles(root)
        return root

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key, _value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise _refusal("a key must be plain text", key)
            if key.value in seen:
                self.problems.append((key.start_mark.line + 1, f"the key '{key.value}' is written twice"))
            seen.add(key.value)
        mapping: dict[Any, Any] = super().construct_mapping(node, deep)
        return mapping

    def construct_vault(self, node: yaml.ScalarNode) -> str:
        try:
            value = self.decrypt(str(self.construct_scalar(node)))
        except Unreadable as error:
            self.problems.append((node.start_mark.line + 1, f"a !vault value {error.sentence}"))
            return ""
        self.secrets.add(value)
        return value

    def construct_foreign(self, node: yaml.Node) -> None:
        """Nothing, so that nobody complains about the value too."""
        tag = node.tag.replace("tag:yaml.org,2002:", "!!")
        sentence = f"the tag {tag} is not supported; write plain text, a list or a mapping"
        self.problems.append((node.start_mark.line + 1, sentence))


for _tag in ("!vault", "!vault-encrypted"):
    _Loader.add_constructor(_tag, _Loader.construct_vault)
for _tag in ("binary", "omap", "pairs", "set"):  # values that no option takes
    _Loader.add_constructor(f"tag:yaml.org,2002:{_tag}", _Loader.construct_foreign)
_Loader.add_constructor(None, _Loader.construct_foreign)
_Loader.add_constructor("!unsafe", _Base.construct_yaml_str)  # nothing in these files is templated
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _Base.construct_yaml_str)  # text to Looker
for _tag in ("bool", "float", "int"):
    _Loader.add_constructor(f"tag:yaml.org,2002:{_tag}", _sound(_Base.yaml_constructors[f"tag:yaml.org,2002:{_tag}"]))


def _refuse_cycles(root: Any) -> None:
    """Raises for an alias inside of what it stands for: whoever walks through such a value never comes to its end.

    Each node is visited once, however many aliases stand for it, and without recursion, however deep it is.
    """
    opened: set[int] = set()  # by id(): nodes that have been reached
    closed: set[int] = set()  # those of them whose contents are done with
    pending = [(root, False)]
    while pending:
        node, done = pending.pop()
        if not isinstance(node, yaml.CollectionNode):
            continue
        if done:
            closed.add(id(node))
        elif id(node) not in opened:
            opened.add(id(node))
            pending.append((node, True))
            is_mapping = isinstance(node, yaml.MappingNode)
            inside = (part for pair in node.value for part in pair) if is_mapping else node.value
            pending.extend((part, False) for part in inside)
        elif id(node) not in closed:
            raise _refusal("an alias that contains itself", node)


class _Lines:
    """Finds the line on which a path stands. Reads the text once more, as nodes, when it is first asked."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _root(self) -> Any:
        return yaml.compose(self._text, Loader=_Base)

    def __call__(self, path: Sequence[Step]) -> int:
        node = self._root
        if isinstance(node, yaml.SequenceNode):
            path = path[1:]  # a bare list: the name of the file stands for the first step
        line = node.start_mark.line
        for step in path:
            if isinstance(node, yaml.SequenceNode) and isinstance(step, int):
                node = node.value[step]
                line = node.start_mark.line
            elif isinstance(node, yaml.MappingNode):
                pair = next((pair for pair in node.value if pair[0].value == step), None)
                if pair is None:
                    break  # not there, or merged in from elsewhere
                line, node = pair[0].start_mark.line, pair[1]
        return int(line) + 1


def read_yaml(
    file: File, text: str, known: Mapping[str, Resource], decrypt: Decrypt, secrets: set[str], keys: set[str]
) -> Iterator[Union[Entry, Problem]]:
    """The objects of a YAML file: `{groups: [...], users: [...], settings: {...}}`, or a bare list in a file named like
    a type. `known`: plural -> type.

    What `!vault` values decrypt to is added to `secrets`, and what is given to `keys`, as in `entries_of`.
    """
    loader = _Loader(text)
    loader.decrypt, loader.secrets, loader.problems = decrypt, secrets, []
    loader.has_anchors = "&" in text  # else nothing has a name by which an alias could stand for it
    try:
        content = loader.get_single_data()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        begun = error.context_mark.line + 1 if error.context_mark else 0
        where = f" that begins on line {begun}" if mark and 0 < begun <= mark.line else ""
        context = f"{error.context}{where}" if error.context else None
        what = ", ".join(filter(None, (context, error.problem)))
        if "cannot start any token" in what and mark and text.splitlines()[mark.line][: mark.column + 1].endswith("\t"):
            what = "a tab where only spaces may indent"
        yield file.problem(f"is not valid YAML: {what}", mark.line + 1 if mark else 0)
        return
    except yaml.reader.ReaderError as error:
        yield file.problem(f"is not valid YAML: {error.reason}", text.count("\n", 0, error.position) + 1)
        return
    finally:
        loader.dispose()
    for line, sentence in loader.problems:
        yield file.problem(sentence, line)
    if isinstance(content, list) and file.lists in known:
        content = {file.lists: content}
    yield from _entries(file, content, known, _Lines(text), keys)


def _entries(
    file: File, content: Any, known: Mapping[str, Resource], lines: _Lines, keys: set[str]
) -> Iterator[Union[Entry, Problem]]:
    valid = ", ".join(keys_of(known))
    if content is None:
        yield file.problem(f"is empty; valid are the keys {valid}")
    elif not isinstance(content, Mapping):
        lists = ", ".join(f"{plural}.yml" for plural, resource in known.items() if not resource.is_singleton)
        yield file.problem(f"holds {shown(content)}, not a mapping with the keys {valid} (a bare list is for {lists})")
    else:
        yield from entries_of(content, known, Place(file.name, line_of=lines), keys)


def keys_of(known: Mapping[str, Resource]) -> list[str]:
    """The keys of a configuration: a list for each type, and one mapping for all singletons."""
    return list(dict.fromkeys(SETTINGS if resource.is_singleton else plural for plural, resource in known.items()))


def entries_of(
    content: Mapping[Any, Any], known: Mapping[str, Resource], root: Place, keys: set[str]
) -> Iterator[Union[Entry, Problem]]:
    """The objects of a configuration; `null`, also as the value of an option at any depth, means not given.

    The keys that are given are added to `keys`: an empty list gives one, too.
    """
    valid = keys_of(known)
    keys.update(key for key, objects in content.items() if key in valid and objects is not None)
    for key, objects in content.items():
        if key not in valid:
            yield Problem(root.inside(str(key)), f"unknown key; {suggestion(str(key), valid)}")
        elif key == SETTINGS:
            yield from _settings_of(objects, known, root)
        elif objects is not None and not isinstance(objects, list):
            yield Problem(root.inside(key), f"{shown(objects)} where a list of {key} is needed")
        else:
            for index, options in enumerate(objects or ()):
                yield _entry(key, options, Place(root.file, path=(key, index), line_of=root.line_of))


def _settings_of(settings: Any, known: Mapping[str, Resource], root: Place) -> Iterator[Union[Entry, Problem]]:
    names = [name for name, resource in known.items() if resource.is_singleton]
    if settings is not None and not isinstance(settings, Mapping):
        yield Problem(root.inside(SETTINGS), f"{shown(settings)} where a mapping of {', '.join(names)} is needed")
        return
    for name, options in (settings or {}).items():
        place = Place(root.file, path=(SETTINGS, str(name)), line_of=root.line_of)
        if name not in names:
            yield Problem(place.inside(), f"unknown key; {suggestion(str(name), names)}")
        elif options is not None:
            yield _entry(name, options, place)


def _entry(plural: str, options: Any, place: Place) -> Union[Entry, Problem]:
    if isinstance(options, Mapping):
        return Entry(plural, _given(options), place)
    return Problem(place.inside(), f"{shown(options)} where a mapping of options is needed")


def _given(options: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(name): value for name, value in options.items() if value is not None}
