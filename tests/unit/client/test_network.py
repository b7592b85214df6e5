# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real sockets: what cannot be reached, or breaks, ends in one clear sentence, and TLS is checked."""

from __future__ import annotations

import datetime
import ipaddress
import json
import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from unit.client.fake_network import versions_body

from ansible_collections.biops.looker.plugins.module_utils._client import Call, Client
from ansible_collections.biops.looker.plugins.module_utils._connection import connection_from
from ansible_collections.biops.looker.plugins.module_utils._errors import ConnectionProblem, OutcomeUnknown

VERSIONS = json.dumps(versions_body()).encode()
LOGIN = b'{"access_token": "t", "expires_in": 3600}'


def http(body: bytes, length: int | None = None) -> bytes:
    size = len(body) if length is None else length
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {size}\r\nConnection: close\r\n\r\n"
    return head.encode() + body


class Listener:
    """A server of one connection at a time. `answer` gets the request's first line and returns bytes; b"" hangs up."""

    def __init__(self, answer: Callable[[str], bytes], context: ssl.SSLContext | None = None) -> None:
        self.answer = answer
        self.context = context
        self.lines: list[str] = []
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                plain, _address = self.socket.accept()
            except OSError:
                return
            try:
                with self.context.wrap_socket(plain, server_side=True) if self.context else plain as connection:
                    head = self._read(connection)
                    self.lines.append(head.split("\r\n")[0])
                    connection.sendall(self.answer(self.lines[-1]))
            except OSError:
                plain.close()

    def _read(self, connection: socket.socket) -> str:
        """The head of a request; its body is read too, because closing with unread bytes resets the connection."""
        if (
            not self.context and connection.recv(1, socket.MSG_PEEK) == b"\x16"
        ):  # A TLS handshake; nothing a plain server understands.
            return connection.recv(65536).decode("latin-1")
        with connection.makefile("rb") as stream:
            head = b"".join(iter(lambda: stream.readline().strip() + b"\r\n", b"\r\n")).decode("latin-1")
            length = re.search(r"content-length: (\d+)", head.lower())
            stream.read(int(length.group(1)) if length else 0)
            return head


Start = Callable[..., Listener]


@pytest.fixture
def start() -> Iterator[Start]:
    started: list[Listener] = []

    def make(answer: Callable[[str], bytes], context: ssl.SSLContext | None = None) -> Listener:
        started.append(Listener(answer, context))
        return started[-1]

    yield make
    for listener in started:
        listener.socket.close()


def client(base_url: str, **options: Any) -> Client:
    params = {"base_url": base_url, "client_id": "id", "client_secret": "s3cret", "timeout": 2, "retries": 0, **options}
    return Client(connection_from(params, {}), sleep=lambda _seconds: None)


def looker(line: str) -> bytes:
    """A server that logs in and knows nothing else."""
    if "/versions" in line:
        return http(VERSIONS)
    return http(LOGIN if "/login" in line else b"{}")


def fails(base_url: str, message: str, **options: Any) -> None:
    with client(base_url, **options) as it, pytest.raises(ConnectionProblem, match=message) as caught:
        it.send(Call("me"))
    assert "s3cret" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_unknown_host() -> None:
    fails("https://no-such-host.invalid", "^the host name no-such-host.invalid is not known; check base_url$")


def test_connection_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    fails(f"https://127.0.0.1:{port}", f"cannot reach https://127.0.0.1:{port}: connection refused")


def test_https_to_a_plain_port(start: Start) -> None:
    port = start(lambda _line: b"HTTP/1.1 400 Bad Request\r\n\r\n").port
    fails(f"https://127.0.0.1:{port}", "the port does not speak https")


def test_no_answer_in_time(start: Start) -> None:
    done = threading.Event()

    def answer(_line: str) -> bytes:
        done.wait(5)
        return b""

    port = start(answer).port
    fails(f"http://127.0.0.1:{port}", "no answer in time", timeout=1)
    done.set()


