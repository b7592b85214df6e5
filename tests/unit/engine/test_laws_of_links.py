# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The laws of plans over made-up types: links of every kind, ordered values, references, purge and scope.

The real types exercise what Looker has today; here are all shapes that a declaration can have.
"""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st
from searching import examples

from ansible_collections.biops.looker.plugins.module_utils._facts import BY_ID, Link, Ref, Write
from ansible_collections.biops.looker.plugins.module_utils._link_kind import LinkKind, LinkList
from ansible_collections.biops.looker.plugins.module_utils._order import waves
from ansible_collections.biops.looker.plugins.module_utils._plan import plan
from ansible_collections.biops.looker.plugins.module_utils._resource import Declared, Field, Purge, Resource, Types
from ansible_collections.biops.looker.plugins.module_utils._scope import Scope, read_scope
from ansible_collections.biops.looker.plugins.module_utils._state import Change, Have, PlanError, Want

NAMES = "abc"
OWNED = ("ab", "ac", "bc", "a")
DISABLED = {"title": "disabled"}  # what purging leaves of a user
ENDS = {"member": ("group", "user"), "grant": ("role", "group"), "value": ("attribute", "group")}


def _resource(name: str, *lists: LinkList, fields: tuple[Field, ...] = ()) -> Resource:
    every = (Field("name"), Field("title"), *fields)
    purge = Purge(instead=DISABLED if name == "user" else {})
    writes = {"create": "create", "update": "update", "delete": "delete"}
    return Resource(name, f"{name}s", "name", every, lists, purge=purge, **writes)


def _write(link: Link) -> Write:
    return Write("write", {"left": link.left, "right": link.right})


def _whole(owner: Ref, links: Any) -> Write:
    return Write("write", {"left": owner}, body=[link.right for link in links])


TYPES = Types(
    (
        _resource("user", LinkList("groups", "member", "right", "group")),
        _resource(
            "group",
            LinkList("users", "member", "left", "user"),
            LinkList("roles", "grant", "right", "role"),
            LinkList("values", "value", "right", "attribute", valued=True),
            LinkList("unset", "value", "right", "attribute", removes=True),
        ),
        _resource("role", LinkList("groups", "grant", "left", "group"), fields=(Field("set", references="set"),)),
        _resource("attribute", LinkList("values", "value", "left", "group", ordered="group")),
        _resource("set"),
    ),
    (
        LinkKind("member", "group", "user", add=_write, remove=_write),
        LinkKind("grant", "role", "group", replace_left=_whole, replace_right=None),
        LinkKind("value", "attribute", "group", add=_write, change=_write, remove=_write, replace_left=_whole),
    ),
)


@st.composite
def haves(draw: st.DrawFn) -> Have:
    """What there is: everything was read."""
    refs = draw(st.sets(st.builds(Ref, st.sampled_from(sorted(TYPES)), st.sampled_from(NAMES))))
    objects: dict[Ref, dict[str, Any]] = {
        ref: {"id": str(number), "name": ref.key, "title": draw(st.sampled_from("xy"))}
        for number, ref in enumerate(sorted(refs))
    }
    sets = [ref for ref in objects if ref.type == "set"]
    for ref, record in objects.items():
        if ref.type == "role" and sets:
            record["set"] = draw(st.sampled_from(sets))
    links: dict[str, Any] = {}
    order: dict[Any, Any] = {}
    for kind, (left, right) in ENDS.items():
        pairs = [(a, b) for a in sorted(refs) if a.type == left for b in sorted(refs) if b.type == right]
        chosen = [pair for pair in draw(st.permutations(pairs)) if draw(st.booleans())]
        values = draw(st.lists(st.sampled_from("vw"), min_size=len(chosen), max_size=len(chosen)))
        found = [
            Link(kind, *pair, value if kind == "value" else "") for pair, value in zip(chosen, values, strict=True)
        ]
        links[kind] = frozenset(found)
        for link in found:
            order.setdefault((kind, "left", link.left), []).append(link.right)
    return _have(objects, links, {end: tuple(refs) for end, refs in order.items()})


def _have(objects: dict[Ref, Any], links: dict[str, frozenset[Link]], order: dict[Any, tuple[Ref, ...]]) -> Have:
    sides = frozenset((kind, side) for kind in ENDS for side in ("left", "right"))
    aliases = {Ref(ref.type, BY_ID + record["id"]): ref for ref, record in objects.items()}
    return Have(objects, links, aliases, complete=frozenset(TYPES), listed_sides=sides, order=order)


@st.composite
def wants(draw: st.DrawFn) -> Want:
    """What is declared: lists name declared objects only, so that nothing is unknown."""
    refs = sorted(draw(st.sets(st.builds(Ref, st.sampled_from(sorted(TYPES)), st.sampled_from(NAMES)))))
    absent = {ref for ref in refs if draw(st.integers(0, 6)) == 0}
    present = [ref for ref in refs if ref not in absent]
    declared = []
    owned = draw(st.sampled_from([NAMES, NAMES, *OWNED]))
    for ref in (ref for ref in refs if ref.key in owned):
        fields: dict[str, Any] = {"name": ref.key}
        lists, values = {}, {}
        if draw(st.booleans()):
            fields["title"] = draw(st.sampled_from("xy"))
        sets = [other for other in present if other.type == "set"]
        if ref.type == "role" and sets and draw(st.booleans()):
            fields["set"] = draw(st.sampled_from(sets))
        for links in TYPES[ref.type].lists:
            others = [other for other in present if other.type == links.other]
            if draw(st.booleans()):
                lists[links.name] = tuple(draw(st.permutations(others))[: draw(st.integers(0, len(others)))])
                if links.valued or links.ordered:
                    values[links.name] = tuple(draw(st.sampled_from("vw")) for _entry in lists[links.name])
        mode = draw(st.sampled_from(["exact", "exact", "add", "remove"]))
        state = "absent" if ref in absent else "present"
        declared.append(Declared(ref, fields, lists, values, state, mode))
    purge = draw(st.frozensets(st.sampled_from([resource.plural for resource in TYPES.values()]), max_size=2))
    way = draw(st.sampled_from(["disable", "delete"]))
    given = {"purge": purge, "purge_users": way, "scope": _scope(owned)}
    return Want(tuple(declared), 10_000, allow_self_lockout=True, **given)


def _scope(owned: str) -> Scope:
    return read_scope(TYPES, list(TYPES.values()), {resource.plural: list(owned) for resource in TYPES.values()})


def _owns(want: Want, ref: Ref) -> bool:
    """The scopes of these tests are plain: names of one letter."""
    return any(ref.key in patterns.said for patterns in want.scope.owned[f"{ref.type}s"].values())


def _carried_out(have: Have, changes: tuple[Change, ...], seed: int) -> Have:
    """A Looker that refuses what could not work. Within a wave any order must do."""
    objects: dict[Any, dict[str, Any]] = {ref: dict(record) for ref, record in have.objects.items()}
    links = {kind: set(found) for kind, found in have.links.items()}
    order = {end: list(refs) for end, refs in have.order.items()}
    dice = random.Random(seed)
    for wave in waves(changes):
        for change in dice.sample(wave, len(wave)):
            assert change.write.refs() <= objects.keys() | {change.target}, change
            if change.verb == "create":
                assert change.target not in objects
                objects[change.target] = {"id": f"new {len(objects)} {change.target}", **change.write.body}
            elif change.verb == "update":
                objects[change.target].update(change.write.body)
            elif change.verb == "delete":
                del objects[change.target]
                for kind, found in links.items():
                    links[kind] = {link for link in found if change.target not in (link.left, link.right)}
            for link in change.removes:
                links[link.kind].remove(link)
            for link in change.adds:
                links[link.kind] = {held for held in links[link.kind] if held.place != link.place} | {link}
                known = order.setdefault((link.kind, "left", link.left), [])
                if link.right not in known:
                    known.append(link.right)
            if change.end is not None:
                order[change.end] = list(change.write.body)
    for (kind, side, owner), refs in order.items():
        there = {link.right for link in links[kind] if link.left == owner}
        order[(kind, side, owner)] = [ref for ref in refs if ref in there]
    return _have(
        objects, {kind: frozenset(found) for kind, found in links.items()}, {e: tuple(r) for e, r in order.items()}
    )


def _in_use(change: Change, have: Have, want: Want) -> bool:
    """Whether something that nobody declares still refers to what goes: that is Looker's to decide (facts 12.4)."""
    return any(change.target in record.values() for record in have.objects.values())


