# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Configuration in CSV."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .conftest import Folder

ADA = {"email": "Ada@acme.example", "first_name": "Ada", "groups": ["Finance", "Sales"], "is_disabled": False}


@pytest.mark.parametrize(
    "text",
    [
        "email,first_name,groups,is_disabled\nAda@acme.example,Ada,Finance;Sales,no\n",
        'email;first_name;groups;is_disabled\nAda@acme.example;Ada;"Finance;Sales";no\n',
        "email\tfirst_name\tgroups\tis_disabled\nAda@acme.example\tAda\tFinance; Sales;\tFALSE\n",
        "email,first_name,groups,is_disabled\r\n  Ada@acme.example , Ada ,Finance;Sales,0\r\n,,,\r\n",
        "\n\nemail,first_name,groups,is_disabled,,\nAda@acme.example,Ada,Finance;Sales,No,,\n",
    ],
    ids=["comma", "semicolon", "tab", "Windows line ends, padded cells, blank row", "blank lines and unnamed columns"],
)
def test_forms_of_one_table(folder: Folder, text: str) -> None:
    folder.write("users.csv", text)
    assert folder.read() == {"users": [ADA]}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
def test_encodings(folder: Folder, encoding: str) -> None:
    folder.write("users.csv", "email,last_name\nzoe@acme.example,Müller-Núñez\n".encode(encoding))
    assert folder.read() == {"users": [{"email": "zoe@acme.example", "last_name": "Müller-Núñez"}]}


def test_blank_cells_are_not_given(folder: Folder) -> None:
    folder.write("users.csv", "email,first_name,groups\nada@acme.example,, \n")
    assert folder.read() == {"users": [{"email": "ada@acme.example"}]}


def test_a_column_may_give_one_entry_of_a_mapping(folder: Folder) -> None:
    folder.write("users.csv", "email,attributes.region,attributes.cost.centre\na@x.example,EMEA,\nb@x.example,,4711\n")
    assert folder.read()["users"] == [
        {"email": "a@x.example", "attributes": {"region": "EMEA"}},
        {"email": "b@x.example", "attributes": {"cost.centre": "4711"}},
    ]
    (folder.path / "users.csv").unlink()
    folder.write("users.csv", "Mail;Region\na@x.example;EMEA\n")
    mapped = folder.read(columns={"Mail": "email", "Region": "attributes.region"})
    assert mapped["users"] == [{"email": "a@x.example", "attributes": {"region": "EMEA"}}]


def test_only_mappings_have_entries(folder: Folder) -> None:
    folder.write("users.csv", "email,locale.x,attributes.\na@x.example,1,2\n")
    (problem, other) = folder.problems()
    assert "locale.x" in problem
    assert "attributes." in other


def test_quoted_cells_may_hold_delimiters_and_line_ends(folder: Folder) -> None:
    folder.write("users.csv", 'email,last_name\na@x.example,"King, jr.\nof Lovelace"\nb@x.example,B\n')
    objects = folder.read_with_places()["users"]
    assert [item["last_name"] for item in objects] == ["King, jr.\nof Lovelace", "B"]
    assert [item["__where__"] for item in objects] == ["users.csv:2", "users.csv:4"]


@pytest.mark.parametrize("name", ["users.csv", "users-emea.csv", "users.emea.csv", "Users.CSV", "below/users.csv"])
def test_the_name_says_what_is_listed(folder: Folder, name: str) -> None:
    folder.write(name, "email\nada@acme.example\n")
    assert folder.read() == {"users": [{"email": "ada@acme.example"}]}


def test_headers_of_an_export(folder: Folder) -> None:
    folder.write("users.csv", "E-Mail,Given name,locale,Cost centre\nada@acme.example,Ada,en,4711\n")
    user = {"email": "ada@acme.example", "first_name": "Ada", "locale": "en"}
    assert folder.read({"E-Mail": "email", " Given name ": "first_name"}) == {"users": [user]}


def test_a_mapped_column_goes_before_one_of_that_name(folder: Folder) -> None:
    folder.write("users.csv", "email,Work mail\nada@home.example,ada@acme.example\n")
    assert folder.read({"Work mail": "email"}) == {"users": [{"email": "ada@acme.example"}]}


def test_ignored_columns_are_named(folder: Folder) -> None:
    folder.write("users-a.csv", "E-Mail,Cost centre,Department\na@acme.example,4711,Sales\n")
    folder.write("users-b.csv", "E-Mail,email,,Department\nb@acme.example,b@home.example,x,Sales\n")
    document = folder.document({"E-Mail": "email", "Department": None})
    assert document.ignored_columns == {"users-a.csv": ["Cost centre"], "users-b.csv": ["email"]}
    assert document.warnings == []


def test_a_column_is_left_out_on_purpose(folder: Folder) -> None:
    """Also one that has the name of an option: an HR system's own number is no id of Looker."""
    folder.write("users.csv", "id,email,State\n77,ada@acme.example,Utah\n")
    document = folder.document({"id": None, "State": None, "Not in every export": None})
    assert [item["email"] for item in document.objects["users"]] == ["ada@acme.example"]
    assert "id" not in document.objects["users"][0]
    assert document.ignored_columns == {}
    assert document.warnings == []


def test_an_ignored_column_that_looks_like_an_option_is_a_warning(folder: Folder) -> None:
    folder.write("users.csv", "\nE-Mail,First Name,Frist,email\nada@acme.example,Ada,1,x\n")
    document = folder.document({"E-Mail": "email"})
    assert document.ignored_columns == {"users.csv": ["First Name", "Frist", "email"]}
    (warning,) = document.warnings
    assert warning == (
        "users.csv:2: the column 'First Name' is ignored; did you mean 'first_name'? "
        "(if not, 'First Name: null' in csv_columns says so)"
    )


