# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finding the API: every form of address, port and version, without credentials."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from unit.client.fake_network import NOT_FOUND_PAGE, Network, Reply, Seen, versions_body
from urllib3.exceptions import NewConnectionError

from ansible_collections.biops.looker.plugins.module_utils._client import Call, Client
from ansible_collections.biops.looker.plugins.module_utils._errors import ConnectionProblem

MakeClient = Callable[..., Client]

REFUSED = requests.exceptions.ConnectionError(NewConnectionError(None, "Connection refused"))  # type: ignore[arg-type]
UI_PAGE = Reply(404, "<html><title>Page not found</title></html>")
API_401 = Reply(
    401, {"message": "Requires authentication.", "documentation_url": "https://cloud.google.com/looker/docs/"}
)


def by_address(network: Network, replies: dict[str, Any], otherwise: Any = REFUSED) -> None:
    """Makes the network answer by scheme, host, port and path."""

    def answer(seen: Seen) -> Any:
        return replies.get(seen.url, otherwise)

    network.on = {f"GET {path}": answer for path in {urlsplit(url).path for url in replies} | {"/versions"}}
    network.on.setdefault("GET /api/4.0/versions", answer)


@pytest.mark.parametrize(
    ("base_url", "api"),
    [
        ("https://acme.api.looker.com", "https://acme.api.looker.com"),
        ("https://acme.api.eu.looker.com", "https://acme.api.eu.looker.com"),
        ("https://acme.looker.com", "https://acme.looker.com:19999"),
        ("https://acme.looker.com:19999", "https://acme.looker.com:19999"),
        ("https://acme.looker.com", "https://acme.looker.com"),
        ("https://acme.cloud.looker.com", "https://acme.cloud.looker.com"),
        ("https://looker-api.acme.example", "https://looker-api.acme.example"),
        ("https://acme.cloud.looker.com:443/", "https://acme.cloud.looker.com"),
        ("https://0123abcd.looker.app", "https://0123abcd.looker.app"),
        ("https://bi.acme.example", "https://bi.acme.example:19999"),
        ("https://lb.acme.example/looker/", "https://lb.acme.example/looker"),
        ("acme.cloud.looker.com", "https://acme.cloud.looker.com"),
        ("https://acme.cloud.looker.com/api/4.0/", "https://acme.cloud.looker.com"),
    ],
)
def test_address_forms(network: Network, client: MakeClient, base_url: str, api: str) -> None:
    by_address(network, {f"{api}/versions": Reply(200, versions_body())})
    with client(base_url=base_url) as looker:
        assert looker.url == api
        assert looker.server.body == versions_body()
        looker.send(Call("me"))
        assert (looker.version, looker.release) == ("4.0", "26.12.3")
    assert network.seen[-1].url == f"{api}/api/4.0/logout"
    assert network.slept == []


@pytest.mark.parametrize(
    "elsewhere", [REFUSED, UI_PAGE, Reply(403, {"message": "Forbidden"}), Reply(200, "<html>Sign in")]
)
def test_second_port_is_tried_whatever_the_first_is(network: Network, client: MakeClient, elsewhere: Any) -> None:
    url = "https://acme.looker.com:19999"
    by_address(network, {f"{url}/versions": Reply(200, versions_body())}, otherwise=elsewhere)
    with client(base_url="https://acme.looker.com") as looker:
        assert looker.url == url
    assert len(network.seen) == 2


def test_port_is_looked_for_once(network: Network, client: MakeClient) -> None:
    by_address(network, {"https://acme.looker.com:19999/versions": Reply(200, versions_body())})
    with client(base_url="https://acme.looker.com") as looker:
        looker.send_all([Call("me")] * 10)
    assert sum(seen.path == "/versions" for seen in network.seen) == 2


def test_given_port_is_the_only_one(network: Network, client: MakeClient) -> None:
    by_address(network, {})
    with client(base_url="https://acme.looker.com", port=19999) as looker, pytest.raises(ConnectionProblem):
        looker.send(Call("me"))
    assert {seen.url for seen in network.seen} == {"https://acme.looker.com:19999/versions"}


