# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module audit_info: drift, findings and access of a whole instance, without a single write."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.parsing.dataloader import DataLoader
from contract import harness
from contract.harness import Looker, Outcome, Played, harmless, play
from contract.large import CONTENT, LARGE, large_state, plan

from ansible_collections.biops.looker.plugins.module_utils._audit_rule import RULES
from ansible_collections.biops.looker.plugins.module_utils._report import FORMATS
from ansible_collections.biops.looker.plugins.module_utils._resources._all import ALL, CONFIGURABLE
from ansible_collections.biops.looker.plugins.modules import audit_info as module
from ansible_collections.biops.looker.plugins.plugin_utils._action import take_document

SEED: dict[str, Any] = {
    "users": [
        {"email": "ada@acme.example", "first_name": "Ada", "last_name": "Lovelace"},
        {"email": "bob@acme.example", "first_name": "Bob", "last_name": "Kahn", "is_disabled": True},
    ],
    "groups": [
        {"name": "Finance", "users": ["ada@acme.example", "bob@acme.example"]},
        {"name": "Staff", "groups": ["Finance"], "roles": ["Developer"]},
        {"name": "Old project"},
    ],
    "user_attributes": [{"name": "region", "label": "Region", "type": "string", "user_can_edit": True}],
}
AS_IT_IS: dict[str, Any] = {
    "users": [{"email": "ada@acme.example", "first_name": "Ada"}, {"email": "bob@acme.example"}],
    "groups": [{"name": "Finance"}, {"name": "Staff", "groups": ["Finance"]}],
}


def audit(looker: Looker, check: bool = False, **options: Any) -> Outcome:
    """Runs the module on what its action plugin makes of the options; nothing may be written."""
    taken = take_document(options, lambda path: path, DataLoader(), ALL, CONFIGURABLE, may_be_empty=True)
    outcome = looker.run("audit_info", check=check, **taken.arguments)
    assert outcome.writes == []
    assert not outcome.failed, outcome.message
    assert outcome.result["changed"] is False
    return outcome


@pytest.fixture
def company(looker: Looker) -> Looker:
    """A small company with a bit of everything."""
    looker.sandbox.set_state(SEED)
    return looker


def names(rows: Any, **same: str) -> list[str]:
    """The names of the rows that have these values."""
    return [row["name"] for row in rows if all(row[key] == value for key, value in same.items())]


def test_drift_is_what_configuration_would_change(company: Looker) -> None:
    document = {
        "users": [{"email": "ada@acme.example", "last_name": "King"}, {"email": "eve@acme.example"}],
        "groups": [{"name": "Finance", "users": ["ada@acme.example"]}, {"name": "Staff", "state": "absent"}],
    }
    result = audit(company, **document).result
    assert result["drift"] == company.configure(check=True, **document).result["changes"]
    assert result["declared"] == {"user": 2, "group": 2}
    assert len(result["drift"]) == 4
    assert result["summary"]["drift"] == 4


def test_settings_drift_too(company: Looker) -> None:
    """Settings, a policy and the API host, put right by configuration, then changed by somebody at the side."""
    document = {
        "settings": {
            "setting": {"timezone": "Europe/Berlin", "embed_config": {"domain_allowlist": ["https://a.example"]}},
            "password_policy": {"min_length": 14},
            "api_host": {"host_url": "https://bi.acme.example"},
        }
    }
    assert company.configure(**document).result["changed"]
    assert audit(company, **document).result["drift"] == []
    company.run("setting", embed_config={"domain_allowlist": ["https://evil.example"]})
    company.run("password_policy", min_length=8)
    result = audit(company, **document).result
    assert result["drift"] == company.configure(check=True, **document).result["changes"]
    assert result["summary"]["drift"] == 2
    drift = {item["type"]: (item["before"], item["after"]) for item in result["drift"]}
    assert drift["password_policy"][0]["min_length"] == 8
    assert drift["password_policy"][1]["min_length"] == 14
    assert drift["setting"][0]["embed_config"] == {"domain_allowlist": ["https://evil.example"]}
    assert drift["setting"][1]["embed_config"] == {"domain_allowlist": ["https://a.example"]}


def test_what_is_as_declared_does_not_drift(company: Looker) -> None:
    result = audit(company, **AS_IT_IS).result
    assert result["drift"] == []
    assert names(result["undeclared"], type="group") == ["Old project"]
    assert "bob@acme.example" not in names(result["undeclared"])


def test_a_renamed_object_is_not_undeclared(company: Looker) -> None:
    result = audit(company, groups=[{"name": "New project", "previous_name": "Old project"}]).result
    assert names(result["drift"]) == ["New project"]
    assert "Old project" not in names(result["undeclared"])


