# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The declaration of where an instance keeps its backups.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from collections.abc import Iterable

from ansible_collections.biops.looker.plugins.module_utils._resource import Declared, Field, Part, Resource

OWN_BUCKET = "custom-s3"
_BUCKET = ("custom_s3_bucket", "custom_s3_bucket_region")


def _check(declared: Declared) -> Iterable[str]:
    missing = [name for name in _BUCKET if declared.fields.get(name) == ""]
    if declared.fields.get("type") == OWN_BUCKET and missing:
        yield f"type {OWN_BUCKET} needs {' and '.join(missing)}"


CLOUD_STORAGE = Resource(
    type="cloud_storage",
    plural="cloud_storage",
    key="",
    fields=(
        Field("type", choices=("looker-s3", OWN_BUCKET)),
        Field("custom_s3_bucket"),
        Field("custom_s3_bucket_region"),
        # Where no bucket is named yet, there is no key to it either.
        Field("custom_s3_key", secret=True, there="custom_s3_bucket", belongs_to="custom_s3_bucket"),
        Field("custom_s3_secret", secret=True, there="custom_s3_bucket", belongs_to="custom_s3_bucket"),
    ),
    parts=(Part("cloud_storage_configuration", "update_cloud_storage_configuration"),),
    check=_check,
)
