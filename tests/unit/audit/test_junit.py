# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The JUnit report: valid, complete, and saying the same as the data."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from unit.audit.reports import large_report, small_report
from unit.audit.test_report import EVIL, with_names

from ansible_collections.biops.looker.plugins.module_utils._report_data import Report
from ansible_collections.biops.looker.plugins.module_utils._report_junit import junit

xmlschema = pytest.importorskip(
    "xmlschema", reason="the Python library xmlschema, which validates JUnit XML, is missing"
)
SCHEMA = xmlschema.XMLSchema(str(Path(__file__).with_name("junit.xsd")))


@pytest.mark.parametrize("report", [small_report(), large_report(500)], ids=["small", "large"])
def test_is_valid(report: Report) -> None:
    SCHEMA.validate(junit(report))


@pytest.mark.parametrize("text", EVIL)
def test_is_valid_whatever_names_hold(text: str) -> None:
    SCHEMA.validate(junit(with_names(small_report(), text)))


def test_the_schema_is_no_formality() -> None:
    for wrong in ("<testsuites><testcase/></testsuites>", '<testsuites><testsuite name="x"/></testsuites>'):
        assert not SCHEMA.is_valid(wrong)


def test_counts_add_up() -> None:
    for suite in ElementTree.fromstring(junit(small_report())).iter("testsuite"):
        cases = suite.findall("testcase")
        assert int(suite.attrib["tests"]) == len(cases) > 0
        assert int(suite.attrib["failures"]) == len(suite.findall("testcase/failure"))
        assert int(suite.attrib["skipped"]) == len(suite.findall("testcase/skipped"))


def test_drift_and_findings_fail_and_the_rest_passes() -> None:
    report = small_report()
    root = ElementTree.fromstring(junit(report))
    suites = {suite.attrib["name"]: suite for suite in root}
    assert list(suites) == [f"{name}: {what}" for name in ("prod", "stage") for what in ("configuration", "findings")]
    drifted = suites["prod: configuration"].findall("testcase[failure]")
    assert len(drifted) == len(report["instances"][0]["drift"])
    finance = next(case for case in drifted if case.attrib["name"] == "group Finance")
    assert finance.findtext("failure") == "users:\n  - user17@acme.example\n  + new.colleague@acme.example"
    rules = {item["rule"] for item in report["instances"][0]["findings"]}
    assert len(suites["prod: findings"].findall("testcase[failure]")) == len(rules)
    assert not suites["stage: configuration"].findall("testcase[failure]")


def test_a_rule_that_could_not_be_checked_does_not_pass() -> None:
    report = small_report()
    report["instances"][1]["not_checked"] = [{"rule": "unused_role", "reason": "not everything is known"}]
    root = ElementTree.fromstring(junit(report))
    (case,) = root.findall(".//testcase[@classname='stage: findings'][@name='Roles that nobody has']")
    skipped = case.find("skipped")
    assert skipped is not None
    assert skipped.attrib["message"] == "not checked: not everything is known"
