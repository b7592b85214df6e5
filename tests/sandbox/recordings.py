# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The recorded exchanges as cassettes: what was sent in one go, on a server of which release, starting from what."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sandbox.replay import Exchange
from sandbox.shared import RECORDED

from looker_sandbox.seed import CLIENT_ID, CLIENT_SECRET


@dataclass(frozen=True)
class Profile:
    """What is to be known about a set of recordings before they can be compared with today's API."""

    release: str
    values: bool = True
    grown: bool = False
    ordered: bool = True
    lost: frozenset[str] = frozenset()
    names: Mapping[str, str] = field(default_factory=dict)
    quirks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Cassette:
    """Exchanges that follow one another. ``seed``: the state before; ``before``: requests sent before, not compared."""

    name: str
    exchanges: tuple[Exchange, ...]
    profile: Profile
    seed: Mapping[str, Any] = field(default_factory=dict)
    before: tuple[tuple[str, str, Any], ...] = ()


# API 3.0 of summer 2014 was still in the making: sets had other names, users other fields, and error entries were
# shorter. Compared is what has stayed.
MAKING = Profile(
    release="3.8",
    grown=True,
    lost=frozenset({"models_dir", "look_access", "models of a user", "password_reset_url"}),
    quirks={"set_in_use": "204"},
    names={
        "role_types": "permission_sets",
        "role_domains": "model_sets",
        "role_type": "permission_set",
        "role_domain": "model_set",
        "role_type_id": "permission_set_id",
        "role_domain_id": "model_set_id",
        "missing": "missing_field",
        "Domain name is already in use.": "Name is already in use.",
        "{:credentials_email=>Looker::Core::CredentialsEmailMapper}": "credentials_email",
    },
)
PERMISSIONS_OF_2014 = ["see_dashboards", "access_data", "see_looks", "explore", "develop", "administer"]
TERRAFORM = Profile(release="22.16.0")
# The recorder of this day wrote the keys of objects in alphabetical order.
TERRAFORM_SORTED = Profile(release="22.16.0", ordered=False)
SPECTACLES = Profile(release="22.8.0")
TRANSCRIBED = Profile(release="22.16.0", values=False)


# Recorded, but no measure of today's Looker; by a part of the cassette's name, method and path.
NO_MEASURE = {
    ("Users_all_users", "GET", "/users"): "altered by hand: the caller is missing in the list",
    ("init_client", "GET", "/folders"): "cut by hand: folder 2 has ten children, and two are there",
    ("Users_user: returns single", "GET", "/users/2"): "altered by hand: not the first name that was just given",
    ("Roles_all_roles", "GET", "/roles"): "roles had permissions and models of their own then, not sets",
    ("Users_roles", "GET", "/users/4/roles"): "roles had permissions and models of their own then, not sets",
    (
        "RoleTypes_delete_role_type",
        "DELETE",
        "/permission_sets/1",
    ): "405 instead of 403 since December 2014 (facts 3.8)",
    ("Roles_delete_role", "DELETE", "/roles/2"): "405 instead of 403 since December 2014 (facts 3.8)",
}


def cassettes() -> Iterator[Cassette]:
    """Every recording, in the order of the files."""
    for path in sorted(RECORDED.glob("api40-terraform-*/*.json")):
        yield _cassette(path, TERRAFORM_SORTED if path.name.startswith("2022-10-05") else TERRAFORM)
    for path in sorted(RECORDED.glob("api31-*/*.json")):
        yield _cassette(path, SPECTACLES)
    for path in sorted(RECORDED.glob("api30-*/*.json")):
        yield from _grouped(path)
    yield from _transcribed(RECORDED / "api40-transcribed" / "bodies.json")
    yield from _single_users(RECORDED / "misc" / "users.json")


def _cassette(path: Path, profile: Profile) -> Cassette:
    document = json.loads(path.read_text(encoding="utf-8"))
    name = f"{path.parent.name}/{path.stem}"
    exchanges = tuple(_exchange(e, profile) for e in document["exchanges"])
    return Cassette(name, exchanges, profile, _seed_for(exchanges), _before(exchanges))


def _grouped(path: Path) -> Iterator[Cassette]:
    for group in json.loads(path.read_text(encoding="utf-8"))["cassettes"]:
        exchanges = tuple(_exchange(e, MAKING) for e in group["exchanges"])
        yield Cassette(f"{path.parent.name}/{path.stem}: {group['test']}", exchanges, MAKING, _seed_for(exchanges))


def _exchange(raw: Mapping[str, Any], profile: Profile) -> Exchange:
    request, response = raw["request"], raw["response"]
    parts = urlsplit(request["url"])
    match = re.fullmatch(r"/api/([\d.]+)(/.*)", parts.path)
    version, path = match.groups() if match else ("", parts.path)
    path = "/".join(profile.names.get(segment, segment) for segment in path.split("/"))
    return Exchange(
        method=request["method"],
        version=version,
        path=path + (f"?{parts.query}" if parts.query else ""),
        content_type=request.get("content_type"),
        body=_body(request["body"], profile),
        status=response["status"],
        answer_type=response["headers"].get("Content-Type"),
        answer=_renamed(response["body"], profile.names),
    )


