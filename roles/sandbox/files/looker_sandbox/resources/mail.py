# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the instance sends mail: the SMTP server, digests, and the test of the welcome mail."""

from __future__ import annotations

from typing import Any

from looker_sandbox.call import Call
from looker_sandbox.checks import between, one_of, without_scripts
from looker_sandbox.errors import invalid, missing
from looker_sandbox.operations import Operations
from looker_sandbox.schema import ONLY_4, Field, Model
from looker_sandbox.search import Row
from looker_sandbox.singleton import Singleton

operations = Operations()
_OAUTH = {"versions": ONLY_4, "since": (25, 20)}


def _sent(name: str, **options: Any) -> Field:
    """A property that is sent and never shown: these settings cannot be read (facts 8.9)."""
    return Field(name, kind=options.pop("kind", str), write_only=True, **options)


SMTP_SETTINGS = Model(
    "SmtpSettings",
    _sent("address"),
    _sent("from"),
    _sent("user_name"),
    _sent("password"),
    _sent("port", kind=int, check=between(1, 65535)),
    _sent("enable_starttls_auto", kind=bool),
    _sent("ssl_version", check=one_of("TLSv1_1", "SSLv23", "TLSv1_2")),
    _sent("auth_type", **_OAUTH),
    _sent("client_id", **_OAUTH),
    _sent("client_secret", **_OAUTH),
    _sent("token_endpoint", **_OAUTH),
    _sent("scopes", **_OAUTH),
    _sent("default_smtp", kind=bool),
)
SMTP_NODE = Model("SmtpNodeStatus", Field("is_valid"), Field("message"), Field("hostname"))
SMTP_STATUS = Model("SmtpStatus", Field("is_valid"), Field("node_count"), Field("node_status", model=SMTP_NODE))
DIGEST_EMAILS = Model("DigestEmails", Field("is_enabled", False, kind=bool, writable=True))
WELCOME_EMAIL_TEST = Model(
    "WelcomeEmailTest",
    Field("content", kind=str, writable=True),
    Field("subject", kind=str, writable=True),
    Field("header", kind=str, writable=True),
)
_DIGEST = Singleton("digest_emails", DIGEST_EMAILS)

operations.add("GET", "/digest_emails_enabled")(_DIGEST.read)
operations.add("PATCH", "/digest_emails_enabled")(_DIGEST.change)


@operations.add("POST", "/digest_email_send")
def create_digest_email_send(call: Call) -> Any:
    """Make the records of digests; no mail is sent by it."""
    call.demand_admin()
    return {"configuration_delivered": True}


@operations.add("POST", "/smtp_settings")
def set_smtp_settings(call: Call) -> Any:
    """Replace the settings. A server of one's own needs an address; Looker's (``default_smtp``) needs nothing."""
    call.demand_admin()
    values = SMTP_SETTINGS.read_body(call, call.object)
    if not values.get("default_smtp") and not values.get("address"):
        raise invalid(missing("address"))
    call.instance.configs["smtp_settings"] = values


@operations.add("GET", "/smtp_status", versions=ONLY_4)
def smtp_status(call: Call) -> Any:
    """Whether mail can be sent. Nothing is tried: a server whose name ends in ``.invalid`` cannot be reached."""
    call.demand_admin()
    address = call.instance.configs["smtp_settings"].get("address") or ""
    is_valid = not address.endswith(".invalid")
    node: Row = {
        "is_valid": is_valid,
        "message": "" if is_valid else f"getaddrinfo: Name or service not known ({address})",
        "hostname": "looker-1",
    }
    return call.show(SMTP_STATUS, {"is_valid": is_valid, "node_count": 1, "node_status": [node]})


@operations.add("PUT", "/custom_welcome_email_test")
def update_custom_welcome_email_test(call: Call) -> Any:
    """Send a welcome mail with this content to the caller; nothing is sent here. The answer is what it would say."""
    call.demand_admin()
    values = WELCOME_EMAIL_TEST.read_body(call, call.object)
    if values.get("content"):
        values["content"] = without_scripts(values["content"])
    return call.show(WELCOME_EMAIL_TEST, values)
