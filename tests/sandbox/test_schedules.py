# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scheduled plans: what is refused, who sees them, when they run, and what they send."""

from __future__ import annotations

import time
from datetime import datetime, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import requests
from sandbox.conftest import Client, Start

MAIL = {"type": "email", "format": "wysiwyg_pdf", "address": "eve@acme.example"}
PLAN = {"name": "Weekly", "dashboard_id": "1", "crontab": "0 6 * * 1", "scheduled_plan_destination": [MAIL]}
SEED = {
    "users": [
        {
            "first_name": "Ada",
            "email": "ada@acme.example",
            "roles": ["Viewer"],
            "credentials": {"api3": [{"client_id": "ada", "client_secret": "ada"}]},
        },
        {"first_name": "Eve", "email": "eve@acme.example"},
    ],
    "dashboards": [{"title": "Sales", "user_id": "1", "folder_id": "1"}, {"title": "Old", "deleted": True}],
    "looks": [{"title": "Orders", "user_id": "1"}],
    "lookml_dashboards": [{"id": "thelook::pulse", "title": "Pulse"}],
    "datagroups": [{"name": "nightly", "model_name": "thelook"}],
    "settings": {"timezone": "Europe/Paris"},
}


@pytest.fixture
def client(start: Start) -> Client:
    """The admin of an instance with content."""
    return start(seed=SEED)


def problems(answer: requests.Response) -> list[tuple[str, str]]:
    """Field and code of every entry of a 422."""
    assert answer.status_code == 422, answer.text
    return [(e["field"], e["code"]) for e in answer.json()["errors"]]


def make(client: Client, **values: Any) -> dict[str, Any]:
    """A new plan."""
    made: dict[str, Any] = client.json("POST", "/scheduled_plans", {**PLAN, **values})
    return made


def deliveries(client: Client) -> list[dict[str, Any]]:
    """What has been sent."""
    sent: list[dict[str, Any]] = requests.get(f"{client.sandbox.base_url}/_sandbox/deliveries", timeout=5).json()
    return sent


# Creating and changing