@pytest.mark.parametrize(
    ("offered", "option", "spoken"),
    [
        (("2.99", "3.0", "3.1", "4.0", "4.0"), "auto", "4.0"),
        (("3.0", "3.1"), "auto", "3.1"),
        (("2.99", "3.0"), "auto", "3.0"),
        (("3.1", "4.0"), "3.1", "3.1"),
        (("4.0", "5.0"), "auto", "4.0"),
    ],
)
def test_version(network: Network, client: MakeClient, offered: tuple[str, ...], option: str, spoken: str) -> None:
    network.versions = Reply(200, versions_body(*offered))
    with client(api_version=option) as looker:
        looker.send(Call("me"))
        assert looker.version == spoken
    assert network.seen[1].path == f"/api/{spoken}/login"


@pytest.mark.parametrize(
    ("offered", "option", "message"),
    [
        (("4.0",), "3.1", "api_version is 3.1; the instance at https://acme.cloud.looker.com speaks 4.0"),
        (("5.0",), "auto", "this collection speaks 4.0, 3.1, 3.0; the instance at .* speaks 5.0"),
    ],
)
def test_no_version_in_common(
    network: Network, client: MakeClient, offered: tuple[str, ...], option: str, message: str
) -> None:
    network.versions = Reply(200, versions_body(*offered))
    with client(api_version=option) as looker, pytest.raises(ConnectionProblem, match=message):
        looker.send(Call("me"))
    assert network.calls() == ["GET /versions"]


@pytest.mark.parametrize("below", [Reply(200, versions_body()), API_401])
def test_load_balancer_that_lets_only_the_api_through(network: Network, client: MakeClient, below: Reply) -> None:
    url = "https://lb.acme.example"
    by_address(network, {f"{url}/versions": Reply(404, "<title>nginx</title>"), f"{url}/api/4.0/versions": below})
    with client(base_url=url, port="443") as looker:
        assert (looker.url, looker.version) == (url, "4.0")
        assert looker.offers("search_groups_with_roles")


@pytest.mark.parametrize(
    "page",
    [Reply(404, NOT_FOUND_PAGE), Reply(404, {"message": "Not found", "documentation_url": "http://docs.looker.com/"})],
)
def test_looker_that_does_not_tell_its_versions_is_taken_for_current(
    network: Network, client: MakeClient, page: Reply
) -> None:
    network.versions = network.on["GET /api/4.0/versions"] = page
    with client() as looker:
        assert (looker.version, looker.release) == ("4.0", "")
        looker.send(Call("me"))


def test_an_api_further_on_goes_before_a_page_of_looker(network: Network, client: MakeClient) -> None:
    url = "https://acme.looker.com:19999"
    not_found = Reply(404, {"message": "Not found", "documentation_url": "https://cloud.google.com/looker/docs/"})
    by_address(
        network,
        {f"{url}/versions": not_found, f"{url}/api/4.0/versions": API_401},
        otherwise=Reply(404, NOT_FOUND_PAGE),
    )
    with client(base_url="https://acme.looker.com") as looker:
        assert (looker.url, looker.version) == (url, "4.0")


def test_ui_host_instead_of_api_host(network: Network, client: MakeClient) -> None:
    by_address(network, {}, otherwise=UI_PAGE)
    with (
        client(base_url="https://bi.acme.example:9999") as looker,
        pytest.raises(
            ConnectionProblem,
            match=r'not as Looker.s API .HTTP 404, an HTML page "Page not found".*Admin > Platform > API',
        ),
    ):
        looker.send(Call("me"))
    assert all("client_secret" not in seen.body for seen in network.seen)


def test_wrong_port(network: Network, client: MakeClient) -> None:
    by_address(network, {}, otherwise=Reply(403, {"message": "Forbidden"}))
    with (
        client(base_url="https://acme.looker.com:443") as looker,
        pytest.raises(ConnectionProblem, match=r"HTTP 403, Forbidden.*port 443 or 19999"),
    ):
        looker.send(Call("me"))


