# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The addresses of an instance: one is set, one is verified, and what is required of the API."""

from __future__ import annotations

from typing import Any

import pytest
from contract import harness, samples
from contract.contract import converged, refused
from contract.harness import Looker

WHERE = "Admin > Platform > API"


def api_server_url(looker: Looker) -> str:
    """What this instance calls its API host URL."""
    return str(looker.run("api_host_info").result["api_host"]["api_server_url"])


def test_result_tells_everything(looker: Looker) -> None:
    outcome = looker.run("api_host", minimum_release="23.0", api_versions=["4.0"])
    found = outcome.result["api_host"]
    info = looker.run("api_host_info").result["api_host"]
    assert found == {name: value for name, value in info.items() if name != "host_url"}
    assert found["url"] == looker.sandbox.base_url
    assert found["caller"]["is_admin"]
    assert {"version": "4.0", "status": "current"} in found["versions"]
    assert "unmanageable" not in outcome.result


@pytest.mark.parametrize("spelling", ["{}", "{}/"])
def test_api_host_url_that_is_right(looker: Looker, spelling: str) -> None:
    outcome = looker.run("api_host", api_host_url=spelling.format(api_server_url(looker)))
    assert (outcome.failed, outcome.writes) == (False, [])


def test_api_host_url_that_is_another_one(looker: Looker) -> None:
    wanted, found = "https://looker-api.acme.example", api_server_url(looker)
    expected = [{"option": "api_host_url", "wanted": wanted, "found": found, "where": WHERE}]
    for check in (True, False):
        failed = looker.run("api_host", check=check, api_host_url=wanted, host_url="https://bi.acme.example")
        refused(looker, failed, wanted, found, WHERE)
        assert failed.result["unmanageable"] == expected
        warned = looker.run("api_host", check=check, api_host_url=wanted, on_mismatch="warn")
        assert (warned.failed, warned.result["changed"]) == (False, False)
        assert any(wanted in warning and WHERE in warning for warning in warned.warnings)
        assert warned.result["unmanageable"] == expected
    converged(looker, "api_host", host_url="https://bi.acme.example", api_host_url=wanted, on_mismatch="warn")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"api_versions": ["4.0", "5.0"]}, ("API 5.0 is required", "offers 4.0")),
        ({"minimum_release": "99.2"}, ("Looker 99.2 is required", "runs 26.")),
        ({"minimum_release": "new"}, ("minimum_release", "no release")),
    ],
)
def test_what_is_required_and_not_there(looker: Looker, options: dict[str, Any], words: tuple[str, ...]) -> None:
    refused(looker, looker.run("api_host", **options), *words)
    refused(
        looker,
        looker.configure(settings={"api_host": options})
        if "new" not in options.values()
        else looker.run("api_host", check=True, **options),
        *words,
    )


def test_configuration_tells_what_nobody_can_set(looker: Looker) -> None:
    wanted = {"api_host_url": "https://other.acme.example", "on_mismatch": "warn"}
    outcome = looker.configure(settings={"api_host": wanted})
    assert [entry["option"] for entry in outcome.result["unmanageable"]] == ["api_host_url"]
    assert looker.configure(settings={"api_host": {**wanted, "on_mismatch": "fail"}}).failed


def test_verifying_costs_no_call_of_its_own(looker: Looker) -> None:
    outcome = looker.configure(settings={"api_host": {"minimum_release": "23.0", "api_versions": ["4.0"]}})
    asked = [entry["path"] for entry in outcome.requests]
    assert asked == ["/versions", "/login", "/user", "/logout"]


def test_version_that_goes_away_is_a_warning() -> None:
    with harness.looker(api_versions=("3.1", "4.0"), seed=samples.SEED, release="23.6.0") as looker:
        old = looker.run("api_host_info", api_version="3.1")
        assert any("API 3.1" in warning and "legacy" in warning for warning in old.warnings)
        required = {"api_host": {"api_versions": ["3.1"]}}
        assert old.warnings == looker.configure(api_version="3.1", settings=required).warnings
        assert looker.configure(api_version="3.1", groups=[]).warnings == []
        assert looker.run("api_host_info").warnings == []
        assert old.result["api_host"]["host_url"] is None
        refused(looker, looker.run("api_host", api_version="3.1", host_url="https://bi.acme.example"), "API 4.0")


def test_locales_and_timezones(looker: Looker) -> None:
    found = looker.run("api_host_info", include=["locales", "timezones"]).result["api_host"]
    assert {"code": "en", "english_name": "English", "native_name": "English"} in found["locales"]
    assert "Europe/Berlin" in [zone["value"] for zone in found["timezones"]]
    assert {"locales", "timezones"}.isdisjoint(looker.run("api_host_info").result["api_host"])
