# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""``/setting``: what can be changed, what is refused, what changes along."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from sandbox.conftest import Client, Start
from sandbox.test_users import problems

from looker_sandbox.resources.setting_model import SETTING
from looker_sandbox.schema import Field, Model

PICTURE = base64.b64encode(b"a picture").decode()
UNLICENSED = {"settings": {"instance_config": {"feature_flags": {}, "license_features": {"saml": True}}}}
WITH_SUBJECTS = {"settings": {"privatelabel_configuration": {"custom_welcome_email_advanced": True}}}


def change(client: Client, **body: Any) -> Any:
    """Change settings, and see that a read tells the same."""
    answer = client.json("PATCH", "/setting", body)
    assert client.json("GET", "/setting") == answer
    return answer


def test_only_what_is_sent_changes(client: Client) -> None:
    before = client.json("GET", "/setting")
    after = change(client, timezone="Europe/Paris", onboarding_enabled=False, email_domain_allowlist=["acme.example"])
    assert {name for name in before if before[name] != after[name]} == {
        "timezone",
        "onboarding_enabled",
        "email_domain_allowlist",
    }
    assert (
        change(client, email_domain_allowlist=[], dashboard_auto_refresh_minimum_interval="1 minute")[
            "email_domain_allowlist"
        ]
        == []
    )
    assert (
        change(client, dashboard_auto_refresh_minimum_interval=None)["dashboard_auto_refresh_minimum_interval"] is None
    )


def test_fields_cut_the_answer(client: Client) -> None:
    body = {"allow_user_timezones": True}
    assert client.json("PATCH", "/setting?fields=timezone,embed_config(look_filters)", body) == {
        "timezone": "UTC",
        "embed_config": {"look_filters": False},
    }


# A value other than that of a new instance, for what is neither a switch nor free text.
OTHER = {
    "timezone": "Asia/Tokyo",
    "host_url": "https://looker.acme.example",
    "email_domain_allowlist": ["acme.example", "*.acme.example"],
    "dashboard_auto_refresh_minimum_interval": "30 seconds",
    "managed_certificate_uri": ["projects/1/secrets/root"],
    "content_certification_documentation_link": "https://wiki.acme.example",
    "domain_allowlist": ["https://*.acme.example"],
    "alert_url_allowlist": ["https://app.acme.example"],
}
# What is never shown as it is sent, or not at all times; each has its own test.
APART = {"logo_file", "favicon_file", "override_warnings"}


def another(field: Field, before: Any) -> Any:
    """A value that differs from the present one; of a nested object all of it."""
    if field.model is not None:
        return everything(field.model, before)
    return not before if field.kind is bool else OTHER.get(field.name, f"other {field.name}")


def everything(model: Model, before: Any) -> dict[str, Any]:
    """Another value for everything that can be written and is there."""
    fields = [f for f in model.fields if f.writable and f.name in before and f.name not in APART]
    return {f.name: another(f, before[f.name]) for f in fields}


def contains(whole: Any, part: Any) -> bool:
    """Whether an object has all that another has, in nested objects too."""
    if isinstance(part, dict):
        return all(name in whole and contains(whole[name], value) for name, value in part.items())
    return bool(whole == part)


