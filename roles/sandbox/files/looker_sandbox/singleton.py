# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects that an instance has one of: they are read and changed, and have neither id nor name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from looker_sandbox.call import Call
from looker_sandbox.errors import Problem, invalid
from looker_sandbox.merge import merged
from looker_sandbox.schema import Field, Model
from looker_sandbox.search import Row

CAN = Field("can", value=lambda call, row: {"show": True, "update": call.is_admin})

# Gets the object as it is and the object as it would be; may complete the latter; gives what is wrong with it.
Rule = Callable[[Call, Row, Row], list[Problem]]


def anything(call: Call, before: Row, after: Row) -> list[Problem]:
    """No rule."""
    return []


@dataclass(frozen=True)
class Singleton:
    """One such object: ``section`` is its place in the state document. Only admins come near it."""

    section: str
    model: Model
    rule: Rule = anything

    def row(self, call: Call) -> Row:
        """What is stored of it: what nobody has set is not."""
        return call.instance.configs[self.section]

    def read(self, call: Call) -> dict[str, Any]:
        """The operation that shows it."""
        call.demand_admin()
        return call.show(self.model, self.row(call))

    def change(self, call: Call) -> dict[str, Any]:
        """The operation that changes what is sent and shows the whole. Raises ApiError 422."""
        call.demand_admin()
        before = self.row(call)
        values, problems = self.model.parse_body(call, call.object)
        after = merged(self.model, before, values)
        problems += self.rule(call, before, after)
        if problems:
            raise invalid(*problems)
        call.instance.configs[self.section] = after
        return call.show(self.model, after)
