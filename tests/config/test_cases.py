"""Broken configurations are refused with line, column and next step; good ones are hosts."""

import contextlib
import time
from pathlib import Path

import msgspec
import pytest
import yaml

from relaytui.config.effective import BUILT_IN
from relaytui.config.load import load
from relaytui.config.model import HostWords
from relaytui.config.problem import Refused
from tests.config.cases import Case, cases, write

BROKEN = [*cases("yaml"), *cases("words")]
VALID = cases("valid")


def refused(path: Path) -> Refused:
    """How a file is refused."""
    with pytest.raises(Refused) as caught:
        load(path)
    return caught.value


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: case["id"])
def test_a_broken_file_says_where_and_what_to_do(case: Case, tmp_path: Path) -> None:
    path = write(case, tmp_path)
    error = refused(path)
    first = error.problems[0]
    assert first.line == case["line"], error
    assert case["column"] in (None, first.column), error
    assert case["words"] in first.words
    assert case["step"] in first.next_step
    assert len(error.problems) == case["count"], error.problems
    place = f"{path}:{first.line}:{first.column}" if first.line else str(path)
    assert str(error).startswith(f"{place}: {first.words}. {first.next_step}")
    told = f"{error} {[one.text(str(path)) for one in error.problems]}"
    assert case.get("hidden", "\0") not in told


@pytest.mark.parametrize("case", [*BROKEN, *VALID], ids=lambda case: case["id"])
def test_the_parser_in_python_says_the_same(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where libyaml is missing; columns of escapes and of broken flows may differ."""
    monkeypatch.setattr("relaytui.config.tree.Loader", yaml.SafeLoader)
    path = write(case, tmp_path)
    if "hosts" in case:
        assert [host.name for host in load(path).hosts] == list(case["hosts"])
        return
    error = refused(path)
    assert error.problems[0].line == case["line"]
    assert case["words"] in error.problems[0].words
    assert len(error.problems) == case["count"]


@pytest.mark.parametrize("case", VALID, ids=lambda case: case["id"])
def test_a_good_file_is_hosts_and_settings(case: Case, tmp_path: Path) -> None:
    loaded = load(write(case, tmp_path))
    specs = {host.name: msgspec.to_builtins(host.spec()) for host in loaded.hosts}
    assert list(specs) == list(case["hosts"])
    for name, wanted in case["hosts"].items():
        found = {word: specs[name][word] for word in wanted}
        assert json_form(found) == wanted
    settings = msgspec.to_builtins(loaded.configuration)
    for word in ("theme", "link", "keymap", "protect"):
        assert settings[word] == case.get(word, settings[word])
    assert loaded.groups == case.get("groups", loaded.groups)


def json_form(value: object) -> object:
    """A value as JSON has it: no tuples."""
    return msgspec.json.decode(msgspec.json.encode(value))


def test_every_shared_word_has_a_built_in_value() -> None:
    assert tuple(BUILT_IN) == HostWords.__struct_fields__


def test_every_case_has_its_own_name() -> None:
    names = [case["id"] for case in [*BROKEN, *VALID]]
    assert len(set(names)) == len(names)
    assert len(BROKEN) > 100


def test_no_refusal_takes_long_beside_a_good_file(tmp_path: Path) -> None:
    """The worst of all cases costs little more than the largest fleets that are good."""
    hosts = "".join(f"  - {{name: mx{n}, logs: auto, tags: [a, b]}}\n" for n in range(1500))
    good = tmp_path / "good.yaml"
    good.write_text(f"hosts:\n{hosts}")
    good.chmod(0o600)
    limit = min(_seconds(good) for _ in range(3))
    for case in BROKEN:
        path = write(case, tmp_path)
        assert min(_seconds(path) for _ in range(3)) < 2 * limit, case["id"]


def _seconds(path: Path) -> float:
    begun = time.process_time()
    with contextlib.suppress(Refused):
        load(path)
    return time.process_time() - begun
