# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which scheduled plan a declaration means (facts 7.15). Pure.

Note: this module_utils is private to the biops.looker collection and may change without notice.

Names are not unique. A plan is known by its name and what it sends; its owner, who can change, tells plans apart that
have both in common. All declarations are matched together, so that none takes what another one has a better claim to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Optional, Union

from ansible_collections.biops.looker.plugins.module_utils._facts import BY_ID, Fields, Ref
from ansible_collections.biops.looker.plugins.module_utils._resource import Declared, Matches

CONTENT = ("dashboard", "look", "lookml_dashboard", "query_id")  # exactly one of these (facts 7.1)
Plans = Mapping[Ref, Fields]


def narrow(declared: Declared, named: Callable[[Ref], Plans]) -> Union[Declared, str]:
    """The declaration with the one dashboard or Look that title and folder mean; a sentence where it is not one."""
    fields = dict(declared.fields)
    for option in ("dashboard", "look"):
        ref, folder = fields.get(option), fields.get("folder")
        if ref is None or ref.key.startswith(BY_ID):
            continue
        found = named(ref)
        if folder is not None:
            folder = next(iter(named(folder)), folder)  # by its path, if it was given by its id
            found = {other: record for other, record in found.items() if record.get("folder") == folder}
        if len(found) > 1:
            ids = ", ".join(sorted((record["id"] for record in found.values()), key=_by_number))
            return f"{ref} is not unique (ids {ids}): say which one is meant with folder, or {option}: {BY_ID}…"
        # An unknown one is named with its folder, and told to be unknown as any other reference is.
        fields[option] = next(iter(found)) if found else Ref(ref.type, f"{folder.key}/{ref.key}") if folder else ref
    return replace(declared, fields=fields)


def widen(record: Fields, named: Callable[[Ref], Plans]) -> Mapping[str, str]:
    """The dashboard or Look of a plan by its title, with its folder where the title alone does not tell; empty where
    both do not."""
    for option in ("dashboard", "look"):
        ref: Optional[Ref] = record.get(option)
        if ref is None:
            continue
        for held in named(ref).values():
            title = Ref(ref.type, str(held.get("called") or "").strip())
            for said in ({option: title}, {option: title, "folder": held.get("folder")}):
                found = narrow(Declared(title, said), named) if None not in said.values() else ""
                if isinstance(found, Declared) and found.fields[option] == ref:
                    return {name: meant.key for name, meant in said.items() if meant is not None}
    return {}


def match(items: Sequence[Declared], plans: Plans) -> Matches:
    """The plan of each declaration: the one with its id, else the one that its owner has, else one that nobody else
    claims."""
    answers: dict[int, Union[Ref, str, None]] = {}
    taken: set[Ref] = set()
    by_name: dict[str, list[Ref]] = {}
    for ref, record in plans.items():
        by_name.setdefault(str(record.get("name")), []).append(ref)

    def settle(number: int, answer: Union[Ref, str, None]) -> None:
        answers[number] = answer
        if isinstance(answer, Ref):
            taken.add(answer)

    for number, item in enumerate(items):
        if item.by_id is not None:
            settle(number, item.by_id)
    options = {number: _candidates(item, plans, by_name) for number, item in enumerate(items) if number not in answers}
    for number, found in options.items():
        own = [ref for ref in found if plans[ref].get("owner") == items[number].fields.get("owner")]
        if items[number].fields.get("owner") is not None and own:
            settle(number, own[0] if len(own) == 1 else _ambiguous(items[number], own, plans))
    left = {
        number: [ref for ref in found if ref not in taken] for number, found in options.items() if number not in answers
    }
    rivals = _rivals(left)
    for number, found in left.items():
        settle(number, _the_rest(items[number], found, rivals, plans))
    return [answers[number] for number in range(len(items))]


def _candidates(item: Declared, plans: Plans, by_name: Mapping[str, list[Ref]]) -> list[Ref]:
    """The plans with the declared name, or its previous one, that send what is declared."""
    names = dict.fromkeys([item.fields.get("name"), item.previous.key if item.previous else None])
    found = [ref for name in names if name for ref in by_name.get(name, ())]
    content = {name: item.fields[name] for name in CONTENT if name in item.fields}
    return [ref for ref in found if all(plans[ref].get(name) == value for name, value in content.items())]


def _rivals(left: Mapping[int, Iterable[Ref]]) -> dict[Ref, int]:
    """How many declarations a plan could be meant by."""
    counts: dict[Ref, int] = {}
    for found in left.values():
        for ref in found:
            counts[ref] = counts.get(ref, 0) + 1
    return counts


def _the_rest(item: Declared, found: list[Ref], rivals: Mapping[Ref, int], plans: Plans) -> Union[Ref, str, None]:
    """A plan that the declared owner does not have yet: it is handed over, if it is the only one."""
    if item.state == "absent" and item.fields.get("owner") is not None:
        return None  # others' plans stay
    if len(found) > 1 or any(rivals[ref] > 1 for ref in found):
        return _ambiguous(item, found, plans)
    return found[0] if found else None


def _ambiguous(item: Declared, found: Iterable[Ref], plans: Plans) -> str:
    both = {plans[ref].get("name") for ref in found}
    listed = ", ".join(
        f"{plans[ref]['id']} of {_owner(plans[ref].get('owner'))}"
        for ref in sorted(found, key=lambda ref: _by_number(plans[ref]["id"]))
    )
    hint = "both the old and the new name exist; " if len(both) > 1 else ""
    return f"{item.ref} may be any of several plans ({hint}ids {listed}): say which one is meant with id"


def _owner(owner: Optional[Ref]) -> str:
    return "nobody" if owner is None else owner.key


def _by_number(identifier: str) -> tuple[int, str]:
    return len(identifier), identifier
