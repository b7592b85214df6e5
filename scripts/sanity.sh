#!/usr/bin/env bash
# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Runs `ansible-test sanity` in a copy of the clone, with its virtual environments kept inside the clone.
# Usage: sanity.sh [VENV [COPY]] [-- ARGUMENTS OF ansible-test sanity]
set -euo pipefail
cd "$(dirname "$0")/.."

venv=.venv copy=.cache/copy
if [[ ${1:---} != -- ]]; then venv=$1; shift; fi
if [[ ${1:---} != -- ]]; then copy=$1; shift; fi
if [[ $# -gt 0 ]]; then shift; fi
venv=$PWD/$venv

"$venv/bin/python" scripts/copy_collection.py "$copy"

# With the venv's interpreter first and all others after it; pyenv's stand-ins, which fail for most versions, left out.
"$venv/bin/python" scripts/find_pythons.py .cache/pythons > /dev/null
export PATH=$venv/bin:$PWD/.cache/pythons:${PATH//\/.pyenv\/shims/\/nowhere}

# ansible-test downloads a script that puts pip into its virtual environments; Python's own ensurepip does the same
# without that download. The name holds the release of pip it asks for, which its sources tell.
export HOME=$PWD/.cache/home
cache=$HOME/.ansible/test/cache
mkdir -p "$cache"
"$venv/bin/python" - "$cache" <<'PYTHON'
import importlib.util
import pathlib
import re
import sys

package = pathlib.Path(importlib.util.find_spec("ansible_test").origin).parent
for release in re.findall(r"\bpip='([\d.]+)'", (package / "_internal" / "python_requirements.py").read_text()):
    script = pathlib.Path(sys.argv[1]) / f"get_pip_{release.replace('.', '_')}.py"
    script.write_text("import ensurepip\n\nensurepip.bootstrap(upgrade=True)\n")
PYTHON

cd "$copy/ansible_collections/biops/looker"
exec ansible-test sanity --requirements --color no "$@"