def _body(body: Any, profile: Profile) -> Any:
    """The list of a role's users was wrapped in an object at first."""
    if profile is MAKING and isinstance(body, dict) and set(body) == {"users"}:
        return body["users"]
    return _renamed(body, profile.names)


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        renamed = {names.get(k, k): _renamed(v, names) for k, v in value.items()}
        if "look_access" in value:  # a user; sets have models too, and still do
            renamed["models of a user"] = renamed.pop("models", None)
        for key in ("field", "code", "message"):
            if isinstance(renamed.get(key), str):
                renamed[key] = names.get(renamed[key], renamed[key])
        return renamed
    if isinstance(value, list):
        return [_renamed(v, names) for v in value]
    if isinstance(value, str) and "://" in value:
        return "/".join(names.get(segment, segment) for segment in value.split("/"))
    return value


# What was there before the first request


def _seed_for(exchanges: tuple[Exchange, ...]) -> dict[str, Any]:
    """Objects that a recording finds without having made them."""
    seed: dict[str, Any] = {}
    if exchanges[0].version == "3.0":
        _note_all_access({"all_access": True, "permissions": PERMISSIONS_OF_2014}, seed)
    made: set[str] = set()
    for exchange in exchanges:
        path, answer = urlsplit(exchange.path).path, exchange.answer
        if exchange.method == "POST" and isinstance(answer, dict) and "id" in answer:
            made.add(f"{path}/{answer['id']}")
        for item in answer if isinstance(answer, list) else [answer]:
            _note_all_access(item, seed)
        if exchange.method != "GET" or exchange.status != 200:
            continue
        if path.endswith("/attribute_values"):
            seed.setdefault("user_attributes", []).extend(a for v in answer if (a := _attribute(v)))
        if path == "/user" or (re.fullmatch(r"/users/\d+", path) and path not in made):
            seed.setdefault("users", []).append(_user(answer))
        if path == "/users/4/roles":
            seed["users"][-1]["roles"] = ["2"]
        if path == "/groups/search":
            seed["users"] = [{"last_name": f"Number {n}"} for n in range(1, answer[0]["user_count"])]
        if path in ("/permission_sets", "/model_sets", "/roles"):
            seed |= _whole_state(path.strip("/"), answer)
    return seed


def _note_all_access(item: Any, seed: dict[str, Any]) -> None:
    """A set with all access tells which permissions and models that server had."""
    if not isinstance(item, dict):
        return
    for nested in ("permission_set", "model_set"):
        _note_all_access(item.get(nested), seed)
    if not item.get("all_access"):
        return
    if "permissions" in item:
        seed["permissions"] = [{"permission": p, "parent": None, "description": p} for p in item["permissions"]]
    if "models" in item:
        seed["models"] = item["models"]


