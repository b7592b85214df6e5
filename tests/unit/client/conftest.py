# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from unit.client.fake_network import URL, Network

from ansible_collections.biops.looker.plugins.module_utils._client import Client
from ansible_collections.biops.looker.plugins.module_utils._connection import connection_from


@pytest.fixture
def network() -> Network:
    return Network()


@pytest.fixture
def client(network: Network) -> Callable[..., Client]:
    """Makes a client on the network, with options of the connection; waits take no time and are recorded."""

    def make(**options: Any) -> Client:
        params = {"base_url": URL, "client_id": "id", "client_secret": "s3cret", **options}
        return Client(connection_from(params, {}), sleep=network.slept.append, adapter=network)

    return make
