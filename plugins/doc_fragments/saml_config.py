# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """Login by SAML, on its own and in a configuration."""

    DOCUMENTATION = r"""
options:
  enabled:
    description:
      - Whether people log in by SAML.
      - Turning it off shuts out whoever logs in that way, and is refused unless that is allowed.
    type: bool
  alternate_email_login_allowed:
    description:
      - Whether admins, and users with the permission C(login_special_email), can still log in
        with email and password at C(/login/email).
    type: bool
  auth_requires_role:
    description:
      - Whether only those can log in for whom a role is found.
    type: bool
  set_roles_from_groups:
    description:
      - Whether users get the roles of the mapped O(groups) when they log in.
    type: bool
  allow_normal_group_membership:
    description:
      - Whether these users can be members of groups that are not mirrored. Where not, Looker
        takes them out of such groups when they log in.
    type: bool
  allow_roles_from_normal_groups:
    description:
      - Whether these users get roles from groups that are not mirrored.
    type: bool
  allow_direct_roles:
    description:
      - Whether these users can be given roles directly.
    type: bool
  user_attribute_map_email:
    description:
      - The attribute of the identity provider that has the email address.
    type: str
  user_attribute_map_first_name:
    description:
      - The attribute of the identity provider that has the first name.
    type: str
  user_attribute_map_last_name:
    description:
      - The attribute of the identity provider that has the last name.
    type: str
  default_new_user_roles:
    description:
      - The roles that new users get at their first login, by name, or V(id:...).
    type: list
    elements: str
  default_new_user_groups:
    description:
      - The groups that new users get into at their first login, by name, or V(id:...).
    type: list
    elements: str
  groups:
    description:
      - The groups of the identity provider that Looker mirrors, and the roles that go with them.
      - Entries are told apart by C(name). What is not given in an entry is left as it is.
      - By default this is the whole list, and other mirrored groups go.
      - With O(list_mode=add) they stay, with O(list_mode=remove) the ones given go.
    type: list
    elements: dict
    suboptions:
      name:
        description:
          - What the identity provider calls the group.
        type: str
        required: true
      roles:
        description:
          - The roles of the group, by name, or V(id:...).
        type: list
        elements: str
      looker_group_name:
        description:
          - What the group is called in Looker. By default its name.
        type: str
  user_attributes:
    description:
      - The attributes of the identity provider that become user attributes of Looker.
      - Entries are told apart by C(name). What is not given in an entry is left as it is.
    type: list
    elements: dict
    suboptions:
      name:
        description:
          - What the identity provider calls the attribute.
        type: str
        required: true
      user_attributes:
        description:
          - The user attributes of Looker that get its value, by name, or V(id:...).
        type: list
        elements: str
      required:
        description:
          - Whether only those can log in who have the attribute.
        type: bool
  idp_url:
    description:
      - The address of the identity provider that people are sent to.
    type: str
  idp_issuer:
    description:
      - How the identity provider calls itself.
    type: str
  idp_audience:
    description:
      - The audience that the identity provider has to name. Empty is any.
    type: str
  idp_cert:
    description:
      - The certificate of the identity provider.
    type: str
  idp_cert_multi:
    description:
      - Several certificates of the identity provider.
      - Needs Looker 26.2 or newer.
    type: dict
    suboptions:
      signing:
        description:
          - The certificates that sign its answers.
        type: list
        elements: str
  multi_certs_supported:
    description:
      - Whether O(idp_cert_multi) counts, or O(idp_cert).
      - Needs Looker 26.2 or newer.
    type: bool
  allowed_clock_drift:
    description:
      - How many seconds the clock of the identity provider may differ.
    type: int
  new_user_migration_types:
    description:
      - The kinds of logins, separated by commas, by which a first login finds the user who has
        the same email address, such as V(email,google).
    type: str
  groups_attribute:
    description:
      - The attribute of the identity provider that has all groups of a user.
    type: str
  groups_member_value:
    description:
      - The value of an attribute that says that a user is in the group of that name.
    type: str
  groups_finder_type:
    description:
      - Where the groups of a user are.
      - V(grouped_attribute_values) is all of them in O(groups_attribute).
      - V(individual_attributes) is one attribute for each group, with the value
        O(groups_member_value).
    type: str
    choices: [grouped_attribute_values, individual_attributes]
  bypass_login_page:
    description:
      - Whether people go to the identity provider at once, without a login page.
    type: bool
  metadata_url:
    description:
      - The address of the metadata of the identity provider. Looker fetches and reads them, so
        it has to be able to reach it.
      - They give O(idp_url), O(idp_issuer) and the certificates where these options are not
        given.
    type: str
  metadata_file:
    description:
      - A file with the metadata of the identity provider, which Looker reads. See
        O(metadata_url).
    type: path
  metadata_text:
    description:
      - The metadata of the identity provider as text, which Looker reads. See O(metadata_url).
    type: str
  list_mode:
    description:
      - How O(default_new_user_roles), O(default_new_user_groups), O(groups) and
        O(user_attributes) are meant. V(exact) is the whole list, V(add) adds the entries to what
        is there, V(remove) takes them away.
    type: str
    default: exact
    choices: [exact, add, remove]
"""
