# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names in which `*` stands for any characters, and `?` for any one. Pure.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from ansible_collections.biops.looker.plugins.module_utils._value_class import value_class


@value_class
class Patterns:
    """`said`: as the user gave them."""

    said: tuple[str, ...]
    matcher: re.Pattern[str]

    def match(self, name: str) -> bool:
        return self.matcher.fullmatch(name) is not None


def patterns(said: Sequence[str], fold: Callable[[str], str]) -> Patterns:
    """`fold`: the form in which names are compared. A character in brackets is no class: names may have brackets."""
    each = (re.escape(fold(one.strip())).replace(r"\*", ".*").replace(r"\?", ".") for one in said)
    return Patterns(tuple(said), re.compile("|".join(each) if said else r"(?!)", re.DOTALL))
