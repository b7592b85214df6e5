#!/usr/bin/python
# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: query
short_description: Run a query, a Look or SQL in Looker
version_added: 0.1.0
description:
  - Runs one of a saved query (O(query)), a Look (O(look)), a query of an explore (O(model) and O(explore)) or SQL
    (O(sql)), and returns its rows or writes them to a file (O(dest)).
  - Only a file that is written counts as a change.
author:
  - biops.looker contributors (@biops)
options:
  query:
    description:
      - A saved query. Digits are its id, anything else its slug.
    type: str
  look:
    description:
      - A Look, its exact title or V(id:4711).
    type: str
  folder:
    description:
      - The path of the folder with the Look, such as V(Shared/Finance). Needed where several Looks have the title.
    type: str
  model:
    description:
      - The LookML model with the explore. With O(sql), the model whose connection runs it.
    type: str
  explore:
    description:
      - The explore.
    type: str
  fields:
    description:
      - Fields to read, such as V(orders.count). Needed with O(explore), and only for it, as are filters and the like.
    type: list
    elements: str
  filters:
    description:
      - Filters in Looker's words, such as V(7 days), by field.
    type: dict
  filter_expression:
    description:
      - An expression that rows have to fulfil.
    type: str
  sorts:
    description:
      - Fields to sort by, each with V( desc) where the largest come first.
    type: list
    elements: str
  pivots:
    description:
      - Fields to pivot by, which O(fields) has too. In RV(rows) the values of a measure are then nested in it.
    type: list
    elements: str
  fill_fields:
    description:
      - Dimensions whose missing values are filled in.
    type: list
    elements: str
  subtotals:
    description:
      - Fields to make subtotals for.
    type: list
    elements: str
  dynamic_fields:
    description:
      - Table calculations and custom fields, as Looker describes them.
    type: list
    elements: dict
  total:
    description:
      - Asks for totals. Of the formats for programs, V(json_detail) has them, as C(totals_data).
    type: bool
  row_total:
    description:
      - Where the totals of rows go.
    type: str
    choices: [left, right]
  query_timezone:
    description:
      - The time zone of the query.
    type: str
  limit:
    description:
      - How many rows at most, V(-1) for all that Looker allows. If not given, it is that of the saved query or Look, or
        500. SQL brings its own.
      - Whether it cut the result is said as RV(limit_reached), in formats whose rows can be counted.
    type: int
  column_limit:
    description:
      - How many columns a pivot makes at most.
    type: int
  sql:
    description:
      - SQL that is sent to the database as it is. Not run in check mode, since it may write.
    type: str
  connection:
    description:
      - The database connection that runs O(sql).
    type: str
  result_format:
    description:
      - The format. All but V(json) need O(dest).
    type: str
    choices: [json, json_detail, csv, xlsx, html, md, txt, sql, png]
    default: json
  apply_formatting:
    description:
      - Formats values as in Looker's pages.
    type: bool
  apply_vis:
    description:
      - Applies the options of the visualization.
    type: bool
  cache:
    description:
      - Whether a result that Looker has kept will do.
    type: bool
  wait_timeout:
    description:
      - Runs the query as a task in Looker, and waits so many seconds for it. For queries that take longer than
        O(timeout). Not for O(sql) and V(png).
    type: int
  dest:
    description:
      - The file to write, whole or not at all.
    type: path
  backup:
    description:
      - Keeps a copy of the file that was there.
    type: bool
    default: false
extends_documentation_fragment:
  - ansible.builtin.files
  - biops.looker.attributes
  - biops.looker.connection
attributes:
  check_mode:
    description: Can run in check mode and report what would change, without changing anything.
    support: partial
    details:
      - Queries, Looks and explores are run, and no file is written. SQL is not run, and the result is C(skipped).
  diff_mode:
    description: Shows in diff mode what changed, or would change.
    support: none
  idempotent:
    description: When run twice in a row with the same options, the second run changes nothing.
    support: partial
    details:
      - As long as the answer is the same. Files of V(xlsx) and V(png) may differ each time.
