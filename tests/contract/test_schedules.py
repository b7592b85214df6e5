# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Schedules: what they are known by, their destinations and secrets, and mistakes that are told before any write."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from contract import harness, samples
from contract.contract import converged, refused
from contract.harness import Looker, Outcome

TYPE = "schedule"  # which tells what API `any_looker` has to speak
ADA, BOB, CYD = samples.USERS
PDF: dict[str, Any] = {"type": "email", "address": "finance@acme.example", "format": "wysiwyg_pdf"}
CSV: dict[str, Any] = {"type": "email", "address": "finance@acme.example", "format": "csv"}
SFTP: dict[str, Any] = {
    "type": "sftp",
    "address": "sftp://files.acme.example/in/",
    "format": "csv",
    "parameters": {"username": "looker"},
}
S3: dict[str, Any] = {
    "type": "s3",
    "address": "s3://acme-orders/looker/",
    "format": "json",
    "parameters": {"access_key_id": "AKIAEXAMPLE", "region": "eu-west-1"},
}
PASSWORD: dict[str, Any] = {"secret_parameters": {"password": "correct-horse-battery"}}
ACCESS_KEY: dict[str, Any] = {"secret_parameters": {"secret_access_key": "wJalrXUtnFEMI"}}
WEEKLY: dict[str, Any] = {
    "name": "Weekly",
    "dashboard": "id:3",
    "owner": ADA,
    "crontab": "0 6 * * mon",
    "destinations": [PDF],
}
NIGHTLY: dict[str, Any] = {
    "name": "Nightly",
    "look": "id:1",
    "owner": ADA,
    "crontab": "30 2 * * *",
    "destinations": [{**SFTP, **PASSWORD}],
}


def plans(looker: Looker, name: str = "") -> list[dict[str, Any]]:
    """The plans in the state of the sandbox, without that of the seed."""
    rows = looker.sandbox.state()["scheduled_plans"]
    return [row for row in rows if row["name"] == (name or row["name"]) and row["name"] != "Weekly revenue"]


def own(looker: Looker, **options: Any) -> Outcome:
    outcome = looker.run("schedule", **options)
    assert not outcome.failed, outcome.message
    return outcome


# Identity


def test_one_name_on_several_things(any_looker: Looker) -> None:
    """Name and content together are the key: none of the three is taken for another."""
    others = [{**WEEKLY, "dashboard": "id:1"}, {**NIGHTLY, "name": "Weekly"}]
    for options in (WEEKLY, *others):
        converged(any_looker, "schedule", **options)
    assert len(plans(any_looker)) == 3
    paused = converged(any_looker, "schedule", name="Weekly", dashboard="id:1", enabled=False)
    assert paused["dashboard"] == "id:1"
    refused(any_looker, any_looker.run("schedule", name="Weekly", enabled=False), "ids 2 of", ADA)


def test_owner_tells_plans_apart(looker: Looker) -> None:
    converged(looker, "schedule", **WEEKLY)
    made = looker.configure(schedules=[WEEKLY, {**WEEKLY, "owner": BOB, "crontab": "0 7 * * *"}])
    assert (made.failed, made.result["summary"]["objects"]) == (False, {"schedule": {"create": 1}})
    assert not looker.configure(
        schedules=[{**WEEKLY, "owner": BOB, "crontab": "0 7 * * *"}, WEEKLY],
    ).result["changed"]
    converged(looker, "schedule", **{**WEEKLY, "owner": BOB}, enabled=False)
    assert [plan.get("enabled", True) for plan in plans(looker)] == [True, False]
    # The third owner has neither of them, so that it cannot be told whose is meant.
    refused(looker, looker.run("schedule", **{**WEEKLY, "owner": CYD}), "ids", ADA, BOB)


def test_handed_over(any_looker: Looker) -> None:
    converged(any_looker, "schedule", **WEEKLY)
    outcome = any_looker.run("schedule", check=True, **{**WEEKLY, "owner": BOB})
    assert (outcome.result["diff"]["before"]["owner"], outcome.result["diff"]["after"]["owner"]) == (ADA, BOB)
    document = {"schedules": [{**WEEKLY, "owner": BOB}]}
    assert any_looker.configure(**document).result["summary"]["objects"] == {"schedule": {"update": 1}}
    again = any_looker.configure(**document)
    assert (again.result["changed"], again.writes, len(plans(any_looker))) == (False, [], 1)


def test_owner_is_required(looker: Looker) -> None:
    refused(looker, looker.run("schedule", **{**WEEKLY, "owner": None}), "owner", "to create")


