# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""As a user has it: the collection installed from its tarball, an empty directory, and commands from the documentation.

The playbooks are found, and each is run by the commands in its own first lines.
ansible-runner, which runs playbooks for AWX and Automation Platform, finds them under the same names.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from contract.harness import ROOT, Looker
from contract.test_readme import ADDRESS, plays, write_files
from jinja2 import Template

pytestmark = pytest.mark.slow

BIN = Path(sys.executable).parent
AWX = ROOT / "docs" / "awx"


@pytest.fixture
def project(looker: Looker, tmp_path: Path) -> Path:
    """The files of the README, and a Looker with nothing in it."""
    looker.sandbox.set_state({})
    folder = tmp_path / "project"
    folder.mkdir()
    write_files(folder)
    first = yaml.safe_dump(plays()[:1], allow_unicode=True).replace(ADDRESS, looker.sandbox.base_url)
    (folder / "site.yml").write_text(first, encoding="utf-8")
    return folder


def documented() -> dict[str, list[list[str]]]:
    """The commands that run each playbook, but for previews of the next. One that says none needs no options, or is a
    part of another one."""
    texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted((ROOT / "playbooks").glob("*.yml"))}
    parts = {name for text in texts.values() for name in re.findall(r"import_playbook: (\w+)\.yml", text)}
    commands = {}
    for name, text in texts.items():
        said = [shlex.split(line) for line in re.findall(r"(?m)^#   (ansible-playbook .*)$", text)]
        assert all(f"biops.looker.{name}" in command for command in said)
        if said or name not in parts:
            real = [command for command in said if "--check" not in command]
            commands[name] = real or [["ansible-playbook", f"biops.looker.{name}"]]
    return commands


def environment(looker: Looker, installed: Path, home: Path) -> dict[str, str]:
    """The user's shell: where Looker is, and nothing of this clone but the Python that runs Ansible."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LOOKERSDK_", "ANSIBLE_"))}
    keys = {f"LOOKERSDK_{name.upper()}": value for name, value in looker.connection.items()}
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    return {**kept, **keys, "PATH": path, "HOME": str(home), "ANSIBLE_COLLECTIONS_PATH": str(installed)}


def test_documented_commands(looker: Looker, installed: Path, project: Path, tmp_path: Path) -> None:
    """The README's first playbook, then every command of every playbook: none fails, unless it is asked to."""
    shell = environment(looker, installed, tmp_path)
    failures = []
    for name, commands in {"site": [["ansible-playbook", "site.yml"]], **documented()}.items():
        folder = tmp_path / name
        if "looker_dest=" in str(commands):
            folder.mkdir()  # what is exported does not go among files that somebody wrote
        else:
            shutil.copytree(project, folder)
        for command in commands:
            done = subprocess.run(command, cwd=folder, env=shell, capture_output=True, check=False, text=True)
            output = re.sub(r"export LOOKERSDK_.*", "", done.stdout + done.stderr)  # what a sandbox says of itself
            asked_to = "fail_on" in shlex.join(command) and "TASK [biops.looker.audit : Fail on" in output
            if done.returncode not in ((0, 2) if asked_to else (0,)):
                failures.append(f"{shlex.join(command)}\n{output}")
            assert not [secret for secret in looker.secrets() if secret in output], command
    assert not failures, "\n\n".join(failures)
    reports = {path.suffix for path in (tmp_path / "audit").glob("looker-audit-localhost.*")}
    assert reports == {".html", ".json", ".xml", ".csv"}


# Under ansible-runner


def test_under_ansible_runner(looker: Looker, installed: Path, project: Path, tmp_path: Path) -> None:
    """A project as docs/awx.md shows it, and a playbook by its name. AWX gives credentials by the environment, users of
    the runner by variables. The runner keeps the environment in its file `command`; no secret may be elsewhere."""
    shell = environment(looker, installed, tmp_path)
    shell = {name: value for name, value in shell.items() if not name.startswith("LOOKERSDK_")}
    shutil.copytree(AWX / "project", project, dirs_exist_ok=True)
    injectors = yaml.safe_load((AWX / "credential_type_injectors.yml").read_text(encoding="utf-8"))
    credentials = {name: Template(text).render(looker.connection) for name, text in injectors["env"].items()}
    variables = {f"looker_{name}": value for name, value in looker.connection.items()}
    artifacts = tmp_path / "artifacts"

    def run(playbook: str, environ: dict[str, str], given: dict[str, Any]) -> dict[str, dict[str, int]]:
        """The counts of the last event, the recap."""
        for name, values in {"envvars": environ, "extravars": given}.items():
            (tmp_path / "env" / name).write_text(json.dumps(values), encoding="utf-8")
        command = ["ansible-runner", "run", str(tmp_path), "--ident", playbook, "--playbook", playbook, "-vvv"]
        done = subprocess.run(command, cwd=ROOT, env=shell, capture_output=True, check=False, text=True)
        status = (artifacts / playbook / "status").read_text(encoding="utf-8")
        assert (done.returncode, status) == (0, "successful"), done.stdout
        events = [json.loads(path.read_text()) for path in (artifacts / playbook / "job_events").glob("*.json")]
        recap = max(events, key=lambda event: int(event["counter"]))
        assert recap["event"] == "playbook_on_stats"
        counts: dict[str, dict[str, int]] = recap["event_data"]
        return counts

    (tmp_path / "env").mkdir()
    assert run("site.yml", credentials, {})["changed"] == {"localhost": 4}
    assert run("provision.yml", credentials, {})["changed"] == {}
    assert run("biops.looker.provision", {}, {**variables, "looker_src": "looker/"})["changed"] == {}
    run("audit.yml", credentials, {"looker_audit_dir": str(tmp_path), "looker_audit_fail_on": []})
    assert (tmp_path / "looker-audit-localhost.html").exists()
    answers = {"looker_offboard_users": "bob@acme.example, grace@acme.example", "looker_offboard_owner": ""}
    assert run("offboard.yml", credentials, answers)["changed"] == {"localhost": 1}

    files = [path for path in artifacts.rglob("*") if path.is_file()]
    with_secrets = {path for path in files if any(secret in path.read_text() for secret in looker.secrets())}
    assert len(files) > 20
    assert with_secrets == {path / "command" for path in artifacts.iterdir() if path.suffix == ".yml"}
