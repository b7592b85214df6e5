# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Properties that more than one declaration may give, because their types are parts of the same thing. Pure.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from collections.abc import Iterable

from ansible_collections.biops.looker.plugins.module_utils._facts import Ref
from ansible_collections.biops.looker.plugins.module_utils._resource import Field, Types
from ansible_collections.biops.looker.plugins.module_utils._settle import Settled
from ansible_collections.biops.looker.plugins.module_utils._value_class import value_class


@value_class
class Shared:
    """`left_to_others`: object and field that an earlier declaration gives too, and writes."""

    left_to_others: frozenset[tuple[Ref, str]] = frozenset()
    problems: tuple[str, ...] = ()


def shared_fields(settled: Iterable[Settled], types: Types) -> Shared:
    """Who writes what several declare: the first one does. Two different values are a problem."""
    first: dict[tuple[str, str], tuple[Settled, Field]] = {}
    left, problems = set(), []
    for item in settled:
        resource = types.of(item.declared)
        for part in resource.updates if resource.is_singleton else ():
            for field in resource.managed:
                if not part.has(field) or field.goes_with or field.name not in item.declared.fields:
                    continue
                earlier, same = first.setdefault((part.update, field.written_as), (item, field))
                if earlier is item:
                    continue
                left.add((item.ref, field.name))
                if not field.equal(item.declared.fields[field.name], earlier.declared.fields[same.name]):
                    problems.append(f"{field.name} of {item.ref} is not what {same.name} of {earlier.ref} says: which?")
    return Shared(frozenset(left), tuple(problems))
