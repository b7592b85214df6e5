# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What nobody outside Looker knows, as switches (facts section 12). The first value of each is the default."""

from __future__ import annotations

import random
from collections.abc import Iterable

QUIRKS: dict[str, tuple[str, ...]] = {
    "duplicate_group": ("422", "409"),
    "duplicate_email": ("422", "409"),
    "member_twice": ("200", "409", "422"),
    "set_in_use": ("422", "405", "204"),
    "last_admin": ("403", "405", "422"),
    "validation_fields": ("name", "path", "base"),
    "host_url_warning": ("422", "400"),
    "list_order": ("id", "name", "random"),
    "page_limit": ("none", "500", "100"),
    "core_denial": ("403", "404", "405"),
    "old_api": ("404_html", "401", "404_json"),
    "second_logout": ("404", "401", "204"),
    "user_role_ids": ("direct", "all"),
    "partial_rights": ("shorter", "403", "404"),
    "unknown_fields": ("ignored", "422"),
    "email_case": ("kept", "lowered"),
    "stale_reads": ("current", "1", "2", "3"),
    "not_found_body": ("json", "html"),
    "external_group_left_out": ("422", "accepted"),
    "search_email": ("both", "email"),
    "user_group_ids": ("direct", "all"),
    "nested_settings": ("merged", "replaced"),
    # Questions about schedules beyond that section.
    "outside_address": ("422", "accepted"),
    "missing_secret": ("accepted", "422"),
    "run_once_plan": ("gone", "kept"),
    "run_once_body": ("lenient", "strict"),
    "alerts_of_deleted": ("kept", "deleted"),
    "search_trash": ("left_out", "found"),
    # And about queries.
    "query_error": ("400", "row"),
    "pivoted_json": ("values", "fields"),
    # Questions about settings beyond that section.
    "unlicensed_setting": ("422", "403", "ignored"),
    "welcome_email_switch": ("together", "first"),
    "terms_declined": ("422", "ignored"),
    "escaped_texts": ("welcome_email", "all"),
    "core_setting": ("403", "422", "ignored"),
    "allowlisted_twice": ("200", "422"),
    "support_opened_twice": ("200", "409"),
    "sign_on_complete": ("enabled", "always"),
    "embedding_missing": ("403", "404"),
    "duplicate_oauth_app": ("422", "409"),
}


def choose(assignments: Iterable[str] = (), mix: str | None = None) -> dict[str, str]:
    """The value of every quirk: defaults, then a random mix (``random:SEED``), then single ``NAME=VALUE`` ones.

    Raises ValueError, naming what is possible, for a name, a value or a mix that does not exist.
    """
    chosen = {name: values[0] for name, values in QUIRKS.items()}
    if mix is not None:
        kind, _unused, seed = mix.partition(":")
        if kind != "random" or not seed:
            raise ValueError(f"quirks: '{mix}' is not of the form random:SEED")
        dice = random.Random(seed)
        chosen = {name: dice.choice(values) for name, values in QUIRKS.items()}
    for assignment in assignments:
        name, _unused, value = assignment.partition("=")
        if name not in QUIRKS:
            raise ValueError(f"quirk '{name}' does not exist; there are {', '.join(QUIRKS)}")
        if value not in QUIRKS[name]:
            raise ValueError(f"quirk {name}: '{value}' is not one of {', '.join(QUIRKS[name])}")
        chosen[name] = value
    return chosen
