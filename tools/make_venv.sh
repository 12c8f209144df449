#!/bin/sh
# Makes a virtual environment with pip: make_venv.sh FOLDER [PYTHON]
# Takes the first Python of a version that the package supports, and says what to install when there is none.
set -eu

folder=$1
wanted=${2:-}

fits() {
    command -v "$1" >/dev/null 2>&1 &&
        "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' >/dev/null 2>&1
}

fail() {
    echo "make: $1" >&2
    exit 1
}

has_pip() {
    "$folder/bin/python" -m pip --version >/dev/null 2>&1
}

if [ -x "$folder/bin/python" ] && fits "$folder/bin/python" && has_pip; then
    exit 0
fi

python=
for candidate in ${wanted:-python3 python3.13 python3.12 python3.11 python}; do
    if fits "$candidate"; then
        python=$candidate
        break
    fi
done
[ -n "$python" ] || fail "no Python 3.11, 3.12 or 3.13 found${wanted:+ as $wanted}; install one, or name it: make demo PYTHON=/path/to/python3"

"$python" -c 'import venv' 2>/dev/null ||
    fail "$python has no venv module; install it (Debian, Ubuntu: apt install python3-venv) and run make again"

if "$python" -c 'import ensurepip' 2>/dev/null; then
    "$python" -m venv --clear "$folder" || fail "$python -m venv $folder failed; see the message above"
else
    # Debian ships Python without ensurepip; a pip of the system can still fill the environment.
    "$python" -m venv --clear --without-pip "$folder"
    "$python" -m pip --python "$folder/bin/python" install --quiet pip >/dev/null 2>&1 || true
fi

if ! has_pip; then
    rm -rf "$folder"
    fail "$python cannot make an environment with pip (no ensurepip); install it (Debian, Ubuntu: apt install python3-venv) and run make again"
fi
