# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import copy_collection
import pytest

pytest.register_assert_rewrite("contract.contract", "contract.harness")

from contract import harness, samples  # noqa: E402  (after the line above, which it is about)


@pytest.fixture(scope="session")
def servers() -> Iterator[dict[str, harness.Looker]]:
    """A sandbox for each API version, for the whole run: starting over is quicker than starting."""
    with (
        harness.looker(api_versions=("4.0",), seed=samples.SEED) as new,
        harness.looker(api_versions=("3.1",), seed=samples.SEED, release="23.6.0") as old,
        harness.looker(api_versions=("3.0",), seed=samples.SEED, release="21.0.0") as oldest,
    ):
        yield {"4.0": new, "3.1": old, "3.0": oldest}


@pytest.fixture
def looker(servers: dict[str, harness.Looker]) -> Iterator[harness.Looker]:
    """A Looker that speaks API 4.0, with the objects of the seed."""
    yield from _fresh(servers["4.0"])


@pytest.fixture(params=["4.0", *(pytest.param(old, marks=pytest.mark.slow) for old in ("3.1", "3.0"))])
def any_looker(request: pytest.FixtureRequest, servers: dict[str, harness.Looker]) -> Iterator[harness.Looker]:
    """The same for each API version, where it has the type that is tested."""
    type_name = request.node.callspec.params.get("name") or getattr(request.module, "TYPE", None)
    if type_name in samples.SAMPLES and samples.SAMPLES[type_name].since > request.param:
        pytest.skip(f"API {request.param} has no {type_name}")
    yield from _fresh(servers[request.param])


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the collection is, installed from its tarball as users do it; done once for all processes of the run."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "installed"
    shared.mkdir(exist_ok=True)
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "collections").exists():
            copy_collection.copy(shared / "source" / "ansible_collections" / "biops" / "looker")
            galaxy = [str(Path(sys.executable).with_name("ansible-galaxy")), "collection"]
            environ = {name: value for name, value in os.environ.items() if not name.startswith("ANSIBLE_")}
            environ["ANSIBLE_HOME"] = str(shared / "home")
            source = "source/ansible_collections/biops/looker"
            subprocess.run([*galaxy, "build", source], cwd=shared, env=environ, check=True)
            (tarball,) = shared.glob("*.tar.gz")
            install = [*galaxy, "install", tarball.name, "-p", "collections", "--offline"]
            subprocess.run(install, cwd=shared, env=environ, check=True)
    return shared / "collections"


def _fresh(looker: harness.Looker) -> Iterator[harness.Looker]:
    looker.sandbox.reset()
    looker.sandbox.world.instance.dead_tokens.clear()
    looker.observer.problems.clear()
    yield looker
    assert looker.observer.problems == [], "a request or an answer does not agree with the OpenAPI document"
