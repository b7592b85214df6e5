# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How people log in: by SAML, OpenID Connect and LDAP."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from contract import harness, samples
from contract.contract import converged, refused
from contract.harness import Looker

from ansible_collections.biops.looker.plugins.module_utils import _contents
from looker_sandbox.resources import saml_metadata

MAPS = {
    "user_attribute_map_email": "mail",
    "user_attribute_map_first_name": "first",
    "user_attribute_map_last_name": "last",
}
WHOLE: dict[str, dict[str, Any]] = {
    "saml_config": {
        "idp_cert": "MIIC",
        "idp_url": "https://idp.example/sso",
        "idp_issuer": "https://idp.example",
        **MAPS,
    },
    "oidc_config": {
        "identifier": "looker",
        "secret": "hush-of-the-identity-provider",
        "issuer": "https://idp.example",
        "authorization_endpoint": "https://idp.example/authorize",
        "token_endpoint": "https://idp.example/token",
        "userinfo_endpoint": "https://idp.example/userinfo",
        **MAPS,
    },
    "ldap_config": {
        "connection_host": "ldap.sandbox.example",
        "connection_port": "636",
        "auth_username": "cn=looker,dc=sandbox,dc=example",
        "auth_password": "ldap-secret",
        "user_bind_base_dn": "ou=people,dc=sandbox,dc=example",
    },
}
WORDS = {"saml_config": "SAML", "oidc_config": "OpenID Connect", "ldap_config": "LDAP"}
EVERY_LOGIN = pytest.mark.parametrize("name", sorted(WHOLE))


def metadata(*certificates: str) -> str:
    """Metadata of an identity provider that signs with these certificates."""
    keys = "".join(
        '<KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data>'
        f"<X509Certificate>{certificate}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>"
        for certificate in certificates
    )
    return f"""<?xml version="1.0"?>
<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.acme.example">
  <IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    {keys}
    <SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
      Location="https://idp.acme.example/sso"/>
  </IDPSSODescriptor>
</EntityDescriptor>
"""


METADATA = metadata("MIIA")


@EVERY_LOGIN
def test_turned_on_and_off(any_looker: Looker, name: str) -> None:
    whole = {**WHOLE[name], "enabled": True}
    incomplete = any_looker.run(name, enabled=True)
    refused(any_looker, incomplete, "to be turned on")
    made = any_looker.run(name, **whole)
    assert made.result[name]["enabled"] is True, made.message
    assert any_looker.run(name, **whole).result["changed"] is False
    refused(any_looker, any_looker.run(name, enabled=False), WORDS[name], "allow_self_lockout")
    assert any_looker.run(name, enabled=False, allow_self_lockout=True).result["changed"]
    assert any_looker.run(f"{name}_info").result[name]["enabled"] is False
    assert any_looker.run(name, enabled=False).result["changed"] is False


@EVERY_LOGIN
def test_mapped_groups(looker: Looker, name: str) -> None:
    north = {"name": "idp-north", "looker_group_name": "Mirror north", "roles": ["Viewer"]}
    south = {"name": "idp-south", "looker_group_name": "Mirror south", "roles": ["Developer", "Viewer"]}
    assert converged(looker, name, groups=[north])["groups"] == [north]
    assert converged(looker, name, groups=[south], list_mode="add")["groups"] == [north, south]
    kept = looker.sandbox.state()[name]["groups_with_role_ids"][0]["id"]
    changed = converged(looker, name, groups=[{"name": "idp-north", "roles": ["id:2"]}], list_mode="add")
    assert changed["groups"][0] == {**north, "roles": ["Admin"]}
    assert looker.sandbox.state()[name]["groups_with_role_ids"][0]["id"] == kept
    assert converged(looker, name, groups=[{"name": "idp-north"}], list_mode="remove")["groups"] == [south]
    refused(looker, looker.run(name, groups=[], max_removals=0), "max_removals", "mapped group 'idp-south'")
    assert converged(looker, name, groups=[])["groups"] == []
    renamed = converged(looker, name, groups=[{"name": "idp-east"}])
    assert renamed["groups"][0]["name"] == "idp-east"


@EVERY_LOGIN
def test_names_that_are_unknown_or_there_twice(looker: Looker, name: str) -> None:
    missing = looker.run(name, groups=[{"name": "x", "roles": ["Nobody's role"]}])
    refused(looker, missing, "Nobody's role", "does not exist")
    refused(looker, looker.run(name, default_new_user_groups=["Nowhere"]), "Nowhere", "does not exist")
    refused(looker, looker.run(name, groups=[{"name": "x"}, {"name": "x"}]), "'x' is in groups twice")