"""

EXAMPLES = r"""
- name: Count orders that belong to nobody
  biops.looker.query:
    model: thelook
    explore: orders
    fields: [orders.count]
    filters:
      users.id: "NULL"
  register: orphans

- name: There is none
  ansible.builtin.assert:
    that: orphans.rows[0]['orders.count'] == 0

- name: The nightly CSV of orders by status
  biops.looker.query:
    model: thelook
    explore: orders
    fields: [orders.status, orders.count]
    sorts: [orders.status]
    result_format: csv
    dest: /var/lib/reports/orders.csv
    mode: "0640"
    backup: true

- name: A large Look, as a spreadsheet
  biops.looker.query:
    look: Orders of the year
    folder: Shared/Finance
    limit: 100000
    result_format: xlsx
    wait_timeout: 1800
    dest: /var/lib/reports/year.xlsx
"""

RETURN = r"""
rows:
  description: The rows.
  returned: success, with O(result_format=json) and without O(dest)
  type: list
  elements: dict
  sample:
    - orders.count: 200
      orders.status: complete
row_count:
  description:
    - How many rows there are.
    - Rows are counted in V(json) and V(json_detail), and in V(csv) and V(txt) unless there are pivots, totals,
      subtotals or O(apply_vis), which add lines.
  returned: success, where rows can be counted
  type: int
  sample: 1
limit:
  description: How many rows there could be at most.
  returned: success, without O(sql)
  type: int
  sample: 500
limit_reached:
  description: Whether there are as many rows as the limit allows, so that some may be missing. A warning says so too.
  returned: success, without O(sql), where rows can be counted (see RV(row_count))
  type: bool
  sample: false
dest:
  description: The file.
  returned: with O(dest)
  type: str
  sample: /var/lib/reports/orders.csv
checksum:
  description: The SHA-1 of the answer.
  returned: with O(dest)
  type: str
  sample: 2fd4e1c67a2d28fced849ee1bb76e7391b93eb12
backup_file:
  description: The copy of the file that was there.
  returned: changed, with O(backup)
  type: str
  sample: /var/lib/reports/orders.csv.4242.2026-11-24@03:00:00~
skipped:
  description: That SQL was not run.
  returned: in check mode, with O(sql)
  type: bool
  sample: true
