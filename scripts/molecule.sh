#!/usr/bin/env bash
# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Runs molecule scenarios, all of them or those named, in the copy that copy_collection.py makes in .cache/copy.
# They run one after the other: no container is involved, each starts and stops its own sandbox.
set -euo pipefail
cd "$(dirname "$0")/.."
export HOME=$PWD/.cache/home ANSIBLE_COLLECTIONS_PATH=$PWD/.cache/copy
cd .cache/copy/ansible_collections/biops/looker  # where molecule finds extensions/molecule/config.yml by itself

scenarios=("$@")
if [[ $# -eq 0 ]]; then
    for file in extensions/molecule/*/molecule.yml; do
        scenarios+=("$(basename "$(dirname "$file")")")
    done
fi
for scenario in "${scenarios[@]}"; do
    molecule test --scenario-name "$scenario"
done
