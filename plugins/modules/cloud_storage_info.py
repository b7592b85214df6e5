#!/usr/bin/python
# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cloud_storage_info
short_description: Tell where a Looker instance keeps its backups
version_added: 0.1.0
description:
  - Returns where a Looker instance keeps its backups, in the terms of M(biops.looker.cloud_storage).
    Keys are not returned.
author:
  - biops.looker contributors (@biops)
extends_documentation_fragment:
  - biops.looker.attributes.info_module
  - biops.looker.connection
seealso:
  - module: biops.looker.cloud_storage
"""

EXAMPLES = r"""
- name: Where backups are
  biops.looker.cloud_storage_info:
  register: looker
"""

RETURN = r"""
cloud_storage:
  description: The storage.
  returned: success
  type: dict
  contains:
    type:
      description: V(looker-s3) is Looker's own storage, V(custom-s3) a bucket of one's own.
      type: str
    custom_s3_bucket:
      description: The name of the bucket.
      type: str
    custom_s3_bucket_region:
      description: The region in which the bucket is.
      type: str
  sample:
    type: custom-s3
    custom_s3_bucket: acme-looker
    custom_s3_bucket_region: eu-central-1
"""

from ansible_collections.biops.looker.plugins.module_utils._info_module import run_singleton_info
from ansible_collections.biops.looker.plugins.module_utils._resource import Types
from ansible_collections.biops.looker.plugins.module_utils._resources.cloud_storage import CLOUD_STORAGE


def main() -> None:
    run_singleton_info(CLOUD_STORAGE, Types((CLOUD_STORAGE,), ()))


if __name__ == "__main__":
    main()
