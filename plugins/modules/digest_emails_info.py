#!/usr/bin/python
# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: digest_emails_info
short_description: Tell whether a Looker instance sends digest mails
version_added: 0.1.0
description:
  - Tells whether a Looker instance sends digest mails, in the terms of M(biops.looker.digest_emails).
author:
  - biops.looker contributors (@biops)
extends_documentation_fragment:
  - biops.looker.attributes.info_module
  - biops.looker.connection
seealso:
  - module: biops.looker.digest_emails
"""

EXAMPLES = r"""
- name: Are digest mails sent
  biops.looker.digest_emails_info:
  register: looker
"""

RETURN = r"""
digest_emails:
  description: The setting.
  returned: success
  type: dict
  contains:
    enabled:
      description: Whether digest mails are sent.
      type: bool
  sample:
    enabled: false
"""

from ansible_collections.biops.looker.plugins.module_utils._info_module import run_singleton_info
from ansible_collections.biops.looker.plugins.module_utils._resource import Types
from ansible_collections.biops.looker.plugins.module_utils._resources.digest_emails import DIGEST_EMAILS


def main() -> None:
    run_singleton_info(DIGEST_EMAILS, Types((DIGEST_EMAILS,), ()))


if __name__ == "__main__":
    main()
