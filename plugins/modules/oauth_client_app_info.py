#!/usr/bin/python
# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: oauth_client_app_info
short_description: List the applications that people log in to Looker with by OAuth
version_added: 0.1.0
description:
  - Lists the OAuth clients of a Looker instance, in the terms of M(biops.looker.oauth_client_app).
  - Without options, all of them are listed. A guid that does not exist gives an empty list.
author:
  - biops.looker contributors (@biops)
options:
  client_guid:
    description: Only the application with this guid.
    type: str
extends_documentation_fragment:
  - biops.looker.attributes.info_module
  - biops.looker.connection
seealso:
  - module: biops.looker.oauth_client_app
notes:
  - Needs API 4.0.
"""

EXAMPLES = r"""
- name: Every application that people log in with
  biops.looker.oauth_client_app_info:
  register: looker

- name: Those that everybody may use
  ansible.builtin.debug:
    msg: "{{ looker.oauth_client_apps | selectattr('group', 'none') | map(attribute='display_name') | list }}"
"""

RETURN = r"""
oauth_client_apps:
  description: The applications that match, sorted by guid.
  returned: success
  type: list
  elements: dict
  contains:
    client_guid:
      description: The guid of the application.
      type: str
    display_name:
      description: What people see it called.
      type: str
    description:
      description: What people are told about it.
      type: str
    redirect_uri:
      description: The address at which it receives the code of a login, the first where there are several.
      type: str
    redirect_uris:
      description: All such addresses. Missing on releases before 26.22.
      type: list
      elements: str
    enabled:
      description: Whether it may be used.
      type: bool
    group:
      description: The group whose members may use it; empty where everybody may.
      type: str
    activated_users:
      description: The users who agreed to it, by email address, or as V(id:4711) where they have none.
      type: list
      elements: str
    tokens_invalid_before:
      description: Logins before this moment are not valid any more.
      type: str
  sample:
    - activated_users: []
      client_guid: com.acme.portal
      description: Shows the figures of the month.
      display_name: Finance portal
      enabled: true
      group: North
      redirect_uri: https://portal.acme.example/oauth/callback
      tokens_invalid_before: "2026-03-02T08:00:00.000+00:00"
"""

from typing import TYPE_CHECKING, Any

from ansible_collections.biops.looker.plugins.module_utils._module import run_work
from ansible_collections.biops.looker.plugins.module_utils._oauth_client_apps import list_apps
from ansible_collections.biops.looker.plugins.module_utils._resources._types import ACCESS

if TYPE_CHECKING:
    from ansible_collections.biops.looker.plugins.module_utils._client import Client
    from ansible_collections.biops.looker.plugins.module_utils._connection import Connection


def work(client: Client, connection: Connection, module: Any) -> dict[str, Any]:
    return {"changed": False, **list_apps(client, ACCESS, module.params["client_guid"])}


def main() -> None:
    run_work({"client_guid": {"type": "str"}}, work)


if __name__ == "__main__":
    main()
