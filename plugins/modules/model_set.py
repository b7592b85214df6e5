#!/usr/bin/python
# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: model_set
short_description: Manage a Looker model set
version_added: 0.1.0
description:
  - Creates, changes and deletes a model set of a Looker instance. Roles use model sets to say which LookML models their
    permissions are about.
  - Model sets are known by their name. Whatever is not given is left as it is.
author:
  - biops.looker contributors (@biops)
extends_documentation_fragment:
  - biops.looker.attributes
  - biops.looker.model_set
  - biops.looker.guards
  - biops.looker.connection
seealso:
  - module: biops.looker.model_set_info
  - module: biops.looker.permission_set
  - module: biops.looker.role
  - module: biops.looker.configuration
"""

EXAMPLES = r"""
- name: A model set with exactly these models
  biops.looker.model_set:
    name: Finance
    models:
      - ledger
      - budget

- name: One model more
  biops.looker.model_set:
    name: Finance
    models: [forecast]
    list_mode: add

- name: Another name for the same set
  biops.looker.model_set:
    name: Finance and Controlling
    previous_name: Finance

- name: No such set
  biops.looker.model_set:
    name: Trial
    state: absent
"""

RETURN = r"""
model_set:
  description:
    - The model set as it is after the task, in check mode as it would be.
    - Has the keys that M(biops.looker.model_set_info) returns, as far as they were read or given.
    - The C(id) of a model set that does not exist yet is missing in check mode.
  returned: success
  type: dict
  sample:
    all_access: false
    built_in: false
    id: "7"
    models: [budget, ledger]
    name: Finance
"""

from ansible_collections.biops.looker.plugins.module_utils._module import run
from ansible_collections.biops.looker.plugins.module_utils._resources._types import ACCESS
from ansible_collections.biops.looker.plugins.module_utils._resources.model_set import MODEL_SET


def main() -> None:
    run(MODEL_SET, ACCESS)


if __name__ == "__main__":
    main()
