# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Configuration in YAML."""

from __future__ import annotations

import pytest

from .conftest import Folder


def indented(text: str, by: int) -> str:
    return "".join(f"{' ' * by}{line}\n" for line in text.splitlines())


def test_a_mapping_and_a_bare_list(folder: Folder) -> None:
    folder.write("main.yml", "groups:\n  - name: Finance\nusers:\n")
    folder.write("users-emea.yaml", "- email: ada@acme.example\n  is_disabled: no\n  last_name:\n")
    objects = folder.read_with_places()
    assert objects == {
        "groups": [{"name": "Finance", "__where__": "main.yml: groups[0]"}],
        "users": [
            {"email": "ada@acme.example", "is_disabled": False, "__where__": "users-emea.yaml: users[0]"},
        ],
    }


def test_other_files_are_left_alone(folder: Folder) -> None:
    folder.write("groups.yml", "- name: Finance\n")
    for name in ("README.md", ".hidden.yml", ".git/users.yml", "groups.yml.bak"):
        folder.write(name, "nonsense: [")
    assert folder.read() == {"groups": [{"name": "Finance"}]}


def test_nothing_is_templated(folder: Folder) -> None:
    folder.write("groups.yml", "- name: '{{ 1 + 1 }}'\n- name: !unsafe '{{ x }}'\n")
    assert folder.read() == {"groups": [{"name": "{{ 1 + 1 }}"}, {"name": "{{ x }}"}]}


def test_anchors_and_merge_keys(folder: Folder) -> None:
    folder.write(
        "users.yml",
        "- &first {email: ada@acme.example, locale: en, first_name: Ada}\n"
        "- {<<: *first, email: bob@acme.example, first_name: Bob}\n",
    )
    assert folder.read()["users"][1] == {"email": "bob@acme.example", "locale": "en", "first_name": "Bob"}


def test_an_alias_may_stand_in_many_places(folder: Folder) -> None:
    folder.write("groups.yml", "- {name: A, users: &all [a@x.example]}\n- {name: B, users: *all}\n")
    assert [group["users"] for group in folder.read()["groups"]] == [["a@x.example"]] * 2


def test_ids_may_be_numbers(folder: Folder) -> None:
    folder.write("users.yml", "- {id: 4711, locale: en}\n")
    assert folder.read() == {"users": [{"id": 4711, "locale": "en"}]}


def test_a_date_is_text(folder: Folder) -> None:
    folder.write("users.yml", "- email: a@x.example\n  first_name: 2024-13-01\n  attributes: {hired: 2024-01-31}\n")
    (user,) = folder.read()["users"]
    assert user == {"email": "a@x.example", "first_name": "2024-13-01", "attributes": {"hired": "2024-01-31"}}


@pytest.mark.parametrize("tag", ["!vault", "!vault-encrypted"])
def test_an_encrypted_value(folder: Folder, tag: str) -> None:
    secret = indented(folder.encrypt("Ä secret: name"), 4)
    folder.write("users.yml", f"- email: ada@acme.example\n  last_name: {tag} |\n{secret}")
    (user,) = folder.read()["users"]
    assert user == {"email": "ada@acme.example", "last_name": "Ä secret: name"}


def test_encrypted_files(folder: Folder) -> None:
    folder.write("groups.yml", folder.encrypt("- name: Fínance\n"))
    folder.write("users.csv", folder.encrypt("\ufeffemail,last_name\r\nada@acme.example,Núñez\r\n"))
    assert folder.read() == {
        "groups": [{"name": "Fínance"}],
        "users": [{"email": "ada@acme.example", "last_name": "Núñez"}],
    }


def test_what_cannot_be_decrypted(folder: Folder) -> None:
    secret = folder.encrypt("Lovelace")
    folder.write("groups.yml", secret)
    folder.write("users.yml", f"- email: ada@acme.example\n  last_name: !vault |\n{indented(secret, 4)}")
    with folder.secrets([]):
        whole, value = folder.problems()
    assert whole.startswith("groups.yml: cannot be decrypted: ")
    assert value.startswith("users.yml:2: a !vault value cannot be decrypted: ")


