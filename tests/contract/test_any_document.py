# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever users write about whatever is there: check mode says what a run does, and running it again does nothing."""

from __future__ import annotations

from typing import Any

from contract.harness import Looker
from hypothesis import HealthCheck, currently_in_test_context, event, given, settings
from hypothesis import strategies as st
from searching import examples

EMAILS = [f"{letter}@x.example" for letter in "abcd"]
NAMES = ["A", "B", "C", "a"]
ROLES = ["R", "S"]
Values = dict[str, Any]


def some(items: list[str], most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(items), max_size=most, unique=True)


def named(names: list[str], ids: int) -> st.SearchStrategy[str]:
    """Names, mostly of what is there, and now and then an id."""
    by_id = st.integers(1, ids).map("id:{}".format)
    return st.one_of(*[st.sampled_from(names)] * 3, by_id)


@st.composite
def states(draw: st.DrawFn) -> Values:
    """Users, one of them without an address, groups in groups, of which two may have one name, and roles."""
    names = draw(st.sampled_from([NAMES, NAMES, [*NAMES, "D", "D"]]))
    groups: list[Values] = [
        {"name": name, "users": draw(some(EMAILS, 3)), "roles": draw(some(ROLES, 2))} for name in names
    ]
    groups[0]["groups"] = draw(some(["B", "C"], 2))
    groups[1]["groups"] = draw(some(["C"], 1))
    users = [{"email": email, "first_name": email[0].upper()} for email in EMAILS]
    roles = [{"name": name, "permission_set_id": "Viewer", "model_set_id": "All"} for name in ROLES]
    return {"users": [*users, {"first_name": "Nameless"}], "groups": groups, "roles": roles}


ADDRESSES = [*EMAILS, *(email.upper() for email in EMAILS), "e@x.example"]
GROUPS = named([*NAMES, "D", "E", "all users"], 6)
COMMON = {
    "state": st.sampled_from([*["present"] * 5, "absent"]),
    "list_mode": st.sampled_from(["exact", "exact", "add", "remove"]),
}


def declared(key: st.SearchStrategy[Values], **more: st.SearchStrategy[Any]) -> st.SearchStrategy[Values]:
    options = st.fixed_dictionaries({}, optional={**more, **COMMON})
    return st.tuples(key, options).map(lambda parts: {**parts[0], **parts[1]})


def keys(option: str, names: list[str], new: list[str], ids: int) -> st.SearchStrategy[Values]:
    """What an object goes by: its name, the one before too, its id, or both."""
    name, old, identifier = st.sampled_from([*names, *new]), st.sampled_from(names), st.integers(1, ids).map(str)
    return st.one_of(
        *[st.fixed_dictionaries({option: name})] * 4,
        st.fixed_dictionaries({option: st.sampled_from(new), f"previous_{option}": old}),
        st.fixed_dictionaries({option: name, f"previous_{option}": old}),
        st.fixed_dictionaries({"id": identifier}, optional={option: name}),
    )


USERS = declared(
    keys("email", ADDRESSES, ["e@x.example", "f@x.example"], 6),
    first_name=st.sampled_from("ABX"),
    groups=st.lists(GROUPS, max_size=3),
    roles=some([*ROLES, "Viewer"], 2),
)
GROUP_LIST = declared(
    keys("name", [*NAMES, "D"], ["E", "F"], 6),
    users=st.lists(named(ADDRESSES, 6), max_size=3),
    groups=st.lists(GROUPS, max_size=2),
    roles=some(ROLES, 2),
)
ROLE_LIST = declared(
    keys("name", ROLES, ["T"], 8),
    groups=st.lists(GROUPS, max_size=2),
    model_set=st.just("All"),
    permission_set=st.just("Viewer"),
)


def _key(item: Values) -> str:
    return str(item.get("id") or item.get("name") or item["email"].lower())


DOCUMENTS = st.builds(
    lambda users, groups, roles: {"users": users, "groups": groups, "roles": roles},
    st.lists(USERS, min_size=1, max_size=3, unique_by=_key),
    st.lists(GROUP_LIST, min_size=1, max_size=4, unique_by=_key),
    st.lists(ROLE_LIST, max_size=1),
)


