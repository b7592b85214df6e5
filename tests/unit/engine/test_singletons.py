# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Things of which there is one in each instance: read in parts, merged on our side, written by what differs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from ansible_collections.biops.looker.plugins.module_utils._declaration import (
    BadDeclaration,
    declare,
    object_options,
)
from ansible_collections.biops.looker.plugins.module_utils._facts import Ref, Write
from ansible_collections.biops.looker.plugins.module_utils._needs import Need, needs_of, needs_of_singleton
from ansible_collections.biops.looker.plugins.module_utils._order import waves
from ansible_collections.biops.looker.plugins.module_utils._plan import plan
from ansible_collections.biops.looker.plugins.module_utils._reads import reads
from ansible_collections.biops.looker.plugins.module_utils._resource import (
    Declared,
    Field,
    FollowUp,
    OwnLinks,
    Part,
    Resource,
    Types,
)
from ansible_collections.biops.looker.plugins.module_utils._snapshot import Snapshot
from ansible_collections.biops.looker.plugins.module_utils._state import Plan, PlanError, Want

LABEL = Field(
    "label",
    "dict",
    properties=(
        Field("title"),
        Field("domains", "list", elements="str", is_set=True),
        Field("shown", "bool", api="is_shown"),
        Field("logo", write_only=True, there="logo_url"),
        Field("logo_url", read_only=True),
        Field("newest", "bool", since="26.22"),
    ),
)
HOUSE = Resource(
    type="house",
    plural="house",
    key="",
    fields=(
        Field("size", "int"),
        Field("name"),
        Field("open", "bool", api="is_open"),
        Field("address"),
        Field("anyway", "bool", write_only=True, goes_with="address"),
        Field("pin", secret=True),
        Field("rooms", "list", elements="str", is_set=True),
        Field(
            "tools",
            "dict",
            properties=(Field("saw", "bool", inside="enabled"), Field("file", "bool", inside="enabled")),
            others_inside="enabled",
        ),
        Field("nick", replaced_by="name"),
        Field("built", read_only=True),
        LABEL,
    ),
    parts=(Part("get_house", "set_house"),),
)
GARDEN = Resource(
    type="garden",
    plural="garden",
    key="",
    fields=(
        Field("address"),
        Field("anyway", "bool", write_only=True, goes_with="address"),
        Field("trees", "int"),
        Field("hedge", "bool"),
    ),
    parts=(
        Part("get_house", "set_house", ("address", "anyway")),
        Part("get_trees", "set_trees", ("trees",), record=lambda rows: {"trees": len(rows)}),
        Part("get_hedge", "set_hedge", ("hedge",)),
    ),
)


def _ring(declared: Declared, current: Any) -> OwnLinks:
    if not declared.fields.get("ring"):
        return OwnLinks()
    return OwnLinks(calls=(FollowUp(Write("ring_bell"), after=declared.ref),))


BELL = Resource(
    type="bell",
    plural="bell",
    key="",
    fields=(
        Field("tone", write_only=True, there="works"),
        Field("works", "bool", read_only=True),
        Field("force", "bool", action=True),
        Field("ring", "bool", action=True),
    ),
    parts=(Part("bell_status", "set_bell"),),
    force="force",
    own_links=_ring,
)
TYPES = Types((HOUSE, GARDEN, BELL), ())
ANSWERS: dict[str, Any] = {
    "get_house": {
        "size": 3,
        "name": "",
        "is_open": True,
        "address": "1 Elm",
        "rooms": ["hall", "attic"],
        "tools": {"saw": {"enabled": True, "description": "cuts"}, "file": {"enabled": False}},
        "built": "1900",
        "label": {"title": "Home", "domains": ["a", "b"], "is_shown": True, "logo": None, "logo_url": "/l.png"},
    },
    "get_trees": [{}, {}],
    "get_hedge": {"hedge": False},
    "bell_status": {"works": True},
}


def planned(given: Mapping[str, Mapping[str, Any]], release: str = "26.12.0", **options: Any) -> Plan:
    """The plan for singletons, name -> options, against ANSWERS. Only what is needed is read."""
    want = Want(tuple(declare(TYPES, TYPES[name], fields) for name, fields in given.items()), **options)
    snapshot = Snapshot(TYPES)
    for read in asked(needs_of(want, TYPES)):
        snapshot.learn_part(read, ANSWERS[read])
    return plan(want, snapshot.have("4.0", release), TYPES)


def asked(need: Need) -> list[str]:
    """The calls that read singletons."""
    return [read.operation for read in reads(need, Snapshot(TYPES), TYPES) if read.about == "part"]


