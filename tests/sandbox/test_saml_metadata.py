# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Metadata of SAML identity providers, sent as text and fetched."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
import requests
from sandbox.conftest import Client, Start


def metadata(*services: tuple[str, str], keys: str = "", head: str = "") -> str:
    """A document with these (binding, address) pairs."""
    prefix = "urn:oasis:names:tc:SAML:2.0:bindings:"
    logins = "".join(
        f'<md:SingleSignOnService Binding="{prefix}{binding}" Location="{url}"/>' for binding, url in services
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}'
        '<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example/id">'
        f"<md:IDPSSODescriptor>{keys}{logins}</md:IDPSSODescriptor></md:EntityDescriptor>"
    )


def key(certificate: str, use: str = "") -> str:
    """A key of the identity provider."""
    return (
        f"<md:KeyDescriptor{use and f' use={use!r}'}><ds:KeyInfo xmlns:ds='http://www.w3.org/2000/09/xmldsig#'>"
        f"<ds:X509Data><ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>"
        "</md:KeyDescriptor>"
    )


POST_AND_REDIRECT = (("HTTP-POST", "https://idp.example/post"), ("HTTP-Redirect", "https://idp.example/redirect"))
KEYS = key("\n  MIIA\n  BBBB\n", "signing") + key("ENCR", "encryption") + key("MIIC")
PARSED = {
    "idp_issuer": "https://idp.example/id",
    "idp_url": "https://idp.example/redirect",
    "idp_cert": "MIIABBBB",
    "idp_cert_multi": {"signing": ["MIIABBBB", "MIIC"]},
}


def send_text(client: Client, path: str, text: str) -> requests.Response:
    """Send a body as official clients do: the text itself."""
    url = f"{client.sandbox.base_url}/api/{client.version}{path}"
    return client.session.post(url, data=text.encode(), headers={"Content-Type": "text/plain"}, timeout=20)


def without_can(answer: requests.Response) -> Any:
    """The body without ``can``."""
    assert answer.status_code == 200, answer.text
    return {name: value for name, value in answer.json().items() if name != "can"}


def test_metadata_is_read(start: Start) -> None:
    client, document = start(), metadata(*POST_AND_REDIRECT, keys=KEYS)
    assert without_can(send_text(client, "/parse_saml_idp_metadata", document)) == PARSED
    assert without_can(client("POST", "/parse_saml_idp_metadata", document)) == PARSED, "as a JSON string"
    assert without_can(send_text(client, "/parse_saml_idp_metadata", metadata(POST_AND_REDIRECT[0]))) == {
        "idp_issuer": "https://idp.example/id",
        "idp_url": "https://idp.example/post",
        "idp_cert": None,
        "idp_cert_multi": {"signing": []},
    }
    old = without_can(send_text(start("3.1"), "/parse_saml_idp_metadata", document))
    assert old == {name: value for name, value in PARSED.items() if name != "idp_cert_multi"}


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ("", "not well-formed XML"),
        ("<a>", "not well-formed XML"),
        ("<a/>", "no IDPSSODescriptor"),
        (metadata(), "no SingleSignOnService"),
        (
            metadata(*POST_AND_REDIRECT, head='<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]>'),
            "must not have a document type declaration",
        ),
    ],
)
def test_what_is_no_metadata_is_refused(client: Client, document: str, sentence: str) -> None:
    answer = send_text(client, "/parse_saml_idp_metadata", document)
    assert answer.status_code == 400
    assert sentence in answer.json()["message"]


@pytest.fixture
def provider() -> Iterator[str]:
    """An identity provider that serves its metadata under ``/metadata``."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            is_known = self.path == "/metadata"
            self.send_response(200 if is_known else 404)
            self.end_headers()
            self.wfile.write(metadata(*POST_AND_REDIRECT, keys=KEYS).encode() if is_known else b"")

        def log_message(self, *_arguments: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_metadata_is_fetched(client: Client, provider: str) -> None:
    path = "/fetch_and_parse_saml_idp_metadata"
    assert without_can(send_text(client, path, f"{provider}/metadata")) == PARSED
    for url in (f"{provider}/elsewhere", "file:///etc/hostname", "nonsense", "http://[bad"):
        answer = send_text(client, path, url)
        assert (answer.status_code, "Unable to read SAML metadata" in answer.text) == (400, True)
