# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task loads: Ansible sends the sources, and Python compiles what is imported anew for every task."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from contract.harness import ROOT, Looker

RUN = """
import json, sys
from ansible.module_utils import basic
from ansible_collections.biops.looker.plugins.modules.user import main

options = json.loads(sys.argv[1])
try:
    from ansible.module_utils.testing import patch_module_args
except ImportError:
    basic._ANSIBLE_ARGS = json.dumps({"ANSIBLE_MODULE_ARGS": options}).encode()
    arguments = None
else:
    arguments = patch_module_args(options)
    arguments.__enter__()
try:
    main()
except SystemExit:
    print()
    print(json.dumps(sorted(sys.modules)))
"""
WRITING = {"_apply", "_link_changes", "_order", "_recover", "_guards", "_taken"}
LATE = {
    *WRITING,
    "_info",
    "_info_module",
    "_host",
    "_core_edition",
    "_impact",
    "_audit",
    "_purge",
    "_trials",
    "_network",
    "_patterns",
    "_contents",
}
USER = {"email": "late@acme.example", "first_name": "Late", "last_name": "Loader"}


@pytest.mark.parametrize(("there", "loaded"), [(True, set()), (False, WRITING)])
def test_a_task_loads_what_it_needs(looker: Looker, there: bool, loaded: set[str]) -> None:
    if there:
        looker.run("user", **USER)
    environment = {**os.environ, "PYTHONPATH": str(ROOT / ".cache" / "collections")}
    command = [sys.executable, "-c", RUN, json.dumps({**looker.connection, **USER})]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    result, names = (json.loads(line) for line in done.stdout.strip().split("\n") if line)
    assert result["changed"] is not there
    assert late(names) == loaded
    assert {"configparser", "jsonschema", "yaml"}.intersection(names) == set()


def late(names: list[Any]) -> set[str]:
    """The files among these modules that only some tasks need."""
    return {name.rpartition(".")[2] for name in names if ".biops.looker." in name} & LATE
