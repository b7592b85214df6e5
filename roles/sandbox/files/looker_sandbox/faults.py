# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults on demand: what goes wrong, for which request, when."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

_WHEN = ("nth", "probability")
_DO = ("status", "retry_after", "body", "reset", "expire_token", "delay_ms", "truncate", "invalid_body")


@dataclass
class Rule:
    """One rule. ``nth`` counts the requests that match, from 1; without ``when`` the rule always holds."""

    method: str
    path: str
    nth: int | None
    probability: float | None
    action: dict[str, Any]
    matched: int = 0

    def holds(self, method: str, path: str, dice: random.Random) -> bool:
        """Whether the rule strikes this request; counts it if it matches."""
        if self.method not in ("*", method) or not fnmatchcase(path, self.path):
            return False
        self.matched += 1
        if self.nth is not None:
            return self.matched == self.nth
        return self.probability is None or dice.random() < self.probability


@dataclass
class Faults:
    """The rules that hold at present."""

    rules: list[Rule] = field(default_factory=list)
    dice: random.Random = field(default_factory=random.Random)

    def strike(self, method: str, path: str) -> dict[str, Any]:
        """What happens to this request: the actions of all rules that hold, later ones over earlier ones."""
        action: dict[str, Any] = {}
        for rule in self.rules:
            if rule.holds(method, path, self.dice):
                action |= rule.action
        return action


def parse_faults(document: Mapping[str, Any]) -> Faults:
    """Read ``{"seed": 7, "rules": [{"match": {...}, "when": {...}, "do": {...}}]}``.

    Raises ValueError, naming the place, for anything that is not understood: a fault that never strikes proves nothing.
    """
    _only(document, ("seed", "rules"), "faults")
    rules = [_parse_rule(rule, f"rules[{number}]") for number, rule in enumerate(document.get("rules", []))]
    return Faults(rules, random.Random(document.get("seed")))


def _parse_rule(rule: Mapping[str, Any], place: str) -> Rule:
    _only(rule, ("match", "when", "do"), place)
    match, when, do = rule.get("match", {}), rule.get("when", {}), rule.get("do", {})
    _only(match, ("method", "path"), f"{place}.match")
    _only(when, _WHEN, f"{place}.when")
    _only(do, _DO, f"{place}.do")
    if not do:
        raise ValueError(f"{place}.do: nothing to do; there are {', '.join(_DO)}")
    if do.get("reset") not in (None, "before", "after"):
        raise ValueError(f"{place}.do.reset: must be before or after")
    if do.get("body") not in (None, "json", "html"):
        raise ValueError(f"{place}.do.body: must be json or html")
    return Rule(match.get("method", "*"), match.get("path", "*"), when.get("nth"), when.get("probability"), dict(do))


def _only(found: Mapping[str, Any], known: tuple[str, ...], place: str) -> None:
    if not isinstance(found, Mapping):
        raise ValueError(f"{place}: must be an object")
    if unknown := set(found) - set(known):
        raise ValueError(f"{place}: unknown {', '.join(sorted(unknown))}; there are {', '.join(known)}")
