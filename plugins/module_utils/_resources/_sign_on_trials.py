# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Test configurations of logins by SAML and OpenID Connect: Looker keeps them beside the real one (facts 13.7).

Whether a login with one succeeds shows in a browser only, so what is to be tested is not saved. Looker lists none of
them: one is found again by its slug, which the answer that made it tells.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Optional

from ansible_collections.biops.looker.plugins.module_utils._facts import Fields, Write
from ansible_collections.biops.looker.plugins.module_utils._resource import (
    Ask,
    Declared,
    Field,
    FollowUp,
    OwnLinks,
    Resource,
)
from ansible_collections.biops.looker.plugins.module_utils._resources._sign_on import TRIED

_SLUG = "test_slug"
_NEW = "(new)"  # the slug of a test configuration that is not made yet


def with_test(config: Resource, kind: str) -> Resource:
    """The type with the options of its own module: a configuration of many objects has no place for the slug.

    `kind`: the word in the names of Looker's operations.
    """
    read, create, delete = (f"{verb}{kind}_test_config" for verb in ("", "create_", "delete_"))

    def check(declared: Declared) -> Iterable[str]:
        yield from config.check(declared)
        if declared.fields.get("test") == "absent" and not declared.fields.get(_SLUG):
            yield "test: absent needs test_slug: Looker does not list test configurations"

    def ask(declared: Declared, ask: Ask) -> Declared:
        """A test configuration that is gone needs no removal."""
        asked = config.ask(declared, ask) if config.ask else declared
        slug = asked.fields.get(_SLUG)
        if not slug or ask(read, path={_SLUG: slug}) is not None:
            return asked
        return replace(asked, fields={name: value for name, value in asked.fields.items() if name != _SLUG})

    def effective(fields: Fields, current: Fields) -> Fields:
        """What is to be tested stands in `test`, and is no setting."""
        if fields.get("test") != TRIED:
            return fields
        return {_SLUG: fields.get(_SLUG), "test": config.whole(fields, current, always=True)}

    def own_links(declared: Declared, current: Optional[Fields]) -> OwnLinks:
        slug, tested = declared.fields.get(_SLUG), declared.fields.get("test")
        calls: list[FollowUp] = []
        shows: dict[str, tuple[Any, Any]] = {}
        if slug:
            calls.append(FollowUp(Write(delete, {_SLUG: slug}), repeatable=True))
            shows[_SLUG] = (slug, None)
        if isinstance(tested, Mapping):
            calls.append(FollowUp(Write(create, body=tested), returns={_SLUG: (_SLUG,)}))
            shows[_SLUG] = (slug, _NEW)
        return OwnLinks(calls=tuple(calls), shows=shows)

    options = (Field("test", choices=(TRIED, "false", "absent"), action=True), Field(_SLUG, action=True))
    return replace(
        config, fields=(*config.fields, *options), check=check, ask=ask, effective=effective, own_links=own_links
    )
