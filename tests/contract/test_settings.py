# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What there is one of in each instance: settings, policies, mail. New types are found by themselves."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
from contract import harness, samples
from contract.contract import SINGLETONS, converged, refused, resource_of
from contract.harness import Looker
from contract.samples import SETTINGS

from ansible_collections.biops.looker.plugins.module_utils._resources._all import CONFIGURABLE
from looker_sandbox.resources import setting_model

EVERY_SETTING = pytest.mark.parametrize("name", SINGLETONS)


def changes(looker: Looker, name: str) -> dict[str, Any]:
    """Options with values that a new instance does not have, without what an old server does not know."""
    sample = SETTINGS[name]
    if sample.since > looker.version:
        pytest.skip(f"API {looker.version} has no {name}")
    return {
        option: value
        for option, value in sample.changes.items()
        if looker.version == "4.0" or option not in sample.newer
    }


def settings() -> dict[str, Any]:
    """All settings at once, as they stand in a configuration."""
    return {name: dict(SETTINGS[name].changes) for name in SINGLETONS}


def test_settings_are_found() -> None:
    assert {"setting", "password_policy"} <= set(SINGLETONS)
    assert {resource.name for resource in CONFIGURABLE if resource.is_singleton} == set(SINGLETONS)


@EVERY_SETTING
def test_sample_names_every_option(name: str) -> None:
    """Whoever adds an option gives another value for it in samples.py, or says there where it is tested."""
    options = {field.name for field in resource_of(name).fields if not field.read_only}
    assert options == set(SETTINGS[name].changes) | set(SETTINGS[name].apart)


@pytest.mark.slow
@EVERY_SETTING
def test_each_option_is_one_write_of_just_that(any_looker: Looker, name: str) -> None:
    given = changes(any_looker, name)
    for option, value in given.items():
        shown = converged(any_looker, name, **{option: value})[option]
        if isinstance(value, dict):
            assert {key: shown[key] for key in value} == value
        else:
            assert shown == value
    any_looker.run(name, **given)  # accepting the terms of the marketplace turned it on again
    before = any_looker.sandbox.state()
    together = any_looker.run(name, **given)
    assert (together.result["changed"], together.writes) == (False, [])
    assert any_looker.sandbox.state() == before


@EVERY_SETTING
def test_nothing_declared_changes_nothing(any_looker: Looker, name: str) -> None:
    changes(any_looker, name)
    outcome = any_looker.run(name)
    assert not outcome.failed, outcome.message
    assert (outcome.result["changed"], outcome.writes) == (False, [])
    assert "id" not in outcome.result[name]


@EVERY_SETTING
def test_configuration_does_what_the_module_does(looker: Looker, name: str) -> None:
    given = changes(looker, name)
    predicted = looker.configure(check=True, settings={name: given})
    assert predicted.writes == []
    real = looker.configure(settings={name: given})
    assert not real.failed, real.message
    assert {**predicted.result, "api": 0} == {**real.result, "api": 0}
    assert [(change["type"], change["action"]) for change in real.result["changes"]] == [(name, "update")] * bool(given)
    assert real.result["summary"]["writes"] == len(real.writes)
    assert looker.run(name, **given).result["changed"] is False


def test_all_settings_as_they_are_are_read_once(looker: Looker) -> None:
    given = settings()
    assert looker.configure(settings=given).result["changed"]
    features = looker.run("legacy_feature_info").result["legacy_features"]
    keyed = [{"name": one["name"], "enabled_locally": one["enabled_locally"]} for one in features]
    outcome = looker.configure(settings=given, legacy_features=keyed)
    assert (outcome.result["changed"], outcome.writes) == (False, [])
    assert sorted((entry["method"], entry["path"]) for entry in outcome.requests) == sorted(
        [
            ("GET", "/versions"),
            ("POST", "/login"),
            ("GET", "/user"),
            ("GET", "/setting"),
            ("GET", "/password_config"),
            ("GET", "/session_config"),
            ("GET", "/digest_emails_enabled"),
            ("GET", "/internal_help_resources_enabled"),
            ("GET", "/internal_help_resources_content"),
            ("GET", "/support_access/allowlist"),
            ("GET", "/cloud_storage"),
            ("GET", "/legacy_features"),
            ("GET", "/smtp_status"),
            ("GET", "/saml_config"),
            ("GET", "/oidc_config"),
            ("GET", "/ldap_config"),
            ("DELETE", "/logout"),
        ]
    )


