#!/usr/bin/env bash
# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Runs `ansible-test sanity` in its own copy of the clone, with its virtual environments kept inside the clone. Plugins are
# compiled and imported by the oldest Python that they support (all tests run on the venv's); --all-pythons: by all that are
# found.
# Usage: sanity.sh [--all-pythons] [VENV [COPY]] [-- ARGUMENTS OF ansible-test sanity]
set -euo pipefail
cd "$(dirname "$0")/.."

all_pythons='' venv=.venv copy=.cache/sanity-copy
if [[ ${1:-} == --all-pythons ]]; then all_pythons=yes; shift; fi
if [[ ${1:---} != -- ]]; then venv=$1; shift; fi
if [[ ${1:---} != -- ]]; then copy=$1; shift; fi
if [[ $# -gt 0 ]]; then shift; fi
venv=$PWD/$venv

"$venv/bin/python" scripts/copy_collection.py "$copy"

# With the venv's interpreter first and all others after it; pyenv's stand-ins, which fail for most versions, left out.
"$venv/bin/python" scripts/find_pythons.py .cache/pythons > /dev/null
export PATH=$venv/bin:$PWD/.cache/pythons:${PATH//\/.pyenv\/shims/\/nowhere}

options=()
if [[ -z $all_pythons ]]; then
    oldest=$(sed -n 's/.*python_requires: ">=\(.*\)"/\1/p' tests/config.yml)
    own=$("$venv/bin/python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    if [[ ! -e .cache/pythons/python$oldest ]]; then
        echo "left out: Python $oldest is not on this machine, so that modules are imported by $own instead"
        oldest=$own
    fi
    options=(--controller "origin:python=$own" --target-python "$oldest")
fi

# ansible-test downloads a script that puts pip into each of its virtual environments. The pip that every Python brings
# along does without that download, and unpacked it is there at once. The name of the script holds the release of pip
# it is asked for, which ansible-test's sources tell.
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
    script.write_text("""
import ensurepip, pathlib, sysconfig, zipfile

wheels = list(pathlib.Path(ensurepip.__file__).parent.glob("_bundled/pip-*.whl"))
if wheels:
    zipfile.ZipFile(wheels[0]).extractall(sysconfig.get_path("purelib"))
else:  # where the distribution keeps it elsewhere
    ensurepip.bootstrap(upgrade=True)
""")
PYTHON

cd "$copy/ansible_collections/biops/looker"
exec ansible-test sanity --requirements --color no "${options[@]}" "$@"