def sent(made: Plan) -> list[tuple[str, Any]]:
    return [(change.write.operation, change.write.body) for change in made.changes]


def test_options_have_neither_key_nor_state() -> None:
    options = object_options(HOUSE)
    assert set(options) == {field.name for field in HOUSE.fields if not field.read_only} | {"list_mode"}
    assert options["pin"]["no_log"]
    assert set(options["label"]["options"]) == {"title", "domains", "shown", "logo", "newest"}


def test_only_what_differs_is_sent() -> None:
    made = planned({"house": {"size": 0, "name": "", "open": False, "rooms": ["attic", "hall"]}})
    assert sent(made) == [("set_house", {"size": 0, "is_open": False})]
    (outcome,) = made.objects
    assert (outcome.action, outcome.name) == ("update", "")
    assert outcome.before == {"size": 3, "name": "", "open": True, "rooms": ["attic", "hall"]}
    assert outcome.after == {"size": 0, "name": "", "open": False, "rooms": ["attic", "hall"]}
    assert "id" not in outcome.record
    assert outcome.record["built"] == "1900"
    assert str(made.changes[0]) == "update house"
    assert made.changes[0].write.path == {}


@pytest.mark.parametrize(
    ("given", "label"),
    [
        ({"title": "Home"}, None),
        ({"domains": ["b", "a"]}, None),
        ({"title": ""}, {"title": "", "domains": ["a", "b"], "is_shown": True}),
        ({"shown": False, "title": "Home"}, {"title": "Home", "domains": ["a", "b"], "is_shown": False}),
        ({"logo": "abc"}, None),  # there is one, and nobody can say which
        ({"logo": "abc", "shown": False}, {"title": "Home", "domains": ["a", "b"], "is_shown": False}),
    ],
)
def test_object_is_compared_by_what_is_given_and_sent_whole(given: Any, label: Any) -> None:
    made = planned({"house": {"label": given}})
    assert sent(made) == ([("set_house", {"label": label})] if label else [])
    (outcome,) = made.objects
    assert set(outcome.after["label"]) == set(given) - {"logo"}
    assert outcome.record["label"] == {
        "title": given.get("title", "Home"),
        "domains": ["a", "b"],
        "shown": given.get("shown", True),
        "logo_url": "/l.png",
    }
    assert outcome.not_compared == (("label.logo",) if "logo" in given else ())


def test_what_is_not_known_in_an_object_is_sent_back_and_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """A newer Looker has more in it than is declared here; where it replaces objects, that would be lost."""
    house = ANSWERS["get_house"]
    more = {"theme": {"dark": [1]}, "count": 7, "none": None, "can": {"update": True}}
    newer = {"label": {**house["label"], **more}, "tools": {**house["tools"], "axe": {"enabled": True, "about": "x"}}}
    monkeypatch.setitem(ANSWERS, "get_house", {**house, **newer})
    made = planned({"house": {"label": {"title": ""}, "tools": {"saw": False}}})
    label = {"title": "", "domains": ["a", "b"], "is_shown": True, "theme": {"dark": [1]}, "count": 7}
    tools = {"saw": {"enabled": False}, "file": {"enabled": False}, "axe": {"enabled": True}}
    assert sent(made) == [("set_house", {"label": label, "tools": tools})]
    (outcome,) = made.objects
    shown = {"label": {"title", "domains", "shown", "logo_url"}, "tools": {"saw", "file"}}
    assert {name: set(outcome.record[name]) for name in shown} == shown
    (untouched,) = planned({"house": {"size": 3}}).objects
    assert {name: set(untouched.record[name]) for name in shown} == shown


def test_list_mode_reaches_into_objects() -> None:
    for mode, domains in (("add", ["a", "b", "c"]), ("remove", ["a", "b"]), ("exact", ["c"])):
        made = planned({"house": {"label": {"domains": ["c"]}, "list_mode": mode}})
        expected = {"title": "Home", "domains": domains, "is_shown": True}
        assert sent(made) == ([] if mode == "remove" else [("set_house", {"label": expected})])


def test_write_only_value_is_written_where_there_is_none() -> None:
    ANSWERS["get_house"]["label"]["logo_url"] = None
    try:
        made = planned({"house": {"label": {"logo": "abc"}}})
    finally:
        ANSWERS["get_house"]["label"]["logo_url"] = "/l.png"
    assert sent(made)[0][1]["label"]["logo"] == "abc"
    assert made.objects[0].before == {"label": {"logo": None}}
    assert made.objects[0].after == {"label": {"logo": "VALUE_HIDDEN"}}
    assert made.objects[0].not_compared == ()