def test_others_plans_stay(looker: Looker) -> None:
    converged(looker, "schedule", **WEEKLY)
    converged(looker, "schedule", changed=False, name="Weekly", owner=BOB, state="absent")
    converged(looker, "schedule", name="Weekly", owner=ADA, state="absent")


def test_title_slug_and_folder(any_looker: Looker) -> None:
    unsure = any_looker.run("schedule", **{**WEEKLY, "dashboard": "Revenue"})
    refused(any_looker, unsure, "'Revenue'", "ids 1, 2", "folder")
    made = converged(any_looker, "schedule", **{**WEEKLY, "dashboard": "Revenue", "folder": "Shared/Sales"})
    assert (made["dashboard"], made["title"]) == ("id:2", "Revenue")
    converged(any_looker, "schedule", changed=False, **{**WEEKLY, "dashboard": "id:2"})
    elsewhere = {**WEEKLY, "dashboard": "Costs", "folder": "Shared/Finance"}
    refused(any_looker, any_looker.run("schedule", **elsewhere), "Shared/Finance/Costs", "does not exist")
    by_slug = converged(any_looker, "schedule", **{**WEEKLY, "dashboard": "SlugOfRevenueOfFinance"})
    assert by_slug["dashboard"] == "id:1"
    assert converged(any_looker, "schedule", **{**NIGHTLY, "look": "Orders"})["look"] == "id:1"


def test_folder_by_its_id(looker: Looker) -> None:
    folder = next(row["id"] for row in looker.sandbox.state()["folders"] if row["name"] == "Sales")
    in_sales = {**WEEKLY, "dashboard": "Revenue", "folder": f"id:{folder}"}
    assert converged(looker, "schedule", **in_sales)["dashboard"] == "id:2"
    by_path = {**in_sales, "name": "Other", "folder": "Shared/Finance"}
    both = looker.configure(check=True, schedules=[in_sales, by_path])
    assert both.result["summary"]["objects"] == {"schedule": {"create": 1}}


def test_a_number_is_a_title(looker: Looker) -> None:
    refused(looker, looker.run("schedule", **{**WEEKLY, "dashboard": "3"}), "'3'", "does not exist", "id:3")


def test_files_and_what_differs_here(looker: Looker, tmp_path: Path) -> None:
    """Options of the task go over the one declaration of a file that they do not contradict."""
    others = {"schedules": [WEEKLY, {**WEEKLY, "dashboard": "id:1"}, {**NIGHTLY, "owner": BOB}]}
    (tmp_path / "schedules.yml").write_text(json.dumps(others), encoding="utf-8")
    here = [{"name": "Nightly", "enabled": False}, {"name": "Weekly", "dashboard": "id:1", "timezone": "Asia/Tokyo"}]
    outcome = looker.configure(src=[str(tmp_path)], schedules=here)
    assert (outcome.failed, outcome.result["summary"]["objects"]) == (False, {"schedule": {"create": 3}})
    found = {(plan["name"], plan.get("dashboard_id")): plan for plan in plans(looker)}
    assert found["Nightly", None]["enabled"] is False
    assert found["Weekly", "1"]["timezone"] == "Asia/Tokyo" != found["Weekly", "3"]["timezone"]
    with pytest.raises(ValueError, match="any of several"):
        looker.configure(src=[str(tmp_path)], schedules=[{"name": "Weekly", "enabled": False}])
    with pytest.raises(ValueError, match="twice"):
        looker.configure(schedules=[WEEKLY, WEEKLY])


QUIRKS = [
    {"unknown_fields": "422"},
    {"missing_secret": "422"},
    {"list_order": "random"},
    {"search_email": "email", "email_case": "lowered"},
    {"outside_address": "accepted", "validation_fields": "path"},
]


@pytest.mark.slow
@pytest.mark.parametrize("chosen", QUIRKS, ids=str)
def test_quirks(chosen: dict[str, str]) -> None:
    with harness.looker(seed=samples.SEED, quirks=chosen) as looker:
        for options in (WEEKLY, NIGHTLY):
            converged(looker, "schedule", **options)
            converged(looker, "schedule", **{**options, "owner": BOB}, timezone="Asia/Tokyo")
            converged(looker, "schedule", name=options["name"], state="absent")


def test_other_content(looker: Looker) -> None:
    state = looker.sandbox.state()
    queries = [{"id": "9", "slug": "aSlug", "model": "ecommerce", "view": "orders", "fields": ["orders.count"]}]
    pulse = {"id": "ecommerce::pulse", "title": "Pulse"}
    looker.sandbox.set_state({**state, "queries": queries, "lookml_dashboards": [pulse]})
    made = converged(looker, "schedule", **{**WEEKLY, "dashboard": None, "lookml_dashboard": pulse["id"]})
    assert made["title"] == "Pulse"
    by_query = {**WEEKLY, "dashboard": None, "query_id": "aSlug", "destinations": [CSV]}
    converged(looker, "schedule", **by_query)


