#!/usr/bin/python
# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: password_policy
short_description: Manage what passwords of a Looker instance must be like
version_added: 0.1.0
description:
  - Says what the passwords that people log in to Looker with must be like, and whether they expire.
  - Every instance has one password policy. Whatever is not given is left as it is.
author:
  - biops.looker contributors (@biops)
extends_documentation_fragment:
  - biops.looker.attributes
  - biops.looker.password_policy
  - biops.looker.guards
  - biops.looker.connection
seealso:
  - module: biops.looker.password_policy_info
  - module: biops.looker.session_policy
  - module: biops.looker.configuration
notes:
  - Looker (Google Cloud core) has no passwords and denies this.
"""

EXAMPLES = r"""
- name: Long passwords with digits and letters of both cases
  biops.looker.password_policy:
    min_length: 14
    require_numeric: true
    require_upperlower: true

- name: Passwords expire
  biops.looker.password_policy:
    expiration_enabled: true
    expiration_duration_days: 180
"""

RETURN = r"""
password_policy:
  description:
    - The rules as they are after the task, in check mode as they would be.
    - Has the keys that M(biops.looker.password_policy_info) returns, as far as they were read.
  returned: success
  type: dict
  sample:
    expiration_duration_days: 90
    expiration_enabled: false
    min_length: 12
    policy_enabled_at: null
    require_numeric: true
    require_special: true
    require_upperlower: true
"""

from ansible_collections.biops.looker.plugins.module_utils._module import run
from ansible_collections.biops.looker.plugins.module_utils._resource import Types
from ansible_collections.biops.looker.plugins.module_utils._resources.password_policy import PASSWORD_POLICY

TYPES = Types((PASSWORD_POLICY,), ())


def main() -> None:
    run(PASSWORD_POLICY, TYPES)


if __name__ == "__main__":
    main()
