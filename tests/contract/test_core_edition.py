# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looker (Google Cloud core) denies some operations: the refusal names the edition and the way that is left."""

from __future__ import annotations

from typing import Any

import pytest
from contract import harness, samples

# The API's description has no 403 and no 405 for a new user.
CASES: dict[str, tuple[dict[str, Any], str]] = {
    "user": ({"email": "new@acme.example", "first_name": "New"}, "biops.looker.service_account"),
    "group": ({"name": "North", "roles": ["Viewer"]}, "roles of biops.looker.user"),
    "login": ({"id": "2", "credentials_email": "absent"}, "identity provider"),
}


@pytest.mark.parametrize(
    ("case", "denial"),
    [("user", "404"), *((case, denial) for case in ("group", "login") for denial in ("403", "404", "405"))],
)
def test_denial_says_what_is_left(case: str, denial: str) -> None:
    options, way = CASES[case]
    quirks = {"core_denial": denial}
    with harness.looker(api_versions=("4.0",), edition="core", seed=samples.SEED, quirks=quirks) as looker:
        outcome = looker.run("group" if case == "group" else "user", **options)
    assert outcome.failed
    assert "Google Cloud core" in outcome.message
    assert way in outcome.message
    assert not outcome.result["changed"]


def test_what_is_left_works() -> None:
    with harness.looker(api_versions=("4.0",), edition="core", seed=samples.SEED) as looker:
        assert looker.run("user", email="ada@acme.example", roles=["Viewer"]).result["changed"]
        made = looker.run("service_account", service_account_name="pipeline", roles=["Viewer"], allow_beta=True)
        assert made.result["service_account"]["roles"] == ["Viewer"]
