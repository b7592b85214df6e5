# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads and writes OAuth client apps as `_oauth_client_app` decides. No Ansible.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Optional

from ansible_collections.biops.looker.plugins.module_utils._api_version import operation, release_key
from ansible_collections.biops.looker.plugins.module_utils._client import Call, Client
from ansible_collections.biops.looker.plugins.module_utils._errors import (
    LookerError,
    OutcomeUnknown,
    is_absent,
    is_already_exists,
)
from ansible_collections.biops.looker.plugins.module_utils._facts import BY_ID, Ref
from ansible_collections.biops.looker.plugins.module_utils._needs import Need
from ansible_collections.biops.looker.plugins.module_utils._oauth_client_app import (
    SEVERAL_SINCE,
    SHOWN,
    UPDATE,
    WRITTEN,
    App,
    AppPlan,
    Step,
    WantedApp,
    app_of,
    changed_fields,
    plan_app,
)
from ansible_collections.biops.looker.plugins.module_utils._resource import Types
from ansible_collections.biops.looker.plugins.module_utils._snapshot import Snapshot, extend_snapshot, take_snapshot
from ansible_collections.biops.looker.plugins.module_utils._state import PartlyFailed, PlanError

SEES_ALL = "administer"
Options = Mapping[str, Any]


class Names:
    """Users and groups, by name and by id."""

    def __init__(self, client: Client, types: Types) -> None:
        self._client, self._types = client, types
        self._snapshot: Snapshot = take_snapshot(client, Need(), types)

    @property
    def sees_all(self) -> bool:
        """Whether an app that Looker does not show is not there."""
        return SEES_ALL in self._snapshot.have().rights

    def learn(self, refs: Iterable[Ref]) -> None:
        extend_snapshot(self._client, self._snapshot, Need(frozenset(refs)))

    def ref(self, kind: str, name: str) -> Ref:
        return self._types[kind].ref(name)

    def identifier(self, ref: Ref) -> str:
        """Raises PlanError where there is no such object, or more than one."""
        found = self._snapshot.ids.get(self._snapshot.have().resolve(ref))
        if found is None:
            raise PlanError([f"{ref} does not exist, as far as the API user may see"])
        return found

    def name(self, kind: str, identifier: str) -> str:
        """As a user would write it; `id:…` where the object has no name that can be seen."""
        ref = Ref(kind, BY_ID + identifier)
        have = self._snapshot.have()
        found = have.aliases.get(ref, ref)
        return str(have.objects.get(found, {}).get(self._types[kind].key) or found.key)

    def shown(self, app: App) -> dict[str, Any]:
        """An app as modules return it."""
        record = {name: app[name] for name in SHOWN if name in app and name != "group_id"}
        if "group_id" in app:
            group = app["group_id"]
            record["group"] = None if group is None else self.name("group", group)
        if "activated_users" in app:
            record["activated_users"] = sorted(self.name("user", user) for user in app["activated_users"])
        return record


def _mentioned(app: App) -> set[Ref]:
    groups = {Ref("group", BY_ID + app["group_id"])} if app.get("group_id") is not None else set()
    return groups | {Ref("user", BY_ID + user) for user in app["activated_users"]}


def list_apps(client: Client, types: Types, guid: Optional[str]) -> dict[str, Any]:
    """The result of the info module: the apps that the caller may see, sorted by guid, and `warnings`."""
    rows = client.rows(Call("all_oauth_client_apps"))
    apps = [app_of(row) for row in rows if guid is None or row["client_guid"] == guid]
    names = Names(client, types)
    names.learn({ref for app in apps for ref in _mentioned(app)})
    cut = f"the API user may not see all OAuth client apps (that takes the permission {SEES_ALL}): some may be missing"
    listed = [names.shown(app) for app in sorted(apps, key=lambda app: str(app["client_guid"]))]
    return {"oauth_client_apps": listed, "warnings": [] if names.sees_all else [cut]}