@settings(max_examples=examples(600))
@given(wants(), haves(), st.integers(0, 9))
def test_a_plan_converges_and_obeys_the_law(want: Want, have: Have, seed: int) -> None:
    try:
        first = plan(want, have, TYPES)
    except PlanError:
        event("refused")
        return
    if first.unknown or any(change.verb == "delete" and _in_use(change, have, want) for change in first.changes):
        event("unknown or in use")
        return
    after = _carried_out(have, first.changes, seed)
    again = plan(want, after, TYPES)
    assert again.changes == (), "a second run finds something to do"
    _law(want, have, after)
    _law_of_purging(want, have, after)


def _law(want: Want, have: Have, after: Have) -> None:
    """A link goes if and only if an exact list leaves it out and nobody declares it, or it is named, or an end goes."""
    wanted, unwanted, exact = set(), set(), set()
    for item in want.declared:
        if item.state == "absent":
            continue
        for name, entries in item.lists.items():
            links = TYPES[item.ref.type].list_option(name)
            places = {
                (links.kind, item.ref, other) if links.side == "left" else (links.kind, other, item.ref)
                for other in entries
            }
            if links.removes or (item.list_mode == "remove" and not links.valued):
                unwanted |= places
                continue
            wanted |= places
            if links.ordered and item.list_mode == "exact":
                order = after.order.get((links.kind, "left", item.ref), ())
                assert [ref for ref in order if ref in item.lists[name]] == list(item.lists[name])
            if item.list_mode == "exact" and not links.valued:
                exact.add((links.kind, links.side, item.ref))
    there = {link.place for found in after.links.values() for link in found}
    for link in (link for found in have.links.values() for link in found):
        deleted = not {link.left, link.right} <= after.objects.keys()
        owned = {(link.kind, "left", link.left), (link.kind, "right", link.right)} & exact
        ours = _owns(want, link.left) and _owns(want, link.right)
        place = tuple(link.place)
        goes = deleted or (ours and place not in wanted and bool(owned or place in unwanted))
        assert (link.place not in there) == goes, link
    assert wanted <= {tuple(place) for place in there}
    for item in want.declared:
        if item.state == "present":
            assert item.fields.items() <= after.objects[item.ref].items()


