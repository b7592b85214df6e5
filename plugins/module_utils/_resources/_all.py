# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every resource type that the collection knows: for `configuration`, the JSON Schema and the generators.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from ansible_collections.biops.looker.plugins.module_utils._resource import Types
from ansible_collections.biops.looker.plugins.module_utils._resources._schedules import SCHEDULES
from ansible_collections.biops.looker.plugins.module_utils._resources.api_host import API_HOST
from ansible_collections.biops.looker.plugins.module_utils._resources.cloud_storage import CLOUD_STORAGE
from ansible_collections.biops.looker.plugins.module_utils._resources.digest_emails import DIGEST_EMAILS
from ansible_collections.biops.looker.plugins.module_utils._resources.group import GROUP
from ansible_collections.biops.looker.plugins.module_utils._resources.internal_help import INTERNAL_HELP
from ansible_collections.biops.looker.plugins.module_utils._resources.ldap_config import LDAP_CONFIG
from ansible_collections.biops.looker.plugins.module_utils._resources.legacy_feature import LEGACY_FEATURE
from ansible_collections.biops.looker.plugins.module_utils._resources.model_set import MODEL_SET
from ansible_collections.biops.looker.plugins.module_utils._resources.oidc_config import OIDC_CONFIG
from ansible_collections.biops.looker.plugins.module_utils._resources.password_policy import PASSWORD_POLICY
from ansible_collections.biops.looker.plugins.module_utils._resources.permission_set import PERMISSION_SET
from ansible_collections.biops.looker.plugins.module_utils._resources.role import ROLE
from ansible_collections.biops.looker.plugins.module_utils._resources.saml_config import SAML_CONFIG
from ansible_collections.biops.looker.plugins.module_utils._resources.schedule import SCHEDULE
from ansible_collections.biops.looker.plugins.module_utils._resources.service_account import SERVICE_ACCOUNT
from ansible_collections.biops.looker.plugins.module_utils._resources.session_policy import SESSION_POLICY
from ansible_collections.biops.looker.plugins.module_utils._resources.setting import SETTING
from ansible_collections.biops.looker.plugins.module_utils._resources.smtp import SMTP
from ansible_collections.biops.looker.plugins.module_utils._resources.support_access import SUPPORT_ACCESS
from ansible_collections.biops.looker.plugins.module_utils._resources.user import USER
from ansible_collections.biops.looker.plugins.module_utils._resources.user_attribute import USER_ATTRIBUTE

# What there is one of in each instance; a field that two of them have is written by the first that declares it.
SETTINGS = (
    API_HOST,
    SETTING,
    PASSWORD_POLICY,
    SESSION_POLICY,
    DIGEST_EMAILS,
    INTERNAL_HELP,
    SUPPORT_ACCESS,
    CLOUD_STORAGE,
    SMTP,
    SAML_CONFIG,
    OIDC_CONFIG,
    LDAP_CONFIG,
)
ALL = Types((*SCHEDULES.values(), LEGACY_FEATURE, *SETTINGS), tuple(SCHEDULES.kinds.values()))
# The keys of a configuration, in the order in which it is written and documented; nothing depends on it.
CONFIGURABLE = (
    PERMISSION_SET,
    MODEL_SET,
    ROLE,
    GROUP,
    USER_ATTRIBUTE,
    USER,
    SERVICE_ACCOUNT,
    SCHEDULE,
    LEGACY_FEATURE,
    *SETTINGS,
)
