# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Audit rules: each objects to what it is for, to nothing else, and never takes the unknown for fine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from unit.audit.instances import (
    ADMIN,
    ADMIN_SET,
    ALL_MODELS,
    EVERYBODY,
    EVERYTHING,
    FINANCE_MODELS,
    NOW,
    VIEWER,
    VIEWER_SET,
    company,
)

from ansible_collections.biops.looker.plugins.module_utils._access import effective_access
from ansible_collections.biops.looker.plugins.module_utils._audit import (
    EXPIRED,
    BadPolicy,
    Findings,
    Policy,
    audit,
    read_policy,
)
from ansible_collections.biops.looker.plugins.module_utils._audit_rule import RULES, SEVERITIES
from ansible_collections.biops.looker.plugins.module_utils._audited import (
    ApiKey,
    Attribute,
    Audited,
    Content,
    Destination,
    Group,
    ModelSet,
    PermissionSet,
    Role,
    Schedule,
    User,
)

LOOK = Content("look", "3", "Revenue", "finance")


def user(key: str, *logins: str, **more: Any) -> User:
    """A user of the company with these logins and no API key."""
    return User(key, f"{key}@acme.example", **{"logins": frozenset(logins), "api_keys": (), **more})


def key(days: int) -> ApiKey:
    """An API key of that age."""
    return ApiKey("7", NOW - timedelta(days=days))


def schedule(owner: str = "bob", *addresses: str, **more: Any) -> Schedule:
    """A schedule that mails a Look."""
    mails = tuple(Destination("email", address, "csv") for address in addresses)
    return Schedule("12", "Weekly", owner, **{"content": LOOK, "destinations": mails, **more})


def findings(audited: Audited, policy: Policy) -> Findings:
    """What an audit says."""
    return audit(audited, effective_access(audited), policy)


@dataclass(frozen=True)
class Case:
    """What a rule objects to, among what it does not: parts of a company, and the expected names and reasons."""

    parts: Mapping[str, Any]
    found: list[tuple[str, str]]
    options: Mapping[str, Any] = field(default_factory=dict)
    gaps: list[str] = field(default_factory=list)


