# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """The options of the API host, on its own and in a configuration."""

    DOCUMENTATION = r"""
options:
  host_url:
    description:
      - The address at which people find Looker (Admin > General > Host URL). It is in mails and
        links.
      - Where Looker warns of an address, it refuses it, and the error has the warnings.
      - Needs Looker 23.0 or newer.
    type: str
  override_warnings:
    description:
      - Whether to set O(host_url) although Looker warns of it.
      - Needs Looker 23.0 or newer.
    type: bool
  api_host_url:
    description:
      - What the API host URL (Admin > Platform > API) has to be. A slash at the end and the port
        443 make no difference.
    type: str
  on_mismatch:
    description:
      - 'What to do if O(api_host_url) is another one: V(fail), or V(warn) and go on.'
    type: str
    choices:
      - fail
      - warn
    default: fail
  api_versions:
    description:
      - The API versions that the instance has to offer.
    type: list
    elements: str
  minimum_release:
    description:
      - The oldest release of Looker that will do, such as V(26.4).
    type: str
"""
