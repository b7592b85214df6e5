# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the instance keeps its backups: ``/cloud_storage``, in 3.x also called ``/backup_configuration``."""

from __future__ import annotations

from looker_sandbox.call import Call
from looker_sandbox.checks import one_of
from looker_sandbox.errors import Problem, missing
from looker_sandbox.operations import Operations
from looker_sandbox.schema import ONLY_3, Field, Model
from looker_sandbox.search import Row
from looker_sandbox.singleton import CAN, Singleton

operations = Operations()

CLOUD_STORAGE = Model(
    "BackupConfiguration",
    CAN,
    Field("type", "looker-s3", kind=str, check=one_of("looker-s3", "custom-s3"), writable=True),
    Field("custom_s3_bucket", kind=str, writable=True),
    Field("custom_s3_bucket_region", kind=str, writable=True),
    Field("custom_s3_key", kind=str, write_only=True),
    Field("custom_s3_secret", kind=str, write_only=True),
    Field("url", value=lambda call, row: call.link(call.route)),
)


def _names_its_bucket(call: Call, before: Row, after: Row) -> list[Problem]:
    """A bucket of one's own needs its name and region; that Looker checks this is a guess."""
    if after.get("type") != "custom-s3":
        return []
    return [missing(name) for name in ("custom_s3_bucket", "custom_s3_bucket_region") if not after.get(name)]


_STORAGE = Singleton("cloud_storage", CLOUD_STORAGE, _names_its_bucket)

operations.add("GET", "/cloud_storage")(_STORAGE.read)
operations.add("PATCH", "/cloud_storage")(_STORAGE.change)
operations.add("GET", "/backup_configuration", versions=ONLY_3)(_STORAGE.read)
operations.add("PATCH", "/backup_configuration", versions=ONLY_3)(_STORAGE.change)
