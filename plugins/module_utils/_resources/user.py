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

from ansible_collections.biops.looker.plugins.module_utils._resource import (
    BY_ID,
    Adoption,
    Declared,
    Field,
    Fields,
    FollowUp,
    Link,
    LinkList,
    OwnLinks,
    Ref,
    Resource,
    Write,
)
from ansible_collections.biops.looker.plugins.module_utils._resources._links import CREDENTIAL, EMAIL

CREDENTIAL_TYPES = ("email", "google", "saml", "oidc", "ldap", "looker_openid", "embed", "totp", "api3", "workforce")
NO_ADDRESS = ("embed", "totp", "api3")
_ONE_ADDRESS = re.compile(r"[^@\s,;]+@[^@\s,;]+")


def _credentials(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The credentials that a user has: type -> Looker's object (for lists, the first of them)."""
    found: dict[str, Any] = {}
    for name in CREDENTIAL_TYPES:
        value = raw.get(f"credentials_{name}")
        if isinstance(value, list):
            value = value[0] if value else None
        if value:
            found[name] = value
    return found


def _normalise(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The record of a user. `email` is the address of the email credential, else that of any other credential."""
    held = _credentials(raw)
    login = (held.get("email") or {}).get("email")
    return {
        **raw,
        "email": login or raw.get("email") or "",
        "credentials": sorted(held),
        "login_address": login,
        "credentials_email": "present" if "email" in held else "absent",
    }


def _addresses(raw: Mapping[str, Any]) -> Iterable[str]:
    """Every address under which this user is known: single sign-on may know them by another one."""
    if raw.get("email"):
        yield raw["email"]
    for credential in _credentials(raw).values():
        address = credential.get("email") if isinstance(credential, Mapping) else None
        if address:
            yield address


def _own_links(declared: Declared, current: Optional[Fields]) -> OwnLinks:
    """The email credential that the declaration asks for, and the mails or URLs that go with a new one."""
    asked = declared.fields.get("credentials_email")
    given = declared.fields.get("email")
    held = None if current is None else current.get("login_address")
    here = Link(CREDENTIAL, declared.ref, EMAIL, given or held or "")
    if asked == "absent":
        return OwnLinks(unwanted=(here,) if held else ())
    unfinished = current is not None and not current.get("credentials")
    if held is None and not (asked == "present" or current is None or (unfinished and declared.by_id is None)):
        return OwnLinks()  # logs in some other way, and nobody asked for an email login
    if given is None or _same_address(held or "", given):
        return OwnLinks()
    if held and not (declared.previous or declared.by_id):
        return OwnLinks()  # found by the address of another credential: its email login is not ours to move
    return OwnLinks(wanted=(here,), calls=() if held else tuple(_invitations(declared, here)))


def _invitations(declared: Declared, login: Link) -> Iterable[FollowUp]:
    if declared.fields.get("send_setup_link"):
        write = Write("send_user_credentials_email_password_reset", {"user_id": declared.ref})
        yield FollowUp(write, after=login.place)
    if declared.fields.get("return_setup_url"):
        write = Write(
            "create_user_credentials_email_password_reset", {"user_id": declared.ref}, query={"expires": True}
        )
        yield FollowUp(write, after=login.place, repeatable=True, returns={"setup_url": "account_setup_url"})


def _traces(declared: Declared) -> Optional[Mapping[str, Any]]:
    """How to look for a user whose email step was lost: such a user has the names and nothing else."""
    names = {name: declared.fields[name] for name in ("first_name", "last_name") if declared.fields.get(name)}
    return names or None


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


def _same_address(one: Any, other: Any) -> bool:
    return str(one).lower() == str(other).lower()


def _protect(verb: str, current: Fields) -> Optional[str]:
    if current.get("verified_looker_employee"):
        return "it is a Looker support user, whom only Looker manages"
    return None


def _undone(kind: str, current: Fields) -> Optional[str]:
    """Where single sign-on mirrors groups, what was set by hand is undone at the next login (facts 13.1)."""
    if kind == "membership" and current.get("allow_normal_group_membership") is False:
        return "single sign-on manages the groups of this user and will undo the change at the next login"
    return None


def _cautions(declared: Declared, current: Fields) -> Iterable[str]:
    if current.get("is_disabled") and "is_disabled" not in declared.fields:
        yield f"{declared.ref} is disabled in Looker and stays so: give is_disabled to manage that"


USER = Resource(
    type="user",
    plural="users",
    key="email",
    fields=(
        Field("email", by_links=True, same=_same_address),
        Field("first_name"),
        Field("last_name"),
        Field("locale"),
        Field("is_disabled", "bool"),
        Field("credentials_email", choices=("present", "absent"), by_links=True, derived=True),
        Field("send_setup_link", "bool", action=True, default=False),
        Field("return_setup_url", "bool", action=True, default=False),
        Field("setup_url", read_only=True, returned_once=True, derived=True),
        Field("display_name", read_only=True),
        Field("personal_folder_id", read_only=True),
        Field("credentials", "list", elements="str", read_only=True, derived=True),
        Field("verified_looker_employee", "bool", read_only=True),
    ),
    lists=(LinkList("groups", "membership", "right", "group"),),
    listing=("all_users",),
    search=("search_users",),
    by_ids="all_users",
    create="create_user",
    update="update_user",
    delete="delete_user",
    columns=(
        "role_ids",
        "is_service_account",
        "allow_normal_group_membership",
        *(f"credentials_{name}(email)" for name in CREDENTIAL_TYPES if name not in NO_ADDRESS),
        *(f"credentials_{name}(created_at)" for name in NO_ADDRESS),
    ),
    fold=str.lower,
    sees=frozenset({"administer", "see_users"}),
    normalise=_normalise,
    addresses=_addresses,
    own_links=_own_links,
    traces=_traces,
    adopt=_adopt,
    check=_check,
    protect=_protect,
    undone=_undone,
    cautions=_cautions,
)