@pytest.mark.parametrize("status", [429, 500, 503])
def test_looker_is_in_trouble(network: Network, client: MakeClient, status: int) -> None:
    """Which says nothing against the address."""
    by_address(network, {}, otherwise=Reply(status, {"message": "An error has occurred."}))
    with (
        client(base_url="https://acme.looker.com:19999", retries=1) as looker,
        pytest.raises(ConnectionProblem) as caught,
    ):
        looker.send(Call("me"))
    assert str(caught.value) == (
        f"https://acme.looker.com:19999/versions answers with HTTP {status}, An error has occurred "
        "(Looker, or what stands in front of it, is in trouble or busy: try again later)"
    )


def test_nobody_there(network: Network, client: MakeClient) -> None:
    by_address(network, {})
    with (
        client(base_url="https://acme.looker.com") as looker,
        pytest.raises(
            ConnectionProblem, match=r"acme.looker.com: connection refused.*acme.looker.com:19999: connection refused"
        ),
    ):
        looker.send(Call("me"))


def test_busy_server_is_waited_for(network: Network, client: MakeClient) -> None:
    network.on["GET /versions"] = [Reply(503), Reply(503), Reply(200, versions_body())]
    with client() as looker:
        assert looker.version == "4.0"


@pytest.mark.parametrize(
    "location",
    ["https://evil.example/versions", "http://acme.cloud.looker.com/versions", "https://acme.cloud.looker.com:8443/x"],
)
def test_redirect_to_another_address_is_refused(network: Network, client: MakeClient, location: str) -> None:
    network.on["GET /api/4.0/user"] = Reply(302, None, {"Location": location})
    with (
        client() as looker,
        pytest.raises(ConnectionProblem, match=r"redirects to another address.*set base_url to it"),
    ):
        looker.send(Call("me"))
    assert all(seen.url.startswith("https://acme.cloud.looker.com/") for seen in network.seen)


@pytest.mark.parametrize(
    "location",
    ["http://[", "//[::1", "https://acme.cloud.looker.com:port/", "https://acme.cloud.looker.com:99999/"],
)
def test_redirect_to_what_is_no_address(network: Network, client: MakeClient, location: str) -> None:
    network.on["GET /api/4.0/user"] = Reply(302, None, {"Location": location})
    with client() as looker, pytest.raises(ConnectionProblem, match="redirects"):
        looker.send(Call("me"))


def test_redirect_to_a_path_that_is_not_utf_8(network: Network, client: MakeClient) -> None:
    network.on["GET /api/4.0/user"] = Reply(302, None, {"Location": "/\xe9"})
    with client() as looker:
        assert looker.send(Call("me")) == {}


def test_password_in_a_redirect_is_not_shown(network: Network, client: MakeClient) -> None:
    network.on["GET /api/4.0/user"] = Reply(302, None, {"Location": "https://ada:p4ss@other.example:8443/x"})
    with (
        client() as looker,
        pytest.raises(ConnectionProblem, match=re.escape("https://other.example:8443/x")) as raised,
    ):
        looker.send(Call("me"))
    assert "p4ss" not in str(raised.value)


def test_redirect_within_the_host_is_followed_for_reading(network: Network, client: MakeClient) -> None:
    network.on["GET /api/4.0/user"] = Reply(301, None, {"Location": "/api/4.0/me?x=1"})
    network.on["GET /api/4.0/me"] = Reply(200, {"id": "1"})
    with client() as looker:
        assert looker.send(Call("me", query={"fields": "id"})) == {"id": "1"}
    assert network.seen[3].query == {"x": "1"}


def test_redirect_of_a_change_is_refused(network: Network, client: MakeClient) -> None:
    network.on["POST /api/4.0/groups"] = Reply(307, None, {"Location": "/elsewhere"})
    with client() as looker, pytest.raises(ConnectionProblem, match="only followed for reading"):
        looker.send(Call("create_group", body={"name": "x"}))


def test_redirect_in_a_circle(network: Network, client: MakeClient) -> None:
    network.on["GET /api/4.0/user"] = Reply(302, None, {"Location": "/api/4.0/user"})
    with client() as looker, pytest.raises(ConnectionProblem, match="in a circle"):
        looker.send(Call("me"))
