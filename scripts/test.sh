#!/usr/bin/env bash
# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# All checks and tests, for `make test`: goes on after a failure, and closes with what passed, failed and was left out.
set -uo pipefail
cd "$(dirname "$0")/.." || exit

trap 'kill 0' INT
targets=(lint sanity molecule test-all)
summary=.cache/test
rm -rf "$summary"
mkdir -p "$summary"
verdicts=()

run() {  # TARGET
    local start=$SECONDS verdict=passed
    echo "=== make $1"
    make "$1" || verdict=FAILED
    echo "$verdict  $1  $((SECONDS - start)) s" > "$summary/$1"
}

beside() {  # TARGET TARGET: the first shows what it says after the second
    run "$1" > "$summary/$1.log" 2>&1 &
    run "$2"
    wait
    cat "$summary/$1.log"
}

left_out() {  # WHAT WHY
    verdicts+=("left out  $1: $2")
}

# Each of these two keeps one processor busy, the others all there are.
run lint
beside molecule sanity
run test-all
left_out test-matrix "other releases of ansible-core and Python are for make test-matrix"
left_out bench "measures, asserts nothing"

echo "=== Summary (tests that were skipped are listed above, each with its reason)"
cd "$summary" || exit
cat "${targets[@]}"
printf '%s\n' "${verdicts[@]}"
[[ $(cat "${targets[@]}" | grep -c ^passed) == "${#targets[@]}" ]]
