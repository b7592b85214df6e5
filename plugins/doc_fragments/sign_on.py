# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """What logins by SAML, OpenID Connect and LDAP have in common."""

    DOCUMENTATION = r"""
options:
  enabled:
    description:
      - Whether people can log in this way.
      - Turning it off shuts out whoever logs in this way, and is refused unless that is allowed.
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
      - The attribute that has the email address.
    type: str
  user_attribute_map_first_name:
    description:
      - The attribute that has the first name.
    type: str
  user_attribute_map_last_name:
    description:
      - The attribute that has the last name.
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
      - The groups that come with a login and are mirrored in Looker, and the roles that go with them.
      - Entries are told apart by C(name). What is not given in an entry is left as it is.
      - By default this is the whole list, and other mirrored groups go.
      - Each that goes counts for C(max_removals).
      - With O(list_mode=add) they stay, with O(list_mode=remove) the ones given go.
    type: list
    elements: dict
    suboptions:
      name:
        description:
          - What the group is called where it comes from.
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
          - Looker makes this group itself, so no other group may have the name.
        type: str
  user_attributes:
    description:
      - The attributes that come with a login and become user attributes of Looker.
      - Entries are told apart by C(name). What is not given in an entry is left as it is.
    type: list
    elements: dict
    suboptions:
      name:
        description:
          - What the attribute is called where it comes from.
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
"""

    TEST = r"""
options:
  test:
    description:
      - V(true) saves nothing. Looker checks the settings as they would be, and keeps them as a test
        configuration beside the real one, so that a login in a browser can show whether they work.
        Each run makes another one, and C(test_slug) in the result names it.
      - V(absent) removes the test configuration O(test_slug).
      - Only this module has this option, M(biops.looker.configuration) does not.
      - Looker's API tells neither the address of the page for that login nor how it went, and it
        does not list test configurations. Keep C(test_slug) for the removal.
    type: str
    choices: ['true', 'false', absent]
  test_slug:
    description:
      - The test configuration of an earlier task, from its result. It is removed, whatever O(test)
        says. Where it is gone already, nothing happens.
    type: str
"""
