# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The small configurations of an instance: passwords, sessions, mail, help, legacy features, support, storage."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any

import pytest
from sandbox.conftest import Client, Start
from sandbox.test_users import problems

# Path to read, path to change, a change.
SINGLETONS: list[tuple[str, str, dict[str, Any]]] = [
    ("/password_config", "/password_config", {"min_length": 12, "require_special": False}),
    ("/session_config", "/session_config", {"session_minutes": 600, "allow_persistent_sessions": False}),
    ("/digest_emails_enabled", "/digest_emails_enabled", {"is_enabled": True}),
    ("/internal_help_resources_enabled", "/internal_help_resources", {"enabled": True}),
    (
        "/internal_help_resources_content",
        "/internal_help_resources_content",
        {"organization_name": "Acme", "markdown_content": "# Hello"},
    ),
    (
        "/cloud_storage",
        "/cloud_storage",
        {"type": "custom-s3", "custom_s3_bucket": "backups", "custom_s3_bucket_region": "eu-central-1"},
    ),
]
NAMES = [change[0] for change in SINGLETONS]


@pytest.mark.parametrize("version", ["4.0", "3.1"])
@pytest.mark.parametrize(("read", "write", "change"), SINGLETONS, ids=NAMES)
def test_only_what_is_sent_changes(start: Start, version: str, read: str, write: str, change: dict[str, Any]) -> None:
    client = start(version)
    before = client.json("GET", read)
    after = client.json("PATCH", write, change)
    assert after == client.json("GET", read) == {**before, **change}
    assert before != after
    assert client.json("PATCH", write, {}) == after


@pytest.mark.parametrize(("read", "write", "change"), SINGLETONS, ids=NAMES)
def test_they_are_part_of_the_state(client: Client, read: str, write: str, change: dict[str, Any]) -> None:
    fresh = client.json("GET", read)
    changed, state = client.json("PATCH", write, change), client.sandbox.state()
    client.sandbox.reset()
    assert client.json("GET", read) == fresh
    client.sandbox.set_state(json.loads(json.dumps(state)))
    assert client.json("GET", read) == changed


ADA = {"users": [{"first_name": "Ada", "credentials": {"api3": [{"client_id": "ada", "client_secret": "s"}]}}]}
FOR_ADMINS = [
    *[("GET", read) for read, _unused, _change in SINGLETONS],
    *[("PATCH", write) for _unused, write, _change in SINGLETONS],
    ("POST", "/smtp_settings"),
    ("GET", "/smtp_status"),
    ("POST", "/digest_email_send"),
    ("GET", "/legacy_features"),
    ("PATCH", "/legacy_features/legacy_sort_order"),
    ("GET", "/support_access/allowlist"),
    ("POST", "/support_access/allowlist"),
    ("DELETE", "/support_access/allowlist/1"),
    ("GET", "/support_access/status"),
    ("PUT", "/support_access/enable"),
    ("PUT", "/support_access/disable"),
    ("PUT", "/custom_welcome_email_test"),
    ("GET", "/whitelabel_configuration"),
    ("PATCH", "/custom_welcome_email"),
    ("PUT", "/password_config/force_password_reset_at_next_login_for_all_users"),
]


def test_only_admins_may(start: Start) -> None:
    ada = Client(start(seed=ADA).sandbox)
    ada.log_in("ada", "s")
    assert {ada.status(method, path, {}) for method, path in FOR_ADMINS} == {404}


@pytest.mark.parametrize("status", ["403", "404", "405"])
def test_what_core_denies(start: Start, status: str) -> None:
    client = start(edition="core", quirks={"core_denial": status})
    denied = {
        (method, path)
        for method, path in FOR_ADMINS
        if client.status(method, path, {"duration_in_seconds": 60, "emails": ["a@b.example"]}) == int(status)
    }
    assert denied == {
        (method, path)
        for method, path in FOR_ADMINS
        if path.startswith(("/password_config", "/legacy_features", "/support_access"))
    }


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/password_config", {"min_length": 6}, "min_length"),
        ("/password_config", {"min_length": 101}, "min_length"),
        ("/password_config", {"min_length": True}, "min_length"),
        ("/password_config", {"expiration_duration_days": 29}, "expiration_duration_days"),
        ("/password_config", {"expiration_duration_days": 366}, "expiration_duration_days"),
        ("/session_config", {"session_minutes": 4}, "session_minutes"),
        ("/session_config", {"session_minutes": 43201}, "session_minutes"),
        ("/session_config", {"track_session_location": "yes"}, "track_session_location"),
        ("/cloud_storage", {"type": "s3"}, "type"),
        ("/cloud_storage", {"type": "custom-s3", "custom_s3_bucket_region": "x"}, "custom_s3_bucket"),
    ],
)
def test_wrong_values_are_refused(client: Client, path: str, body: Any, field: str) -> None:
    before = client.json("GET", path)
    assert [problem[0] for problem in problems(client("PATCH", path, body))] == [field]
    assert client.json("GET", path) == before


