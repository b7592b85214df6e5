# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a user is shown."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Any

from looker_sandbox.call import Call
from looker_sandbox.instance import full_name
from looker_sandbox.resources import credentials
from looker_sandbox.resources.credentials import nested
from looker_sandbox.schema import ALL_VERSIONS, ONLY_3, ONLY_4, Field, Model
from looker_sandbox.search import Row

NOT_3_0 = ALL_VERSIONS - {"3.0"}
ONLY_3_0 = frozenset({"3.0"})
ONLY_3_1 = frozenset({"3.1"})


def _avatar(query: str) -> Any:
    def get(call: Call, user: Row) -> str:
        return f"https://gravatar.lookercdn.com/avatar/{_gravatar(credentials.email_of(user))}?{query}"

    return get


@lru_cache(maxsize=65536)
def _gravatar(address: str) -> str:
    """Facts 5.14."""
    return hashlib.md5(address.encode(), usedforsecurity=False).hexdigest()


def _can(call: Call, user: Row) -> dict[str, bool]:
    """What the caller may do with the user (facts 4.11); nobody may sudo as oneself or as a disabled user."""
    admin, oneself = call.is_admin, user["id"] == call.caller["id"]
    details = oneself or call.sees_all
    sudo = admin and not oneself and not user.get("is_disabled")
    can = {"show": True, "index": True, "show_details": details, "index_details": details, "sudo": sudo}
    if call.version == "4.0" and call.release >= (23, 0):
        can |= {"show_creds": admin or oneself, "update_creds": admin}
    return can


def _group_ids(call: Call, user: Row) -> set[int]:
    inherited = call.quirk("user_group_ids") == "all"
    return call.instance.all_groups_of(user["id"]) if inherited else call.instance.groups_of(user["id"])


def _role_ids(call: Call, user: Row) -> set[int]:
    return call.instance.roles_of(user["id"], direct=call.quirk("user_role_ids") == "direct")


def _is_iam_admin(call: Call, user: Row) -> bool:
    return call.instance.edition == "core" and user["id"] in call.instance.admins()


# Text that was never given is an empty string in 4.0 (facts 2.20, 5.1), and null in 3.x: recorded of names in 2014, and
# taken to hold for addresses too.
_NOTHING = {"4.0": ""}


def _name(name: str) -> Field:
    return Field(
        name, value=lambda call, user: user.get(name) or _NOTHING.get(call.version), writable=True, kind=str, null_as=""
    )


def _home(name: str, **more: Any) -> Field:
    """The folder that a user begins in, under the name that the version has for it."""
    return Field(
        name,
        value=lambda call, user: str(user.get("home_folder_id", 1)),
        writable=True,
        kind=str,
        null_as=1,
        **more,
    )


def _display_name(call: Call, user: Row) -> str | None:
    """There is none without both names, says the API's description."""
    return full_name(user) if user.get("first_name") and user.get("last_name") else _NOTHING.get(call.version)


_ORDER_OF_3_0 = (
    "id first_name last_name email is_disabled avatar_url home_space_id credentials_email credentials_totp"
    " credentials_ldap credentials_google credentials_saml credentials_api credentials_api3 credentials_embed"
    " credentials_looker_openid looker_versions ui_state sessions presumed_looker_employee verified_looker_employee"
    " access_filters display_name role_ids group_ids url can"
).split()

USER = Model(
    "User",
    Field("avatar_url", value=_avatar("s=156&d=blank")),
    Field("avatar_url_without_sizing", value=_avatar("d=blank"), versions=NOT_3_0),
    Field("credentials_api", versions=ONLY_3_0),
    nested("api3"),
    nested("email"),
    nested("embed"),
    nested("google"),
    nested("ldap"),
    nested("looker_openid"),
    nested("oidc", versions=NOT_3_0),
    nested("saml"),
    nested("totp"),
    nested("workforce", versions=ONLY_4, since=(26, 10)),
    Field("email", value=lambda call, user: credentials.email_of(user) or _NOTHING.get(call.version)),
    _name("first_name"),
    _home("home_space_id", versions=ONLY_3),
    Field("id", is_id=True),
    _name("last_name"),
    Field("locale", "en", writable=True, kind=str, versions=NOT_3_0),
    Field("looker_versions", value=lambda call, user: user.get("looker_versions", [])),
    Field("models_dir_validated", writable=True, kind=bool, versions=NOT_3_0),
    Field("personal_space_id", value=lambda call, user: user.get("personal_folder_id"), versions=ONLY_3_1),
    Field("ui_state", writable=True, kind=dict),
    Field("embed_group_space_id", versions=ONLY_3_1),
    Field("embed_group_folder_id", versions=ONLY_4),
    # A string in 3.1 too, where the personal folder's is an integer (facts 2.15).
    _home("home_folder_id", versions=NOT_3_0),
    Field("personal_folder_id", is_id=True, versions=NOT_3_0),
    Field("presumed_looker_employee", False),
    Field("sessions", value=lambda call, user: user.get("sessions", []), model=credentials.SESSION),
    Field("verified_looker_employee", False),
    Field("access_filters", value=lambda call, user: [], versions=ONLY_3_0),
    Field("roles_externally_managed", False, versions=NOT_3_0),
    Field("allow_direct_roles", True, versions=NOT_3_0, since=(21, 0)),
    Field("allow_normal_group_membership", True, versions=NOT_3_0, since=(21, 0)),
    Field("allow_roles_from_normal_groups", True, versions=NOT_3_0, since=(21, 0)),
    Field("is_iam_admin", value=_is_iam_admin, on_request=True, versions=ONLY_4, since=(23, 14)),
    Field("can_manage_api3_creds", True, writable=True, kind=bool, versions=ONLY_4, since=(25, 14)),
    Field("is_service_account", False, versions=ONLY_4, since=(25, 18)),
    Field(
        "service_account_name",
        versions=ONLY_4,
        since=(25, 18),
        only_for=lambda user: bool(user.get("is_service_account")),
    ),
    Field("display_name", value=_display_name),
    Field("group_ids", value=_group_ids, is_id=True),
    Field("is_disabled", False, writable=True, kind=bool),
    Field("role_ids", value=_role_ids, is_id=True),
    Field("url", value=lambda call, user: call.link(f"/users/{user['id']}")),
    Field("can", value=_can),
    order={"3.0": _ORDER_OF_3_0},
)

# What one sees of somebody whose details are not for one's eyes.
_PUBLIC = ("avatar_url", "first_name", "id", "last_name", "display_name", "url", "can")
USER_PUBLIC = Model("UserPublic", *(f for f in USER.fields if f.name in _PUBLIC))
