# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filters and destinations: what is written is read back, and order means nothing."""

from __future__ import annotations

import json
import random
from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.biops.looker.plugins.module_utils._destinations import (
    destination_key,
    read_destinations,
    same_destinations,
    secrets_in,
    shown_destinations,
    wanted_destinations,
    write_destinations,
)
from ansible_collections.biops.looker.plugins.module_utils._filters import (
    decode_filters,
    encode_filters,
    plain_filters,
    same_filters,
    same_filters_string,
)

FILTERS = st.dictionaries(st.text(), st.text() | st.lists(st.text(), min_size=2, max_size=3), max_size=5)


@given(FILTERS)
def test_filters_are_read_back(filters: dict[str, Any]) -> None:
    assert decode_filters(encode_filters(filters)) == filters


@given(FILTERS)
def test_filters_are_a_query_string(filters: dict[str, Any]) -> None:
    """As anybody's parser reads it, and with nothing in it that would have to be encoded."""
    text = encode_filters(filters)
    assert text == "" or text.startswith("?")
    assert text.isascii()
    assert " " not in text
    given_values = [(name, value) for name, values in filters.items() for value in _listed(values)]
    assert parse_qsl(text[1:], keep_blank_values=True) == given_values


def _listed(values: Any) -> list[str]:
    return values if isinstance(values, list) else [values]


@given(FILTERS, st.randoms(use_true_random=False))
def test_order_of_filters_means_nothing(filters: dict[str, Any], dice: random.Random) -> None:
    pairs = list(filters.items())
    dice.shuffle(pairs)
    assert same_filters(filters, dict(pairs))
    assert same_filters_string(encode_filters(filters), encode_filters(dict(pairs)))


@given(FILTERS, FILTERS)
def test_other_filters_are_told(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert same_filters_string(encode_filters(one), encode_filters(other)) is (one == other or same_filters(one, other))


def test_filters_of_yaml_are_text() -> None:
    given_filters = {"Top": 10, "Open": True, "Closed": False, 7: "x", "Unmanaged": None}
    assert plain_filters(given_filters) == {"Top": "10", "Open": "Yes", "Closed": "No", "7": "x"}


@pytest.mark.parametrize("text", ["?a=1&b=2", "b=2&a=1", "?a=%31&b=2", "a=1&b=2"])
def test_spellings_of_one_query_string(text: str) -> None:
    assert same_filters_string(text, "?a=1&b=2")


# Destinations

TEXT = st.text(st.characters(codec="utf-8"), min_size=1, max_size=8)
PARAMETERS = st.dictionaries(TEXT, TEXT, min_size=1, max_size=3)
DESTINATION = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["email", "webhook", "s3", "looker-integration://1::x"]),
        "format": st.sampled_from(["csv", "json", "xlsx"]),
    },
    optional={
        "address": st.sampled_from(["A@acme.example", "b@acme.example", "s3://c/"]),
        "apply_formatting": st.booleans(),
        "apply_vis": st.booleans(),
        "email_message": TEXT,
        "parameters": PARAMETERS,
        "secret_parameters": PARAMETERS,
    },
)
DESTINATIONS = st.lists(DESTINATION, max_size=5, unique_by=destination_key)


def shown_by_looker(destinations: list[Any]) -> list[dict[str, Any]]:
    """What Looker makes of a list that it was sent: no secrets, ids and defaults in addition."""
    defaults = {"apply_formatting": False, "apply_vis": False, "message": None, "parameters": None, "address": None}
    rows = []
    for number, row in enumerate(write_destinations(destinations)):
        known = {name: value for name, value in row.items() if name != "secret_parameters"}
        rows.append({**defaults, "id": str(number), "looker_recipient": False, **known})
    return rows


@given(DESTINATIONS)
def test_destinations_are_read_back(destinations: list[dict[str, Any]]) -> None:
    read = read_destinations(shown_by_looker(destinations))
    assert same_destinations(read, destinations)
    assert shown_destinations(read) == shown_destinations(sorted(destinations, key=destination_key))
    for row, entry in zip(write_destinations(destinations), destinations, strict=True):
        assert row.get("message") == entry.get("email_message")
        assert {name: json.loads(row[name]) for name in ("parameters", "secret_parameters") if name in row} == {
            name: entry[name] for name in ("parameters", "secret_parameters") if name in entry
        }


@given(DESTINATIONS, st.randoms(use_true_random=False))
def test_order_of_destinations_means_nothing(destinations: list[dict[str, Any]], dice: random.Random) -> None:
    shuffled = list(destinations)
    dice.shuffle(shuffled)
    assert same_destinations(destinations, shuffled)
    assert wanted_destinations(destinations, [], "exact") == wanted_destinations(shuffled, [], "exact")


@given(DESTINATIONS, DESTINATIONS, st.sampled_from(["exact", "add"]))
def test_a_second_run_wants_what_there_is(wanted: list[Any], held: list[Any], mode: str) -> None:
    held = read_destinations(shown_by_looker(held))
    after = wanted_destinations(wanted, held, mode)
    keys = {destination_key(entry) for entry in wanted}
    others = {destination_key(entry) for entry in held} if mode == "add" else set()
    assert {destination_key(entry) for entry in after} == keys | others
    again = wanted_destinations(wanted, read_destinations(shown_by_looker(after)), mode)
    assert same_destinations(again, read_destinations(shown_by_looker(after)))


@given(DESTINATIONS, DESTINATIONS)
def test_removed_destinations_are_gone(wanted: list[Any], held: list[Any]) -> None:
    after = wanted_destinations(wanted, read_destinations(shown_by_looker(held)), "remove")
    keys = [destination_key(entry) for entry in after]
    assert set(keys) == {destination_key(entry) for entry in held} - {destination_key(entry) for entry in wanted}


@given(DESTINATIONS)
def test_secrets_are_never_shown(destinations: list[dict[str, Any]]) -> None:
    assert all("secret_parameters" not in entry for entry in shown_destinations(destinations))
    assert len(secrets_in(destinations)) == sum("secret_parameters" in entry for entry in destinations)


@given(DESTINATION, st.sampled_from(["email_message", "apply_vis", "parameters", "format"]))
def test_each_difference_is_told(destination: dict[str, Any], name: str) -> None:
    other = {"email_message": "another message", "parameters": {"another": "one"}, "format": "html"}
    changed = {**destination, name: not destination.get("apply_vis", False) if name == "apply_vis" else other[name]}
    assert not same_destinations([destination], [changed])
    assert not same_destinations([destination], [destination, destination])
