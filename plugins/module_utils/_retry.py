# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
"""When a request may be sent again, and after how long. Pure."""

from __future__ import annotations

import random
import re
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import Optional

from ansible_collections.biops.looker.plugins.module_utils._api_version import Operation

# No single wait is longer, whatever the server asks for.
LONGEST_WAIT = 60.0
_FIRST_WAIT = 1.0

# Answers of something that stands in front of Looker, or of a Looker that is just starting.
UNAVAILABLE = (502, 503, 504)

# Operations whose 429 is no matter of load: sending mail is limited per address over minutes (facts 3.16), so waiting
# would only hide Looker's explanation.
LIMITED_PER_TARGET = ("send_user_credentials_email_password_reset",)


def again_after_answer(operation: Operation, status: int) -> bool:
    """Whether a request that got this answer may be sent again."""
    if status == 429:
        return operation.name not in LIMITED_PER_TARGET
    return status in UNAVAILABLE and operation.repeatable


def may_be_done(operation: Operation, status: int, maybe_done: bool = False) -> bool:
    """Whether a thing may have been done, once only, in spite of this answer: look before trying again.

    create_user is known to answer 500 now and then (facts 3.14, 9.2). maybe_done: whether an attempt before may have
    been carried out. What that one deleted is not found; nor is what may not be deleted (facts 3.9).
    """
    if operation.method == "DELETE" and status == 404:
        return maybe_done
    return not operation.repeatable and status >= 500


def wait(attempt: int, retry_after: Optional[str], now: Optional[datetime] = None) -> float:
    """Seconds to wait before attempt number `attempt` + 1 (the first is 1).

    retry_after: the header's value, seconds or a date; Looker is not known to send one (facts 3.17), proxies do.
    Otherwise twice as long each time, less a random share of up to a half, so that clients do not return all at once.
    """
    asked = _asked(retry_after, now or datetime.now(timezone.utc))
    if asked is not None:
        return min(max(asked, 0.0), LONGEST_WAIT)
    longest = min(_FIRST_WAIT * 2.0 ** min(attempt - 1, 10), LONGEST_WAIT)
    return longest * random.uniform(0.5, 1.0)


def _asked(retry_after: Optional[str], now: datetime) -> Optional[float]:
    text = (retry_after or "").strip()
    if not text:
        return None
    if re.fullmatch(r"[0-9]+", text):
        return float(text)
    try:
        date = parsedate_to_datetime(text)
    except (TypeError, ValueError, OverflowError):
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=timezone.utc)
    return (date - now).total_seconds()
