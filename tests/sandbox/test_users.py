# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users and their email logins."""

from __future__ import annotations

from typing import Any

import pytest
from sandbox.conftest import Client, Start


def add(client: Client, first: str, last: str = "Example", email: str | None = None) -> str:
    """A user, with an email login if an address is given; its id."""
    user_id: str = client.json("POST", "/users?fields=id", {"first_name": first, "last_name": last})["id"]
    if email:
        client.json("POST", f"/users/{user_id}/credentials_email", {"email": email})
    return user_id


def problems(answer: Any) -> list[tuple[str, str]]:
    """Field and code of every entry of a 422."""
    assert answer.status_code == 422, answer.text
    return [(e["field"], e["code"]) for e in answer.json()["errors"]]


# Creating and changing


def test_a_new_user_has_no_login(client: Client) -> None:
    user = client.json("POST", "/users", {"first_name": "Ada", "email": "ada@acme.example"})
    assert (user["email"], user["last_name"], user["locale"], user["is_disabled"]) == ("", "", "en", False)
    assert (user["group_ids"], user["role_ids"], user["home_folder_id"]) == (["1"], [], "1")
    assert user["credentials_email"] is None
    assert list(user)[-2:] == ["url", "can"]


def test_some_fields_come_only_when_asked_for(client: Client) -> None:
    assert "is_iam_admin" not in client.json("GET", "/user")
    assert client.json("GET", "/user?fields=id,is_iam_admin") == {"id": "1", "is_iam_admin": False}


def test_fields_hold_for_writing_too(client: Client) -> None:
    made = client.json("POST", "/users?fields=id, first_name", {"first_name": "Ada"})
    assert list(made.items()) == [("first_name", "Ada"), ("id", "2")]
    assert client.json("PATCH", "/users/2?fields=first_name", {"first_name": "Eve"}) == {"first_name": "Eve"}
    assert client.json("GET", "/users/2?fields=credentials_api3(id),nothing") == {"credentials_api3": []}


def test_null_names_read_back_empty(client: Client) -> None:
    add(client, "Ada", "Lovelace")
    user = client.json("PATCH", "/users/2", {"first_name": None, "home_folder_id": 7, "locale": "fr"})
    assert (user["first_name"], user["display_name"], user["home_folder_id"]) == ("", "", "7")


@pytest.mark.parametrize("quirk", ["ignored", "422"])
def test_unknown_and_read_only_fields(start: Start, quirk: str) -> None:
    client = start(quirks={"unknown_fields": quirk})
    answer = client("POST", "/users", {"first_name": "Ada", "nonsense": 1, "display_name": "x"})
    if quirk == "422":
        assert problems(answer) == [("nonsense", "invalid"), ("display_name", "invalid")]
    else:
        assert answer.json()["display_name"] == ""


def test_wrong_types_are_all_named(client: Client) -> None:
    answer = client("PATCH", "/users/1", {"is_disabled": "yes", "first_name": ["Ada"]})
    assert problems(answer) == [("is_disabled", "invalid"), ("first_name", "invalid")]


def test_ids_are_never_used_twice(client: Client) -> None:
    first = add(client, "Ada")
    assert client.status("DELETE", f"/users/{first}") == 204
    assert add(client, "Ada") == str(int(first) + 1)
    assert client.status("GET", f"/users/{first}") == 404


@pytest.mark.parametrize("path", ["/users/77", "/users/ada", "/users/77/credentials_email"])
def test_what_is_not_there(client: Client, path: str) -> None:
    assert client.status("GET", path) == 404
    assert client.status("DELETE", path) == 404


def test_nobody_deletes_oneself(client: Client) -> None:
    answer = client("DELETE", "/users/1")
    assert (answer.status_code, answer.json()["message"]) == (403, "Permission Denied")


@pytest.mark.parametrize("status", ["403", "405", "422"])
def test_the_last_admin_stays(start: Start, status: str) -> None:
    client = start(quirks={"last_admin": status})
    assert client.status("PATCH", "/users/1", {"is_disabled": True}) == int(status)
    assert client.status("PUT", "/roles/2/users", []) == int(status)
    assert client.status("PUT", "/users/1/roles", []) == int(status)
    assert client.json("GET", "/user")["role_ids"] == ["2"]
    other = add(client, "Ada")
    client.json("PUT", "/roles/2/users", ["1", other])
    assert client.json("PUT", "/users/1/roles", []) == []


