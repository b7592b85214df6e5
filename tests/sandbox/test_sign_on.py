# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logins by SAML, OpenID Connect and LDAP: configurations and their tests."""

from __future__ import annotations

from typing import Any

import pytest
from sandbox.conftest import Client, Start
from sandbox.test_users import problems

from looker_sandbox.resources.ldap import LDAP_CONFIG
from looker_sandbox.resources.oidc import OIDC_CONFIG
from looker_sandbox.resources.saml import SAML_CONFIG

MAPS = {
    "user_attribute_map_email": "mail",
    "user_attribute_map_first_name": "first",
    "user_attribute_map_last_name": "last",
}
SAML = {"idp_cert": "MIIC", "idp_url": "https://idp.example/sso", "idp_issuer": "https://idp.example", **MAPS}
OIDC = {
    "identifier": "looker",
    "secret": "hush",
    "issuer": "https://idp.example",
    "authorization_endpoint": "https://idp.example/auth",
    "token_endpoint": "https://idp.example/token",
    "userinfo_endpoint": "https://idp.example/me",
    **MAPS,
}
LDAP = {
    "connection_host": "ldap.sandbox.example",
    "connection_port": "636",
    "auth_username": "cn=looker,dc=sandbox,dc=example",
    "auth_password": "ldap-secret",
    "user_bind_base_dn": "ou=people,dc=sandbox,dc=example",
}
WHOLE = {"saml": SAML, "oidc": OIDC, "ldap": LDAP}
SECRETS = {"saml": set(), "oidc": {"secret"}, "ldap": {"auth_password"}}
KINDS = sorted(WHOLE)