def test_a_new_plan(client: Client) -> None:
    plan = make(client)
    assert (plan["id"], plan["user_id"], plan["enabled"], plan["title"]) == ("1", "1", True, "Sales")
    assert (plan["timezone"], plan["user"]["display_name"]) == ("Europe/Paris", "Sandbox Admin")
    (destination,) = plan["scheduled_plan_destination"]
    assert (destination["id"], destination["scheduled_plan_id"], destination["looker_recipient"]) == ("1", "1", True)
    assert client.json("GET", "/scheduled_plans/1") == plan
    assert client.json("GET", "/scheduled_plans/1?fields=name,scheduled_plan_destination(type)") == {
        "name": "Weekly",
        "scheduled_plan_destination": [{"type": "email"}],
    }


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"name": None}, [("name", "missing_field")]),
        ({"dashboard_id": None}, [("dashboard_id", "missing_field")]),
        ({"lookml_dashboard_id": "thelook::pulse"}, [("dashboard_id", "invalid"), ("lookml_dashboard_id", "invalid")]),
        ({"dashboard_id": "9"}, [("dashboard_id", "invalid")]),
        ({"dashboard_id": "2"}, [("dashboard_id", "invalid")]),  # in the trash
        ({"dashboard_id": "x"}, [("dashboard_id", "invalid")]),
        ({"user_id": "9"}, [("user_id", "invalid")]),
        ({"crontab": None}, [("crontab", "missing_field")]),
        ({"datagroup": "nightly"}, [("crontab", "invalid"), ("datagroup", "invalid")]),
        ({"crontab": None, "datagroup": "hourly"}, [("datagroup", "invalid")]),
        ({"timezone": "Mars/Olympus"}, [("timezone", "invalid")]),
        ({"pdf_paper_size": "a9"}, [("pdf_paper_size", "invalid")]),
        ({"enabled": "yes"}, [("enabled", "invalid")]),
        ({"scheduled_plan_destination": []}, [("scheduled_plan_destination", "missing_field")]),
        ({"scheduled_plan_destination": None}, [("scheduled_plan_destination", "missing_field")]),
        ({"scheduled_plan_destination": ["x"]}, [("scheduled_plan_destination[0]", "invalid")]),
        (
            {"name": "", "crontab": "x", "timezone": "x", "scheduled_plan_destination": [{}]},
            [
                ("crontab", "invalid"),
                ("timezone", "invalid"),
                ("scheduled_plan_destination[0].type", "missing_field"),
                ("scheduled_plan_destination[0].format", "missing_field"),
                ("scheduled_plan_destination[0].address", "missing_field"),
                ("name", "missing_field"),
            ],
        ),
    ],
)
def test_wrong_plans(start: Start, values: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    client = start(seed=SEED, quirks={"validation_fields": "path"})
    assert problems(client("POST", "/scheduled_plans", {**PLAN, **values})) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"format": "docx"}, [("format", "invalid")]),
        ({"type": "fax"}, [("type", "invalid")]),
        ({"address": "eve"}, [("address", "invalid")]),
        ({"type": "webhook"}, [("address", "invalid")]),
        ({"parameters": "{"}, [("parameters", "invalid")]),
        ({"parameters": "[]"}, [("parameters", "invalid")]),
        ({"type": "s3", "address": "s3://x", "parameters": '{"region": "x"}'}, [("parameters", "invalid")]),
        ({"type": "sftp", "address": "sftp://x"}, [("parameters", "invalid")]),
        ({"message": ["x"]}, [("message", "invalid")]),
    ],
)
def test_wrong_destinations(client: Client, values: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    body = {**PLAN, "scheduled_plan_destination": [{**MAIL, **values}]}
    assert problems(client("POST", "/scheduled_plans", body)) == expected


@pytest.mark.parametrize(
    "crontab", ["* * * *", "0 0 * * * *", "60 * * * *", "0 5 * * MOO", "@daily", "0 0 L * *", "0 0 31 2 *"]
)
def test_wrong_crontabs(client: Client, crontab: str) -> None:
    assert problems(client("POST", "/scheduled_plans", {**PLAN, "crontab": crontab})) == [("crontab", "invalid")]


@pytest.mark.parametrize("crontab", ["*/15 8-18 * * MON-FRI", "0 0 1,15 jan-jun 7", "5 4 29 2 *"])
def test_right_crontabs(client: Client, crontab: str) -> None:
    assert make(client, crontab=crontab)["crontab"] == crontab


def test_looks_need_to_say_when_they_are_sent(client: Client) -> None:
    csv = {**MAIL, "format": "csv"}
    body = {**PLAN, "dashboard_id": None, "look_id": "1", "scheduled_plan_destination": [csv]}
    names = ("require_results", "require_no_results", "require_change")
    assert problems(client("POST", "/scheduled_plans", body)) == [(name, "missing_field") for name in names]
    body |= dict.fromkeys(names, False)
    assert client.json("POST", "/scheduled_plans", body)["title"] == "Orders"
    pdf = {**body, "scheduled_plan_destination": [MAIL]}
    assert problems(client("POST", "/scheduled_plans", pdf)) == [("format", "invalid")]


@pytest.mark.parametrize(("quirk", "field"), [("name", "format"), ("base", "base")])
def test_how_fields_are_named_in_a_refusal(start: Start, quirk: str, field: str) -> None:
    client = start(seed=SEED, quirks={"validation_fields": quirk})
    body = {**PLAN, "scheduled_plan_destination": [{**MAIL, "format": "docx"}]}
    assert problems(client("POST", "/scheduled_plans", body)) == [(field, "invalid")]


@pytest.mark.parametrize("quirk", ["422", "accepted"])
def test_addresses_outside_the_allowed_domains(start: Start, quirk: str) -> None:
    settings = {"email_domain_allowlist": ["partner.example"]}
    client = start(seed={**SEED, "settings": settings}, quirks={"outside_address": quirk})
    for address, allowed in (("x@partner.example", True), ("eve@acme.example", True), ("x@acme.example", False)):
        answer = client(
            "POST", "/scheduled_plans", {**PLAN, "scheduled_plan_destination": [{**MAIL, "address": address}]}
        )
        assert answer.ok == (allowed or quirk == "accepted")


def test_the_old_name_of_filters(client: Client) -> None:
    plan = make(client, dashboard_filters="?Region=emea")
    assert plan["filters_string"] == plan["dashboard_filters"] == "?Region=emea"
    changed = client.json("PATCH", "/scheduled_plans/1", {"filters_string": "?Region=apac"})
    assert changed["dashboard_filters"] == "?Region=apac"


def test_destinations_are_replaced(client: Client) -> None:
    other = {**MAIL, "address": "grace@acme.example"}
    make(client, scheduled_plan_destination=[MAIL, other])
    assert len(client.json("PATCH", "/scheduled_plans/1", {"name": "New"})["scheduled_plan_destination"]) == 2
    body = {"scheduled_plan_destination": [{"id": "1", **other}]}
    (kept,) = client.json("PATCH", "/scheduled_plans/1", body)["scheduled_plan_destination"]
    assert (kept["id"], kept["address"], kept["looker_recipient"]) == ("3", "grace@acme.example", False)
    nothing: list[Any] | None
    for nothing in ([], None):
        answer = client("PATCH", "/scheduled_plans/1", {"scheduled_plan_destination": nothing})
        assert problems(answer) == [("scheduled_plan_destination", "missing_field")]


def test_secrets_are_never_returned_and_lost_when_left_out(client: Client) -> None:
    sftp = {
        "type": "sftp",
        "format": "csv_zip",
        "address": "sftp://files.acme.example/in",
        "parameters": '{"username": "looker"}',
    }
    secret = {**sftp, "secret_parameters": '{"password": "hush"}'}
    made = client("POST", "/scheduled_plans", {**PLAN, "scheduled_plan_destination": [secret]})
    assert made.ok
    assert "secret_parameters" not in made.text
    client.json("POST", "/scheduled_plans/1/run_once")
    client.json("PATCH", "/scheduled_plans/1", {"scheduled_plan_destination": [sftp]})
    client.json("POST", "/scheduled_plans/1/run_once")
    assert [d["destination"]["has_secret_parameters"] for d in deliveries(client)] == [True, False]
    assert "hush" not in str(deliveries(client))


def test_a_missing_secret_may_be_refused(start: Start) -> None:
    client = start(seed=SEED, quirks={"missing_secret": "422"})
    s3 = {"type": "s3", "format": "csv", "address": "s3://x", "parameters": '{"access_key_id": "x", "region": "y"}'}
    answer = client("POST", "/scheduled_plans", {**PLAN, "scheduled_plan_destination": [s3]})
    assert problems(answer) == [("secret_parameters", "invalid")]


def test_a_change_is_checked_with_what_stays(client: Client) -> None:
    make(client)
    assert problems(client("PATCH", "/scheduled_plans/1", {"datagroup": "nightly"})) == [
        ("crontab", "invalid"),
        ("datagroup", "invalid"),
    ]
    changed = client.json("PATCH", "/scheduled_plans/1", {"datagroup": "thelook::nightly", "crontab": None})
    assert (changed["next_run_at"], changed["crontab"]) == (None, None)
    moved = client.json("PATCH", "/scheduled_plans/1", {"dashboard_id": None, "lookml_dashboard_id": "thelook::pulse"})
    assert (moved["title"], moved["dashboard_id"]) == ("Pulse", None)


def test_newer_fields_need_a_newer_release(start: Start) -> None:
    old, new = start(seed=SEED, release="26.4"), start(seed=SEED, release="26.22")
    assert "tab_ids" not in make(old, tab_ids=["1"])
    plan = make(new, tab_ids=["1"], include_filters=True)
    assert (plan["tab_ids"], plan["include_filters"], plan["content_title"]) == (["1"], True, "Sales")


def test_ids_are_numbers_in_3_1(start: Start) -> None:
    client = start("3.1", seed=SEED)
    plan = make(client, dashboard_id=1)
    assert (plan["id"], plan["user_id"], plan["dashboard_id"]) == (1, 1, 1)
    assert plan["scheduled_plan_destination"][0]["id"] == 1
    assert "tab_ids" not in plan


# When


def test_the_next_run_follows_the_time_zone(client: Client) -> None:
    plan = make(client, crontab="30 6 * * 1", timezone="America/New_York")
    moment = datetime.fromisoformat(plan["next_run_at"])
    local = moment.astimezone(ZoneInfo("America/New_York"))
    assert moment > datetime.now(timezone.utc)
    assert (local.weekday(), local.hour, local.minute) == (0, 6, 30)
    assert client.json("PATCH", "/scheduled_plans/1", {"enabled": False})["next_run_at"] is None


# Who


def as_ada(client: Client) -> Client:
    """A session of somebody who is no admin."""
    ada = Client(client.sandbox)
    ada.log_in("ada", "ada")
    return ada


def test_lists_are_of_one_owner_or_of_all(client: Client) -> None:
    make(client, name="Mine")
    make(client, name="Ada's", user_id="2")
    make(client, name="Pulse", user_id="2", dashboard_id=None, lookml_dashboard_id="thelook::pulse")

    def names(path: str, who: Client = client) -> list[str]:
        return [plan["name"] for plan in who.json("GET", path)]

    assert names("/scheduled_plans") == ["Mine"]
    assert names("/scheduled_plans?user_id=2") == ["Ada's", "Pulse"]
    assert names("/scheduled_plans?all_users=true") == ["Mine", "Ada's", "Pulse"]
    assert names("/scheduled_plans/dashboard/1?all_users=true") == ["Mine", "Ada's"]
    assert names("/scheduled_plans/lookml_dashboard/thelook::pulse?user_id=2") == ["Pulse"]
    assert names("/scheduled_plans/look/1?all_users=true") == []
    assert names("/scheduled_plans/space/1") == ["Mine"]
    assert names("/scheduled_plans/search?all_users=true&name=a%25&limit=1") == ["Ada's"]
    assert names("/scheduled_plans/search?all_users=true&recipient=eve%25&user_first_name=ada") == ["Ada's", "Pulse"]
    ada = as_ada(client)
    for query in ("", "?user_id=1", "?all_users=true"):
        assert names(f"/scheduled_plans{query}", ada) == ["Ada's", "Pulse"]


@pytest.mark.parametrize("status", [403, 404])
def test_lists_of_others_may_be_refused(start: Start, status: int) -> None:
    client = start(seed=SEED, quirks={"partial_rights": str(status)})
    ada = as_ada(client)
    assert ada.json("GET", "/scheduled_plans") == ada.json("GET", "/scheduled_plans?user_id=2") == []
    for path in ("/scheduled_plans?user_id=1", "/scheduled_plans?all_users=true", "/scheduled_plans/look/1?user_id=1"):
        assert ada.status("GET", path) == status
    assert client.json("GET", "/scheduled_plans?all_users=true") == []


def test_others_plans_are_for_admins(client: Client) -> None:
    make(client)
    ada = as_ada(client)
    own = make(ada)
    assert own["user_id"] == "2"
    assert ada.status("POST", "/scheduled_plans", {**PLAN, "user_id": "1"}) == 404
    assert ada.status("PATCH", f"/scheduled_plans/{own['id']}", {"user_id": "1"}) == 404
    for method, path in (("GET", ""), ("PATCH", ""), ("DELETE", ""), ("POST", "/run_once")):
        assert ada.status(method, f"/scheduled_plans/1{path}", {}) == 404
    assert ada.status("DELETE", f"/scheduled_plans/{own['id']}") == 204


def test_the_owner_changes(client: Client) -> None:
    make(client, user_id="2")
    assert client.json("PATCH", "/scheduled_plans/1", {"user_id": "3"})["user"]["first_name"] == "Eve"
    assert client.json("PATCH", "/scheduled_plans/1", {"user_id": None})["user_id"] == "3"


def test_users_take_their_plans_along(client: Client) -> None:
    make(client, user_id="2")
    make(client, user_id="3")
    client.json("PATCH", "/users/2", {"is_disabled": True})
    assert client.json("GET", "/scheduled_plans/1")["enabled"] is False
    client.json("POST", "/scheduled_plans/1/run_once")
    assert deliveries(client) == []
    assert client.status("DELETE", "/users/3") == 204
    assert client.status("GET", "/scheduled_plans/2") == 404


# Sending


def test_run_once_sends_a_copy(client: Client) -> None:
    make(client, user_id="2")
    other = {"name": "Test", "scheduled_plan_destination": [{**MAIL, "address": "x@acme.example"}]}
    ran = client.json("POST", "/scheduled_plans/1/run_once", other)
    assert (ran["name"], ran["run_once"], ran["next_run_at"], ran["user_id"]) == ("Test", True, None, "2")
    assert client.json("GET", "/scheduled_plans/1")["last_run_at"] is None
    assert client.status("GET", f"/scheduled_plans/{ran['id']}") == 404
    (sent,) = deliveries(client)
    assert (sent["trigger"], sent["content"], sent["data_of"]["email"]) == (
        "run_once",
        {"dashboard_id": "1"},
        "ada@acme.example",
    )
    assert sent["destination"]["address"] == "x@acme.example"
    assert requests.delete(f"{client.sandbox.base_url}/_sandbox/deliveries", timeout=5).status_code == 204
    assert deliveries(client) == []


def test_an_ad_hoc_plan_needs_no_timing(client: Client) -> None:
    body = {name: value for name, value in PLAN.items() if name != "crontab"}
    client.json("POST", "/scheduled_plans/run_once", body)
    assert client.json("GET", "/scheduled_plans") == []
    assert problems(client("POST", "/scheduled_plans/run_once", {})) != []
    assert len(deliveries(client)) == 1


def test_run_once_has_its_moods(start: Start) -> None:
    client = start(seed=SEED, quirks={"run_once_body": "strict", "run_once_plan": "kept"})
    plan = make(client)
    assert client.status("POST", "/scheduled_plans/1/run_once", {"id": plan["id"]}) == 404
    assert client.status("POST", "/scheduled_plans/1/run_once", {}) == 200
    assert [p["run_once"] for p in client.json("GET", "/scheduled_plans")] == [False, True]
    url = f"{client.sandbox.base_url}/api/4.0/scheduled_plans/1/run_once"
    assert client.session.post(url, timeout=5).status_code == 500


def test_recipients_may_see_their_own_data(client: Client) -> None:
    ada = {**MAIL, "address": "ada@acme.example"}
    make(client, run_as_recipient=True, scheduled_plan_destination=[ada, MAIL])
    client.json("POST", "/scheduled_plans/1/run_once")
    stranger = {**MAIL, "address": "x@partner.example"}
    client.json("POST", "/scheduled_plans/1/run_once", {"scheduled_plan_destination": [ada, stranger]})
    admin = "admin@sandbox.example"
    emails = [sent["data_of"]["email"] for sent in deliveries(client)]
    assert emails == ["ada@acme.example", "eve@acme.example", admin, admin]


def test_turning_a_plan_on_sends_at_once(client: Client) -> None:
    make(client, enabled=False)
    client.json("PATCH", "/scheduled_plans/1", {"name": "Still off"})
    assert deliveries(client) == []
    assert client.json("PATCH", "/scheduled_plans/1", {"enabled": True})["last_run_at"] is not None
    client.json("PATCH", "/scheduled_plans/1", {"enabled": True})
    assert [sent["trigger"] for sent in deliveries(client)] == ["enabled"]


def test_ten_runs_a_second(client: Client) -> None:
    make(client)
    before = time.monotonic()
    statuses = [client.status("POST", "/scheduled_plans/1/run_once") for _unused in range(12)]
    if time.monotonic() - before < 1:
        assert statuses == [200] * 10 + [429] * 2
    time.sleep(1)
    assert client.status("POST", "/scheduled_plans/1/run_once") == 200


# State


def test_plans_are_part_of_the_state(client: Client) -> None:
    make(client, user_id="2", scheduled_plan_destination=[{**MAIL, "secret_parameters": '{"token": "x"}'}])
    state = client.sandbox.state()
    before = client.json("GET", "/scheduled_plans/1")
    client.sandbox.set_state(state)
    assert client.json("GET", "/scheduled_plans/1") == before
    assert client.sandbox.state() == state
