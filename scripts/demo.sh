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
export DEMO_DIR=$state  # where the inventory of the demo has its sandboxes
output=$state/output
reports=${1:-.cache/demo}
report=

# However the demo ends, the sandboxes are stopped.
finish() {
    local status=$?
    if compgen -G "$state/*/sandbox.pid" > /dev/null; then
        step "8. Stop the sandboxes"
        ANSIBLE_DISPLAY_OK_HOSTS=false play sandbox -e sandbox_state=stopped || status=1
    fi
    rm -rf "$state"
    if [[ $status == 0 ]]; then printf '\n\nThe report, to be opened in a browser:\n%s\n' "$report"; fi
    exit $status
}
trap finish EXIT
trap 'exit 130' INT TERM

step() {  # HEADING SENTENCE...
    printf '\n\n%s\n' "=== $1"
    shift
    if [[ $# -gt 0 ]]; then printf '    %s\n' "$@"; fi
}

show() {  # COMMAND...
    printf '\n    $ %s\n\n' "$*"
    "$@"
}

play() {  # PLAYBOOK ARGUMENTS...
    local command=(ansible-playbook "biops.looker.$1" -i playbooks/files/inventory -e looker_hosts=looker "${@:2}")
    printf '\n    $ %s\n' "${command[*]}"
    "${command[@]}" 2>&1 | tee "$output"
}

expect() {  # TEXT HOSTS WHAT_IT_MEANS
    local found
    found=$(grep -c "$1" "$output") || true
    [[ $found == "$2" ]] || { echo "The demo failed: $3 was expected." >&2; exit 1; }
    printf '\n    As expected: %s.\n' "$3"
}

step "1. Three Lookers to try things on: dev, stage and prod" \
    "The sandbox that comes with the collection imitates Looker's API on this machine."
ANSIBLE_DISPLAY_OK_HOSTS=false play sandbox -e sandbox_state=started
instances=("$state"/*/)

step "2. What would be done in dev?" \
    "The company is declared in files: groups and roles, row access, schedules, settings, and 300 users in a file that" \
    "another program exports, with headers of its own, padded cells, accents and blanks. What differs from one instance" \
    "to the next stands in the inventory."
show ls playbooks/files/acme
show head -n 9 playbooks/files/acme/users.csv
show tail -n +5 playbooks/files/inventory/hosts.yml
play provision --check --limit dev

step "3. Do it, in all three at the same time"
play provision

step "4. Do it again"
play provision
expect 'changed=0 ' ${#instances[@]} "changed=0, because all instances agree with the files already"

step "5. Somebody changes things by hand, in prod"
show tail -n +5 playbooks/demo_changes.yml
play demo_changes --limit prod

step "6. What is different now?" \
    "Check mode finds it, and changes nothing."
play provision --check --diff
expect 'changed=1 ' 1 "the drift was found in prod. The command of step 3 would take it back"

step "7. One report about all instances" \
    "What differs, what is risky or left over, and who can do what. It only reads."
mkdir -p "$reports"
play audit -e looker_audit_dir="$(realpath "$reports")"
report=$(realpath "$reports")/looker-audit.html
