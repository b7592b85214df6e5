# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """The options of a user, on its own and in a list of a configuration."""

    DOCUMENTATION = r"""
options:
  email:
    description:
      - The address by which the user is known. Compared without regard to case.
      - The address of any login will do, and none is changed unless O(previous_email) or O(id) is given.
      - It is required unless O(id) is given. Given together with O(id), it is the address that the user is to have.
      - Looker keeps the address in the user's email credential. A user without one is found by the address of any other
        login, such as single sign-on.
    type: str
  id:
    description:
      - Looker's id of the user, which settles which one is meant when several have the same address.
    type: str
  previous_email:
    description:
      - The address that the user had before. If a user with it exists, it gets the address O(email).
      - It is fine if nobody has the old address any more, so the option may stay. It is an error if both addresses
        are in use by different users.
    type: str
  first_name:
    description:
      - The user's first name. An empty string clears it.
    type: str
  last_name:
    description:
      - The user's last name. An empty string clears it.
    type: str
  locale:
    description:
      - The language and region of the user's pages and number formats, such as V(en) or V(de_DE).
      - Needs API 3.1.
    type: str
  is_disabled:
    description:
      - Whether the user is kept from logging in.
      - If it is not given and the user turns out to be disabled, this stays so and a warning says it.
    type: bool
  credentials_email:
    description:
      - Whether the user can log in with the address O(email) and a password.
      - V(present) adds the login if it is missing, V(absent) takes it away. V(until_sso) adds it, and takes it away as
        soon as the user has a login by single sign-on with the same address.
      - V(absent) is an error where no other login has the address O(email), since the user could not be found again.
        Name such a user by O(id).
      - If it is not given, a new user gets the login, and users that exist keep the logins that they have.
    type: str
    choices: [present, absent, until_sso]
  credentials_absent:
    description:
      - Kinds of logins that the user must not have. Those that are there are deleted, API keys with V(api3) too.
      - V(embed) is for users who can log in some other way as well. Users of the embedding application only, who have
        no other login, are never changed.
    type: list
    elements: str
    choices: [totp, google, saml, oidc, ldap, looker_openid, embed, email, api3]
  forced_password_reset_at_next_login:
    description:
      - Whether the user has to choose a new password at the next login with email. Needs API 3.1.
      - It is about that one login, so it is for a single run rather than for files that are applied again and again.
    type: bool
  end_sessions:
    description:
      - Whether to end the sessions that the user has open. They can log in again unless O(is_disabled) is given too.
    type: bool
    default: false
  send_setup_link:
    description:
      - Whether Looker sends a mail with a link for setting a password, at the moment when the login with email is made.
    type: bool
    default: false
  return_setup_url:
    description:
      - Whether to return the URL for setting a password, at the moment when the login with email is made.
      - Whoever has this URL can set the password, so keep the result out of logs.
    type: bool
    default: false
  home_folder:
    description:
      - The id of the folder that the user's pages begin with. Needs API 3.1.
    type: str
  can_manage_api3_creds:
    description:
      - Whether the user may make and delete API keys for their own account. Needs Looker 25.14.
    type: bool
  groups:
    description:
      - The groups that the user is in, by name. Write an id as V(id:4711).
      - The list is the whole truth unless O(list_mode) says otherwise. An empty list takes the user out of all groups.
      - The group C(All Users) and groups that the identity provider manages do not count and cannot be listed.
    type: list
    elements: str
  roles:
    description:
      - The roles that are given to the user directly, by name. Write an id as V(id:4711).
      - The list is the whole truth unless O(list_mode) says otherwise. Roles that come through a group do not count.
    type: list
    elements: str
  attributes:
    description:
      - The user's own values of user attributes, as a mapping of the attribute's name to the value.
      - Attributes that are not named are left alone. To take a value away, use O(unset_attributes).
      - Values of attributes that Looker hides cannot be compared and are never shown.
    type: dict
  unset_attributes:
    description:
      - User attributes, by name, of which the user is to have no value of their own.
      - The value of a group or the default then holds, which can let the user see more than before.
    type: list
    elements: str
  list_mode:
    description:
      - What O(groups) and O(roles) mean. V(exact) makes each given list the whole truth, V(add) only adds what it
        names, and V(remove) only removes what it names.
    type: str
    choices: [exact, add, remove]
    default: exact
  state:
    description:
      - Whether the user is to exist. V(absent) deletes the user, with everything that only they own.
      - Setting O(is_disabled) instead keeps their content and schedules.
    type: str
    choices: [present, absent]
    default: present
"""
