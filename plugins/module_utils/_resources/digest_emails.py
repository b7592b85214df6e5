# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The declaration of digest mails to people who have not been seen for a while (facts 8.9).

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from ansible_collections.biops.looker.plugins.module_utils._resource import Field, Part, Resource

DIGEST_EMAILS = Resource(
    type="digest_emails",
    plural="digest_emails",
    key="",
    fields=(Field("enabled", "bool", api="is_enabled"),),
    parts=(Part("digest_emails_enabled", "update_digest_emails_enabled"),),
)