ATTRIBUTES, LABELS = ["p", "q"], ["P", "Q", "R"]  # a new one called "r" gets the label "R" where none is declared
SETS, PERMISSIONS = ["P", "Q"], ["access_data", "see_looks", "explore"]
HIDDEN = {"value_is_hidden": True, "hidden_value_domain_whitelist": "https://x.example/*"}


@st.composite
def states_of_access(draw: st.DrawFn) -> Values:
    """Attributes, hidden or not, with values of groups, and roles with sets, of which two may have one name."""
    names = draw(st.sampled_from([SETS, SETS, [*SETS, "P"]]))
    sets = [{"name": name, "permissions": draw(some(PERMISSIONS, 2))} for name in names]
    use = st.integers(7, 6 + len(names)).map(str)
    attributes = [
        {"name": name, "label": label, "type": "string", "group_values": draw(GROUP_VALUES)}
        | draw(st.sampled_from([{}, HIDDEN]))
        for name, label in zip(ATTRIBUTES, draw(st.permutations(LABELS)), strict=False)
    ]
    return {
        "groups": [{"name": name} for name in NAMES],
        "permission_sets": sets,
        "roles": [{"name": name, "permission_set_id": draw(use), "model_set_id": "All"} for name in ROLES],
        "user_attributes": attributes,
    }


GROUP_VALUES = st.lists(
    st.fixed_dictionaries({"group": st.sampled_from(NAMES), "value": st.sampled_from("12")}),
    max_size=3,
    unique_by=lambda entry: str(entry["group"]),
)
ATTRIBUTE_LIST = st.tuples(
    declared(
        keys("name", ATTRIBUTES, ["r"], 15),
        group_values=GROUP_VALUES,
        default_value=st.sampled_from("12"),
        label=st.sampled_from(LABELS),
    ),
    st.sampled_from([{}, {}, HIDDEN]),
).map(lambda parts: {**parts[0], **parts[1]})
SET_LIST = declared(keys("name", SETS, ["O"], 8), permissions=some(PERMISSIONS, 2))
USING_LIST = declared(
    keys("name", ROLES, ["T"], 9),
    permission_set=named([*SETS, "O"], 8),
    model_set=st.just("All"),
)
DOCUMENTS_OF_ACCESS = st.builds(
    lambda attributes, sets, roles: {"user_attributes": attributes, "permission_sets": sets, "roles": roles},
    st.lists(ATTRIBUTE_LIST, min_size=1, max_size=2, unique_by=_key),
    st.lists(SET_LIST, max_size=2, unique_by=_key),
    st.lists(USING_LIST, max_size=2, unique_by=_key),
)
SEARCH = settings(
    max_examples=examples(200), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@SEARCH
@given(states(), DOCUMENTS)
def test_check_mode_says_what_a_run_does(looker: Looker, state: Values, document: Values) -> None:
    _foretells(looker, state, document)


@SEARCH
@given(states_of_access(), DOCUMENTS_OF_ACCESS)
def test_check_mode_says_what_access_a_run_gives(looker: Looker, state: Values, document: Values) -> None:
    _foretells(looker, state, document)


def _foretells(looker: Looker, state: Values, document: Values) -> None:
    looker.sandbox.set_state(state)
    before = looker.sandbox.state()
    try:
        foretold = looker.configure(check=True, max_concurrency=3, **document)
    except ValueError:  # refused on the controller
        _note("contradicts the schema")
        return
    assert foretold.writes == []
    assert looker.sandbox.state() == before
    done = looker.configure(max_concurrency=3, **document)
    if any("does not exist" in warning for warning in foretold.warnings):
        _note("names what is not there")
        assert done.failed
        assert done.writes == []
        return
    assert done.message == foretold.message
    assert done.failed == foretold.failed
    if done.failed:
        _note("refused")
        assert done.writes == []
        return
    _note("changed" if done.result["changed"] else "unchanged")
    for part in ("changed", "changes", "summary"):
        assert _without_ids(done.result[part]) == _without_ids(foretold.result[part])
    assert done.result["changed"] == bool(done.writes)
    again = looker.configure(max_concurrency=3, **document)
    assert not again.failed, again.message
    assert not again.result["changed"]


def _note(what: str) -> None:
    if currently_in_test_context():
        event(what)


def _without_ids(value: Any) -> Any:
    """New objects have none yet in check mode."""
    if isinstance(value, dict):
        return {name: _without_ids(part) for name, part in value.items() if name != "id"}
    return [_without_ids(part) for part in value] if isinstance(value, list) else value
