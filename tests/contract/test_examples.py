# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The examples in the documentation of the modules can be carried out, as far as check mode tells."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from contract.harness import MODULES, NAMES, Looker

Options = dict[str, Any]
ELSEWHERE = {
    "api": "asks for what the sandbox does not have; test_api.py",
    "query": "reads a Look and writes to folders that are not there; test_query.py",
}


def examples(module: str) -> Iterator[tuple[str, Options]]:
    """The tasks with the module in its examples, without those that need variables or files: (name, options)."""
    prefix = "biops.looker."
    for entry in yaml.safe_load(importlib.import_module(f"{MODULES}.{module}").EXAMPLES):
        for task in entry.get("tasks", [entry]):
            options = task.get(prefix + module)
            if options and "src" not in options and "{{" not in str(options):
                yield task["name"], {key: value for key, value in options.items() if key != "base_url"}


CASES = [(module, options, title) for module in NAMES if module not in ELSEWHERE for title, options in examples(module)]


def test_examples_are_found() -> None:
    assert len(CASES) > len(NAMES)


@pytest.mark.parametrize(("module", "options"), [case[:2] for case in CASES], ids=[f"{c[0]}: {c[2]}" for c in CASES])
def test_example(looker: Looker, module: str, options: Options) -> None:
    outcome = looker.run(module, check=True, **options)
    assert not outcome.failed, outcome.message