def _law_of_purging(want: Want, have: Have, after: Have) -> None:
    """Of what nobody declares, exactly what is owned and of a type that is purged goes; the rest stays as it is."""
    for ref in have.objects.keys() - {item.ref for item in want.declared}:
        record = have.objects[ref]
        if f"{ref.type}s" not in want.purge or not _owns(want, ref):
            assert after.objects[ref] == record, ref
        elif ref.type == "user" and want.purge_users == "disable":
            assert after.objects[ref] == {**record, **DISABLED}
        else:
            assert ref not in after.objects
            event("purged")


@settings(max_examples=examples(300))
@given(wants(), wants(), haves(), st.integers(0, 9))
def test_teams_with_disjoint_scopes_leave_each_other_s_alone(one: Want, two: Want, have: Have, seed: int) -> None:
    """Each in turn: what a team does not own stays as it is, and so does every link that it owns at neither end."""
    teams = [_only(want, owned) for want, owned in ((one, "a"), (two, "bc"))]
    for team in teams:
        try:
            made = plan(team, have, TYPES)
        except PlanError:
            event("refused")
            continue
        if made.unknown or any(change.verb == "delete" and _in_use(change, have, team) for change in made.changes):
            event("unknown or in use")
            continue
        after = _carried_out(have, made.changes, seed)
        _untouched(team, have, after)
        assert plan(team, after, TYPES).changes == ()
        have = after


def _only(want: Want, owned: str) -> Want:
    """What a team that owns these names declares; its lists may name what others own."""
    declared = tuple(item for item in want.declared if item.ref.key in owned)
    return replace(want, declared=declared, scope=_scope(owned))


def _untouched(team: Want, before: Have, after: Have) -> None:
    for ref in before.objects.keys() | after.objects.keys():
        if not _owns(team, ref):
            assert before.objects.get(ref) == after.objects.get(ref), ref
    for kind, found in before.links.items():
        for link in found ^ after.links[kind]:
            assert _owns(team, link.left) or _owns(team, link.right), link
        for link in found - after.links[kind]:
            ends = [end for end in (link.left, link.right) if not _owns(team, end)]
            replaced = any(other.place == link.place for other in after.links[kind])  # it has another value
            deleted = any(end not in after.objects for end in (link.left, link.right))
            assert not ends or replaced or deleted, link


@settings(max_examples=examples(100))
@given(wants(), haves(), st.sets(st.sampled_from(sorted(TYPES))), st.integers(0, 9))
def test_a_part_of_a_configuration_takes_away_no_more_than_all_of_it(
    want: Want, have: Have, chosen: set[str], seed: int
) -> None:
    whole = replace(want, purge=frozenset())
    applied = tuple(item for item in want.declared if item.ref.type in chosen)
    aside = tuple(item for item in want.declared if item.ref.type not in chosen)
    part = replace(whole, declared=applied, set_aside=aside)
    try:
        everything, first = plan(whole, have, TYPES), plan(part, have, TYPES)
    except PlanError:
        event("refused")
        return
    assert {change.owner.type for change in first.changes if change.verb in ("create", "update", "delete")} <= chosen
    absent = {item.ref for item in aside if item.state == "absent"}  # with them their links would go
    goes, would_go = ({link for change in made.changes for link in change.removes} for made in (first, everything))
    assert {link for link in goes if not {link.left, link.right} & absent} <= would_go
    if first.unknown or any(change.verb == "delete" and _in_use(change, have, part) for change in first.changes):
        event("unknown or in use")
        return
    assert plan(part, _carried_out(have, first.changes, seed), TYPES).changes == ()


def test_what_is_declared_outside_the_scope_is_refused() -> None:
    have = _have({}, {kind: frozenset() for kind in ENDS}, {})
    declared = Declared(Ref("group", "b"), {"name": "b"}, where="groups.yml:7")
    with pytest.raises(PlanError, match=r"groups.yml:7: group 'b' is outside the scope \(its groups: a\)"):
        plan(Want((declared,), scope=_scope("a")), have, TYPES)


def test_what_a_list_names_is_not_purged() -> None:
    have = _have({Ref("group", "b"): {"id": "0", "name": "b"}}, {kind: frozenset() for kind in ENDS}, {})
    named = Declared(Ref("user", "c"), {"name": "c"}, {"groups": (Ref("group", "b"),)})
    want = Want((named,), purge=frozenset({"groups"}), scope=_scope("bc"))
    with pytest.raises(PlanError, match="user 'c' names group 'b', which is not declared itself"):
        plan(want, have, TYPES)
