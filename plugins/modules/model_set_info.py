#!/usr/bin/python
# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: model_set_info
short_description: List Looker model sets
version_added: 0.1.0
description:
  - Lists the model sets of a Looker instance, in the terms of M(biops.looker.model_set).
  - Without options, all model sets are listed. A name or id that does not exist gives an empty list.
author:
  - biops.looker contributors (@biops)
options:
  name:
    description: Only the model set with this name.
    type: str
  id:
    description: Only the model set with this id.
    type: str
  built_in:
    description: Only the sets that are built into Looker, or only all others.
    type: bool
extends_documentation_fragment:
  - biops.looker.attributes.info_module
  - biops.looker.connection
seealso:
  - module: biops.looker.model_set
"""

EXAMPLES = r"""
- name: What one set holds
  biops.looker.model_set_info:
    name: Finance
  register: found

- name: The sets that are not built into Looker
  biops.looker.model_set_info:
    built_in: false
"""

RETURN = r"""
model_sets:
  description: The model sets that match, sorted by name.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: Looker's id of the model set.
      type: str
    name:
      description: The name of the model set.
      type: str
    models:
      description: The models in the set.
      type: list
      elements: str
    built_in:
      description: Whether the set is built into Looker.
      type: bool
    all_access:
      description: Whether the set holds every model that there is.
      type: bool
  sample:
    - all_access: false
      built_in: false
      id: "7"
      models: [budget, ledger]
      name: Finance
"""

from ansible_collections.biops.looker.plugins.module_utils._info import Filters
from ansible_collections.biops.looker.plugins.module_utils._info_module import run_info
from ansible_collections.biops.looker.plugins.module_utils._resources._types import ACCESS
from ansible_collections.biops.looker.plugins.module_utils._resources.model_set import MODEL_SET


def main() -> None:
    run_info(MODEL_SET, ACCESS, Filters.equal(built_in="bool"))


if __name__ == "__main__":
    main()
