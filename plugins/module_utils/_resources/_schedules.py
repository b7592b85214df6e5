# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The types that schedules need: what they send, and whose they are.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from ansible_collections.biops.looker.plugins.module_utils._resource import (
    Types,
)
from ansible_collections.biops.looker.plugins.module_utils._resources._types import ACCESS
from ansible_collections.biops.looker.plugins.module_utils._resources.content import DASHBOARD, FOLDER, LOOK
from ansible_collections.biops.looker.plugins.module_utils._resources.schedule import SCHEDULE

SCHEDULES = Types((*ACCESS.values(), FOLDER, DASHBOARD, LOOK, SCHEDULE), tuple(ACCESS.kinds.values()))