def _whole_state(section: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """An instance whose list of roles or sets is exactly the recorded one."""
    admin = {
        "id": "1",
        "roles": ["2"],
        "credentials": {"api3": [{"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}]},
    }
    state: dict[str, Any] = {
        "complete": True,
        "users": [admin],
        "groups": [{"id": "1", "name": "All Users", "externally_managed": True}],
        "permission_sets": [{"id": "1", "name": "Admin", "built_in": True, "all_access": True, "permissions": []}],
        "model_sets": [{"id": "1", "name": "All", "built_in": True, "all_access": True, "models": []}],
        "roles": [{"id": "2", "name": "Admin", "permission_set_id": "1", "model_set_id": "1"}],
    }
    if section == "roles" and all("permission_set" in row for row in rows):
        for name in ("permission_set", "model_set"):
            state[f"{name}s"] = list({row[name]["id"]: _set(row[name]) for row in rows}.values())
        state["roles"] = [
            {"id": row["id"], "name": row["name"]} | {f"{n}_id": row[n]["id"] for n in ("permission_set", "model_set")}
            for row in rows
        ]
    elif section != "roles":
        state[section] = [_set(row) for row in rows]
    return state


def _set(row: Mapping[str, Any]) -> dict[str, Any]:
    kept = {k: row[k] for k in ("id", "name", "permissions", "models", "all_access") if k in row}
    return {**kept, "built_in": row.get("built_in", row["id"] == 1)}


def _attribute(value: Mapping[str, Any]) -> dict[str, Any] | None:
    """The definition behind an attribute value of a default, as far as it shows."""
    if "name" not in value or int(value["user_attribute_id"]) <= 13 or value["source"] not in ("Default", "No Value"):
        return None
    default = {"default_value": value["value"]} if value["source"] == "Default" else {}
    kept = {k: value[k] for k in ("name", "label", "user_can_edit", "value_is_hidden", "hidden_value_domain_whitelist")}
    return {"id": value["user_attribute_id"], "type": "string", "user_can_view": True, **kept, **default}


def _user(body: Mapping[str, Any]) -> dict[str, Any]:
    """A user of a recording as a seed."""
    kept = (
        "id",
        "first_name",
        "last_name",
        "is_disabled",
        "locale",
        "looker_versions",
        "models_dir_validated",
        "ui_state",
    )
    seed = {k: body[k] for k in (*kept, "presumed_looker_employee", "personal_folder_id", "sessions") if k in body}
    seed["id"] = str(body["id"])
    seed["credentials"] = {
        kind: value for kind in ("email", "totp", "api3") if (value := body.get(f"credentials_{kind}"))
    }
    if "home_folder_id" in body or "home_space_id" in body:
        seed["home_folder_id"] = int(body.get("home_folder_id", body.get("home_space_id")))
    return seed


def _before(exchanges: tuple[Exchange, ...]) -> tuple[tuple[str, str, Any], ...]:
    """A refused reset mail means that there was one for the address shortly before, for a user that is gone."""
    if all(e.status != 429 for e in exchanges):
        return ()
    address = next(e.body for e in exchanges if e.path.endswith("/credentials_email"))
    return (
        ("POST", "/users", {}),
        ("POST", "/users/{id}/credentials_email", address),
        ("POST", "/users/{id}/credentials_email/send_password_reset", None),
        ("DELETE", "/users/{id}", None),
    )


# Single bodies


def _transcribed(path: Path) -> Iterator[Cassette]:
    """Bodies that were pasted into tests and altered on the way: only their form is evidence."""
    for item in json.loads(path.read_text(encoding="utf-8"))["items"]:
        version, rest = re.fullmatch(r"/([\d.]+)(/.*)", item["path"]).groups()  # type: ignore[union-attr]
        methods = item["method"].split("|")
        method = methods[-1] if isinstance(item["body"], dict) else methods[0]
        content = {"email": "someone@example.com"} if "credentials" in rest else {"name": "Made here"}
        body = None if method == "GET" else content
        exchange = Exchange(method, version, rest, None, body, item["status"], None, item["body"])
        profile = replace(TRANSCRIBED, release="25.6") if rest == "/setting" else TRANSCRIBED
        yield Cassette(
            f"{path.parent.name}: {method} {rest}", (exchange,), profile, _transcribed_seed(rest, item["body"])
        )


def _transcribed_seed(path: str, body: Any) -> dict[str, Any]:
    ids = re.findall(r"/(users|groups)/(\d+)", path)
    seed: dict[str, Any] = {"users": [], "groups": []}
    if path == "/setting":
        seed["settings"] = {key: body[key] for key in ("instance_config", "embed_config")}  # that server's own
    for collection, number in ids:
        seed[collection].append({"id": number, "name": f"Group {number}"} if collection == "groups" else {"id": number})
    if path.endswith("/roles"):
        seed["users"][0]["roles"] = ["2"]
    if path == "/users/10":
        seed["users"] = [_user(body)]
    if path == "/users":
        seed["users"] = [_user(user) for user in body]
    if path.endswith("/groups/99/groups"):
        seed["groups"] += [{"id": "101", "name": "One"}, {"id": "202", "name": "Two"}]
        seed["groups"][0]["groups"] = ["101", "202"]
    return seed


def _single_users(path: Path) -> Iterator[Cassette]:
    """Users quoted from real servers of the 3.x era."""
    for item in json.loads(path.read_text(encoding="utf-8"))["items"]:
        version, rest = re.fullmatch(r"/api/([\d.]+)(/.*)", item["path"]).groups()  # type: ignore[union-attr]
        profile = Profile(release={"3.0": "4.0", "3.1": "6.23"}[version], lost=frozenset({"forced_password"}))
        body = {"email": "someone@example.com"} if item["method"] == "POST" else None
        answer = {**item["body"], "email": "someone@example.com"} if body else item["body"]
        exchange = Exchange(item["method"], version, rest, None, body, item["status"], None, answer)
        number = re.search(r"/users/(\d+)", rest)
        user: dict[str, Any] = {"id": number.group(1)} if number and body else _user(item["body"])
        seed: dict[str, Any] = {"users": [user], "groups": []}
        if not body:
            # Somebody who may not sudo as the user is the user (facts 4.11): the sandbox's key is one of its own.
            first, *others = user["credentials"]["api3"]
            key = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
            user["credentials"]["api3"] = [{**first, **key}, *others]
            user["groups"] = [str(g) for g in item["body"]["group_ids"]]
            user["roles"] = [str(r) for r in item["body"]["role_ids"]]
            seed["groups"] = [{"id": g, "name": f"Group {g}"} for g in user["groups"] if g != "1"]
        yield Cassette(f"misc/users: {item['method']} {item['path']}", (exchange,), profile, seed)
