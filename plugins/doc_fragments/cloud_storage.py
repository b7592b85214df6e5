# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """The options of the cloud storage, on its own and in a configuration."""

    DOCUMENTATION = r"""
options:
  type:
    description:
      - V(looker-s3) is Looker's own storage, V(custom-s3) a bucket of one's own.
    type: str
    choices:
      - looker-s3
      - custom-s3
  custom_s3_bucket:
    description:
      - The name of the bucket.
    type: str
  custom_s3_bucket_region:
    description:
      - The region in which the bucket is.
    type: str
  custom_s3_key:
    description:
      - The access key of the bucket. Looker never shows it. So it is written only if no bucket is
        named yet, or with C(update_secrets=always).
    type: str
  custom_s3_secret:
    description:
      - The secret key of the bucket. Looker never shows it. So it is written only if no bucket is
        named yet, or with C(update_secrets=always).
    type: str
"""
