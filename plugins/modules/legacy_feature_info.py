#!/usr/bin/python
# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: legacy_feature_info
short_description: List legacy features of a Looker instance
version_added: 0.1.0
description:
  - Lists the legacy features of a Looker instance, in the terms of M(biops.looker.legacy_feature).
  - Without options, all of them are listed. A name or id that does not exist gives an empty list.
author:
  - biops.looker contributors (@biops)
options:
  name:
    description: Only the one with this name.
    type: str
  id:
    description: Only the one with this id.
    type: str
  enabled:
    description: Only features that are in effect, or only all others.
    type: bool
extends_documentation_fragment:
  - biops.looker.attributes.info_module
  - biops.looker.connection
seealso:
  - module: biops.looker.legacy_feature
"""

EXAMPLES = r"""
- name: What has to be looked at before the next upgrade
  biops.looker.legacy_feature_info:
    enabled: true
  register: looker
"""

RETURN = r"""
legacy_features:
  description: The legacy features that match, sorted by name.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: Looker's id of the legacy feature.
      type: str
    name:
      description: The name of the legacy feature, which has to match exactly.
      type: str
    enabled_locally:
      description: Whether somebody has turned the feature on.
      type: bool
    enabled:
      description: Whether the feature is in effect.
      type: bool
    description:
      description: What the feature is about.
      type: str
    disallowed_as_of_version:
      description: The release in which it became a legacy feature.
      type: str
    disable_on_upgrade_to_version:
      description: The release to which an upgrade turns it off.
      type: str
    end_of_life_version:
      description: The release in which it goes away.
      type: str
    approximate_disable_date:
      description: About when it is turned off.
      type: str
    approximate_end_of_life_date:
      description: About when it goes away.
      type: str
    documentation_url:
      description: The page about it.
      type: str
  sample:
    - id: '4711'
      name: Legacy Table Visualization
      enabled_locally: false
      enabled: false
      description: Tables look as they did before.
      disallowed_as_of_version: '23.4'
      disable_on_upgrade_to_version: '24.0'
      end_of_life_version: '25.0'
      approximate_disable_date: null
      approximate_end_of_life_date: null
      documentation_url: null
"""

from ansible_collections.biops.looker.plugins.module_utils._info import Filters
from ansible_collections.biops.looker.plugins.module_utils._info_module import run_info
from ansible_collections.biops.looker.plugins.module_utils._resource import Types
from ansible_collections.biops.looker.plugins.module_utils._resources.legacy_feature import LEGACY_FEATURE


def main() -> None:
    run_info(LEGACY_FEATURE, Types((LEGACY_FEATURE,), ()), Filters.equal(enabled="bool"))


if __name__ == "__main__":
    main()
