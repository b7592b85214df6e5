# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module audit_report: one report about several instances."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from unit.audit.reports import small_report

from ansible_collections.biops.looker.plugins.module_utils._audit_report import combine
from ansible_collections.biops.looker.plugins.module_utils._errors import BadOption
from ansible_collections.biops.looker.plugins.module_utils._report import FORMATS, as_json
from ansible_collections.biops.looker.plugins.module_utils._report_data import Report


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """The JSON reports of two instances, as their own audits wrote them."""
    report = small_report()
    paths = []
    for number, instance in enumerate(report["instances"]):
        single: Report = {"generated": f"2026-11-2{number}T12:00:00Z", "instances": [instance]}
        path = tmp_path / f"{number}.json"
        path.write_text(as_json(single), encoding="utf-8")
        paths.append(str(path))
    return paths


def test_all_instances_are_in_every_form(files: list[str], tmp_path: Path) -> None:
    paths = {name: str(tmp_path / f"all.{name}") for name in FORMATS}
    result = combine({"src": files, "reports": paths}, False)
    assert result["changed"] is True
    assert [item["name"] for item in result["instances"]] == ["prod", "stage"]
    assert [item["drift"] for item in result["instances"]] == [5, 0]
    whole: Report = {"generated": "2026-11-21T12:00:00Z", "instances": small_report()["instances"]}
    for name, path in paths.items():
        assert Path(path).read_bytes().decode() == FORMATS[name](json.loads(as_json(whole)))


def test_the_same_again_changes_nothing(files: list[str], tmp_path: Path) -> None:
    options: dict[str, Any] = {"src": files, "reports": {"html": str(tmp_path / "all.html"), "json": None}}
    assert combine(options, True)["changed"] is True
    assert not (tmp_path / "all.html").exists()
    assert combine(options, False)["changed"] is True
    written = (tmp_path / "all.html").stat()
    assert combine(options, False)["changed"] is False
    assert (tmp_path / "all.html").stat().st_mtime_ns == written.st_mtime_ns


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "src: cannot read "),
        ("{", " is not JSON: "),
        ("[]", " is no JSON report of audit_info"),
        ("{}", " is no JSON report of audit_info"),
        ('{"generated": 1, "instances": []}', " is no JSON report of audit_info"),
        ('{"generated": "", "instances": {"prod": {}}}', " is no JSON report of audit_info"),
        ('{"generated": "", "instances": [{}]}', " is no JSON report of audit_info"),
    ],
)
def test_files_that_are_no_reports(tmp_path: Path, text: str | None, said: str) -> None:
    path = tmp_path / "x.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(BadOption) as caught:
        combine({"src": [str(path)], "reports": {"html": str(tmp_path / "x.html")}}, False)
    assert said in str(caught.value)
    assert not (tmp_path / "x.html").exists()
