# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever is sent, the sandbox refuses it as Looker would; it never breaks."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from sandbox.conftest import Client

from looker_sandbox.dispatch import OPERATIONS, Incoming, answer
from looker_sandbox.operations import Operation
from looker_sandbox.world import Options, World

VALUES: tuple[Any, ...] = (None, "", "x", "1", 1, -1, 1.5, True, [], ["1"], [{}], {}, {"id": "1"}, "a" * 99, "ä\u0000²")
# No JSON, or what others take for it: a number that is none, half a surrogate pair, more depth than there is a stack.
UNREADABLE = ("{", "\xff", '{"name": NaN}', '{"name": "\\ud800"}', "[" * 100_000)
# In paths; the second one is a superscript two, which Python calls a digit.
NO_IDS = ("%20", "%C2%B2", "9" * 5000)
FIELDS = (
    "name first_name email permissions models group_id user_id value is_disabled home_folder_id permission_set_id"
    " model_set_id type label value_is_hidden hidden_value_domain_whitelist external_user_id service_account_name"
    " workspace_id purpose rank locale ui_state can_add_to_content_metadata crontab timezone datagroup"
    " dashboard_id look_id query_id lookml_dashboard_id scheduled_plan_destination tab_ids filters_string enabled"
    " model view fields filters sorts limit sql connection_name result_format"
).split()
# Operations on what there is one of, and what is set beside it, know other fields.
SETTINGS = re.compile(
    r"/(setting|custom_welcome|whitelabel|smtp|digest|internal_help|cloud|backup|password_config|session_config|saml|oidc"
    r"|ldap|legacy|support_access|embed_config|oauth_client|parse_saml|fetch_and)"
)
SETTING_FIELDS = (
    "host_url override_warnings email_domain_allowlist embed_config privatelabel_configuration custom_welcome_email"
    " mcp_tools marketplace_terms_accepted embed_cookieless_v2 dashboard_auto_refresh_minimum_interval timezone"
    " logo_file subject content min_length expiration_enabled session_minutes address port ssl_version default_smtp"
    " is_enabled enabled enabled_locally type custom_s3_bucket emails reason duration_in_seconds algorithm secret_type"
    " redirect_uri redirect_uris display_name group_id groups_with_role_ids user_attributes_with_ids"
    " default_new_user_role_ids default_new_user_group_ids idp_cert_multi idp_url allowed_clock_drift scopes"
    " groups_finder_type connection_host connection_port auth_username test_ldap_user"
).split()
SETTING_VALUES = (
    *VALUES,
    10**18,
    "https://[",
    "https://looker.acme.example:99999",
    [{"name": "x", "role_ids": ["2"], "user_attribute_ids": [True]}],
    [{"name": "Finance", "id": [], "looker_group_name": {}}],
    {
        "content": "x",
        "subject": "<",
        "logo_file": "eA==",
        "domain_allowlist": [1],
        "query": {"enabled": 1},
        "signing": [1],
    },
)
SEED = {
    "groups": [{"name": "Finance", "users": ["2"]}],
    "users": [{"first_name": "Ada", "email": "ada@acme.example"}],
    "user_attributes": [{"name": "region", "label": "Region", "type": "string", "value_is_hidden": False}],
    "queries": [{"model": "thelook", "view": "orders", "fields": ["orders.count"]}],
    "dashboards": [{"title": "Sales", "user_id": "1"}],
    "scheduled_plans": [
        {
            "name": "Weekly",
            "user_id": "1",
            "dashboard_id": "1",
            "crontab": "0 5 * * 1",
            "scheduled_plan_destination": [
                {"type": "email", "format": "wysiwyg_pdf", "address": "ada@acme.example", "parameters": "{}"}
            ],
        }
    ],
}


def _bodies(fields: list[str], values: tuple[Any, ...]) -> list[bytes]:
    """Every value as a whole body, and as the value of every field; and what is no JSON."""
    whole = [json.dumps(value) for value in values]
    single = [json.dumps({name: value}) for name in fields for value in values]
    alike = [json.dumps(dict.fromkeys(fields, value)) for value in values]
    listed = [json.dumps([{"group_id": value, "value": value, "rank": value}]) for value in values]
    return [text.encode() for text in (*whole, *single, *alike, *listed, *UNREADABLE)]


@pytest.mark.slow
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda o: f"{o.method} {o.route}")
def test_no_request_breaks_the_sandbox(operation: Operation) -> None:
    version = max(operation.versions)
    is_setting = SETTINGS.match(operation.route)
    sent = (SETTING_FIELDS, SETTING_VALUES) if is_setting else (FIELDS, VALUES)
    bodies = _bodies(*sent) if operation.method in ("POST", "PUT", "PATCH") else [b""]
    queries = [{}, {"fields": "id,((can,x", "limit": "-1", "offset": "x", "sorts": ",, id desc x", "ids": "1,x"}]
    queries += [dict.fromkeys("limit offset page per_page id ids user_id".split(), text) for text in ("²", "9" * 5000)]
    queries += [{"limit": "0", "per_page": "0", "page": "0", "id": ",", "name": "%_", "email": "IS NULL"}]
    world = World(Options(seed=SEED, api_versions=("3.0", "3.1", "4.0")))
    for path in sorted({re.sub(r"\{[^}]*\}", ids, operation.route) for ids in ("1", "2", "x", *NO_IDS)}):
        for query in queries:
            for body in bodies if query == {} and not path.endswith(NO_IDS) else bodies[:1]:
                token = f"Bearer {world.instance.issue_token(1)}"
                incoming = Incoming(
                    operation.method, version, path, query, body, "application/json", token, "http://x", "127.0.0.1"
                )
                given = answer(world.instance, incoming)
                assert given.status != 500, (path, query, body, given.body)
    if is_setting:
        assert World(Options(seed=world.state())).state() == world.state(), "what was accepted can be read again"


def test_what_is_no_json_is_refused_and_leaves_nothing_behind(client: Client) -> None:
    url = f"{client.sandbox.base_url}/api/4.0/groups"
    for text in UNREADABLE:
        answer = client.session.post(url, data=text.encode(), headers={"Content-Type": "application/json"})
        assert (answer.status_code, answer.json()["message"]) == (400, "Unable to parse request body as JSON."), text
    assert [group["name"] for group in client.json("GET", "/groups")] == ["All Users"]


@pytest.mark.parametrize("text", ["\u00b2", "9" * 5000, "-1"])
def test_what_is_no_number_does_not_break_the_sandbox(client: Client, text: str) -> None:
    assert client.status("GET", f"/groups/{text}") == 404
    assert client.status("GET", f"/groups?limit={text}&offset={text}") == 200
    assert client.status("GET", f"/groups/search?id={text}") == 200
    assert client.status("POST", "/roles", {"name": "x", "permission_set_id": text, "model_set_id": text}) == 422
