# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The types that modules need together, because they refer to each other.

Note: this module_utils is private to the biops.looker collection and may change without notice.

Ansible sends every file that a module imports: each module takes the smallest group that it can do with.
"""

from __future__ import annotations

from ansible_collections.biops.looker.plugins.module_utils._resource import Types
from ansible_collections.biops.looker.plugins.module_utils._resources._links import (
    EMAIL_CREDENTIAL,
    MEMBERSHIP,
    NESTING,
    ROLE_GROUP,
    ROLE_USER,
)
from ansible_collections.biops.looker.plugins.module_utils._resources.group import GROUP
from ansible_collections.biops.looker.plugins.module_utils._resources.role import ROLE
from ansible_collections.biops.looker.plugins.module_utils._resources.user import USER

USERS_AND_GROUPS = Types((GROUP, USER, ROLE), (MEMBERSHIP, NESTING, EMAIL_CREDENTIAL, ROLE_USER, ROLE_GROUP))
