# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Embed secrets: made and deleted. No Ansible.

Note: this module_utils is private to the biops.looker collection and may change without notice.

Looker tells a secret once, in the answer to the call that makes it, and has no call that lists secrets or reads one
(facts 8.9). So nothing can be compared here: each secret that is asked for is a new one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.biops.looker.plugins.module_utils._api_version import operation
from ansible_collections.biops.looker.plugins.module_utils._client import Call, Client
from ansible_collections.biops.looker.plugins.module_utils._errors import LookerError, OutcomeUnknown, is_absent
from ansible_collections.biops.looker.plugins.module_utils._state import PlanError

CREATE, DELETE = "create_embed_secret", "delete_embed_secret"
SENT = ("algorithm", "secret_type", "enabled")
SHOWN = ("id", "algorithm", "secret_type", "enabled", "created_at", "user_id", "secret")
BLIND = (
    "Looker has no call that lists embed secrets, so nobody can tell whether there is one already, and each run makes "
    "another one: say force: true to make one now"
)
Record = dict[str, Any]


def make_secret(client: Client, options: Mapping[str, Any], check_mode: bool) -> Record:
    """The result of the module for a new secret. `options`: those in SENT, and `force`.

    Raises PlanError without `force`, OutcomeUnknown where the answer with the secret was lost, and LookerError.
    """
    if not options["force"]:
        raise PlanError([BLIND])
    body = {name: options[name] for name in SENT if options[name] is not None}
    if check_mode:
        client.permit(operation(CREATE))
        made: Mapping[str, Any] = body
    else:
        made = _create(client, body)
    shown = {name: made[name] for name in SHOWN if name in made}
    told = {name: value for name, value in shown.items() if name in SENT}
    return {"changed": True, "embed_secret": shown, "diff": {"before": {}, "after": told}}


def _create(client: Client, body: Mapping[str, Any]) -> Record:
    try:
        made: Record = client.record(Call(CREATE, body=dict(body)), "id")
    except OutcomeUnknown as unknown:
        raise OutcomeUnknown(
            f"{unknown.words}. If Looker made the secret, it told it in the answer that was lost: nobody knows it or "
            "its id, and only an admin can delete it, in the pages of Looker",
            CREATE,
            unknown.status,
        ) from unknown
    return {**made, "id": str(made["id"])}


def delete_secret(client: Client, identifier: str, check_mode: bool) -> Record:
    """The result of the module for a secret that goes. Raises LookerError.

    Check mode cannot know whether the secret is there.
    """
    deleted = {"changed": True, "embed_secret": {"id": identifier}, "diff": {"before": {"id": identifier}, "after": {}}}
    if check_mode:
        client.permit(operation(DELETE))
        return deleted
    try:
        client.send(Call(DELETE, {"embed_secret_id": identifier}))
    except LookerError as error:
        if isinstance(error, OutcomeUnknown) or not is_absent(error):
            raise
        warning = (
            f"Looker says that there is no embed secret {identifier}; it may say the same where the API user is no "
            "admin, where embedding is not licensed, and on Looker (Google Cloud core)"
        )
        return {"changed": False, "embed_secret": {"id": identifier}, "warnings": [warning]}
    return deleted
