#!/usr/bin/env bash
# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Resolves requirements/*.in into fully pinned requirements/*.txt, each good for every interpreter it names.
set -euo pipefail
cd "$(dirname "$0")/.."

lock() {  # NAME OLDEST_PYTHON
    {
        head -n 2 "requirements/$1.in"
        echo "#"
        echo "# Written by \`make lock\` from $1.in, which says why each direct requirement is there."
        .venv/bin/uv pip compile --quiet --universal --python-version "$2" --no-header --no-emit-index-url \
            --no-emit-find-links --no-annotate "requirements/$1.in"
    } > "requirements/$1.txt.new"
    mv "requirements/$1.txt.new" "requirements/$1.txt"
}

lock dev 3.11
lock test 3.10
lock managed 3.9
