# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the metadata of a SAML identity provider says.

Read with the standard library: metadata needs no document type declaration, and without one there are no entities,
neither external ones nor such as multiply. So documents that have one are refused, and no further library is needed.
"""

from __future__ import annotations

import urllib.request
from dataclasses import dataclass
from urllib.error import URLError
from xml.etree import ElementTree

_MD = "{urn:oasis:names:tc:SAML:2.0:metadata}"
_DS = "{http://www.w3.org/2000/09/xmldsig#}"
_REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
_LARGEST = 1_000_000
_SECONDS = 5


class MetadataError(ValueError):
    """What cannot be fetched or is no metadata of an identity provider."""


@dataclass(frozen=True)
class Metadata:
    """Issuer, address of the login, signing certificates in base64 without blanks."""

    issuer: str
    url: str
    certificates: tuple[str, ...]


def parse(document: str) -> Metadata:
    """Read a document. Raises MetadataError."""
    if "<!DOCTYPE" in document:
        raise MetadataError("metadata must not have a document type declaration")
    try:
        root = ElementTree.fromstring(document.strip())
    except (ElementTree.ParseError, ValueError) as error:
        raise MetadataError(f"not well-formed XML: {error}") from None
    for entity in root.iter(f"{_MD}EntityDescriptor"):
        provider = entity.find(f"{_MD}IDPSSODescriptor")
        if provider is not None:
            return Metadata(entity.get("entityID", ""), _login(provider), _certificates(provider))
    raise MetadataError("no IDPSSODescriptor in it")


def _login(provider: ElementTree.Element) -> str:
    services = provider.findall(f"{_MD}SingleSignOnService")
    services.sort(key=lambda service: service.get("Binding") != _REDIRECT)
    if not services or not services[0].get("Location"):
        raise MetadataError("no SingleSignOnService in it")
    return services[0].get("Location", "")


def _certificates(provider: ElementTree.Element) -> tuple[str, ...]:
    """Those for signing: keys without a use are for every use."""
    keys = [key for key in provider.findall(f"{_MD}KeyDescriptor") if key.get("use", "signing") == "signing"]
    found = ["".join((c.text or "").split()) for key in keys for c in key.iter(f"{_DS}X509Certificate")]
    return tuple(dict.fromkeys(certificate for certificate in found if certificate))


def fetch(url: str) -> str:
    """The document at an address, as text. Raises MetadataError."""
    if not url.startswith(("http://", "https://")):
        raise MetadataError("the URL must begin with http:// or https://")
    try:
        with urllib.request.urlopen(url, timeout=_SECONDS) as answer:
            content: bytes = answer.read(_LARGEST + 1)
    except (URLError, OSError, ValueError) as error:
        raise MetadataError(f"cannot be fetched: {error}") from None
    if len(content) > _LARGEST:
        raise MetadataError("it is larger than a megabyte")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise MetadataError("not encoded as UTF-8") from None
