# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every resource type that the collection knows: for `configuration`, the JSON Schema and the generators.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from ansible_collections.biops.looker.plugins.module_utils._resources._schedules import SCHEDULES
from ansible_collections.biops.looker.plugins.module_utils._resources.group import GROUP
from ansible_collections.biops.looker.plugins.module_utils._resources.model_set import MODEL_SET
from ansible_collections.biops.looker.plugins.module_utils._resources.permission_set import PERMISSION_SET
from ansible_collections.biops.looker.plugins.module_utils._resources.role import ROLE
from ansible_collections.biops.looker.plugins.module_utils._resources.schedule import SCHEDULE
from ansible_collections.biops.looker.plugins.module_utils._resources.service_account import SERVICE_ACCOUNT
from ansible_collections.biops.looker.plugins.module_utils._resources.user import USER
from ansible_collections.biops.looker.plugins.module_utils._resources.user_attribute import USER_ATTRIBUTE

ALL = SCHEDULES
# The keys of a configuration, in the order in which it is written and documented; nothing depends on it.
CONFIGURABLE = (PERMISSION_SET, MODEL_SET, ROLE, GROUP, USER_ATTRIBUTE, USER, SERVICE_ACCOUNT, SCHEDULE)