def test_nothing_declared_is_not_no_drift(company: Looker) -> None:
    result = audit(company).result
    assert not {"drift", "undeclared", "declared"} & result.keys()
    assert "drift" not in result["summary"]
    assert result["rules"]


def test_a_configuration_that_cannot_be_applied_is_a_finding(company: Looker) -> None:
    result = audit(company, roles=[{"name": "Half", "permission_set": "Viewer"}]).result
    (finding,) = [item for item in result["findings"] if item["rule"] == "refused_configuration"]
    assert "model_set" in finding["reason"]
    assert finding["severity"] == "high"
    assert "drift" not in result


def test_an_unknown_name_is_a_finding(company: Looker) -> None:
    result = audit(company, groups=[{"name": "Finance", "users": ["nobody@acme.example"]}]).result
    (finding,) = [item for item in result["findings"] if item["rule"] == "unknown_reference"]
    assert "nobody@acme.example" in finding["reason"]
    assert names(result["drift"]) == ["Finance"]


def test_guards_of_a_run_do_not_hide_drift(company: Looker) -> None:
    company.sandbox.set_state({"users": [{"email": f"u{n}@acme.example"} for n in range(60)]})
    users = [{"email": f"u{n}@acme.example", "state": "absent"} for n in range(60)]
    assert len(audit(company, users=users).result["drift"]) == 60


def test_findings_come_from_what_looker_says(company: Looker) -> None:
    made = company.run("api_credential", user="ada@acme.example", shows="client_secret")
    assert not made.failed, made.message
    company.configure(user_attributes=[{"name": "region", "group_values": [{"group": "Finance", "value": "emea"}]}])
    company.configure(roles=[{"name": "Unused", "permission_set": "Viewer", "model_set": "All"}])
    company.configure(groups=[{"name": "Staff", "roles": ["Admin"]}])
    result = audit(company, rules={"second_factor": {"enabled": True}, "api_key_age": {"max_age_days": -1}}).result
    found = result["findings"]
    assert names(found, rule="admin_through_group") == ["Staff"]
    assert {"ada@acme.example", "bob@acme.example"} <= set(names(found, rule="admin"))
    assert "ada@acme.example" in names(found, rule="second_factor")
    assert "bob@acme.example" not in names(found, rule="second_factor")
    assert "ada@acme.example" in names(found, rule="api_key_age")
    assert "ada@acme.example" in names(found, rule="api_key_admin")
    assert names(found, rule="editable_attribute") == ["region"]
    assert "Unused" in names(found, rule="unused_role")
    (reason,) = [row["reason"] for row in found if row["rule"] == "admin" and row["name"] == "ada@acme.example"]
    assert "role Admin, through Finance > Staff" in reason


def test_schedules(looker: Looker) -> None:
    """Owner, rights, addresses and the model of what is sent: everything comes from Looker."""
    looker.sandbox.set_state(SEED)
    ids = {row["email"]: row["id"] for row in looker.run("user_info").result["users"]}
    ada, bob = ids["ada@acme.example"], ids["bob@acme.example"]
    settings = {"email_domain_allowlist": ["acme.example"]}
    plans = [plan(1, bob, "x@evil.example"), plan(2, ada, "bob@acme.example", "ada@acme.example")]
    sandbox = {**SEED, **CONTENT, "scheduled_plans": plans, "settings": settings}
    looker.sandbox.set_state(sandbox)
    looker.configure(
        roles=[{"name": "Sales", "permission_set": "Viewer", "model_set": "Sales", "groups": ["Old project"]}],
        model_sets=[{"name": "Sales", "models": ["sales"]}],
        groups=[{"name": "Staff", "roles": ["Sales"]}],
    )
    result = audit(looker).result
    found = {(item["rule"], item["reason"]) for item in result["findings"] if item["type"] == "schedule"}
    assert found == {
        ("schedule_outside", "goes to x@evil.example"),
        ("schedule_of_disabled_user", "belongs to bob@acme.example, who is disabled"),
        ("schedule_without_access", "goes to bob@acme.example, who is disabled"),
        ("schedule_without_access", "goes to ada@acme.example, who has no role on model finance"),
    }
    assert [item for item in result["not_checked"] if item["rule"].startswith("schedule")] == []


