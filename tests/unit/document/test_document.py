# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents as a whole: several sources, inline options, all problems at once."""

from __future__ import annotations

import os
from typing import Any

import pytest

from ansible_collections.biops.looker.plugins.module_utils._resources._all import ALL, CONFIGURABLE
from ansible_collections.biops.looker.plugins.plugin_utils._document import read_document
from ansible_collections.biops.looker.plugins.plugin_utils._problems import BadDocument, Problem

from .conftest import Folder


def test_inline_options_go_before_files(folder: Folder) -> None:
    folder.write("users.csv", "email,first_name,locale\nada@acme.example,Ada,en\nbob@acme.example,Bob,de\n")
    folder.write("groups.yml", "- {name: Finance, users: [ada@acme.example]}\n")
    objects = folder.read_with_places(
        users=[
            {"email": "ADA@acme.example", "locale": "fr", "first_name": None},
            {"email": "eve@acme.example", "is_disabled": "yes", "groups": "Finance,Sales"},
        ],
        groups=[{"name": "Finance", "users": []}],
    )
    assert objects == {
        "groups": [{"name": "Finance", "users": [], "__where__": "groups.yml: groups[0]"}],
        "users": [
            {"email": "ADA@acme.example", "first_name": "Ada", "locale": "fr", "__where__": "users.csv:2"},
            {"email": "bob@acme.example", "first_name": "Bob", "locale": "de", "__where__": "users.csv:3"},
            {
                "email": "eve@acme.example",
                "is_disabled": True,
                "groups": ["Finance", "Sales"],
                "__where__": "users[1]",
            },
        ],
    }


def test_objects_meet_by_id_too(folder: Folder) -> None:
    folder.write("users.yml", "- {id: 7, locale: en}\n- {email: bob@acme.example, id: 8}\n")
    objects = folder.read(users=[{"id": "id:7", "locale": "de"}, {"id": 8, "first_name": "Bob"}])
    assert [user.get("locale") for user in objects["users"]] == ["de", None]
    assert objects["users"][1] == {"email": "bob@acme.example", "id": "8", "first_name": "Bob"}


def test_the_same_object_twice(folder: Folder) -> None:
    folder.write("a.yml", "users:\n  - email: ada@x.example\n  - email: bob@x.example\n")
    folder.write("users.csv", "email\nAda@x.example\n")
    assert folder.problems(groups=[{"name": "A"}, {"name": "A"}, {"name": "a"}]) == [
        "users.csv:2: user 'Ada@x.example' is declared twice, first in a.yml:2: users[0] (spelled 'ada@x.example')",
        "groups[1]: group 'A' is declared twice, first in groups[0]",
    ]


def test_key_and_id_of_different_objects(folder: Folder) -> None:
    folder.write("users.yml", "- {id: 7}\n- {email: bob@acme.example}\n")
    assert folder.problems(users=[{"email": "bob@acme.example", "id": "7"}]) == [
        "users[0]: its key and its id belong to two objects: users.yml: users[0] and users.yml: users[1]"
    ]


def test_problems_of_inline_options(folder: Folder) -> None:
    assert folder.problems(
        users=[{"email": "ada", "is_disabled": False}, {"emial": "a@x.example"}],
        groups={"name": "A"},
    ) == [
        "users[1].emial: unknown option; did you mean 'email'?",
        "groups: a mapping where a list of groups is needed",
        "users[0]: email 'ada' is not an email address (like ada@example.com)",
    ]


@pytest.mark.parametrize("users", [[{"email": "ada@acme.example"}], [["ada@acme.example"]]], ids=str)
def test_something_else_than_text_in_an_inline_list(folder: Folder, users: list[Any]) -> None:
    (problem,) = folder.problems(groups=[{"name": "A", "users": users}])
    assert problem.startswith("groups[0].users[0]: ")
    assert problem.endswith(" where text is needed")


@pytest.mark.parametrize("users", [[""], ["ada@acme.example", " "]], ids=str)
def test_an_entry_that_names_nobody(folder: Folder, users: list[Any]) -> None:
    folder.write("groups.yml", f"- name: A\n- name: B\n  users: {users}\n")
    assert folder.problems() == ["groups.yml:2: groups[1]: users needs the name of a user, not an empty text"]


def test_all_problems_of_all_files_at_once(folder: Folder) -> None:
    folder.write("groups.yml", "- name: A\n  user: []\n")
    folder.write("broken.yml", "groups: [")
    folder.write("users.csv", "email,is_disabled\na@x.example,maybe\n")
    assert [problem.partition(":")[0] for problem in folder.problems()] == ["broken.yml", "groups.yml", "users.csv"]


def test_a_file_is_read_once(folder: Folder) -> None:
    path = str(folder.write("groups.yml", "- name: A\n"))
    document = read_document([str(folder.path), path], {}, {}, folder.loader, ALL, CONFIGURABLE)
    assert len(document.objects["groups"]) == 1


def test_files_that_are_none(folder: Folder) -> None:
    """A link to itself, and a pipe that nobody writes to: reading that would never end."""
    (folder.path / "groups.yml").symlink_to("groups.yml")
    os.mkfifo(folder.path / "users.yml")
    assert folder.problems() == [
        "groups.yml: cannot be read: Too many levels of symbolic links",
        "users.yml: cannot be read: it is no regular file",
    ]


def test_sources_without_anything_to_read(folder: Folder) -> None:
    (folder.path / "empty").mkdir()
    folder.write("notes.txt", "")
    sources = [str(folder.path / name) for name in ("empty", "notes.txt", "missing.yml")]
    with pytest.raises(BadDocument) as caught:
        read_document(sources, {}, {}, folder.loader, ALL, CONFIGURABLE)
    assert str(caught.value).splitlines() == [
        "empty: holds no file that ends in .yml, .yaml, .csv",
        "notes.txt: is neither YAML nor CSV: its name has to end in .yml, .yaml, .csv",
        "missing.yml: cannot be read: No such file or directory",
    ]


def test_messages_have_an_end() -> None:
    error = BadDocument([Problem(f"users.csv:{line}", "is wrong") for line in range(2, 60)])
    lines = str(error).splitlines()
    assert len(lines) == 51
    assert lines[0] == "users.csv:2: is wrong"
    assert lines[-1] == "and 8 more"