PEOPLE = [user("ada", "email"), user("bob", "email", "totp"), user("eve", "email", disabled=True), user("sam", "saml")]
STAFF = {"users": [user("ada", "email"), user("bob", "email")]}
CASES: dict[str, list[Case]] = {
    "admin": [
        Case(
            {
                "users": [user("ada"), user("bob"), user("joe", support=True), user("eve", disabled=True)],
                "role_users": {("admin", "ada"), ("admin", "joe"), ("admin", "eve")},
                "role_groups": {("admin", "staff")},
            },
            [
                ("ada@acme.example", "is an admin: role Admin, directly"),
                ("bob@acme.example", "is an admin: role Admin, through Finance > Staff"),
                ("eve@acme.example", "is an admin (disabled): role Admin, directly"),
            ],
        )
    ],
    "admin_through_group": [
        Case(
            {"role_groups": {("admin", "staff"), ("viewer", "finance")}},
            [("Staff", "gives all rights to 1 user, by role Admin")],
        )
    ],
    "second_factor": [
        Case(
            {"users": [*PEOPLE, User("x", "x@acme.example")], "role_users": {("admin", "ada")}},
            [("ada@acme.example", "logs in with a password alone and is an admin")],
            {"enabled": True},
            ["Looker does not show the logins of 1 users"],
        ),
        Case(
            {"users": [user("ada", "email"), user("bob", "email")]},
            [("ada@acme.example", "logs in with a password alone and is an admin")],
            {"enabled": True, "admins_only": True},
        ),
    ],
    "password_beside_sso": [
        Case(
            {"users": [*PEOPLE, user("lea", "email", "oidc", "saml")]},
            [("lea@acme.example", "can log in with a password, past single sign-on (oidc, saml)")],
        ),
        Case(
            {"users": PEOPLE[1:]},
            [("bob@acme.example", "logs in with a password only, where others use single sign-on")],
            {"everybody": True},
        ),
        Case(STAFF, [], {"everybody": True}),
    ],
    "api_key_age": [
        Case(
            {"users": [user("ada", api_keys=(key(180),)), user("bob", api_keys=(key(181), ApiKey("8")))]},
            [("bob@acme.example", "has an API key (id 7) that is 181 days old")],
            {},
            ["Looker does not show the age of 1 API keys"],
        ),
        Case(
            {"users": [user("ada", api_keys=(key(31)._replace(disabled=True),)), user("bob", api_keys=(key(31),))]},
            [("bob@acme.example", "has an API key (id 7) that is 31 days old")],
            {"max_age_days": 30},
        ),
        Case({"users": [user("ada", api_keys=None)]}, [], {}, ["Looker does not show the API keys of 1 users"]),
    ],
    "api_key_admin": [
        Case(
            {"users": [user("ada", api_keys=(key(1), ApiKey("9"))), user("bob", api_keys=(key(1),))]},
            [("ada@acme.example", "is an admin and has API keys (id 7, 9)")],
        ),
        Case({"users": [user("ada", api_keys=(key(1),), disabled=True)]}, []),
        Case({"users": [user("ada", api_keys=None)]}, [], {}, ["Looker does not show the API keys of 1 users"]),
    ],
    "editable_attribute": [
        Case(
            {
                "attributes": [Attribute("1", "region", True), Attribute("2", "site"), Attribute("3", "tone", True)],
                "group_values": {("1", "finance"), ("1", "staff"), ("2", "staff")},
            },
            [("region", "2 groups have values, and every user can set another one")],
        )
    ],
    "orphaned_external_group": [
        Case(
            {
                "groups": [
                    EVERYBODY,
                    Group("a", "Empty", external=True),
                    Group("c", "Mirrored", external=True),
                    Group("d", "Holds a group", external=True),
                    Group("e", "Own and empty"),
                ],
                "memberships": {("c", "bob")},
                "nestings": {("d", "c")},
            },
            [("Empty", "is managed by the identity provider, but nobody is in it")],
        )
    ],
    "risky_for_everybody": [
        Case(
            {
                "permission_sets": [ADMIN_SET, VIEWER_SET, PermissionSet("dev", "Dev", frozenset({"deploy", "sudo"}))],
                "roles": [ADMIN, VIEWER, Role("dev", "Developer", "dev")],
                "role_groups": {("dev", "1"), ("admin", "1"), ("viewer", "1"), ("dev", "staff")},
            },
            [
                ("Admin", "gives everybody all permissions, through All Users"),
                ("Developer", "gives everybody deploy, sudo, through All Users"),
            ],
        ),
        Case(
            {"role_groups": {("viewer", "1")}},
            [("Viewer", "gives everybody see_looks, through All Users")],
            {"permissions": ["see_looks"]},
        ),
    ],
    "unused_role": [
        Case(
            {"roles": [ADMIN, VIEWER, Role("old", "Old", "viewer", "finance")], "role_users": set()},
            [("Old", "is given to no user and no group")],
        )
    ],
    "unused_set": [
        Case(
            {
                "permission_sets": [ADMIN_SET, VIEWER_SET, PermissionSet("finance", "Unused")],
                "model_sets": [ALL_MODELS, FINANCE_MODELS, ModelSet("viewer", "Unused too")],
            },
            [("Unused", "is used by no role"), ("Unused too", "is used by no role")],
        )
    ],
    "schedule_of_disabled_user": [
        Case(
            {
                "users": [user("ada"), user("eve", disabled=True)],
                "schedules": (schedule("ada"), schedule("eve", enabled=False), schedule("gone")),
            },
            [("Weekly (id 12)", "belongs to eve@acme.example, who is disabled")],
            {},
            ["the owners of 1 schedules are not known"],
        )
    ],
    "schedule_as_admin": [
        Case(
            {
                "schedules": (
                    schedule("ada"),
                    schedule("bob"),
                    schedule("ada", run_as_recipient=True),
                    schedule("ada", enabled=False),
                )
            },
            [("Weekly (id 12)", "runs as ada@acme.example, who is an admin: no row is held back")],
        )
    ],
    "schedule_outside": [
        Case(
            {
                "schedules": (
                    schedule("bob", "ada@ACME.example", "x@evil.example", "nobody", "x@evil.example"),
                    schedule("bob", destinations=(Destination("sftp", "sftp://elsewhere"),)),
                    schedule("bob", "a@sub.acme.example"),
                ),
                "allowed_domains": ("Acme.Example",),
            },
            [
                ("Weekly (id 12)", "goes to a@sub.acme.example"),
                ("Weekly (id 12)", "goes to x@evil.example, nobody"),
            ],
        ),
        Case(
            {
                "schedules": (schedule("bob", "a@sub.acme.example", "a@acme.example"),),
                "allowed_domains": ("b.example",),
            },
            [],
            {"domains": ["*.acme.example", "@acme.example"]},
        ),
        Case(
            {"schedules": (schedule("bob", "x@evil.example"),)},
            [],
            {},
            ["Looker has no allow list of email domains, and no domains are given"],
        ),
    ],
    "schedule_without_access": [
        Case(
            {
                "users": [user("ada"), user("bob"), user("cid"), user("eve", disabled=True)],
                "role_users": {("admin", "ada"), ("viewer", "eve")},
                "schedules": (
                    schedule("bob", "ADA@acme.example", "bob@acme.example"),
                    schedule("ada", "cid@acme.example", "x@elsewhere.example", "eve@acme.example"),
                    schedule("ada", "cid@acme.example", run_as_recipient=True),
                    schedule("ada", "cid@acme.example", content=None),
                    schedule("ada", "x@elsewhere.example", content=None),
                ),
            },
            [
                ("Weekly (id 12)", "goes to cid@acme.example, who has no role on model finance"),
                ("Weekly (id 12)", "goes to eve@acme.example, who is disabled"),
            ],
            {},
            ["the model of what 1 schedules send is not known"],
        )
    ],
}


