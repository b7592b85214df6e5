# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A tiny Looker of users and groups in memory, in the place of the client: calls by operation, no HTTP.

It refuses, with `Refused`, whatever a correct engine never sends: a name that is taken, a member who is one already,
an id that does not exist. `Refused` is no LookerError, so that nothing in the engine can make up for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from ansible_collections.biops.looker.plugins.module_utils._api_version import Server, operation, why_not
from ansible_collections.biops.looker.plugins.module_utils._client import Call
from ansible_collections.biops.looker.plugins.module_utils._errors import LookerError

Row = dict[str, Any]
ALL_USERS, CALLER, ADMIN_ROLE = 1, 1, 2
_FIELD = re.compile(r"(\w+)(?:\([^)]*\))?")


class Refused(AssertionError):
    """A call that makes no sense in the state in which it came."""


@dataclass
class State:
    """What the model holds, by names: the terms in which laws are stated."""

    users: dict[str, Row] = field(default_factory=dict)  # address -> fields
    groups: dict[str, Row] = field(default_factory=dict)  # name -> fields
    members: set[tuple[str, str]] = field(default_factory=set)  # (group, address)
    children: set[tuple[str, str]] = field(default_factory=set)  # (parent, child)


class ModelLooker:
    """Answers the calls that the engine makes of a client. `log` holds every call, `writes` those that write."""

    def __init__(self, state: State | None = None, version: str = "4.0", inherited_group_ids: bool = False) -> None:
        self.version, self.release = version, ""
        self.inherited_group_ids = inherited_group_ids  # quirk 12.21
        self.log: list[Call] = []
        self.users: dict[int, Row] = {}
        self.groups: dict[int, Row] = {ALL_USERS: {"name": "All Users", "external": True}}
        self.members: set[tuple[int, int]] = set()
        self.children: set[tuple[int, int]] = set()
        self.admins: set[int] = {CALLER}
        self._next = 100
        self._load(state or State())

    def _load(self, state: State) -> None:
        self.users[CALLER] = {"first_name": "Sandbox", "last_name": "Admin", "email": "admin@model.example"}
        users = {address: self._new(self.users, {**row, "email": address}) for address, row in state.users.items()}
        groups = {name: self._new(self.groups, {**row, "name": name}) for name, row in state.groups.items()}
        self.members = {(groups[group], users[address]) for group, address in state.members}
        self.children = {(groups[parent], groups[child]) for parent, child in state.children}

    def state(self) -> State:
        """Everything except the caller and "All Users"."""
        users = {key: row for key, row in self.users.items() if key != CALLER}
        groups = {key: row for key, row in self.groups.items() if key != ALL_USERS}
        return State(
            {row.get("email", ""): _without(row, "email") for row in users.values()},
            {row["name"]: _without(row, "name") for row in groups.values()},
            {(groups[group]["name"], users[user].get("email", "")) for group, user in self.members},
            {(groups[parent]["name"], groups[child]["name"]) for parent, child in self.children},
        )

    @property
    def writes(self) -> list[Call]:
        return [call for call in self.log if not operation(call.operation).reads]

    # What the engine asks of a client

    def offers(self, name: str) -> bool:
        return self.refusal(name) is None

    def refusal(self, name: str) -> LookerError | None:
        return _refusal(name, self.version)

    def send(self, call: Call) -> Any:
        self.log.append(call)
        if not self.offers(call.operation):
            raise Refused(f"{call.operation} is not offered")
        handler: Callable[..., Any] = getattr(self, call.operation, self._nothing)
        if handler == self._nothing and not operation(call.operation).reads:
            raise Refused(f"{call.operation} is not known here")
        answer = handler(
            {name: _number(value) if name.endswith("_id") else value for name, value in call.path.items()},
            dict(call.query),
            call.body,
        )
        return self._shown(answer, call.query.get("fields"))

    def record(self, call: Call, *_needed: str) -> Row:
        answer = self.send(call)
        assert isinstance(answer, dict), call
        return answer

    def rows(self, call: Call) -> list[Row]:
        answer = self.send(call)
        assert isinstance(answer, list), call
        return answer

    def send_all(self, calls: Sequence[Call], send: Callable[[Call], Any] | None = None) -> list[Any]:
        return [(send or self.send)(call) for call in calls]

    def _shown(self, answer: Any, fields: str | None) -> Any:
        if isinstance(answer, list):
            return [self._shown(row, fields) for row in answer]
        if fields is None or answer is None:
            return answer
        wanted = {match.group(1) for match in _FIELD.finditer(fields)}
        return {name: value for name, value in answer.items() if name in wanted}

    def _id(self, number: int) -> Any:
        return str(number) if self.version == "4.0" else number

    # Reads

    @staticmethod
    def _nothing(_path: Row, _query: Row, _body: Any) -> list[Row]:
        """Whatever else there is in a Looker: here it has none."""
        return []

    def me(self, _path: Row, _query: Row, _body: Any) -> Row:
        return self._user(CALLER)

    def user_roles(self, path: Row, _query: Row, _body: Any) -> list[Row]:
        admin = path["user_id"] in self.admins
        return [{"id": self._id(ADMIN_ROLE), "name": "Admin", "permission_set": {"all_access": True}}] if admin else []

    def role_users(self, path: Row, _query: Row, _body: Any) -> list[Row]:
        return [self._user(key) for key in sorted(self.admins)] if path["role_id"] == ADMIN_ROLE else []

    def role_groups(self, path: Row, _query: Row, _body: Any) -> list[Row]:
        return []

    def all_users(self, _path: Row, query: Row, _body: Any) -> list[Row]:
        groups: dict[int, set[int]] = {}
        for group, user in self.members:
            groups.setdefault(user, set()).add(group)
        return [self._user(key, groups.get(key, set())) for key in _chosen(self.users, query)]

    def search_users(self, _path: Row, query: Row, _body: Any) -> list[Row]:
        rows = [self._user(key) for key in self.users]
        return [row for row in rows if _matches(row, query, ("email", "first_name", "last_name"))]

    def search_users_names(self, path: Row, query: Row, _body: Any) -> list[Row]:
        """Matches an address or a name as a whole; wildcards are not made use of (facts 5.13)."""
        pattern = path["pattern"].strip("%").lower()
        rows = self.search_users({}, query, None)
        return [row for row in rows if pattern in (row[name].lower() for name in ("email", "first_name", "last_name"))]

    def all_groups(self, _path: Row, query: Row, _body: Any) -> list[Row]:
        return [self._group(key) for key in _chosen(self.groups, query)]

    def search_groups(self, _path: Row, query: Row, _body: Any) -> list[Row]:
        return [row for key in self.groups for row in [self._group(key)] if _matches(row, query, ("name",))]

    def search_groups_with_hierarchy(self, path: Row, query: Row, body: Any) -> list[Row]:
        return [{**row, **self._hierarchy(int(row["id"]))} for row in self.search_groups(path, query, body)]

    def all_group_users(self, path: Row, _query: Row, _body: Any) -> list[Row]:
        _known(path["group_id"], self.groups)
        return [self._user(user) for group, user in sorted(self.members) if group == path["group_id"]]

    def all_group_groups(self, path: Row, _query: Row, _body: Any) -> list[Row]:
        _known(path["group_id"], self.groups)
        return [self._group(child) for parent, child in sorted(self.children) if parent == path["group_id"]]

    def user_credentials_email(self, path: Row, _query: Row, _body: Any) -> Row:
        return {"email": _known(path["user_id"], self.users).get("email")}

    def _user(self, key: int, groups: set[int] | None = None) -> Row:
        row = self.users[key]
        if groups is None:
            groups = {group for group, user in self.members if user == key}
        if self.inherited_group_ids:
            groups = self._with_parents(groups)
        return {
            "id": self._id(key),
            "first_name": row.get("first_name", ""),
            "last_name": row.get("last_name", ""),
            "locale": row.get("locale", "en"),
            "is_disabled": row.get("is_disabled", False),
            "email": row.get("email") or "",
            "group_ids": [self._id(group) for group in sorted({ALL_USERS, *groups})],
            "role_ids": [self._id(ADMIN_ROLE)] if key in self.admins else [],
            "credentials_email": {"email": row["email"]} if row.get("email") else None,
            "verified_looker_employee": bool(row.get("support")),
            "allow_normal_group_membership": True,
        }

    def _with_parents(self, groups: Iterable[int]) -> set[int]:
        found, todo = set[int](), list(groups)
        while todo:
            group = todo.pop()
            if group not in found:
                found.add(group)
                todo += [parent for parent, child in self.children if child == group]
        return found

    def _group(self, key: int) -> Row:
        row = self.groups[key]
        return {
            "id": self._id(key),
            "name": row["name"],
            "can_add_to_content_metadata": row.get("can_add_to_content_metadata", False),
            "externally_managed": bool(row.get("external")),
            "include_by_default": key == ALL_USERS,
        }

    def _hierarchy(self, key: int) -> Row:
        parents = {parent for parent, child in self.children if child == key}
        top = set() if key == ALL_USERS else {ALL_USERS}
        return {"parent_group_ids": [self._id(parent) for parent in sorted(top | parents)], "role_ids": []}

    # Writes

    def create_user(self, _path: Row, _query: Row, body: Row) -> Row:
        return self._user(self._new(self.users, dict(body)))

    def create_group(self, _path: Row, _query: Row, body: Row) -> Row:
        self._free(self.groups, "name", body["name"])
        return self._group(self._new(self.groups, dict(body)))

    def update_user(self, path: Row, _query: Row, body: Row) -> Row:
        return _changed(_known(path["user_id"], self.users), self._user(path["user_id"]), body)

    def update_group(self, path: Row, _query: Row, body: Row) -> Row:
        row = _known(path["group_id"], self.groups)
        if "name" in body:
            self._free(self.groups, "name", body["name"])
        return _changed(row, self._group(path["group_id"]), body)

    def delete_user(self, path: Row, _query: Row, _body: Any) -> None:
        _known(path["user_id"], self.users)
        del self.users[path["user_id"]]
        self.members = {(group, user) for group, user in self.members if user != path["user_id"]}

    def delete_group(self, path: Row, _query: Row, _body: Any) -> None:
        _known(path["group_id"], self.groups)
        del self.groups[path["group_id"]]
        self.members = {(group, user) for group, user in self.members if group != path["group_id"]}
        self.children = {pair for pair in self.children if path["group_id"] not in pair}

    def create_user_credentials_email(self, path: Row, _query: Row, body: Row) -> Row:
        row = _known(path["user_id"], self.users)
        if row.get("email"):
            raise Refused(f"{row} has an email login already")
        return self._log_in_with(row, body)

    def update_user_credentials_email(self, path: Row, _query: Row, body: Row) -> Row:
        return self._log_in_with(_known(path["user_id"], self.users), body)

    def _log_in_with(self, row: Row, body: Row) -> Row:
        self._free(self.users, "email", body["email"])
        row["email"] = body["email"]
        return {"email": body["email"]}

    def add_group_user(self, path: Row, _query: Row, body: Row) -> None:
        _known(path["group_id"], self.groups), _known(_number(body["user_id"]), self.users)
        _add(self.members, (path["group_id"], _number(body["user_id"])))

    def delete_group_user(self, path: Row, _query: Row, _body: Any) -> None:
        _remove(self.members, (path["group_id"], path["user_id"]))

    def add_group_group(self, path: Row, _query: Row, body: Row) -> None:
        _known(path["group_id"], self.groups), _known(_number(body["group_id"]), self.groups)
        _add(self.children, (path["group_id"], _number(body["group_id"])))

    def delete_group_from_group(self, path: Row, _query: Row, _body: Any) -> None:
        _remove(self.children, (path["group_id"], path["deleting_group_id"]))

    def _new(self, table: dict[int, Row], row: Row) -> int:
        self._next += 1
        table[self._next] = row
        return self._next

    @staticmethod
    def _free(table: Mapping[int, Row], name: str, value: str) -> None:
        if any(str(row.get(name)).lower() == value.lower() for row in table.values()):
            raise Refused(f"{name} '{value}' is taken")


