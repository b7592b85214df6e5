# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The types that modules need together, because they refer to each other.

Note: this module_utils is private to the biops.looker collection and may change without notice.

Ansible sends every file that a module imports: each module takes the smallest group that it can do with.
"""

from __future__ import annotations

from ansible_collections.biops.looker.plugins.module_utils._resource import (
    Types,
)
from ansible_collections.biops.looker.plugins.module_utils._resources._links import (
    GROUP_VALUE,
    LOGIN,
    MEMBERSHIP,
    NESTING,
    ROLE_GROUP,
    ROLE_USER,
    USER_VALUE,
)
from ansible_collections.biops.looker.plugins.module_utils._resources.group import GROUP
from ansible_collections.biops.looker.plugins.module_utils._resources.model_set import MODEL_SET
from ansible_collections.biops.looker.plugins.module_utils._resources.permission_set import PERMISSION_SET
from ansible_collections.biops.looker.plugins.module_utils._resources.role import ROLE
from ansible_collections.biops.looker.plugins.module_utils._resources.user import USER
from ansible_collections.biops.looker.plugins.module_utils._resources.user_attribute import USER_ATTRIBUTE

ACCESS = Types(
    (PERMISSION_SET, MODEL_SET, ROLE, GROUP, USER, USER_ATTRIBUTE),
    (MEMBERSHIP, NESTING, LOGIN, ROLE_USER, ROLE_GROUP, USER_VALUE, GROUP_VALUE),
)
