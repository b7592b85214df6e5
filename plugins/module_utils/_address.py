# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The address of a Looker instance: what users write, and where its API may be found. Pure."""

from __future__ import annotations

import ipaddress
import re
from typing import Optional, Tuple
from urllib.parse import urlsplit

from ansible_collections.biops.looker.plugins.module_utils._errors import BadOption
from ansible_collections.biops.looker.plugins.module_utils._value_class import value_class

# Where the API listens: 443 on hosted instances, 19999 on older ones and as the default of one's own (facts 2.1).
_SECOND_PORT = 19999
_DEFAULT_PORTS = {"https": 443, "http": 80}
# What people paste along: the API path that the client adds itself.
_API_SUFFIX = re.compile(r"/api(/\d+\.\d+(/.*)?)?$")


@value_class
class Address:
    """An address that was checked. `port` None: not given, to be found out. `path`: prefix before /api, "" or "/…"."""

    scheme: str
    host: str
    port: Optional[int] = None
    path: str = ""

    def candidates(self) -> Tuple[str, ...]:
        """The base URLs to try, in this order."""
        if self.port is not None:
            return (self.url(self.port),)
        return (self.url(_DEFAULT_PORTS[self.scheme]), self.url(_SECOND_PORT))

    def url(self, port: int) -> str:
        """Base URL without trailing slash, with the port where it is not the scheme's own."""
        shown = "" if port == _DEFAULT_PORTS[self.scheme] else f":{port}"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}{shown}{self.path}"


def parse_address(base_url: str, port: str = "auto") -> Address:
    """The address from the options base_url and port.

    base_url: a URL or a host alone (then https); a trailing slash, a path in front of the API and a pasted
    `/api/4.0` are fine. port: "auto" or a number. Raises BadOption.
    """
    text = base_url.strip()
    try:
        parts = urlsplit(text if "://" in text else "https://" + text)
        host = (parts.hostname or "").rstrip(".")
        in_url = parts.port
    except ValueError:  # Its text quotes what stands where a port would: half a password, if that holds a slash.
        in_url = 0
    if in_url == 0:
        raise BadOption(
            "base_url is not a valid address: host or port are wrong; give it as in https://example.cloud.looker.com"
        )
    if parts.username is not None or parts.password is not None:
        raise BadOption("base_url must not hold a user name or password: use client_id and client_secret")
    if not host or re.search(r"[\s/\\]", host):
        raise BadOption(f"base_url {text!r} names no host; give it as in https://example.cloud.looker.com")
    if parts.query or parts.fragment:
        raise BadOption("base_url must not hold a query or a fragment: give the address of the instance alone")
    if parts.scheme not in _DEFAULT_PORTS:
        raise BadOption(f"base_url must start with https://, not {parts.scheme}://")
    if parts.scheme == "http" and not is_loopback(host):
        raise BadOption(
            f"base_url must start with https://: over http anyone on the way to {host} could read the secret"
        )
    return Address(parts.scheme, host, _port(in_url, port), _API_SUFFIX.sub("", parts.path.rstrip("/")).rstrip("/"))


def is_loopback(host: str) -> bool:
    """Whether the host is this machine itself: localhost, 127.0.0.0/8, ::1."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _port(in_url: Optional[int], option: str) -> Optional[int]:
    if option.strip().lower() in ("", "auto"):
        return in_url
    if not re.fullmatch(r"\s*[0-9]+\s*", option) or not 0 < int(option) < 65536:
        raise BadOption(f"port must be auto or a number from 1 to 65535, not {option!r}")
    if in_url is not None and in_url != int(option):
        raise BadOption(f"base_url names port {in_url}, but port is {int(option)}: leave one of them out")
    return int(option)
