#!/usr/bin/python
# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: legacy_feature
short_description: Turn a legacy feature of a Looker instance on or off
version_added: 0.1.0
description:
  - Turns on or off what Looker used to do, and can be made to do again for a while.
  - Legacy features are known by their name. Looker makes them and takes them away.
author:
  - biops.looker contributors (@biops)
extends_documentation_fragment:
  - biops.looker.attributes
  - biops.looker.legacy_feature
  - biops.looker.guards
  - biops.looker.connection
seealso:
  - module: biops.looker.legacy_feature_info
  - module: biops.looker.configuration
notes:
  - Looker (Google Cloud core) may deny this.
"""

EXAMPLES = r"""
- name: Tables as everybody else has them
  biops.looker.legacy_feature:
    name: Legacy Table Visualization
    enabled_locally: false
"""

RETURN = r"""
legacy_feature:
  description:
    - The legacy feature as it is after the task, in check mode as it would be.
    - Has the keys that M(biops.looker.legacy_feature_info) returns, as far as they were read.
  returned: success
  type: dict
  sample:
    id: '4711'
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

from ansible_collections.biops.looker.plugins.module_utils._module import run
from ansible_collections.biops.looker.plugins.module_utils._resource import Types
from ansible_collections.biops.looker.plugins.module_utils._resources.legacy_feature import LEGACY_FEATURE

TYPES = Types((LEGACY_FEATURE,), ())


def main() -> None:
    run(LEGACY_FEATURE, TYPES)


if __name__ == "__main__":
    main()