@pytest.mark.parametrize("nested", ["merged", "replaced"])
def test_parts_of_objects_stay_whatever_looker_makes_of_a_body(nested: str) -> None:
    with harness.looker(api_versions=("4.0",), seed=samples.SEED, quirks={"nested_settings": nested}) as looker:
        looker.run("setting", embed_config={"domain_allowlist": ["https://a.example"], "alert_url_label": "Go"})
        shown = converged(looker, "setting", embed_config={"look_filters": True, "alert_url_label": ""})
        assert shown["embed_config"]["domain_allowlist"] == ["https://a.example"]
        more = converged(looker, "setting", embed_config={"domain_allowlist": ["https://b.example"]}, list_mode="add")
        assert more["embed_config"]["domain_allowlist"] == ["https://a.example", "https://b.example"]
        assert more["embed_config"]["look_filters"] is True


@pytest.mark.parametrize(
    "quirks",
    [
        {"unknown_fields": "422", "nested_settings": "replaced"},
        {"escaped_texts": "all", "welcome_email_switch": "first", "terms_declined": "ignored"},
        {"allowlisted_twice": "422", "support_opened_twice": "409", "core_setting": "422"},
    ],
)
def test_all_settings_whatever_looker_does(quirks: dict[str, str]) -> None:
    with harness.looker(api_versions=("4.0",), seed=samples.SEED, quirks=quirks) as looker:
        given = settings()
        predicted, real = looker.configure(check=True, settings=given), looker.configure(settings=given)
        assert not real.failed, real.message
        assert predicted.result["changes"] == real.result["changes"]
        assert looker.configure(settings=given).writes == []


def test_what_looker_only_shows_is_not_sent_back() -> None:
    only_shown = {"embed_enabled": True, "embed_vis_modernization_default": True, "permissions": {}, "can": {}}
    embedding = resource_of("setting").option("embed_config")
    assert embedding is not None
    held = embedding.read({**only_shown, "look_filters": False, "alert_url_label": "Go"})
    assert embedding.written({"look_filters": True}, held) == {"look_filters": True, "alert_url_label": "Go"}