@pytest.mark.parametrize("version", ["4.0", "3.1"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_configuration_is_changed_in_parts(start: Start, kind: str, version: str) -> None:
    client = start(version)
    path = f"/{kind}_config"
    before = client.json("GET", path)
    assert before["enabled"] is False
    after = client.json("PATCH", path, {**WHOLE[kind], "enabled": True})
    assert after == client.json("GET", path)
    shown = {name: value for name, value in WHOLE[kind].items() if name not in SECRETS[kind]}
    assert {name: after[name] for name in shown} == shown
    assert not SECRETS[kind] & set(after)
    assert "hush" not in str(after)
    assert after["modified_at"]
    # The documents of 3.1 have an integer only for OpenID Connect.
    assert after["modified_by"] == (1 if (kind, version) == ("oidc", "3.1") else "1")
    changed = client.json("PATCH", path, {"auth_requires_role": True})
    assert {name for name in after if after[name] != changed[name]} <= {"auth_requires_role", "modified_at"}
    assert client.sandbox.state()[f"{kind}_config"].items() >= WHOLE[kind].items()


MODELS = {"saml": SAML_CONFIG, "oidc": OIDC_CONFIG, "ldap": LDAP_CONFIG}
LISTS = {"groups_with_role_ids", "user_attributes_with_ids"}
# A value other than that of a new instance, for what is neither a switch nor free text.
OTHER = {
    "allowed_clock_drift": 30,
    "groups_finder_type": "individual_attributes",
    "idp_cert_multi": {"signing": ["MIIC"]},
    "scopes": ["openid", "email"],
    "connection_port": "636",
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_property_can_be_changed(client: Client, kind: str) -> None:
    path = f"/{kind}_config"
    fresh = client.json("GET", path)
    body: dict[str, Any] = {}
    for field in MODELS[kind].fields:
        if field.writable and field.name not in LISTS:
            is_url = field.name.endswith(("_url", "_endpoint"))
            text = f"https://{field.name}.example" if is_url else f"other {field.name}"
            body[field.name] = not fresh[field.name] if field.kind is bool else OTHER.get(field.name, text)
    if kind == "oidc":
        body["secret"] = "hush"  # it cannot be turned on without
    client.json("PATCH", path, body)
    body.pop("secret", None)
    after = client.json("GET", path)
    assert {name: after[name] for name in body} == body
    assert all(fresh[name] != value for name, value in body.items())


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_turned_on_has_to_be_complete(client: Client, kind: str) -> None:
    path = f"/{kind}_config"
    for name in WHOLE[kind]:
        if name in ("connection_port", "auth_password"):
            continue  # one has a default, and some directories ask for none
        body = {key: value for key, value in WHOLE[kind].items() if key != name} | {"enabled": True}
        if name in MAPS and kind == "ldap":
            continue
        assert (name, "missing_field") in {(p[0], p[1]) for p in problems(client("PATCH", path, body))}
    assert client.json("GET", path)["enabled"] is False
    client.json("PATCH", path, {**WHOLE[kind], "enabled": True})
    name = next(iter(WHOLE[kind]))
    assert [p[0] for p in problems(client("PATCH", path, {name: ""}))] == [name]
    assert client.json("PATCH", path, {"enabled": False, name: ""})["enabled"] is False


@pytest.mark.parametrize(("quirk", "status"), [("enabled", 200), ("always", 422)])
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_turned_off_may_have_to_be_complete(start: Start, kind: str, quirk: str, status: int) -> None:
    client = start(quirks={"sign_on_complete": quirk})
    assert client.status("PATCH", f"/{kind}_config", {"auth_requires_role": True}) == status
    client.json("PATCH", f"/{kind}_config", WHOLE[kind])


@pytest.mark.parametrize("version", ["4.0", "3.1"])
@pytest.mark.parametrize("kind", KINDS)
def test_roles_groups_and_attributes_are_mapped(start: Start, kind: str, version: str) -> None:
    def as_id(number: int) -> Any:
        return str(number) if version == "4.0" else number

    seed = {"groups": [{"id": 2, "name": "Finance"}], "user_attributes": [{"id": "20", "name": "region", "label": "R"}]}
    client, path = start(version, seed=seed), f"/{kind}_config"
    body = {
        "default_new_user_role_ids": [as_id(7)],
        "default_new_user_group_ids": ["2"],
        "groups_with_role_ids": [
            {"name": "analysts", "role_ids": [as_id(3), 2]},
            {"name": "cn=all", "looker_group_name": "Everybody", "role_ids": []},
        ],
        "user_attributes_with_ids": [{"name": "area", "required": True, "user_attribute_ids": [as_id(20)]}],
    }
    after = client.json("PATCH", path, body)
    assert after == client.json("GET", path)
    assert [role["name"] for role in after["default_new_user_roles"]] == ["Viewer"]
    assert [group["name"] for group in after["default_new_user_groups"]] == ["Finance"]
    assert "default_new_user_role_ids" not in after
    first, second = after["groups_with_role_ids"]
    assert (first["id"], first["name"], first["looker_group_name"]) == (as_id(1), "analysts", "analysts")
    assert first["role_ids"] == [as_id(2), as_id(3)]
    assert (second["id"], second["looker_group_name"]) == (as_id(2), "Everybody")
    assert [[role["name"] for role in group["roles"]] for group in after["groups"]] == [["Developer", "Admin"], []]
    assert [a["user_attribute_ids"] for a in after["user_attributes_with_ids"]] == [[as_id(20)]]
    assert [[u["name"] for u in a["user_attributes"]] for a in after["user_attributes"]] == [["region"]]
    assert ("url" in first) is (kind != "oidc")
    groups = {group["name"]: group for group in client.json("GET", "/groups")}
    mirror = groups["analysts"]
    assert (mirror["id"], mirror["externally_managed"], mirror["external_group_id"]) == (
        first["looker_group_id"],
        True,
        "analysts",
    )
    assert sorted(client.sandbox.state()["groups"][-2]["roles"]) == ["2", "3"]


def test_a_list_of_groups_is_the_whole_list(client: Client) -> None:
    def names(answer: Any) -> list[Any]:
        return [(g["id"], g["name"], g["looker_group_name"], g["role_ids"]) for g in answer["groups_with_role_ids"]]

    sent = [{"name": "a", "role_ids": ["3"]}, {"name": "b"}]
    made = client.json("PATCH", "/saml_config", {"groups_with_role_ids": sent})
    assert names(made) == [("1", "a", "a", ["3"]), ("2", "b", "b", [])]
    assert (
        client.json("PATCH", "/saml_config", {"groups_with_role_ids": made["groups_with_role_ids"]})["groups"]
        == made["groups"]
    )
    renamed = [{"id": "2", "name": "b", "looker_group_name": "Beta"}, {"name": "c"}]
    after = client.json("PATCH", "/saml_config", {"groups_with_role_ids": renamed})
    assert names(after) == [("2", "b", "Beta", []), ("3", "c", "c", [])]
    assert after["groups"][0]["looker_group_id"] == made["groups"][1]["looker_group_id"]
    assert client.json("GET", f"/groups/{after['groups'][0]['looker_group_id']}")["name"] == "Beta"


def test_a_mapped_group_keeps_its_name_and_takes_no_other(start: Start) -> None:
    client = start(seed={"groups": [{"name": "Finance"}]})

    def change(*groups: Any) -> Any:
        return client("PATCH", "/saml_config", {"groups_with_role_ids": list(groups)})

    change({"name": "cn=fin", "looker_group_name": "Accounting"})
    again = change({"name": "cn=fin", "role_ids": ["3"]}).json()["groups_with_role_ids"]
    assert [(g["id"], g["looker_group_name"], g["role_ids"]) for g in again] == [("2", "Accounting", ["3"])]
    for group in ({"name": "Finance"}, {"name": "x", "looker_group_name": "Finance"}):
        refused = problems(change(group))
        assert [p[:2] for p in refused] == [("groups_with_role_ids[0].looker_group_name", "already_exists")]
    assert sorted(g["name"] for g in client.json("GET", "/groups")) == ["Accounting", "All Users", "Finance"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"default_new_user_role_ids": ["99"]}, "default_new_user_role_ids"),
        ({"default_new_user_group_ids": ["x"]}, "default_new_user_group_ids"),
        ({"groups_with_role_ids": [{"role_ids": []}]}, "groups_with_role_ids[0].name"),
        ({"groups_with_role_ids": [{"name": "a", "role_ids": ["99"]}]}, "groups_with_role_ids[0].role_ids"),
        ({"groups_with_role_ids": [{"name": "a", "id": "7"}]}, "groups_with_role_ids[0].id"),
        ({"groups_with_role_ids": ["a"]}, "groups_with_role_ids[0].base"),
        (
            {"user_attributes_with_ids": [{"name": "a", "user_attribute_ids": ["99"]}]},
            "user_attributes_with_ids[0].user_attribute_ids",
        ),
        ({"groups_finder_type": "by_feel"}, "groups_finder_type"),
        ({"allowed_clock_drift": -1}, "allowed_clock_drift"),
        ({"idp_url": "idp"}, "idp_url"),
        ({"idp_cert_multi": {"signing": "x"}}, "idp_cert_multi.signing"),
    ],
)
def test_wrong_configurations_are_refused(client: Client, body: Any, field: str) -> None:
    before = client.json("GET", "/saml_config")
    assert [p[0] for p in problems(client("PATCH", "/saml_config", body))] == [field]
    assert client.json("GET", "/saml_config") == before


