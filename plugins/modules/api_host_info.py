#!/usr/bin/python
# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: api_host_info
short_description: Tell where Looker's API is and who is asking
version_added: 0.1.0
description:
  - Finds the address and port of the API, the versions it speaks, Looker's release, and whom the credentials belong to.
author:
  - biops.looker contributors (@biops)
options:
  include:
    description:
      - What else to return. Each takes one call more.
    type: list
    elements: str
    choices: [locales, timezones]
    default: []
extends_documentation_fragment:
  - biops.looker.attributes.info_module
  - biops.looker.connection
seealso:
  - module: biops.looker.api_host
"""

EXAMPLES = r"""
- name: Check address and credentials
  biops.looker.api_host_info:
    base_url: https://acme.cloud.looker.com
  register: looker

- name: The time zones that Looker knows
  biops.looker.api_host_info:
    include: [timezones]
  register: looker

- name: Require an admin
  ansible.builtin.assert:
    that: looker.api_host.caller.is_admin
"""

RETURN = r"""
api_host:
  description: What was found.
  returned: success
  type: dict
  contains:
    url:
      description: The address under which the API was found, with the port where it is not the usual one.
      type: str
    version:
      description: The API version that the collection speaks with this instance.
      type: str
    release:
      description: Looker's release.
      type: str
    versions:
      description: All API versions that the instance offers.
      type: list
      elements: dict
      contains:
        version:
          description: The version.
          type: str
        status:
          description: Looker's word for its standing, such as V(current) or V(legacy).
          type: str
    host_url:
      description:
        - The address at which people find Looker, as an admin set it.
        - C(null) if this release does not tell it, or not to the API user.
      type: str
    web_server_url:
      description: The address of Looker's pages, as Looker tells it.
      type: str
    api_server_url:
      description: The address of the API, as Looker tells it.
      type: str
    caller:
      description: Whom the credentials belong to.
      type: dict
      contains:
        id:
          description: The user's id.
          type: str
        email:
          description: The user's address.
          type: str
        is_admin:
          description: Whether the user has all rights.
          type: bool
        permissions:
          description: The permissions that the user's roles give, on whatever model.
          type: list
          elements: str
        roles:
          description: The names of the user's roles, also those that come through groups.
          type: list
          elements: str
    locales:
      description: The languages that Looker speaks.
      returned: if O(include) names it
      type: list
      elements: dict
      contains:
        code:
          description: The value for the option C(locale) of a user.
          type: str
        english_name:
          description: The name in English.
          type: str
        native_name:
          description: The name in the language itself.
          type: str
    timezones:
      description: The time zones that Looker knows.
      returned: if O(include) names it
      type: list
      elements: dict
      contains:
        value:
          description: The value for options such as O(biops.looker.setting#module:timezone).
          type: str
        label:
          description: The name that people see.
          type: str
        group:
          description: Where it stands in Looker's list, such as V(Common).
          type: str
  sample:
    api_server_url: https://acme.cloud.looker.com
    caller:
      email: automation@acme.example
      id: "3"
      is_admin: true
      permissions: [access_data, administer]
      roles: [Admin]
    host_url: https://acme.cloud.looker.com
    release: 26.12.17
    url: https://acme.cloud.looker.com
    version: "4.0"
    versions:
      - status: current
        version: "4.0"
    web_server_url: https://acme.cloud.looker.com
"""

from ansible_collections.biops.looker.plugins.module_utils._info_module import run_api_host_info


def main() -> None:
    run_api_host_info()


if __name__ == "__main__":
    main()
