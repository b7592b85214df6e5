# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Looker (Google Cloud core) denies of the settings, and what the refusals say."""

from __future__ import annotations

from typing import Any

import pytest
from contract import harness, samples


@pytest.mark.parametrize("denial", ["403", "404", "405"])
@pytest.mark.parametrize(
    ("name", "options", "way"),
    [
        ("password_policy", {"min_length": 12}, "identity provider"),
        ("password_policy_info", {}, "identity provider"),
        ("legacy_feature", {"name": "Legacy Sort Order", "enabled_locally": True}, "Google"),
        ("legacy_feature_info", {}, "Google"),
        ("support_access", {"allowlist": ["ann@looker.example"]}, "Google Cloud console"),
        ("support_access_info", {}, "Google Cloud console"),
        ("saml_config", {"enabled": True}, "Admin > Authentication"),
        ("saml_config", {"metadata_text": "<nothing/>"}, "Admin > Authentication"),
        ("saml_config", {"test": "absent", "test_slug": "gone"}, "Admin > Authentication"),
        ("oidc_config_info", {}, "Admin > Authentication"),
        ("ldap_config", {"test": True, "connection_host": "x"}, "SAML or OpenID Connect"),
    ],
)
def test_denied_setting_says_what_is_left(name: str, options: dict[str, Any], way: str, denial: str) -> None:
    quirks = {"core_denial": denial}
    with harness.looker(api_versions=("4.0",), edition="core", seed=samples.SEED, quirks=quirks) as looker:
        outcome = looker.run(name, **options)
        # The API's description knows no 405 for these operations; what is answered instead is not on record.
        looker.observer.problems[:] = [line for line in looker.observer.problems if "405" not in line]
    assert outcome.failed
    assert "Google Cloud core" in outcome.message
    assert way in outcome.message
    assert outcome.writes == []


@pytest.mark.parametrize("answer", ["422", "403"])
def test_what_the_console_sets_is_refused_in_lookers_words(answer: str) -> None:
    quirks = {"core_setting": answer}
    with harness.looker(api_versions=("4.0",), edition="core", seed=samples.SEED, quirks=quirks) as looker:
        outcome = looker.run("setting", host_url="https://bi.acme.example")
        assert looker.run("setting", timezone="Europe/Berlin").result["changed"]
    assert outcome.failed
    assert "Google Cloud console" in outcome.message
