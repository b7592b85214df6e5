#!/usr/bin/python
# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: password_policy_info
short_description: Tell what passwords of a Looker instance must be like
version_added: 0.1.0
description:
  - Returns the password policy of a Looker instance, in the terms of M(biops.looker.password_policy).
author:
  - biops.looker contributors (@biops)
extends_documentation_fragment:
  - biops.looker.attributes.info_module
  - biops.looker.connection
seealso:
  - module: biops.looker.password_policy
"""

EXAMPLES = r"""
- name: What passwords must be like
  biops.looker.password_policy_info:
  register: looker
"""

RETURN = r"""
password_policy:
  description: The password policy.
  returned: success
  type: dict
  contains:
    min_length:
      description: How many characters a new password needs at least, from 7 to 100.
      type: int
    require_numeric:
      description: Whether a password needs a digit.
      type: bool
    require_upperlower:
      description: Whether a password needs an upper-case and a lower-case letter.
      type: bool
    require_special:
      description: Whether a password needs a special character.
      type: bool
    expiration_enabled:
      description: Whether passwords expire.
      type: bool
    expiration_duration_days:
      description: After how many days passwords expire, from 30 to 365.
      type: int
    policy_enabled_at:
      description: When passwords began to expire.
      type: str
  sample:
    expiration_duration_days: 90
    expiration_enabled: false
    min_length: 12
    policy_enabled_at: null
    require_numeric: true
    require_special: true
    require_upperlower: true
"""

from ansible_collections.biops.looker.plugins.module_utils._info_module import run_singleton_info
from ansible_collections.biops.looker.plugins.module_utils._resource import Types
from ansible_collections.biops.looker.plugins.module_utils._resources.password_policy import PASSWORD_POLICY


def main() -> None:
    run_singleton_info(PASSWORD_POLICY, Types((PASSWORD_POLICY,), ()))


if __name__ == "__main__":
    main()
