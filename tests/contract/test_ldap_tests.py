# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""LDAP: what Looker itself tries out before it is saved."""

from __future__ import annotations

from typing import Any

import pytest
from contract.contract import refused
from contract.harness import Looker, Outcome

from ansible_collections.biops.looker.plugins.module_utils._facts import Ref
from ansible_collections.biops.looker.plugins.module_utils._resource import Declared
from ansible_collections.biops.looker.plugins.module_utils._resources.ldap_config import LDAP_CONFIG

SERVER = {
    "connection_host": "ldap.sandbox.example",
    "connection_port": 636,
    "auth_username": "cn=looker,dc=sandbox,dc=example",
    "auth_password": "ldap-secret",
    "user_bind_base_dn": "ou=people,dc=sandbox,dc=example",
}
ADA = {"test": True, "test_ldap_user": "ada"}
LOGIN = {**ADA, "test_ldap_password": "ada-secret"}


def asked(outcome: Outcome) -> list[str]:
    """The tests that Looker was asked for, in their order."""
    return [entry["path"].rpartition("/test_")[2] for entry in outcome.requests if entry["method"] == "PUT"]


@pytest.mark.parametrize(
    ("options", "tests"),
    [
        ({"test": True}, ["connection", "auth"]),
        (ADA, ["connection", "auth", "user_info"]),
        (LOGIN, ["connection", "auth", "user_auth"]),
    ],
)
def test_what_passes_is_saved(any_looker: Looker, options: dict[str, Any], tests: list[str]) -> None:
    mapped = {"set_roles_from_groups": True, "groups": [{"name": "analysts", "roles": ["Developer"]}]}
    given = {**SERVER, **mapped, **options, "enabled": True}
    before = any_looker.sandbox.state()
    predicted = any_looker.run("ldap_config", check=True, **given)
    assert (predicted.writes, any_looker.sandbox.state()) == ([], before)
    made = any_looker.run("ldap_config", **given)
    assert not made.failed, made.message
    assert asked(predicted) == asked(made) == tests
    assert predicted.result["tests"] == made.result["tests"]
    assert [(test["test"], test["status"]) for test in made.result["tests"]] == [(name, "success") for name in tests]
    if "test_ldap_user" in options:
        user = made.result["tests"][-1]["user"]
        assert (user["email"], user["groups"], user["roles"]) == ("ada@sandbox.example", ["analysts"], ["Developer"])
        assert "attributes" not in user
    again = any_looker.run("ldap_config", **given)
    assert (again.result["changed"], asked(again)) == (False, [])
    assert "tests" not in again.result


@pytest.mark.parametrize(
    ("wrong", "words", "tests"),
    [
        ({"connection_port": 389}, "cannot connect to ldap.sandbox.example:389", ["connection"]),
        ({"auth_password": "wrong-secret"}, "invalid credentials", ["connection", "auth"]),
        ({"test_ldap_user": "nobody"}, "there is no user nobody", ["connection", "auth", "user_info"]),
        ({**LOGIN, "test_ldap_password": "not-adas"}, "wrong password", ["connection", "auth", "user_auth"]),
    ],
)
def test_what_fails_is_not_saved(looker: Looker, wrong: dict[str, Any], words: str, tests: list[str]) -> None:
    before = looker.sandbox.state()
    for check in (True, False):
        outcome = looker.run("ldap_config", check=check, **{**SERVER, **ADA, **wrong})
        refused(looker, outcome, "ldap config: Looker's test", words, before=before)
        assert asked(outcome) == tests


def test_the_password_that_is_in_use_is_tested(looker: Looker) -> None:
    assert looker.run("ldap_config", **SERVER).result["changed"]
    kept = {"auth_password": "not-written", "force_no_page": True, **ADA}
    assert looker.run("ldap_config", **kept).result["not_compared"] == ["auth_password"]
    refused(
        looker, looker.run("ldap_config", update_secrets="always", **kept), "test auth failed, so nothing was changed"
    )


def test_what_is_not_there_yet_is_left_out(looker: Looker) -> None:
    role = {"name": "Mirrored", "permission_set": "Viewer", "model_set": "All"}
    ldap = {**SERVER, **ADA, "groups": [{"name": "analysts", "roles": ["Mirrored"]}], "set_roles_from_groups": True}
    document: dict[str, Any] = {"roles": [role], "settings": {"ldap_config": ldap}}
    for check in (True, False):
        outcome = looker.configure(check=check, **document)
        assert not outcome.failed, outcome.message
        assert any("leaves out" in warning and "role 'Mirrored'" in warning for warning in outcome.warnings)
        assert outcome.result["tests"][-1]["user"]["roles"] == []
    assert looker.configure(**document).result["changed"] is False


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"test_ldap_user": "ada"}, "test_ldap_user is for tests only"),
        ({"test": True, "test_ldap_password": "ada-secret"}, "needs test_ldap_user"),
    ],
)
def test_options_that_go_together(looker: Looker, options: dict[str, Any], words: str) -> None:
    refused(looker, looker.run("ldap_config", **SERVER, **options), words)


def test_words_of_looker_without_secrets() -> None:
    declared = Declared(Ref("ldap_config", ""), {"test": True, "auth_password": "correct-horse"})
    connection = next(iter(LDAP_CONFIG.trials(declared, {})))
    issues = [{"severity": "Warning", "message": "the certificate\nis old"}]
    assert connection.judge({"status": "success", "issues": issues}).warnings == ("the certificate is old",)
    failure = {
        "status": "error",
        "message": "No.",
        "details": "'correct-horse' is\nwrong",
        "issues": [{"message": "No."}],
    }
    assert connection.judge(failure).problems == ("No. 'VALUE_HIDDEN' is wrong",)
    assert connection.judge({"status": "error"}).problems == ("Looker does not say why",)
