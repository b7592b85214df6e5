#!/usr/bin/python
# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: setting
short_description: Manage the settings of a Looker instance
version_added: 0.1.0
description:
  - 'Manages what admins set under Admin > General and beside it: Host URL, time zone, mail domains,
    embedding, private label, welcome mail, marketplace, and more.'
  - Only what differs is sent. What is not given is left as it is, also inside of options that have
    options of their own.
  - V(false), V(0) and an empty text are values.
author:
  - biops.looker contributors (@biops)
extends_documentation_fragment:
  - biops.looker.attributes
  - biops.looker.setting
  - biops.looker.guards
  - biops.looker.guards.secrets
  - biops.looker.connection
seealso:
  - module: biops.looker.setting_info
  - module: biops.looker.api_host
  - module: biops.looker.configuration
notes:
  - Needs API 4.0.
  - Looker escapes what is special in HTML when it shows texts. They are compared without that.
"""

EXAMPLES = r"""
- name: Address, time zone, and the domains that mail may go to
  biops.looker.setting:
    host_url: https://looker.acme.example
    timezone: Europe/Berlin
    allow_user_timezones: true
    email_domain_allowlist: [acme.example, partner.example]

- name: One more domain on which content may be embedded
  biops.looker.setting:
    embed_config:
      domain_allowlist: [https://portal.acme.example]
    list_mode: add

- name: Our own logo and welcome mail
  biops.looker.setting:
    privatelabel_configuration:
      logo_file: "{{ playbook_dir }}/logo.png"
      show_docs: false
      custom_welcome_email_advanced: true
    custom_welcome_email:
      enabled: true
      subject: Welcome to Acme BI
      content: "<p>Ask #bi if anything is unclear.</p>"
"""

RETURN = r"""
setting:
  description:
    - The settings as they are after the task, in check mode as they would be.
    - Has the keys that M(biops.looker.setting_info) returns, as far as they were read.
  returned: success
  type: dict
  sample:
    host_url: https://looker.acme.example
    timezone: Europe/Berlin
    allow_user_timezones: true
    email_domain_allowlist:
      - acme.example
    marketplace_enabled: true
not_compared:
  description: The options that Looker never shows, so that nobody can say whether they agree.
  returned: if there are any
  type: list
  elements: str
  sample:
    - privatelabel_configuration.logo_file
"""

from ansible_collections.biops.looker.plugins.module_utils._module import run
from ansible_collections.biops.looker.plugins.module_utils._resource import Types
from ansible_collections.biops.looker.plugins.module_utils._resources.setting import SETTING

TYPES = Types((SETTING,), ())


def main() -> None:
    run(SETTING, TYPES)


if __name__ == "__main__":
    main()
