# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users."""

from __future__ import annotations

from typing import Any

from looker_sandbox.call import Call
from looker_sandbox.errors import ApiError, Problem, invalid, not_found, refused
from looker_sandbox.folders import FolderId
from looker_sandbox.instance import ALL_USERS, full_name, now
from looker_sandbox.operations import Operations
from looker_sandbox.paging import Page
from looker_sandbox.resources import credentials
from looker_sandbox.resources.user_model import USER, USER_PUBLIC
from looker_sandbox.schema import ONLY_4, Model
from looker_sandbox.search import (
    Filter,
    Row,
    any_text_filter,
    flag_filter,
    like,
    number_filter,
    numbers_filter,
    parse_number,
    select,
    text_filter,
)

operations = Operations()


# Reading


def visible_users(call: Call) -> list[Row]:
    """The users that the caller may list."""
    return call.listable(call.instance.users.read_all(), lambda user: is_visible(call, user))


def is_visible(call: Call, user: Row) -> bool:
    """Whether the caller may see that there is such a user."""
    if user["id"] == call.caller["id"] or call.sees_all:
        return True
    shared = call.instance.groups_of(user["id"]) & call.instance.groups_of(call.caller["id"])
    return bool(shared - {ALL_USERS})


def find_user(call: Call, argument: str = "user_id") -> Row:
    """The user that the path names, as a reader sees it. Raises 404."""
    user = call.instance.users.read(call.argument(argument))
    if user is None or not is_visible(call, user):
        raise not_found()
    return user


def user_in_detail(call: Call) -> Row:
    """The user that the path names, for a caller who may see all about it. Raises 404."""
    user = find_user(call)
    if not _sees_details(call, user):
        raise not_found()
    return user


def _sees_details(call: Call, user: Row) -> bool:
    return call.sees_all or bool(user["id"] == call.caller["id"])


def user_to_write(call: Call, argument: str = "user_id") -> Row:
    """The user that the path names, for a caller who may change users. Raises 404."""
    call.demand_admin()
    user = call.instance.users.get(call.argument(argument))
    if user is None:
        raise not_found()
    return user


def show_user(call: Call, user: Row) -> dict[str, Any]:
    """One user as far as the caller may see it."""
    return call.show(_model_for(call, user), user)


def _model_for(call: Call, user: Row) -> Model:
    return USER if _sees_details(call, user) else USER_PUBLIC


SORTS = {"email": credentials.email_of, "display_name": full_name}


def show_users(call: Call, users: list[Row], *, paged: bool = True) -> Page:
    """Those of some users that the caller may see; ``paged`` by limit and offset in 4.0 and by page everywhere."""
    model = USER if call.sees_all else USER_PUBLIC
    visible = [user for user in users if is_visible(call, user)]
    return call.show_list(model, visible, by_limit=paged and call.version == "4.0", by_page=paged, sort_values=SORTS)


def _search_filters(call: Call) -> dict[str, Filter]:
    """The search parameters; those about details are for callers who may see them, says the API's description."""
    kinds = credentials.WITH_ADDRESS if call.quirk("search_email") == "both" else ("email",)
    filters = {
        "id": number_filter(lambda u: u["id"]),
        "first_name": text_filter(lambda u: u.get("first_name")),
        "last_name": text_filter(lambda u: u.get("last_name")),
    }
    details = {
        "email": any_text_filter(lambda u: credentials.addresses(u, kinds)),
        "verified_looker_employee": flag_filter(lambda u: u.get("verified_looker_employee", False)),
        "is_disabled": flag_filter(lambda u: u.get("is_disabled", False)),
    }
    if call.route == "/users/search":
        filters["embed_user"] = flag_filter(lambda u: bool(credentials.credential(u, "embed")))
        filters["group_id"] = numbers_filter(lambda u: call.instance.groups_of(u["id"]))
        if call.version == "4.0":
            filters["full_name"] = text_filter(full_name)
            details["can_manage_api3_creds"] = flag_filter(lambda u: u.get("can_manage_api3_creds", True))
            details["is_service_account"] = flag_filter(lambda u: u.get("is_service_account", False))
    return {**filters, **details} if call.sees_all else filters


@operations.add("GET", "/user")
def me(call: Call) -> Any:
    """The caller."""
    return call.show(USER, call.caller)


@operations.add("GET", "/users")
def all_users(call: Call) -> Any:
    """All users, or those named by ``ids`` (facts 4.7); there is no other filter (facts 4.8)."""
    users = visible_users(call)
    wanted = number_filter(lambda u: u["id"])(call.query.get("ids", ""))
    return show_users(call, [u for u in users if wanted is None or wanted(u)])


@operations.add("GET", "/users/search")
def search_users(call: Call) -> Any:
    """Users by search parameters."""
    return show_users(call, call.selected(visible_users(call), _search_filters(call)))


@operations.add("GET", "/users/search/names/{pattern}")
def search_users_names(call: Call) -> Any:
    """Users whose first name, last name or address matches, and whom the other parameters match too."""
    matches = like(call.arguments["pattern"])
    hits = [
        user
        for user in visible_users(call)
        if any(matches(user.get(name) or "") for name in ("first_name", "last_name"))
        or any(matches(address) for address in credentials.addresses(user))
    ]
    others = {name: value for name, value in call.query.items() if name != "filter_or"}  # which is not offered here
    return show_users(call, select(hits, _search_filters(call), others))


@operations.add("GET", "/users/{user_id}")
def user(call: Call) -> Any:
    """One user."""
    return show_user(call, find_user(call))