@pytest.mark.parametrize(
    ("path", "body"), [("/password_config", {"min_length": 7}), ("/session_config", {"session_minutes": 5})]
)
def test_the_ends_of_the_ranges_are_taken(client: Client, path: str, body: Any) -> None:
    assert body.items() <= client.json("PATCH", path, body).items()


# Passwords


def test_passwords_expire_from_the_day_of_the_policy(start: Start) -> None:
    client = start()
    assert client.json("GET", "/password_config")["policy_enabled_at"] is None
    since = client.json("PATCH", "/password_config", {"expiration_enabled": True})["policy_enabled_at"]
    assert abs((datetime.fromisoformat(since) - datetime.now(timezone.utc)).total_seconds()) < 60
    body = {"expiration_enabled": True, "expiration_duration_days": 30}
    assert client.json("PATCH", "/password_config", body)["policy_enabled_at"] == since
    older = start(release="25.20.0").json("GET", "/password_config")
    assert "expiration_enabled" not in older
    assert "expiration_enabled" not in start("3.1").json("GET", "/password_config")


def test_everybody_has_to_choose_a_new_password(start: Start) -> None:
    client = start(seed={"users": [{"id": "2", "email": "ada@acme.example"}, {"id": "3"}]})
    client.json("PUT", "/password_config/force_password_reset_at_next_login_for_all_users")
    assert client.json("GET", "/users/2/credentials_email")["forced_password_reset_at_next_login"] is True


# Mail


def test_the_smtp_server_is_set_and_never_shown(client: Client) -> None:
    assert client.json("GET", "/smtp_status")["is_valid"] is True
    body = {
        "address": "mail.acme.invalid",
        "port": 587,
        "user_name": "looker",
        "password": "hush",
        "from": "a@b.example",
    }
    assert client.status("POST", "/smtp_settings", body) == 204
    status = client.json("GET", "/smtp_status")
    assert (status["is_valid"], status["node_count"]) == (False, 1)
    assert "mail.acme.invalid" in status["node_status"][0]["message"]
    assert client.status("POST", "/smtp_settings", {**body, "address": "mail.acme.example"}) == 204
    assert client.json("GET", "/smtp_status?fields=is_valid") == {"is_valid": True}
    assert client.sandbox.state()["smtp_settings"]["password"] == "hush"
    assert client.status("POST", "/smtp_settings", {"default_smtp": True}) == 204
    assert client.sandbox.state()["smtp_settings"] == {"default_smtp": True}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "address"),
        ({"address": "m", "port": 0}, "port"),
        ({"address": "m", "ssl_version": "TLSv1_3"}, "ssl_version"),
    ],
)
def test_wrong_smtp_settings_are_refused(client: Client, body: Any, field: str) -> None:
    assert [problem[0] for problem in problems(client("POST", "/smtp_settings", body))] == [field]


def test_mail_that_goes_nowhere(client: Client) -> None:
    assert client.json("POST", "/digest_email_send") == {"configuration_delivered": True}
    body = {"content": "Hi<script>x</script>", "subject": "Hello"}
    assert client.json("PUT", "/custom_welcome_email_test", body) == {
        "content": "Hi",
        "subject": "Hello",
        "header": None,
    }


# Older paths of settings


@pytest.mark.parametrize("version", ["4.0", "3.1"])
def test_private_label_and_welcome_mail_have_older_paths(start: Start, version: str) -> None:
    client = start(version)
    label = client.json("PUT", "/whitelabel_configuration", {"custom_welcome_email_advanced": True})
    assert (label["id"], label["custom_welcome_email_advanced"]) == ("1" if version == "4.0" else 1, True)
    mail = client.json("PATCH", "/custom_welcome_email", {"enabled": True, "subject": "Welcome"})
    assert mail == client.json("GET", "/custom_welcome_email")
    assert (mail["subject"], "can" in mail) == ("Welcome", version == "3.1")
    state = client.sandbox.state()["settings"]
    assert state["custom_welcome_email"] == {"enabled": True, "subject": "Welcome"}
    assert state["privatelabel_configuration"] == {"custom_welcome_email_advanced": True}


def test_older_paths_have_the_same_rules(start: Start) -> None:
    refused = start()("PATCH", "/custom_welcome_email", {"subject": "Welcome"})
    assert [problem[0] for problem in problems(refused)] == ["subject"]
    unlicensed: dict[str, Any] = {"settings": {"instance_config": {"license_features": {}}}}
    client = start(seed=unlicensed, quirks={"unlicensed_setting": "403"})
    assert client.status("PATCH", "/custom_welcome_email", {"subject": "Welcome"}) == 403
    assert client.status("PUT", "/whitelabel_configuration", {"show_docs": False}) == 403


# Storage


