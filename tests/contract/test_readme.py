# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the README shows works: its files are written, and its plays run on a sandbox, one after the other."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from contract import harness, samples

README = (harness.ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"(?ms)(?:^`(?P<name>[^`\n]+)`:\n\n)?^```(?P<kind>\w+)\n(?P<text>.*?)^```$", README)
ADDRESS = "https://acme.cloud.looker.com"


def plays() -> list[dict[str, Any]]:
    """The plays, in their order."""
    documents = [yaml.safe_load(text) for _place, kind, text in BLOCKS if kind == "yaml"]
    return [play for document in documents if isinstance(document, list) for play in document]


def write_files(folder: Path) -> None:
    """The files that stand under their names, without playbooks."""
    for name, kind, text in BLOCKS:
        if name and not (kind == "yaml" and isinstance(yaml.safe_load(text), list)):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")


def thrice(play: dict[str, Any]) -> list[dict[str, Any]]:
    """A play in check mode, for real, and again. One with the sandbox starts over each time, and looks itself."""
    if "biops.looker.sandbox" in str(play):
        return [play]
    again = {**play, "name": f"{play['name']} (again)"}
    return [{**play, "name": f"{play['name']} (check)", "check_mode": True}, play, again]


def changes(output: str) -> dict[str, int]:
    """How many tasks of each play changed something."""
    sections = re.split(r"(?m)^PLAY \[(.+)\] \**$", output.partition("PLAY RECAP")[0])[1:]
    return {name: text.count("\nchanged: [") for name, text in zip(sections[::2], sections[1::2], strict=True)}


def test_readme_has_plays_and_files(tmp_path: Path) -> None:
    write_files(tmp_path)
    assert len(plays()) >= 5
    assert {path.name for path in (tmp_path / "looker").iterdir()} == {"groups.yml", "users.csv"}


def test_editors_find_the_schema() -> None:
    """The path is that of an installed collection; that the schema accepts what is valid is tested elsewhere."""
    (path,) = re.findall(r"^# yaml-language-server: \$schema=(\S+)$", README, re.MULTILINE)
    inside = path.partition("ansible_collections/biops/looker/")[2]
    ignored = yaml.safe_load((harness.ROOT / "galaxy.yml").read_text(encoding="utf-8"))["build_ignore"]
    assert (harness.ROOT / inside).is_file()
    assert not {inside, Path(inside).parts[0]} & set(ignored)


@pytest.mark.slow
def test_plays_of_the_readme_work(tmp_path: Path, installed: Path) -> None:
    """All in one run, which saves starting Ansible for each. The collection is the installed one."""
    write_files(tmp_path)
    content = {name: samples.SEED[name] for name in ("folders", "dashboards", "looks", "datagroups")}
    with harness.looker(api_versions=("4.0",), seed=content) as looker:
        text = yaml.safe_dump([one for play in plays() for one in thrice(play)], allow_unicode=True)
        (tmp_path / "readme.yml").write_text(text.replace(ADDRESS, looker.sandbox.base_url), encoding="utf-8")
        environment = {f"LOOKERSDK_{name.upper()}": value for name, value in looker.connection.items()}
        environment |= {"SFTP_PASSWORD": "correct-horse-battery", "S3_SECRET": "wJalrXUtnFEMI"}
        environment["HOME"] = str(tmp_path)  # where the role sandbox keeps its files
        environment["ANSIBLE_COLLECTIONS_PATH"] = str(installed)
        played = harness.run_playbook(tmp_path, "readme.yml", environment=environment)
    assert played.status == 0, played.output
    counts = changes(played.output)
    for play in plays():
        if len(thrice(play)) > 1:
            predicted, real, again = (counts[one["name"]] for one in thrice(play))
            assert 0 < predicted == real, play["name"]
            assert again == 0, play["name"]
