# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The declaration of Looker users (facts section 5).

Note: this module_utils is private to the biops.looker collection and may change without notice.

A user's email is not a property of the user: it is the address of a credential, made by a second call (facts 5.2).
So the natural key is the value of the link user -> email credential.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Optional

from ansible_collections.biops.looker.plugins.module_utils._facts import (
    BY_ID,
    Fields,
    Ref,
)
from ansible_collections.biops.looker.plugins.module_utils._link_kind import LinkList
from ansible_collections.biops.looker.plugins.module_utils._resource import (
    Adoption,
    Declared,
    Field,
    Inquiry,
    Lookup,
    Offers,
    Purge,
    Resource,
    Verdict,
)
from ansible_collections.biops.looker.plugins.module_utils._resources._along import WITH_USER, goes_with_user
from ansible_collections.biops.looker.plugins.module_utils._resources._logins import (
    RESET,
    kept_addresses,
    own_links,
    same_address,
    would_be_lost,
)

SINGLE_SIGN_ON = ("google", "saml", "oidc", "ldap", "looker_openid", "workforce")
REMOVABLE = ("totp", "google", "saml", "oidc", "ldap", "looker_openid", "embed", "email", "api3")
CREDENTIAL_TYPES = ("email", "google", "saml", "oidc", "ldap", "looker_openid", "embed", "totp", "api3", "workforce")
_ONE_ADDRESS = re.compile(r"[^@\s,;]+@[^@\s,;]+")


def _credentials(raw: Mapping[str, Any]) -> dict[str, list[Mapping[str, Any]]]:
    """The logins that a user has: type -> Looker's objects."""
    found = {}
    for name in CREDENTIAL_TYPES:
        value = raw.get(f"credentials_{name}")
        if value:
            found[name] = value if isinstance(value, list) else [value]
    return found


