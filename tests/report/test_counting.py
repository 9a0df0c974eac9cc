"""The examples of docs/counting.md, counted."""

import re
from pathlib import Path

import pytest

from relaytui.analysis.report_lists import counts_of
from relaytui.analysis.report_sums import Sums
from tests.report.logs import reader, whole

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "counting.md").read_text("utf-8")
EXAMPLES = re.findall(r"\*?\*?([^\n*]*)[^`]*```\n(.*?)```\n→ ([^\n]*)\n", PAGE, re.DOTALL)


def totals(sums: Sums) -> dict[str, int]:
    return counts_of(sum(sums.volumes.values()))


@pytest.mark.parametrize(("log", "wanted"), [one[1:] for one in EXAMPLES])
def test_the_examples_of_the_page(log: str, wanted: str) -> None:
    named = dict(one.split(" ") for one in wanted.split(", "))
    figures = {name: int(count) for name, count in named.items()}
    for slowly in (False, True):
        assert totals(whole(log.encode(), reader(), slowly=slowly)) == figures


def test_every_rule_has_an_example() -> None:
    assert len(EXAMPLES) >= 8
    assert PAGE.count("\n→ ") == len(EXAMPLES)


def test_an_account_is_taken_from_the_database_that_names_it() -> None:
    log = next(log for _, log, wanted in EXAMPLES if "failed_logins" in wanted)
    sums = whole(log.encode(), reader())
    assert counts_of(sums.table(0, "account")["bob"]) == {"failed_logins": 1}
    assert next(iter(sums.table(0, "warning")))[0] == "auth_error"


def test_a_hole_makes_counts_at_least() -> None:
    log = next(log for _, log, _ in EXAMPLES if "rate-limiting" in log)
    assert whole(log.encode(), reader()).lost == 1
