# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What schedules hang on: folders, dashboards, Looks, datagroups, integrations, settings, time zones."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
import requests
from sandbox.conftest import Client, Start
from sandbox.shared import RECORDED

from looker_sandbox import demo

SEED = {
    "users": [
        {
            "first_name": "Ada",
            "last_name": "Lovelace",
            "email": "ada@acme.example",
            "credentials": {"api3": [{"client_id": "ada", "client_secret": "ada"}]},
        }
    ],
    "folders": [{"name": "Finance", "parent_id": "Shared"}, {"name": "Reports", "parent_id": "Finance"}],
    "dashboards": [
        {"title": "Sales", "user_id": "2", "folder_id": "Reports"},
        {"title": "Old", "folder_id": "Reports", "deleted": True},
    ],
    "looks": [{"title": "Orders", "user_id": "2", "folder_id": "Finance"}],
    "lookml_dashboards": [{"id": "thelook::pulse", "title": "Pulse"}],
    "datagroups": [{"name": "nightly", "model_name": "thelook"}],
    "integrations": [{"id": "1::google_cloud_storage", "label": "Google Cloud Storage", "enabled": True}],
    "settings": {"timezone": "Europe/Paris"},
}


@pytest.fixture
def client(start: Start) -> Client:
    """The admin of an instance with content."""
    return start(seed=SEED)


def names(client: Client, path: str, key: str = "name") -> list[str]:
    """One property of every object of a list."""
    return [row[key] for row in client.json("GET", path)]


def folder_id(client: Client, name: str) -> str:
    """The id of a folder."""
    (found,) = client.json("GET", f"/folders/search?name={name}&fields=id")
    return str(found["id"])


def test_folders_are_a_tree(client: Client) -> None:
    assert sorted(names(client, "/folders")) == [
        "Ada Lovelace",
        "Finance",
        "LookML Dashboards",
        "Reports",
        "Sandbox Admin",
        "Shared",
        "Users",
    ]
    finance, reports = folder_id(client, "Finance"), folder_id(client, "Reports")
    assert names(client, f"/folders/{reports}/ancestors") == ["Shared", "Finance"]
    assert client.json("GET", f"/folders/{reports}/parent")["id"] == finance
    assert (
        names(client, "/folders/1/children") == names(client, "/folders/1/children/search?name=fin%25") == ["Finance"]
    )
    assert names(client, f"/folders/search?parent_id={finance}") == ["Reports"]
    assert names(client, "/folders/search?is_users_root=true") == ["Users"]
    assert client.json("GET", f"/folders/{finance}")["child_count"] == 1
    assert names(client, f"/folders/{finance}/looks", "title") == ["Orders"]
    assert names(client, f"/folders/{reports}/dashboards", "title") == ["Sales"]
    assert names(client, "/folders/lookml/dashboards", "title") == ["Pulse"]
    for path in ("/folders/99", "/folders/1/parent", "/folders/x"):
        assert client.status("GET", path) == 404


def test_personal_folders_follow_their_users(client: Client) -> None:
    mine = client.json("GET", "/users/2?fields=personal_folder_id")["personal_folder_id"]
    folder = client.json("GET", f"/folders/{mine}")
    assert (folder["name"], folder["parent_id"], folder["creator_id"]) == ("Ada Lovelace", "2", "2")
    assert (folder["is_personal"], folder["can"]["update"]) == (True, False)
    client.json("PATCH", "/users/2", {"last_name": "Byron"})
    assert client.json("GET", f"/folders/{mine}")["name"] == "Ada Byron"
    assert client.status("DELETE", "/users/2") == 204
    assert client.status("GET", f"/folders/{mine}") == 404


def test_folders_are_shown_as_recorded(start: Start) -> None:
    path = RECORDED / "api31-spectacles-2020-2022" / "cassettes__init_client.json"
    if not path.exists():
        pytest.skip("the recorded exchanges are not part of the collection")
    exchanges = json.loads(path.read_text(encoding="utf-8"))["exchanges"]
    recorded = next(e["response"]["body"] for e in exchanges if e["request"]["url"].endswith("/folders"))
    shown = {folder["id"]: folder for folder in start("3.1").json("GET", "/folders")}
    for folder in recorded:
        if folder["id"] not in (1, 2, "lookml"):
            continue
        ours, varying = shown[folder["id"]], ("content_metadata_id", "created_at", "child_count")
        assert list(ours) == list(folder)
        assert {k: v for k, v in ours.items() if k not in varying} == {
            k: v for k, v in folder.items() if k not in varying
        }


def test_dashboards_and_looks(client: Client) -> None:
    assert names(client, "/dashboards", "title") == ["Sales", "Pulse"]
    assert names(client, "/dashboards?fields=id,folder(name)", "folder") == [
        {"name": "Reports"},
        {"name": "LookML Dashboards"},
    ]
    assert client.json("GET", "/dashboards/2")["deleted"] is True
    assert client.json("GET", "/dashboards/thelook::pulse")["readonly"] is True
    assert names(client, f"/dashboards/search?folder_id={folder_id(client, 'Reports')}", "title") == ["Sales"]
    assert names(client, "/looks", "title") == ["Orders"]
    assert client.json("GET", "/looks/1?fields=id,user_name,folder(name)") == {
        "id": "1",
        "folder": {"name": "Finance"},
        "user_name": "Ada Lovelace",
    }
    for path in ("/dashboards/9", "/dashboards/x::y", "/looks/9"):
        assert client.status("GET", path) == 404


