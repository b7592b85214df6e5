# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What Looker (Google Cloud core) denies, and the way that is left there (facts section 10, texts of the operations).

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from ansible_collections.biops.looker.plugins.module_utils._errors import LookerError

# How a denial is answered is not on record (quirk 12.10), and nothing tells the edition beforehand.
DENIALS = (403, 404, 405)

_LOGINS = "users and their logins come from Google Cloud IAM or the identity provider there"
_PASSWORDS = "nobody logs in with a password of Looker there; rules for passwords are the identity provider's"
_LEGACY = "legacy features are Google's to turn on and off there"
_SUPPORT = "access for support is given in the Google Cloud console there"
_CONSOLE = "the Host URL and the mail domains are set in the Google Cloud console there"
_SIGN_ON = "an admin sets it in Looker under Admin > Authentication there"
_LDAP = "people log in by Google, SAML or OpenID Connect there"
_EMBEDDING = "only its edition for embedding has signed embedding"
ADVICE = {
    **dict.fromkeys(("create_embed_secret", "delete_embed_secret"), _EMBEDDING),
    **dict.fromkeys(("password_config", "update_password_config"), _PASSWORDS),
    **dict.fromkeys(("all_legacy_features", "legacy_feature", "update_legacy_feature"), _LEGACY),
    **dict.fromkeys(
        (
            "support_access_status",
            "get_support_access_allowlist_entries",
            "add_support_access_allowlist_entries",
            "delete_support_access_allowlist_entry",
            "enable_support_access",
            "disable_support_access",
        ),
        _SUPPORT,
    ),
    **dict.fromkeys(
        (
            *("saml_config", "update_saml_config", "parse_saml_idp_metadata", "fetch_and_parse_saml_idp_metadata"),
            *("saml_test_config", "create_saml_test_config", "delete_saml_test_config"),
            *("oidc_config", "update_oidc_config"),
            *("oidc_test_config", "create_oidc_test_config", "delete_oidc_test_config"),
        ),
        _SIGN_ON,
    ),
    **dict.fromkeys(("ldap_config", "update_ldap_config"), _LDAP),
    **dict.fromkeys((f"test_ldap_config_{what}" for what in ("connection", "auth", "user_info", "user_auth")), _LDAP),
    "set_setting": _CONSOLE,
    "create_user": f"{_LOGINS}; only service accounts can be made (biops.looker.service_account)",
    "set_role_groups": "give the role to users there (roles of biops.looker.user) instead of groups",
    **dict.fromkeys(
        (
            "create_user_credentials_email",
            "update_user_credentials_email",
            "delete_user_credentials_email",
            "send_user_credentials_email_password_reset",
            "create_user_credentials_email_password_reset",
            "delete_user_credentials_totp",
            "delete_user_credentials_ldap",
            "delete_user_credentials_looker_openid",
        ),
        _LOGINS,
    ),
}


def advice(error: LookerError) -> str:
    """What to put behind the words of an error that may be a denial of that edition ("" where it cannot be one)."""
    if error.status not in DENIALS or error.operation not in ADVICE:
        return ""
    return f" (Looker (Google Cloud core) denies this operation: {ADVICE[error.operation]})"
