# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looker's refusals, and the bodies that carry them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

DOCS_TODAY = "https://cloud.google.com/looker/docs/"
DOCS_BEFORE_23 = "https://docs.looker.com/"
DOCS_OF_3X = "http://docs.looker.com/"

# The page that hosted servers put in the place of a JSON 404 (facts 1.8): only title and heading are on record.
NOT_FOUND_PAGE = """<!DOCTYPE html>
<html>
<head>
    <title>Looker Not Found (404)</title>
</head>
<body>
    <h1>Looker is unavailable.</h1>
    <p>The page you asked for is not here.</p>
</body>
</html>
"""

FORBIDDEN_PAGE = """<!DOCTYPE html>
<html>
<head>
    <title>Looker Forbidden (403)</title>
</head>
<body>
    <h1>Forbidden</h1>
</body>
</html>
"""


@dataclass(frozen=True)
class Problem:
    """One entry of a 422: the field it is about, Looker's code for it and its sentence (facts 3.2, 3.3)."""

    field: str
    code: str
    message: str


class ApiError(Exception):
    """An answer other than success: status, sentence, and for a 422 all its problems."""

    def __init__(self, status: int, message: str, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.problems = problems

    def body(self, documentation_url: str) -> dict[str, Any]:
        """The JSON body (facts 3.1, 3.2)."""
        if not self.problems:
            return {"message": self.message, "documentation_url": documentation_url}
        entries = [
            {"field": p.field, "code": p.code, "message": p.message, "documentation_url": documentation_url}
            for p in self.problems
        ]
        return {"message": self.message, "errors": entries, "documentation_url": documentation_url}


def not_found() -> ApiError:
    """Absent, or not for this caller's eyes: Looker does not say which (facts 3.9)."""
    return ApiError(404, "Not found")


def unauthenticated() -> ApiError:
    """No token, a dead one or a foreign one (facts 1.9)."""
    return ApiError(401, "Requires authentication.")


def invalid(*problems: Problem) -> ApiError:
    """A 422 with every problem at once (facts 3.2)."""
    return ApiError(422, "Validation Failed", problems)


def refused(status: int, message: str, field: str, code: str = "invalid") -> ApiError:
    """A refusal whose status nobody knows (facts section 12): the quirk's status, with the body that status has."""
    return invalid(Problem(field, code, message)) if status == 422 else ApiError(status, message)


def missing(field: str) -> Problem:
    """The problem of a required field that is not there (facts 3.5)."""
    return Problem(field, "missing_field", f"'{field}' is required.")