def test_lookml_dashboards(client: Client) -> None:
    (found,) = client.json("GET", "/dashboards/lookml/search?title=pul%25")
    assert found == {"dashboard_id": "thelook::pulse", "lookml": "- dashboard: pulse\n  title: Pulse\n"}
    assert client.json("GET", "/dashboards/lookml/thelook::pulse") == found
    assert client.json("GET", "/dashboards/lookml/search?folder_id=lookml&limit=1") == [found]
    assert client.json("GET", "/dashboards/lookml/search?title=x") == []
    assert client.json("GET", "/dashboards/lookml/1")["dashboard_id"] == "1"
    assert client.status("GET", "/dashboards/lookml/9") == 404


def test_a_deleted_user_takes_its_folder_along(start: Start) -> None:
    mail = {"type": "email", "format": "csv", "address": "ada@acme.example"}
    plan = {"name": "Plan", "user_id": "1", "dashboard_id": "1", "crontab": "0 6 * * *"}
    client = start(
        seed={
            "users": [{"id": "2", "first_name": "Ada", "email": "ada@acme.example", "personal_folder_id": "50"}],
            "dashboards": [{"title": "The admin's", "user_id": "1", "folder_id": "50"}],
            "scheduled_plans": [{**plan, "scheduled_plan_destination": [mail]}],
        }
    )
    assert names(client, "/folders/50/dashboards", "title") == ["The admin's"]
    assert client.status("DELETE", "/users/2") == 204
    assert client.json("GET", "/dashboards/1")["deleted"] is True
    assert client.json("GET", "/scheduled_plans?all_users=true") == []
    assert client.status("GET", "/folders/50") == 404


def test_ids_in_3_1(start: Start) -> None:
    client = start("3.1", seed=SEED)
    assert client.json("GET", "/looks/1?fields=id,user_id,folder_id") == {"id": 1, "user_id": 2, "folder_id": "4"}
    assert client.json("GET", "/dashboards/1?fields=id,user_id") == {"id": "1", "user_id": 2}


def test_a_triggered_datagroup_sends_what_waits_for_it(client: Client) -> None:
    plan = {
        "name": "Nightly",
        "dashboard_id": "1",
        "datagroup": "nightly",
        "scheduled_plan_destination": [{"type": "email", "format": "wysiwyg_pdf", "address": "ada@acme.example"}],
    }
    client.json("POST", "/scheduled_plans", plan)
    client.json("POST", "/scheduled_plans", {**plan, "name": "Off", "enabled": False})
    assert client.json("PATCH", "/datagroups/1", {"stale_before": int(time.time())})["triggered_at"] is None
    moment = int(time.time())
    assert client.json("PATCH", "/datagroups/1", {"triggered_at": moment})["triggered_at"] == moment
    sent = requests.get(f"{client.sandbox.base_url}/_sandbox/deliveries", timeout=5).json()
    assert [(d["name"], d["trigger"]) for d in sent] == [("Nightly", "datagroup")]
    answer = client("PATCH", "/datagroups/1", {"stale_before": moment + 9999, "triggered_at": "x"})
    assert answer.status_code == 422


def test_datagroups_are_for_those_who_may_see_them(client: Client) -> None:
    assert names(client, "/datagroups") == ["nightly"]
    ada = Client(client.sandbox)
    ada.log_in("ada", "ada")
    assert ada.json("GET", "/datagroups") == []
    assert ada.status("PATCH", "/datagroups/1", {}) == ada.status("GET", "/setting") == 404


def test_settings_zones_locales_and_integrations(client: Client) -> None:
    assert client.json("GET", "/setting?fields=timezone,email_domain_allowlist") == {
        "timezone": "Europe/Paris",
        "email_domain_allowlist": [],
    }
    zones = {zone["value"]: zone for zone in client.json("GET", "/timezones")}
    assert zones["Europe/Paris"] == {"value": "Europe/Paris", "label": "Europe - Paris", "group": "Common"}
    assert {"code": "en", "native_name": "English", "english_name": "English"} in client.json("GET", "/locales")
    (integration,) = client.json("GET", "/integrations?integration_hub_id=1")
    assert (integration["id"], integration["integration_hub_id"]) == ("1::google_cloud_storage", "1")
    assert client.json("GET", "/integrations/1::google_cloud_storage") == integration
    assert client.json("GET", "/integrations?integration_hub_id=2") == []
    assert client.status("GET", "/integrations/1::nothing") == 404


@pytest.mark.parametrize(
    "seed",
    [
        {"folders": [{"name": "x", "parent_id": "nowhere"}]},
        {"dashboards": [{"title": "x", "folder_id": "nowhere"}]},
        {"lookml_dashboards": [{"id": "pulse"}]},
        {"integrations": [{"id": "x"}]},
    ],
)
def test_wrong_seeds_are_refused(start: Start, seed: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(seed))):
        start(seed=seed)


def test_content_is_part_of_the_state(start: Start) -> None:
    client = start(seed=demo.document())
    plans = client.json("GET", "/scheduled_plans?all_users=true")
    assert [plan["title"] for plan in plans] == ["Business overview", "Orders of yesterday"]
    state = client.sandbox.state()
    client.sandbox.set_state(state)
    assert client.sandbox.state() == state
    assert client.json("GET", "/scheduled_plans?all_users=true") == plans
    assert client.json("GET", f"/folders/{folder_id(client, 'Reports')}/parent")["name"] == "Finance"
