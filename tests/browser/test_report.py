# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTML report in a real browser. Screenshots are kept in `.cache/artefacts`, to be looked at."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from unit.audit.reports import large_report, small_report
from unit.audit.test_report import EVIL, with_names

from ansible_collections.biops.looker.plugins.module_utils._report import write_reports
from ansible_collections.biops.looker.plugins.module_utils._report_data import Report

ROOT = Path(__file__).resolve().parents[2]
ARTEFACTS = ROOT / ".cache" / "artefacts"
CHROMIUM = shutil.which("chromium")
playwright = pytest.importorskip("playwright.sync_api", reason="the Python library playwright is missing")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no browser: install the package chromium"),
]


@dataclass
class Seen:
    """A page, and all that the browser had to say about it."""

    page: Any
    url: str
    console: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def keep(self, name: str, **options: Any) -> None:
        """Takes a picture of what is on the screen."""
        ARTEFACTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=ARTEFACTS / f"report-{name}.png", **options)

    def shown(self, selector: str) -> int:
        """How many elements a reader can get to."""
        return int(self.page.locator(f"{selector}:visible").count())


Open = Callable[..., Seen]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as started:
        found = started.chromium.launch(executable_path=CHROMIUM)
        yield found
        found.close()


@pytest.fixture
def open_report(browser: Any, tmp_path: Path) -> Iterator[Open]:
    """Writes a report, opens it, and in the end sees that the browser had nothing to complain about."""
    opened = []

    def opens(report: Report, width: int = 1280, **options: Any) -> Seen:
        path = tmp_path / "report.html"
        write_reports(report, {"html": str(path)})
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        seen = Seen(context.new_page(), path.as_uri())
        seen.page.on("console", lambda message: seen.console.append(message.text))
        seen.page.on("pageerror", lambda error: seen.console.append(str(error)))
        seen.page.on("request", lambda request: seen.requests.append(request.url))
        seen.page.on("dialog", lambda dialog: seen.console.append(f"dialog: {dialog.message}") or dialog.dismiss())
        seen.page.goto(seen.url)
        opened.append((seen, context))
        return seen

    yield opens
    for seen, context in opened:
        assert seen.console == []
        assert seen.requests == [seen.url]
        context.close()


def test_counts(open_report: Open) -> None:
    report = small_report()
    seen = open_report(report)
    for number, instance in enumerate(report["instances"]):
        article = seen.page.locator("article").nth(number)
        cards = article.locator(".card").all_inner_texts()
        told = {text.split("\n")[0]: int(text.split("\n")[1].replace(",", "")) for text in cards}
        findings = [item["severity"] for item in instance["findings"]]
        assert told == {
            "Drift": len(instance["drift"]),
            "Undeclared": len(instance["undeclared"]),
            **{f"{level.capitalize()} severity": findings.count(level) for level in ("high", "medium", "low")},
            "Not checked": len(instance["not_checked"]),
            "Users": len(instance["access"]["users"]),
        }
        assert article.locator(".people tbody").count() == len(instance["access"]["users"])
        assert article.locator("[id$=-drift] ~ .object").count() == len(instance["drift"])
    seen.keep("light")


def test_cards_lead_to_their_section(open_report: Open) -> None:
    seen = open_report(small_report())
    seen.page.locator("article").first.get_by_role("link", name="Drift").click()
    assert seen.page.url.endswith("#i0-drift")
    seen.page.wait_for_timeout(800)
    assert seen.page.locator("#i0-drift").bounding_box()["y"] < 100
    seen.keep("drift")
    seen.requests[:] = [seen.url]  # a jump within the page counts as a request to itself


def test_filter(open_report: Open) -> None:
    report = small_report()
    users = report["instances"][0]["access"]["users"]
    seen = open_report(report)
    access = seen.page.locator(".access").first
    output = access.locator("output")
    assert output.inner_text() == "120 users"

    def expect(wanted: list[Any]) -> None:
        playwright.expect(output).to_have_text(f"{len(wanted)} of 120 users" if len(wanted) < 120 else "120 users")
        assert access.locator(".people tbody:visible").count() == len(wanted)

    search = access.get_by_role("searchbox")
    search.fill("QUIN.")
    expect([user for user in users if "quin." in user["name"]])
    search.fill("support")
    expect(
        [
            user
            for user in users
            if any("support" in f"{held['role']} {held['paths']}".lower() for held in user["roles"])
        ]
    )
    search.fill("")
    access.get_by_role("combobox").select_option("Admin")
    admins = [user for user in users if any(held["role"] == "Admin" for held in user["roles"])]
    expect(admins)
    access.get_by_role("checkbox").check()
    expect([user for user in admins if not user["disabled"]])
    assert any(user["disabled"] for user in admins)
    seen.page.locator("#i0-access").scroll_into_view_if_needed()
    seen.keep("filter")
    search.fill("nobody at all")
    expect([])
    search.fill("")
    access.get_by_role("combobox").select_option("")
    access.get_by_role("checkbox").uncheck()
    expect(users)


