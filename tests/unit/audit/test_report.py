# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports in every format: complete, escaped, and written whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections import Counter
from copy import deepcopy
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from searching import examples
from unit.audit.reports import DRIFT, large_report, organisation, small_report

from ansible_collections.biops.looker.plugins.module_utils import _report
from ansible_collections.biops.looker.plugins.module_utils._access import effective_access
from ansible_collections.biops.looker.plugins.module_utils._report import FORMATS, as_json, write_reports
from ansible_collections.biops.looker.plugins.module_utils._report_csv import COLUMNS, access_csv, defused
from ansible_collections.biops.looker.plugins.module_utils._report_data import Report, access_table
from ansible_collections.biops.looker.plugins.module_utils._report_diff import GAP, LESS, MORE, SAME, compare
from ansible_collections.biops.looker.plugins.module_utils._report_html import html
from ansible_collections.biops.looker.plugins.module_utils._report_markdown import MOST_OBJECTS, markdown
from ansible_collections.biops.looker.plugins.module_utils._report_style import DARK, LIGHT

EVIL = [
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "<!--",
    "]]>",
    "&lt;b&gt;",
    "javascript:alert(1)",
    "a\x00b\x0b\u202e\ud800\uffff",
    "![x](https://evil.example/x.png) [y](javascript:z) `code` | cell\n\n# heading",
    "```\n</pre>",
    '=HYPERLINK("https://evil.example")',
    "www.evil.example WWW.evil.example",
]


