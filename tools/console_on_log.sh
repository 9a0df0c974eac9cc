#!/bin/sh
# The console on one log file of this machine: console_on_log.sh LOG [ARGUMENTS]. For the meters.
set -eu
log=$1
shift
config=$(mktemp)
trap 'rm -f "$config"' EXIT
printf 'hosts:\n  - {name: relay01, local: true, logs: {file: "%s"}}\n' "$log" >"$config"
"$(dirname "$0")/../.venv/bin/relaytui" -c "$config" "$@"
