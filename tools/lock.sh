#!/bin/sh
# Makes the lock files: lock.sh FOLDER, where FOLDER has pip-compile. No index is written down.
set -eu
flags="--quiet --generate-hashes --strip-extras --no-emit-index-url --no-emit-find-links
--no-emit-trusted-host --no-header --allow-unsafe --no-annotate --upgrade"
# shellcheck disable=SC2086
"$1/pip-compile" $flags -o requirements/run.txt pyproject.toml
# shellcheck disable=SC2086
"$1/pip-compile" $flags --extra geo -o requirements/dev.txt requirements/dev.in pyproject.toml
# Comments that pip-compile writes by itself say nothing to us.
sed -i '/^#/d' requirements/run.txt requirements/dev.txt