class Page(HTMLParser):
    """What a browser would see: tags with attributes, and text."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: Counter[str] = Counter()
        self.attributes: Counter[str] = Counter()
        self.text: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes.update(name for name, _value in attrs)
        self.ids += [str(value) for name, value in attrs if name == "id"]
        self.links += [str(value) for name, value in attrs if name in ("href", "src", "action")]

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def with_names(report: Report, text: str) -> Report:
    """The same report, with this text in place of every name, reason and value."""
    keep = {"severity", "action", "generated", "rule", "expires", "type"}

    def changed(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {name: changed(item, name) for name, item in value.items()}
        if isinstance(value, list):
            return [changed(item, key) for item in value]
        return text if isinstance(value, str) and key not in keep else value

    copy: Report = changed(deepcopy(json.loads(as_json(report))))
    return copy


def harmless_like(text: str) -> str:
    """Text of as many lines, also empty ones: a page shows each line of a value as one."""
    return "".join(char if char.splitlines() == [""] else "x" for char in text)


@pytest.mark.parametrize("text", EVIL)
def test_nothing_from_looker_is_markup(text: str) -> None:
    """The page has the same tags and attributes as with harmless names, and shows the names as they are."""
    harmless, evil = (Page(html(with_names(small_report(), name))) for name in (harmless_like(text), text))
    assert evil.tags == harmless.tags
    assert evil.attributes == harmless.attributes
    assert evil.links == harmless.links
    assert any(text.split("\x00")[0].split("\n")[0] in part for part in evil.text)


@settings(max_examples=examples(60))
@given(st.text(min_size=1))
def test_no_text_is_markup(text: str) -> None:
    harmless, drawn = (Page(html(with_names(TINY, name))) for name in (harmless_like(text), text))
    assert drawn.tags == harmless.tags
    assert drawn.attributes == harmless.attributes
    assert drawn.links == harmless.links


TINY = json.loads(as_json(small_report()))
TINY["instances"][0]["access"]["users"] = TINY["instances"][0]["access"]["users"][:3]
TINY["instances"][0]["drift"] = [
    {"type": "group", "name": "a", "action": "update", "before": {"x": "a", "l": ["b"]}, "after": {"x": "a", "l": []}}
]


def test_the_page_needs_nothing_from_anywhere() -> None:
    page = Page(html(small_report()))
    assert page.links
    assert all(link.startswith("#") or link == "data:," for link in page.links)
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))
    assert not page.attributes["style"]
    assert not [name for name in page.attributes if name.startswith("on")]
    assert page.tags["script"] == page.tags["style"] == 1
    assert "url(" not in html(small_report())
    assert "default-src 'none'" in html(small_report())


def test_every_object_is_on_the_page() -> None:
    report = small_report()
    text = "".join(Page(html(report)).text)
    for instance in report["instances"]:
        for item in (*instance["drift"], *instance["undeclared"], *instance["findings"], *instance["access"]["users"]):
            assert item["name"] in text
        for finding in instance["findings"]:
            assert finding["reason"] in text
            assert finding["advice"] in text
    assert "some ages are not shown" in text
    assert "new.colleague@acme.example" in text
    assert "219 unchanged" in text


def test_what_there_is_one_of_goes_by_its_type() -> None:
    report = small_report()
    report["instances"][0]["drift"] = [
        {"type": "session_policy", "name": "", "action": "update", "before": {"a": 1}, "after": {"a": 2}}
    ]
    assert '<span class="name">Session policy</span>' in html(report)
    assert r"**session policy** (update)" in markdown(report).replace("\\_", "_")
    assert 'name="session policy"' in FORMATS["junit"](report)


def test_no_name_poses_as_another_one() -> None:
    """What turns the direction of text is shown, not done."""
    assert "\u202e" not in html(with_names(small_report(), "adm\u202enimda"))


def test_headings_make_an_outline() -> None:
    levels = [int(level) for level in re.findall(r"<h([1-6])", html(small_report()))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_table_has_a_caption() -> None:
    page = Page(html(small_report()))
    assert page.tags["table"] == page.tags["caption"] > 10


def test_text_can_be_read_on_its_background() -> None:
    """WCAG 2: contrast of at least 4.5 to 1."""

    def luminance(colour: str) -> float:
        parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    def contrast(one: str, other: str) -> float:
        light, dark = sorted((luminance(one), luminance(other)), reverse=True)
        return (light + 0.05) / (dark + 0.05)

    for colours in (LIGHT, DARK):
        for name in ("text", "soft", "accent", "high", "medium", "low", "good", "unknown"):
            backgrounds = ["card", "bg"] + ([f"{name}-bg"] if f"{name}-bg" in colours else [])
            for background in backgrounds:
                assert contrast(colours[name], colours[background]) >= 4.5, (name, background)


@pytest.mark.slow
def test_ten_thousand_users_fit() -> None:
    assert len(html(large_report()).encode()) < 5_000_000


# The other formats


def test_csv_has_a_line_for_each_user_role_and_path() -> None:
    audited = organisation(users=60, groups=12, roles=6, schedules=0)
    access = effective_access(audited)
    report: Report = {
        "generated": "",
        "instances": [{"instance": {"name": "prod"}, "access": access_table(audited, access)}],
    }
    rows = list(csv.DictReader(io.StringIO(access_csv(report))))
    names = {key: group.name for key, group in audited.groups.items()}
    told = {(row["user"], row["role"], row["through"]) for row in rows if row["role"]}
    assert told == {
        (
            audited.users[line.user].name,
            audited.roles[line.role].name,
            " > ".join(names[group] for group in line.path) or "direct",
        )
        for line in access.lines
    }
    assert len(rows) == len(access.lines) + len(audited.users.keys() - {line.user for line in access.lines})
    viewer = next(row for row in rows if row["role"] == "Finance viewer")
    assert "see_looks" in viewer["permissions"].split()
    assert viewer["models"] == "finance"
    admin = next(row for row in rows if row["role"] == "Admin")
    assert (admin["permissions"], admin["models"]) == ("*", "*")
    assert {row["status"] for row in rows} == {"enabled", "disabled"}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(start: str) -> None:
    text = access_csv(with_names(small_report(), f"{start}1+1"))
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert all(len(row) == len(COLUMNS) for row in rows)
    assert all(not cell.startswith(start) for row in rows for cell in row)
    assert defused(f"{start}1+1") == f"'{start}1+1"
    assert defused("1+1") == "1+1"


def test_json_is_the_data() -> None:
    report = small_report()
    assert json.loads(as_json(report)) == json.loads(json.dumps(report))
    assert as_json(report) == as_json(json.loads(as_json(report)))


@pytest.mark.parametrize("text", EVIL)
def test_markdown_is_text(text: str) -> None:
    lines = markdown(with_names(small_report(), text)).splitlines()
    prose, fence = [], ""
    for line in lines:
        if not fence and line.startswith("```"):
            fence = line.rstrip("dif")
        elif fence and line == fence:
            fence = ""
        elif not fence:
            prose.append(line)
    assert not fence
    assert not [line for line in prose if re.search(r"(?<!\\)[<`\[]", line)]
    assert not [line for line in prose if "://" in line.replace(r"\://", "") or "www." in line.lower()]
    headings = [line for line in prose if line.startswith("#")]
    assert len(headings) == len([line for line in markdown(small_report()).splitlines() if line.startswith("#")])


def test_markdown_says_what_it_leaves_out() -> None:
    report = small_report()
    report["instances"][0]["undeclared"] = [
        {"type": "user", "name": f"u{n}@x.example"} for n in range(MOST_OBJECTS + 7)
    ]
    text = markdown(report)
    assert f"u{MOST_OBJECTS - 1}@x.example" in text
    assert f"u{MOST_OBJECTS}@x.example" not in text
    assert "… and 7 more (user: objects). The JSON report has all." in text


# Before and after


def test_a_long_list_shows_what_changes() -> None:
    (users,) = compare(DRIFT[0]["before"], DRIFT[0]["after"]).options
    assert [(line.mark, line.text) for line in users.before] == [(LESS, "user17@acme.example"), (GAP, "219 unchanged")]
    assert [(line.mark, line.text) for line in users.after] == [
        (MORE, "new.colleague@acme.example"),
        (GAP, "219 unchanged"),
    ]
    assert compare(DRIFT[0]["before"], DRIFT[0]["after"]).agree == 1


def test_a_list_in_another_order_is_shown_whole() -> None:
    (option,) = compare({"order": ["a", "b"]}, {"order": ["b", "a"]}).options
    assert [line.text for line in option.before] == ["a", "b"]
    assert [line.text for line in option.after] == ["b", "a"]


def test_a_long_text_shows_what_is_around_a_change() -> None:
    text = [f"line {number}" for number in range(100)]
    changed = [*text[:50], "new", *text[51:]]
    (option,) = compare({"text": "\n".join(text)}, {"text": "\n".join(changed)}).options
    assert [(line.mark, line.text) for line in option.before] == [
        (GAP, "48 unchanged"),
        *((SAME, f"line {number}") for number in (48, 49)),
        (LESS, "line 50"),
        *((SAME, f"line {number}") for number in (51, 52)),
        (GAP, "47 unchanged"),
    ]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from("abc"), VALUES), st.dictionaries(st.sampled_from("abc"), VALUES))
def test_whatever_differs_is_shown(before: dict[str, Any], after: dict[str, Any]) -> None:
    compared = compare(before, after)
    differ = {
        name
        for name in before.keys() | after.keys()
        if (name in before) != (name in after) or before.get(name) != after.get(name)
    }
    assert {option.name for option in compared.options} == differ
    assert compared.agree == len(before.keys() | after.keys()) - len(differ)
    for option in compared.options:
        is_marked = bool({line.mark for line in (*option.before, *option.after)} & {LESS, MORE})
        assert is_marked == (before.get(option.name) != after.get(option.name))


def test_nothing_in_a_list_is_not_no_list() -> None:
    (option,) = compare({"users": []}, {"users": ["a"]}).options
    assert [line.text for line in option.before] == ["empty"]
    (option,) = compare({}, {"users": ["a"]}).options
    assert not option.before


# Files


def test_files_are_written_and_closed_to_others(tmp_path: Path) -> None:
    paths = {name: str(tmp_path / "new" / f"report.{name}") for name in FORMATS}
    write_reports(small_report(), paths)
    for name, path in paths.items():
        assert Path(path).read_bytes().decode() == FORMATS[name](small_report())
        assert Path(path).stat().st_mode & 0o777 == 0o600
    assert sorted(os.listdir(tmp_path / "new")) == sorted(Path(path).name for path in paths.values())


def test_an_existing_file_keeps_its_mode(tmp_path: Path) -> None:
    (tmp_path / "report").write_text("old")
    (tmp_path / "report").chmod(0o644)
    write_reports(small_report(), {"json": str(tmp_path / "report")})
    assert (tmp_path / "report").stat().st_mode & 0o777 == 0o644


def test_all_files_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever fails, the old files stay, and nothing else does."""
    (tmp_path / "report.json").write_text("old")

    def broken(report: Report) -> str:
        raise RuntimeError("half-way")

    monkeypatch.setattr(_report, "FORMATS", {**FORMATS, "html": broken})
    with pytest.raises(RuntimeError):
        write_reports(small_report(), {"json": str(tmp_path / "report.json"), "html": str(tmp_path / "report.html")})
    assert os.listdir(tmp_path) == ["report.json"]
    assert (tmp_path / "report.json").read_text() == "old"


def test_a_full_disk_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "report").write_text("old")

    def full(handle: int, mode: str) -> Any:
        os.close(handle)
        raise OSError("no space left on device")

    monkeypatch.setattr(os, "fdopen", full)
    with pytest.raises(OSError, match="no space"):
        write_reports(small_report(), {"json": str(tmp_path / "report")})
    assert os.listdir(tmp_path) == ["report"]
    assert (tmp_path / "report").read_text() == "old"


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_an_empty_report_can_be_written(name: str) -> None:
    empty: Report = {"generated": "2026-11-24T12:00:00Z", "instances": [{"instance": {"name": "prod"}}]}
    assert FORMATS[name](empty)
    assert FORMATS[name]({**empty, "instances": []})
