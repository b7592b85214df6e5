#!/usr/bin/env bash
# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Runs mypy on the plugins, under the names that Ansible gives them, on the sandbox, on the scripts and on the tests.
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
# Tests are looser: options are spread from mappings of any values, and what a module imports may be patched there.
MYPYPATH=.cache/collections:roles/sandbox/files:scripts:tests mypy --follow-imports=silent \
    --cache-dir .cache/mypy-tests --implicit-reexport --no-warn-unused-ignores --no-strict-equality \
    --disable-error-code arg-type --disable-error-code untyped-decorator --exclude tests/sandbox/clients/ \
    tests/contract tests/matrix tests/sandbox tests/unit || status=1
exit $status
