# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Other clients make, change and run scheduled plans, and modules see what they see."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests
from contract.harness import Looker
from contract.harness import looker as sandbox
from sandbox.beside import mcp_tools, sdk_calls

pytestmark = pytest.mark.slow

ADA = "ada@acme.example"
SEED = {
    "users": [{"email": ADA, "first_name": "Ada", "last_name": "Lovelace"}],
    "dashboards": [{"title": "Sales", "user_id": "1", "folder_id": "1"}],
    "looks": [{"title": "Orders", "user_id": "1", "folder_id": "1"}],
    "datagroups": [{"name": "nightly", "model_name": "thelook"}],
}
MAIL = {"type": "email", "format": "wysiwyg_pdf", "address": ADA}
SFTP = {
    "type": "sftp",
    "format": "csv",
    "address": "sftp://files.acme.example/in",
    "parameters": '{"username": "looker"}',
    "secret_parameters": '{"password": "a-password"}',
}
# What every client tells of a plan, read-only and computed things left out.
COMPARED = "name user_id dashboard_id look_id crontab datagroup timezone enabled filters_string pdf_paper_size".split()


def _seen_by_modules(looker: Looker) -> list[dict[str, Any]]:
    query = {"all_users": True}
    outcome = looker.run("api", operation="all_scheduled_plans", query=query)
    assert not outcome.failed, outcome.message
    plans: list[dict[str, Any]] = outcome.result["response"]
    return plans


def _module(looker: Looker, **options: Any) -> dict[str, Any]:
    outcome = looker.run("schedule", **options)
    assert not outcome.failed, outcome.message
    return outcome.result


def _short(plan: dict[str, Any]) -> dict[str, Any]:
    """A plan as far as clients can agree on it: they leave out what is null."""
    shown = {name: plan[name] for name in COMPARED if plan.get(name) is not None}
    rows = [{key: row[key] for key in ("type", "format", "address")} for row in plan["scheduled_plan_destination"]]
    return {**shown, "destinations": rows}


def _sent(looker: Looker) -> list[tuple[str, str, str, str]]:
    found = requests.get(f"{looker.sandbox.base_url}/_sandbox/deliveries", timeout=10).json()
    return [(d["name"], d["trigger"], d["destination"]["address"], d["data_of"]["email"]) for d in found]


@pytest.mark.parametrize(
    ("client", "version"), [("looker-sdk-26", "4.0"), ("looker-sdk-23", "4.0"), ("looker-sdk-23", "3.1")]
)
def test_plans_of_the_official_client(client: str, version: str) -> None:
    with sandbox(api_versions=(version,), seed=SEED) as looker:
        weekly: dict[str, Any] = {
            "name": "Weekly",
            "dashboard_id": "1",
            "crontab": "0 6 * * 1",
            "timezone": "Europe/Paris",
        }
        never = dict.fromkeys(("require_results", "require_no_results", "require_change"), False)
        daily: dict[str, Any] = {"name": "Daily", "look_id": "1", "datagroup": "nightly", "user_id": "2", **never}
        if version == "3.1":
            daily |= {"look_id": 1, "user_id": 2}
            weekly["dashboard_id"] = 1
        made = sdk_calls(
            looker.sandbox,
            client,
            version,
            [
                ("create_scheduled_plan", {"body": _plan({**weekly, "scheduled_plan_destination": [MAIL]})}),
                ("create_scheduled_plan", {"body": _plan({**daily, "scheduled_plan_destination": [SFTP]})}),
            ],
        )
        first, second = (plan["id"] for plan in made)
        change = {"filters_string": "?Region=emea", "enabled": False}
        body = {"scheduled_plan_destination": [MAIL, {**MAIL, "address": "eve@acme.example", "format": "csv_zip"}]}
        results = sdk_calls(
            looker.sandbox,
            client,
            version,
            [
                ("update_scheduled_plan", {"scheduled_plan_id": first, "body": _plan({**change, **body})}),
                ("scheduled_plan_run_once_by_id", {"scheduled_plan_id": second, "body": _plan({})}),
                ("all_scheduled_plans", {"all_users": True}),
                ("scheduled_plans_for_look", {"look_id": daily["look_id"], "all_users": True}),
            ],
        )
        seen = [_short(plan) for plan in _seen_by_modules(looker)]
        assert [_short(plan) for plan in results[2]] == seen
        assert [_short(plan) for plan in results[3]] == seen[1:]
        assert seen[0] | weekly | change == seen[0]
        assert [row["format"] for row in seen[0]["destinations"]] == ["wysiwyg_pdf", "csv_zip"]
        assert _sent(looker) == [("Daily", "run_once", SFTP["address"], ADA)]
        listed = looker.run("schedule_info").result["schedules"]
        assert {entry["name"]: entry["owner"] for entry in listed} == {
            "Weekly": "admin@sandbox.example",
            "Daily": ADA,
        }


