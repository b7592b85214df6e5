#!/usr/bin/python
# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: digest_emails
short_description: Manage whether a Looker instance sends digest mails
version_added: 0.1.0
description:
  - Turns on or off the mails with interesting content that Looker sends to people who have not been
    there for a while.
author:
  - biops.looker contributors (@biops)
extends_documentation_fragment:
  - biops.looker.attributes
  - biops.looker.digest_emails
  - biops.looker.guards
  - biops.looker.connection
seealso:
  - module: biops.looker.digest_emails_info
  - module: biops.looker.configuration
"""

EXAMPLES = r"""
- name: No digest mails
  biops.looker.digest_emails:
    enabled: false
"""

RETURN = r"""
digest_emails:
  description:
    - The setting as it is after the task, in check mode as it would be.
    - Has the keys that M(biops.looker.digest_emails_info) returns, as far as they were read.
  returned: success
  type: dict
  sample:
    enabled: false
"""

from ansible_collections.biops.looker.plugins.module_utils._module import run
from ansible_collections.biops.looker.plugins.module_utils._resource import Types
from ansible_collections.biops.looker.plugins.module_utils._resources.digest_emails import DIGEST_EMAILS

TYPES = Types((DIGEST_EMAILS,), ())


def main() -> None:
    run(DIGEST_EMAILS, TYPES)


if __name__ == "__main__":
    main()
