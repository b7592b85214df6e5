#!/usr/bin/python
# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: saml_config_info
short_description: Tell how people log in by SAML to a Looker instance
version_added: 0.1.0
description:
  - Returns the settings of login by SAML, in the terms of M(biops.looker.saml_config).
author:
  - biops.looker contributors (@biops)
extends_documentation_fragment:
  - biops.looker.attributes.info_module
  - biops.looker.connection
seealso:
  - module: biops.looker.saml_config
notes:
  - Looker (Google Cloud core) may deny this.
"""

EXAMPLES = r"""
- name: How people log in by SAML
  biops.looker.saml_config_info:
  register: looker
"""

RETURN = r"""
saml_config:
  description: The settings.
  returned: success
  type: dict
  contains:
    enabled:
      description: Whether people can log in this way.
      type: bool
    alternate_email_login_allowed:
      description: Whether admins, and users with the permission C(login_special_email), can still log in
        with email and password at C(/login/email).
      type: bool
    auth_requires_role:
      description: Whether only those can log in for whom a role is found.
      type: bool
    set_roles_from_groups:
      description: Whether users get the roles of the mapped C(groups) when they log in.
      type: bool
    allow_normal_group_membership:
      description: Whether these users can be members of groups that are not mirrored. Where not, Looker
        takes them out of such groups when they log in.
      type: bool
    allow_roles_from_normal_groups:
      description: Whether these users get roles from groups that are not mirrored.
      type: bool
    allow_direct_roles:
      description: Whether these users can be given roles directly.
      type: bool
    user_attribute_map_email:
      description: The attribute that has the email address.
      type: str
    user_attribute_map_first_name:
      description: The attribute that has the first name.
      type: str
    user_attribute_map_last_name:
      description: The attribute that has the last name.
      type: str
    default_new_user_roles:
      description: The roles that new users get at their first login, by name, or V(id:...).
      type: list
      elements: str
    default_new_user_groups:
      description: The groups that new users get into at their first login, by name, or V(id:...).
      type: list
      elements: str
    groups:
      description: The groups that come with a login and are mirrored in Looker, and the roles that go with them.
      type: list
      elements: dict
      contains:
        name:
          description: What the group is called where it comes from.
          type: str
        roles:
          description: The roles of the group, by name, or V(id:...).
          type: list
          elements: str
        looker_group_name:
          description: What the group is called in Looker. By default its name.
          type: str
    user_attributes:
      description: The attributes that come with a login and become user attributes of Looker.
      type: list
      elements: dict
      contains:
        name:
          description: What the attribute is called where it comes from.
          type: str
        user_attributes:
          description: The user attributes of Looker that get its value, by name, or V(id:...).
          type: list
          elements: str
        required:
          description: Whether only those can log in who have the attribute.
          type: bool
    idp_url:
      description: The address of the identity provider that people are sent to.
      type: str
    idp_issuer:
      description: How the identity provider calls itself.
      type: str
    idp_audience:
      description: The audience that the identity provider has to name. Empty is any.
      type: str
    idp_cert:
      description: The certificate of the identity provider.
      type: str
    idp_cert_multi:
      description: Several certificates of the identity provider.
      type: dict
      contains:
        signing:
          description: The certificates that sign its answers.
          type: list
          elements: str
    multi_certs_supported:
      description: Whether C(idp_cert_multi) counts, or C(idp_cert).
      type: bool
    allowed_clock_drift:
      description: How many seconds the clock of the identity provider may differ.
      type: int
    new_user_migration_types:
      description: The kinds of logins, separated by commas, by which a first login finds the user who has
        the same email address, such as V(email,google).
      type: str
    groups_attribute:
      description: The attribute of the identity provider that has all groups of a user.
      type: str
    groups_member_value:
      description: The value of an attribute that says that a user is in the group of that name.
      type: str
    groups_finder_type:
      description: Where the groups of a user are. V(grouped_attribute_values) is all of them in
        C(groups_attribute). V(individual_attributes) is one attribute for each group, with the
        value C(groups_member_value).
      type: str
    bypass_login_page:
      description: Whether people go to the identity provider at once, without a login page.
      type: bool
    modified_at:
      description: When the configuration was changed last.
      type: str
    modified_by:
      description: The id of the user who changed the configuration last.
      type: str
  sample:
    enabled: true
    idp_url: https://idp.acme.example/sso
    idp_issuer: https://idp.acme.example
    groups:
      - name: bi-analysts
        looker_group_name: Analysts
        roles:
          - Viewer
"""

from ansible_collections.biops.looker.plugins.module_utils._info_module import run_singleton_info
from ansible_collections.biops.looker.plugins.module_utils._resources.saml_config import SAML_CONFIG, TYPES


def main() -> None:
    run_singleton_info(SAML_CONFIG, TYPES)


if __name__ == "__main__":
    main()
