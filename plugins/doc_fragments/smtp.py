# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """The options of the mail server, on its own and in a configuration."""

    DOCUMENTATION = r"""
options:
  default_smtp:
    description:
      - Whether Looker's own server sends the mail. It cannot have O(address).
    type: bool
  address:
    description:
      - The name of the server. Required unless O(default_smtp) is V(true).
    type: str
  smtp_port:
    description:
      - The port of the server.
    type: int
  from:
    description:
      - The address that mail comes from.
    type: str
  user_name:
    description:
      - The name to log in to the server with.
    type: str
  password:
    description:
      - The password to log in to the server with.
    type: str
  enable_starttls_auto:
    description:
      - Whether to encrypt with STARTTLS if the server can.
    type: bool
  ssl_version:
    description:
      - The version of TLS.
    type: str
    choices:
      - TLSv1_1
      - SSLv23
      - TLSv1_2
  auth_type:
    description:
      - How to log in to the server.
      - Needs Looker 25.20 or newer.
    type: str
  oauth_client_id:
    description:
      - The client id for OAuth.
      - Needs Looker 25.20 or newer.
    type: str
  oauth_client_secret:
    description:
      - The client secret for OAuth.
      - Needs Looker 25.20 or newer.
    type: str
  token_endpoint:
    description:
      - The address that gives tokens for OAuth.
      - Needs Looker 25.20 or newer.
    type: str
  scopes:
    description:
      - The scopes for OAuth.
      - Needs Looker 25.20 or newer.
    type: str
  force:
    description:
      - Whether to write the settings although mail can be sent.
    type: bool
  send_test_mail:
    description:
      - Whether to send a mail to the API user after the settings are written, as a test. The API
        user needs an email address.
      - Looker has no other test mail than that of welcome mails, so it looks like one.
    type: bool
"""
