# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The logins of a user, and the calls that go with them (facts 5.2 to 5.6).

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Optional

from ansible_collections.biops.looker.plugins.module_utils._facts import (
    Fields,
    Link,
    Ref,
    Write,
)
from ansible_collections.biops.looker.plugins.module_utils._resource import (
    Declared,
    FollowUp,
    OwnLinks,
)
from ansible_collections.biops.looker.plugins.module_utils._resources._links import CREDENTIAL, EMAIL

RESET = "forced_password_reset_at_next_login"


def same_address(one: Any, other: Any) -> bool:
    """Whether two addresses are the same, which their case does not decide."""
    return str(one).lower() == str(other).lower()


def own_links(declared: Declared, current: Optional[Fields]) -> OwnLinks:
    """The logins that the declaration asks for or forbids, and the calls that go with them."""
    held = current or {}
    unwanted = _unwanted(declared)
    wanted = _email_login(declared, current)
    gone = [login for login in held.get("logins") or () if login.partition("/")[0] in unwanted]
    sessions = list(_ended_sessions(declared, held))
    shows, warnings = _without_effect(declared, held, wanted) if current is not None else ({}, ())
    if gone:
        kinds = list(held.get("credentials") or ())
        shows["credentials"] = (kinds, [kind for kind in kinds if kind not in unwanted])
    if sessions:
        shows["open_sessions"] = (len(sessions), 0)
    return OwnLinks(
        wanted=(wanted,) if wanted else (),
        unwanted=tuple(Link(CREDENTIAL, declared.ref, Ref("credential", login)) for login in gone),
        calls=(
            *(_invitations(declared, wanted) if wanted and not held.get("login_address") else ()),
            *_password_reset(declared, held, wanted),
            *sessions,
        ),
        shows=shows,
        warnings=warnings,
    )


def kept_addresses(declared: Declared, current: Fields) -> Iterable[str]:
    """The addresses of logins that stay, and that another address of the user changes nothing about."""
    unwanted = {"email", *_unwanted(declared)}
    return [address for kind, address in current["addresses"].items() if kind not in unwanted]


def would_be_lost(declared: Declared, current: Optional[Fields]) -> Iterable[str]:
    """A user whom nobody could find by the declared address any more: each run would make a new one."""
    address = declared.fields.get("email")
    unwanted = _unwanted(declared)
    if declared.by_id is not None or address is None:
        return
    if current is None:
        if "email" in unwanted:
            yield f"{declared.ref} does not exist, and without a login by email only single sign-on can make it"
        return
    held = current["addresses"]
    kept = [other for kind, other in held.items() if kind not in unwanted]
    known = any(same_address(other, address) for other in kept) or _email_login(declared, current) is not None
    if unwanted & held.keys() and not known:
        yield f"{declared.ref} has no other login with this address and could not be found again: name it by id"


def _unwanted(declared: Declared) -> set[str]:
    """The kinds of logins that the user must not have."""
    absent = set(declared.fields.get("credentials_absent") or ())
    return absent | {"email"} if declared.fields.get("credentials_email") == "absent" else absent


def _email_login(declared: Declared, current: Optional[Fields]) -> Optional[Link]:
    """The email login as it should be, where something has to be done about it."""
    asked, given = declared.fields.get("credentials_email"), declared.fields.get("email")
    held = (current or {}).get("login_address")
    unfinished = current is not None and not current.get("credentials") and declared.by_id is None
    is_due = asked == "present" or (asked is None and (current is None or unfinished))
    if given is None or "email" in _unwanted(declared) or same_address(held or "", given):
        return None
    if held and not (declared.previous or declared.by_id):
        return None  # found by the address of another login: the email login is not ours to move
    return Link(CREDENTIAL, declared.ref, EMAIL, given) if held or is_due else None


def _without_effect(
    declared: Declared, held: Fields, login: Optional[Link]
) -> tuple[dict[str, tuple[Any, Any]], tuple[str, ...]]:
    """Declared values that stay as they are, before and after; and warnings where that may be a surprise."""
    shows: dict[str, tuple[Any, Any]] = {}
    warnings = []
    address = declared.fields.get("email")
    if login is None and address is not None and not same_address(address, held["email"]):
        shows["email"] = (held["email"], held["email"])
        known = any(same_address(address, other) for other in held["addresses"].values())
        if not known and "email" not in _unwanted(declared):
            sentence = f"user {held['id']} has no login by email that could get the address '{address}'"
            warnings.append(f"{sentence}: credentials_email: present makes one")
    if RESET in declared.fields and not _has_password(declared, held, login):
        shows[RESET] = (held[RESET], False)
        if declared.fields[RESET]:
            warnings.append(f"{declared.ref} has no login by email, so {RESET} has no effect")
    return shows, tuple(warnings)


def _has_password(declared: Declared, held: Fields, login: Optional[Link]) -> bool:
    """Whether there is a login by email afterwards."""
    return login is not None or (bool(held.get("login_address")) and "email" not in _unwanted(declared))


def _password_reset(declared: Declared, held: Fields, login: Optional[Link]) -> Iterable[FollowUp]:
    """Whether the next login asks for a new password is kept in the email login, not in the user."""
    wanted = declared.fields.get(RESET)
    if wanted is not None and _has_password(declared, held, login) and wanted != bool(held.get(RESET)):
        write = Write("update_user_credentials_email", {"user_id": declared.ref}, body={RESET: wanted})
        yield FollowUp(write, after=None if login is None else login.place, repeatable=True)


def _ended_sessions(declared: Declared, held: Fields) -> Iterable[FollowUp]:
    if declared.fields.get("end_sessions"):
        for session in held.get("session_ids") or ():
            path = {"user_id": declared.ref, "session_id": session}
            yield FollowUp(Write("delete_user_session", path), repeatable=True)


def _invitations(declared: Declared, login: Link) -> Iterable[FollowUp]:
    if declared.fields.get("send_setup_link"):
        write = Write("send_user_credentials_email_password_reset", {"user_id": declared.ref})
        yield FollowUp(write, after=login.place)
    if declared.fields.get("return_setup_url"):
        write = Write(
            "create_user_credentials_email_password_reset", {"user_id": declared.ref}, query={"expires": True}
        )
        # Before 23.0 there was one URL for both (facts 5.3, 5.5).
        urls = ("account_setup_url", "password_reset_url")
        yield FollowUp(write, after=login.place, repeatable=True, returns={"setup_url": urls})