_CREDENTIAL_IDS = {
    "email": "email",
    "google": "google_user_id",
    "saml": "saml_user_id",
    "oidc": "oidc_user_id",
    "ldap": "ldap_id",
    "api3": "client_id",
    "embed": "external_user_id",
    "looker_openid": "email",
}


@operations.add("GET", "/users/credential/{credential_type}/{credential_id}", denied_in_core=True)
def user_for_credential(call: Call) -> Any:
    """The user that has a credential of a type with an id."""
    kind, wanted = call.arguments["credential_type"], call.arguments["credential_id"].casefold()
    if kind not in _CREDENTIAL_IDS:
        raise not_found()
    for user in visible_users(call):
        found = credentials.credential(user, kind)
        for row in found if isinstance(found, list) else [found] if found else []:
            if str(row.get(_CREDENTIAL_IDS[kind], "")).casefold() == wanted:
                return show_user(call, user)
    raise not_found()


# Writing


@operations.add("POST", "/users", denied_in_core=True)  # users come from the identity provider there (facts 10)
def create_user(call: Call) -> Any:
    """A user without any way to log in; an address in the body is not taken (facts 5.1, 5.2)."""
    call.demand_admin()
    values = _read_user(call)
    return show_user(call, new_user(call, values))


def new_user(call: Call, values: dict[str, Any]) -> Row:
    """Add a user with a personal folder of its own."""
    instance = call.instance
    row = {"personal_folder_id": instance.new_folder_id(), "credentials": {}}
    return instance.users.insert({**row, **values}, stale_reads=instance.stale_reads)


def _read_user(call: Call) -> dict[str, Any]:
    values = USER.read_body(call, call.object)
    if "home_space_id" in values:  # its name in 3.x
        values.setdefault("home_folder_id", values.pop("home_space_id"))
    if "home_folder_id" in values:
        values["home_folder_id"] = parse_number(values["home_folder_id"])
        if values["home_folder_id"] is None:
            raise invalid(Problem("home_folder_id", "invalid", "'home_folder_id' is not the id of a folder"))
    return values


@operations.add("PATCH", "/users/{user_id}")
def update_user(call: Call) -> Any:
    """Change a user; the last enabled admin cannot be disabled (facts 12.5)."""
    user = user_to_write(call)
    change_user(call, user, _read_user(call))
    return show_user(call, user)


def change_user(call: Call, user: Row, values: Row) -> None:
    """Change a user's row. Disabling it disables its schedules (facts 5.8)."""
    if values.get("is_disabled") and not user.get("is_disabled"):
        _keep_an_admin(call, user)
        for plan in call.instance.scheduled_plans:
            if plan.get("user_id") == user["id"]:
                plan["enabled"] = False
    call.instance.users.update(user, values, stale_reads=call.instance.stale_reads)


@operations.add("DELETE", "/users/{user_id}")
def delete_user(call: Call) -> Any:
    """Delete a user, with all that hangs on it; nobody deletes oneself (facts 3.7, 5.7)."""
    user = user_to_write(call)
    if user["id"] == call.caller["id"]:
        raise ApiError(403, "Permission Denied")
    _keep_an_admin(call, user)
    folders = _personal_folders(call, user)
    call.instance.users.delete(user["id"])
    call.instance.members.forget_right(user["id"])
    call.instance.user_roles.forget_left(user["id"])
    call.instance.app_users.forget_right(user["id"])
    _discard_content(call, user["id"], folders)


def _personal_folders(call: Call, user: Row) -> set[FolderId]:
    """The personal folder of a user, and all that are in it."""
    own = user["personal_folder_id"]
    tree = call.folders
    return {row["id"] for row in tree.rows.values() if own in (row["id"], *(up["id"] for up in tree.ancestors(row)))}


def _discard_content(call: Call, user_id: int, folders: set[FolderId]) -> None:
    """Content goes to the trash, others' in the personal folder too, and that folder goes; schedules go, and others' on
    the content (facts 5.8, 13.8). What becomes of alerts is a quirk."""
    gone: dict[str, set[int]] = {}
    for folder in list(call.instance.folders):
        if folder["id"] in folders:
            call.instance.folders.delete(folder["id"])
    if call.quirk("alerts_of_deleted") == "deleted":
        for alert in list(call.instance.alerts):
            if alert.get("owner_id") == user_id:
                call.instance.alerts.delete(alert["id"])
    for key, table in (("dashboard_id", call.instance.dashboards), ("look_id", call.instance.looks)):
        rows = [row for row in table if row.get("user_id") == user_id or row.get("folder_id") in folders]
        gone[key] = {row["id"] for row in rows}
        for row in rows:
            row.update(deleted=True, deleted_at=now())
    for plan in list(call.instance.scheduled_plans):
        if plan.get("user_id") == user_id or any(plan.get(key) in ids for key, ids in gone.items()):
            call.instance.scheduled_plans.delete(plan["id"])


def _keep_an_admin(call: Call, user: Row) -> None:
    if call.instance.admins() == {user["id"]}:
        raise last_admin(call)


def last_admin(call: Call) -> ApiError:
    """The refusal to take away the last enabled admin (facts 12.5)."""
    return call.refuse("last_admin", "The last administrator cannot be removed.", "id")


@operations.add("POST", "/users/embed_user", versions=ONLY_4)
def create_embed_user(call: Call) -> Any:
    """A user for embedding, known by the id that another system gave it."""
    call.demand_admin()
    external = call.object.get("external_user_id")
    if not external:
        raise refused(400, "external_user_id is required.", "external_user_id")
    user = new_user(call, {})
    user["credentials"]["embed"] = [
        {"id": call.instance.new_credential_id(), "user_id": user["id"], "external_user_id": str(external)}
    ]
    return call.show(USER_PUBLIC, user)
