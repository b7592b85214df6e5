# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The settings that are on record (facts 8.1): declared as they are, they need no write, and one change is one."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sandbox.shared import SPEC

from ansible_collections.biops.looker.plugins.module_utils._declaration import declare
from ansible_collections.biops.looker.plugins.module_utils._facts import Ref
from ansible_collections.biops.looker.plugins.module_utils._field import Field
from ansible_collections.biops.looker.plugins.module_utils._plan import plan
from ansible_collections.biops.looker.plugins.module_utils._resource import Types
from ansible_collections.biops.looker.plugins.module_utils._resources.setting import SETTING
from ansible_collections.biops.looker.plugins.module_utils._snapshot import Snapshot
from ansible_collections.biops.looker.plugins.module_utils._state import Plan, Want

TYPES = Types((SETTING,), ())
BODIES = SPEC.parent / "recorded" / "api40-transcribed" / "bodies.json"


@pytest.fixture
def snapshot() -> Snapshot:
    """What Looker answered."""
    if not BODIES.exists():
        pytest.skip("the recorded bodies are not here")
    text = json.loads(BODIES.read_text(encoding="utf-8"))
    exchanges = text if isinstance(text, list) else next(part for part in text.values() if isinstance(part, list))
    body = next(entry["body"] for entry in exchanges if entry["path"] == "/4.0/setting")
    found = Snapshot(TYPES)
    found.learn_part("get_setting", body)
    return found


def options_of(fields: tuple[Field, ...], record: dict[str, Any]) -> dict[str, Any]:
    """All that is managed of a record, as somebody would declare it."""
    shown = {item.name: item for item in fields if item.is_managed and record.get(item.name) is not None}
    return {
        name: options_of(item.properties, record[name]) if item.properties else record[name]
        for name, item in shown.items()
    }


def planned(snapshot: Snapshot, options: dict[str, Any]) -> Plan:
    return plan(Want((declare(TYPES, SETTING, options),)), snapshot.have("4.0", "26.12.0"), TYPES)


def test_recorded_settings_are_no_change(snapshot: Snapshot) -> None:
    record = snapshot.objects[Ref("setting", "")]
    options = options_of(SETTING.fields, record)
    assert options["custom_welcome_email"]["header"] == "You've been invited to join Looker!"
    assert {"host_url", "timezone", "embed_config", "marketplace_automation"} <= set(options)
    assert planned(snapshot, options).changes == ()


def test_one_part_is_sent_whole_and_unescaped(snapshot: Snapshot) -> None:
    (change,) = planned(snapshot, {"custom_welcome_email": {"enabled": True}}).changes
    mail = {"enabled": True, "content": "Example content", "subject": "Welcome to Looker"}
    assert change.write.body == {"custom_welcome_email": {**mail, "header": "You've been invited to join Looker!"}}
    (change,) = planned(snapshot, {"embed_config": {"look_filters": True}}).changes
    body = change.write.body["embed_config"]
    assert "embed_enabled" not in body  # nobody can write it
    assert body["domain_allowlist"] == ["https://*.acme.com", "https://*.acme.com/"]
