# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role and the playbook `provision`, and what the roles pass on to their modules."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from contract.harness import ROOT, Looker, Played, play, run_playbook

from ansible_collections.biops.looker.plugins.module_utils._connection import argument_spec
from ansible_collections.biops.looker.plugins.module_utils._declaration import key_of
from ansible_collections.biops.looker.plugins.module_utils._resources._all import CONFIGURABLE

ROLES = {"provision": "configuration", "audit": "audit_info"}
OWN = {"document", "reports", "rules", "exceptions", "instance", "include_access"}  # options that are not the same
SECRET = "correct-horse-battery"


def role_of(name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The options of a role, and the arguments of its first task."""
    files = ROOT / "roles" / name
    spec = yaml.safe_load((files / "meta" / "argument_specs.yml").read_text(encoding="utf-8"))
    (task, *_more) = yaml.safe_load((files / "tasks" / "main.yml").read_text(encoding="utf-8"))
    return spec["argument_specs"]["main"]["options"], task[f"biops.looker.{ROLES[name]}"]


@pytest.mark.parametrize("name", ROLES)
def test_a_role_takes_what_its_module_takes(name: str) -> None:
    """New types and options are found by themselves; other connection options come from module_defaults."""
    options, arguments = role_of(name)
    text = (ROOT / "plugins" / "modules" / f"{ROLES[name]}.py").read_text(encoding="utf-8")
    documented = yaml.safe_load(text.partition('DOCUMENTATION = r"""')[2].partition('"""')[0])
    fragments = ["scope", "guards", "guards.secrets"]
    named = set(documented["options"])
    for fragment in set(documented["extends_documentation_fragment"]) & {f"biops.looker.{item}" for item in fragments}:
        named |= set(fragment_options(fragment))
    connection = {"base_url", "client_id", "client_secret"}
    expected = (named | connection | {key_of(resource) for resource in CONFIGURABLE}) - OWN - {"read_only"}
    assert expected <= set(arguments)
    assert {option for option in expected if f"looker_{option}" not in options} == set()
    assert connection < set(argument_spec())


def fragment_options(name: str) -> dict[str, Any]:
    _namespace, _collection, file, *part = name.split(".")
    fragment = importlib.import_module(
        f"ansible_collections.biops.looker.plugins.doc_fragments.{file}"
    ).ModuleDocFragment
    text = getattr(fragment, part[0].upper() if part else "DOCUMENTATION")
    options: dict[str, Any] = yaml.safe_load(text)["options"]
    return options


def provision(**variables: Any) -> dict[str, Any]:
    return {"ansible.builtin.include_role": {"name": "biops.looker.provision"}, "vars": variables}


def names(*changed: str) -> dict[str, Any]:
    """A task that fails unless exactly these objects were changed."""
    expected = json.dumps(sorted(changed))
    found = "looker_provision.changes | map(attribute='name') | sort"
    return {
        "ansible.builtin.assert": {
            "that": f"{found} == {expected}",
            "fail_msg": "{{ looker_provision.changes | string }}",
        }
    }


def environment(looker: Looker) -> dict[str, str]:
    return {f"LOOKERSDK_{name.upper()}": value for name, value in looker.connection.items()}


@pytest.mark.slow
def test_the_role(looker: Looker, tmp_path: Path) -> None:
    """Variables alone, the usual directory, both, a part, files of a role that calls it, another directory."""
    looker.sandbox.set_state({})
    for folder, group in (("looker", "Files"), ("other", "Other"), ("roles/platform/files/looker", "Platform")):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "groups.yml").write_text(f"groups: [{{name: {group}}}]\n", encoding="utf-8")
    (tmp_path / "looker").rename(tmp_path / "away")
    (tmp_path / "roles" / "platform" / "tasks").mkdir()
    inner = [provision(looker_groups=[{"name": "{{ platform_team }}"}])]
    (tmp_path / "roles" / "platform" / "tasks" / "main.yml").write_text(json.dumps(inner), encoding="utf-8")
    there, away = str(tmp_path / "looker"), str(tmp_path / "away")
    inline = {"looker_groups": [{"name": "Inline", "users": []}]}
    policy = {"looker_settings": {"password_policy": {"min_length": 14}}}
    tasks = [
        provision(**inline),
        names("Inline"),
        {"ansible.builtin.command": f"mv {away} {there}"},
        provision(**inline, **policy, looker_types=["groups"]),
        names("Files"),
        provision(**policy, looker_src=["looker", "{{ playbook_dir }}/other/groups.yml"]),
        names("", "Other"),
        provision(**policy, looker_src="other", looker_src_base=str(tmp_path)),
        names(),
        {"ansible.builtin.include_role": {"name": "platform"}, "vars": {"platform_team": "Team"}},
        names("Platform", "Team"),
        provision(looker_groups=[{"name": "Team", "state": "absent"}], looker_max_removals=0),
    ]
    played = play(tmp_path, tasks, "-vvv", environment=environment(looker))
    assert played.recap["failed"] == 1, played.output
    assert "max_removals" in played.output.rpartition("TASK [biops.looker.provision")[2], played.output[-3000:]
    assert not any(secret in played.output for secret in looker.secrets())


@pytest.mark.slow
def test_mistakes_name_the_variable_and_keep_secrets(looker: Looker, tmp_path: Path) -> None:
    connection = {f"looker_{name}": value for name, value in looker.connection.items()}
    wrong: list[dict[str, Any]] = [
        {"looker_types": ["group"]},
        {"looker_max_removals": "many"},
        {"looker_groups": [{"nam": "x"}]},
        {"looker_schedules": [{"name": "x", "destinations": [{"typ": "s3", "secret_parameters": {"key": SECRET}}]}]},
        {},
    ]
    tasks = [
        {"block": [provision(**variables, **connection)], "rescue": [{"ansible.builtin.meta": "noop"}]}
        for variables in wrong
    ]
    before = len(looker.sandbox.requests())
    played = play(tmp_path, tasks, "-vvv", environment={})
    assert played.recap["rescued"] == len(wrong), played.output
    for words in ("looker_types", "looker_max_removals", "did you mean 'name'", "destinations[0]", "'looker/'"):
        assert words in played.output, words
    assert not any(secret in played.output for secret in (*looker.secrets(), SECRET))
    assert looker.sandbox.requests()[before:] == []


@pytest.mark.slow
def test_the_playbook_for_many_instances(looker: Looker, tmp_path: Path) -> None:
    """The hosts of a group, each with variables of its own; files from the directory of the shell."""
    looker.sandbox.set_state({})
    (tmp_path / "looker").mkdir()
    (tmp_path / "looker" / "groups.yml").write_text("groups: [{name: Everywhere}]\n", encoding="utf-8")
    hosts = {"one": {"looker_groups": [{"name": "Here"}]}, "two": {"looker_base_url": "http://looker.acme.example"}}
    inventory = tmp_path / "hosts.yml"
    inventory.write_text(json.dumps({"lookers": {"hosts": hosts}, "web": {"hosts": {"never": {}}}}), encoding="utf-8")

    def run(*arguments: str) -> Played:
        arguments = ("-i", str(inventory), "-e", "looker_hosts=lookers", *arguments)
        return run_playbook(tmp_path, "biops.looker.provision", *arguments, environment=environment(looker))

    first, again = run(), run("-l", "one", "--check")
    assert first.status != 0
    assert "on the way to looker.acme.example" in first.output
    assert {row["name"] for row in looker.sandbox.state()["groups"]} == {"All Users", "Everywhere", "Here"}
    assert again.recap["changed"] == 0, again.output
