# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """Which Looker instance to talk to, and how. The options are those of _connection.argument_spec()."""

    DOCUMENTATION = r"""
options:
  base_url:
    description:
      - Address of the Looker instance, for example V(https://example.cloud.looker.com). The host alone is enough.
      - It is the API host URL that Looker shows under Admin > Platform > API. A port, a path in front of the API and a
        trailing slash are fine.
      - It has to be V(https) unless the host is the machine itself (loopback).
      - If not given, it is taken from the environment variable E(LOOKERSDK_BASE_URL), then from O(config_file).
      - Redirects to another host are refused, so that credentials never leave the host that they were meant for.
    type: str
  port:
    description:
      - Port of the API. With V(auto) it is the port in O(base_url), or else 443 or 19999, whichever answers as Looker's
        API.
    type: str
    default: auto
  client_id:
    description:
      - Client id of the API credentials.
      - If not given, it is taken from the environment variable E(LOOKERSDK_CLIENT_ID), then from O(config_file).
    type: str
  client_secret:
    description:
      - Client secret of the API credentials.
      - If not given, it is taken from the environment variable E(LOOKERSDK_CLIENT_SECRET), then from O(config_file).
      - A login that Looker refuses is not tried again, because repeated failures lock the credentials for a while.
    type: str
  access_token:
    description:
      - Access token of a session that is open already, which saves logging in and out.
      - O(client_id) and O(client_secret) are not used then. The session stays open when the module ends.
    type: str
  api_version:
    description:
      - Version of Looker's API to speak. With V(auto) it is the newest that the instance and this collection both know.
      - If not given, it is taken from the environment variable E(LOOKERSDK_API_VERSION), then from O(config_file), and
        is V(auto) in the end.
    type: str
    choices:
      - auto
      - '4.0'
      - '3.1'
      - '3.0'
  validate_certs:
    description:
      - Whether the certificate of the instance has to be valid.
      - If not given, it is taken from the environment variable E(LOOKERSDK_VERIFY_SSL), then from V(verify_ssl) in
        O(config_file), and is V(true) in the end.
    type: bool
  ca_path:
    description:
      - File or directory with the certificates of the authorities to trust, instead of those that are trusted anyway.
    type: path
  client_cert:
    description:
      - File (PEM) with a client certificate. It may hold the key too.
    type: path
  client_key:
    description:
      - File (PEM) with the key of O(client_cert), without a passphrase.
    type: path
  timeout:
    description:
      - Seconds to wait for each part of an answer.
      - If not given, it is taken from the environment variable E(LOOKERSDK_TIMEOUT), then from O(config_file), and is
        V(120) in the end.
    type: int
  max_concurrency:
    description:
      - How many requests may be under way at the same time.
    type: int
    default: 8
  retries:
    description:
      - How often a request is sent again at most when Looker is too busy (HTTP 429) or not available (HTTP 502, 503,
        504), or when the connection breaks. The waits grow, and a V(Retry-After) of the server is kept to for up to a
        minute.
      - Requests that create something are sent again only if they cannot have arrived.
    type: int
    default: 5
  page_size:
    description:
      - How many rows of a list to ask for at a time. With V(0) every list is read in one piece.
    type: int
    default: 500
  allow_beta:
    description:
      - Whether operations may be used that Looker calls beta or alpha, and that it may change or remove.
    type: bool
    default: false
  read_only:
    description:
      - Whether to refuse to send anything that could change the instance.
    type: bool
    default: false
  config_file:
    description:
      - File to read settings from, in the format of the C(looker.ini) of Looker's SDKs, on the host that the module
        runs on.
      - It may give V(base_url), V(client_id), V(client_secret), V(api_version), V(verify_ssl) and V(timeout). Options
        and environment variables win over it.
      - No file is read unless this option is given, not even a C(looker.ini) in the working directory.
    type: path
  config_section:
    description:
      - Section of O(config_file) to read. By default it is the first one.
    type: str
requirements:
  - requests
notes:
  - If the address in use is not the one that is set beside the credentials (in the environment or in O(config_file)),
    a warning says so.
  - Proxies are taken from the usual environment variables, such as E(HTTPS_PROXY) and E(NO_PROXY).
"""
