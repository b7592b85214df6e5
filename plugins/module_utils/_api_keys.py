# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads and writes API keys as `_api_credential` decides. No Ansible.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from typing import Any, NamedTuple, Optional

from ansible_collections.biops.looker.plugins.module_utils._api_credential import KeyPlan, WantedKey, plan_keys
from ansible_collections.biops.looker.plugins.module_utils._client import Call, Client
from ansible_collections.biops.looker.plugins.module_utils._errors import LookerError, OutcomeUnknown, is_absent
from ansible_collections.biops.looker.plugins.module_utils._facts import (
    Ref,
)
from ansible_collections.biops.looker.plugins.module_utils._needs import Need
from ansible_collections.biops.looker.plugins.module_utils._resource import (
    Resource,
    Types,
)
from ansible_collections.biops.looker.plugins.module_utils._resources._links import CREDENTIAL
from ansible_collections.biops.looker.plugins.module_utils._snapshot import Snapshot, take_snapshot
from ansible_collections.biops.looker.plugins.module_utils._state import PartlyFailed, PlanError

FIELDS = "id,client_id,created_at,is_disabled,purpose"
Key = Mapping[str, Any]


def converge_key(
    client: Client, types: Types, wanted: WantedKey, own_client_id: str, check_mode: bool
) -> dict[str, Any]:
    """The result of the module, `warnings` among it. Raises PlanError (before any write), LookerError, PartlyFailed."""
    found = _find_user(client, types, wanted.user)
    user, identifier = found.ref, found.identifier
    if identifier is None:
        return _without_user(wanted, user, check_mode)
    keys = _keys(client, identifier)
    plan = plan_keys(wanted, keys, datetime.now(timezone.utc), own_client_id if found.is_caller else None)
    if plan.changed and found.kept:
        raise PlanError([f"API keys of {user} cannot be managed: {found.kept}"])
    _check_offers(client, plan, wanted)
    shown = _shown(plan, wanted, user.key)
    if plan.create:
        made = {} if check_mode else _make(client, identifier, wanted.purpose, keys)
        shown["api_credential"].update(made)
    if not check_mode:
        _remove(client, identifier, user, plan.delete)
    return shown


class _User(NamedTuple):
    """Whose keys they are."""

    ref: Ref
    identifier: Optional[str]  # None: there is no such user
    is_caller: bool  # whether this runs as this user
    kept: Optional[str]  # why the keys are not ours to manage


def _find_user(client: Client, types: Types, name: str) -> _User:
    asked = types["user"].ref(name)
    snapshot = take_snapshot(client, Need(frozenset({asked})), types)
    have = snapshot.have()
    found = have.resolve(asked)
    identifier = snapshot.ids.get(found)
    if identifier is None and not have.rights & types["user"].sees:
        raise PlanError([f"{asked} was not found, but the API user may not see every user: give it that permission"])
    kept = None if identifier is None else types["user"].protect(CREDENTIAL, have.objects[found])
    return _User(found, identifier, identifier is not None and identifier == snapshot.caller_id, kept)


def _without_user(wanted: WantedKey, user: Ref, check_mode: bool) -> dict[str, Any]:
    """No user has no keys. In check mode an earlier task may be about to make the user."""
    if wanted.state == "absent":
        return {"changed": False, "api_credential": {"user": user.key}, "warnings": []}
    if not check_mode:
        raise PlanError([f"{user} does not exist"])
    plan = KeyPlan(create=True, warnings=(f"{user} does not exist; counted as if an earlier task had made it",))
    return _shown(plan, wanted, user.key)


def _keys(client: Client, user_id: str) -> list[dict[str, Any]]:
    return client.rows(Call("all_user_credentials_api3s", {"user_id": user_id}, {"fields": FIELDS}))


def _check_offers(client: Client, plan: KeyPlan, wanted: WantedKey) -> None:
    """Raises NotOffered where this Looker is too old to keep a purpose."""
    if plan.create and wanted.purpose is not None:
        refusal = client.refusal("update_user_credentials_api3")
        if refusal is not None:
            raise refusal


def _shown(plan: KeyPlan, wanted: WantedKey, user: str) -> dict[str, Any]:
    credential: dict[str, Any] = {"user": user}
    if wanted.purpose is not None:
        credential["purpose"] = wanted.purpose
    if plan.current is not None and not plan.create:
        credential.update({name: plan.current.get(name) for name in FIELDS.split(",")})
    result: dict[str, Any] = {"changed": plan.changed, "api_credential": credential, "warnings": list(plan.warnings)}
    if plan.changed:
        after = [*plan.after, "(new key)"] if plan.create else list(plan.after)
        result["diff"] = {"before": {"client_ids": list(plan.before)}, "after": {"client_ids": after}}
        result["removed"] = [str(key["client_id"]) for key in plan.delete]
    return result


