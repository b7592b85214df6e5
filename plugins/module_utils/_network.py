# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What the network's exceptions mean: which sentence for the user, and whether the request can have arrived."""

from __future__ import annotations

import re
from typing import Iterator, List, Set
from urllib.parse import urlsplit

from ansible_collections.biops.looker.plugins.module_utils._errors import AnswerLost, ConnectionProblem, NotDelivered

# TLS failures after which no request was sent, with what to do. Texts of OpenSSL and of Python's ssl module.
_TLS = (
    ("no certificate or crl found", "the file in ca_path holds no certificate"),
    ("pem lib", "the file in client_cert or client_key holds no usable certificate or key"),
    ("key values mismatch", "client_key is not the key of client_cert"),
    ("certificate has expired", "its certificate has expired"),
    (
        "self-signed certificate",
        "its certificate is signed by an authority that is not trusted here; ca_path names one",
    ),
    (
        "self signed certificate",
        "its certificate is signed by an authority that is not trusted here; ca_path names one",
    ),
    (
        "unable to get local issuer",
        "its certificate is signed by an authority that is not trusted here; ca_path names one",
    ),
    ("doesn't match", "its certificate was issued for another host name"),
    ("not valid for", "its certificate was issued for another host name"),
    ("hostname mismatch", "its certificate was issued for another host name"),
    ("ip address mismatch", "its certificate was issued for another address"),
    ("wrong_version_number", "the port does not speak https; check base_url and port"),
    ("wrong version number", "the port does not speak https; check base_url and port"),
    ("certificate required", "it wants a client certificate; set client_cert"),
    ("certificate_verify_failed", "its certificate was not accepted"),
    ("alert", "it refused the TLS handshake"),
    ("handshake", "the TLS handshake failed"),
    ("unsupported protocol", "it speaks no TLS version that is accepted here"),
    ("unknown_ca", "it did not accept the client certificate"),
)


def problem_from(error: BaseException, url: str) -> ConnectionProblem:
    """The problem that an exception of requests stands for.

    Told apart by the names of the classes, because urllib3 1 and 2 have them in different places and nothing of
    requests may be imported here. The exception's own text is not shown: it can quote headers.
    """
    causes = list(_causes(error))
    names: Set[str] = {base.__name__ for cause in causes for base in type(cause).__mro__}
    text = " ".join(str(cause) for cause in causes).lower()
    if "ProxyError" in names:
        return NotDelivered(f"cannot reach {url}: the proxy (environment variables *_PROXY) does not connect", True)
    if "SSLError" in names or "CertificateError" in names:
        for sign, meaning in _TLS:
            if sign in text:
                return NotDelivered(f"cannot talk to {url}: {meaning}", False)
        return AnswerLost(f"the TLS connection to {url} broke")
    if "NameResolutionError" in names or "gaierror" in names or re.search(r"name or service|name resolution", text):
        return NotDelivered(f"the host name {urlsplit(url).hostname} is not known; check base_url", False)
    if "ConnectTimeout" in names:
        return NotDelivered(f"cannot reach {url}: no connection in time; check base_url, port and firewalls", True)
    if "NewConnectionError" in names:
        reason = "connection refused" if "refused" in text else "no connection"
        return NotDelivered(f"cannot reach {url}: {reason}; check base_url and port", True)
    if "ReadTimeout" in names:
        return AnswerLost(f"no answer in time from {url}")
    if names.intersection({"ChunkedEncodingError", "ContentDecodingError", "ConnectionError"}):
        return AnswerLost(f"the connection to {url} broke before the answer was complete")
    # Anything else never left: an invalid address, an unreadable certificate file, an unsupported proxy.
    return NotDelivered(f"cannot send a request to {url} ({type(error).__name__})", False)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An exception and all that it wraps: requests and urllib3 keep the cause in args, in `reason` or chained."""
    queue: List[object] = [error]
    seen: Set[int] = set()
    while queue:
        current = queue.pop()
        if not isinstance(current, BaseException) or id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        queue += [*current.args, getattr(current, "reason", None), current.__cause__, current.__context__]
