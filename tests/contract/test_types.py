# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The contract of every module that manages objects of a type; new types are found by themselves.

Every step goes through `converged`: check mode, the real run and a second run agree with each other and with the info
twin, no secret is seen, the calls are counted.
"""

from __future__ import annotations

from typing import Any

import pytest
from contract.contract import ALL_USERS, TYPES, converged, key_of, refused, resource_of, rows_of, sample_of
from contract.harness import NAMES, Looker
from contract.samples import NOBODY

from ansible_collections.biops.looker.plugins.module_utils._resources._all import ALL, CONFIGURABLE

EVERY_TYPE = pytest.mark.parametrize("name", TYPES)


def lists(*, names: bool = False, sets: bool = False, mappings: bool = False, ordered: bool = False) -> Any:
    """Parametrises a test by type and list option, of the kinds that are asked for."""
    found = []
    for name in TYPES:
        resource = resource_of(name)
        found += [(name, item.name) for item in resource.fields if item.is_set and sets]
        for links in resource.lists:
            plain = not (links.valued or links.ordered or links.removes)
            if (names and plain) or (mappings and links.valued) or (ordered and links.ordered):
                found.append((name, links.name))
    return pytest.mark.parametrize(("name", "option"), found)


def new(name: str, /, **more: Any) -> dict[str, Any]:
    return {**sample_of(name).new, **more}


def news(looker: Looker, name: str, /, **more: Any) -> dict[str, Any]:
    """The same without what an old server does not know."""
    return {option: value for option, value in new(name, **more).items() if knows(looker, name, option)}


def knows(looker: Looker, name: str, option: str) -> bool:
    return looker.version >= sample_of(name).newer.get(option, "")


def key(name: str, /, **more: Any) -> dict[str, Any]:
    """The options that name the example, and no others."""
    return {resource_of(name).key: sample_of(name).new[resource_of(name).key], **more}


def test_types_are_found() -> None:
    assert {"group", "user"} <= set(TYPES) <= set(NAMES)
    assert {resource.name for resource in CONFIGURABLE if resource.is_made} <= set(TYPES)


@EVERY_TYPE
def test_sample_names_every_option(name: str) -> None:
    """Whoever adds an option gives another value for it in samples.py, or says there where it is tested."""
    resource, sample = resource_of(name), sample_of(name)
    options = {field.name for field in resource.fields if not field.read_only} - {resource.key}
    sets = {field.name for field in resource.fields if field.is_set}
    assert options == set(sample.updates) | set(sample.apart) | sets
    assert set(sample.updates) <= set(sample.new)
    assert {links.name for links in resource.lists if not links.removes} | sets == set(sample.lists)
    assert all(sample.new[option] != value for option, value in sample.updates.items())


@EVERY_TYPE
def test_create_update_delete(any_looker: Looker, name: str) -> None:
    resource, sample = resource_of(name), sample_of(name)
    made = converged(any_looker, name, **news(any_looker, name))
    asked = news(any_looker, name)
    assert {option: made[option] for option in asked} == asked
    converged(any_looker, name, changed=False, **key(name))
    for option, value in sample.updates.items():
        if not knows(any_looker, name, option):
            continue
        updated = converged(any_looker, name, **key(name, **{option: value}))
        assert updated == {**updated, **{other: made[other] for other in asked if other not in sample.updates}}
        assert updated[option] == value
    by_id = converged(any_looker, name, changed=bool(sample.updates), **news(any_looker, name, id=made["id"]))
    assert by_id[resource.key] == sample.new[resource.key]
    for option in sample.clears:
        assert converged(any_looker, name, **key(name, **{option: ""}))[option] == ""
    everything = news(any_looker, name, state="absent")  # in a playbook, somebody changes nothing but the state
    converged(any_looker, name, **everything)
    for options in (everything, key(name, state="absent")):
        converged(any_looker, name, changed=False, **options)
    assert any_looker.info(resource, **key(name)) == any_looker.info(resource, id=made["id"]) == []


@EVERY_TYPE
def test_rename(any_looker: Looker, name: str) -> None:
    resource, (second, third) = resource_of(name), sample_of(name).keys
    first = new(name)[resource.key]
    made = converged(any_looker, name, **news(any_looker, name))
    renamed = converged(any_looker, name, **{resource.key: second, f"previous_{resource.key}": first})
    assert (renamed["id"], renamed[resource.key]) == (made["id"], second)
    by_id = converged(any_looker, name, **{resource.key: third, "id": made["id"]})
    assert (by_id["id"], by_id[resource.key]) == (made["id"], third)
    converged(any_looker, name, changed=False, **{resource.key: third, f"previous_{resource.key}": second})
    converged(any_looker, name, **{**news(any_looker, name), resource.key: second})
    both = any_looker.run(name, **{resource.key: third, f"previous_{resource.key}": second})
    refused(any_looker, both, str(third))


@EVERY_TYPE
def test_renaming_what_is_not_there_creates_it(any_looker: Looker, name: str) -> None:
    resource = resource_of(name)
    assert converged(
        any_looker, name, **news(any_looker, name, **{f"previous_{resource.key}": sample_of(name).keys[0]})
    )["id"]


@EVERY_TYPE
def test_unknown_names_and_ids(any_looker: Looker, name: str) -> None:
    resource = resource_of(name)
    assert any_looker.info(resource, **key(name)) == []
    assert any_looker.info(resource, id="987654") == []
    converged(any_looker, name, changed=False, **key(name, state="absent"))
    refused(any_looker, any_looker.run(name, **news(any_looker, name, id="987654")), "987654")
    refused(any_looker, any_looker.run(name, state="present"), resource.key)


@EVERY_TYPE
def test_ambiguous_name(any_looker: Looker, name: str) -> None:
    resource = resource_of(name)
    twins = [_twin(any_looker, name, number) for number in (0, 1)]
    ids = sorted(item["id"] for item in any_looker.info(resource, **key(name)))
    assert ids == sorted(twins)
    for options in (news(any_looker, name), key(name, state="absent")):
        refused(any_looker, any_looker.run(name, **options), "id", *ids)
        refused(any_looker, any_looker.run(name, check=True, **options), "id", *ids)
    converged(any_looker, name, id=ids[0], state="absent")
    assert [item["id"] for item in any_looker.info(resource, **key(name))] == [ids[1]]


def _twin(looker: Looker, name: str, number: int) -> str:
    """The id of one of two objects with the same name, which the state of the sandbox can hold and Looker may not."""
    resource = resource_of(name)
    made = looker.run(name, **{**news(looker, name), resource.key: sample_of(name).keys[number]})
    identifier: str = made.result[name]["id"]
    state, wanted = looker.sandbox.state(), new(name)[resource.key]
    for row in rows_of(state, name):
        if row["id"] == identifier:
            holder = row["credentials"]["email"] if resource.key == "email" else row
            holder[resource.key] = wanted
    looker.sandbox.set_state(state)
    return identifier


@EVERY_TYPE
def test_too_many_removals(any_looker: Looker, name: str) -> None:
    converged(any_looker, name, **news(any_looker, name))
    before = any_looker.sandbox.state()
    for check in (True, False):
        stopped = any_looker.run(name, check=check, **key(name, state="absent", max_removals=0))
        refused(any_looker, stopped, "max_removals", new(name)[resource_of(name).key], before=before)


@EVERY_TYPE
def test_configuration_does_what_the_module_does(any_looker: Looker, name: str) -> None:
    resource = resource_of(name)
    assert resource in CONFIGURABLE
    always = sample_of(name).always
    lists = {
        links.name: [sample_of(name).lists[links.name][number % 3]]  # the same group cannot be above and below
        for number, links in enumerate(resource.lists)
        if not (links.valued or links.ordered or links.removes)
    }
    document: dict[str, Any] = {resource.plural: [news(any_looker, name, **lists)]}
    predicted = any_looker.configure(check=True, **always, **document)
    real = any_looker.configure(**always, **document)
    assert not real.failed, real.message
    assert {**predicted.result, "api": 0} == {**real.result, "api": 0}
    assert [change["action"] for change in real.result["changes"]] == ["create"]
    assert real.result["summary"]["writes"] == len(real.writes)
    assert not any_looker.configure(**always, **document).result["changed"]
    converged(any_looker, name, changed=False, **news(any_looker, name, **lists))
    gone = any_looker.configure(**always, **{resource.plural: [key(name, state="absent")]})
    assert [change["action"] for change in gone.result["changes"]] == ["delete"]
    assert any_looker.info(resource, **key(name)) == []


# Lists of names, and sets


def _by_id(looker: Looker, name: str, option: str, entry: Any) -> Any:
    """An entry written by its id; the entries of a set are no objects and have none."""
    links = next((links for links in resource_of(name).lists if links.name == option), None)
    if links is None:
        return entry
    rows = looker.sandbox.state()[ALL[links.other].plural]
    (found,) = [row["id"] for row in rows if key_of(row) == entry]
    return f"id:{found}"


@pytest.mark.slow
@lists(names=True, sets=True)
def test_list_is_the_whole_truth(any_looker: Looker, name: str, option: str) -> None:
    a, b, c = sample_of(name).lists[option]

    def steps(*steps: tuple[str, list[Any], list[Any]]) -> None:
        for mode, given, expected in steps:
            seen = converged(any_looker, name, **key(name, **{option: given, "list_mode": mode}))
            (listed,) = any_looker.info(resource_of(name), id=seen["id"])
            # Additions and removals need not read the whole list, where that would cost a call for each entry.
            everything = [entry for entry in listed[option] if entry != ALL_USERS]
            entries = seen.get(option, everything) if mode != "exact" else seen[option]
            assert entries == sorted(expected, key=str.lower)

    made = converged(any_looker, name, **news(any_looker, name, **{option: [b, a]}))
    assert made[option] == sorted([a, b], key=str.lower)
    converged(any_looker, name, changed=False, **key(name, **{option: [a, b, a]}))
    converged(any_looker, name, changed=False, **key(name))
    steps(
        ("exact", [c, a], [a, c]),
        ("add", [b], [a, b, c]),
        ("remove", [a], [b, c]),
        ("exact", [], []),
        ("add", [_by_id(any_looker, name, option, b)], [b]),
        ("exact", [_by_id(any_looker, name, option, c)], [c]),
    )
    converged(any_looker, name, changed=False, **key(name, **{option: [a], "list_mode": "remove"}))


@lists(names=True, sets=True)
def test_one_entry_more_or_less_is_one_write(any_looker: Looker, name: str, option: str) -> None:
    a, b, c = sample_of(name).lists[option]
    any_looker.run(name, **news(any_looker, name, **{option: [a, b]}))
    for entries in ([a, b, c], [a, c]):
        assert len(any_looker.run(name, **key(name, **{option: entries})).writes) == 1


@pytest.mark.slow
@lists(names=True)
def test_too_many_entries_removed(any_looker: Looker, name: str, option: str) -> None:
    entries = sample_of(name).lists[option]
    converged(any_looker, name, **news(any_looker, name, **{option: list(entries)}))
    before = any_looker.sandbox.state()
    stopped = any_looker.run(name, **key(name, **{option: [], "max_removals": 2}))
    refused(any_looker, stopped, "max_removals", *entries, before=before)
    converged(any_looker, name, **key(name, **{option: [], "max_removals": 3}))


@lists(names=True)
def test_empty_list_beside_one_that_is_not_given(any_looker: Looker, name: str, option: str) -> None:
    """Not given is unmanaged, empty is none."""
    converged(any_looker, name, **news(any_looker, name, **{option: list(sample_of(name).lists[option])}))
    converged(any_looker, name, changed=False, **key(name))
    assert converged(any_looker, name, **key(name, **{option: []}))[option] == []


# References to objects that do not exist


@lists(names=True, mappings=True, ordered=True)
def test_unknown_entry(any_looker: Looker, name: str, option: str) -> None:
    """A real run refuses before any write; in check mode an earlier task may be going to make the object."""
    links = resource_of(name).list_option(option)
    entries = sample_of(name).lists[option]
    for entry in (NOBODY.get(links.other, "No such thing"), "id:987654"):
        given: Any = [entries[0], entry]
        if links.valued:
            given = {entries[0][0]: entries[0][1], entry: "1"}
        elif links.ordered:
            given = [entries[0], {links.ordered: entry, "value": "1"}]
        _unknown(any_looker, name, entry, news(any_looker, name, **{option: given}))


@pytest.mark.parametrize(
    ("name", "option"), [(name, field.name) for name in TYPES for field in resource_of(name).fields if field.references]
)
def test_unknown_reference(any_looker: Looker, name: str, option: str) -> None:
    field = resource_of(name).option(option)
    for entry in (NOBODY.get(field.references if field else "", "No such thing"), "id:987654"):
        beside = sample_of(name).beside.get(option, {})
        made = field is not None and field.references not in ("folder", "dashboard", "look")
        _unknown(any_looker, name, entry, news(any_looker, name, **beside, **{option: entry}), made)


def _unknown(looker: Looker, name: str, entry: str, options: dict[str, Any], made: bool = True) -> None:
    """`made`: whether an earlier task may make it, which check mode then counts on."""
    before = looker.sandbox.state()
    refused(looker, looker.run(name, **options), entry, "does not exist", before=before)
    predicted = looker.run(name, check=True, **options)
    if not made:
        refused(looker, predicted, entry, "does not exist", before=before)
        return
    assert (predicted.failed, predicted.writes) == (False, [])
    assert predicted.result["changed"]
    assert any(entry in warning and "does not exist" in warning for warning in predicted.warnings)


# Mappings from names to values, and lists in which the order counts


@lists(mappings=True)
def test_mapping_merges(any_looker: Looker, name: str, option: str) -> None:
    (a, x), (b, y), _third = sample_of(name).lists[option]
    links = resource_of(name).list_option(option)
    unset = next(item.name for item in resource_of(name).lists if item.removes and item.kind == links.kind)
    assert converged(any_looker, name, **news(any_looker, name, **{option: {a: x}}))[option] == {a: x}
    assert converged(any_looker, name, **key(name, **{option: {b: y}}))[option] == {b: y}
    converged(any_looker, name, changed=False, **key(name, **{option: {a: x, b: y}}))
    assert converged(any_looker, name, **key(name, **{option: {a: f"{x}!", b: y}}))[option] == {a: f"{x}!", b: y}
    assert converged(any_looker, name, **key(name, **{option: {a: ""}}))[option] == {a: ""}
    converged(any_looker, name, changed=False, **key(name, **{option: {}}))
    converged(any_looker, name, **key(name, **{unset: [a]}))
    converged(any_looker, name, changed=False, **key(name, **{unset: [a], option: {b: y}}))
    both = any_looker.run(name, **key(name, **{unset: [b], option: {b: y}}))
    refused(any_looker, both, b)


@lists(ordered=True)
def test_order_counts(any_looker: Looker, name: str, option: str) -> None:
    a, b, c = sample_of(name).lists[option]
    assert converged(any_looker, name, **news(any_looker, name, **{option: [b, a]}))[option] == [b, a]
    assert converged(any_looker, name, **key(name, **{option: [a, b]}))[option] == [a, b]
    assert converged(any_looker, name, **key(name, **{option: [c], "list_mode": "add"}))[option] == [a, b, c]
    changed = {**b, "value": "another"}
    assert converged(any_looker, name, **key(name, **{option: [c, changed]}))[option] == [c, changed]
    assert converged(any_looker, name, **key(name, **{option: [c], "list_mode": "remove"}))[option] == [changed]
    assert converged(any_looker, name, **key(name, **{option: []}))[option] == []