def test_groups_need_something_to_be_found_by(client: Client) -> None:
    base = {**SAML, "enabled": True, "set_roles_from_groups": True}
    assert [p[0] for p in problems(client("PATCH", "/saml_config", base))] == ["groups_attribute"]
    individual = {**base, "groups_finder_type": "individual_attributes"}
    assert [p[0] for p in problems(client("PATCH", "/saml_config", individual))] == ["groups_member_value"]
    oidc = {**OIDC, "enabled": True, "set_roles_from_groups": True}
    assert [p[0] for p in problems(client("PATCH", "/oidc_config", oidc))] == ["groups_attribute"]


def test_several_certificates(start: Start) -> None:
    client = start()
    several = {**SAML, "enabled": True, "multi_certs_supported": True}
    assert [p[0] for p in problems(client("PATCH", "/saml_config", several))] == ["idp_cert_multi"]
    body = {**several, "idp_cert": "", "idp_cert_multi": {"signing": ["MIIA", "MIIB"]}}
    assert client.json("PATCH", "/saml_config", body)["idp_cert_multi"] == {"signing": ["MIIA", "MIIB"]}
    assert "idp_cert_multi" not in start(release="25.20.0").json("GET", "/saml_config")
    assert "idp_cert_multi" not in start("3.1").json("GET", "/saml_config")


