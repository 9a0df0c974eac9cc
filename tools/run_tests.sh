#!/bin/sh
# Runs the tests: run_tests.sh PYTHON [PYTEST ARGUMENTS]. With the lab when root and CI or
# RELAYTUI_LAB is set; other runs that want the lab wait until this one ends.
set -eu
python=$1
shift
# In the short form, tests that wait for the lab's hosts run beside all others; the full numbers
# hold measurements, which want the machine for themselves.
if [ -z "${SOAK:-}" ] && [ $# = 0 ]; then
    set -- -n 2 --dist loadscope --no-loadscope-reorder
fi
if [ "$(id -u)" = 0 ] && [ -n "${CI:-}${RELAYTUI_LAB:-}" ]; then
    RELAYTUI_LAB=1
    export RELAYTUI_LAB
    exec tests/lab/lab hold "$python" -m pytest "$@"
fi
echo "The relay lab is off: as root, RELAYTUI_LAB=1 make test also tests against real relays." >&2
exec "$python" -m pytest "$@"
