#!/usr/bin/python
# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: api
short_description: Call any operation of Looker's API
version_added: 0.1.0
description:
  - Calls one operation of Looker's API, for what has no module yet. It logs in, repeats what may be repeated, and
    tells errors as the other modules do.
  - The operation has to be one that Looker documents. What the instance is too old for is an error before anything is
    sent, and so is what Looker calls beta or alpha, unless O(allow_beta=true).
  - An operation that changes something is always sent and always counts as changed, since nobody compares. A few GETs
    are among these (the start of a build, a run of a test). A few POSTs change nothing, such as running a query.
author:
  - biops.looker contributors (@biops)
options:
  method:
    description:
      - The HTTP method that goes with O(path).
    type: str
    choices: [GET, POST, PUT, PATCH, DELETE]
  path:
    description:
      - The path of the operation, such as V(/users/4711/roles), or V(/users/{user_id}/roles) with O(path_parameters).
        It may begin with V(/api/4.0).
      - In a value that has a slash or a percent sign, write V(%2F) or V(%25), or give it in O(path_parameters).
    type: str
  operation:
    description:
      - The name of the operation in Looker's documentation, in place of O(method) and O(path), such as
        V(set_role_groups).
    type: str
  path_parameters:
    description:
      - Values for what stands in braces in the path. They need no encoding.
    type: dict
  query:
    description:
      - Query parameters. A list is sent as values with commas in between.
    type: dict
  body:
    description:
      - What is sent as JSON, a mapping or a list. JSON in a string is taken for what it stands for.
    type: raw
  paginate:
    description:
      - Reads a whole list, in pages where the operation has them. If the list might be cut, that is an error.
    type: bool
    default: false
  return_secrets:
    description:
      - Returns what looks like a secret (tokens, passwords, API secrets, set-up URLs, signed embed URLs) instead of
        masking it. Put C(no_log) on such a task.
    type: bool
    default: false
extends_documentation_fragment:
  - biops.looker.attributes
  - biops.looker.connection
attributes:
  check_mode:
    description: Can run in check mode and report what would change, without changing anything.
    support: partial
    details:
      - Operations that change nothing are sent. All others are not, and the result is C(skipped) and has no answer.
  diff_mode:
    description: Shows in diff mode what changed, or would change.
    support: none
  idempotent:
    description: When run twice in a row with the same options, the second run changes nothing.
    support: none
"""

EXAMPLES = r"""
- name: All connections
  biops.looker.api:
    method: GET
    path: /connections
    query:
      fields: name,dialect_name,host
  register: connections

- name: Every folder, however many there are
  biops.looker.api:
    operation: search_folders
    paginate: true
    query:
      fields: id,name,parent_id

- name: Legacy features
  biops.looker.api:
    operation: all_legacy_features
  register: legacy

- name: Turn one on where it is off
  biops.looker.api:
    method: PATCH
    path: /legacy_features/{legacy_feature_id}
    path_parameters:
      legacy_feature_id: "{{ item.id }}"
    body:
      enabled_locally: true
  loop: "{{ legacy.response | selectattr('name', 'eq', 'Allow Unused Joins') | rejectattr('enabled') }}"
  loop_control:
    label: "{{ item.name }}"

- name: A new secret for signed embedding, which Looker shows once
  biops.looker.api:
    operation: create_embed_secret
    return_secrets: true
  register: embed_secret
  no_log: true
"""

RETURN = r"""
response:
  description: What Looker answered, JSON or text; none for an empty answer. What looks like a secret is masked.
  returned: success, if the operation was sent
  type: raw
  sample:
    - dialect_name: bigquery_standard_sql
      host: acme-analytics
      name: warehouse
status:
  description: The HTTP status.
  returned: success, if the operation was sent, without O(paginate)
  type: int
  sample: 200
operation:
  description: The name of the operation.
  returned: success
  type: str
  sample: all_connections
skipped:
  description: That the operation would change something and so was not sent.
  returned: in check mode
  type: bool
  sample: true
"""

from typing import TYPE_CHECKING, Any

from ansible_collections.biops.looker.plugins.module_utils._api_version import operation
from ansible_collections.biops.looker.plugins.module_utils._module import run_work
from ansible_collections.biops.looker.plugins.module_utils._raw_call import asked_call, masked

if TYPE_CHECKING:
    from ansible_collections.biops.looker.plugins.module_utils._client import Client
    from ansible_collections.biops.looker.plugins.module_utils._connection import Connection

SPEC = {
    "method": {"type": "str", "choices": ["GET", "POST", "PUT", "PATCH", "DELETE"]},
    "path": {"type": "str"},
    "operation": {"type": "str"},
    "path_parameters": {"type": "dict"},
    "query": {"type": "dict"},
    "body": {"type": "raw"},
    "paginate": {"type": "bool", "default": False},
    "return_secrets": {"type": "bool", "default": False, "no_log": False},
}


def work(client: Client, connection: Connection, module: Any) -> dict[str, Any]:
    call = asked_call(module.params, client.version)
    found = operation(call.operation)
    done: dict[str, Any] = {"changed": not found.reads, "operation": found.name}
    if module.check_mode and not found.reads:
        client.permit(found)
        return {**done, "skipped": True, "msg": f"not sent in check mode: {found.name} would change something"}
    if module.params["paginate"]:
        response: Any = client.rows(call)
    else:
        answer = client.exchange(call)
        response, done["status"] = answer.value, answer.status
    return {**done, "response": response if module.params["return_secrets"] else masked(found, response)}


def main() -> None:
    run_work(
        SPEC,
        work,
        required_one_of=[("operation", "path")],
        mutually_exclusive=[("operation", "path"), ("operation", "method")],
        required_together=[("method", "path")],
    )


if __name__ == "__main__":
    main()