@pytest.mark.parametrize(
    ("name", "options", "words"),
    [
        ("saml_config", {"groups": [{"name": "x"}, {"name": " "}]}, "entry 2 of groups has no name"),
        ("saml_config", {"idp_url": "idp.example/sso"}, "idp_url: 'idp.example/sso' has to begin with https://"),
        ("saml_config", {"allowed_clock_drift": -1}, "cannot be negative"),
        ("oidc_config", {"token_endpoint": "token"}, "token_endpoint: 'token' has to begin with https://"),
        ("ldap_config", {"connection_port": "ldaps"}, "'ldaps' is no number from 1 to 65535"),
    ],
)
def test_what_cannot_be_right_is_not_sent(looker: Looker, name: str, options: dict[str, Any], words: str) -> None:
    refused(looker, looker.run(name, **options), words)


@EVERY_LOGIN
def test_what_it_names_may_be_made_in_the_same_run(looker: Looker, name: str) -> None:
    role = {"name": "Mirrored", "permission_set": "Viewer", "model_set": "All"}
    settings = {
        name: {"groups": [{"name": "idp-north", "roles": ["Mirrored"]}], "default_new_user_groups": ["Newcomers"]}
    }
    document: dict[str, Any] = {"roles": [role], "groups": [{"name": "Newcomers"}], "settings": settings}
    assert looker.configure(check=True, **document).writes == []
    made = looker.configure(**document)
    assert not made.failed, made.message
    shown = looker.run(f"{name}_info").result[name]
    assert shown["groups"][0]["roles"] == ["Mirrored"]
    assert shown["default_new_user_groups"] == ["Newcomers"]
    assert looker.configure(**document).result["changed"] is False


def test_metadata_of_the_identity_provider(any_looker: Looker, tmp_path: Path) -> None:
    """Looker reads them itself, in check mode too; what is given besides goes before them."""
    predicted = any_looker.run("saml_config", check=True, metadata_text=METADATA)
    assert predicted.result["saml_config"]["idp_url"] == "https://idp.acme.example/sso"
    made = any_looker.run("saml_config", metadata_text=METADATA, enabled=True, **MAPS)
    assert not made.failed, made.message
    shown = any_looker.run("saml_config_info").result["saml_config"]
    assert (shown["idp_issuer"], shown["idp_cert"]) == ("https://idp.acme.example", "MIIA")
    path = tmp_path / "metadata.xml"
    path.write_text(METADATA, encoding="utf-8")
    assert any_looker.run("saml_config", metadata_file=str(path)).result["changed"] is False
    other = any_looker.run("saml_config", metadata_file=str(path), idp_issuer="https://other.example")
    assert other.result["saml_config"]["idp_issuer"] == "https://other.example"


def test_certificates_come_and_go_with_metadata(looker: Looker) -> None:
    """One certificate counts again where there have been several, and the same metadata change nothing."""
    given = {"metadata_text": metadata("MIIB", "MIIA"), "enabled": True, **MAPS}
    predicted, real = (looker.run("saml_config", check=check, **given) for check in (True, False))
    assert predicted.result["diff"] == real.result["diff"]
    assert looker.run("saml_config", **given).result["changed"] is False
    several = real.result["saml_config"]
    assert (several["multi_certs_supported"], several["idp_cert_multi"]) == (True, {"signing": ["MIIA", "MIIB"]})
    one = looker.run("saml_config", metadata_text=metadata("MIIC"))
    assert one.result["diff"]["after"] == {**one.result["diff"]["after"], "multi_certs_supported": False}
    shown = looker.run("saml_config", metadata_text=metadata("MIIC")).result
    assert (shown["changed"], shown["saml_config"]["idp_cert"]) == (False, "MIIC")


def test_an_old_release_takes_the_first_certificate() -> None:
    with harness.looker(api_versions=("4.0",), seed=samples.SEED, release="25.20.0") as looker:
        made = looker.run("saml_config", metadata_text=metadata("MIIB", "MIIA"), enabled=True, **MAPS)
        assert not made.failed, made.message
        assert made.result["saml_config"]["idp_cert"] == "MIIB"
        for test in (False, True):
            newer = looker.run("saml_config", multi_certs_supported=True, test=test)
            refused(looker, newer, "multi_certs_supported", "26.2")


def test_metadata_at_an_address(any_looker: Looker, monkeypatch: pytest.MonkeyPatch) -> None:
    """Looker fetches them itself."""
    url = "https://idp.acme.example/metadata"
    monkeypatch.setattr(saml_metadata, "fetch", {url: METADATA}.__getitem__)
    given = {"metadata_url": url, "enabled": True, **MAPS}
    assert any_looker.run("saml_config", check=True, **given).writes == []
    made = any_looker.run("saml_config", **given)
    assert made.result["saml_config"]["idp_issuer"] == "https://idp.acme.example", made.message
    assert any_looker.run("saml_config", **given).result["changed"] is False