# Email logins


def test_a_new_email_login(client: Client) -> None:
    add(client, "Ada")
    login = client.json("POST", "/users/2/credentials_email", {"email": "Ada@Acme.example"})
    assert (login["email"], login["is_disabled"], login["type"]) == ("Ada@Acme.example", True, "email")
    assert (login["password_reset_url"], login["account_setup_url"], login["logged_in_at"]) == ("", "", "")
    user = client.json("GET", "/users/2")
    assert (user["email"], user["is_disabled"]) == ("Ada@Acme.example", False)
    again = client("POST", "/users/2/credentials_email", {"email": "other@acme.example"})
    assert (again.status_code, again.json()["message"]) == (409, "The resource already exists.")
    changed = client.json("PATCH", "/users/2/credentials_email", {"email": "eve@acme.example"})
    assert changed["email"] == "eve@acme.example"
    assert client.status("DELETE", "/users/2/credentials_email") == 204
    assert client.status("DELETE", "/users/2/credentials_email") == 404


def test_stored_addresses_may_be_lowered(start: Start) -> None:
    client = start(quirks={"email_case": "lowered"})
    add(client, "Ada", email="Ada@Acme.example")
    assert client.json("GET", "/users/2")["email"] == "ada@acme.example"


@pytest.mark.parametrize(
    ("body", "problem"),
    [({}, "missing_field"), ({"email": ""}, "missing_field"), ({"email": "ada"}, "invalid")],
)
def test_an_address_that_is_none(client: Client, body: Any, problem: str) -> None:
    add(client, "Ada")
    assert problems(client("POST", "/users/2/credentials_email", body)) == [("email", problem)]


@pytest.mark.parametrize("status", ["422", "409"])
def test_an_address_that_is_taken(start: Start, status: str) -> None:
    client = start(quirks={"duplicate_email": status})
    add(client, "Ada", email="ada@acme.example")
    add(client, "Eve", email="eve@acme.example")
    add(client, "Bob")
    assert client.status("POST", "/users/4/credentials_email", {"email": "ADA@acme.example"}) == int(status)
    assert client.status("PATCH", "/users/3/credentials_email", {"email": "ADA@acme.example"}) == 422
    assert client.status("PATCH", "/users/3/credentials_email", {"email": "EVE@acme.example"}) == 200


def test_reset_mails(client: Client) -> None:
    add(client, "Ada", email="ada@acme.example")
    path = "/users/2/credentials_email"
    sent = client.json("POST", f"{path}/send_password_reset")
    reset, setup = sent["password_reset_url"], sent["account_setup_url"]
    assert reset.startswith("https://sandbox.looker.example/password/reset/")
    assert setup == reset.replace("/password/reset/", "/account/setup/")
    again = client("POST", f"{path}/send_password_reset")
    assert again.status_code == 429
    assert "Retry-After" not in again.headers
    assert again.json() == {
        "message": "You are resetting a password too often. Please try again later.",
        "documentation_url": "https://cloud.google.com/looker/docs/r/err/4.0/429/post/users/:user_id/credentials_email/send_password_reset",
    }
    assert client.json("POST", f"{path}/password_reset?expires=false")["password_reset_url"] != reset


def test_changing_all_addresses_of_a_disabled_user(client: Client) -> None:
    add(client, "Ada", email="ada@acme.example")
    answer = client("POST", "/users/2/update_emails", {"email": "x@acme.example"})
    assert problems(answer) == [("is_disabled", "invalid")]
    client.json("PATCH", "/users/2", {"is_disabled": True})
    assert client.json("POST", "/users/2/update_emails", {"email": "x@acme.example"})["email"] == "x@acme.example"


# Lists and searches

PEOPLE = {
    "users": [
        {"first_name": "Ada", "last_name": "Lovelace", "email": "ada@acme.example"},
        {"first_name": "Grace", "last_name": "Hopper", "email": "grace@acme.example", "is_disabled": True},
        {"first_name": "adam", "last_name": "Able", "credentials": {"saml": {"email": "adam@sso.example"}}},
        {"first_name": "Rob", "last_name": "Support", "verified_looker_employee": True},
        {"credentials": {"embed": [{"external_user_id": "e-1"}]}},
    ],
    "groups": [{"name": "Finance", "users": ["2", "4"]}],
}