@pytest.mark.parametrize("nested", ["merged", "replaced"])
def test_what_a_newer_looker_has_in_an_object_stays(nested: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for model in (setting_model.EMBED_CONFIG, setting_model.PRIVATE_LABEL):
        monkeypatch.setattr(model, "fields", (*model.fields, setting_model.flag("of_tomorrow")))
        monkeypatch.setattr(model, "_whole", {})
    with harness.looker(api_versions=("4.0",), seed=samples.SEED, quirks={"nested_settings": nested}) as looker:
        state = looker.sandbox.state()
        for name in ("embed_config", "privatelabel_configuration"):
            state["settings"].setdefault(name, {})["of_tomorrow"] = True
        looker.sandbox.set_state(state)
        shown = converged(
            looker,
            "setting",
            embed_config={"look_filters": True},
            privatelabel_configuration={"default_title": "Acme"},
        )
        for name in ("embed_config", "privatelabel_configuration"):
            assert looker.sandbox.state()["settings"][name]["of_tomorrow"] is True
            assert "of_tomorrow" not in shown[name]
        unknown = [problem for problem in looker.observer.problems if "of_tomorrow" in problem]
        assert any(problem.startswith("PATCH") for problem in unknown)  # it was sent back
        looker.observer.problems[:] = [problem for problem in looker.observer.problems if problem not in unknown]


def test_false_zero_and_empty_are_values(looker: Looker) -> None:
    given = {"privatelabel_configuration": {"default_title": "Acme"}, "email_domain_allowlist": ["acme.example"]}
    converged(looker, "setting", **given)
    none = {"privatelabel_configuration": {"default_title": "", "show_docs": False}, "email_domain_allowlist": []}
    assert converged(looker, "setting", **none)["email_domain_allowlist"] == []


@pytest.mark.parametrize("escaped", ["welcome_email", "all"])
def test_escaped_texts_are_compared_as_they_were_written(escaped: str) -> None:
    label = {"custom_welcome_email_advanced": True, "default_title": "Acme & Co"}
    mail = {"subject": "You've been invited", "header": "A <b> & c", "content": "<p>Tom & 'Jerry'</p>"}
    with harness.looker(api_versions=("4.0",), seed=samples.SEED, quirks={"escaped_texts": escaped}) as looker:
        looker.run("setting", privatelabel_configuration=label)
        converged(looker, "setting", custom_welcome_email=mail)
        converged(looker, "setting", custom_welcome_email={"enabled": True})
        stored = looker.sandbox.state()["settings"]["custom_welcome_email"]
        assert stored == {**stored, "subject": mail["subject"]}
        converged(looker, "setting", custom_welcome_email=mail, changed=False)


@pytest.mark.parametrize("switch", ["together", "first"])
def test_subject_and_its_switch_in_one_task(switch: str) -> None:
    with harness.looker(api_versions=("4.0",), seed=samples.SEED, quirks={"welcome_email_switch": switch}) as looker:
        label = {"custom_welcome_email_advanced": True}
        converged(looker, "setting", privatelabel_configuration=label, custom_welcome_email={"subject": "Hello"})


def test_marketplace_is_off_although_its_terms_are_accepted(looker: Looker) -> None:
    given = {"marketplace_terms_accepted": True, "marketplace_enabled": False}
    assert converged(looker, "setting", **given)["marketplace_enabled"] is False


def test_subject_needs_the_switch_of_the_private_label(looker: Looker) -> None:
    for check in (True, False):
        outcome = looker.run("setting", check=check, custom_welcome_email={"subject": "Welcome"})
        refused(looker, outcome, "custom_welcome_email.subject", "custom_welcome_email_advanced")


def test_pictures_are_read_from_files_and_never_compared(looker: Looker, tmp_path: Path) -> None:
    logo = tmp_path / "logo.png"
    refused(looker, looker.run("setting", privatelabel_configuration={"logo_file": str(logo)}), "logo.png", "logo_file")
    logo.write_bytes(b"\x89PNG one")
    given = {"privatelabel_configuration": {"logo_file": str(logo)}}
    made = looker.run("setting", **given)
    assert made.result["diff"]["after"] == {"privatelabel_configuration": {"logo_file": "VALUE_HIDDEN"}}
    url = looker.run("setting_info").result["setting"]["privatelabel_configuration"]["logo_url"]
    again = looker.run("setting", **given)
    assert (again.result["changed"], again.result["not_compared"]) == (False, ["privatelabel_configuration.logo_file"])
    logo.write_bytes(b"\x89PNG two")
    assert looker.run("setting", update_secrets="always", **given).result["changed"]
    assert looker.run("setting_info").result["setting"]["privatelabel_configuration"]["logo_url"] != url
    assert base64.b64encode(b"\x89PNG two").decode() not in looker.run("setting", check=True, **given).output


def test_terms_cannot_be_taken_back(looker: Looker) -> None:
    converged(looker, "setting", changed=False, marketplace_terms_accepted=False)
    looker.run("setting", marketplace_terms_accepted=True)
    refused(
        looker, looker.run("setting", marketplace_terms_accepted=False), "marketplace_terms_accepted", "take that back"
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("embed_cookieless_v2", "embed_config.embed_cookieless_v2"),
        ("marketplace_auto_install_enabled", "marketplace_automation.install_enabled"),
    ],
)
def test_old_names_are_refused_with_the_new_one(looker: Looker, old: str, new: str) -> None:
    refused(looker, looker.run("setting", **{old: True}), old, new)


