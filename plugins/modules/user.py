#!/usr/bin/python
# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: user
short_description: Manage a Looker user
version_added: 0.1.0
description:
  - Creates, changes, disables and deletes a user of a Looker instance, with logins, groups, roles and attribute values.
  - Users are known by their email address. Whatever is not given is left as it is.
author:
  - biops.looker contributors (@biops)
extends_documentation_fragment:
  - biops.looker.attributes
  - biops.looker.user
  - biops.looker.guards
  - biops.looker.guards.secrets
  - biops.looker.connection
seealso:
  - module: biops.looker.user_info
  - module: biops.looker.group
  - module: biops.looker.role
  - module: biops.looker.user_attribute
  - module: biops.looker.configuration
"""

EXAMPLES = r"""
- name: A user who gets a mail to set a password
  biops.looker.user:
    email: ada@acme.example
    first_name: Ada
    last_name: Lovelace
    send_setup_link: true

- name: The groups that a user is in, and no others
  biops.looker.user:
    email: ada@acme.example
    groups:
      - Finance
      - Analysts

- name: Add a user to one more group
  biops.looker.user:
    email: ada@acme.example
    groups: [Auditors]
    list_mode: add

- name: Exactly one role that is given directly, and the rows that the user sees
  biops.looker.user:
    email: ada@acme.example
    roles: [Finance explorer]
    attributes:
      region: EMEA
      cost_center: "4711"

- name: No value of their own any more, so that the group's counts
  biops.looker.user:
    email: ada@acme.example
    unset_attributes: [region]

- name: A login with email only until there is one by single sign-on
  biops.looker.user:
    email: ada@acme.example
    credentials_email: until_sso

- name: Somebody left, so take away every way to log in, now (by id, since the address goes too)
  biops.looker.user:
    id: "3"
    is_disabled: true
    credentials_absent: [email, api3, totp]
    end_sessions: true

- name: A new address for the same person
  biops.looker.user:
    email: ada.king@acme.example
    previous_email: ada@acme.example

- name: Keep somebody from logging in, and keep the content
  biops.looker.user:
    email: bob@acme.example
    is_disabled: true
"""

RETURN = r"""
user:
  description:
    - The user as it is after the task, in check mode as it would be.
    - Has the keys that M(biops.looker.user_info) returns, as far as they were read or given.
    - The C(id) of a user that does not exist yet is missing in check mode.
    - C(setup_url) is there if O(return_setup_url) made one. It is a secret.
  returned: success
  type: dict
  sample:
    email: ada@acme.example
    first_name: Ada
    id: "42"
    is_disabled: false
    last_name: Lovelace
    locale: en
not_compared:
  description: The options whose values Looker hides, so that nobody can say whether they agree.
  returned: if there are any
  type: list
  elements: str
  sample: [attributes.warehouse_token]
"""

from ansible_collections.biops.looker.plugins.module_utils._module import run
from ansible_collections.biops.looker.plugins.module_utils._resources._types import ACCESS
from ansible_collections.biops.looker.plugins.module_utils._resources.user import USER


def main() -> None:
    run(USER, ACCESS)


if __name__ == "__main__":
    main()
