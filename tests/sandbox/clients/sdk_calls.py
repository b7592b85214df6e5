# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes calls with Looker's official client, in an environment of its own.

Usage: sdk_calls.py 4.0|3.1. Reads a JSON list of calls from standard input, [method, arguments], and writes a JSON list
of what they returned. An argument {"WriteQuery": {...}} is such a model of the client. The address and credentials come
from the client's own variables, LOOKERSDK_*.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import looker_sdk


def argument(sdk: Any, models: Any, value: Any) -> Any:
    """A model for a mapping that names one, anything else as it is."""
    if not isinstance(value, dict):
        return value
    ((name, fields),) = value.items()
    return sdk.deserialize(data=json.dumps(fields), structure=getattr(models, name))


def plain(sdk: Any, value: Any) -> Any:
    """What a call returned as JSON has it; results of queries are text already."""
    return value if isinstance(value, str) else json.loads(sdk.serialize(api_model=value))


def main() -> None:
    """Make the calls in their order."""
    if sys.argv[1] == "4.0":
        from looker_sdk import models40 as models

        sdk = looker_sdk.init40()
    else:
        from looker_sdk import models31 as models  # type: ignore[attr-defined,no-redef]

        sdk = looker_sdk.init31()  # type: ignore[attr-defined]
    results = []
    for method, arguments in json.load(sys.stdin):
        given = {name: argument(sdk, models, value) for name, value in arguments.items()}
        results.append(plain(sdk, getattr(sdk, method)(**given)))
    json.dump(results, sys.stdout)


if __name__ == "__main__":
    main()