def test_an_audit_compares_with_metadata(looker: Looker) -> None:
    def audit(text: str) -> Any:
        settings = {"saml_config": {"metadata_text": text}}
        outcome = looker.run("audit_info", document=json.dumps({"settings": settings}))
        assert not outcome.failed, outcome.message
        return outcome.result

    (drift,) = audit(METADATA)["drift"]
    assert drift["after"]["idp_url"] == "https://idp.acme.example/sso"
    looker.run("saml_config", metadata_text=METADATA)
    assert audit(METADATA)["drift"] == []
    assert "refused_configuration" in {finding["rule"] for finding in audit("<nothing/>")["findings"]}


def test_metadata_that_are_too_large(looker: Looker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_contents, "LARGEST", 10)
    (tmp_path / "metadata.xml").write_text(METADATA, encoding="utf-8")
    outcome = looker.run("saml_config", metadata_file=str(tmp_path / "metadata.xml"))
    refused(looker, outcome, "metadata_file", "metadata.xml is too large", "at most 10")


def test_metadata_that_cannot_be_had(looker: Looker) -> None:
    refused(looker, looker.run("saml_config", metadata_text="<nothing/>"), "metadata")
    refused(looker, looker.run("saml_config", metadata_url="http://127.0.0.1:9/metadata"), "metadata")
    both = looker.run("saml_config", metadata_text=METADATA, metadata_url="https://idp.acme.example")
    refused(looker, both, "one place only")


@pytest.mark.parametrize(
    ("name", "secret", "owner"),
    [("oidc_config", "secret", "identifier"), ("ldap_config", "auth_password", "auth_username")],
)
def test_secrets(looker: Looker, name: str, secret: str, owner: str) -> None:
    """Written where there is none, with another owner, and when asked to; otherwise named as not compared."""

    def stored() -> Any:
        return looker.sandbox.state()[name].get(secret)

    first = {secret: "correct-horse", owner: "one"}
    made = looker.run(name, **first)
    assert (stored(), made.result["diff"]["after"][secret]) == ("correct-horse", "VALUE_HIDDEN")
    assert "not_compared" not in made.result
    kept = looker.run(name, **{**first, secret: "battery-staple"})
    assert (kept.result["changed"], kept.result["not_compared"], stored()) == (False, [secret], "correct-horse")
    other = {secret: "battery-staple", owner: "two"}
    predicted, real = looker.run(name, check=True, **other), looker.run(name, **other)
    assert predicted.result["diff"] == real.result["diff"]
    assert (real.result["diff"]["after"][secret], stored()) == ("VALUE_HIDDEN (written)", "battery-staple")
    assert "not_compared" not in real.result
    assert looker.run(name, update_secrets="always", **{secret: "rotated-again"}).result["changed"]
    assert stored() == "rotated-again"


@pytest.mark.parametrize("name", ["oidc_config", "saml_config"])
def test_a_login_is_tested_beside_the_real_one(any_looker: Looker, name: str) -> None:
    """Nothing is saved; the slug of the result is the only way to remove what was made."""
    tests, secret = name.replace("_config", "_test_configs"), WHOLE[name].get("secret")
    mapped = {"groups": [{"name": "idp-north", "roles": ["Viewer"]}], "list_mode": "add"}
    given = {**WHOLE[name], **mapped, "enabled": True}
    refused(any_looker, any_looker.run(name, test=True), "to be tested")
    before = any_looker.sandbox.state()
    predicted = any_looker.run(name, check=True, test=True, **given)
    assert any_looker.sandbox.state() == before
    made = any_looker.run(name, test=True, **given)
    slug = made.result[name].pop("test_slug")
    assert {**predicted.result, "api": 0} == {**made.result, "api": 0}
    after = any_looker.sandbox.state()
    assert {**after, tests: []} == before
    (kept,) = after[tests]
    assert (kept["test_slug"], kept["enabled"], kept.get("secret")) == (slug, True, secret)
    assert [group["name"] for group in kept["groups_with_role_ids"]] == ["idp-north"]

    second = any_looker.run(name, test=True, test_slug=slug, **given).result[name]["test_slug"]
    assert [row["test_slug"] for row in any_looker.sandbox.state()[tests]] == [second]
    saved = any_looker.run(name, test_slug=second, **given)
    assert saved.result["diff"]["before"]["test_slug"] == second
    assert (any_looker.sandbox.state()[tests], saved.result[name]["enabled"]) == ([], True)
    gone = any_looker.run(name, test="absent", test_slug=second, **given)
    assert (gone.result["changed"], gone.writes) == (False, [])
    refused(any_looker, any_looker.run(name, test="absent"), "needs test_slug")


@EVERY_LOGIN
def test_export_has_names(looker: Looker, name: str) -> None:
    given = {
        "groups": [{"name": "idp-north", "looker_group_name": "Mirror north", "roles": ["Viewer"]}],
        "default_new_user_groups": ["North"],
    }
    assert looker.run(name, **given).result["changed"]
    exported = looker.run("configuration_info", types=["settings"]).result["configuration"]["settings"][name]
    assert {option: exported[option] for option in given} == given