def test_schedules_that_run_as_an_admin(looker: Looker) -> None:
    looker.sandbox.set_state(SEED)
    ids = {row["email"]: row["id"] for row in looker.run("user_info").result["users"]}
    looker.sandbox.set_state({**SEED, **CONTENT, "scheduled_plans": [plan(1, ids["ada@acme.example"], "a@b.example")]})
    looker.configure(groups=[{"name": "Staff", "roles": ["Admin"]}])
    result = audit(looker).result
    assert names(result["findings"], rule="schedule_as_admin") == ["Schedule 1 (id 1)"]
    gaps = [item["reason"] for item in result["not_checked"] if item["rule"] == "schedule_outside"]
    assert gaps == ["Looker has no allow list of email domains, and no domains are given"]


def test_access_is_returned_when_asked_for(company: Looker) -> None:
    assert "access" not in audit(company).result
    access = audit(company, include_access=True).result["access"]
    assert access["unknown"] == []
    (ada,) = [user for user in access["users"] if user["name"] == "ada@acme.example"]
    assert ada["roles"] == [{"role": "Developer", "paths": [["Finance", "Staff"]], "cut": False}]
    (developer,) = [role for role in access["roles"] if role["name"] == "Developer"]
    assert developer["users"] == 2
    assert "develop" in developer["permissions"]


def test_who_may_not_see_everything_is_told_so(company: Looker) -> None:
    """What a caller without rights does not see is unknown."""
    company.run("user", email="ada@acme.example", roles=["Viewer"])
    key = company.run("api_credential", user="ada@acme.example", shows="client_secret").result["api_credential"]
    little = audit(company, client_id=key["client_id"], client_secret=key["client_secret"], include_access=True)
    assert little.result["access"]["unknown"]
    assert {item["rule"] for item in little.result["not_checked"]} >= {"admin", "unused_role", "api_key_age"}
    assert names(little.result["findings"], rule="unused_role") == []


@pytest.mark.slow
@pytest.mark.parametrize("answer", ["shorter", "403", "404"])
def test_lists_that_are_refused_are_not_checked(answer: str) -> None:
    """Whatever Looker does with a caller who may not see a list (quirk 12.14): nothing is claimed."""
    with harness.looker(seed=SEED, quirks={"partial_rights": answer}, api_versions=("4.0",)) as looker:
        looker.run("user", email="ada@acme.example", roles=["Viewer"])
        key = looker.run("api_credential", user="ada@acme.example", shows="client_secret").result["api_credential"]
        result = audit(looker, client_id=key["client_id"], client_secret=key["client_secret"]).result
        unchecked = {item["rule"] for item in result["not_checked"]}
        assert unchecked >= {"admin", "unused_role", "unused_set", "editable_attribute", "schedule_as_admin"}
        assert not [item for item in result["findings"] if item["rule"].startswith(("unused", "orphaned"))]


def test_every_api_version(any_looker: Looker) -> None:
    """What an old version cannot tell is not checked; the rest is the same."""
    any_looker.sandbox.set_state(SEED)
    result = audit(any_looker, include_access=True, groups=AS_IT_IS["groups"]).result
    assert result["drift"] == []
    assert result["access"]["unknown"] == []
    (ada,) = [user for user in result["access"]["users"] if user["name"] == "ada@acme.example"]
    assert ada["roles"] == [{"role": "Developer", "paths": [["Finance", "Staff"]], "cut": False}]


def test_reports(company: Looker, tmp_path: Path) -> None:
    paths = {name: str(tmp_path / name) for name in FORMATS}
    assert audit(company, check=True, reports=paths, **AS_IT_IS).result["reports"] == paths
    assert list(tmp_path.iterdir()) == []
    outcome = audit(company, reports=paths, instance="acme prod", **AS_IT_IS)
    report = json.loads((tmp_path / "json").read_text(encoding="utf-8"))
    (instance,) = report["instances"]
    for part in ("drift", "undeclared", "findings", "accepted", "not_checked", "rules"):
        assert instance[part] == outcome.result[part]
    assert instance["instance"]["name"] == "acme prod"
    assert instance["instance"]["url"] == company.sandbox.base_url
    assert instance["api"]["calls"]["total"] == outcome.result["api"]["calls"]["total"] - 1  # the logout comes later
    page = (tmp_path / "html").read_text(encoding="utf-8")
    assert "Old project" in page
    assert "acme prod" in page
    rows = list(csv.DictReader((tmp_path / "access_csv").read_text(encoding="utf-8").splitlines()))
    assert {row["through"] for row in rows if row["user"] == "ada@acme.example"} == {"Finance > Staff"}
    for path in tmp_path.iterdir():
        assert not [secret for secret in company.secrets() if secret in path.read_text(encoding="utf-8")]