def test_a_long_difference_shows_what_matters(open_report: Open) -> None:
    seen = open_report(small_report())
    finance = seen.page.locator(".object", has_text="Finance").first
    assert finance.locator("ins").all_inner_texts() == ["+new.colleague@acme.example"]
    assert finance.locator("del").inner_text() == "−user17@acme.example"  # noqa: RUF001
    assert finance.get_by_text("219 unchanged").count() == 2
    finance.locator("summary").click()
    assert not finance.locator("ins").is_visible()


def test_long_lines_stay_inside(open_report: Open) -> None:
    """Nothing makes the page itself wider than the screen."""
    for width in (320, 400, 1280):
        seen = open_report(with_names(small_report(), "very" * 200), width=width)
        wide = seen.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_theme(open_report: Open, scheme: str) -> None:
    """The system's choice first; the button changes it."""

    def is_dark() -> bool:
        colour = seen.page.evaluate("getComputedStyle(document.body).backgroundColor")
        return sum(int(part) for part in colour[4:-1].split(",")) < 200

    seen = open_report(small_report(), color_scheme=scheme)
    assert is_dark() == (scheme == "dark")
    seen.keep(f"theme-{scheme}", full_page=True)
    seen.page.get_by_role("button", name="Light" if scheme == "dark" else "Dark").click()
    assert is_dark() == (scheme != "dark")


def test_on_a_phone(open_report: Open) -> None:
    seen = open_report(small_report(), width=400)
    seen.keep("narrow", full_page=True)
    assert seen.page.evaluate("document.documentElement.scrollWidth") == 400
    broken = seen.page.evaluate(
        """[...document.querySelectorAll('.many, .badge, #theme')].filter(box => {
            const text = document.createRange()
            text.selectNodeContents(box)
            return new Set([...text.getClientRects()].map(line => line.top)).size > 1
        }).map(box => box.textContent)"""
    )
    assert broken == [], "a number or a short word is broken in two"


def test_without_javascript(open_report: Open) -> None:
    """Everything can be read; what would not work is not there."""
    report = small_report()
    seen = open_report(report, java_script_enabled=False)
    assert seen.shown(".people tbody") == sum(len(item["access"]["users"]) for item in report["instances"])
    assert seen.shown(".filter") == seen.shown("#theme") == 0
    seen.page.locator(".rule.passed summary").first.click()
    assert seen.page.locator(".rule.passed li").first.is_visible()


def test_with_the_keyboard(open_report: Open) -> None:
    seen = open_report(small_report())
    seen.page.keyboard.press("Tab")
    assert seen.page.evaluate("document.activeElement.textContent") == "Skip to content"
    seen.page.locator(".object summary").first.focus()
    seen.page.keyboard.press("Enter")
    assert not seen.page.locator(".object ins").first.is_visible()


@pytest.mark.parametrize("text", EVIL)
def test_names_do_nothing(open_report: Open, text: str) -> None:
    """No dialog, no request, no complaint: see `open_report`."""
    seen = open_report(with_names(small_report(), text))
    assert seen.page.locator("img").count() == 0


def test_on_paper(open_report: Open) -> None:
    """Closed parts are printed too."""
    report = small_report()
    seen = open_report(report)
    seen.page.locator(".object summary").first.click()
    seen.page.emulate_media(media="print")
    assert seen.page.locator(".object ins").first.is_visible()
    assert seen.shown(".filter") == 0
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    assert seen.page.pdf(path=ARTEFACTS / "report.pdf").startswith(b"%PDF")


def test_ten_thousand_users(open_report: Open) -> None:
    """Opened and filtered in a few seconds even on a busy machine."""
    seen = open_report(large_report())
    loaded = seen.page.evaluate("performance.getEntriesByType('navigation')[0].duration")
    output = seen.page.locator("output").first
    assert output.inner_text() == "10,000 users"
    seen.page.get_by_role("searchbox").first.fill("quin.haas")
    playwright.expect(output).to_have_text("29 of 10,000 users")
    assert seen.page.locator(".people tbody:visible").count() == 29
    seen.page.locator("#i0-access").scroll_into_view_if_needed()
    seen.keep("large")
    assert loaded < 15_000, "about one second on an idle machine"