@pytest.mark.parametrize(
    ("version", "path", "status"),
    [("4.0", "/cloud_storage", 200), ("3.1", "/backup_configuration", 200), ("4.0", "/backup_configuration", 404)],
)
def test_keys_of_the_storage_are_never_shown(start: Start, version: str, path: str, status: int) -> None:
    client = start(version)
    body = {"custom_s3_key": "AKIA", "custom_s3_secret": "hush", "custom_s3_bucket": "b"}
    answer = client("PATCH", path, body)
    assert answer.status_code == status
    assert "hush" not in answer.text
    if status == 200:
        assert client.json("GET", "/cloud_storage")["custom_s3_bucket"] == "b"
        assert client.sandbox.state()["cloud_storage"]["custom_s3_secret"] == "hush"


# Legacy features


def test_legacy_features(client: Client) -> None:
    features = client.json("GET", "/legacy_features")
    assert features
    path = f"/legacy_features/{features[0]['id']}"
    assert client.json("GET", path) == features[0]
    assert (features[0]["enabled"], features[0]["enabled_locally"]) == (False, False)
    on = client.json("PATCH", path, {"enabled_locally": True, "name": "Mine"})
    assert on == client.json("GET", path) == {**features[0], "enabled": True, "enabled_locally": True}
    assert client.status("GET", "/legacy_features/nothing") == 404


def test_legacy_features_can_be_seeded(start: Start) -> None:
    client = start(seed={"legacy_features": [{"id": "old", "name": "Old Ways", "enabled_locally": True}]})
    assert [(f["id"], f["enabled"]) for f in client.json("GET", "/legacy_features")] == [("old", True)]
    assert client.sandbox.state()["legacy_features"] == [{"id": "old", "name": "Old Ways", "enabled_locally": True}]


# Support


def test_the_allow_list(start: Start) -> None:
    client = start()
    added = client.json(
        "POST", "/support_access/allowlist", {"emails": ["a@l.example", "b@l.example"], "reason": "Help"}
    )
    assert added == client.json("GET", "/support_access/allowlist")
    assert [(e["id"], e["email"], e["reason"]) for e in added] == [
        ("1", "a@l.example", "Help"),
        ("2", "b@l.example", "Help"),
    ]
    assert client.status("DELETE", "/support_access/allowlist/1") == 204
    assert client.status("DELETE", "/support_access/allowlist/1") == 404
    assert client.json("GET", "/support_access/allowlist?fields=email") == [{"email": "b@l.example"}]
    for body in ({}, {"emails": ["nobody"]}):
        assert [p[0] for p in problems(client("POST", "/support_access/allowlist", body))] == ["emails"]
    state = client.sandbox.state()
    client.sandbox.reset()
    client.sandbox.set_state(state)
    assert client.json("GET", "/support_access/allowlist?fields=id,email") == [{"id": "2", "email": "b@l.example"}]


@pytest.mark.parametrize(("quirk", "status", "left"), [("200", 200, 2), ("422", 422, 1)])
def test_an_address_that_is_on_the_list(start: Start, quirk: str, status: int, left: int) -> None:
    client = start(quirks={"allowlisted_twice": quirk})
    client.json("POST", "/support_access/allowlist", {"emails": ["a@l.example"]})
    assert client.status("POST", "/support_access/allowlist", {"emails": ["A@l.example", "b@l.example"]}) == status
    assert len(client.json("GET", "/support_access/allowlist")) == left


@pytest.mark.parametrize(("quirk", "status"), [("200", 200), ("409", 409)])
def test_the_door_is_open_for_a_while(start: Start, quirk: str, status: int) -> None:
    client = start(quirks={"support_opened_twice": quirk})
    shut = {"open": False, "open_until": None}
    assert client.json("GET", "/support_access/status") == shut
    opened = client.json("PUT", "/support_access/enable", {"duration_in_seconds": 3600})
    assert opened == client.json("GET", "/support_access/status")
    seconds = (datetime.fromisoformat(opened["open_until"]) - datetime.now(timezone.utc)).total_seconds()
    assert (opened["open"], 3500 < seconds <= 3600) == (True, True)
    assert client.status("PUT", "/support_access/enable", {"duration_in_seconds": 60}) == status
    assert client.json("PUT", "/support_access/disable") == client.json("GET", "/support_access/status") == shut
    for body in ({}, {"duration_in_seconds": 0}):
        assert [p[0] for p in problems(client("PUT", "/support_access/enable", body))] == ["duration_in_seconds"]


def test_the_door_shuts_by_itself(start: Start) -> None:
    client = start(seed={"support_access": {"open_until": "2020-01-01T00:00:00.000+00:00"}})
    assert client.json("GET", "/support_access/status") == {"open": False, "open_until": None}


# What can only be read


def test_mobile_settings_and_addresses(start: Start) -> None:
    client = start(seed={"mobile_settings": {"mobile_force_authentication": True}})
    assert client.json("GET", "/mobile/settings")["mobile_force_authentication"] is True
    assert client.json("GET", "/public_egress_ip_addresses") == {"egress_ip_addresses": []}