# Timing, filters, what Looker wants of Looks


def test_datagroup_in_place_of_crontab(any_looker: Looker) -> None:
    made = converged(any_looker, "schedule", **WEEKLY)
    assert made["next_run_at"]
    waiting = own(any_looker, name="Weekly", datagroup="nightly_load").result
    assert waiting["diff"] == {
        "before": {"name": "Weekly", "datagroup": None, "crontab": "0 6 * * mon"},
        "after": {"name": "Weekly", "datagroup": "nightly_load", "crontab": None},
    }
    converged(any_looker, "schedule", changed=False, name="Weekly", datagroup="nightly_load")
    own(any_looker, name="Weekly", crontab="0 7 * * *")
    assert "datagroup" not in {name for name, value in plans(any_looker)[0].items() if value}


def test_crontab_is_compared_by_its_words(looker: Looker) -> None:
    converged(looker, "schedule", **WEEKLY)
    converged(looker, "schedule", changed=False, name="Weekly", crontab=" 0  6 * * MON")


def test_filters(any_looker: Looker) -> None:
    made = converged(any_looker, "schedule", **WEEKLY, filters_string="?Region=EMEA&Order%20date=7%20days")
    assert made["filters"] == {"Region": "EMEA", "Order date": "7 days"}
    converged(any_looker, "schedule", changed=False, name="Weekly", filters={"Order date": "7 days", "Region": "EMEA"})
    converged(any_looker, "schedule", changed=False, name="Weekly", filters_string="Order+date=7+days&Region=EMEA")
    assert converged(any_looker, "schedule", name="Weekly", filters={"Top": 10, "Open": True})["filters"] == {
        "Top": "10",
        "Open": "Yes",
    }
    assert converged(any_looker, "schedule", name="Weekly", filters={})["filters_string"] == ""


def test_a_look_is_sent_if_there_are_results(any_looker: Looker) -> None:
    made = converged(any_looker, "schedule", **NIGHTLY)
    assert [made[f"require_{what}"] for what in ("results", "no_results", "change")] == [True, False, False]


def test_another_release(looker: Looker) -> None:
    refused(looker, looker.run("schedule", **WEEKLY, include_filters=True), "26.22")
    with harness.looker(seed=samples.SEED, release="26.22.0") as newest:
        destinations = [{**PDF, "include_filters": True}]
        made = converged(newest, "schedule", **{**WEEKLY, "destinations": destinations}, include_filters=True)
        assert made["include_filters"] is True


# Destinations


def test_order_of_destinations_means_nothing(any_looker: Looker) -> None:
    places = [PDF, {**PDF, "format": "csv_zip"}, {**PDF, "address": "Board@acme.example"}]
    converged(any_looker, "schedule", **{**WEEKLY, "destinations": places})
    converged(any_looker, "schedule", changed=False, name="Weekly", destinations=places[::-1])
    converged(
        any_looker,
        "schedule",
        changed=False,
        name="Weekly",
        destinations=[{**place, "address": place["address"].lower()} for place in places],
    )


def test_destinations_are_sent_only_if_they_differ(any_looker: Looker) -> None:
    own(any_looker, **WEEKLY)
    own(any_looker, **WEEKLY, timezone="Europe/Paris")
    before = plans(any_looker)[0]["scheduled_plan_destination"]
    own(any_looker, name="Weekly", enabled=False)
    assert plans(any_looker)[0]["scheduled_plan_destination"] == before


def test_list_mode(any_looker: Looker) -> None:
    board = {**PDF, "address": "board@acme.example"}
    converged(any_looker, "schedule", **WEEKLY)

    def sent(mode: str, *places: dict[str, Any]) -> list[str]:
        made = converged(any_looker, "schedule", name="Weekly", destinations=list(places), list_mode=mode)
        return [place["address"] for place in made["destinations"]]

    assert sent("add", board) == ["board@acme.example", "finance@acme.example"]
    assert sent("add", {**board, "email_message": "Hello"}) == ["board@acme.example", "finance@acme.example"]
    assert sent("remove", PDF) == ["board@acme.example"]
    last = any_looker.run("schedule", name="Weekly", destinations=[board], list_mode="remove")
    refused(any_looker, last, "no destination would be left")