def test_every_rule_has_a_case() -> None:
    assert CASES.keys() == RULES.keys()
    assert all(any(case.found for case in cases) for cases in CASES.values())


@pytest.mark.parametrize(("name", "case"), [(name, case) for name, cases in CASES.items() for case in cases])
def test_a_rule_finds_what_it_is_for(name: str, case: Case) -> None:
    said = findings(company(**case.parts), read_policy({name: case.options}))
    found = [item for item in said.findings if item.rule == name]
    assert sorted((item.name, item.reason) for item in found) == sorted(case.found)
    assert [item.reason for item in said.unchecked if item.rule == name] == case.gaps
    assert all(item.severity == RULES[name].severity and item.advice == RULES[name].advice for item in found)
    (checked,) = [item for item in said.checked if item.rule == name]
    assert checked.findings == len(found)


@pytest.mark.parametrize("name", sorted(RULES))
@pytest.mark.parametrize("lacking", ["one part", "everything"])
def test_the_unknown_is_never_fine(name: str, lacking: str) -> None:
    """Whatever part a rule needs: without it the rule says that it did not check, and claims nothing is missing."""
    rule = RULES[name]
    for part in rule.needs if lacking == "one part" else ("everything",):
        read = EVERYTHING - {part} if lacking == "one part" else frozenset()
        said = findings(company(read=read, **CASES[name][0].parts), read_policy({name: {"enabled": True}}))
        gaps = [item.reason for item in said.unchecked if item.rule == name]
        assert any(reason.startswith("not everything is known about") for reason in gaps)
        if rule.about_absence:
            assert not [item for item in said.findings if item.rule == name]


def test_an_allow_list_that_was_not_read_is_not_an_empty_one() -> None:
    audited = company(schedules=(schedule("bob", "x@evil.example"),), read=EVERYTHING - {"allowed_domains"})
    (gap,) = [item for item in findings(audited, read_policy()).unchecked if item.rule == "schedule_outside"]
    assert gap.reason == "the allow list of Looker was not read, and no domains are given"


def test_rules_can_be_switched_off_and_weighed_differently() -> None:
    audited = company(users=PEOPLE)
    assert "second_factor" not in {item.rule for item in findings(audited, read_policy()).checked}
    weighed = findings(audited, read_policy({"admin": {"severity": "high"}, "unused_set": {"enabled": False}}))
    assert {item.severity for item in weighed.findings if item.rule == "admin"} == {"high"}
    assert "unused_set" not in {item.rule for item in weighed.checked}


def test_the_worst_comes_first() -> None:
    said = findings(company(users=PEOPLE), read_policy({"second_factor": {"enabled": True}})).findings
    places = [SEVERITIES.index(item.severity) for item in said]
    assert len(set(places)) > 1
    assert places == sorted(places)