def test_secrets_are_written_when_asked_and_never_shown() -> None:
    assert sent(planned({"house": {"pin": "4711"}})) == []
    made = planned({"house": {"pin": "4711"}}, update_secrets="always")
    assert sent(made) == [("set_house", {"pin": "4711"})]
    assert made.objects[0].not_compared == ("pin",)
    assert "4711" not in str((made.objects[0].before, made.objects[0].after, made.objects[0].record))
    assert TYPES.keep_secrets(HOUSE)


def test_value_inside_an_object_of_its_own() -> None:
    made = planned({"house": {"tools": {"file": True}}})
    assert sent(made) == [("set_house", {"tools": {"saw": {"enabled": True}, "file": {"enabled": True}}})]
    assert made.objects[0].record["tools"] == {"saw": True, "file": True}
    assert sent(planned({"house": {"tools": {"saw": True}}})) == []


def test_what_goes_with_a_field_is_sent_with_it_only() -> None:
    assert sent(planned({"house": {"address": "1 Elm", "anyway": True}})) == []
    made = planned({"house": {"address": "2 Elm", "anyway": True}})
    assert sent(made) == [("set_house", {"address": "2 Elm", "anyway": True})]
    assert made.objects[0].after == {"address": "2 Elm"}
    assert made.objects[0].not_compared == ()


def test_old_name_is_refused_with_the_new_one() -> None:
    with pytest.raises(BadDeclaration, match=r"nick is an old name .* use name"):
        declare(TYPES, HOUSE, {"nick": "x"})


def test_too_new_an_option_is_named_before_any_write() -> None:
    with pytest.raises(PlanError, match=r"label.newest of house needs Looker 26.22; this instance runs 26.12"):
        planned({"house": {"label": {"newest": True}, "size": 4}})
    assert sent(planned({"house": {"label": {"newest": True}}}, release="26.22.1"))


def test_only_the_declared_parts_are_read_and_written() -> None:
    assert asked(needs_of(Want((declare(TYPES, GARDEN, {"hedge": True}),)), TYPES)) == ["get_hedge"]
    everything = ["get_hedge", "get_house", "get_trees"]
    assert asked(needs_of(Want((declare(TYPES, GARDEN, {}),)), TYPES)) == everything
    assert asked(needs_of_singleton(GARDEN)) == everything
    made = planned({"garden": {"hedge": True, "trees": 3, "address": "1 Elm"}})
    assert sent(made) == [("set_trees", {"trees": 3}), ("set_hedge", {"hedge": True})]


def test_types_that_share_a_call_read_it_once() -> None:
    want = Want((declare(TYPES, GARDEN, {"address": "x"}), declare(TYPES, HOUSE, {"size": 1})))
    assert asked(needs_of(want, TYPES)) == ["get_house"]


def test_one_property_in_two_declarations() -> None:
    made = planned({"garden": {"address": "2 Elm", "anyway": True}, "house": {"address": "2 Elm", "size": 4}})
    assert sent(made) == [("set_house", {"address": "2 Elm", "anyway": True}), ("set_house", {"size": 4})]
    with pytest.raises(PlanError, match="address of house is not what address of garden says"):
        planned({"garden": {"address": "2 Elm"}, "house": {"address": "3 Elm"}})


def test_all_write_only() -> None:
    given = {"tone": "C", "ring": True}
    assert sent(planned({"bell": given})) == []
    assert planned({"bell": given}).objects[0].not_compared == ("tone",)
    forced = planned({"bell": {**given, "force": True}})
    assert sent(forced) == [("set_bell", {"tone": "C"}), ("ring_bell", None)]
    assert [[change.write.operation for change in wave] for wave in waves(forced.changes)] == [
        ["set_bell"],
        ["ring_bell"],
    ]
    assert forced.objects[0].action == "update"
    ANSWERS["bell_status"]["works"] = False
    try:
        assert [operation for operation, _body in sent(planned({"bell": given}))] == ["set_bell", "ring_bell"]
    finally:
        ANSWERS["bell_status"]["works"] = True
    assert not TYPES.keep_secrets(BELL)


def test_record_of_an_info_module_has_no_secrets() -> None:
    snapshot = Snapshot(TYPES)
    snapshot.learn_part("get_house", ANSWERS["get_house"])
    label = snapshot.objects[Ref("house", "")]["label"]
    assert label == {"title": "Home", "domains": ["a", "b"], "shown": True, "logo_url": "/l.png"}
