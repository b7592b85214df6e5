# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The organisation's own entry in the help menu."""

from __future__ import annotations

from looker_sandbox.operations import Operations
from looker_sandbox.schema import Field, Model
from looker_sandbox.singleton import CAN, Singleton

operations = Operations()

HELP = Model("InternalHelpResources", CAN, Field("enabled", False, kind=bool, writable=True))
CONTENT = Model(
    "InternalHelpResourcesContent",
    CAN,
    Field("organization_name", "", kind=str, writable=True),
    Field("markdown_content", "", kind=str, writable=True),
)
_HELP = Singleton("internal_help_resources", HELP)
_CONTENT = Singleton("internal_help_resources_content", CONTENT)

# The two halves of one object have different paths.
operations.add("GET", "/internal_help_resources_enabled")(_HELP.read)
operations.add("PATCH", "/internal_help_resources")(_HELP.change)
operations.add("GET", "/internal_help_resources_content")(_CONTENT.read)
operations.add("PATCH", "/internal_help_resources_content")(_CONTENT.change)