@pytest.mark.parametrize("release", [(26, 22), (26, 12), (24, 12)])
def test_everything_can_be_changed_at_once_and_one_by_one(start: Start, release: tuple[int, int]) -> None:
    client = start(release=".".join(map(str, release)))
    fresh = client.json("GET", "/setting")
    body = everything(SETTING, fresh)
    assert set(body) == {field.name for field in SETTING.fields if field.writable and field.since <= release}
    assert contains(change(client, **body), body)
    assert change(client, **body) == client.json("PATCH", "/setting", {}), "the same again changes nothing"
    client.sandbox.reset()
    for name in sorted(body, key=lambda name: name == "custom_welcome_email"):  # its subject needs the private label
        assert contains(change(client, **{name: body[name]}), {name: body[name]})
        assert contains(change(client, **{name: body[name]}), {name: body[name]})
    assert client.json("GET", "/setting") != fresh


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"host_url": "looker.acme.example"}, "host_url"),
        ({"host_url": ""}, "host_url"),
        ({"host_url": "https://looker.acme.example:port"}, "host_url"),
        ({"email_domain_allowlist": ["ada@acme.example"]}, "email_domain_allowlist"),
        ({"email_domain_allowlist": "acme.example"}, "email_domain_allowlist"),
        ({"onboarding_enabled": "yes"}, "onboarding_enabled"),
        ({"dashboard_auto_refresh_minimum_interval": "often"}, "dashboard_auto_refresh_minimum_interval"),
        ({"content_certification_documentation_link": "here"}, "content_certification_documentation_link"),
        ({"embed_config": {"domain_allowlist": [1]}}, "embed_config.domain_allowlist"),
        ({"privatelabel_configuration": {"logo_file": "no picture!"}}, "privatelabel_configuration.logo_file"),
        ({"mcp_tools": {"query": {"enabled": 1}}}, "mcp_tools.query.enabled"),
    ],
)
def test_wrong_values_are_refused_and_nothing_changes(client: Client, body: Any, field: str) -> None:
    before = client.json("GET", "/setting")
    answer = client("PATCH", "/setting", {**body, "marketplace_enabled": False})
    assert [problem["field"] for problem in answer.json()["errors"]] == [field]
    assert answer.status_code == 422
    assert client.json("GET", "/setting") == before


def test_all_problems_at_once(client: Client) -> None:
    body = {"timezone": "x", "host_url": "x", "embed_config": {"look_filters": 1}}
    assert {p[0] for p in problems(client("PATCH", "/setting", body))} == {
        "timezone",
        "host_url",
        "embed_config.look_filters",
    }


def test_what_is_read_only_stays(start: Start) -> None:
    body = {
        "marketplace_site": "https://elsewhere.example",
        "embed_enabled": False,
        "login_notification_text": "Hello",
        "instance_config": {"license_features": {}},
        "privatelabel_configuration": {"logo_url": "/mine.png"},
        "embed_config": {"embed_enabled": False},
        "mcp_tools": {"query": {"description": "Mine"}},
    }
    client = start()
    before = client.json("GET", "/setting")
    assert change(client, **body) == before
    strict = start(quirks={"unknown_fields": "422"})
    assert {p[0] for p in problems(strict("PATCH", "/setting", body))} == {
        "marketplace_site",
        "embed_enabled",
        "login_notification_text",
        "instance_config",
        "privatelabel_configuration.logo_url",
        "embed_config.embed_enabled",
        "mcp_tools.query.description",
    }


@pytest.mark.parametrize(("quirk", "left"), [("merged", True), ("replaced", False)])
def test_nested_objects_are_merged_or_replaced(start: Start, quirk: str, left: bool) -> None:
    client = start(quirks={"nested_settings": quirk})
    change(client, embed_config={"look_filters": True}, mcp_tools={"query": {"enabled": True}})
    after = change(
        client, embed_config={"hide_look_navigation": True}, mcp_tools={"enable_all": True}, timezone="Europe/Paris"
    )
    assert after["embed_config"]["look_filters"] is left
    assert after["mcp_tools"]["query"]["enabled"] is left
    assert after["embed_config"]["hide_look_navigation"] is after["mcp_tools"]["enable_all"] is True
    assert after["embed_config"]["embed_enabled"] is True
    after = change(client, privatelabel_configuration={"logo_file": PICTURE})
    after = change(client, privatelabel_configuration={"show_docs": False})
    assert after["privatelabel_configuration"]["logo_url"].startswith("/private_label/logo-")