# Test configurations


@pytest.mark.parametrize("kind", ["saml", "oidc"])
def test_a_test_configuration(start: Start, kind: str) -> None:
    client, path = start(), f"/{kind}_test_configs"
    untouched = client.json("GET", f"/{kind}_config")
    first = next(iter(WHOLE[kind]))
    incomplete = {name: value for name, value in WHOLE[kind].items() if name != first}
    assert [p[0] for p in problems(client("POST", path, incomplete))] == [first]
    made = client.json("POST", path, WHOLE[kind])
    slug = made["test_slug"]
    assert slug
    assert made == client.json("GET", f"{path}/{slug}")
    assert client.json("GET", f"/{kind}_config") == untouched
    assert untouched["test_slug"] is None
    state = client.sandbox.state()
    client.sandbox.reset()
    assert client.status("GET", f"{path}/{slug}") == 404
    client.sandbox.set_state(state)
    assert client.json("GET", f"{path}/{slug}") == made
    assert client.status("DELETE", f"{path}/{slug}") == 204
    assert client.status("GET", f"{path}/{slug}") == client.status("DELETE", f"{path}/{slug}") == 404


# LDAP


def run_ldap_test(client: Client, test: str, **body: Any) -> tuple[str, str]:
    """Status and details of a test."""
    answer = client.json("PUT", f"/ldap_config/test_{test}", body)
    assert bool(answer["issues"]) is (answer["status"] == "error")
    return answer["status"], answer["details"] or answer["message"]


@pytest.mark.parametrize("version", ["4.0", "3.1"])
def test_ldap_is_tested(start: Start, version: str) -> None:
    client = start(version)
    server = {"connection_host": "ldap.sandbox.example", "connection_port": "636"}
    assert run_ldap_test(client, "connection", **server)[0] == "success"
    assert run_ldap_test(client, "connection", **{**server, "connection_port": 389}) == (
        "error",
        "cannot connect to ldap.sandbox.example:389",
    )
    assert run_ldap_test(client, "auth", **LDAP)[0] == "success"
    assert run_ldap_test(client, "auth", **{**LDAP, "auth_password": "wrong"})[0] == "error"
    assert run_ldap_test(client, "user_info", **LDAP, test_ldap_user="ada")[0] == "success"
    assert run_ldap_test(client, "user_info", **LDAP, test_ldap_user="bob") == ("error", "there is no user bob")
    assert (
        run_ldap_test(client, "user_auth", **LDAP, test_ldap_user="ada", test_ldap_password="ada-secret")[0]
        == "success"
    )
    assert run_ldap_test(client, "user_auth", **LDAP, test_ldap_user="ada", test_ldap_password="x")[0] == "error"
    assert client.sandbox.state()["ldap_config"] == {}


def test_ldap_tests_use_the_password_that_is_set(client: Client) -> None:
    without = {name: value for name, value in LDAP.items() if name != "auth_password"}
    assert run_ldap_test(client, "auth", **without)[0] == "error"
    assert client.json("PATCH", "/ldap_config", {**LDAP, "test_ldap_user": "ada", "test_ldap_password": "x"})[
        "has_auth_password"
    ]
    assert run_ldap_test(client, "auth", **without)[0] == "success"
    assert not {"test_ldap_user", "test_ldap_password"} & set(client.sandbox.state()["ldap_config"])


