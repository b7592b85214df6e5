#!/usr/bin/python
# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: user_info
short_description: List Looker users
version_added: 0.1.0
description:
  - Lists the users of a Looker instance, with their groups and roles, in the terms of M(biops.looker.user).
  - Without options, all users are listed. An address or id that does not exist gives an empty list.
author:
  - biops.looker contributors (@biops)
options:
  email:
    description: Only the user with this address, whichever login it belongs to.
    type: str
  id:
    description: Only the user with this id.
    type: str
  is_disabled:
    description: Only users who are kept from logging in, or only those who are not.
    type: bool
  verified_looker_employee:
    description: Only Looker's support staff, or everybody else.
    type: bool
  include:
    description:
      - Which lists to return with each user. V(attributes) takes one call for each user.
    type: list
    elements: str
    choices: [groups, roles, attributes]
    default: [groups, roles]
extends_documentation_fragment:
  - biops.looker.attributes.info_module
  - biops.looker.connection
seealso:
  - module: biops.looker.user
"""

EXAMPLES = r"""
- name: Everything about one user
  biops.looker.user_info:
    email: ada@acme.example
  register: ada

- name: All users who can log in
  biops.looker.user_info:
    is_disabled: false
    include: []
"""

RETURN = r"""
users:
  description: The users that match, sorted by email.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: Looker's id of the user.
      type: str
    email:
      description: The address of the email login, or that of another login; empty where there is none.
      type: str
    first_name:
      description: The first name.
      type: str
    last_name:
      description: The last name.
      type: str
    display_name:
      description: The name that Looker shows.
      type: str
    locale:
      description: Language and region.
      type: str
    is_disabled:
      description: Whether the user is kept from logging in.
      type: bool
    credentials_email:
      description: Whether there is a login with email and password, V(present) or V(absent).
      type: str
    credentials:
      description: The kinds of login that the user has, such as V(email), V(saml) or V(api3).
      type: list
      elements: str
    home_folder:
      description: Looker's id of the folder that the user's pages begin with.
      type: str
    can_manage_api3_creds:
      description: Whether the user may make and delete API keys for their own account. Looker tells it since 25.14.
      type: bool
    forced_password_reset_at_next_login:
      description: Whether the user has to choose a new password at the next login with email.
      type: bool
    personal_folder_id:
      description: Looker's id of the user's own folder.
      type: str
    verified_looker_employee:
      description: Whether this is one of Looker's support staff.
      type: bool
    groups:
      description: The names of the groups that the user is in, C(All Users) included.
      type: list
      elements: str
    roles:
      description: The roles that are given to the user directly.
      type: list
      elements: str
    attributes:
      description: The user's own values of user attributes, C(VALUE_HIDDEN) for those that Looker hides.
      returned: if asked for with O(include)
      type: dict
  sample:
    - credentials: [email]
      credentials_email: present
      display_name: Ada Lovelace
      email: ada@acme.example
      first_name: Ada
      forced_password_reset_at_next_login: false
      groups: [All Users, Finance]
      home_folder: "1"
      id: "42"
      is_disabled: false
      last_name: Lovelace
      locale: en
      personal_folder_id: "57"
      roles: []
      verified_looker_employee: false
"""

from ansible_collections.biops.looker.plugins.module_utils._info import Filters
from ansible_collections.biops.looker.plugins.module_utils._info_module import run_info
from ansible_collections.biops.looker.plugins.module_utils._resources._types import ACCESS
from ansible_collections.biops.looker.plugins.module_utils._resources.user import USER


def main() -> None:
    run_info(USER, ACCESS, Filters.equal(is_disabled="bool", verified_looker_employee="bool"))


if __name__ == "__main__":
    main()