def test_what_is_not_said_of_a_destination_stays(any_looker: Looker) -> None:
    full = samples.destination("finance@acme.example", email_message="Hello")
    converged(any_looker, "schedule", **{**WEEKLY, "destinations": [full]})
    converged(any_looker, "schedule", changed=False, name="Weekly", destinations=[PDF])
    made = converged(any_looker, "schedule", name="Weekly", destinations=[{**PDF, "apply_vis": True}])
    assert made["destinations"] == [{**full, "apply_vis": True}]


def secrets(looker: Looker, name: str) -> list[str | None]:
    (plan,) = plans(looker, name)
    return [place.get("secret_parameters") for place in plan["scheduled_plan_destination"]]


def test_a_secret_is_not_lost(any_looker: Looker) -> None:
    """A list that is sent again without a secret that Looker has would lose it."""
    made = own(any_looker, **NIGHTLY)
    assert "not_compared" not in made.result
    again = own(any_looker, **NIGHTLY)
    assert (again.result["changed"], len(again.result["not_compared"])) == (False, 1)
    own(any_looker, name="Nightly", crontab="0 3 * * *")
    assert secrets(any_looker, "Nightly") == ['{"password": "correct-horse-battery"}']
    more = [SFTP, CSV]
    refused(any_looker, any_looker.run("schedule", name="Nightly", destinations=more), SFTP["address"], "secret")
    refused(any_looker, any_looker.run("schedule", name="Nightly", destinations=[CSV], list_mode="add"), "secret")
    own(any_looker, name="Nightly", destinations=[{**SFTP, **PASSWORD}, CSV])
    assert secrets(any_looker, "Nightly").count('{"password": "correct-horse-battery"}') == 1


def test_secrets_are_written_again_when_asked_to(looker: Looker) -> None:
    own(looker, **NIGHTLY)
    changed = [{**SFTP, "secret_parameters": {"password": "another-horse"}}]
    assert not own(looker, name="Nightly", destinations=changed).result["changed"]
    assert own(looker, name="Nightly", destinations=changed, update_secrets="always").result["changed"]
    assert secrets(looker, "Nightly") == ['{"password": "another-horse"}']
    both = [{**SFTP, **PASSWORD}, {**S3, **ACCESS_KEY}]
    own(looker, name="Nightly", destinations=both)
    half = looker.run("schedule", name="Nightly", destinations=[both[0], S3], update_secrets="always")
    refused(looker, half, S3["address"], "secret")


def test_an_integration_without_secrets(looker: Looker) -> None:
    archive = {"type": "1::google_cloud_storage", "format": "wysiwyg_pdf", "parameters": {"bucket": "acme"}}
    converged(looker, "schedule", **{**WEEKLY, "destinations": [archive]})
    refused(looker, looker.run("schedule", name="Weekly", destinations=[archive, PDF]), "secret_parameters", "{}")
    own(looker, name="Weekly", destinations=[{**archive, "secret_parameters": {}}, PDF])
    assert len(plans(looker)[0]["scheduled_plan_destination"]) == 2


def test_secrets_in_a_configuration(looker: Looker) -> None:
    """Ansible takes no value of a document for a secret: nothing says it all the same."""
    outcome = looker.configure(schedules=[NIGHTLY], update_secrets="always")
    assert outcome.result["changed"]
    assert "correct-horse-battery" not in outcome.output
    with pytest.raises(ValueError, match="mapping") as wrong:
        looker.configure(schedules=[{**NIGHTLY, "destinations": [{**SFTP, "secret_parameters": "hunter-two"}]}])
    assert "hunter-two" not in str(wrong.value)


# Lost answers, and the info twin


def test_lost_answers_make_nothing_twice(looker: Looker) -> None:
    for _turn in range(2):
        looker.sandbox.faults(
            {"match": {"method": "POST", "path": "/scheduled_plans"}, "when": {"nth": 1}, "do": {"reset": "after"}}
        )
        own(looker, **NIGHTLY)
    assert len(plans(looker)) == 1


def test_info(any_looker: Looker) -> None:
    own(any_looker, **WEEKLY)
    own(any_looker, **{**NIGHTLY, "owner": BOB}, enabled=False)
    assert [row["name"] for row in any_looker.run("schedule_info", owner=ADA).result["schedules"]] == ["Weekly"]
    (paused,) = any_looker.run("schedule_info", enabled=False).result["schedules"]
    assert (paused["owner"], paused["destinations"]) == (BOB, [SFTP])


def test_the_former_name_may_be_the_name(looker: Looker) -> None:
    converged(looker, "schedule", **WEEKLY, previous_name=WEEKLY["name"])