def converge_app(client: Client, types: Types, options: Options, check_mode: bool) -> dict[str, Any]:
    """The result of the module. Raises PlanError and NotOffered (before any write), LookerError, PartlyFailed."""
    current = _read(client, options["client_guid"])
    names = Names(client, types)
    if current is None and not names.sees_all:
        sentence = "was not found, but the API user may not see every app: give it the permission"
        raise PlanError([f"OAuth client app '{options['client_guid']}' {sentence} {SEES_ALL}"])
    plan = plan_app(_wanted(client, names, options, current), current)
    if plan.problems:
        raise PlanError(plan.problems)
    _check_removals(plan, options["max_removals"])
    for step in plan.steps:
        client.permit(operation(step.call.operation))
    after = plan.after
    if not check_mode:
        answered = _carry_out(client, plan)
        after = {**answered, **plan.after} if current is None else after
    record = names.shown(after) if after else {"client_guid": options["client_guid"]}
    result: dict[str, Any] = {"changed": bool(plan.steps), "oauth_client_app": record}
    if plan.steps:
        result["diff"] = _diff(names, plan)
    return result


def _read(client: Client, guid: str) -> Optional[App]:
    try:
        return app_of(client.record(Call("oauth_client_app", {"client_guid": guid})))
    except LookerError as error:
        if not is_absent(error):
            raise
        return None


def _wanted(client: Client, names: Names, options: Options, current: Optional[App]) -> WantedApp:
    """The declaration with ids. Raises PlanError."""
    names.learn(_mentioned(current) if current else ())
    if options["state"] == "absent":
        return WantedApp(options["client_guid"], state="absent")
    if options["redirect_uris"] is not None and () < release_key(client.release) < release_key(SEVERAL_SINCE):
        raise PlanError([f"redirect_uris needs Looker {SEVERAL_SINCE}; this instance runs {client.release}"])
    group = names.ref("group", options["group"]) if options["group"] else None
    users = [names.ref("user", name) for name in options["activated_users"] or ()]
    names.learn({*users, *([group] if group else [])})
    fields = {name: options[name] for name in WRITTEN if options.get(name) is not None}
    if options["group"] is not None:
        fields["group_id"] = names.identifier(group) if group else None
    return WantedApp(
        guid=options["client_guid"],
        fields=fields,
        users=None if options["activated_users"] is None else frozenset(names.identifier(user) for user in users),
        list_mode=options["list_mode"],
        invalidate_tokens=bool(options["invalidate_tokens"]),
    )


def _check_removals(plan: AppPlan, most: int) -> None:
    if len(plan.removals) > most:
        gone = ", ".join(plan.removals)
        raise PlanError([f"{len(plan.removals)} removals are more than max_removals ({most}) allows: {gone}"])


def _carry_out(client: Client, plan: AppPlan) -> App:
    """What Looker says of the app. One user who fails does not hide the others. Raises PartlyFailed."""
    answered: App = {}
    done: list[str] = []
    if plan.first is not None:
        answered = _carry_out_first(client, plan.first)
        done.append(plan.first.words)
    failed: dict[str, LookerError] = {}
    for step in plan.then:
        try:
            client.send(step.call)
        except LookerError as error:
            failed[step.words] = error
        else:
            done.append(step.words)
    if failed:
        reasons = "; ".join(f"could not {words}: {error}" for words, error in failed.items()).rstrip(".")
        entries = [{"change": words, **error.as_result()} for words, error in failed.items()]
        raise PartlyFailed(
            f"{reasons}. {len(done)} of {len(plan.steps)} changes were made; running it again completes them",
            next(iter(failed.values())),
            {"changed": bool(done), "done": done, "failures": entries, "not_tried": []},
        )
    return answered


def _carry_out_first(client: Client, step: Step) -> App:
    """Registers, updates or deletes the app. An app that is there meanwhile is made what is wanted."""
    send = client.send if step.call.body is None else client.record
    try:
        answer = send(step.call)
    except LookerError as error:
        goes = step.call.body is None
        if not isinstance(error, OutcomeUnknown) and (goes or not is_already_exists(error)):
            raise
        found = _read(client, step.call.path["client_guid"])
        if goes and found is None:
            return {}
        if goes or found is None:
            raise
        rest = changed_fields(step.call.body, found, False)
        answer = client.record(Call(UPDATE, step.call.path, body=rest)) if rest else None
        return found if answer is None else app_of(answer)
    return app_of(answer) if answer else {}


def _diff(names: Names, plan: AppPlan) -> dict[str, Any]:
    """What changes; an app that comes or goes, as far as it is declared or known."""
    before, after = names.shown(plan.before), names.shown(plan.after)
    if before and after:
        apart = [name for name in {**before, **after} if before.get(name) != after.get(name)]
        before = {name: before[name] for name in apart if name in before}
        after = {name: after[name] for name in apart if name in after}
    return {"before": before, "after": after}
