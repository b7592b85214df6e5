#!/usr/bin/env bash
# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# All checks and tests, for `make test`: goes on after a failure, and closes with what passed, failed and was left out.
set -uo pipefail
cd "$(dirname "$0")/.." || exit

results=() failed=0

run() {  # TARGET
    local start=$SECONDS verdict=passed
    echo "=== make $1"
    make "$1" || { verdict=FAILED; failed=1; }
    results+=("$verdict  $1  $((SECONDS - start)) s")
}

left_out() {  # WHAT WHY
    results+=("left out  $1: $2")
}

run lint
run sanity
if compgen -G "extensions/molecule/*/molecule.yml" > /dev/null; then
    run molecule
else
    left_out molecule "there are no scenarios"
fi
run test-all
left_out test-matrix "other releases of ansible-core and Python are for make test-matrix"
left_out bench "measures, asserts nothing"

echo "=== Summary (tests that were skipped are listed above, each with its reason)"
printf '%s\n' "${results[@]}"
exit $failed