def test_pictures_are_taken_and_never_shown(client: Client) -> None:
    label = change(client, privatelabel_configuration={"logo_file": PICTURE})["privatelabel_configuration"]
    assert (label["logo_file"], label["favicon_file"], label["favicon_url"]) == (None, None, None)
    assert label["logo_url"].startswith("/private_label/logo-")
    assert PICTURE not in str(client.sandbox.state())
    other = base64.b64encode(b"another").decode()
    assert (
        change(client, privatelabel_configuration={"logo_file": other})["privatelabel_configuration"]["logo_url"]
        != label["logo_url"]
    )
    assert (
        change(client, privatelabel_configuration={"logo_file": ""})["privatelabel_configuration"]["logo_url"] is None
    )


# The Host URL


@pytest.mark.parametrize(
    "url", ["http://looker.acme.example", "https://looker", "https://10.0.0.1", "https://a.b:9999"]
)
@pytest.mark.parametrize("status", [422, 400])
def test_a_host_url_with_warnings_needs_override(start: Start, url: str, status: int) -> None:
    client = start(quirks={"host_url_warning": str(status)})
    answer = client("PATCH", "/setting", {"host_url": url})
    assert answer.status_code == status
    assert "override_warnings" in answer.text
    assert client.json("GET", "/setting?fields=host_url") == {"host_url": "https://sandbox.looker.example"}
    assert change(client, host_url=url, override_warnings=True)["host_url"] == url
    assert change(client, host_url=url)["host_url"] == url, "it is no change any more"
    assert client.json("GET", "/versions")["web_server_url"] == url


def test_a_host_url_without_warnings(client: Client) -> None:
    answer = change(client, host_url="https://looker.acme.example")
    assert answer["host_url"] == "https://looker.acme.example"
    assert "override_warnings" not in answer


@pytest.mark.parametrize(("quirk", "status"), [("403", 403), ("422", 422), ("ignored", 200)])
def test_google_cloud_core_sets_the_host_url_elsewhere(start: Start, quirk: str, status: int) -> None:
    client = start(edition="core", quirks={"core_setting": quirk})
    body = {"host_url": "https://looker.acme.example", "email_domain_allowlist": ["acme.example"]}
    assert client.status("PATCH", "/setting", body) == status
    assert client.json("GET", "/setting?fields=host_url,email_domain_allowlist") == {
        "host_url": "https://sandbox.looker.example",
        "email_domain_allowlist": [],
    }
    assert change(client, host_url="https://sandbox.looker.example", timezone="Asia/Tokyo")["timezone"] == "Asia/Tokyo"


# One-way doors, copies, licences


@pytest.mark.parametrize(("quirk", "status"), [("422", 422), ("ignored", 200)])
def test_terms_stay_accepted(start: Start, quirk: str, status: int) -> None:
    client = start(quirks={"terms_declined": quirk}, seed={"settings": {"marketplace_enabled": False}})
    change(client, marketplace_terms_accepted=False)
    accepted = change(client, marketplace_terms_accepted=True)
    assert accepted["marketplace_enabled"] is True
    assert client.status("PATCH", "/setting", {"marketplace_terms_accepted": False}) == status
    assert client.json("GET", "/setting?fields=marketplace_terms_accepted") == {"marketplace_terms_accepted": True}
    assert change(client, marketplace_enabled=False)["marketplace_enabled"] is False
    assert change(client, marketplace_terms_accepted=True)["marketplace_enabled"] is False


def test_the_older_copy_of_cookieless_embedding(client: Client) -> None:
    def both(answer: Any) -> tuple[bool, bool]:
        return answer["embed_cookieless_v2"], answer["embed_config"]["embed_cookieless_v2"]

    assert both(change(client, embed_cookieless_v2=True)) == (True, True)
    assert both(change(client, embed_config={"embed_cookieless_v2": False})) == (False, False)
    assert both(change(client, embed_cookieless_v2=True, embed_config={"embed_cookieless_v2": False})) == (False, False)
    assert both(change(client, embed_cookieless_v2=True, embed_config={"look_filters": True})) == (True, True)