def test_what_a_release_does_not_have_is_named(looker: Looker) -> None:
    given = {"embed_vis_modernization_default": True, "mcp_tools": {"render_dashboard": True}, "timezone": "UTC"}
    outcome = looker.run("setting", **given)
    refused(looker, outcome, "embed_vis_modernization_default", "mcp_tools.render_dashboard", "26.22")


def test_new_release_has_it() -> None:
    with harness.looker(api_versions=("4.0",), seed=samples.SEED, release="26.22.0") as looker:
        given = {"embed_vis_modernization_default": True, "embed_config": {"embed_show_tile_filter_information": True}}
        converged(looker, "setting", **given)
        converged(looker, "setting", mcp_tools={"render_dashboard": True})


@pytest.mark.parametrize("warning", ["422", "400"])
@pytest.mark.parametrize("name", ["setting", "api_host"])
def test_warnings_of_a_host_url_reach_the_user(warning: str, name: str) -> None:
    with harness.looker(api_versions=("4.0",), seed=samples.SEED, quirks={"host_url_warning": warning}) as looker:
        outcome = looker.run(name, host_url="http://bi.acme.example")
        assert outcome.failed
        assert "does not use https" in outcome.message
        converged(looker, name, host_url="http://bi.acme.example", override_warnings=True)


def test_one_host_url_in_two_places(looker: Looker) -> None:
    twice = {"api_host": {"host_url": "https://a.example.com"}, "setting": {"host_url": "https://b.example.com"}}
    refused(looker, looker.configure(settings=twice), "host_url", "api host", "setting")
    same = {name: {"host_url": "https://a.example.com/"} for name in twice}
    outcome = looker.configure(settings=same)
    assert len(outcome.writes) == 1, outcome.message
    assert not looker.configure(settings=same).result["changed"]


def test_files_and_options_of_a_task_are_merged(looker: Looker, tmp_path: Path) -> None:
    (tmp_path / "one.yml").write_text(
        "settings:\n  setting:\n    timezone: UTC\n    embed_config:\n      look_filters: true\n"
        "      domain_allowlist: [https://a.example]\n"
    )
    inline = {"setting": {"embed_config": {"look_filters": "no"}}}
    assert looker.configure(src=[str(tmp_path)], settings=inline).result["changed"]
    shown = looker.run("setting_info").result["setting"]
    assert shown["timezone"] == "UTC"
    assert shown["embed_config"] == {
        **shown["embed_config"],
        "look_filters": False,
        "domain_allowlist": ["https://a.example"],
    }
    (tmp_path / "two.yml").write_text("settings:\n  setting: {timezone: UTC}\n  sett: {}\n")
    with pytest.raises(ValueError, match=r"two.yml:2: settings.setting: setting is declared twice, first in .*one.yml"):
        looker.configure(src=[str(tmp_path)])


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"sett": {}}, "settings.sett: unknown key; did you mean 'setting'"),
        ({"setting": {"embed_config": {"domains": []}}}, "settings.setting.embed_config.domains: unknown option"),
        (
            {"session_policy": {"session_minutes": "long"}},
            "settings.session_policy.session_minutes: 'long' where",
        ),
        ({"setting": []}, "settings.setting: an empty list where a mapping of options is needed"),
    ],
)
def test_mistakes_are_told_with_their_place(looker: Looker, given: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words.replace("(", r"\(").replace("[", r"\[")):
        looker.configure(settings=given)


# Policies, storage, mail, support, legacy features


@pytest.mark.parametrize(
    ("name", "option", "value"),
    [("password_policy", "min_length", 3), ("session_policy", "session_minutes", 50000)],
)
def test_what_looker_refuses_is_told(looker: Looker, name: str, option: str, value: int) -> None:
    outcome = looker.run(name, **{option: value})
    assert outcome.failed
    assert option in outcome.message


