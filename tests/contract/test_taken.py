# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What only one object may have, besides the name that it is declared by: refused before any write."""

from __future__ import annotations

from typing import Any

import pytest
from contract.contract import refused, resource_of
from contract.harness import Looker

WORDS = {"saml_config": "saml config", "oidc_config": "oidc config", "ldap_config": "ldap config"}
EVERY_LOGIN = pytest.mark.parametrize("login", sorted(WORDS))

# Labels of user attributes


def labels(looker: Looker) -> dict[str, str]:
    rows = looker.sandbox.state()["user_attributes"]
    return {row["name"]: row["label"] for row in rows if not row.get("is_system")}


def test_a_label_that_another_attribute_has_is_refused_before_any_write(any_looker: Looker) -> None:
    any_looker.run("user_attribute", name="branch", label="Post")
    before = any_looker.sandbox.state()
    document: dict[str, list[dict[str, Any]]]
    for document in (
        {"user_attributes": [{"name": "post"}]},  # by default, the name makes the label
        {"user_attributes": [{"name": "place", "label": "Post"}]},
        {"user_attributes": [{"name": "region", "label": "Post"}]},
        {"user_attributes": [{"name": "place", "previous_name": "region", "label": "Post"}]},
        {"user_attributes": [{"name": "east", "label": "Post"}, {"name": "branch", "default_value": "x"}]},
    ):
        name = document["user_attributes"][0]["name"]
        for check in (True, False):
            outcome = any_looker.configure(check=check, groups=[{"name": "New"}], **document)
            words = (f"user attribute '{name}'", "label 'Post'", "user attribute 'branch'")
            refused(any_looker, outcome, *words, before=before)


def test_two_attributes_with_one_label_are_refused_before_any_write(looker: Looker) -> None:
    before = looker.sandbox.state()
    for attributes in (
        [{"name": "one", "label": "Same"}, {"name": "two", "label": "Same"}],
        [{"name": "one", "label": "Same"}, {"name": "same"}],
        [{"name": "region", "label": "Same"}, {"name": "branch", "label": "Same"}],
    ):
        for check in (True, False):
            outcome = looker.configure(check=check, user_attributes=attributes)
            refused(looker, outcome, "label 'Same'", *(str(one["name"]) for one in attributes), before=before)


def test_a_label_goes_from_one_attribute_to_another(looker: Looker) -> None:
    """The one that gives it up goes first, whichever way; two cannot change places."""
    moves: list[list[dict[str, Any]]] = [
        [{"name": "city", "label": "Region"}, {"name": "region", "label": "Old region"}],
        [{"name": "city", "label": "Branch"}, {"name": "region", "label": "Region"}, {"name": "branch", "label": "B"}],
        [{"name": "town", "label": "B"}, {"name": "branch", "state": "absent"}],
    ]
    for attributes in moves:
        assert not looker.configure(check=True, user_attributes=attributes).failed
        done = looker.configure(user_attributes=attributes, max_concurrency=8)
        assert not done.failed, done.message
        wanted = {one["name"]: one["label"] for one in attributes if "label" in one}
        assert {name: label for name, label in labels(looker).items() if name in wanted} == wanted
        assert not looker.configure(user_attributes=attributes).result["changed"]
    places = [{"name": "city", "label": "Region"}, {"name": "region", "label": "Branch"}]
    for check in (True, False):
        outcome = looker.configure(check=check, user_attributes=places)
        refused(looker, outcome, "wait for each other", "user attribute 'city'", "user attribute 'region'")


# Groups that Looker makes for those of an identity provider


def mapped(*entries: dict[str, Any], login: str = "saml_config") -> dict[str, Any]:
    return {"settings": {login: {"groups": list(entries)}}}


MIRROR = {"name": "idp-north", "looker_group_name": "Mirror", "roles": ["Viewer"]}


@EVERY_LOGIN
@pytest.mark.parametrize(
    ("there", "group"),
    [
        ([], {"name": "Mirror"}),
        ([], {"name": "Mirror", "state": "absent"}),
        ([], {"name": "Mirror", "previous_name": "North"}),
        (["Mirror"], {"name": "Mirror"}),
        (["Mirror"], {"name": "Mirror", "state": "absent"}),
        (["Mirror"], {"name": "Glass", "previous_name": "Mirror"}),
        (["Mirror"], {"name": "North"}),
    ],
)
def test_a_group_that_looker_makes_is_no_ordinary_one(
    any_looker: Looker, login: str, there: list[str], group: dict[str, Any]
) -> None:
    for name in there:
        any_looker.run("group", name=name)
    before = any_looker.sandbox.state()
    for check in (True, False):
        outcome = any_looker.configure(check=check, groups=[group], **mapped(MIRROR, login=login))
        refused(any_looker, outcome, "groups of", WORDS[login], "group 'Mirror'", before=before)


@EVERY_LOGIN
def test_a_group_that_looker_made_may_be_declared(looker: Looker, login: str) -> None:
    assert not looker.run(login, groups=[MIRROR]).failed
    values = {"groups": [{"name": "Mirror", "attribute_values": {"region": "north"}}]}
    document = {**values, **mapped({**MIRROR, "roles": []}, login=login)}
    done = looker.configure(**document)
    assert not done.failed, done.message
    assert not looker.configure(**document).result["changed"]
    assert not looker.run(login, groups=[]).failed
    assert not looker.configure(check=True, **document).failed  # the group is still there, and the same
    assert not looker.configure(**document).failed


@pytest.mark.parametrize("login", [{}, {"login": "oidc_config"}])
def test_one_name_for_two_groups_of_the_identity_provider(looker: Looker, login: dict[str, str]) -> None:
    before = looker.sandbox.state()
    other = {"name": "idp-south", "looker_group_name": "Mirror"}
    both = mapped(MIRROR, other)
    if login:
        both["settings"] |= mapped(other, **login)["settings"]
        both["settings"]["saml_config"]["groups"].remove(other)
    for check in (True, False):
        refused(looker, looker.configure(check=check, **both), "group 'Mirror'", "more than once", before=before)


def test_a_purged_group_makes_room_for_one_of_the_identity_provider(looker: Looker) -> None:
    looker.run("group", name="Mirror")
    kept = [
        {"name": row["name"]} for row in looker.info(resource_of("group")) if row["name"] not in ("All Users", "Mirror")
    ]
    document = {"groups": kept, "purge": ["groups"], **mapped(MIRROR)}
    foretold = looker.configure(check=True, **document)
    assert not foretold.failed, foretold.message
    done = looker.configure(**document)
    assert not done.failed, done.message
    assert not looker.configure(**document).result["changed"]
