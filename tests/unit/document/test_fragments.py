# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The hand-written documentation of options agrees with the declarations from which the options come."""

from __future__ import annotations

import functools
import importlib
from typing import Any

import pytest
import yaml

from ansible_collections.biops.looker.plugins.module_utils._declaration import object_options
from ansible_collections.biops.looker.plugins.module_utils._resource import (
    Resource,
)
from ansible_collections.biops.looker.plugins.module_utils._resources._all import CONFIGURABLE

Options = dict[str, dict[str, Any]]
PLUGINS = "ansible_collections.biops.looker.plugins"


@functools.cache
def documented(fragment: str, part: str = "documentation") -> Options:
    module = importlib.import_module(f"{PLUGINS}.doc_fragments.{fragment}")
    options: Options = yaml.safe_load(getattr(module.ModuleDocFragment, part.upper())).get("options", {})
    return options


def documented_of(resource: Resource) -> Options:
    """What the fragments of a type's module say, without those that are about no option of the type."""
    module = importlib.import_module(f"{PLUGINS}.modules.{resource.name}")
    names = [name.split(".") for name in yaml.safe_load(module.DOCUMENTATION)["extends_documentation_fragment"]]
    found: Options = {}
    for options in (documented(*name[2:]) for name in names):
        if options.keys() & object_options(resource).keys():
            found.update(options)
    return found


def facts(options: Options) -> Options:
    """What a program reads of options, at any depth: no descriptions, and nothing about logging."""
    read = ("type", "elements", "choices", "default")
    found: Options = {}
    for name, option in options.items():
        found[name] = {key: option[key] for key in read if key in option}
        inner = option.get("suboptions") or option.get("options")
        if inner and option["type"] == "dict":
            found[name]["inner"] = facts(inner)
    return found


@pytest.mark.parametrize("resource", CONFIGURABLE, ids=lambda resource: resource.name)
def test_a_fragment_documents_the_options_of_its_type(resource: Resource) -> None:
    assert facts(documented_of(resource)) == facts(object_options(resource))


@pytest.mark.parametrize("resource", CONFIGURABLE, ids=lambda resource: resource.name)
def test_nested_options_refer_to_themselves(resource: Resource) -> None:
    options = documented("_configuration")
    kept = options["settings"]["suboptions"] if resource.is_singleton else options
    nested = kept[resource.plural]["suboptions"]
    assert facts(nested) == facts(documented_of(resource))
    if not resource.is_singleton:
        assert f"O({resource.plural}[].id)" in str(nested[resource.key]["description"])


def test_a_setting_refers_to_itself() -> None:
    smtp = documented("_configuration")["settings"]["suboptions"]["smtp"]["suboptions"]
    assert "O(settings.smtp.address)" in str(smtp["default_smtp"]["description"])