@pytest.mark.parametrize(("client", "version"), [("looker-sdk-26", "4.0"), ("looker-sdk-23", "3.1")])
def test_the_module_and_the_official_client_make_the_same_plan(client: str, version: str) -> None:
    with sandbox(api_versions=(version,), seed=SEED) as looker:
        options = {
            "name": "Weekly",
            "dashboard": "Sales",
            "owner": ADA,
            "crontab": "0 6 * * 1",
            "timezone": "Europe/Paris",
            "filters": {"Region": "emea"},
            "pdf_paper_size": "a4",
            "destinations": [MAIL, _as_option(SFTP)],
        }
        made = _module(looker, **options)
        assert made["changed"]
        (ours,) = sdk_calls(looker.sandbox, client, version, [("all_scheduled_plans", {"all_users": True})])[0]
        body = {name: ours[name] for name in COMPARED if ours.get(name) is not None}
        body["scheduled_plan_destination"] = [MAIL, SFTP]
        (theirs,) = sdk_calls(
            looker.sandbox, client, version, [("create_scheduled_plan", {"body": _plan({**body, "name": "Twin"})})]
        )
        # The client sends what the module told Looker, and both plans are alike but for their names, ids and times.
        own = {"name", "id", "created_at", "updated_at", "scheduled_plan_destination"}
        assert {k: v for k, v in theirs.items() if k not in own} == {k: v for k, v in ours.items() if k not in own}
        assert _short(theirs) == {**_short(ours), "name": "Twin"}
        assert not _module(looker, **{**options, "name": "Twin"})["changed"]
        # Both run it, with the same deliveries and with the data of the same user.
        ran = looker.run("schedule_run", name="Weekly", dashboard="Sales")
        assert not ran.failed, ran.message
        run = ("scheduled_plan_run_once_by_id", {"scheduled_plan_id": ours["id"], "body": _plan({})})
        sdk_calls(looker.sandbox, client, version, [run])
        sent = _sent(looker)
        assert sent[:2] == sent[2:] == [("Weekly", "run_once", row["address"], ADA) for row in (MAIL, SFTP)]
        # What the client changes, the module finds and sets right.
        drift = _plan({"crontab": "0 7 * * 1", "filters_string": "?Region=apac"})
        sdk_calls(
            looker.sandbox,
            client,
            version,
            [("update_scheduled_plan", {"scheduled_plan_id": ours["id"], "body": drift})],
        )
        again = _module(looker, **options)
        assert again["changed"]
        before, after = again["diff"]["before"], again["diff"]["after"]
        assert {name for name in after if before[name] != after[name]} == {"crontab", "filters"}
        (now,) = sdk_calls(looker.sandbox, client, version, [("scheduled_plan", {"scheduled_plan_id": ours["id"]})])
        assert _short(now) == _short(ours)


def _as_option(destination: dict[str, str]) -> dict[str, Any]:
    """As the module takes it: parameters are mappings there."""
    return {key: json.loads(text) if "parameters" in key else text for key, text in destination.items()}


def _plan(values: dict[str, Any]) -> dict[str, Any]:
    return {"WriteScheduledPlan": values}


def test_plans_of_looker_mcp_server() -> None:
    with sandbox(seed=SEED) as looker:
        looker.observer.requests = False  # it asks for plans with a limit, which Looker does not know
        new = {"name": "Weekly", "dashboard_id": "1", "crontab": "0 6 * * 1", "user_id": "2", "recipients": [ADA]}
        (made,) = mcp_tools(looker.sandbox, [("create_schedule", new)])
        plan = {"schedule_id": made["id"]}
        changed, ran, listed = mcp_tools(
            looker.sandbox,
            [
                ("update_schedule", {**plan, "crontab": "30 7 * * MON-FRI", "destinations": [MAIL, SFTP]}),
                ("run_schedule_once", plan),
                ("list_schedules", {"user_id": "2"}),
            ],
        )
        assert changed["updated"]
        assert ran["triggered"]
        (seen,) = _seen_by_modules(looker)
        assert {name: seen[name] for name in ("id", "name", "crontab", "enabled")} == {
            name: listed[0][name] for name in ("id", "name", "crontab", "enabled")
        }
        assert _short(seen) == {
            **{name: new[name] for name in ("name", "dashboard_id", "user_id")},
            "crontab": "30 7 * * MON-FRI",
            "timezone": "UTC",
            "enabled": True,
            "destinations": [{key: row[key] for key in ("type", "format", "address")} for row in (MAIL, SFTP)],
        }
        assert [entry[2] for entry in _sent(looker)] == [ADA, SFTP["address"]]
        same = {"name": "Weekly", "dashboard": "id:1", "owner": ADA, "crontab": "30 7 * * MON-FRI"}
        assert not _module(looker, **same, destinations=[_as_option(SFTP), MAIL])["changed"]
