#!/usr/bin/env bash
# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The demo, step by step, for `make demo`: every command is one that a user could type.
set -euo pipefail
cd "$(dirname "$0")/.."
export ANSIBLE_LOCALHOST_WARNING=false ANSIBLE_INVENTORY_UNPARSED_WARNING=false ANSIBLE_CALLBACK_RESULT_FORMAT=yaml
export ANSIBLE_STDOUT_CALLBACK=default ANSIBLE_DISPLAY_SKIPPED_HOSTS=false ANSIBLE_NOCOWS=1
if [[ -t 1 && -z ${NO_COLOR:-} ]]; then export ANSIBLE_FORCE_COLOR=1; fi
unset "${!LOOKERSDK_@}"  # a real Looker that the user works with stays out of this

state=$(mktemp -d "${TMPDIR:-/tmp}/looker-demo.XXXXXX")
output=$state/output
sandbox=(-e sandbox_state_dir="$state" -e sandbox_max_lifetime=600)

# However the demo ends, the sandbox is stopped.
finish() {
    local status=$?
    if [[ -e $state/sandbox.pid ]]; then
        step "7. Stop the sandbox"
        ANSIBLE_DISPLAY_OK_HOSTS=false play sandbox "${sandbox[@]}" -e sandbox_state=stopped || status=1
    fi
    rm -rf "$state"
    exit $status
}
trap finish EXIT
trap 'exit 130' INT TERM

step() {  # HEADING SENTENCE...
    printf '\n\n%s\n' "=== $1"
    shift
    if [[ $# -gt 0 ]]; then printf '    %s\n' "$@"; fi
}

show() {  # FILE
    printf '\n    $ %s\n\n' "cat $1"
    cat "$1"
}

play() {  # PLAYBOOK ARGUMENTS...
    local command=(ansible-playbook "biops.looker.$1" "${@:2}")
    printf '\n    $ %s\n' "${command[*]}"
    "${command[@]}" 2>&1 | tee "$output"
}

expect() {  # TEXT WHAT_IT_MEANS
    grep -q "$1" "$output" || { echo "The demo failed: $2 was expected." >&2; exit 1; }
    printf '\n    As expected: %s.\n' "$2"
}

acme=(-e looker_src=playbooks/files/acme -e @playbooks/files/acme-columns.yml)

step "1. A Looker to try things on" \
    "The sandbox that comes with the collection imitates Looker's API on this machine."
ANSIBLE_DISPLAY_OK_HOSTS=false play sandbox "${sandbox[@]}" -e sandbox_state=started
read -r LOOKERSDK_BASE_URL LOOKERSDK_CLIENT_ID LOOKERSDK_CLIENT_SECRET < <(python -c '
import json, sys
print(*map(json.load(open(sys.argv[1])).get, ("base_url", "client_id", "client_secret")))' "$state/sandbox.json")
export LOOKERSDK_BASE_URL LOOKERSDK_CLIENT_ID LOOKERSDK_CLIENT_SECRET

step "2. What would be done?" \
    "The company is declared in playbooks/files/acme. Its groups are in groups.yml, and its users in a file that another" \
    "program exports, with headers of its own, padded cells, accents and blanks:"
show playbooks/files/acme/users.csv
play provision "${acme[@]}" --check

step "3. Do it"
play provision "${acme[@]}"

step "4. Do it again"
play provision "${acme[@]}"
expect 'changed=0 ' "changed=0, because Looker agrees with the files already"

step "5. Somebody changes things by hand"
play demo_changes

step "6. What is different now?" \
    "Check mode finds it, and changes nothing."
play provision "${acme[@]}" --check --diff
expect 'changed=1 ' "the drift was found. The command of step 3 would take it back"