def _make(client: Client, user_id: str, purpose: Optional[str], known: list[dict[str, Any]]) -> dict[str, Any]:
    """A new key with its purpose. Where the purpose cannot be set the key goes again: nobody would know what it is."""
    made = _create(client, user_id, {str(key["id"]) for key in known})
    if purpose is not None:
        path = {"user_id": user_id, "credentials_api3_id": str(made["id"])}
        try:
            client.send(Call("update_user_credentials_api3", path, {"fields": "id"}, {"purpose": purpose}))
        except LookerError as error:
            raise _without_purpose(client, user_id, made, error) from error
    shown = {name: made.get(name) for name in ("id", "client_id", "client_secret", "created_at")}
    return {**shown, "purpose": purpose, "is_disabled": bool(made.get("is_disabled"))}


def _without_purpose(client: Client, user_id: str, made: Key, error: LookerError) -> Exception:
    """Takes a key back that did not get its purpose, and says what became of it."""
    told = f"the purpose of the new API key could not be set ({error.words})"
    try:
        _delete(client, user_id, str(made["id"]))
    except LookerError as second:
        left = f"{told}, and removing it failed too ({second.words}): remove key_client_id {made['client_id']}"
        return PartlyFailed(left, error, _partial([f"make API key {made['client_id']}"], {}))
    return LookerError(f"{told}, so the key was removed again", error.operation, error.status, error.errors)


def _create(client: Client, user_id: str, known: set[str]) -> dict[str, Any]:
    call = Call("create_user_credentials_api3", {"user_id": user_id})
    try:
        return client.record(call, "id", "client_id")
    except OutcomeUnknown as unknown:
        # The secret is lost with the answer: what was made is of no use to anybody.
        new = [key for key in _keys(client, user_id) if str(key["id"]) not in known and not key.get("purpose")]
        if len(new) > 1:
            ids = ", ".join(sorted(str(key["client_id"]) for key in new))
            sentence = f"the answer that tells the secret was lost, and one of the new keys {ids} is the one"
            left = f"{sentence}: remove it with state absent and key_client_id"
            raise PartlyFailed(left, unknown, _partial(["make an API key"], {})) from None
        for key in new:
            _delete(client, user_id, str(key["id"]))
        return client.record(call, "id", "client_id")


def _remove(client: Client, user_id: str, user: Ref, keys: Sequence[Key]) -> None:
    """Removes keys one by one; one that fails does not hide the others. Raises PartlyFailed."""
    removed: list[str] = []
    failed: dict[str, LookerError] = {}
    for key in keys:
        try:
            _delete(client, user_id, str(key["id"]))
        except LookerError as error:
            failed[str(key["client_id"])] = error
        else:
            removed.append(str(key["client_id"]))
    if failed:
        reasons = "; ".join(f"could not remove API key {name} of {user}: {error}" for name, error in failed.items())
        done = f"{len(removed)} of {len(keys)} keys were removed"
        partial = _partial(
            [f"remove API key {name}" for name in removed],
            {f"remove API key {name}": error for name, error in failed.items()},
        )
        raise PartlyFailed(
            f"{reasons.rstrip('.')}. {done}; when the cause is gone, running it again completes it",
            next(iter(failed.values())),
            {**partial, "removed": removed, "remaining": list(failed)},
        )


def _partial(done: Sequence[str], failed: Mapping[str, LookerError]) -> dict[str, Any]:
    """What a run that failed half-way did, in the form of the modules that plan."""
    entries = [{"change": change, **error.as_result()} for change, error in failed.items()]
    return {"changed": bool(done), "done": list(done), "failures": entries, "not_tried": []}


def _delete(client: Client, user_id: str, identifier: str) -> None:
    """Removes a key. One that is not found is looked for: the removal may have been denied (facts 3.9)."""
    path = {"user_id": user_id, "credentials_api3_id": identifier}
    try:
        client.send(Call("delete_user_credentials_api3", path))
    except LookerError as error:
        if not is_absent(error) or any(str(key["id"]) == identifier for key in _keys(client, user_id)):
            raise


def list_keys(
    client: Client, resource: Resource, types: Types, user: Optional[str], purpose: Optional[str]
) -> list[dict[str, Any]]:
    """The API keys of one user or of all, never their secrets, sorted by user and age. Raises LookerError."""
    if user is None:
        rows = client.rows(
            Call("all_users", query={"fields": f"id,email,service_account_name,credentials_api3({FIELDS})"})
        )
        found = [(_name(row, resource), key) for row in rows for key in row.get("credentials_api3") or ()]
    else:
        owner = _find_user(client, types, user)
        keys = [] if owner.identifier is None else _keys(client, owner.identifier)
        found = [(owner.ref.key, key) for key in keys]
    shown = [{"user": name, **{field: key.get(field) for field in FIELDS.split(",")}} for name, key in found]
    kept = [key for key in shown if purpose is None or key["purpose"] == purpose]
    return sorted(kept, key=lambda key: (key["user"], str(key["created_at"]), str(key["id"])))


def _name(row: Mapping[str, Any], resource: Resource) -> str:
    record = Snapshot(Types((resource,), ()))
    return record.learn_row(resource, row).key
