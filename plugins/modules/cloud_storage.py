#!/usr/bin/python
# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cloud_storage
short_description: Manage where a Looker instance keeps its backups
version_added: 0.1.0
description:
  - Says in which bucket a Looker instance keeps its backups.
  - Whatever is not given is left as it is.
author:
  - biops.looker contributors (@biops)
extends_documentation_fragment:
  - biops.looker.attributes
  - biops.looker.cloud_storage
  - biops.looker.guards
  - biops.looker.guards.secrets
  - biops.looker.connection
seealso:
  - module: biops.looker.cloud_storage_info
  - module: biops.looker.configuration
"""

EXAMPLES = r"""
- name: Backups in a bucket of our own
  biops.looker.cloud_storage:
    type: custom-s3
    custom_s3_bucket: acme-looker
    custom_s3_bucket_region: eu-central-1
    custom_s3_key: "{{ bucket_key }}"
    custom_s3_secret: "{{ bucket_secret }}"
"""

RETURN = r"""
cloud_storage:
  description:
    - The storage as it is after the task, in check mode as it would be.
    - Has the keys that M(biops.looker.cloud_storage_info) returns, as far as they were read.
  returned: success
  type: dict
  sample:
    type: custom-s3
    custom_s3_bucket: acme-looker
    custom_s3_bucket_region: eu-central-1
not_compared:
  description: The options that Looker never shows, so that nobody can say whether they agree.
  returned: if there are any
  type: list
  elements: str
  sample:
    - custom_s3_key
    - custom_s3_secret
"""

from ansible_collections.biops.looker.plugins.module_utils._module import run
from ansible_collections.biops.looker.plugins.module_utils._resource import Types
from ansible_collections.biops.looker.plugins.module_utils._resources.cloud_storage import CLOUD_STORAGE

TYPES = Types((CLOUD_STORAGE,), ())


def main() -> None:
    run(CLOUD_STORAGE, TYPES)


if __name__ == "__main__":
    main()
