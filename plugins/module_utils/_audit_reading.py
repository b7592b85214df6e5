# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an audit reads, and how it becomes plain records: GET requests only.

Note: this module_utils is private to the biops.looker collection and may change without notice.

Objects and links are read as the engine reads them for any plan; schedules, the models of Looks and the allow list
of email domains with one call each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Optional

from ansible_collections.biops.looker.plugins.module_utils._audited import (
    ApiKey,
    Attribute,
    Audited,
    Content,
    Destination,
    Group,
    ModelSet,
    Pairs,
    PermissionSet,
    Role,
    Schedule,
    User,
)
from ansible_collections.biops.looker.plugins.module_utils._client import Call, Client
from ansible_collections.biops.looker.plugins.module_utils._errors import LookerError
from ansible_collections.biops.looker.plugins.module_utils._facts import End, Fields, Ref
from ansible_collections.biops.looker.plugins.module_utils._link_kind import LinkKind
from ansible_collections.biops.looker.plugins.module_utils._needs import Need
from ansible_collections.biops.looker.plugins.module_utils._resource import Types
from ansible_collections.biops.looker.plugins.module_utils._resources.role import ADMIN_ID
from ansible_collections.biops.looker.plugins.module_utils._snapshot import Snapshot, extend_snapshot
from ansible_collections.biops.looker.plugins.module_utils._state import Have

PARTS = {  # type of the engine -> part of the instance
    "user": "users",
    "group": "groups",
    "role": "roles",
    "permission_set": "permission_sets",
    "model_set": "model_sets",
    "user_attribute": "attributes",
}
LINKS = {  # link kind of the engine -> part of the instance
    "membership": "memberships",
    "nesting": "nestings",
    "role_user": "role_users",
    "role_group": "role_groups",
    "group_value": "group_values",
}
SCHEDULES = Call(
    "all_scheduled_plans",
    query={
        "all_users": True,
        "fields": "id,name,title,user_id,enabled,run_as_recipient,look_id,dashboard_id,lookml_dashboard_id,query_id,"
        "scheduled_plan_destination(type,address,format)",
    },
)
LOOKS = Call("all_looks", query={"fields": "id,model(id)"})
ALLOW_LIST = Call("get_setting", query={"fields": "email_domain_allowlist"})
CONTENT = ("look", "dashboard", "lookml_dashboard", "query")


def read_objects(client: Client, snapshot: Snapshot) -> None:
    """Reads all objects of the audited types, and all links between them, as far as the caller may see them.

    Raises LookerError for everything but a refusal. All at once; where that is refused, one after the other, to learn
    what is not.
    """
    types = frozenset(PARTS)
    if not may_read(client, snapshot, Need(everything=types)):
        types = frozenset(name for name in PARTS if may_read(client, snapshot, Need(everything=frozenset({name}))))
    kinds = [snapshot.types.kinds[name] for name in LINKS]
    kinds = [kind for kind in kinds if {kind.left, kind.right} <= types]
    if not may_read(client, snapshot, _need_of(kinds, types, snapshot)):
        for kind in kinds:
            may_read(client, snapshot, _need_of([kind], types, snapshot))


def may_read(client: Client, snapshot: Snapshot, need: Need) -> bool:
    """Reads something; False where Looker refuses to show it, which a 404 may mean too (facts 3.9)."""
    try:
        extend_snapshot(client, snapshot, need)
    except LookerError as error:
        if error.status not in (403, 404):
            raise
        return False
    return True


def _need_of(kinds: Iterable[LinkKind], types: frozenset[str], snapshot: Snapshot) -> Need:
    """All links of these kinds. `types` were read whole, so that their columns cost nothing more."""
    lists: dict[End, frozenset[Ref]] = {end: frozenset() for kind in kinds for end in snapshot.ends(kind)}
    return Need(lists=lists, whole_lists=frozenset(lists), everything=types)


def read_instance(client: Client, snapshot: Snapshot, now: datetime) -> Audited:
    """The records of an instance whose objects were read. What Looker does not show is not in `read`."""
    audited = audited_from(snapshot.have(client.version, client.release), snapshot.types, now)
    calls = [call for call in (SCHEDULES, LOOKS, ALLOW_LIST) if client.offers(call.operation)]
    answers = dict(zip((call.operation for call in calls), client.send_all(calls, send=_sender(client))))
    known = {name: answer for name, answer in answers.items() if not isinstance(answer, LookerError)}
    return _with_schedules(_with_allow_list(audited, known), known, snapshot)


def _sender(client: Client) -> Any:
    return lambda call: client.record(call) if call is ALLOW_LIST else client.rows(call)


def audited_from(have: Have, types: Types, now: datetime) -> Audited:
    """The records of users, groups, roles, sets and attributes, and what links them."""

    def records(type_name: str) -> Iterable[tuple[str, Fields]]:
        return ((ref.key, record) for ref, record in have.objects.items() if ref.type == type_name)

    return Audited(
        now=now,
        users={key: _user(key, record) for key, record in records("user")},
        groups={key: _group(key, record) for key, record in records("group")},
        roles={key: _role(key, record) for key, record in records("role")},
        permission_sets={key: _permission_set(key, record) for key, record in records("permission_set")},
        model_sets={key: _model_set(key, record) for key, record in records("model_set")},
        attributes={key: _attribute(key, record) for key, record in records("user_attribute")},
        read=frozenset(_read(have, types)),
        memberships=_pairs(have, "membership"),
        nestings=_pairs(have, "nesting"),
        role_users=_pairs(have, "role_user"),
        role_groups=_pairs(have, "role_group"),
        group_values=_pairs(have, "group_value"),
    )


