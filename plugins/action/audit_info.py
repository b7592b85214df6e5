# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from functools import partial
from typing import Any

from ansible.errors import AnsibleFileNotFound
from ansible.plugins.action import ActionBase

from ansible_collections.biops.looker.plugins.module_utils._resources._all import ALL, CONFIGURABLE
from ansible_collections.biops.looker.plugins.plugin_utils._action import take_document


class ActionModule(ActionBase):  # type: ignore[misc]
    """Reads the files on the controller, as for `configuration`; a task that declares nothing is fine here."""

    TRANSFERS_FILES = False

    def run(self, tmp: Any = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        result: dict[str, Any] = super().run(tmp, task_vars)
        find = partial(self._find_needle, "files")
        try:
            taken = take_document(self._task.args, find, self._loader, ALL, CONFIGURABLE, may_be_empty=True)
        except (ValueError, AnsibleFileNotFound) as error:
            message = str(error).partition("\nIf you are using a module")[0]
            return {**result, "failed": True, "msg": message}
        done = self._execute_module("biops.looker.audit_info", taken.arguments, task_vars=task_vars)
        result.update(taken.result(done))
        return result
