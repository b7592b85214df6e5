# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files that configuration_info writes, and the playbook that does so: read back, they say what there is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.parsing.dataloader import DataLoader
from contract.exports import SEED, export
from contract.harness import Looker, run_playbook
from contract.large import CONTENT, plan
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from searching import examples

from ansible_collections.biops.looker.plugins.module_utils._declaration import object_options
from ansible_collections.biops.looker.plugins.module_utils._export_files import files_of, to_yaml
from ansible_collections.biops.looker.plugins.module_utils._files import write_files
from ansible_collections.biops.looker.plugins.module_utils._resources._all import ALL, CONFIGURABLE
from ansible_collections.biops.looker.plugins.module_utils._resources.user import USER
from ansible_collections.biops.looker.plugins.plugin_utils._document import read_document


@pytest.fixture
def company(looker: Looker) -> Looker:
    """A small company with a bit of everything."""
    looker.sandbox.set_state(SEED)
    return looker


def test_files(company: Looker, tmp_path: Path) -> None:
    dest = tmp_path / "new" / "looker"
    planned = export(company, check=True, dest=str(dest))
    assert planned.result["changed"] is True
    assert not dest.parent.exists()
    done = export(company, dest=str(dest)).result
    assert (done["changed"], done["files"]) == (True, planned.result["files"])
    assert sorted(map(str, dest.iterdir())) == done["files"]
    assert {path.stat().st_mode & 0o777 for path in dest.iterdir()} == {0o600}
    assert "configuration" not in done
    again = export(company, dest=str(dest)).result
    assert again["changed"] is False
    whole = export(company).result["configuration"]
    assert {key: value for path in dest.iterdir() for key, value in yaml.safe_load(path.read_text()).items()} == whole
    unchanged = company.configure(src=[str(dest)])
    assert not unchanged.failed, unchanged.message
    assert unchanged.writes == []


def test_users_as_csv(company: Looker, tmp_path: Path) -> None:
    company.run("user", email="bob@acme.example", first_name="")
    assert export(company, dest=str(tmp_path), users_format="csv").result["summary"]["users"] == 3
    assert (tmp_path / "users.csv").read_text() == (
        "email,first_name,last_name,locale,is_disabled,can_manage_api3_creds,groups,roles\n"
        "ada@acme.example,Ada,Lovelace,en,false,true,Finance,;\n"
        "admin@sandbox.example,Sandbox,Admin,en,false,true,;,Admin\n"
    )
    (bob,) = yaml.safe_load((tmp_path / "users.yml").read_text())["users"]  # no cell can hold his first name
    assert (bob["email"], bob["first_name"]) == ("bob@acme.example", "")
    unchanged = company.configure(src=[str(tmp_path)])
    assert not unchanged.failed, unchanged.message
    assert unchanged.writes == []
    company.run("user", email="bob@acme.example", first_name="Bob")
    done = export(company, dest=str(tmp_path), users_format="csv", types=["users"]).result
    assert done["files"] == [str(tmp_path / "users.csv")]
    assert not (tmp_path / "users.yml").exists()
    refused = company.run("configuration_info", dest=str(tmp_path), types=["users"])
    assert refused.failed
    assert "users.csv is there, too" in refused.message
    aimless = company.run("configuration_info", users_format="csv")
    assert "give dest" in aimless.message


CELLS = st.text(alphabet="aé0;, \t\n\r\"'\\u2028\0#=", max_size=6)
PEOPLE = st.lists(
    st.fixed_dictionaries(
        {"email": st.integers(0, 10**6).map(lambda number: f"user{number}@acme.example")},
        optional={
            "first_name": CELLS,
            "is_disabled": st.booleans(),
            "attributes": st.dictionaries(st.sampled_from(["region", "a.b", "x y"]), CELLS, min_size=1),
            "groups": st.lists(CELLS.filter(str.strip), max_size=3),  # nothing has a blank name
            "roles": st.lists(st.sampled_from(["Viewer", "User"]), unique=True),
        },
    ),
    unique_by=lambda user: user["email"],
    max_size=6,
)


@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=PEOPLE)
def test_users_as_csv_are_read_back_as_they_were(tmp_path: Path, people: list[dict[str, Any]]) -> None:
    """The files that are gone are removed, so that each example begins anew."""
    files = files_of({"users": people}, str(tmp_path), ["users"], {"users": object_options(USER)})
    write_files({path: content for path, content in files.items() if content or Path(path).exists()})
    if not people:
        assert not list(tmp_path.iterdir())
        return
    read = read_document([str(tmp_path)], {}, {}, DataLoader(), ALL, CONFIGURABLE).objects["users"]
    found = [{name: value for name, value in user.items() if name != "__where__"} for user in read]
    assert sorted(found, key=lambda user: user["email"]) == sorted(people, key=lambda user: user["email"])


def test_file_of_what_is_gone_goes_and_others_stay(company: Looker, tmp_path: Path) -> None:
    export(company, dest=str(tmp_path))
    company.sandbox.set_state({})
    old = (tmp_path / "users.yml").read_bytes()
    assert export(company, dest=str(tmp_path), types=["groups"]).result["files"] == []
    assert not (tmp_path / "groups.yml").exists()
    assert (tmp_path / "users.yml").read_bytes() == old


def test_files_are_written_all_or_none(company: Looker, tmp_path: Path) -> None:
    (tmp_path / "users.yml").mkdir()
    outcome = company.run("configuration_info", dest=str(tmp_path))
    assert outcome.failed
    assert "users.yml" in outcome.message
    assert [path.name for path in tmp_path.iterdir()] == ["users.yml"]


@pytest.mark.parametrize("dest", ["file", "file/below", "link"])
def test_check_mode_sees_what_is_in_the_way(company: Looker, tmp_path: Path, dest: str) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to("nowhere")
    for check in (True, False):
        outcome = company.run("configuration_info", check=check, dest=str(tmp_path / dest), types=["groups"])
        assert outcome.failed
        assert "is no directory" in outcome.message


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@settings(max_examples=examples(100), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.text(), JSON, min_size=1))
@example({"a": "no", "b": "1e3", "c": "2026-01-01", "d": "x: y", "e": ["", " ", "~", "null", [[]], [{}], {"=": "<<"}]})
def test_yaml_is_read_back_as_it_was(document: dict[str, Any]) -> None:
    assert yaml.safe_load(to_yaml(document)) == document


@pytest.mark.slow
def test_the_playbook(company: Looker, tmp_path: Path) -> None:
    """It writes the instance as files, users as CSV; provisioned, these change nothing."""
    company.sandbox.set_state({**SEED, **CONTENT, "scheduled_plans": [plan(1, "1", "ada@acme.example")]})
    environment = {f"LOOKERSDK_{name.upper()}": value for name, value in company.connection.items()}

    def run(playbook: str, **variables: Any) -> int:
        given = ("-e", json.dumps({f"looker_{name}": value for name, value in variables.items()}))
        played = run_playbook(tmp_path, f"biops.looker.{playbook}", *given, environment=environment)
        assert played.status == 0, played.output
        assert not [secret for secret in company.secrets() if secret in played.output]
        return played.recap["changed"]

    before = company.sandbox.state()
    scope = {"groups": ["*"], "users": ["*"], "schedules": {"owners": ["admin@*"]}}
    assert run("export", dest="looker/", users_format="csv", scope=scope) == 1
    assert {path.name for path in (tmp_path / "looker").iterdir()} == {"users.csv", "groups.yml", "schedules.yml"}
    assert run("provision", src="looker/") == 0
    assert company.sandbox.state() == before
