# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The modules that take a whole configuration: what they are given, and how they run.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Any, Callable

from ansible_collections.biops.looker.plugins.module_utils._client import Client
from ansible_collections.biops.looker.plugins.module_utils._connection import Connection
from ansible_collections.biops.looker.plugins.module_utils._contents import with_contents
from ansible_collections.biops.looker.plugins.module_utils._converge import Foresee
from ansible_collections.biops.looker.plugins.module_utils._declaration import (
    SETTINGS,
    BadDeclaration,
    configuration_options,
    declare,
    key_of,
)
from ansible_collections.biops.looker.plugins.module_utils._module import (
    carry_out,
    converge_declared,
    make_module,
    run_options,
)
from ansible_collections.biops.looker.plugins.module_utils._purge import purge_options, purge_problems
from ansible_collections.biops.looker.plugins.module_utils._resource import Declared, Resource, Types
from ansible_collections.biops.looker.plugins.module_utils._scope import read_scope, scope_options

FAILURE_OPTIONS: dict[str, dict[str, Any]] = {"fail_fast": {"type": "bool", "default": False}}
Audit = Callable[[Client, "tuple[Declared, ...]", Mapping[str, Any]], Mapping[str, Any]]


def run_configuration(
    types: Types,
    resources: Sequence[Resource],
    warnings: Mapping[str, Callable[[Client], Sequence[str]]],
    foresee: Foresee,
) -> None:
    """The module that manages many objects of all types at once.

    `warnings`: of the instance, by the type that they go with where it is declared; `foresee`: the impact of a plan.
    """
    keys = list(configuration_options(resources))
    part = {"types": {"type": "list", "elements": "str", "choices": keys}}
    options = {**part, **purge_options(resources), **FAILURE_OPTIONS, **run_options(types, resources)}
    module = make_module({**_document_options(resources), **options})

    def work(client: Client, connection: Connection) -> Mapping[str, Any]:
        document, purge = _document(module.params), module.params["purge"]
        given, chosen = _declared(types, resources, document), module.params["types"]
        problems = list(purge_problems(types, purge, document, module.params["scope"]))
        if problems:
            raise BadDeclaration("; ".join(problems))
        declared = _under(keys if chosen is None else chosen, given, types)
        set_aside = () if chosen is None else _under(set(keys) - set(chosen), given, types)
        for name in sorted(warnings.keys() & {item.ref.type for item in declared}):
            for warning in warnings[name](client):
                module.warn(warning)
        scope = read_scope(types, resources, module.params["scope"])
        parts: dict[str, Any] = {
            "scope": scope,
            "set_aside": set_aside,
            "purge": frozenset(purge).intersection(keys if chosen is None else chosen),
            "purge_users": module.params["purge_users"],
        }
        result = converge_declared(module, client, connection, declared, types, foresee, **parts)
        shown: dict[str, Any] = {"changed": result.changed, "changes": result.changes(), "summary": result.summary()}
        shown["impact"] = result.foreseen
        if module._diff:
            shown["diff"] = result.diffs()
        if result.not_compared:
            shown["not_compared"] = result.not_compared
        if result.plan.unmanageable:
            shown["unmanageable"] = list(result.plan.unmanageable)
        if result.tests:
            shown["tests"] = list(result.tests)
        return shown

    carry_out(module, work, {})


def _document_options(resources: Sequence[Resource]) -> dict[str, dict[str, Any]]:
    """The lists of objects, and what the action plugin has read on the controller and hands over as `document`. That is
    text, because Ansible copies structures several times, which for 10,000 users takes a second."""
    files = {"src": {"type": "list", "elements": "path"}, "csv_columns": {"type": "dict"}}
    return {**configuration_options(resources), **files, **scope_options(resources), "document": {"type": "str"}}


def _document(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a task declares, by the keys of a configuration. A key that is not given is null or not there."""
    document: Mapping[str, Any] = json.loads(params["document"]) if params["document"] else params
    return document


def _declared(types: Types, resources: Sequence[Resource], document: Mapping[str, Any]) -> tuple[Declared, ...]:
    """All declarations of a document. Raises BadDeclaration with every problem there is."""
    declared, problems = [], []
    for resource in resources:
        for place, options in _objects(resource, document):
            try:
                where = options.get("__where__") or place
                declared.append(with_contents(declare(types, resource, options, where)))
            except BadDeclaration as problem:
                problems.append(str(problem))
    if problems:
        raise BadDeclaration("; ".join(problems))
    return tuple(declared)


def _under(keys: Container[str], declared: Iterable[Declared], types: Types) -> tuple[Declared, ...]:
    """The declarations that stand under these keys of a configuration."""
    return tuple(item for item in declared if key_of(types.of(item)) in keys)


def _objects(resource: Resource, document: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The declarations of a type in a document, each with its place."""
    if resource.is_singleton:
        options = (document.get(SETTINGS) or {}).get(resource.plural)
        if options is not None:
            yield f"{SETTINGS}.{resource.plural}", options
        return
    for number, options in enumerate(document.get(resource.plural) or ()):
        yield f"{resource.plural}[{number}]", options


def run_audit(types: Types, resources: Sequence[Resource], spec: Mapping[str, Any], make: Audit) -> None:
    """The module that audits an instance: like `run_configuration`, but GET only by construction.

    `make`: from the client, what is declared and the parameters to the result.
    """
    module = make_module({**_document_options(resources), **spec})

    def work(client: Client, connection: Connection) -> Mapping[str, Any]:
        declared = _declared(types, resources, _document(module.params))
        shown = dict(make(client, declared, {**module.params, "check_mode": module.check_mode}))
        for warning in shown.pop("warnings"):
            module.warn(warning)
        return {"changed": False, **shown}

    carry_out(module, work, {}, read_only=True)
