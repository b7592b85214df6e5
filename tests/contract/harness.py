# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs modules as Ansible does, against a sandbox that is watched: what comes out is what Ansible gets.

``Looker.run`` runs a module inside this process, in a few hundredths of a second. ``play`` runs a playbook for what
only Ansible itself shows: action plugins with their files, ``-vvv``, ``module_defaults``.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import requests
from ansible.module_utils import basic
from ansible.module_utils.common import warnings as ansible_warnings
from ansible.parsing.dataloader import DataLoader
from contract.direct import DirectAdapter
from contract.samples import SAMPLES
from sandbox import openapi

from ansible_collections.biops.looker.plugins.module_utils import _recover
from ansible_collections.biops.looker.plugins.module_utils._resource import (
    Resource,
    Types,
)
from ansible_collections.biops.looker.plugins.module_utils._resources._all import ALL, CONFIGURABLE
from ansible_collections.biops.looker.plugins.plugin_utils._action import take_document
from looker_sandbox.running import RunningSandbox, running_sandbox

ROOT = Path(__file__).resolve().parents[2]
MODULES = "ansible_collections.biops.looker.plugins.modules"
NAMES = sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("[!_]*.py"))

# Requests that change nothing although they are no GET. The list is the tests' own, so that a mistake in the table of
# operations shows. Whoever needs another one (facts 13.7) names it here.
HARMLESS = {
    ("POST", "/login"),
    ("DELETE", "/logout"),
    ("POST", "/queries"),
    ("POST", "/query_tasks"),
    ("POST", "/parse_saml_idp_metadata"),
    ("POST", "/fetch_and_parse_saml_idp_metadata"),
    *(("PUT", f"/ldap_config/test_{what}") for what in ("connection", "auth", "user_info", "user_auth")),
}
RUN_QUERY = "/queries/run/"
# What only a set-up URL contains.
SETUP_URL = "/account/setup/"


@functools.cache
def managed() -> dict[str, tuple[Resource, Types]]:
    """Every type with a module of its own: module name -> its declaration, and the types it is declared with."""
    found = {}
    for name in NAMES:
        values = vars(importlib.import_module(f"{MODULES}.{name}")).values()
        declared = [value for value in values if isinstance(value, Resource) and value.name == name]
        if declared:
            found[name] = (declared[0], next(value for value in values if isinstance(value, Types)))
    return found


@dataclass(frozen=True)
class Outcome:
    """What a module said, and what it took."""

    result: dict[str, Any]
    output: str  # all that the module printed
    requests: list[dict[str, Any]]  # the sandbox's log of this run

    @property
    def failed(self) -> bool:
        """Whether the module failed."""
        return bool(self.result.get("failed"))

    @property
    def message(self) -> str:
        """What a failure says."""
        return str(self.result.get("msg", ""))

    @property
    def warnings(self) -> list[str]:
        """The warnings as text, whichever form this ansible-core gives them."""
        given = self.result.get("warnings", [])
        return [entry if isinstance(entry, str) else entry["event"]["msg"] for entry in given]

    @property
    def writes(self) -> list[dict[str, Any]]:
        """The requests that change something."""
        return [entry for entry in self.requests if not harmless(entry)]


def harmless(entry: Mapping[str, Any]) -> bool:
    """Whether a request of the log changes nothing."""
    method, path = entry["method"], entry["path"]
    return method == "GET" or (method, path) in HARMLESS or (method == "POST" and path.startswith(RUN_QUERY))