@pytest.fixture
def people(start: Start) -> Client:
    return start(seed=PEOPLE)


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("", "1 2 3 4 5 6"),
        ("first_name=ada", "2"),
        ("first_name=ada%25", "2 4"),
        ("first_name=a_a", "2"),
        ("first_name=is null", "6"),
        ("first_name=not null&last_name=%25e%25", "2 3 4"),
        ("id=2,4", "2 4"),
        ("email=%25@acme.example", "2 3"),
        ("email=ADAM@sso.example", "4"),
        ("email=IS NULL", "5 6"),
        ("email=not null", "1 2 3 4"),
        ("id=IS NULL", ""),
        ("is_disabled=true", "3"),
        ("is_disabled=1", "1 2 3 4 5 6"),
        ("verified_looker_employee=false", "1 2 3 4 6"),
        ("embed_user=true", "6"),
        ("group_id=2", "2 4"),
        ("group_id=IS NULL", ""),
        ("group_id=NOT NULL", "1 2 3 4 5 6"),
        ("group_id=1", "1 2 3 4 5 6"),
        ("group_id=2&first_name=ada", "2"),
        ("first_name=grace&last_name=able&filter_or=true", "3 4"),
        ("full_name=ada lovelace", "2"),
        ("is_service_account=true", ""),
        ("nonsense=1", "1 2 3 4 5 6"),
        ("sorts=last_name desc&id=2,3,4", "2 3 4"),
        ("sorts=last_name, first_name&id=2,3,4", "4 3 2"),
        ("sorts=nonsense&id=2,3", "2 3"),
    ],
)
def test_searching_users(people: Client, query: str, ids: str) -> None:
    found = people.json("GET", f"/users/search?{query}&fields=id")
    assert " ".join(u["id"] for u in found) == ids


def test_single_sign_on_addresses_may_not_be_searched(start: Start) -> None:
    client = start(seed=PEOPLE, quirks={"search_email": "email"})
    assert client.json("GET", "/users/search?email=adam@sso.example") == []
    assert client.json("GET", "/users/4")["email"] == "adam@sso.example"


def test_searching_by_name(people: Client) -> None:
    def ids(path: str) -> list[str]:
        return [u["id"] for u in people.json("GET", f"/users/search/names/{path}")]

    assert ids("ada%25") == ["2", "4"]
    assert ids("%25sso%25") == ["4"]
    assert ids("%25e%25?is_disabled=true") == ["3"]


def test_lists_know_ids_and_no_address(people: Client) -> None:
    assert [u["id"] for u in people.json("GET", "/users?ids=4,2,99")] == ["2", "4"]
    assert len(people.json("GET", "/users?email=ada@acme.example")) == 6


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("email/ADA@acme.example", "2"),
        ("saml/nobody", None),
        ("embed/e-1", "6"),
        ("api3/sandbox-client", "1"),
        ("nonsense/1", None),
    ],
)
def test_finding_by_credential(people: Client, path: str, found: str | None) -> None:
    answer = people("GET", f"/users/credential/{path}?fields=id")
    assert answer.json() == {"id": found} if found else answer.status_code == 404


def test_searching_email_logins(people: Client) -> None:
    found = people.json("GET", "/credentials_email/search?email=%25acme%25&sorts=email")
    assert [row["user_id"] for row in found] == ["2", "3"]
    found = people.json("GET", "/credentials_email/search?emails=Grace@acme.example,x@y.example")
    assert [row["email"] for row in found] == ["grace@acme.example"]


def test_pages(people: Client) -> None:
    answer = people("GET", "/users?limit=2&offset=2&fields=id")
    assert [u["id"] for u in answer.json()] == ["3", "4"]
    assert answer.headers["X-Total-Count"] == "6"
    assert '/api/4.0/users?fields=id&limit=2&offset=4>; rel="next"' in answer.headers["Link"]
    by_page = people("GET", "/users?per_page=2&page=3&fields=id")
    assert [u["id"] for u in by_page.json()] == ["5", "6"]
    assert "offset=2" in by_page.headers["Link"]
    whole = people("GET", "/users")
    assert len(whole.json()) == 6
    assert "Link" not in whole.headers
    assert "X-Total-Count" not in whole.headers


