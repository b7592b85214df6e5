#!/usr/bin/env bash
# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Runs mypy on the plugins, under the names that Ansible gives them, on the sandbox and on the scripts.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=()
for directory in plugins/*; do
    if compgen -G "$directory/*.py" > /dev/null; then
        packages+=(-p "ansible_collections.biops.looker.plugins.${directory#plugins/}")
    fi
done
if [[ -d roles/sandbox/files/looker_sandbox ]]; then packages+=(-p looker_sandbox); fi

status=0
mypy "${packages[@]}" || status=1
mypy --follow-imports=silent --cache-dir .cache/mypy-scripts scripts/*.py || status=1
exit $status