@pytest.mark.parametrize("bad", [b"", http(b'{"id": ', 100), http(b'{"id": '), b"rubbish"])
def test_broken_answers(start: Start, bad: bytes) -> None:
    def answer(line: str) -> bytes:
        return bad if "/user " in line or "/groups " in line else looker(line)

    url = f"http://127.0.0.1:{start(answer).port}"
    fails(url, "broke before the answer was complete|cut off or garbled")
    with client(url, retries=5) as it, pytest.raises(OutcomeUnknown):
        it.send(Call("create_group", body={"name": "x"}))


def test_proxy_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    fails("https://acme.cloud.looker.com:443", "the proxy .* does not connect")


def test_proxy_is_not_used_for_this_machine(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with client(f"http://127.0.0.1:{start(looker).port}") as it:
        assert it.send(Call("me")) == {}


def certificate(folder: Path, name: str, days: int = 30, host: str = "127.0.0.1") -> Path:
    """A self-signed certificate and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    end = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days)
    alternative: x509.GeneralName
    try:
        alternative = x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        alternative = x509.DNSName(host)
    signed = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(end - datetime.timedelta(days=365))
        .not_valid_after(end)
        .add_extension(x509.SubjectAlternativeName([alternative]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    file = folder / f"{name}.pem"
    file.write_bytes(signed.public_bytes(pem) + key.private_bytes(pem, pkcs8, serialization.NoEncryption()))
    return file


def context(file: Path) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(file)
    return made


def test_certificates(start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good = certificate(tmp_path, "good")
    server = start(looker, context(good))
    url = f"https://127.0.0.1:{server.port}"
    fails(url, "signed by an authority that is not trusted here; ca_path names one")
    assert server.lines == []
    for options in ({"ca_path": str(good)}, {"validate_certs": False}):
        with client(url, **options) as it:
            assert it.send(Call("me")) == {}
    # The option is stronger than the environment, both ways.
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate(tmp_path, "other")))
    with client(url, ca_path=str(good)) as it:
        assert it.version == "4.0"
    with client(url, validate_certs=False) as it:
        assert it.version == "4.0"
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(good))
    with client(url) as it:
        assert it.version == "4.0"


def test_expired_certificate(start: Start, tmp_path: Path) -> None:
    file = certificate(tmp_path, "expired", days=-1)
    server = start(looker, context(file))
    fails(f"https://127.0.0.1:{server.port}", "its certificate has expired", ca_path=str(file), retries=5)
    assert server.lines == []


def test_certificate_of_another_host(start: Start, tmp_path: Path) -> None:
    file = certificate(tmp_path, "strange", host="other.example")
    port = start(looker, context(file)).port
    fails(f"https://127.0.0.1:{port}", "issued for another", ca_path=str(file))


def test_client_certificate(start: Start, tmp_path: Path) -> None:
    file, mine = certificate(tmp_path, "server"), certificate(tmp_path, "mine")
    demanding = context(file)
    demanding.verify_mode = ssl.CERT_REQUIRED
    demanding.load_verify_locations(mine)
    url = f"https://127.0.0.1:{start(looker, demanding).port}"
    fails(url, "it wants a client certificate|refused the TLS|TLS connection|broke", ca_path=str(file))
    for options in ({}, {"client_key": str(mine)}):
        with client(url, ca_path=str(file), client_cert=str(mine), **options) as it:
            assert it.version == "4.0"


def test_files_that_are_no_certificates(start: Start, tmp_path: Path) -> None:
    good, other, bad = certificate(tmp_path, "good"), certificate(tmp_path, "other"), tmp_path / "bad.pem"
    bad.write_text("nothing")
    url = f"https://127.0.0.1:{start(looker, context(good)).port}"
    fails(url, "the file in ca_path holds no certificate", ca_path=str(bad))
    fails(url, "the file in client_cert or client_key holds no usable", ca_path=str(good), client_cert=str(bad))
    fails(url, "not the key of client_cert", ca_path=str(good), client_cert=str(good), client_key=str(other))
