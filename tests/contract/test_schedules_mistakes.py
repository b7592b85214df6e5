# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Schedules: mistakes that are told before any write, and what may surprise although it is allowed."""

from __future__ import annotations

from typing import Any

import pytest
from contract import harness, samples
from contract.contract import converged, refused
from contract.harness import Looker
from contract.test_schedules import ACCESS_KEY, ADA, BOB, PASSWORD, PDF, S3, SFTP, WEEKLY, own

TYPE = "schedule"


def set_settings(looker: Looker, **settings: Any) -> None:
    state = looker.sandbox.state()
    looker.sandbox.set_state({**state, "settings": {**state["settings"], **settings}})


def place(**options: Any) -> dict[str, Any]:
    return {"destinations": [{**PDF, **options}]}


MISTAKES: list[tuple[dict[str, Any], tuple[str, ...]]] = [
    ({"crontab": "0 6 * *"}, ("'0 6 * *'", "4 fields", "five")),
    ({"crontab": "0 25 * * *"}, ("'25'", "hour", "0 to 23")),
    ({"crontab": "0 6 * * mon-sat/0"}, ("step '0'",)),
    ({"crontab": "@daily"}, ("@daily", "five")),
    ({"timezone": "Europe/Pariss"}, ("Europe/Pariss", "'Europe/Paris'")),
    ({"crontab": None, "datagroup": "nightly_laod"}, ("nightly_laod", "'nightly_load'")),
    ({"datagroup": "nightly_load"}, ("crontab and datagroup exclude each other",)),
    ({"crontab": None}, ("crontab or datagroup",)),
    ({"dashboard": None}, ("dashboard, look, lookml_dashboard, query_id",)),
    ({"look": "id:1"}, ("only one of dashboard, look",)),
    ({"lookml_dashboard": "pulse", "dashboard": None}, ("model::name",)),
    ({"folder": "Shared"}, ("folder goes with",)),
    ({"filters": {"a": "b"}, "filters_string": "?a=b"}, ("filters and filters_string",)),
    ({"pdf_paper_size": "a9"}, ("a9", "a4")),
    ({"destinations": []}, ("destinations is empty",)),
    ({"destinations": None}, ("to create", "destinations")),
    ({"destinations": [PDF, PDF]}, ("twice", PDF["address"])),
    (place(type="mail"), ("'mail'", "'email'")),
    (place(type="fax"), ("'fax'", "email, webhook, s3, sftp")),
    (place(format="pdf"), ("'pdf'", "wysiwyg_pdf")),
    (place(address="finance"), ("'finance'", "email address")),
    (place(address=None), ("address", "email address")),
    (place(type="webhook", address="hooks.acme.example"), ("hooks.acme.example", "URL")),
    ({"destinations": [{**S3, **ACCESS_KEY, "parameters": {"region": "eu"}}]}, ("access_key_id", S3["address"])),
    ({"destinations": [S3]}, ("secret_access_key",)),
    ({"destinations": [{**SFTP, **PASSWORD, "parameters": {}}]}, ("username",)),
    ({"destinations": [{**SFTP, **PASSWORD, "address": "files"}]}, ("'files'", "sftp://")),
    ({"run_as_recipient": True}, ("run_as_recipient", PDF["address"])),
    ({**place(type="webhook", address="https://acme.example"), "run_as_recipient": True}, ("email only", "webhook")),
    ({"dashboard": "Revenu", "folder": "Shared/Finance"}, ("'Shared/Finance/Revenu'", "does not exist")),
    ({"dashboard": "id:77"}, ("'id:77'", "does not exist")),
    ({"dashboard": "Revenue", "folder": "Shared/Finanse"}, ("'Shared/Finanse'", "does not exist")),
    (place(include_filters=True), ("destinations.include_filters", "needs Looker 26.22")),
    ({"look": "id:1", "dashboard": None}, ("wysiwyg_pdf", "dashboards only", "xlsx")),
]


def test_unknown_integration() -> None:
    seed = {**samples.SEED, "integrations": [{"id": "1::segment", "label": "Segment", "enabled": True}]}
    with harness.looker(seed=seed) as looker:
        wrong = {**WEEKLY, **place(type="1::segmnt", address=None)}
        refused(looker, looker.run("schedule", check=True, **wrong), "'1::segmnt'", "'1::segment'")
        right = {**WEEKLY, **place(type="1::segment", address=None)}
        assert looker.run("schedule", **right).result["changed"]
        assert not looker.run("schedule", **right).result["changed"]


