# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes wrong ends in one clear sentence, and changes nothing."""

from __future__ import annotations

import datetime
import ipaddress
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from contract import harness, samples
from contract.contract import TYPES, converged, refused, resource_of, sample_of
from contract.harness import Looker
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

USER = {"email": "new@acme.example", "first_name": "New", "last_name": "User"}


def logins(outcome: harness.Outcome) -> int:
    return sum(entry["path"] == "/login" for entry in outcome.requests)


# The connection


def test_nobody_listens(looker: Looker) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
        refused(looker, looker.run("group", name="x", base_url=address, retries=0), "127.0.0.1", "connect")


def test_refused_credentials(looker: Looker) -> None:
    """One attempt: four failures lock credential and address for five minutes."""
    outcome = looker.run("group", name="x", client_secret="mistyped-secret")
    refused(looker, outcome, "credentials were refused")
    assert logins(outcome) == 1
    assert "mistyped-secret" not in outcome.output


def test_credentials_are_missing(looker: Looker, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    refused(looker, looker.run("group", name="x", client_secret=None), "client_secret")


def test_token_that_is_over(looker: Looker) -> None:
    outcome = looker.run("group", name="x", client_id=None, client_secret=None, access_token="long-gone-token")
    refused(looker, outcome, "token", "(HTTP 401)")
    assert outcome.message.startswith("the access_token")
    assert "long-gone-token" not in outcome.output


def test_expired_certificate(tmp_path: Path) -> None:
    cert, key = _certificate(tmp_path, "expired", days=-1)
    with harness.looker(tls_cert=str(cert), tls_key=str(key)) as looker:
        refused(looker, looker.run("group", name="x", ca_path=str(cert), retries=0), "certificate", "expired")
        assert not looker.run("group", name="x", validate_certs=False).failed


def test_certificate_of_nobody_known(tmp_path: Path) -> None:
    cert, key = _certificate(tmp_path, "unknown", days=30)
    with harness.looker(tls_cert=str(cert), tls_key=str(key)) as looker:
        refused(looker, looker.run("group", name="x", retries=0), "certificate", "ca_path")
        assert not looker.run("group", name="x", ca_path=str(cert)).failed


def _certificate(folder: Path, name: str, days: int) -> tuple[Path, Path]:
    """A self-signed certificate for loopback that is valid until so many days from now, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.timezone.utc)
    signed = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=60))
        .not_valid_after(now + datetime.timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, private = folder / f"{name}.crt", folder / f"{name}.key"
    certificate.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return certificate, private


def test_plain_http_to_another_machine(looker: Looker) -> None:
    refused(looker, looker.run("group", name="x", base_url="http://looker.acme.example"), "https")


def test_unknown_option(looker: Looker) -> None:
    refused(looker, looker.run("user", **USER, fist_name="New"), "fist_name", "first_name")


def test_fewer_removals_than_none(looker: Looker) -> None:
    refused(
        looker, looker.run("group", name="x", max_removals=-1), "max_removals must be a number of at least 0, not -1"
    )


def test_version_that_is_not_offered(looker: Looker) -> None:
    refused(looker, looker.run("group", name="x", api_version="3.1"), "3.1", "4.0")


def _ends(looker: Looker, path: str, status: int, body: str, *words: str) -> None:
    """What a task says when all reads of a path are answered in this way."""
    before = looker.sandbox.state()
    rule: dict[str, Any] = {
        "match": {"method": "GET", "path": path},
        "when": {"probability": 1.0},
        "do": {"status": status},
    }
    rule["do"]["body"] = body
    looker.sandbox.faults(rule)
    outcome = looker.run("group", name="x", retries=0)
    refused(looker, outcome, f"HTTP {status}", *words, before=before)


@pytest.mark.parametrize("body", ["json", "html"])
def test_looker_is_in_trouble(looker: Looker, body: str) -> None:
    _ends(looker, "/versions", 500, body, f"{looker.connection['base_url']}/versions", "try again later")


@pytest.mark.parametrize("status", [404, 500])
def test_a_page_instead_of_an_answer(looker: Looker, status: int) -> None:
    asked = f"{looker.connection['base_url']}/api/4.0/user "
    advice = {404: "does not exist", 500: "inside Looker: try again"}[status]
    _ends(looker, "/user", status, "html", "me (", asked, "an HTML page", advice)


# Rights


@pytest.mark.parametrize("name", TYPES)
def test_read_only(looker: Looker, name: str) -> None:
    before = looker.sandbox.state()
    options = {**sample_of(name).new, "read_only": True}
    refused(looker, looker.run(name, **options), "read_only", before=before)
    assert looker.run(name, check=True, **options).result["changed"]


@pytest.mark.parametrize("answer", ["shorter", "403", "404"])
@pytest.mark.parametrize("name", TYPES)
def test_caller_without_rights(name: str, answer: str) -> None:
    """What the caller may not see may well exist: it is never taken for absent and created."""
    clerk = {
        "email": "clerk@acme.example",
        "first_name": "Clerk",
        "roles": ["Viewer"],
        "credentials": {"api3": [{"client_id": "clerk-client", "client_secret": "clerk-secret"}]},
    }
    seed = {**samples.SEED, "users": [*samples.SEED["users"], clerk]}
    with harness.looker(seed=seed, quirks={"partial_rights": answer}) as looker:
        converged(looker, name, **sample_of(name).new)
        looker.connection.update(client_id="clerk-client", client_secret="clerk-secret")
        before, resource = looker.sandbox.state(), resource_of(name)
        key = resource.key
        wanted = {key: sample_of(name).new[key], **({"include": []} if resource.lists else {})}
        if looker.run(f"{name}_info", **wanted).result.get(resource.plural):
            pytest.skip(f"a caller with the role Viewer may see every {name}")
        for options in (sample_of(name).new, {key: sample_of(name).new[key], "state": "absent"}):
            for check in (False, True):
                refused(looker, looker.run(name, check=check, **options), before=before)


# Declarations


@pytest.mark.parametrize(
    ("module", "options"),
    [
        ("user", {"email": "ada@acme.example", "home_folder": ""}),
        ("user_attribute", {"name": "region", "label": ""}),
        ("setting", {"timezone": ""}),
        ("setting", {"host_url": ""}),
        ("api_host", {"host_url": ""}),
    ],
)
def test_a_value_that_cannot_be_empty(looker: Looker, module: str, options: dict[str, Any]) -> None:
    outcome = looker.run(module, check=True, **options)
    refused(looker, outcome, f"{list(options)[-1]} cannot be an empty text")


def test_a_name_that_is_empty(looker: Looker) -> None:
    outcome = looker.run("role", name="R", permission_set="", model_set="All")
    refused(looker, outcome, "permission_set needs the name of a permission set, not an empty text")


@pytest.mark.parametrize("identifier", ["", " ", "id:", "id: 7", ".", ".."])
def test_an_id_that_is_none(looker: Looker, identifier: str) -> None:
    """A variable that is empty by mistake: nothing would be found, and so nothing be done, in silence."""
    by_id = f"id:{identifier.removeprefix('id:')}"
    tries: tuple[tuple[str, dict[str, Any]], ...] = (
        ("group", {"id": identifier, "state": "absent"}),
        ("group_info", {"id": identifier}),
        ("user", {"email": "ada@acme.example", "groups": [by_id]}),
        ("offboard", {"users": [by_id]}),
        ("query", {"look": by_id}),
    )
    for name, options in tries:
        refused(looker, looker.run(name, **options), "is no id of Looker's")


@pytest.mark.parametrize("email", ["ada", "ada@", "@acme.example", "a@b@c", "ada @acme.example", "a@x.de, b@x.de"])
def test_malformed_email(looker: Looker, email: str) -> None:
    refused(looker, looker.run("user", **{**USER, "email": email}), email, "email")


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({"users": [USER, {**USER, "email": "New@Acme.example"}]}, ("New@Acme.example", "users[")),
        ({"groups": [{"name": "A", "users": ["nobody@acme.example"]}]}, ("nobody@acme.example", "does not exist")),
        ({"groups": [{"name": "A"}, {"name": "A"}]}, ("'A'", "groups[")),
        ({"users": [{**USER, "fist_name": "x"}]}, ("fist_name", "first_name", "users[0]")),
        ({"users": [{**USER, "email": "nonsense"}]}, ("nonsense", "email")),
        ({"users": [{"first_name": "Nameless"}]}, ("email", "users[0]")),
        ({"users": [{**USER, "is_disabled": "perhaps"}]}, ("is_disabled", "perhaps")),
        ({"groups": [{"name": "A", "users": ["ada@acme.example"]}], "users": [{**USER, "groups": ["B"]}]}, ("'B'",)),
        ({"groups": [{"name": "A"}, {"name": "A", "state": "absent"}]}, ("'A'",)),
        ({"groups": [{"name": "A", "previous_name": "North"}, {"name": "B", "previous_name": "North"}]}, ("North",)),
        ({"groups": [{"name": "A", "groups": ["B"]}, {"name": "B", "groups": ["A"]}]}, ("circle",)),
    ],
    ids=str,
)
def test_bad_configuration(looker: Looker, document: dict[str, Any], words: tuple[str, ...]) -> None:
    before = looker.sandbox.state()
    _configuration_fails(looker, document, words)
    assert looker.sandbox.state() == before


def test_many_problems(looker: Looker) -> None:
    """The first ones stand in lines of their own, in check mode in warnings; how many more there are is said."""
    users = [{"email": f"user-{number}@acme.example", "groups": ["Nowhere"]} for number in range(60)]
    outcome = looker.configure(users=users)
    assert outcome.failed
    assert outcome.writes == []
    lines = outcome.message.splitlines()
    assert len(lines) == 51
    assert lines[0] == "users[0]: groups of user 'user-0@acme.example' names group 'Nowhere', which does not exist"
    assert lines[-1] == "and 10 more"
    warnings = looker.configure(check=True, users=users).warnings
    assert len(warnings) == 51
    assert warnings[0] == f"{lines[0]}; counted as if an earlier task had made it"
    assert warnings[-1] == "and 10 more references to what does not exist; counted as if earlier tasks had made it"


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"users.csv": "first_name,last_name\nAda,Lovelace\n"}, ("users.csv", "email")),
        ({"users.csv": "email,fist_name\nada@acme.example,Ada\n"}, ("users.csv", "fist_name", "first_name")),
        ({"users.csv": "email\nada@acme.example,Ada\n"}, ("users.csv", "2")),
        ({"groups.yml": "groups:\n  - name: [A\n"}, ("groups.yml:", "not valid YAML")),
        ({"groups.yml": "groups:\n  - nam: A\n"}, ("groups.yml", "nam", "name")),
        ({"looker.yml": "group:\n  - name: A\n"}, ("looker.yml", "group", "groups")),
        ({"groups.yml": "- name: A\n", "more.yml": "groups:\n  - name: A\n"}, ("groups.yml", "more.yml", "A")),
        ({"users.csv": "email\nAda@acme.example\nada@ACME.example\n"}, ("users.csv", "2", "3")),
    ],
    ids=str,
)
def test_bad_files(looker: Looker, tmp_path: Path, files: Mapping[str, str], words: tuple[str, ...]) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    _configuration_fails(looker, {"src": [str(tmp_path)]}, words)


def _configuration_fails(looker: Looker, options: dict[str, Any], words: tuple[str, ...]) -> None:
    """On the controller before anything is sent, or in the module before anything is written."""
    try:
        outcome = looker.configure(**options)
    except ValueError as error:
        for word in words:
            assert word.lower() in str(error).lower(), str(error)
        assert looker.sandbox.requests() == []
    else:
        refused(looker, outcome, *words)