class Looker:
    """A sandbox with its credentials, and modules that run against it."""

    def __init__(self, sandbox: RunningSandbox, observer: openapi.Observer) -> None:
        self.sandbox, self.observer = sandbox, observer
        self.version = sandbox.world.options.api_versions[-1]  # the one that the collection will speak
        self.connection = {
            "base_url": sandbox.base_url,
            "client_id": sandbox.client_id,
            "client_secret": sandbox.client_secret,
        }

    def run(self, name: str, /, *, check: bool = False, shows: str = "", **options: Any) -> Outcome:
        """Runs a module; ``shows``: the one secret of the result that was asked for.

        Fails where the output gives a secret away, is not what Ansible takes, or miscounts the calls.
        """
        always = SAMPLES[name.removesuffix("_info")].always if name.removesuffix("_info") in SAMPLES else {}
        given = {**self.connection, **always, **options, "_ansible_check_mode": check, "_ansible_diff": True}
        before = len(self.sandbox.requests())
        output = _run_main(name, {key: value for key, value in given.items() if value is not None}, self.sandbox)
        outcome = Outcome(_parse(output), output, self.sandbox.requests()[before:])
        self._keeps_secrets(outcome, name, options, shows)
        self._counts(outcome)
        return outcome

    def configure(self, *, check: bool = False, **options: Any) -> Outcome:
        """Runs the module `configuration` on what its action plugin makes of the options. Raises ValueError."""
        taken = take_document(options, lambda path: path, DataLoader(), ALL, CONFIGURABLE)
        return self.run("configuration", check=check, **taken.arguments)

    def info(self, resource: Resource, /, **options: Any) -> list[dict[str, Any]]:
        """What the info twin of a type lists."""
        outcome = self.run(f"{resource.name}_info", **options)
        assert not outcome.failed, outcome.message
        listed: list[dict[str, Any]] = outcome.result[resource.plural]
        assert not outcome.writes
        return listed

    def secrets(self) -> set[str]:
        """Everything that must never be seen: the API secret, tokens, what is in set-up URLs."""
        instance = self.sandbox.world.instance
        return {self.connection["client_secret"], SETUP_URL, *instance.tokens, *instance.dead_tokens}

    def _keeps_secrets(self, outcome: Outcome, name: str, options: Mapping[str, Any], shows: str) -> None:
        secrets, said = self.secrets(), outcome.output
        if name in managed():
            fields = managed()[name][0].fields
            secrets |= {str(options[field.name]) for field in fields if field.secret and options.get(field.name)}
        secrets |= set(_nested_secrets(options))
        if shows:
            value = outcome.result.get(name, outcome.result)[shows]
            assert said.count(json.dumps(value)) == 1
            said = said.replace(json.dumps(value), "")
        said += json.dumps(outcome.requests)
        assert [secret for secret in secrets if secret in said] == [], "a secret was given away"

    def _counts(self, outcome: Outcome) -> None:
        """What a result says about its calls is what the server saw; a failed run may not have got that far.

        A call that was repeated may have found a connection that the server had closed in the meantime.
        """
        if outcome.failed and not outcome.requests:
            return
        calls, retries = outcome.result["api"]["calls"], outcome.result["api"]["retries"]
        assert calls["total"] - retries <= len(outcome.requests) <= calls["total"], outcome.requests
        assert calls["writes"] == len(outcome.writes), outcome.writes


def _nested_secrets(value: Any, *, inside: bool = False) -> Iterator[str]:
    """What is given as secret parameters of something, at any depth."""
    if isinstance(value, Mapping):
        for name, part in value.items():
            yield from _nested_secrets(part, inside=inside or name == "secret_parameters")
    elif isinstance(value, list):
        for part in value:
            yield from _nested_secrets(part, inside=inside)
    elif inside:
        yield str(value)


def _run_main(name: str, options: Mapping[str, Any], sandbox: RunningSandbox) -> str:
    """What a module prints when its main() runs with these options, a sandbox within its reach."""
    main = importlib.import_module(f"{MODULES}.{name}").main
    outside = requests.adapters.HTTPAdapter
    output = io.StringIO()
    with contextlib.ExitStack() as stack:
        stack.enter_context(_arguments(options))
        # Warnings are kept for the whole process, which Ansible ends after one module. And ansible-core 2.19 shows them
        # at once instead, where something (here: the loader of files) made the process the controller's.
        for kept in ("_global_warnings", "_global_deprecations"):
            getattr(ansible_warnings, kept).clear()
        if (internal := getattr(ansible_warnings, "_internal", None)) is not None:
            stack.enter_context(mock.patch.object(internal, "is_controller", False))
        stack.enter_context(mock.patch.object(_recover, "PAUSE", 0.001))
        near = mock.patch.object(
            requests.adapters, "HTTPAdapter", lambda **given: DirectAdapter(sandbox, outside(**given))
        )
        stack.enter_context(near)
        stack.enter_context(contextlib.redirect_stdout(output))
        stack.enter_context(contextlib.suppress(SystemExit))
        main()
    return output.getvalue()