def exception(**changes: Any) -> dict[str, Any]:
    """An exception for Ada, good until New Year."""
    return {"rule": "admin", "object": "ADA@*", "reason": "runs Looker", "expires": "2026-12-31", **changes}


def test_an_exception_covers_until_its_day() -> None:
    today = {"expires": NOW.date()}
    for changes in ({}, today, {"object": "ad?@acme.example"}):
        said = findings(company(), read_policy(exceptions=[exception(**changes)]))
        assert not [item for item in said.findings if item.rule == "admin"]
        (accepted,) = said.accepted
        assert (accepted.finding.name, accepted.reason) == ("ada@acme.example", "runs Looker")
        assert not [item for item in said.findings if item.rule == EXPIRED]


@pytest.mark.parametrize("changes", [{"object": "bob@*"}, {"rule": "api_key_age"}])
def test_an_exception_covers_nothing_else(changes: dict[str, Any]) -> None:
    said = findings(company(), read_policy(exceptions=[exception(**changes)]))
    assert [item.name for item in said.findings if item.rule == "admin"] == ["ada@acme.example"]
    assert not said.accepted


def test_brackets_in_an_exception_are_brackets() -> None:
    people = [User(name, name, logins=frozenset({"email"})) for name in ("[Ada] bots", "a bots")]
    policy = read_policy({"second_factor": {"enabled": True}}, [exception(rule="second_factor", object="[ada] bots")])
    said = findings(company(users=people), policy)
    assert [item.finding.name for item in said.accepted] == ["[Ada] bots"]


def test_an_expired_exception_is_a_finding_itself() -> None:
    said = findings(company(), read_policy(exceptions=[exception(expires=NOW.date() - timedelta(days=1))]))
    assert [item.name for item in said.findings if item.rule == "admin"] == ["ada@acme.example"]
    (expired,) = [item for item in said.findings if item.rule == EXPIRED]
    assert expired.reason == "the exception from admin ended on 2026-11-23: runs Looker"


@pytest.mark.parametrize(
    ("rules", "exceptions", "said"),
    [
        ({"admins": {}}, [], "there is no rule 'admins' (did you mean 'admin'?)"),
        ({"xyz": {}}, [], "there is no rule 'xyz' (there are admin, "),
        ({"admin": False, "unused_set": None}, [], "rule 'admin' takes a mapping, such as {enabled: false}, not False"),
        ({"api_key_age": {"max_age": 3}}, [], "rule 'api_key_age' has no 'max_age' (did you mean 'max_age_days'?)"),
        (
            {"api_key_age": {"max_age_days": "3"}},
            [],
            "'max_age_days' of rule 'api_key_age' has to be of type int, not '3'",
        ),
        (
            {"api_key_age": {"max_age_days": True}},
            [],
            "'max_age_days' of rule 'api_key_age' has to be of type int, not True",
        ),
        ({"admin": {"severity": "dire"}}, [], "severity of rule 'admin' has to be one of high, medium, low, info"),
        (
            {"schedule_outside": {"domains": "x"}},
            [],
            "'domains' of rule 'schedule_outside' has to be of type list, not 'x'",
        ),
        ({}, [exception(reason="", expires=None)], "exceptions[0] has no reason and no expires"),
        ({}, [exception(expires="soon")], "exceptions[0]: expires has to be a date like 2027-01-31, not 'soon'"),
        ({}, [exception(), exception(rule="admni")], "exceptions[1]: there is no rule 'admni' (did you mean 'admin'?)"),
    ],
)
def test_a_policy_that_cannot_be_meant(rules: Any, exceptions: Any, said: str) -> None:
    with pytest.raises(BadPolicy) as caught:
        read_policy(rules, exceptions)
    assert said in str(caught.value)


def test_every_problem_of_a_policy_is_said_at_once() -> None:
    with pytest.raises(BadPolicy) as caught:
        read_policy({"a": {}, "admin": {"x": 1, "severity": 2}}, [{}, exception(rule="b")])
    assert len(caught.value.problems) == 5


def test_an_empty_instance_has_no_findings() -> None:
    said = findings(replace(Audited(), read=EVERYTHING), read_policy())
    assert said.findings == ()
    assert {item.rule for item in said.checked} == {name for name, rule in RULES.items() if rule.on}
