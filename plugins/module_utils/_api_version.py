# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Which version of Looker's API to speak, and which operations it has. Pure: no traffic."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Dict, List, Mapping, Optional, Tuple

from ansible_collections.biops.looker.plugins.module_utils._errors import ConnectionProblem, NotOffered
from ansible_collections.biops.looker.plugins.module_utils._operations import TABLE
from ansible_collections.biops.looker.plugins.module_utils._value_class import field, value_class

# Versions that the collection can speak, the preferred one first.
API_VERSIONS = ("4.0", "3.1", "3.0")
# A server that does not say what it speaks is taken for a current one (facts 2.4).
ASSUMED = "4.0"


@value_class
class Edition:
    """An operation in one API version.

    paging: "", "limit" (limit, offset) or "page" (page, per_page); sorts: whether an order can be asked for
    history: (release, status) in order of time; release () where it is not on record
    """

    paging: str
    sorts: bool
    history: Tuple[Tuple[Tuple[int, ...], str], ...]


@value_class
class Operation:
    """An operation of Looker's API. `reads`: it changes nothing that anyone manages, whatever its method."""

    name: str
    method: str
    path: str
    activity: str
    reads: bool
    editions: Mapping[str, Edition]

    @property
    def repeatable(self) -> bool:
        """Whether doing it twice is the same as doing it once. Not so: creating POSTs, and GETs that act."""
        return self.reads or self.method in ("PUT", "PATCH", "DELETE")


@value_class
class Server:
    """What is known about the other side.

    url: base URL; version: the API version spoken; release: "" when unknown; speaks: the API versions it named;
    api_url: what it calls its API host URL; body: its answer to GET /versions, {} when it gave none
    """

    url: str
    version: str
    release: str = ""
    speaks: Tuple[str, ...] = ()
    api_url: str = ""
    body: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)


@cache
def operation(name: str) -> Operation:
    """The operation of this operationId. KeyError where Looker has none of that name."""
    start = TABLE.find(f"\n{name} ")
    if start < 0:
        raise KeyError(f"Looker has no operation {name!r}")
    line = TABLE[start + 1 : TABLE.index("\n", start + 1)]
    _name, method, path, activity, effect, *editions = line.split(" ")
    return Operation(name, method, path, activity, effect == "read", dict(_edition(text) for text in editions))


def _edition(text: str) -> Tuple[str, Edition]:
    version, paging, history = text.split(":")
    kind, _plus, sorts = paging.partition("+")
    steps = (step.rpartition("=") for step in history.split(","))
    return version, Edition(
        kind.strip("-"), bool(sorts), tuple((release_key(since), status) for since, _eq, status in steps)
    )


@cache
def release_key(release: str) -> Tuple[int, ...]:
    """A release as numbers to compare: "24.18.3" -> (24, 18, 3); () when unknown."""
    return tuple(int(number) for number in re.findall(r"\d+", release)[:3])


def why_not(name: str, server: Server, allow_beta: bool) -> Optional[NotOffered]:
    """The reason for which an operation must not be sent to this server; None when it may.

    Needs no traffic. A release that is unknown counts as new enough.
    """
    found = operation(name)
    edition = found.editions.get(server.version)
    if edition is None:
        needed = " or ".join(version for version in API_VERSIONS if version in found.editions)
        return NotOffered(f"needs API {needed}; {_speaks(server)}", name)
    release = release_key(server.release)
    reached = [status for since, status in edition.history if not release or since <= release]
    if not reached:
        since = ".".join(str(number) for number in edition.history[0][0])
        return NotOffered(f"needs Looker {since} or newer; this instance runs {server.release}", name)
    if reached[-1] in ("beta", "alpha") and not allow_beta:
        return NotOffered(
            f"Looker calls this operation {reached[-1]}, it may change or go; allow_beta: true permits it", name
        )
    return None


def _speaks(server: Server) -> str:
    """Which side the version comes from: the instance, or the option where the instance could do more."""
    if server.speaks and server.version != newest(server.speaks):
        return f"api_version is {server.version}"
    return f"this instance speaks {server.version}"


def newest(speaks: Tuple[str, ...]) -> str:
    """The newest version that both sides speak; "" if there is none."""
    return next((version for version in API_VERSIONS if version in speaks), "")


def choose_version(option: str, url: str, body: Mapping[str, Any]) -> Server:
    """The server behind an answer to GET /versions (shape: facts 2.5, 2.6), spoken to as the option api_version says.

    Raises ConnectionProblem where the two have no version in common.
    """
    supported: List[Dict[str, Any]] = [entry for entry in body["supported_versions"] if isinstance(entry, dict)]
    speaks = tuple(dict.fromkeys(str(entry.get("version")) for entry in supported))
    version = newest(speaks) if option == "auto" else option
    if version not in speaks or version not in API_VERSIONS:
        wanted = f"api_version is {option}" if option != "auto" else f"this collection speaks {', '.join(API_VERSIONS)}"
        raise ConnectionProblem(f"{wanted}; the instance at {url} speaks {', '.join(speaks) or 'none'}", "versions")
    release = str(body.get("looker_release_version") or "")
    return Server(url, version, release, speaks, str(body.get("api_server_url") or ""), body)