def _read(have: Have, types: Types) -> Iterator[str]:
    """The parts that are known whole: read whole, by somebody who may see all."""
    if not have.rights & {"administer", "see_users"}:
        return
    yield from (part for name, part in PARTS.items() if name in have.complete)
    for name, part in LINKS.items():
        kind = types.kinds[name]
        if {(name, "left"), (name, "right")} & have.listed_sides and {kind.left, kind.right} <= have.complete:
            yield part


def _pairs(have: Have, kind: str) -> Pairs:
    return frozenset((link.left.key, link.right.key) for link in have.links.get(kind, ()))


def _user(key: str, record: Fields) -> User:
    """Where the properties of logins are left out, the caller may not see them: unknown."""
    shown = "credentials_totp" in record
    return User(
        key,
        str(record.get("email") or record.get("display_name") or key),
        disabled=bool(record.get("is_disabled")),
        logins=frozenset(record.get("credentials") or ()) if shown else None,
        api_keys=tuple(map(_api_key, record["credentials_api3"] or ())) if "credentials_api3" in record else None,
        support=bool(record.get("verified_looker_employee")),
    )


def _api_key(raw: Mapping[str, Any]) -> ApiKey:
    return ApiKey(str(raw.get("id", "")), moment(raw.get("created_at")), bool(raw.get("is_disabled")))


def moment(text: Any) -> Optional[datetime]:
    """A time as Looker writes it, e.g. 2026-11-24T12:00:00.000+00:00; None where there is none to be read.

    Python before 3.11 reads no `Z` and no offset without a colon.
    """
    try:
        found = datetime.fromisoformat(str(text).replace("Z", "+00:00"))
    except ValueError:
        return None
    return found if found.tzinfo else None


def _group(key: str, record: Fields) -> Group:
    external = bool(record.get("externally_managed"))
    everybody = external and bool(record.get("include_by_default"))  # facts 6.2
    return Group(key, str(record["name"]), everybody, external)


def _role(key: str, record: Fields) -> Role:
    def name(option: str) -> str:
        value = record.get(option)
        return value.key if isinstance(value, Ref) else ""

    built_in = record["id"] == ADMIN_ID or bool(record.get("internal"))
    return Role(key, str(record["name"]), name("permission_set"), name("model_set"), built_in)


def _permission_set(key: str, record: Fields) -> PermissionSet:
    return PermissionSet(key, str(record["name"]), frozenset(record.get("permissions") or ()), *_built(record))


def _model_set(key: str, record: Fields) -> ModelSet:
    return ModelSet(key, str(record["name"]), frozenset(record.get("models") or ()), *_built(record))


def _built(record: Fields) -> tuple[bool, bool]:
    return bool(record.get("all_access")), bool(record.get("built_in"))


def _attribute(key: str, record: Fields) -> Attribute:
    return Attribute(key, str(record["name"]), bool(record.get("user_can_edit")))


def _with_allow_list(audited: Audited, known: Mapping[str, Any]) -> Audited:
    setting = known.get(ALLOW_LIST.operation)
    if not isinstance(setting, Mapping) or "email_domain_allowlist" not in setting:
        return audited
    domains = tuple(setting["email_domain_allowlist"] or ())
    return replace(audited, allowed_domains=domains, read=audited.read | {"allowed_domains"})


def _with_schedules(audited: Audited, known: Mapping[str, Any], snapshot: Snapshot) -> Audited:
    rows = known.get(SCHEDULES.operation)
    if rows is None:
        return audited
    models = {str(look["id"]): (look.get("model") or {}).get("id") for look in known.get(LOOKS.operation, ())}
    owners = {snapshot.ids[ref]: ref.key for ref in snapshot.ids if ref.type == "user"}
    schedules = tuple(_schedule(row, owners, models) for row in rows)
    sees_all = (snapshot.rights or frozenset()) & {"administer", "see_schedules"}  # facts 7.10
    return replace(audited, schedules=schedules, read=audited.read | ({"schedules"} if sees_all else set()))


def _schedule(row: Mapping[str, Any], owners: Mapping[str, str], models: Mapping[str, Optional[str]]) -> Schedule:
    destinations = row.get("scheduled_plan_destination") or ()
    return Schedule(
        str(row["id"]),
        str(row.get("name") or row.get("title") or ""),
        owners.get(str(row.get("user_id")), f"id:{row.get('user_id')}"),
        enabled=row.get("enabled") is not False,
        content=_content(row, models),
        destinations=tuple(
            Destination(str(item.get("type") or ""), str(item.get("address") or ""), str(item.get("format") or ""))
            for item in destinations
        ),
        run_as_recipient=bool(row.get("run_as_recipient")),
    )


def _content(row: Mapping[str, Any], models: Mapping[str, Optional[str]]) -> Optional[Content]:
    """What a schedule sends. A LookML dashboard names its model; dashboards made in Looker may use several."""
    for kind in CONTENT:
        identifier = row.get(f"{kind}_id")
        if identifier:
            name = str(identifier)
            model = models.get(name) if kind == "look" else None
            if kind == "lookml_dashboard" and "::" in name:
                model = name.partition("::")[0]
            return Content(kind, name, str(row.get("title") or ""), model)
    return None
