# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which name may have been meant.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from collections.abc import Iterable


def nearest(name: str, valid: Iterable[str], alike: float = 0.6) -> str:
    """The valid name that is most like this one, in any case of letters; empty if none is. `alike`: 0 to 1."""
    import difflib  # late, as all that is needed only where something is wrong

    folded = {item.lower(): item for item in sorted(valid)}
    near = difflib.get_close_matches(name.strip().lower(), folded, n=1, cutoff=alike)
    return folded[near[0]] if near else ""


def hint(name: str, valid: Iterable[str]) -> str:
    """The same to be put behind a sentence."""
    near = nearest(name, valid)
    return f" (did you mean '{near}'?)" if near else ""