def test_messages_do_not_quote_what_was_encrypted(folder: Folder) -> None:
    secret = folder.encrypt("Open Sesame")
    folder.write(
        "users.yml",
        f"- email: !vault |\n{indented(secret, 4)}- email: a@x.example\n  is_disabled: !vault |\n{indented(secret, 4)}",
    )
    problems = folder.problems()
    assert len(problems) == 2
    assert all("(vaulted)" in problem for problem in problems)
    assert "sesame" not in "".join(problems).lower()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "groups:\n  - name: A\n - name: B\n",
            "3: is not valid YAML: while parsing a block mapping that begins on line 1, did not find expected key",
        ),
        ("groups: [\n", "2: is not valid YAML: "),
        ("a: b: c\n", "1: is not valid YAML: mapping values are not allowed in this context"),
        ("groups:\n\t- name: A\n", "2: is not valid YAML: a tab where only spaces may indent"),
        ("groups: !secret x\n", "1: the tag !secret is not supported; write plain text, a list or a mapping"),
        ("users:\n  - email: a@x.example\n    groups: !!set {A, B}\n", "3: the tag !!set is not supported; "),
        ("users:\n  - email: a@x.example\n    locale: !!binary aGVsbG8=\n", "3: the tag !!binary is not supported; "),
        ("users:\n  - email: a@x.example\n    groups: !!omap [a: b]\n", "3: the tag !!omap is not supported; "),
        (
            "users:\n  - email: a@x.example\n    locale: !!python/name:os.system\n",
            "3: the tag !!python/name:os.system is not supported; ",
        ),
        ("groups:\n  - name: !!int x\n", "2: is not valid YAML: 'x' is no int; to mean text, write it in quotes"),
        ("groups:\n  - name: 0x_\n", "2: is not valid YAML: '0x_' is no int; to mean text, write it in quotes"),
        ("---\ngroups:\n---\nusers:\n", "3: is not valid YAML: expected a single document"),
        ("groups: *nowhere\n", "1: is not valid YAML: found undefined alias"),
        ("groups: \x01\n", "1: is not valid YAML: "),
        ("groups:\n  - ? [a, b]\n    : c\n", "2: is not valid YAML: a key must be plain text"),
        ("groups:\n  - {{ name }}\n", "2: is not valid YAML: a key must be plain text"),
        ("groups:\n  - name: x\n    users: &b [*b]\n", "3: is not valid YAML: an alias that contains itself"),
        ("users:\n  - &u\n    attributes: {a: *u}\n", "2: is not valid YAML: an alias that contains itself"),
    ],
    ids=lambda value: repr(value)[:16],
)
def test_syntax_errors(folder: Folder, text: str, expected: str) -> None:
    folder.write("main.yml", text)
    (problem,) = folder.problems()
    assert problem.startswith(f"main.yml:{expected}")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["main.yml: is empty; valid are the keys permission_sets, "]),
        (
            "- name: A\n",
            ["main.yml: holds a list, not a mapping with the keys permission_sets, "],
        ),
        ("groups:\nuser: []\n", ["main.yml:2: user: unknown key; did you mean 'users'?"]),
        ("groups: {name: A}\n", ["main.yml:1: groups: a mapping where a list of groups is needed"]),
        ("groups:\n  - A\n", ["main.yml:2: groups[0]: 'A' where a mapping of options is needed"]),
        ("groups: []\ngroups: []\n", ["main.yml:2: the key 'groups' is written twice"]),
        (
            "groups:\n  - name: A\n    users:\n      - a@x.example\n      - 4711\n",
            ["main.yml:5: groups[0].users[1]: 4711 where text is needed: write it in quotes"],
        ),
        ("groups:\n  - name: no\n", ["main.yml:2: groups[0].name: false where text is needed: write it in quotes"]),
        (
            "groups:\n  - name: A\n    users: a@x.example\n",
            ["main.yml:3: groups[0].users: 'a@x.example' where a list is needed"],
        ),
        ("groups:\n  - name: A\n    users: [null]\n", ["main.yml:3: groups[0].users[0]: null where text is needed"]),
        (
            "users:\n  - {email: a@x.example, is_disabled: 'no'}\n",
            ["main.yml:2: users[0].is_disabled: 'no' where yes or no is needed"],
        ),
        (
            "users:\n  - email: a@x.example\n    attributes:\n      since: [2026]\n      region: [emea]\n",
            [
                "main.yml:4: users[0].attributes.since: a list where text or a number or yes or no is needed",
                "main.yml:5: users[0].attributes.region: a list where text or a number or yes or no is needed",
            ],
        ),
        (
            "users:\n  - email: a@x.example\n    lokale: en\n    frist_name: A\n",
            [
                "main.yml:3: users[0].lokale: unknown option; did you mean 'locale'?",
                "main.yml:4: users[0].frist_name: unknown option; did you mean 'first_name'?",
            ],
        ),
        (
            "users:\n  - email: a@x.example\n    1: b\n    state: present\n    list_mode: exakt\n",
            [
                "main.yml:3: users[0].1: unknown option; valid are ",
                "main.yml:5: users[0].list_mode: 'exakt' is not valid; did you mean 'exact'?",
            ],
        ),
    ],
    ids=lambda value: repr(value)[:24],
)
def test_problems(folder: Folder, text: str, expected: list[str]) -> None:
    folder.write("main.yml", text)
    problems = folder.problems()
    assert len(problems) == len(expected)
    for problem, start in zip(problems, expected, strict=True):
        assert problem.startswith(start)


def test_yaml_is_utf_8(folder: Folder) -> None:
    folder.write("groups.yml", "- name: A\n- name: Ä\n".encode("latin-1"))
    assert folder.problems() == ["groups.yml:2: is not UTF-8"]
