#!/bin/sh
# Builds the virtual environment: make_venv.sh PYTHON FOLDER. Says nothing when all goes well.
set -eu
python=$1 folder=$2

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || {
    echo "relaytui needs Python 3.11 or newer; $python is not. Set PYTHON=, as in: make PYTHON=python3.12" >&2
    exit 1
}
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "setup: installing python3-venv" >&2
        apt-get -qq update >/dev/null && apt-get -qq install -y python3-venv >/dev/null
    else
        echo "Python's venv is missing. On Debian and Ubuntu: sudo apt install python3-venv" >&2
        exit 1
    fi
fi
echo "setup: $folder (a minute the first time)" >&2
[ -x "$folder/bin/python" ] || "$python" -m venv "$folder"
pip="$folder/bin/python -m pip --disable-pip-version-check --quiet --quiet"
$pip install --require-hashes -r requirements/dev.txt
$pip install --no-deps --no-build-isolation -e .
