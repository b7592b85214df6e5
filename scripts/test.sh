#!/usr/bin/env bash
# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# All checks and tests, for `make test`: goes on after a failure, and closes with what passed, failed and was left out.
# Usage: test.sh LINTS, targets of the Makefile
set -uo pipefail
cd "$(dirname "$0")/.." || exit

trap 'kill 0' INT
export summary=.cache/test
rm -rf "$summary"
mkdir -p "$summary"
verdicts=()

run() {  # TARGET AND VARIABLES, as make takes them
    local start=$SECONDS verdict=passed log="$summary/${1// /-}"
    # shellcheck disable=SC2086  # several words
    make $1 > "$log.log" 2>&1 || verdict=FAILED
    echo "$verdict  $1  $((SECONDS - start)) s" > "$log.verdict"
    echo "=== make $1"
    cat "$log.log"
}
export -f run

left_out() {  # WHAT WHY
    verdicts+=("left out  $1: $2")
}

# Each keeps about one processor busy: as many at a time as there are, those that take long first. Each is shown as it ends.
parts=(sanity)
for scenario in extensions/molecule/*/molecule.yml; do
    parts+=("molecule SCENARIOS=$(basename "$(dirname "$scenario")")")
done
parts+=("$@")
# shellcheck disable=SC2016  # what xargs starts expands it
printf '%s\0' "${parts[@]}" | xargs -0 -n 1 -P "$(getconf _NPROCESSORS_ONLN)" bash -c 'run "$1"' bash
checks=$SECONDS

# This one keeps all processors busy, and shows what it does meanwhile.
echo "=== make test-all"
verdict=passed
make test-all || verdict=FAILED
echo "$verdict  test-all  $((SECONDS - checks)) s" > "$summary/test-all.verdict"
left_out test-matrix "other releases of ansible-core and Python are for make test-matrix"
left_out bench "measures, asserts nothing"

echo "=== Summary (tests that were skipped are listed above, each with its reason)"
cat "$summary"/*.verdict
printf '%s\n' "${verdicts[@]}"
echo "$SECONDS s in all, $checks s of them for what runs side by side"
[[ $(cat "$summary"/*.verdict | grep -c ^passed) == $((${#parts[@]} + 1)) ]]
