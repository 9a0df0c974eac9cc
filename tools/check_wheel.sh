#!/bin/sh
# Builds the wheel, installs it outside the checkout, and starts what was installed.
set -eu
python=$(realpath -s "$1")
checkout=$(pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# A copy of what is under version control: a stale build folder must not help.
git ls-files -z --cached --others --exclude-standard -- . ':!tests' |
    xargs -0 cp --parents -t "$scratch" 2>/dev/null || true
cd "$scratch"
"$python" -m build --wheel --no-isolation --outdir "$scratch/dist" . >"$scratch/build.log" 2>&1 || {
    cat "$scratch/build.log" >&2
    exit 1
}
"$python" -m venv "$scratch/venv"
pip="$scratch/venv/bin/python -m pip --disable-pip-version-check --quiet --quiet"
$pip install --require-hashes -r "$checkout/requirements/run.txt"
$pip install --no-deps "$scratch"/dist/*.whl
mkdir "$scratch/elsewhere"
cd "$scratch/elsewhere"
"$scratch/venv/bin/relaytui" --version
"$scratch/venv/bin/python" - <<'PY'
import importlib.resources
from relaytui.plugins import find_screens

found = sorted(spec.name for spec in find_screens().screens)
assert {"fleet", "logs"} <= set(found), found
themes = [one.name for one in importlib.resources.files("relaytui.themes").iterdir()]
assert sum(name.endswith(".yaml") for name in themes) >= 2, themes
print("wheel: screens", ", ".join(found))
PY
"$scratch/venv/bin/relaytui" demo --hosts 1 </dev/null 2>&1 | tail -n 3