def test_keys_of_a_bucket_go_with_its_name(looker: Looker) -> None:
    bucket = {"type": "custom-s3", "custom_s3_bucket": "acme", "custom_s3_bucket_region": "eu-central-1"}
    keys = {"custom_s3_key": "AKIA-4711-0815", "custom_s3_secret": "wJalrXUtnFEMI-K7MDENG"}
    made = looker.run("cloud_storage", **bucket, **keys)
    assert made.result["changed"], made.message
    assert "not_compared" not in made.result
    again = looker.run("cloud_storage", **bucket, **keys)
    assert (again.result["changed"], again.result["not_compared"]) == (False, ["custom_s3_key", "custom_s3_secret"])
    assert looker.run("cloud_storage", update_secrets="always", **keys).result["changed"]


def test_mail_is_set_where_it_does_not_work_or_by_force(looker: Looker) -> None:
    server = {"address": "smtp.acme.example", "smtp_port": 587, "from": "bi@acme.example", "password": "correct horse"}
    first = looker.run("smtp", **server)
    assert (first.result["changed"], first.writes) == (False, [])
    assert first.result["not_compared"] == ["address", "smtp_port", "from", "password"]
    broken = looker.run("smtp", **{**server, "address": "smtp.invalid"}, force=True)
    assert broken.result["changed"]
    assert "is_valid" not in broken.result["smtp"]
    assert looker.run("smtp_info").result["smtp"]["is_valid"] is False
    predicted = looker.run("smtp", check=True, **server, send_test_mail=True)
    mended = looker.run("smtp", **server, send_test_mail=True)
    assert predicted.result["diff"] == mended.result["diff"]
    assert [entry["path"] for entry in mended.writes] == ["/smtp_settings", "/custom_welcome_email_test"]
    assert looker.run("smtp_info").result["smtp"]["is_valid"] is True
    assert looker.run("smtp", **server, send_test_mail=True).writes == []
    refused(looker, looker.run("smtp", smtp_port=25, force=True), "address")


def test_support_comes_in_for_a_while(looker: Looker) -> None:
    refused(looker, looker.run("support_access", enabled=True), "duration_in_seconds")
    given = {"enabled": True, "duration_in_seconds": 3600, "allowlist": ["Ann@looker.example", "ben@looker.example"]}
    shown = converged(looker, "support_access", reason="Ticket 1", **given)
    assert {entry["reason"] for entry in shown["entries"]} == {"Ticket 1"}
    fewer = converged(looker, "support_access", allowlist=["BEN@looker.example"], list_mode="remove")
    assert fewer["allowlist"] == ["ann@looker.example"]
    converged(looker, "support_access", allowlist=["cyd@looker.example"], list_mode="add")
    stopped = looker.run("support_access", allowlist=[], max_removals=1)
    refused(looker, stopped, "max_removals", "ann@looker.example", "cyd@looker.example")
    shut = converged(looker, "support_access", enabled=False, allowlist=[])
    assert (shut["enabled"], shut["allowlist"]) == (False, [])


def test_legacy_feature(any_looker: Looker) -> None:
    resource = resource_of("legacy_feature")
    first, second = any_looker.info(resource)[:2]
    turned = not first["enabled_locally"]
    shown = converged(any_looker, "legacy_feature", name=first["name"], enabled_locally=turned)
    assert (shown["id"], shown["enabled_locally"]) == (first["id"], turned)
    converged(any_looker, "legacy_feature", changed=False, id=first["id"], enabled_locally=turned)
    assert second in any_looker.info(resource)
    for check in (True, False):
        unknown = any_looker.run("legacy_feature", check=check, name="No such thing", enabled_locally=True)
        refused(any_looker, unknown, "No such thing", "does not exist")
    unknown = any_looker.run("legacy_feature", id="no_such", enabled_locally=True)
    refused(any_looker, unknown, "no_such")
    both = any_looker.configure(legacy_features=[{"name": first["name"], "enabled_locally": not turned}])
    assert both.result["summary"]["objects"] == {"legacy_feature": {"update": 1}}
