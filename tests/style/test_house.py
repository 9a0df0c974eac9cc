"""The house rules: rings, packages, sizes, locks."""

import ast
import os
import re
import statistics
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("relaytui", "screens", "themes", "tests", "tools")
SOURCES = [
    path
    for folder in FOLDERS
    for path in (ROOT / folder).rglob("*.py")
    if "tests/lab/" not in str(path)
]
PRODUCT = [path for path in SOURCES if path.relative_to(ROOT).parts[0] in ("relaytui", "screens")]
# Inner rings and what must not come with them.
INNER = {
    "domain": ("textual", "paramiko", "relaytui.ssh", "relaytui.state", "relaytui.engine"),
    "logs": ("textual", "paramiko", "relaytui.ssh", "relaytui.state", "relaytui.engine"),
    "facts": ("textual", "paramiko", "relaytui.ssh", "relaytui.state", "relaytui.engine"),
    "lists": ("textual", "paramiko", "relaytui.ssh", "relaytui.state", "relaytui.engine"),
    "doctor": ("textual", "paramiko", "relaytui.app", "relaytui.widgets", "relaytui.cli"),
    "trace": ("textual", "paramiko", "relaytui.ssh", "relaytui.state", "relaytui.engine"),
    "ssh": ("textual", "relaytui.app", "relaytui.widgets", "relaytui.cli"),
    "sources": ("textual", "paramiko", "relaytui.app", "relaytui.widgets", "relaytui.cli"),
    "engine": ("textual", "paramiko", "relaytui.app", "relaytui.widgets", "relaytui.cli"),
    "state": ("textual", "paramiko", "relaytui.app", "relaytui.widgets", "relaytui.cli"),
    "formats": ("textual", "paramiko", "relaytui.app", "relaytui.widgets", "relaytui.cli"),
    "config": ("textual", "paramiko", "relaytui.app", "relaytui.widgets", "relaytui.cli"),
    "demo": ("textual", "relaytui.app", "relaytui.widgets", "relaytui.cli"),
    "cli": ("textual", "paramiko", "relaytui.app", "relaytui.widgets"),
}


def _loaded_by(code: str) -> set[str]:
    """Modules that a fresh interpreter has after running some code."""
    tail = "; import sys; print('\\n'.join(sys.modules))"
    run = subprocess.run(
        [sys.executable, "-c", code + tail], capture_output=True, text=True, check=True, cwd="/"
    )
    return set(run.stdout.split())


@pytest.mark.parametrize("ring", INNER)
def test_imports_go_inward_only(ring: str) -> None:
    modules = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in (ROOT / "relaytui" / ring).rglob("*.py")
        if path.name != "__init__.py" and path.name != "pattern_worker.py"
    ]
    lazy = {"relaytui.ssh.paramiko_link"}
    loaded = _loaded_by("import " + ", ".join(sorted(modules)))
    found = [name for name in INNER[ring] if name in loaded and name not in lazy]
    assert not found, f"relaytui/{ring} loads {found}"


def test_the_core_and_the_tests_never_name_a_screen() -> None:
    ruff = Path(sys.executable).with_name("ruff")
    run = subprocess.run(
        [ruff, "check", "--select", "TID251", "relaytui", "tests"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout


def test_the_package_list_is_what_is_there() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    listed = set(project["tool"]["setuptools"]["packages"])
    found = {
        ".".join(path.parent.relative_to(ROOT).parts)
        for path in (ROOT / "relaytui").rglob("__init__.py")
    }
    assert listed == found | {"relaytui.screens", "relaytui.themes"}


def test_files_are_short() -> None:
    lengths = {path: len(path.read_text().splitlines()) for path in SOURCES}
    assert not {str(path): count for path, count in lengths.items() if count > 400}
    assert statistics.median(lengths[path] for path in PRODUCT) <= 85


@pytest.mark.parametrize("folder", FOLDERS)
def test_functions_are_short(folder: str) -> None:
    long = []
    for path in SOURCES:
        if path.relative_to(ROOT).parts[0] != folder:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or 0) - node.lineno + 1
                if lines > 50:
                    long.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name} {lines}")
    assert not long


@pytest.mark.parametrize(
    "name", ["requirements/run.txt", "requirements/dev.txt", "pyproject.toml", "Makefile"]
)
def test_locks_name_no_place(name: str) -> None:
    text = (ROOT / name).read_text()
    assert "://" not in text
    assert "file:" not in text
    assert not re.search(r"(^|[\s=\"'@])/(?!dev/null)[\w.-]+/", text, re.MULTILINE)
    assert "[dependency-groups]" not in text


def test_every_lock_line_has_a_hash() -> None:
    for name in ("run", "dev"):
        text = (ROOT / f"requirements/{name}.txt").read_text()
        for block in re.findall(r"^[\w.-]+==(?:[^\n]*\\\n)*[^\n]*", text, re.MULTILINE):
            assert "--hash=sha256:" in block, block


def test_scripts_are_executable() -> None:
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    assert os.access(ROOT / "tests" / "lab" / "lab", os.X_OK)


def test_what_no_first_screen_needs_is_loaded_after_the_first_paint() -> None:
    loaded = _loaded_by("import relaytui.app")
    late = ("paramiko", "cryptography", "relaytui.ssh", "relaytui.updates", "relaytui.screens",
            "relaytui.facts.updates", "relaytui.facts.queue_size")  # fmt: skip
    assert not [name for name in late if name in loaded]
