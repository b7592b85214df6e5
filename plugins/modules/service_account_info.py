#!/usr/bin/python
# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: service_account_info
short_description: List Looker service accounts
version_added: 0.1.0
description:
  - Lists the service accounts of a Looker instance, in the terms of M(biops.looker.service_account).
  - Without options, all of them are listed. A name or id that does not exist gives an empty list.
author:
  - biops.looker contributors (@biops)
options:
  service_account_name:
    description: Only the service account with this name.
    type: str
  id:
    description: Only the service account with this id.
    type: str
  is_disabled:
    description: Only service accounts that are kept from logging in, or only those that are not.
    type: bool
  include:
    description: Which lists to return with each service account.
    type: list
    elements: str
    choices: [groups, roles]
    default: [groups, roles]
extends_documentation_fragment:
  - biops.looker.attributes.info_module
  - biops.looker.connection
seealso:
  - module: biops.looker.service_account
"""

EXAMPLES = r"""
- name: All service accounts with their roles
  biops.looker.service_account_info:
  register: programs
"""

RETURN = r"""
service_accounts:
  description: The service accounts that match, sorted by name.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: Looker's id, which is the id of a user.
      type: str
    service_account_name:
      description: The name.
      type: str
    is_disabled:
      description: Whether it is kept from logging in.
      type: bool
    credentials:
      description: The kinds of login that it has, normally V(api3) or none.
      type: list
      elements: str
    groups:
      description: The names of the groups that it is in.
      type: list
      elements: str
    roles:
      description: The names of the roles that are given to it directly.
      type: list
      elements: str
  sample:
    - credentials: [api3]
      groups: [All Users]
      id: "71"
      is_disabled: false
      roles: [Developer]
      service_account_name: deployment pipeline
"""

from ansible_collections.biops.looker.plugins.module_utils._info import Filters
from ansible_collections.biops.looker.plugins.module_utils._info_module import run_info
from ansible_collections.biops.looker.plugins.module_utils._resources._types import ACCESS
from ansible_collections.biops.looker.plugins.module_utils._resources.service_account import SERVICE_ACCOUNT


def main() -> None:
    run_info(SERVICE_ACCOUNT, ACCESS, Filters.equal(is_disabled="bool"))


if __name__ == "__main__":
    main()