@pytest.mark.parametrize(("quirk", "status"), [("422", 422), ("403", 403), ("ignored", 200)])
def test_private_labels_need_a_licence(start: Start, quirk: str, status: int) -> None:
    client = start(quirks={"unlicensed_setting": quirk}, seed=UNLICENSED)
    for body in (
        {"privatelabel_configuration": {"show_docs": False}},
        {"custom_welcome_email": {"subject": "Welcome"}},
    ):
        assert client.status("PATCH", "/setting", body) == status
    unchanged = client.json("GET", "/setting?fields=privatelabel_configuration,custom_welcome_email")
    assert unchanged["privatelabel_configuration"]["show_docs"] is True
    assert unchanged["custom_welcome_email"]["subject"] == ""
    assert client.json("PATCH", "/setting", unchanged), "sending what is there anyway changes nothing"
    assert change(client, custom_welcome_email={"content": "Hi"})["custom_welcome_email"]["content"] == "Hi"


@pytest.mark.parametrize(("quirk", "status"), [("together", 200), ("first", 422)])
def test_a_subject_needs_its_switch(start: Start, quirk: str, status: int) -> None:
    client = start(quirks={"welcome_email_switch": quirk})
    mail = {"custom_welcome_email": {"subject": "Welcome", "header": "Come in"}}
    assert client.status("PATCH", "/setting", mail) == 422
    label = {"privatelabel_configuration": {"custom_welcome_email_advanced": True}}
    assert client.status("PATCH", "/setting", {**label, **mail}) == status
    change(client, **label)
    assert change(client, **mail)["custom_welcome_email"]["subject"] == "Welcome"


@pytest.mark.parametrize(("quirk", "title"), [("welcome_email", "R&D"), ("all", "R&amp;D")])
def test_texts_are_escaped(start: Start, quirk: str, title: str) -> None:
    client = start(quirks={"escaped_texts": quirk}, seed=WITH_SUBJECTS)
    after = change(
        client,
        custom_welcome_email={"header": "You've <b>won</b>", "content": "Hi<script>alert(1)</script> there"},
        privatelabel_configuration={"default_title": "R&D"},
    )
    assert after["custom_welcome_email"]["header"] == "You&#39;ve &lt;b&gt;won&lt;/b&gt;"
    assert after["custom_welcome_email"]["content"] == "Hi there"
    assert after["privatelabel_configuration"]["default_title"] == title


# Versions, releases, callers, state


def test_settings_are_for_admins_and_for_4_0(start: Start) -> None:
    seed = {"users": [{"first_name": "Ada", "credentials": {"api3": [{"client_id": "ada", "client_secret": "s"}]}}]}
    ada = Client(start(seed=seed).sandbox)
    ada.log_in("ada", "s")
    assert ada.status("PATCH", "/setting", {"timezone": "UTC"}) == 404
    assert start("3.1").status("PATCH", "/setting", {}) == 404


@pytest.mark.parametrize(
    ("release", "name", "there"),
    [
        ("26.12.0", "automated_mfa_enabled", True),
        ("26.8.0", "automated_mfa_enabled", False),
        ("26.12.0", "embed_vis_modernization_default", False),
        ("26.22.0", "embed_vis_modernization_default", True),
        ("22.20.0", "host_url", False),
    ],
)
def test_newer_settings_need_their_release(start: Start, release: str, name: str, there: bool) -> None:
    client = start(release=release)
    assert (name in client.json("GET", "/setting")) is there
    value = "https://looker.acme.example" if name == "host_url" else True
    assert (change(client, **{name: value}).get(name) == value) is there


def test_settings_are_part_of_the_state(start: Start) -> None:
    client = start()
    change(client, timezone="Asia/Tokyo", embed_config={"domain_allowlist": ["https://*.acme.example"]})
    wanted, state = client.json("GET", "/setting"), client.sandbox.state()
    client.sandbox.reset()
    assert client.json("GET", "/setting") != wanted
    client.sandbox.set_state(state)
    assert client.json("GET", "/setting") == wanted