def test_a_report_that_cannot_be_written(company: Looker, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    outcome = company.run("audit_info", document={}, reports={"json": str(tmp_path / "file" / "report.json")})
    assert outcome.failed
    assert "reports: cannot write" in outcome.message


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"rules": {"admins": {}}}, "there is no rule 'admins' (did you mean 'admin'?)"),
        (
            {"exceptions": [{"rule": "admin", "object": "x", "reason": "y", "expires": "never"}]},
            "expires has to be a date like 2027-01-31, not 'never'",
        ),
    ],
)
def test_a_policy_that_cannot_be_meant(company: Looker, options: dict[str, Any], said: str) -> None:
    outcome = company.run("audit_info", document={}, **options)
    assert outcome.failed
    assert said in outcome.message
    assert len(outcome.requests) == 0


def test_exceptions(company: Looker) -> None:
    """The API user of the sandbox is an admin."""
    admin = names(audit(company).result["findings"], rule="admin")
    exception = {"rule": "admin", "object": admin[0], "reason": "runs this", "expires": "2999-12-31"}
    result = audit(company, exceptions=[exception]).result
    assert names(result["findings"], rule="admin") == admin[1:]
    assert [item["accepted_because"] for item in result["accepted"]] == ["runs this"]


def test_read_only_cannot_be_lifted(company: Looker) -> None:
    audit(company, read_only=False, **AS_IT_IS)


def test_every_rule_is_documented_with_its_limits() -> None:
    options = yaml.safe_load(module.DOCUMENTATION)["options"]
    text = " ".join(options["rules"]["description"])
    for rule in RULES.values():
        assert f"V({rule.id})" in text
        for name, limit in rule.limits.items():
            shown = str(limit.default).lower() if isinstance(limit.default, bool) else limit.default
            assert f"V({name})" in text or f"V({name}={shown})" in text


# The role and the playbook


def role(looker: Looker, folder: Path, **options: Any) -> Played:
    """Runs the role audit, as users do."""
    (folder / "looker").mkdir(exist_ok=True)
    (folder / "looker" / "groups.yml").write_text(json.dumps({"groups": AS_IT_IS["groups"]}), encoding="utf-8")
    task = {"ansible.builtin.include_role": {"name": "biops.looker.audit"}, "vars": options}
    environment = {f"LOOKERSDK_{name.upper()}": value for name, value in looker.connection.items()}
    before = len(looker.sandbox.requests())
    played = play(folder, [task], environment=environment)
    assert all(harmless(entry) for entry in looker.sandbox.requests()[before:])
    assert len(looker.sandbox.requests()) > before
    return played


@pytest.mark.slow
def test_role_writes_reports_and_fails_as_asked(company: Looker, tmp_path: Path) -> None:
    reports = {name: str(tmp_path / f"audit.{name}") for name in FORMATS}
    together = {"html": str(tmp_path / "all.html")}
    options = {"looker_src": "looker/", "looker_audit_reports": reports, "looker_audit_combined": together}
    played = role(company, tmp_path, **options)
    assert played.status == 0, played.output
    assert all(Path(path).exists() for path in (*reports.values(), *together.values()))
    calm = {"looker_src": "looker", "looker_audit_fail_on": ["drift", "findings"]}
    assert role(company, tmp_path, **calm).status == 0
    worst = role(company, tmp_path, **calm, looker_audit_severity="info")
    assert worst.status != 0
    assert "is an admin" in worst.output
    company.run("group", name="Staff", groups=[])
    drifted = role(company, tmp_path, **calm)
    assert drifted.status != 0
    assert "Not as declared: group Staff" in drifted.output
    assert role(company, tmp_path, looker_src="looker").status == 0
    nothing = role(company, tmp_path, looker_audit_fail_on=["drift"])
    assert nothing.status != 0
    assert "Nothing could be compared" in nothing.output


@pytest.mark.slow
def test_calls_of_a_large_audit(looker: Looker) -> None:
    """10,000 users, 500 groups, 50 roles, 2,000 schedules, 10 attributes with values: 70 calls at most."""
    looker.sandbox.set_state(large_state())
    outcome = audit(looker, **LARGE, rules={"schedule_outside": {"domains": ["acme.example"]}}, include_access=True)
    assert outcome.result["drift"] == []
    assert outcome.result["declared"] == {"user": 10_000, "group": 500, "role": 50, "user_attribute": 10}
    assert len(names(outcome.result["findings"], rule="schedule_outside")) == 2_000
    users = outcome.result["access"]["users"]
    assert len([user for user in users if user["roles"]]) == 10_001  # the API user is an admin
    assert len(outcome.requests) <= 70
