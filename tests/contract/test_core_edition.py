# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looker (Google Cloud core) denies some operations: the refusal names the edition and the way that is left."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from contract import harness
from contract.contract import resource_of
from contract.samples import SEED
from sandbox.shared import SPEC

from ansible_collections.biops.looker.plugins.module_utils._core_edition import ADVICE

LOGINS = {"totp": {}, "ldap": {"email": "dee@acme.example"}, "looker_openid": {"email": "dee@acme.example"}}
USERS = [
    {"email": "dee@acme.example", "first_name": "Dee", "credentials": LOGINS},
    {"first_name": "Eve", "credentials": {"saml": {"email": "eve@acme.example"}}},
]
CORE: dict[str, Any] = {**SEED, "users": [*SEED["users"], *USERS]}
ADA, DEE, EVE = (f"{name}@acme.example" for name in ("ada", "dee", "eve"))
ACCOUNTS, ROLES, PROVIDER = "biops.looker.service_account", "roles of biops.looker.user", "identity provider"
# What is denied: operation, module, options, what is left.
CASES: tuple[tuple[str, str, dict[str, Any], str], ...] = (
    ("create_user", "user", {"email": "new@acme.example", "first_name": "New"}, ACCOUNTS),
    ("create_user", "configuration", {"users": [{"email": "new@acme.example", "first_name": "New"}]}, ACCOUNTS),
    ("set_role_groups", "group", {"name": "North", "roles": ["Viewer"]}, ROLES),
    ("set_role_groups", "role", {"name": "Viewer", "groups": ["North"]}, ROLES),
    ("set_role_groups", "configuration", {"roles": [{"name": "Viewer", "groups": ["North"]}]}, ROLES),
    ("create_user_credentials_email", "user", {"email": EVE, "credentials_email": "present"}, PROVIDER),
    ("update_user_credentials_email", "user", {"email": "a@acme.example", "previous_email": ADA}, PROVIDER),
    (
        "update_user_credentials_email",
        "user",
        {"email": ADA, "forced_password_reset_at_next_login": True},
        PROVIDER,
    ),
    ("delete_user_credentials_email", "user", {"email": DEE, "credentials_absent": ["email"]}, PROVIDER),
    *(
        (f"delete_user_credentials_{kind}", "user", {"email": DEE, "credentials_absent": [kind]}, PROVIDER)
        for kind in LOGINS
    ),
)
# They follow a new login by email, which is denied already.
FOLLOWING = {"send_user_credentials_email_password_reset", "create_user_credentials_email_password_reset"}
# Denied too, and no module sends them.
NEVER_SENT = {"create_user_credentials_totp", "wipeout_user_emails"}


@pytest.fixture(params=["403", "404", "405"])
def core(request: pytest.FixtureRequest) -> Iterator[harness.Looker]:
    """A Looker (Google Cloud core), with each way to deny."""
    options: dict[str, Any] = {"edition": "core", "seed": CORE, "quirks": {"core_denial": request.param}}
    with harness.looker(api_versions=("4.0",), **options) as looker:
        yield looker


@pytest.mark.slow
def test_denial_says_what_is_left(core: harness.Looker) -> None:
    before = core.sandbox.state()
    for operation, module, options, way in CASES:
        outcome = core.configure(**options) if module == "configuration" else core.run(module, **options)
        assert outcome.failed, (operation, module)
        for words in (operation, "Google Cloud core", way):
            assert words in outcome.message
        assert not outcome.result["changed"]
        assert core.sandbox.state() == before


def test_every_denied_operation_has_advice() -> None:
    """All writes to users and roles of which the API's description says that this edition may deny them."""
    about_users = {name for name in ADVICE if "user" in name and "_config" not in name}  # those of logins: see settings
    assert {operation for operation, *_rest in CASES} | FOLLOWING == {"set_role_groups", *about_users}
    if not SPEC.is_dir():
        pytest.skip("the OpenAPI document of API 4.0 is not here")
    document = json.loads((SPEC / "Looker.4.0.oas.json").read_text(encoding="utf-8"))
    denied = {
        operation["operationId"]
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if path.startswith(("/users/{", "/roles")) and method != "get" and "(Google Cloud core)" in str(operation)
    }
    # The description of create_user does not say it; the product's documentation does.
    assert denied - NEVER_SENT == {name for name in ADVICE if name in denied}
    assert denied > NEVER_SENT


def test_what_is_left_works(core: harness.Looker) -> None:
    """Whoever came from the identity provider, and everything else of the access model."""
    core.run("permission_set", name="Reading", permissions=["access_data"])
    core.run("model_set", name="Shop", models=["shop"])
    core.run("role", name="Reader", permission_set="Reading", model_set="Shop", users=[ADA])
    core.run("group", name="East", users=[ADA], groups=["North"], attribute_values={"region": "east"})
    core.run("user", email=ADA, first_name="Augusta", attributes={"branch": "12"}, is_disabled=False)
    core.run("user_attribute", name="team", group_values=[{"group": "East", "value": "1"}])
    account = core.run("service_account", service_account_name="job", roles=["Reader"], allow_beta=True)
    assert account.result["service_account"]["roles"] == ["Reader"]
    key = core.run("api_credential", user="job", purpose="nightly", shows="client_secret")
    assert key.result["changed"]
    (ada,) = core.info(resource_of("user"), email=ADA, include=["groups", "roles", "attributes"])
    assert (ada["first_name"], ada["groups"], ada["roles"]) == ("Augusta", ["All Users", "East"], ["Reader"])
    assert ada["attributes"] == {"branch": "12"}
    (role,) = core.info(resource_of("role"), name="Reader")
    assert role["users"] == [ADA, "job"]