def _normalise(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The record of a user. `email` is the address of the email login, else that of any other one.

    A service account has no address: its name stands in for it (facts 13.9).
    """
    held = _credentials(raw)
    login = held.get("email", [{}])[0]
    address = login.get("email")
    several = [f"{kind}/{item['id']}" for kind in ("api3", "embed") for item in held.get(kind, ()) if item.get("id")]
    names = {name: raw[name] or "" for name in ("first_name", "last_name") if name in raw}  # null in 3.x (facts 2.20)
    return {
        **raw,
        **names,
        "email": address or raw.get("email") or raw.get("service_account_name") or "",
        "credentials": sorted(held),
        "logins": sorted({*held} - {"api3", "embed"}) + several,
        "login_address": address,
        "addresses": {kind: row["email"] for kind, rows in held.items() for row in rows if row.get("email")},
        "credentials_email": "present" if "email" in held else "absent",
        RESET: bool(login.get(RESET)),
        "session_ids": [str(session["id"]) for session in raw.get("sessions") or ()],
    }


def _addresses(raw: Mapping[str, Any]) -> Iterable[str]:
    """Every address under which this user is known: single sign-on may know them by another one."""
    if raw.get("email"):
        yield raw["email"]
    for logins in _credentials(raw).values():
        yield from (login["email"] for login in logins if login.get("email"))


def _until_sso(value: Any, current: Optional[Fields], list_mode: str) -> Any:
    """`until_sso`: an email login only until there is one by single sign-on, with the same address."""
    if value != "until_sso":
        return value
    held = current or {}
    others = [address for kind, address in held.get("addresses", {}).items() if kind in SINGLE_SIGN_ON]
    own = held.get("login_address")
    return "absent" if any(own is None or same_address(own, address) for address in others) else "present"


def _traces(declared: Declared) -> Iterable[Lookup]:
    """Where else a user may be that the search by email did not find.

    That search may know the addresses of email logins only (quirk 12.20); the search by names knows all. And a user
    whose email step was lost has the names and nothing else.
    """
    address = declared.fields.get("email")
    if address:
        yield Lookup("search_users_names", path={"pattern": address})
    names = {name: declared.fields[name] for name in ("first_name", "last_name") if declared.fields.get(name)}
    if names:
        yield Lookup("search_users", names)


def _adopt(declared: Declared, others: Mapping[Ref, Fields]) -> Adoption:
    """Takes over the one user that an interrupted run left: nobody can log in as it, so this harms no one."""
    names = [declared.fields.get(name) for name in ("first_name", "last_name")]
    left_behind = [
        ref
        for ref, record in others.items()
        if [record.get("first_name") or None, record.get("last_name") or None] == [name or None for name in names]
        and not (record.get("credentials") or record.get("role_ids") or record.get("email"))
        and set(record.get("group_ids") or ()) <= {"1", 1}  # only "All Users" (facts 6.2)
        and not record.get("is_service_account")
    ]
    if len(left_behind) == 1:
        return Adoption(ref=left_behind[0])
    if left_behind:
        ids = ", ".join(sorted(ref.key.removeprefix(BY_ID) for ref in left_behind))
        return Adoption(
            warnings=(
                (
                    f"several users named '{' '.join(filter(None, names))}' have no login and no role (ids {ids}); "
                    f"none of them was taken for {declared.ref.key}: name one with id, or delete them"
                ),
            )
        )
    return Adoption()


def _check(declared: Declared) -> Iterable[str]:
    for name in ("email", "previous_email"):
        address = declared.fields.get("email") if name == "email" else declared.previous and declared.previous.key
        if address and not _ONE_ADDRESS.fullmatch(address) and not address.startswith(BY_ID):
            yield f"{name} '{address}' is not an email address (like ada@example.com)"
    asked = declared.fields.get("credentials_email")
    if asked in ("present", "until_sso") and "email" in declared.fields.get("credentials_absent", ()):
        yield f"credentials_email is {asked}, but credentials_absent names email"


def _protect(what: str, current: Fields) -> Optional[str]:
    logins = set(current.get("credentials") or ())
    if "embed" in logins and not logins & {"email", *SINGLE_SIGN_ON}:
        return "it is an embed user, whom the application that embeds Looker manages"
    if current.get("verified_looker_employee"):
        return "it is a Looker support user, whom only Looker manages"
    return None


def _spares(record: Fields) -> bool:
    """Whom single sign-on brings it would bring again, and who has no address cannot be declared by it."""
    return not record.get("email") or bool({*(record.get("credentials") or ())}.intersection(SINGLE_SIGN_ON))


def _undone(kind: str, comes: bool, current: Fields) -> Optional[str]:
    """Where single sign-on mirrors groups, what was set by hand is undone at the next login (facts 13.1).

    It takes away what it does not allow, and gives nothing back, except where it sets the roles itself.
    """
    if kind == "membership" and comes and current.get("allow_normal_group_membership") is False:
        return "single sign-on allows this user no such group, and takes it away at the next login"
    if kind == "membership" and comes and current.get("allow_roles_from_normal_groups") is False:
        return "single sign-on lets this user have no roles from such a group"
    if kind == "role_user" and current.get("roles_externally_managed"):
        return "single sign-on manages the roles of this user and will undo the change at the next login"
    if kind == "role_user" and comes and current.get("allow_direct_roles") is False:
        return "single sign-on allows this user no roles of their own, and takes it away at the next login"
    return None


def _verify(declared: Declared, current: Optional[Fields], inquiry: Inquiry) -> Verdict:
    warnings = []
    if current is not None and current.get("is_disabled") and "is_disabled" not in declared.fields:
        warnings.append(f"{declared.ref} is disabled in Looker and stays so: give is_disabled to manage that")
    return Verdict(tuple(would_be_lost(declared, current)), tuple(warnings))


def _by_key(key: str, offers: Offers) -> Optional[Mapping[str, Any]]:
    """Users are searched for by address; a key without one can only be the name of a service account.

    A Looker that has none ignores that filter without a word and would show everybody (facts 4.8).
    """
    if "@" in key:
        return {"email": key}
    return {"is_service_account": True} if offers("create_service_account") else None


USER = Resource(
    type="user",
    plural="users",
    key="email",
    fields=(
        Field("email", by_links=True, same=same_address),
        Field("first_name"),
        Field("last_name"),
        Field("locale", api_since="3.1"),
        Field("is_disabled", "bool"),
        Field("home_folder", api="home_folder_id", api_since="3.1", filled=True, local=True),
        Field("can_manage_api3_creds", "bool", since="25.14"),
        Field(RESET, "bool", by_links=True, derived=True, api_since="3.1"),
        Field(
            "credentials_email",
            choices=("present", "absent", "until_sso"),
            by_links=True,
            derived=True,
            effective=_until_sso,
        ),
        Field("credentials_absent", "list", elements="str", choices=REMOVABLE, action=True),
        Field("end_sessions", "bool", action=True, default=False),
        Field("send_setup_link", "bool", action=True, default=False),
        Field("return_setup_url", "bool", action=True, default=False),
        Field("setup_url", read_only=True, returned_once=True, derived=True),
        Field("display_name", read_only=True, follows=("first_name", "last_name")),
        Field("personal_folder_id", read_only=True),
        Field("credentials", "list", elements="str", read_only=True, derived=True, follows=("credentials_email",)),
        Field("verified_looker_employee", "bool", read_only=True),
    ),
    lists=(
        LinkList("groups", "membership", "right", "group"),
        LinkList("roles", "role_user", "right", "role"),
        LinkList("attributes", "user_value", "left", "user_attribute", valued=True, costly=True),
        LinkList("unset_attributes", "user_value", "left", "user_attribute", removes=True),
    ),
    listing=("all_users",),
    search=("search_users",),
    belongs=lambda record: not record.get("is_service_account"),
    by_key=_by_key,
    by_ids="all_users",
    create="create_user",
    update="update_user",
    delete="delete_user",
    columns=(
        "service_account_name",
        "is_service_account",
        "sessions(id)",
        *(f"allow_{what}" for what in ("direct_roles", "normal_group_membership", "roles_from_normal_groups")),
        "roles_externally_managed",
        f"credentials_email(email,{RESET})",
        *(f"credentials_{name}(email)" for name in SINGLE_SIGN_ON),
        "credentials_totp(created_at)",
        "credentials_api3(id,created_at,is_disabled)",
        "credentials_embed(id)",
    ),
    fold=str.lower,
    sees=frozenset({"administer", "see_users"}),
    normalise=_normalise,
    addresses=_addresses,
    keeps=kept_addresses,
    own_links=own_links,
    traces=_traces,
    adopt=_adopt,
    check=_check,
    verify=_verify,
    protect=_protect,
    purge=Purge(
        needs_scope=True, instead={"is_disabled": True}, stops="the schedules of whom it disables"
    ),  # facts 5.8
    spares=_spares,
    undone=_undone,
    along=WITH_USER,
    takes_along=goes_with_user,
)
