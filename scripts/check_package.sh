#!/usr/bin/env bash
# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Builds the collection and puts it through what Galaxy does to an upload, then has ansible-builder write the build
# context of an execution environment with it. No image is built: that needs a container engine.
# Wants the copy that copy_collection.py makes in .cache/copy.
set -euo pipefail
cd "$(dirname "$0")/.."
export HOME=$PWD/.cache/home
export GALAXY_IMPORTER_ANSIBLE_LOCAL_TMP=$HOME/.ansible/tmp
export GALAXY_IMPORTER_RUN_ANSIBLE_LINT=false  # it has run by itself, with the stricter profile
copy=$PWD/.cache/copy
work=$PWD/.cache/package

rm -rf "$work"
mkdir -p "$work/source" "$work/environment"
cp -R "$copy/ansible_collections/biops/looker/." "$work/source"
# Galaxy wants the address of the sources, which galaxy.yml does not have yet.
grep -q '^repository:' "$work/source/galaxy.yml" || echo "repository: https://collection.example/" >> "$work/source/galaxy.yml"
ansible-galaxy collection build --output-path "$work" "$work/source"
(cd "$work" && python -m galaxy_importer.main ./*.tar.gz)

found=$(ansible-builder introspect --sanitize "$copy")
for package in jsonschema requests; do
    grep -q "$package.*from collection biops.looker" <<< "$found" || { echo "$package is not declared for execution environments"; exit 1; }
done
cp docs/awx/execution-environment.yml "$work"/*.tar.gz "$work/environment"
(cd "$work/environment" && ansible-builder create --file execution-environment.yml --context context)