def _arguments(options: Mapping[str, Any]) -> contextlib.AbstractContextManager[Any]:
    """Hands options to the next AnsibleModule: ansible-core 2.19 has a function for that, before it was a variable."""
    try:
        from ansible.module_utils.testing import patch_module_args
    except ImportError:
        raw = json.dumps({"ANSIBLE_MODULE_ARGS": dict(options)}).encode()
        return mock.patch.object(basic, "_ANSIBLE_ARGS", raw)
    wrapped: contextlib.AbstractContextManager[Any] = patch_module_args(dict(options))
    return wrapped


def _parse(output: str) -> dict[str, Any]:
    """The one JSON object that a module prints. Of its parameters it repeats only key and state.

    Where options are wrong, Ansible itself ends the module and repeats them all, with secrets masked.
    """
    result: dict[str, Any] = json.loads(output)
    shown = result.pop("invocation", {}).get("module_args", {})
    if "api" in result:
        assert set(shown) <= {"state", *(resource.key for resource, _types in managed().values())}
    return result


@contextlib.contextmanager
def looker(*, observer: openapi.Observer | None = None, **options: Any) -> Iterator[Looker]:
    """A sandbox for the length of a with block; at its end every exchange must have been valid."""
    observer = observer or openapi.Observer()
    with running_sandbox(observer=observer, **options) as sandbox:
        yield Looker(sandbox, observer)
    assert observer.problems == []


@dataclass(frozen=True)
class Played:
    """What ansible-playbook said."""

    status: int
    output: str

    @property
    def recap(self) -> dict[str, int]:
        """The counts of the recap: {"ok": 3, "changed": 1, …}."""
        line = self.output.rpartition("PLAY RECAP")[2]
        return {name: int(count) for name, _unused, count in (word.partition("=") for word in line.split()) if count}


def play(
    folder: Path, tasks: Sequence[Mapping[str, Any]], *arguments: str, environment: Mapping[str, str], **play: Any
) -> Played:
    """Runs tasks on localhost with a real ansible-playbook, from a playbook in ``folder``. ``play``: its other keys."""
    book = folder / "playbook.yml"
    book.write_text(json.dumps([{"hosts": "localhost", "gather_facts": False, **play, "tasks": list(tasks)}]))
    local = ("-i", "localhost,", "-c", "local")
    return run_playbook(folder, str(book), *local, *arguments, environment=environment)


def run_playbook(folder: Path, book: str, *arguments: str, environment: Mapping[str, str]) -> Played:
    """Runs a playbook, given by its path or its name, from ``folder``, with nothing of the caller's Ansible."""
    done = subprocess.run(
        [str(Path(sys.executable).with_name("ansible-playbook")), book, *arguments],
        cwd=folder,
        env={
            **{name: value for name, value in os.environ.items() if not name.startswith(("LOOKERSDK_", "ANSIBLE_"))},
            "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".cache" / "collections"),
            "ANSIBLE_HOME": str(folder / ".ansible"),
            "ANSIBLE_LOCAL_TEMP": str(folder / ".ansible" / "tmp"),
            "ANSIBLE_NOCOLOR": "1",
            "ANSIBLE_PYTHON_INTERPRETER": sys.executable,
            "PWD": str(folder),
            **environment,
        },
        capture_output=True,
        check=False,
        text=True,
    )
    return Played(done.returncode, done.stdout + done.stderr)