def test_a_largest_page(start: Start) -> None:
    client = start(seed={"users": [{} for _unused in range(150)]}, quirks={"page_limit": "100"})
    answer = client("GET", "/users?limit=500&fields=id")
    assert len(answer.json()) == 100
    assert answer.headers["X-Total-Count"] == "151"
    assert "offset=100" in answer.headers["Link"]
    assert len(client.json("GET", "/users?fields=id")) == 151


@pytest.mark.parametrize("order", ["id", "name", "random"])
def test_the_order_of_lists(start: Start, order: str) -> None:
    seed = {"users": [{"first_name": name} for name in "zyxwvutsrqponmlkjihgfedcba"]}
    client = start(seed=seed, quirks={"list_order": order})
    found = [int(u["id"]) for u in client.json("GET", "/users?fields=id")]
    assert (found == sorted(found)) is (order == "id")
    assert [int(u["id"]) for u in client.json("GET", "/users?fields=id&sorts=id")] == sorted(found)


@pytest.mark.parametrize("count", [1, 3])
def test_stale_reads(start: Start, count: int) -> None:
    client = start(quirks={"stale_reads": str(count)})
    user_id = add(client, "Ada")
    assert [client.status("GET", f"/users/{user_id}") for _unused in range(count + 1)] == [404] * count + [200]
    client.json("PATCH", f"/users/{user_id}", {"first_name": "Eve"})
    names = [client.json("GET", f"/users/{user_id}")["first_name"] for _unused in range(count + 1)]
    assert names == ["Ada"] * count + ["Eve"]


# Rights


def key(name: str) -> dict[str, Any]:
    """Credentials with an API key of this name."""
    return {"api3": [{"client_id": name, "client_secret": "s"}]}


PARTIAL = {
    "groups": [{"name": "Finance"}, {"name": "Sales"}],
    "roles": [{"name": "Seer", "permission_set": "Seeing", "model_set": "All"}],
    "permission_sets": [{"name": "Seeing", "permissions": ["see_users"]}],
    "users": [
        {
            "first_name": "Ada",
            "groups": ["Finance"],
            "credentials": key("ada"),
        },
        {"first_name": "Eve", "groups": ["Finance"]},
        {"first_name": "Bob", "groups": ["Sales"], "email": "bob@acme.example"},
        {"first_name": "Sam", "roles": ["Seer"], "credentials": key("sam")},
    ],
}


def test_without_rights_lists_are_shorter(start: Start) -> None:
    admin = start(seed=PARTIAL)
    ada = Client(admin.sandbox)
    ada.log_in("ada", "s")
    assert [u["first_name"] for u in ada.json("GET", "/users")] == ["Ada", "Eve"]
    assert "credentials_email" not in ada.json("GET", "/users")[1]
    assert [g["name"] for g in ada.json("GET", "/groups")] == ["All Users", "Finance"]
    assert ada.json("GET", "/roles") == ada.json("GET", "/permission_sets") == []
    assert ada.status("GET", "/users/4") == 404
    assert ada.json("GET", "/user")["can"]["sudo"] is False
    for method, path in (("POST", "/users"), ("DELETE", "/users/3"), ("POST", "/groups"), ("PUT", "/roles/2/users")):
        assert ada.status(method, path, {}) == 404


@pytest.mark.parametrize("status", ["403", "404"])
def test_without_rights_lists_may_be_refused(start: Start, status: str) -> None:
    ada = Client(start(seed=PARTIAL, quirks={"partial_rights": status}).sandbox)
    ada.log_in("ada", "s")
    assert ada.status("GET", "/users") == int(status)
    for path in ("/groups", "/roles", "/permission_sets", "/model_sets", "/user_attributes"):
        assert ada.status("GET", path) == int(status)


def test_seeing_users_is_not_changing_them(start: Start) -> None:
    sam = Client(start(seed=PARTIAL).sandbox)
    sam.log_in("sam", "s")
    assert len(sam.json("GET", "/users")) == 5
    assert sam.json("GET", "/users/4")["email"] == "bob@acme.example"
    assert sam.status("PATCH", "/users/4", {"first_name": "x"}) == 404
