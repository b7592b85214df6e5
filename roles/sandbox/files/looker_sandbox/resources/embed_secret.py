# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets that embed addresses are signed with: made and deleted, told once, never listed (facts 8.9)."""

from __future__ import annotations

from typing import Any

from looker_sandbox.call import Call
from looker_sandbox.checks import one_of
from looker_sandbox.errors import not_found
from looker_sandbox.instance import now
from looker_sandbox.operations import Operations
from looker_sandbox.resources.setting_model import has_embedding
from looker_sandbox.schema import ONLY_4, Field, Model

operations = Operations()
_PATH = "/embed_config/secrets"

EMBED_SECRET = Model(
    "EmbedSecret",
    Field("algorithm", "hmac/sha-256", kind=str, check=one_of("hmac/sha-256", "hmac/sha-1"), writable=True),
    Field("created_at"),
    Field("enabled", True, kind=bool, writable=True),
    Field("id", is_id=True),
    Field("secret"),
    Field("user_id", is_id=True),
    Field("secret_type", "SSO", kind=str, check=one_of("SSO", "JWT"), writable=True),
)


def _demand_embedding(call: Call) -> None:
    """Embedding has to be licensed (spec ``create_embed_secret``); what is answered when it is not is open."""
    call.demand_admin()
    if not has_embedding(call):
        raise call.refuse("embedding_missing", "Embedding is not enabled.", "base")


@operations.add("POST", _PATH, versions=ONLY_4, denied_in_core=True)
def create_embed_secret(call: Call) -> Any:
    """A new secret, in the only answer that tells it."""
    _demand_embedding(call)
    values = {name: value for name, value in EMBED_SECRET.read_body(call, call.object).items() if value is not None}
    secret = call.instance.secret(64, "0123456789abcdef")
    row = {**values, "secret": secret, "created_at": now(), "user_id": call.caller["id"]}
    return call.show(EMBED_SECRET, call.instance.embed_secrets.insert(row))


@operations.add("DELETE", _PATH + "/{embed_secret_id}", versions=ONLY_4, denied_in_core=True)
def delete_embed_secret(call: Call) -> Any:
    """Delete a secret: what was signed with it is valid no more."""
    _demand_embedding(call)
    secret_id = call.argument("embed_secret_id")
    if secret_id not in call.instance.embed_secrets:
        raise not_found()
    call.instance.embed_secrets.delete(secret_id)
