# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The declaration of the settings of an instance (facts 8.1 to 8.7).

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Optional

from ansible_collections.biops.looker.plugins.module_utils._facts import Fields, Write
from ansible_collections.biops.looker.plugins.module_utils._resource import (
    Declared,
    Field,
    FollowUp,
    Inquiry,
    OwnLinks,
    Part,
    Resource,
    Verdict,
)
from ansible_collections.biops.looker.plugins.module_utils._resources._host_url import HOST_URL
from ansible_collections.biops.looker.plugins.module_utils._resources._setting_parts import (
    EMAIL_TEXTS,
    EMBED_CONFIG,
    EMBED_TEXTS,
    LABEL_TEXTS,
    MARKETPLACE_AUTOMATION,
    MCP_TOOLS,
    PRIVATE_LABEL,
    WELCOME_EMAIL,
    same_text,
    unescaped,
)

_TEXTS = {PRIVATE_LABEL.name: LABEL_TEXTS, EMBED_CONFIG.name: EMBED_TEXTS, WELCOME_EMAIL.name: EMAIL_TEXTS}


def _normalise(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Texts as they were written: what is not declared is sent back as it was."""
    parts = {name: unescaped(raw[name], texts) for name, texts in _TEXTS.items() if isinstance(raw.get(name), dict)}
    return {**raw, **parts}


def _verify(declared: Declared, current: Optional[Fields], inquiry: Inquiry) -> Verdict:
    """What cannot be taken back, and what needs something else first."""
    return Verdict(tuple(_problems(declared.fields, current or {})))


def _problems(fields: Fields, current: Fields) -> Iterable[str]:
    if fields.get("marketplace_terms_accepted") is False and current.get("marketplace_terms_accepted"):
        yield "marketplace_terms_accepted: the terms are accepted, and Looker has no way to take that back"
    mail, held = fields.get(WELCOME_EMAIL.name) or {}, current.get(WELCOME_EMAIL.name) or {}
    changing = [name for name in ("subject", "header") if name in mail and not same_text(mail[name], held.get(name))]
    label = {**(current.get(PRIVATE_LABEL.name) or {}), **(fields.get(PRIVATE_LABEL.name) or {})}
    if changing and not label.get("custom_welcome_email_advanced"):
        yield (
            f"{' and '.join(f'{WELCOME_EMAIL.name}.{name}' for name in changing)} needs the private label licence "
            f"and {PRIVATE_LABEL.name}.custom_welcome_email_advanced: true"
        )


def _label_first(fields: Fields, current: Fields) -> frozenset[str]:
    """The private label's switch for subject and header goes before them: together it may not count (facts 8.7)."""
    switch = "custom_welcome_email_advanced"
    label, held = fields.get(PRIVATE_LABEL.name) or {}, current.get(PRIVATE_LABEL.name) or {}
    mail = fields.get(WELCOME_EMAIL.name) or {}
    needed = label.get(switch) and not held.get(switch) and ("subject" in mail or "header" in mail)
    return frozenset({PRIVATE_LABEL.name}) if needed else frozenset()


def _turn_off_again(declared: Declared, current: Optional[Fields]) -> OwnLinks:
    """Accepting the terms turns the marketplace on, also where the same call says that it is to be off."""
    fields = declared.fields
    accepts = fields.get("marketplace_terms_accepted") and not (current or {}).get("marketplace_terms_accepted")
    if not accepts or fields.get("marketplace_enabled") is not False:
        return OwnLinks()
    off = Write("set_setting", body={"marketplace_enabled": False})
    return OwnLinks(calls=(FollowUp(off, after=declared.ref, repeatable=True),))


SETTING = Resource(
    type="setting",
    plural="setting",
    key="",
    fields=(
        *HOST_URL,
        Field("timezone", filled=True, since="22.18"),
        Field("allow_user_timezones", "bool", since="22.18"),
        Field("email_domain_allowlist", "list", elements="str", is_set=True, since="23.0"),
        EMBED_CONFIG,
        Field("embed_vis_modernization_default", "bool", since="26.22"),
        Field("embed_cookieless_v2", "bool", replaced_by="embed_config.embed_cookieless_v2"),
        PRIVATE_LABEL,
        WELCOME_EMAIL,
        Field("extension_framework_enabled", "bool"),
        Field("marketplace_enabled", "bool", follows=("marketplace_terms_accepted",)),
        Field("marketplace_terms_accepted", "bool", since="23.12"),
        MARKETPLACE_AUTOMATION,
        Field("marketplace_auto_install_enabled", "bool", replaced_by="marketplace_automation.install_enabled"),
        Field("onboarding_enabled", "bool"),
        Field("data_connector_default_enabled", "bool"),
        Field("dashboard_auto_refresh_restriction", "bool", since="24.14"),
        Field("dashboard_auto_refresh_minimum_interval", since="24.14"),
        Field("managed_certificate_uri", "list", elements="str", is_set=True, since="24.14"),
        Field("content_certification_documentation_link", since="26.2"),
        Field("revoke_certification_on_edits", "bool", since="26.2"),
        Field("is_content_certification_enabled", "bool", since="26.6"),
        Field("auto_certify_lookml_content", "bool", since="26.6"),
        Field("automated_mfa_enabled", "bool", since="26.12"),
        Field("ca_agent_observability", "bool", since="26.10"),
        MCP_TOOLS,
        Field("marketplace_site", read_only=True),
        Field("embed_enabled", "bool", read_only=True),
        Field("login_notification_enabled", "bool", read_only=True),
        Field("login_notification_text", read_only=True),
    ),
    parts=(Part("get_setting", "set_setting"),),
    normalise=_normalise,
    verify=_verify,
    first=_label_first,
    own_links=_turn_off_again,
)
