# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ways in which a user can log in: email and password, API keys, and those that single sign-on makes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from looker_sandbox.instance import now
from looker_sandbox.schema import ALL_VERSIONS, ONLY_4, Field, Model
from looker_sandbox.search import Row

# A credential is a row inside its user's row: row["credentials"]["email"]. It carries its user's id as "user_id".


def _link(name: str) -> Field:
    return Field("url", value=lambda call, row: call.link(f"/users/{row['user_id']}/{name}"))


def _user_link() -> Field:
    return Field("user_url", value=lambda call, row: call.link(f"/users/{row['user_id']}"))


def _when_set(name: str) -> Field:
    """A date or URL that is not there yet: null in 3.x, an empty string in 4.0 (facts 2.20)."""
    return Field(name, value=lambda call, row: row.get(name) or ("" if call.version == "4.0" else None))


def is_expired(row: Row, name: str = "password_reset_url") -> bool:
    """Whether a URL to set a password is past its time, or not there."""
    return not row.get(name) or (row.get("reset_expires_at") or now()) < now()


def _expired(name: str) -> Field:
    return Field(f"{name}_expired", value=lambda call, row: is_expired(row, name), versions=ONLY_4, since=(24, 14))


def _can(**rights: bool) -> Field:
    return Field("can", value=lambda call, row: dict(rights))


EMAIL = Model(
    "CredentialsEmail",
    Field("created_at"),
    _when_set("logged_in_at"),
    Field("type", "email"),
    Field("email", writable=True, kind=str),
    Field("forced_password_reset_at_next_login", False, writable=True, kind=bool, versions=ALL_VERSIONS - {"3.0"}),
    Field("user_id", is_id=True, versions=ONLY_4, since=(23, 14)),
    Field("is_disabled", True),
    _when_set("password_reset_url"),
    Field(
        "account_setup_url",
        value=lambda call, row: row.get("account_setup_url") or "",
        versions=ONLY_4,
        since=(23, 0),
    ),
    _expired("password_reset_url"),
    _expired("account_setup_url"),
    _link("credentials_email"),
    _user_link(),
    Field("can", value=lambda call, row: {"show_password_reset_url": call.is_admin}),
    order={"3.0": "email created_at logged_in_at type is_disabled password_reset_url url user_url can".split()},
)

API3 = Model(
    "CredentialsApi3",
    Field("id", is_id=True),
    Field("client_id"),
    Field("created_at"),
    Field("type", "api3"),
    Field("is_disabled", False),
    Field("purpose", "", writable=True, kind=str, versions=ONLY_4, since=(25, 14)),
    Field("url", value=lambda call, row: call.link(f"/users/{row['user_id']}/credentials_api3/{row['id']}")),
    _can(),
)


def _single_sign_on(kind: str, *own: str) -> Model:
    return Model(
        f"credentials_{kind}",
        Field("created_at"),
        *(Field(name) for name in own),
        Field("is_disabled", False),
        _when_set("logged_in_at"),
        Field("type", kind),
        _link(f"credentials_{kind}"),
        _can(),
    )


LDAP = _single_sign_on("ldap", "email", "ldap_dn", "ldap_id")
GOOGLE = _single_sign_on("google", "domain", "email", "google_user_id")
SAML = _single_sign_on("saml", "email", "saml_user_id")
OIDC = _single_sign_on("oidc", "email", "oidc_user_id")
LOOKER_OPENID = _single_sign_on("looker_openid", "email", "logged_in_ip")
WORKFORCE = _single_sign_on("workforce", "email", "workforce_user_id")

EMBED = Model(
    "CredentialsEmbed",
    Field("created_at"),
    Field("external_group_id"),
    Field("external_user_id"),
    Field("id", is_id=True),
    Field("is_disabled", False),
    _when_set("logged_in_at"),
    Field("type", "embed"),
    Field("url", value=lambda call, row: call.link(f"/users/{row['user_id']}/credentials_embed/{row['id']}")),
    _can(),
)

TOTP = Model(
    "CredentialsTotp",
    Field("created_at"),
    Field("type", "two-factor"),
    Field("verified", False),
    Field("is_disabled", False),
    _link("credentials_totp"),
    _can(),
)

SESSION = Model(
    "Session",
    Field("id", is_id=True),
    Field("ip_address"),
    Field("browser"),
    Field("operating_system"),
    Field("city"),
    Field("state"),
    Field("country"),
    Field("credentials_type"),
    Field("extended_count"),
    Field("extended_at"),
    Field("sudo_user_id", is_id=True),
    Field("created_at"),
    Field("expires_at"),
    Field("url", value=lambda call, row: call.link(f"/users/{row['user_id']}/sessions/{row['id']}")),
    _can(),
)

# Credentials of which a user has at most one, and those of which a user may have several.
SINGLE = {
    "email": EMAIL,
    "google": GOOGLE,
    "ldap": LDAP,
    "looker_openid": LOOKER_OPENID,
    "oidc": OIDC,
    "saml": SAML,
    "totp": TOTP,
    "workforce": WORKFORCE,
}
SEVERAL = {"api3": API3, "embed": EMBED}
# Those that carry an address, in the order in which a user's own ``email`` is taken from them.
WITH_ADDRESS = ("email", "google", "ldap", "looker_openid", "oidc", "saml", "workforce")


def credential(user: Row, kind: str) -> Any:
    """A user's credential of a kind: a row or None, for API keys and embed logins a list."""
    return user["credentials"].get(kind, [] if kind in SEVERAL else None)


def addresses(user: Row, kinds: tuple[str, ...] = WITH_ADDRESS) -> Iterator[str]:
    """The addresses that a user's credentials carry."""
    for kind in kinds:
        found = user["credentials"].get(kind)
        if found and found.get("email"):
            yield found["email"]


def email_of(user: Row) -> str:
    """What ``User.email`` shows; an empty string for a user without any address (facts 5.1)."""
    return next(addresses(user), "")


def nested(kind: str, **options: Any) -> Field:
    """The property of a user that shows a credential."""
    nothing: list[Row] | None = [] if kind in SEVERAL else None
    model = {**SINGLE, **SEVERAL}[kind]
    return Field(
        f"credentials_{kind}", value=lambda call, user: user["credentials"].get(kind, nothing), model=model, **options
    )