"""

import hashlib
import os
import tempfile
from typing import TYPE_CHECKING, Any

from ansible_collections.biops.looker.plugins.module_utils._errors import BadOption
from ansible_collections.biops.looker.plugins.module_utils._module import run_work
from ansible_collections.biops.looker.plugins.module_utils._query import (
    find_target,
    make_sql,
    permit_sql,
    run_target,
    told,
)

if TYPE_CHECKING:
    from ansible_collections.biops.looker.plugins.module_utils._client import Client
    from ansible_collections.biops.looker.plugins.module_utils._connection import Connection

TEXTS = ("query", "look", "folder", "model", "explore", "filter_expression", "query_timezone", "sql", "connection")
LISTS = ("fields", "sorts", "pivots", "fill_fields", "subtotals")
# What makes up the query of an explore, and would be ignored with anything else.
OF_EXPLORES = (
    *LISTS,
    "filters",
    "filter_expression",
    "query_timezone",
    "dynamic_fields",
    "total",
    "row_total",
    "column_limit",
)
# How a query is run; Looker has none of these for SQL.
HOW = ("limit", "apply_formatting", "apply_vis", "cache")
SPEC: dict[str, dict[str, Any]] = {
    **{name: {"type": "str"} for name in TEXTS},
    **{name: {"type": "list", "elements": "str"} for name in LISTS},
    "dynamic_fields": {"type": "list", "elements": "dict"},
    "filters": {"type": "dict"},
    "total": {"type": "bool"},
    "row_total": {"type": "str", "choices": ["left", "right"]},
    "limit": {"type": "int"},
    "column_limit": {"type": "int"},
    "result_format": {
        "type": "str",
        "choices": ["json", "json_detail", "csv", "xlsx", "html", "md", "txt", "sql", "png"],
        "default": "json",
    },
    "apply_formatting": {"type": "bool"},
    "apply_vis": {"type": "bool"},
    "cache": {"type": "bool"},
    "wait_timeout": {"type": "int"},
    "dest": {"type": "path"},
    "backup": {"type": "bool", "default": False},
}


def work(client: Client, connection: Connection, module: Any) -> dict[str, Any]:
    options = module.params
    _check(options)
    if options["sql"] and module.check_mode:
        permit_sql(client)
        return {"changed": False, "skipped": True, "msg": "SQL may write, so it is not run in check mode"}
    target = make_sql(client, options) if options["sql"] else find_target(client, options)
    form = options["result_format"]
    query = {name: options[name] for name in HOW}
    answer = run_target(client, target, form, query, options["wait_timeout"])
    shown = told(answer, target, form)
    if shown.get("limit_reached"):
        shown["warnings"] = [f"the limit of {target.limit} rows was reached: there may be more"]
    if not options["dest"]:
        return {"changed": False, **shown}
    shown.pop("rows", None)
    return {**shown, **_write(module, answer.content)}


def _check(options: dict[str, Any]) -> None:
    """Raises BadOption for what cannot go together, or could not be written."""
    dest, form = options["dest"], options["result_format"]
    if not dest and form != "json":
        raise BadOption(f"result_format {form} needs dest")
    astray = [name for name in (*OF_EXPLORES, "model") if options[name] is not None and not options["explore"]]
    if astray and not (options["sql"] and astray == ["model"]):
        raise BadOption(f"{', '.join(astray)}: only for an explore; a saved query or Look is run as it is")
    if options["sql"] and not (options["connection"] or options["model"]):
        raise BadOption("sql needs connection or model")
    unused = [name for name in HOW if options["sql"] and options[name] is not None]
    if unused:
        raise BadOption(f"{', '.join(unused)}: not for sql, which says everything itself")
    if options["wait_timeout"] is not None and (options["sql"] or form == "png"):
        raise BadOption("wait_timeout: neither sql nor png can be run as a task")
    if dest and os.path.isdir(dest):
        raise BadOption(f"dest: {dest} is a directory")
    if dest and not os.path.isdir(os.path.dirname(os.path.abspath(dest))):
        raise BadOption(f"dest: there is no directory {os.path.dirname(os.path.abspath(dest))}")


def _write(module: Any, content: bytes) -> dict[str, Any]:
    """Writes the file where it differs, whole or not at all, and sets mode and owner."""
    dest = module.params["dest"]
    checksum = hashlib.sha1(content, usedforsecurity=False).hexdigest()
    shown: dict[str, Any] = {"dest": dest, "checksum": checksum, "changed": module.sha1(dest) != checksum}
    if shown["changed"] and not module.check_mode:
        if module.params["backup"] and os.path.exists(dest):
            shown["backup_file"] = module.backup_local(dest)
        handle, path = tempfile.mkstemp(dir=module.tmpdir)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        module.atomic_move(path, dest, unsafe_writes=module.params["unsafe_writes"])
    if os.path.exists(dest):
        attributes = module.load_file_common_arguments(module.params, path=dest)
        shown["changed"] = module.set_fs_attributes_if_different(attributes, shown["changed"])
    return shown


def main() -> None:
    one = ["query", "look", "explore", "sql"]
    run_work(
        SPEC,
        work,
        add_file_common_args=True,
        required_one_of=[one],
        mutually_exclusive=[one],
        required_by={"explore": ["model", "fields"], "folder": ["look"]},
    )


if __name__ == "__main__":
    main()
