"""What a refusal costs, beside `relaytui --version`: nothing is built before it."""

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.config.cases import cases, write

PICKED = ("unknown-top", "deep-10000", "many-values", "over-1-mib", "tag-python", "alias-bomb")
#: Loading PyYAML and msgspec is most of it; at the limit of values, reading them.
RATIO, AT_THE_LIMIT = 4.0, 6.0


def _run(*words: str) -> tuple[float, subprocess.CompletedProcess[str]]:
    """What a run took of the processor (seconds; other load hardly changes it), and the run."""
    begun = resource.getrusage(resource.RUSAGE_CHILDREN)
    run = subprocess.run(
        [sys.executable, "-m", "relaytui", *words],
        capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ended.ru_utime + ended.ru_stime - begun.ru_utime - begun.ru_stime, run


def test_a_refusal_costs_little_more_than_the_version(tmp_path: Path) -> None:
    known = {case["id"]: case for case in [*cases("yaml"), *cases("words")]}
    costs: dict[str, list[float]] = {name: [] for name in ("version", *PICKED)}
    for _ in range(4):
        costs["version"].append(_run("--version")[0])
        for name in PICKED:
            path = write(known[name], tmp_path)
            seconds, run = _run("-c", str(path))
            assert run.returncode == 2
            assert run.stderr.startswith(f"relaytui: {path}")
            assert run.stderr.count("\n") == 1
            costs[name].append(seconds)
    ratios = {name: min(costs[name]) / min(costs["version"]) for name in PICKED}
    print({name: round(ratio, 2) for name, ratio in ratios.items()})
    assert ratios.pop("many-values") < AT_THE_LIMIT
    assert max(ratios.values()) < RATIO, ratios


@pytest.mark.parametrize("loaded", ["textual", "paramiko", "relaytui.fleet", "relaytui.app"])
def test_nothing_is_loaded_before_a_refusal(loaded: str, tmp_path: Path) -> None:
    path = tmp_path / "relays.yaml"
    path.write_text("host: [mx1]\n")
    path.chmod(0o600)
    code = (
        "import sys; from relaytui.cli.main import main; "
        f"status = main(['-c', {str(path)!r}]); print(status, {loaded!r} in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "2 False\n"