@pytest.mark.parametrize(("options", "words"), MISTAKES, ids=str)
def test_mistake(looker: Looker, options: dict[str, Any], words: tuple[str, ...]) -> None:
    before = looker.sandbox.state()
    for check in (True, False):
        refused(looker, looker.run("schedule", check=check, **{**WEEKLY, **options}), *words, before=before)
    document = {name: value for name, value in {**WEEKLY, **options}.items() if value is not None}
    try:
        outcome = looker.configure(schedules=[document])
    except ValueError as error:
        assert "schedules[0]" in str(error)
    else:
        refused(looker, outcome, "schedules[0]", before=before)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"timezone": "Mars"}, ("'Mars'",)),
        ({"crontab": ""}, ("crontab or datagroup",)),
        ({"look": "id:1", "id": "2"}, ("cannot be moved",)),
        ({"destinations": [{**PDF, "format": "png"}]}, ("'png'",)),
    ],
    ids=str,
)
def test_mistake_in_a_change(looker: Looker, options: dict[str, Any], words: tuple[str, ...]) -> None:
    own(looker, **WEEKLY)
    before = looker.sandbox.state()
    refused(looker, looker.run("schedule", **{"name": "Weekly", **options}), *words, before=before)


def warned(looker: Looker, *words: str, **options: Any) -> None:
    """A task warns in check mode and in the real run, and then no more."""
    for check in (True, False):
        outcome = looker.run("schedule", check=check, **options)
        assert not outcome.failed, outcome.message
        assert any(all(word in warning for word in words) for warning in outcome.warnings), outcome.warnings
    assert looker.run("schedule", **options).warnings == []


def test_turned_on_again(any_looker: Looker) -> None:
    own(any_looker, **WEEKLY, enabled=False)
    warned(any_looker, "Weekly", "sends at once", name="Weekly", enabled=True)


def test_owner_who_is_an_admin_or_disabled(looker: Looker) -> None:
    own(looker, **WEEKLY)
    warned(looker, "admin@sandbox.example", "admin", **{**WEEKLY, "owner": "admin@sandbox.example"})
    warned(looker, "admin@sandbox.example", "admin", name="Weekly", crontab="0 7 * * *")
    assert not looker.run("user", email=BOB, is_disabled=True).failed
    warned(looker, BOB, "disabled", **{**WEEKLY, "owner": BOB})


def test_address_outside_the_allowed_domains(looker: Looker) -> None:
    set_settings(looker, email_domain_allowlist=["acme.example", "gmbh.example"])
    assert own(looker, **WEEKLY).warnings == []
    with harness.looker(
        seed={**samples.SEED, "settings": {"email_domain_allowlist": ["acme.example"]}},
        quirks={"outside_address": "accepted"},
    ) as lenient:
        warned(lenient, "eve@evil.example", "acme.example", **{**WEEKLY, **place(address="eve@evil.example")})


def test_run_as_recipient(looker: Looker) -> None:
    to_users = {**WEEKLY, "destinations": [{**PDF, "address": ADA}, {**PDF, "address": BOB}]}
    converged(looker, "schedule", **to_users, run_as_recipient=True)


def test_caller_who_sees_own_plans_only() -> None:
    """Others' plans could have the same name: nothing is decided on a part of the list."""
    clerk = {
        "email": "clerk@acme.example",
        "roles": ["User"],
        "credentials": {"api3": [{"client_id": "clerk-client", "client_secret": "clerk-secret"}]},
    }
    with harness.looker(seed={**samples.SEED, "users": [*samples.SEED["users"], clerk]}) as looker:
        looker.connection.update(client_id="clerk-client", client_secret="clerk-secret")
        for options in (WEEKLY, {"name": "Weekly", "state": "absent"}):
            refused(looker, looker.run("schedule", **options), "see_schedules")
        refused(looker, looker.run("schedule_info"), "see_schedules")


def test_old_api() -> None:
    """API 3.0 lists the caller's own plans only."""
    with harness.looker(seed=samples.SEED, api_versions=("3.0",), release="21.0.0") as looker:
        refused(looker, looker.run("schedule", **WEEKLY), "API 3.1")
        refused(looker, looker.run("schedule_info"), "API 3.1")
