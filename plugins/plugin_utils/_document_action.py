# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The action plugin of a module that takes a configuration. Needs Ansible's controller side.

Note: this plugin_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from ansible.errors import AnsibleFileNotFound
from ansible.plugins.action import ActionBase

from ansible_collections.biops.looker.plugins.module_utils._resources._all import ALL, CONFIGURABLE
from ansible_collections.biops.looker.plugins.plugin_utils._action import take_document


class DocumentAction(ActionBase):  # type: ignore[misc]
    """Reads the files on the controller; the module gets everything that is declared as one document."""

    TRANSFERS_FILES = False

    module: str
    may_be_empty = False  # whether a task makes sense that declares nothing

    def run(self, tmp: Any = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        result: dict[str, Any] = super().run(tmp, task_vars)
        find = partial(self._find_needle, "files")  # in a role its files, else next to the playbook
        try:
            taken = take_document(self._task.args, find, self._loader, ALL, CONFIGURABLE, self.may_be_empty)
        except (ValueError, AnsibleFileNotFound) as error:
            message = str(error).partition("\nIf you are using a module")[0]  # a hint about copying files, for others
            return {**result, "failed": True, "msg": message}  # raised, it would come with a traceback
        done = self._execute_module(self.module, taken.arguments, task_vars=task_vars)
        result.update(taken.result(done))
        return result
