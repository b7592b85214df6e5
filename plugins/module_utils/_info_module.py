# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Modules that only read: from their parameters to a result.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Optional

from ansible_collections.biops.looker.plugins.module_utils._client import Client
from ansible_collections.biops.looker.plugins.module_utils._connection import Connection
from ansible_collections.biops.looker.plugins.module_utils._host import describe_host, host_url, list_facts
from ansible_collections.biops.looker.plugins.module_utils._info import Filters, read_info, read_singleton
from ansible_collections.biops.looker.plugins.module_utils._module import carry_out, make_module
from ansible_collections.biops.looker.plugins.module_utils._resource import Resource, Types


def run_info(resource: Resource, types: Types, filters: Optional[Filters] = None) -> None:
    """A module that lists objects: always a list, empty where nothing matches."""
    spec: dict[str, dict[str, Any]] = {resource.key: {"type": "str"}, "id": {"type": "str"}}
    if resource.lists:
        shown = [links for links in resource.lists if not links.removes]
        default = [links.name for links in shown if not links.costly]
        names = [links.name for links in shown]
        spec["include"] = {"type": "list", "elements": "str", "choices": names, "default": default}
    filters = filters or Filters()
    module = make_module({**spec, **filters.options}, mutually_exclusive=[(resource.key, "id")])

    def work(client: Client, connection: Connection) -> Mapping[str, Any]:
        listed, warnings = read_info(client, resource, types, filters, module.params)
        for warning in warnings:
            module.warn(warning)
        return {"changed": False, resource.plural: listed}

    carry_out(module, work, {})


def run_singleton_info(resource: Resource, types: Types) -> None:
    """A module that returns what there is one of in each instance."""

    def work(client: Client, connection: Connection) -> Mapping[str, Any]:
        return {"changed": False, resource.name: read_singleton(client, resource, types)}

    carry_out(make_module({}), work, {})


def run_api_host_info() -> None:
    """The module that tells where the API is and who is asking."""
    module = make_module(
        {"include": {"type": "list", "elements": "str", "choices": ["locales", "timezones"], "default": []}}
    )

    def work(client: Client, connection: Connection) -> Mapping[str, Any]:
        found = {"host_url": host_url(client), **describe_host(client), **list_facts(client, module.params["include"])}
        for warning in found.pop("warnings"):
            module.warn(warning)
        return {"changed": False, "api_host": found}

    carry_out(module, work, {})
