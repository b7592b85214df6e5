# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Addresses as people write them."""

from __future__ import annotations

import pytest

from ansible_collections.biops.looker.plugins.module_utils._address import is_loopback, parse_address
from ansible_collections.biops.looker.plugins.module_utils._errors import BadOption


@pytest.mark.parametrize(
    ("base_url", "port", "candidates"),
    [
        ("https://acme.api.looker.com", "auto", ["https://acme.api.looker.com", "https://acme.api.looker.com:19999"]),
        ("acme.looker.com", "auto", ["https://acme.looker.com", "https://acme.looker.com:19999"]),
        ("acme.looker.com:19999", "auto", ["https://acme.looker.com:19999"]),
        ("https://acme.looker.com", "19999", ["https://acme.looker.com:19999"]),
        ("https://acme.looker.com:8443", "8443", ["https://acme.looker.com:8443"]),
        ("https://acme.looker.com:443", "auto", ["https://acme.looker.com"]),
        (" HTTPS://Acme.Looker.com/ ", "443", ["https://acme.looker.com"]),
        ("https://acme.looker.com.", "443", ["https://acme.looker.com"]),
        ("https://lb.example/bi/looker/", "443", ["https://lb.example/bi/looker"]),
        ("https://lb.example/bi/api/4.0", "443", ["https://lb.example/bi"]),
        ("https://a.example/api", "443", ["https://a.example"]),
        ("https://a.example/api/3.1/login", "443", ["https://a.example"]),
        ("https://a.example/apiary", "443", ["https://a.example/apiary"]),
        ("http://localhost:8080", "auto", ["http://localhost:8080"]),
        ("http://127.8.9.1", "auto", ["http://127.8.9.1", "http://127.8.9.1:19999"]),
        ("http://[::1]:9000/x", "auto", ["http://[::1]:9000/x"]),
        ("https://[2001:db8::1]", "19999", ["https://[2001:db8::1]:19999"]),
        ("localhost:19999", "", ["https://localhost:19999"]),
    ],
)
def test_candidates(base_url: str, port: str, candidates: list[str]) -> None:
    assert list(parse_address(base_url, port).candidates()) == candidates


@pytest.mark.parametrize(
    ("base_url", "port", "message"),
    [
        ("http://acme.looker.com", "auto", "must start with https://: over http"),
        ("http://localhost.evil.example", "auto", "must start with https://"),
        ("ftp://acme.looker.com", "auto", "must start with https://, not ftp://"),
        ("https://user:pw@acme.looker.com", "auto", "must not hold a user name or password"),
        ("https://acme.looker.com?x=1", "auto", "must not hold a query"),
        ("https://acme.looker.com#x", "auto", "must not hold a query or a fragment"),
        ("https://", "auto", "names no host"),
        ("https:///api/4.0", "auto", "names no host"),
        ("acme looker", "auto", "names no host"),
        ("https://acme.looker.com:port", "auto", "not a valid address"),
        ("https://acme.looker.com:99999", "auto", "not a valid address"),
        ("https://[::1", "auto", "not a valid address"),
        ("https://acme.looker.com:443", "19999", "base_url names port 443, but port is 19999"),
        ("https://acme.looker.com", "0", "port must be auto or a number from 1 to 65535"),
        ("https://acme.looker.com", "x", "port must be auto"),
        ("https://acme.looker.com", "\xb2", "port must be auto"),
        ("https://acme.looker.com:0", "auto", "not a valid address"),
    ],
)
def test_refused(base_url: str, port: str, message: str) -> None:
    with pytest.raises(BadOption, match=message) as caught:
        parse_address(base_url, port)
    assert "pw" not in str(caught.value)


def test_half_a_password_is_not_shown() -> None:
    with pytest.raises(BadOption, match="not a valid address") as caught:
        parse_address("https://ada:p4ss/word@acme.looker.com")
    assert "p4ss" not in str(caught.value)


def test_loopback() -> None:
    assert all(is_loopback(host) for host in ("127.0.0.1", "127.255.0.9", "::1", "LOCALHOST"))
    assert not any(is_loopback(host) for host in ("10.0.0.1", "localhost.example", "0.0.0.0", "128.0.0.1"))