@cache
def _refusal(name: str, version: str) -> LookerError | None:
    return why_not(name, Server("https://model.example", version), False)


def _chosen(table: Mapping[int, Row], query: Mapping[str, Any]) -> list[int]:
    ids = query.get("ids")
    return [key for key in table if ids is None or str(key) in ids]


def _matches(row: Row, query: Mapping[str, Any], names: Iterable[str]) -> bool:
    """Looker's search: whatever the case, all filters (facts 4.4). Wildcards are not made use of."""
    return all(str(row[name]).lower() == str(query[name]).lower() for name in names if name in query)


def _number(identifier: str) -> int:
    if not str(identifier).isdigit():
        raise Refused(f"'{identifier}' is no id: whatever it names is not there yet")
    return int(identifier)


def _known(key: int, table: Mapping[int, Row]) -> Row:
    if key not in table:
        raise LookerError("Not found", status=404)
    return table[key]


def _changed(row: Row, shown: Row, body: Row) -> Row:
    """Writes a body that holds only what differs."""
    same = [name for name, value in body.items() if shown.get(name) == value]
    if same:
        raise Refused(f"{', '.join(same)} of {row} is sent although it does not differ")
    row.update(body)
    return {**shown, **body}


def _add(pairs: set[tuple[int, int]], pair: tuple[int, int]) -> None:
    if pair in pairs:
        raise Refused(f"{pair} is linked already")
    pairs.add(pair)


def _remove(pairs: set[tuple[int, int]], pair: tuple[int, int]) -> None:
    if pair not in pairs:
        raise Refused(f"{pair} is not linked")
    pairs.remove(pair)


def _without(row: Row, name: str) -> Row:
    return {key: value for key, value in row.items() if key != name}