def test_ldap_tells_what_a_user_would_get(client: Client) -> None:
    mapped = {"set_roles_from_groups": True, "groups_with_role_ids": [{"name": "analysts", "role_ids": ["3"]}]}
    user = client.json("PUT", "/ldap_config/test_user_info", {**LDAP, **mapped, "test_ldap_user": "ada"})["user"]
    assert (user["email"], user["groups"], user["roles"]) == ("ada@sandbox.example", ["analysts"], ["Developer"])
    assert "analysts" not in [group["name"] for group in client.json("GET", "/groups")], "a test makes no groups"
    strict = {**LDAP, "auth_requires_role": True, "test_ldap_user": "ada"}
    assert client.json("PUT", "/ldap_config/test_user_info", strict)["status"] == "error"
    viewer = {**strict, "default_new_user_role_ids": ["7"]}
    assert client.json("PUT", "/ldap_config/test_user_info", viewer)["user"]["roles"] == ["Viewer"]


@pytest.mark.parametrize(
    ("test", "body", "fields"),
    [
        ("connection", {}, ["connection_host", "connection_port"]),
        ("auth", {"connection_host": "x", "connection_port": "1"}, ["auth_username"]),
        ("user_info", LDAP, ["test_ldap_user"]),
        ("user_auth", {**LDAP, "test_ldap_user": "ada"}, ["test_ldap_password"]),
        ("user_info", {"test_ldap_user": "ada"}, ["connection_host", "auth_username", "user_bind_base_dn"]),
    ],
)
def test_ldap_tests_need_what_they_test(client: Client, test: str, body: Any, fields: list[str]) -> None:
    assert [p[0] for p in problems(client("PUT", f"/ldap_config/test_{test}", body))] == fields


# Callers, editions, state

OPERATIONS = [
    *[(method, f"/{kind}_config") for kind in KINDS for method in ("GET", "PATCH")],
    *[("POST", f"/{kind}_test_configs") for kind in ("saml", "oidc")],
    ("GET", "/saml_test_configs/x"),
    ("DELETE", "/oidc_test_configs/x"),
    ("POST", "/parse_saml_idp_metadata"),
    ("POST", "/fetch_and_parse_saml_idp_metadata"),
    *[("PUT", f"/ldap_config/test_{test}") for test in ("connection", "auth", "user_info", "user_auth")],
]


def test_only_admins_may(start: Start) -> None:
    seed = {"users": [{"first_name": "Ada", "credentials": {"api3": [{"client_id": "ada", "client_secret": "s"}]}}]}
    ada = Client(start(seed=seed).sandbox)
    ada.log_in("ada", "s")
    assert {ada.status(method, path, {}) for method, path in OPERATIONS} == {404}


def test_core_denies_it_all(start: Start) -> None:
    client = start(edition="core")
    assert {client.status(method, path, {}) for method, path in OPERATIONS} == {403}


def test_the_state_takes_names_and_keeps_everything(start: Start) -> None:
    seed = {
        "groups": [{"name": "Finance"}],
        "user_attributes": [{"name": "region", "label": "Region"}],
        "saml_config": {
            "enabled": True,
            "default_new_user_role_ids": ["Viewer"],
            "default_new_user_group_ids": ["Finance"],
            "groups_with_role_ids": [{"name": "a", "role_ids": ["Admin"]}],
            "user_attributes_with_ids": [{"name": "area", "user_attribute_ids": ["region"]}],
        },
    }
    client = start(seed=seed)
    before = client.json("GET", "/saml_config")
    assert [role["name"] for role in before["default_new_user_roles"]] == ["Viewer"]
    assert [group["roles"][0]["name"] for group in before["groups"]] == ["Admin"]
    client.sandbox.set_state(client.sandbox.state())
    assert client.json("GET", "/saml_config") == before
    bad = {"saml_config": {"default_new_user_role_ids": ["Nobody"]}}
    with pytest.raises(ValueError, match=r"saml_config\.default_new_user_role_ids: there is no 'Nobody'"):
        client.sandbox.set_state(bad)
    assert client.status("DELETE", "/roles/7") == 204
    assert client.json("GET", "/saml_config")["default_new_user_roles"] == []
