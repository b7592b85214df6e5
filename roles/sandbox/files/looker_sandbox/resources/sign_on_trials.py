# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Test configurations of SAML and OpenID Connect: kept beside the real one, for a login in a browser (facts 13.7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from looker_sandbox.call import Call
from looker_sandbox.errors import not_found
from looker_sandbox.instance import now
from looker_sandbox.resources.sign_on import SignOn
from looker_sandbox.search import Row


@dataclass(frozen=True)
class SignOnTests:
    """The operations on the test configurations of one way to log in."""

    config: SignOn
    section: str

    def create(self, call: Call) -> Any:
        """Keep a configuration under a new slug. It has to be complete: somebody wants to log in with it."""
        call.demand_admin()
        row = self.config.would_be(call, complete=True)
        row |= {"test_slug": call.instance.secret(24), "modified_at": now(), "modified_by": call.caller["id"]}
        self._rows(call).append(row)
        return call.show(self.config.model, row)

    def read(self, call: Call) -> Any:
        """One of them."""
        return call.show(self.config.model, self._find(call))

    def delete(self, call: Call) -> None:
        """Forget one of them."""
        self._rows(call).remove(self._find(call))

    def _rows(self, call: Call) -> list[Row]:
        rows: list[Row] = getattr(call.instance, self.section)
        return rows

    def _find(self, call: Call) -> Row:
        call.demand_admin()
        slug = call.arguments["test_slug"]
        row = next((row for row in self._rows(call) if row["test_slug"] == slug), None)
        if row is None:
            raise not_found()
        return row