def test_a_mapping_for_one_file_excuses_no_mistake_in_another(folder: Folder) -> None:
    folder.write("groups.csv", "nme\nSales\n")
    folder.write("users.csv", "E-Mail,Cost centre\na@acme.example,4711\n")
    folder.write("users-by-hand.csv", "email,first_nam\nb@acme.example,B\n")
    assert folder.problems({"E-Mail": "email"}) == [
        "groups.csv:1: unknown column 'nme'; did you mean 'name'? (csv_columns maps other headers)",
        "users-by-hand.csv:1: unknown column 'first_nam'; did you mean 'first_name'? (csv_columns maps other headers)",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["users.csv: is empty: the first line has to name columns, such as email"]),
        ("first_name\nAda\n", ["users.csv:1: has no column email (or id); it has first_name"]),
        ("email,email\n", ["users.csv:1: the column 'email' is there twice"]),
        (
            "email,first_nam\n",
            ["users.csv:1: unknown column 'first_nam'; did you mean 'first_name'? (csv_columns maps other headers)"],
        ),
        (
            "emial,first_name\n",
            ["users.csv:1: unknown column 'emial'; did you mean 'email'? (csv_columns maps other headers)"],
        ),
        ("email,,locale\n", ["users.csv:1: column 2 has no name"]),
        (
            "email;groups\na@x.example;A;B\n",
            ["users.csv:2: has 3 cells where the header has 2 (a cell that holds the delimiter has to be quoted)"],
        ),
        (
            'email,last_name\na@x.example,"King\n',
            ["users.csv:2: is not valid CSV: unexpected end of data (is a quote missing?)"],
        ),
        (
            "email,is_disabled\na@x.example,perhaps\n",
            ["users.csv:2: is_disabled: 'perhaps' where yes or no is needed"],
        ),
        ("email,first_name\n,Ada\n", ["users.csv:2: a user needs email (or id)"]),
        ("email,state\na@x.example,abset\n", ["users.csv:2: state: 'abset' is not valid; did you mean 'absent'?"]),
        (
            "email\nada at acme.example\n",
            ["users.csv:2: email 'ada at acme.example' is not an email address (like ada@example.com)"],
        ),
    ],
    ids=lambda value: value[:12] if isinstance(value, str) else "",
)
def test_problems(folder: Folder, text: str, expected: list[str]) -> None:
    folder.write("users.csv", text)
    assert folder.problems() == expected


def test_problems_of_encodings(folder: Folder) -> None:
    folder.write("users-1.csv", "email,last_name\na@x.example,Ä\n".encode() + "b@x.example,Ü\n".encode("cp1252"))
    folder.write("users-2.csv", b"email\n\x81@x.example\n")
    folder.write("users-3.csv", "email\n".encode("utf-16-le"))
    folder.write("users-4.csv", b"\xff\xfee")
    assert folder.problems() == [
        "users-1.csv:3: is not UTF-8, other lines are: save the file in one encoding",
        "users-2.csv:2: is neither UTF-8 nor Windows-1252: save the file as UTF-8",
        "users-3.csv: holds NUL bytes, so it is not plain text: save it as UTF-8",
        "users-4.csv: begins like UTF-16 and is not: save it as UTF-8",
    ]


def test_an_unknown_kind_of_list(folder: Folder) -> None:
    folder.write("user.csv", "email\na@x.example\n")
    assert folder.problems() == ["user.csv: a CSV file is named after what it lists; did you mean 'users'?"]


def test_problems_of_csv_columns(folder: Folder) -> None:
    folder.write("users.csv", "E-Mail,Name\na@x.example,A\n")
    assert folder.problems({"E-Mail": "email", "Nme": "first_nme"}) == [
        "csv_columns: unknown option 'first_nme' for 'Nme'; did you mean 'first_name'?",
        "csv_columns: no CSV file has a column 'Nme'; did you mean 'Name'?",
    ]
    assert folder.problems({"E-Mail": "email", "Name": "email"}) == [
        "users.csv:1: the columns 'E-Mail' and 'Name' both give email"
    ]


# What can be written in a cell and read back: trimmed text without control characters.
text = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=12).map(str.strip)
cell = text.filter(bool)
item = cell.map(lambda value: value.replace(";", "").strip()).filter(bool)
user = st.fixed_dictionaries(
    {"email": st.from_regex(r"[a-z0-9.]{1,8}@[a-z]{1,6}\.example", fullmatch=True)},
    optional={
        "first_name": cell,
        "last_name": cell,
        "is_disabled": st.booleans(),
        "groups": st.lists(item, min_size=1, max_size=3),
    },
)


@given(
    users=st.lists(user, max_size=5, unique_by=lambda item: str(item["email"]).lower()),
    delimiter=st.sampled_from(",;\t"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    ends=st.sampled_from(["\n", "\r\n"]),
    words=st.sampled_from([("no", "yes"), ("FALSE", "True"), ("0", "1")]),
    order=st.permutations(["email", "first_name", "last_name", "is_disabled", "groups"]),
)
def test_what_is_written_is_read(
    users: list[dict[str, Any]], delimiter: str, encoding: str, ends: str, words: tuple[str, str], order: list[str]
) -> None:
    def written(value: Any) -> str:
        if isinstance(value, bool):
            return words[value]
        return ";".join(value) if isinstance(value, list) else str(value)

    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=delimiter, lineterminator=ends)
    writer.writerow(order)
    for options in users:
        writer.writerow([written(options.get(name, "")) for name in order])
    with tempfile.TemporaryDirectory() as directory:
        folder = Folder(Path(directory))
        folder.write("users.csv", target.getvalue().encode(encoding))
        assert folder.read().get("users", []) == users
