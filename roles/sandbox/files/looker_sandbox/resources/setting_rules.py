# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Looker refuses or does on its own when settings change.

Rules look at what changes: a client may send a whole object of which it changes one part.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from looker_sandbox.call import Call
from looker_sandbox.checks import without_scripts
from looker_sandbox.errors import ApiError, Problem
from looker_sandbox.merge import merged
from looker_sandbox.resources.setting_model import LICENSE_FEATURES, PRIVATE_LABEL, SETTING, WELCOME_EMAIL
from looker_sandbox.schema import Model
from looker_sandbox.search import Row

_PICTURES = ("logo", "favicon")


def check_rules(call: Call, values: Row) -> list[Problem]:
    """What cannot be set; what a quirk ignores is taken out of ``values``. Raises ApiError 403 where a quirk asks."""
    return [*_check_terms(call, values), *_check_private_label(call, values), *_check_welcome_email(call, values)]


def _check_terms(call: Call, values: Row) -> list[Problem]:
    """The terms of the marketplace stay accepted (facts 8.6)."""
    if values.get("marketplace_terms_accepted") is not False:
        return []
    if not call.instance.settings.get("marketplace_terms_accepted"):
        return []
    sentence = "Marketplace terms cannot be declined once accepted."
    return _forbid(call, "terms_declined", sentence, values, ["marketplace_terms_accepted"])


def _check_private_label(call: Call, values: Row) -> list[Problem]:
    """Private labels are a feature of the licence (facts 8.7)."""
    part = values.get("privatelabel_configuration")
    if part is None or _is_licensed(call):
        return []
    current = call.instance.settings.get("privatelabel_configuration", {})
    changing = _changing(PRIVATE_LABEL, current, part)
    sentence = "The private label feature is not part of your license."
    return _forbid(call, "unlicensed_setting", sentence, part, changing, "privatelabel_configuration.")


def _check_welcome_email(call: Call, values: Row) -> list[Problem]:
    """Subject and header need the licence and a switch of the private label (facts 8.7).

    Whether the switch counts when it comes in the same request is not known.
    """
    part = values.get("custom_welcome_email")
    label = call.instance.settings.get("privatelabel_configuration", {})
    if call.quirk("welcome_email_switch") == "together":
        label = {**label, **(values.get("privatelabel_configuration") or {})}
    if part is None or (_is_licensed(call) and label.get("custom_welcome_email_advanced")):
        return []
    current = call.instance.settings.get("custom_welcome_email", {})
    changing = [name for name in _changing(WELCOME_EMAIL, current, part) if name in ("subject", "header")]
    sentence = "Subject and header need a whitelabel license and custom_welcome_email_advanced."
    return _forbid(call, "unlicensed_setting", sentence, part, changing, "custom_welcome_email.")


def keep_out_of_core(call: Call, values: Row) -> list[Problem]:
    """What Google Cloud's own console sets in the core edition (facts 10)."""
    if call.instance.edition != "core":
        return []
    current = call.instance.settings
    names = [name for name in _changing(SETTING, current, values) if name in ("host_url", "email_domain_allowlist")]
    return _forbid(call, "core_setting", "This is set in the Google Cloud console.", values, names)


def check_host_url(call: Call, values: Row) -> None:
    """Refuse a Host URL that looks wrong, which ``override_warnings`` lifts (facts 8.4).

    What Looker warns of is not public. Here: no TLS, a port, and a host that others are unlikely to reach.
    """
    url = values.get("host_url")
    if not url or url == call.instance.host_url:
        return
    parts = urlsplit(url)
    host = parts.hostname or ""
    warnings = [
        *(["it does not use https"] if parts.scheme != "https" else []),
        *(["it names a port"] if parts.port else []),
        *(["its host cannot be reached from outside"] if "." not in host or re.fullmatch(r"[\d.]+", host) else []),
    ]
    if warnings:
        sentence = f"Host URL was not changed: {', '.join(warnings)}. Set override_warnings to change it anyway."
        raise call.refuse("host_url_warning", sentence, "host_url")


def updated(call: Call, values: Row, *, replace: bool) -> Row:
    """The settings after a change, with what Looker changes along with it; ``replace`` as for ``merged``."""
    current = call.instance.settings
    label = values.get("privatelabel_configuration") or {}
    for picture in _PICTURES:
        if f"{picture}_file" in label:
            label[f"{picture}_url"] = _picture_url(picture, label.pop(f"{picture}_file"))
    email = values.get("custom_welcome_email") or {}
    if email.get("content"):
        email["content"] = without_scripts(email["content"])
    alias = values.pop("embed_cookieless_v2", None)
    result = merged(SETTING, current, values, replace=replace)
    if alias is not None and "embed_cookieless_v2" not in (values.get("embed_config") or {}):
        result["embed_config"] = {**result.get("embed_config", {}), "embed_cookieless_v2": alias}
    if values.get("marketplace_terms_accepted") and not current.get("marketplace_terms_accepted"):
        result["marketplace_enabled"] = (
            values.get("marketplace_enabled") is not False
        )  # unless the same request says no
    return result


def _picture_url(picture: str, content: str | None) -> str | None:
    if not content:
        return None
    return f"/private_label/{picture}-{hashlib.sha256(content.encode()).hexdigest()[:12]}.png"


def _is_licensed(call: Call) -> bool:
    features = call.instance.settings.get("instance_config", {}).get("license_features", LICENSE_FEATURES)
    return bool(features.get("whitelabel"))


def _changing(model: Model, current: Mapping[str, Any], values: Mapping[str, Any]) -> list[str]:
    """The names of what would change. Texts are the same when they are so but for the escapes of HTML."""
    fields = {field.name: field for field in model.fields}
    found = []
    for name, value in values.items():
        old = current.get(name, fields[name].default)
        if name.endswith("_file"):
            same = not value and not current.get(name.replace("_file", "_url"))
        elif isinstance(value, str) and isinstance(old, str):
            same = html.unescape(value) == html.unescape(old)
        else:
            same = value == old or value is None
        if not same:
            found.append(name)
    return found


def _forbid(call: Call, quirk: str, sentence: str, part: Row, names: list[str], place: str = "") -> list[Problem]:
    """What the quirk does with names that cannot be set: a problem each, 403 for all, or nothing happens."""
    answer = call.quirk(quirk)
    if names and answer == "403":
        raise ApiError(403, sentence)
    if answer != "ignored":
        return [Problem(place + name, "invalid", sentence) for name in names]
    for name in names:
        del part[name]
    return []
